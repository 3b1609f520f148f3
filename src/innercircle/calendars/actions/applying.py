"""Writes a plan in one short transaction: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from innercircle.access.models import User
from innercircle.calendars.bulk import insert, update
from innercircle.calendars.models import Attendance, Import, Meeting, Revision, Sighting, Suggestion
from innercircle.calendars.planning import MEETING_FIELDS, Key, Plan, Stands, Who
from innercircle.calendars.rules import Touched
from innercircle.directory.actions.discovery import discover_colleagues, discover_contacts
from innercircle.kit.parts import parts


class Stale(Exception):
    """Copies were changed between the planning and the writing of a plan: plan again."""


def write(
    plan: Plan, *, by: User | None, at: datetime, calendars: Mapping[str, int], run: Import | None = None
) -> Touched:
    """Write what was planned, inside the caller's transaction; raises `Stale` when the plan is no longer right.

    `calendars` gives the ids of the calendars that the plan names as new, `run` the import the copies came with.
    """
    take_turn(plan.revision)
    sample = run is not None and run.sample
    people = _Everybody(
        discover_contacts(by=by, at=at, found=plan.contacts, sample=sample),
        discover_colleagues(by=by, at=at, found=plan.colleagues, sample=sample),
    )
    ids = _write_meetings(plan, sample)
    _write_copies(plan, ids, calendars, run)
    _write_people(plan, ids, people)
    for part in parts(plan.dropped_meetings):
        Meeting.objects.filter(pk__in=part).delete()
    return Touched(
        meetings=frozenset(ids[key] for key in plan.touched),
        gone=frozenset(plan.dropped_meetings),
        spans=frozenset(plan.spans),
    )


def take_turn(expected: int | None = None) -> None:
    """Be the one who changes copies now, until the end of the transaction; `Stale` if somebody was faster."""
    Revision.objects.get_or_create(pk=1)
    row = Revision.objects.select_for_update().get(pk=1)
    if expected is not None and row.number != expected:
        raise Stale
    row.number += 1
    row.save(update_fields=["number"])


class _Everybody:
    """The ids of people who were found in the calendars."""

    def __init__(self, contacts: Mapping[str, int], colleagues: Mapping[str, int]) -> None:
        self._contacts = contacts
        self._colleagues = colleagues

    def id_of(self, who: Who) -> int:
        """The person's id, the new one where they were discovered."""
        return who.id or (self._colleagues if who.ours else self._contacts)[who.address]


def _write_meetings(plan: Plan, sample: bool) -> dict[Key, int]:  # noqa: FBT001 - handed through
    fixed: dict[str, Any] = {"mode_by_hand": "", "by_hand": False, "duplicate_of": None, "sample": sample}
    names = ("uid", "instance", *MEETING_FIELDS, *fixed)
    insert(Meeting, names, ((*key, *values, *fixed.values()) for key, values in plan.new_meetings.items()))
    ids = dict(plan.known) | _ids(plan.new_meetings)
    # A place under the UID may pass from one row to another: first nobody has it, then the new one.
    update(Meeting, ("instance",), ((f"~{pk}", pk) for pk in plan.renamed))
    update(Meeting, ("instance",), ((key.instance, pk) for pk, key in plan.renamed.items()))
    update(Meeting, MEETING_FIELDS, ((*values, ids[key]) for key, values in plan.changed_meetings.items()))
    return ids


def _ids(keys: Iterable[Key]) -> dict[Key, int]:
    wanted = set(keys)
    found: dict[Key, int] = {}
    for part in parts(dict.fromkeys(key.uid for key in wanted)):
        rows = Meeting.objects.filter(uid__in=part).values_list("uid", "instance", "pk")
        found.update((Key(uid, instance), pk) for uid, instance, pk in rows if (uid, instance) in wanted)
    return found


def _write_copies(plan: Plan, ids: Mapping[Key, int], calendars: Mapping[str, int], run: Import | None) -> None:
    names = ("calendar", "uid", "copy", "start", "digest", "stamped", "entry", "meeting", "gone", "run")
    came_with = run.pk if run is not None else None
    rows = (
        (calendars.get(row.calendar) or int(row.calendar), *row[1:], ids[key], False, came_with)
        for row, key in plan.copies
    )
    insert(Sighting, names, rows, unless=("calendar", "uid", "copy"), update=names[3:])
    update(Sighting, ("meeting",), ((ids[key], pk) for pk, key in plan.moved_copies))
    update(Sighting, ("gone", "run"), ((True, came_with, pk) for pk in plan.gone))


def _write_people(plan: Plan, ids: Mapping[Key, int], people: _Everybody) -> None:
    for part in parts(plan.dropped_people):
        Attendance.objects.filter(pk__in=part).delete()
    update(Attendance, ("source_state", "because"), (("", "", pk) for pk in plan.unnamed))
    for ours in (False, True):
        person, other = ("colleague", "contact") if ours else ("contact", "colleague")
        names = ("meeting", person, other, "account", "source_state", "because", "state_by_hand")
        rows = (
            (ids[key], people.id_of(who), None, *_stored(stands), "")
            for key, who, stands in plan.people
            if who.ours is ours
        )
        insert(Attendance, names, rows, unless=("meeting", person), update=("account", "source_state", "because"))


def _stored(stands: Stands) -> tuple[int | None, str, str]:
    return stands.account, stands.state.value, stands.because


def write_offers(offered: Iterable[tuple[int, Any]], withdrawn: Iterable[int]) -> None:
    """Write the suggestions of `(calendar id, staged entry)` and take back those no longer in the calendar."""
    names = ("calendar", "uid", "copy", "account", "contact", "start", "end", "title", "place", "digest", "decided")
    rows = (
        (calendar, row.uid, row.copy, account, contact, row.start, row.entry["end"], *_words(row.entry), row.digest, "")
        for calendar, row in offered
        for account, contact in row.named
    )
    insert(Suggestion, names, rows, unless=("calendar", "uid", "copy", "account"), update=names[4:-1])
    for part in parts(withdrawn):
        Suggestion.objects.filter(pk__in=part, decided="").delete()


def _words(entry: Mapping[str, Any]) -> tuple[str, str]:
    return entry.get("title", ""), entry.get("place", "")
