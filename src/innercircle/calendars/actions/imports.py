"""The life of an import: begun, staged in small steps, held back where a person must decide, applied at once, ended.

Every step checks that it still speaks for the latest attempt, so a worker that was given up on and comes back, or a
second one started by mistake, changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from innercircle.access.actions import record, values_of
from innercircle.access.models import User
from innercircle.access.rules import Refused
from innercircle.calendars.actions.applying import take_turn, write, write_offers
from innercircle.calendars.bulk import insert
from innercircle.calendars.comparing import Difference, compare, reference
from innercircle.calendars.door import Admitted
from innercircle.calendars.models import Calendar, Import, Sighting, StagedEntry
from innercircle.calendars.planning import Plan, Planner
from innercircle.calendars.queries.allowed import may_import_for
from innercircle.calendars.reading import REMARKS, Source
from innercircle.calendars.rules import Remark, Touched
from innercircle.directory.rules import Directory

if TYPE_CHECKING:
    from datetime import date

    from innercircle.directory.models import Colleague

Stage = Import.Stage
DECIDED_AT_A_TIME = 150  # decided again in one transaction, so that nobody waits long (docs/performance.md)


class Superseded(Exception):
    """Somebody else works on this import now; whoever gets this stops without a trace."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A part of an import that only needs to be written: what differs, and the plan of it; `last` ends the import."""

    attempt: int
    difference: Difference
    plan: Plan
    last: bool = True


@transaction.atomic
def start_import(
    *,
    by: User | None,
    at: datetime,
    owner: Colleague | None,
    file_name: str,
    place: str,
    size: int,
    calendar: Calendar | None = None,
    removals: str = Import.Removals.ASK,
    sample: bool = False,
) -> Import:
    """Note that a file is to be imported for `owner`; into `calendar` where one is named, else by the file's name.

    Refused unless `by` may import for that person: administrators for anybody, everybody for themselves, managers for
    their teams.
    """
    _require(by, owner)
    run = Import(by=by, at=at, owner=owner, file_name=file_name[:300], place=place, size=size, calendar=calendar)
    run.removals, run.sample = removals, sample
    run.save()
    after = values_of(run, "file_name", "size") | {"owner": str(owner or "")}
    record(by=by, at=at, action="calendars.import.started", target=run, after=after)
    return run


@transaction.atomic
def begin(run: Import) -> int:
    """Take the import up, from its very beginning; returns the attempt, which every further step names."""
    row = Import.objects.select_for_update().get(pk=run.pk)
    if row.ended:
        raise Superseded
    row.attempt += 1
    row.stage, row.message, row.sources, row.remarks, row.counts = Stage.READING, "", [], [], {}
    row.save()
    StagedEntry.objects.filter(run=row).delete()
    return row.attempt


@transaction.atomic
def stage(run: Import, attempt: int, source: str, entries: Sequence[Admitted]) -> None:
    """Keep some entries of one calendar until all are read: one small transaction."""
    _hold(run, attempt, Stage.READING)
    names = ("run", "source", "uid", "copy", "start", "digest", "stamped", "entry", "offered", "named")
    rows = (
        (
            run.pk,
            source,
            each.uid,
            each.copy,
            each.start,
            each.digest,
            each.stamped,
            each.entry,
            bool(each.named),
            [list(pair) for pair in each.named],
        )
        for each in entries
    )
    insert(StagedEntry, names, rows)


@transaction.atomic
def finish_reading(run: Import, attempt: int, sources: Sequence[Source], remarks: Iterable[Remark]) -> None:
    """All is read and staged: keep what was remarked, and what each calendar tells of.

    Of entries that could not be read only the UIDs we know already are kept: the others may be anybody's.
    """
    row = _hold(run, attempt, Stage.READING)
    row.stage = Stage.APPLYING
    row.sources = [replace(source, skipped=_known_uids(source.skipped)).as_json() for source in sources]
    row.remarks = [asdict(replace(remark, uid="")) for remark in remarks][:REMARKS]
    row.save(update_fields=["stage", "sources", "remarks"])


def _known_uids(uids: Sequence[str]) -> tuple[str, ...]:
    known = Sighting.objects.filter(uid__in=uids[:REMARKS]).values_list("uid", flat=True).distinct()
    return tuple(sorted(known))


def differences(run: Import) -> Difference:
    """What the file says differently from what is stored; reads only. `hold` the import where it asks."""
    row = Import.objects.get(pk=run.pk)
    return compare(row, calendars_of(row))


def prepare(
    run: Import,
    attempt: int,
    difference: Difference,
    directory: Directory,
    left: dict[int, date] | None = None,
    *,
    last: bool = True,
) -> Ready:
    """Work out what applying a part of the differences would change; reads only."""
    row = Import.objects.get(pk=run.pk)
    owners: dict[str, int | None] = {reference(None, name): row.owner_id for name in calendars_of(row)}
    plan = Planner(directory, left).plan(
        difference.uids, brought=difference.brought, gone=difference.gone, owners=owners
    )
    return Ready(attempt, difference, plan, last)


def calendars_of(run: Import) -> dict[str, Calendar | None]:
    """The stored calendar that each source of the import updates, None for one that is still to be made."""
    if run.calendar is not None and len(run.sources) == 1:
        return {run.sources[0]["name"]: run.calendar}
    known = {row.name: row for row in Calendar.objects.filter(owner=run.owner)}
    return {source["name"]: known.get(source["name"]) for source in run.sources}


@transaction.atomic
def hold(run: Import, attempt: int, at: datetime, questions: Sequence[tuple[str, int, int]]) -> str:
    """Hold an import back because a person must decide; returns the sentence that says what."""
    row = _hold(run, attempt, Stage.APPLYING)
    row.stage, row.message, row.ended_at = Stage.HELD, _question(questions)[:500], at
    row.save(update_fields=["stage", "message", "ended_at"])
    record(by=row.by, at=at, action="calendars.import.held", target=row, after={"message": row.message})
    return row.message


def _question(questions: Sequence[tuple[str, int, int]]) -> str:
    name, missing, known = questions[0]
    return _(
        "%(missing)d of %(known)d entries that “%(name)s” had are missing from this export. Were they removed from "
        "the calendar, or is the export incomplete? Nothing has been changed yet."
    ) % {"missing": missing, "known": known, "name": name}


@transaction.atomic
def decide_removals(*, by: User | None, at: datetime, run: Import, removals: str) -> Import:
    """Answer the question of an import that is held back: the missing entries were removed, or are to be kept."""
    _require(by, run.owner)
    row = Import.objects.select_for_update().get(pk=run.pk)
    if row.stage != Stage.HELD:
        raise Refused(_("This import does not wait for a decision (any more)."))
    if removals not in {Import.Removals.REMOVE, Import.Removals.KEEP}:
        raise Refused(_("Say whether the missing entries were removed or are to be kept."))
    row.removals, row.stage, row.message, row.ended_at = removals, Stage.APPLYING, "", None
    row.attempt += 1
    row.save()
    record(by=by, at=at, action="calendars.import.decided", target=row, after={"removals": removals})
    return row


@transaction.atomic
def discard(*, by: User | None, at: datetime, run: Import) -> None:
    """Answer the question of an import that is held back by giving it up: nothing is changed."""
    _require(by, run.owner)
    row = Import.objects.select_for_update().get(pk=run.pk)
    if row.stage != Stage.HELD:
        raise Refused(_("This import does not wait for a decision (any more)."))
    row.stage, row.message, row.ended_at = Stage.STOPPED, _("Given up. Nothing was changed."), at
    row.attempt += 1
    row.save()
    record(by=by, at=at, action="calendars.import.discarded", target=row)


@transaction.atomic
def apply(*, at: datetime, run: Import, ready: Ready) -> Touched:
    """Write the part of an import that is `ready`, inside the caller's transaction; returns what it touched.

    Raises `Stale` where copies changed since it was prepared (prepare again), `Superseded` where somebody else works on
    it, `Refused` where who started it may no longer import for that person.
    """
    row = _hold(run, ready.attempt, Stage.APPLYING)
    _require(row.by, row.owner)
    calendars = _settled_calendars(row, at)
    touched = write(ready.plan, by=row.by, at=at, calendars=calendars, run=row)
    offered = ((calendars.get(name) or int(name), entry) for name, entry in ready.difference.offered)
    write_offers(offered, ready.difference.withdrawn)
    row.counts = _counts(row, ready, touched)
    if ready.last:
        row.stage, row.message, row.ended_at, row.place = Stage.DONE, "", at, ""
        record(by=row.by, at=at, action="calendars.import.applied", target=row, after=row.counts)
    row.save()
    return touched


def _settled_calendars(run: Import, at: datetime) -> dict[str, int]:
    """Every calendar of the import exists from here on; by the names that a plan gives to new ones."""
    known: dict[str, int] = {}
    existing = calendars_of(run)
    for source in run.sources:
        name = source["name"]
        calendar = existing[name]
        row = calendar
        if row is None:
            zone = zone_of(run.owner)
            row = Calendar.objects.create(name=name, owner=run.owner, time_zone=zone, sample=run.sample)
        known[reference(None, name)] = row.pk
        row.imported_at = at
        row.save(update_fields=["imported_at"])
        source["calendar"] = row.pk
        if len(existing) == 1:
            run.calendar = row
    return known


def zone_of(owner: Colleague | None) -> str:
    """The clock a colleague lives by, as far as their log-in says."""
    user = owner.user if owner is not None else None
    return user.time_zone if user is not None else "UTC"


def _counts(run: Import, ready: Ready, touched: Touched) -> dict[str, int]:
    """What the import has done so far: of the parts before, perhaps by a killed attempt, and of this one."""
    difference, before = ready.difference, run.counts
    done = {
        "new": difference.new_of.total(),
        "changed": difference.changed_of.total(),
        "removed": len(difference.gone),
        "meetings": len(touched.meetings) + len(touched.gone),
        "discovered": len(ready.plan.contacts),
        "suggested": len(difference.offered),
    }
    counts = {name: before.get(name, 0) + number for name, number in done.items()}
    kept = StagedEntry.objects.filter(run=run, offered=False).count()
    return counts | {
        "read": sum(source["read"] for source in run.sources),
        "kept": kept,
        "unchanged": kept - counts["new"] - counts["changed"],
        "skipped": sum(1 for remark in run.remarks if remark["skipped"]),
    }


@transaction.atomic
def end(run: Import, at: datetime, stage: str, message: str, attempt: int | None = None) -> None:
    """Give an import up: it failed, or a person stopped it. Of what was read nothing stays."""
    row = Import.objects.select_for_update().get(pk=run.pk)
    if row.ended or (attempt is not None and row.attempt != attempt):
        return
    row.stage, row.message, row.ended_at, row.place = stage, message[:500], at, ""
    row.attempt += 1
    row.save()
    record(
        by=row.by, at=at, action=f"calendars.import.{stage}", target=row, after={"message": row.message} | row.counts
    )


def clear_staged(run: Import) -> int:
    """Delete what was staged of an import that has ended, in small steps; returns how much."""
    deleted = 0
    while True:
        with transaction.atomic():
            part = list(StagedEntry.objects.filter(run=run).values_list("pk", flat=True)[:1000])
            StagedEntry.objects.filter(pk__in=part).delete()
        deleted += len(part)
        if not part:
            return deleted


@transaction.atomic
def forget_copies(
    *, by: User | None, at: datetime, calendar: Calendar, uids: Sequence[str], planner: Planner
) -> Touched:
    """Forget a part of what a calendar tells of; meetings that others hold are decided from those again.

    What a person said of a meeting keeps the meeting (as cancelled), so that no correction is lost unseen.
    """
    _require(by, calendar.owner)
    take_turn()
    Sighting.objects.filter(calendar=calendar, uid__in=uids).delete()
    return write(planner.plan(uids), by=by, at=at, calendars={})


@transaction.atomic
def delete_calendar(*, by: User | None, at: datetime, calendar: Calendar, entries: int, planner: Planner) -> Touched:
    """Delete a calendar whose `entries` were forgotten (`forget_copies`), with those that came in meanwhile."""
    _require(by, calendar.owner)
    row = Calendar.objects.select_for_update().get(pk=calendar.pk)
    rest = list(dict.fromkeys(row.sightings.values_list("uid", flat=True)))
    touched = forget_copies(by=by, at=at, calendar=row, uids=rest, planner=planner)
    before = {"name": row.name, "owner": str(row.owner or ""), "entries": entries}
    record(by=by, at=at, action="calendars.calendar.deleted", target=row, before=before)
    row.delete()
    return touched


@transaction.atomic
def decide_again(*, by: User | None, at: datetime, uids: Iterable[str], planner: Planner) -> Touched:
    """Decide the meetings of these UIDs again from the stored copies, after a change of the directory."""
    take_turn()
    return write(planner.plan(uids), by=by, at=at, calendars={})


def _hold(run: Import, attempt: int, stage: str) -> Import:
    row = Import.objects.select_for_update().filter(pk=run.pk).first()
    if row is None or row.attempt != attempt or row.stage != stage:
        raise Superseded
    return row


def _require(by: User | None, owner: Colleague | None) -> None:
    if by is not None and not may_import_for(by, owner):
        raise Refused(_("You may import calendars only for yourself and, as a manager, for your teams."))
