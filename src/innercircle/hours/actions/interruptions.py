"""Notices, while figures are computed, which meetings were cancelled, moved, or declined by all of theirs.

Source: spec 20 (Words against actions, their cancellations). Who did it is what the calendar says (their organizer, or
their refusals) until a person says otherwise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from innercircle.calendars.meetings import Because, State
from innercircle.calendars.queries import Known, known_people, meetings_of
from innercircle.hours.models import Interruption
from innercircle.hours.rules import Held
from innercircle.hours.rules.words import InterruptionKind


def notice(ids: Collection[int], rows: Iterable[Held], former: Mapping[tuple[int, int], int], at: datetime) -> None:
    """Bring the interruptions of these meetings up to date; `former` is when each (account, meeting) used to begin."""
    theirs: dict[tuple[int, int], list[Known]] = defaultdict(list)
    for each in known_people(ids):
        if each.account is not None:
            theirs[each.account, each.kept].append(each)
    originals = _originals(ids)
    found = [
        each
        for row in rows
        for account in {person.account for person in row.people if person.account is not None}
        for each in _of(row, account, theirs[account, row.meeting], former, originals, at)
    ]
    _keep(ids, found)


def _originals(ids: Collection[int]) -> dict[int, int]:
    """When an instance of a series was to begin by its rule."""
    rows = meetings_of(ids).exclude(instance="").values_list("pk", "instance")
    return {pk: int(instance) for pk, instance in rows}


def _of(
    row: Held,
    account: int,
    people: list[Known],
    former: Mapping[tuple[int, int], int],
    originals: Mapping[int, int],
    at: datetime,
) -> Iterable[Interruption]:
    asked = any(each.because is Because.ORGANIZER for each in people)
    start = former.get((account, row.meeting), originals.get(row.meeting, row.start))
    kind, theirs, moved_to = None, asked, None
    if row.cancelled:
        kind, start = InterruptionKind.CANCELLED, row.start
    elif people and all(_declined(each) for each in people):
        kind, theirs, start = InterruptionKind.DECLINED, True, row.start
    elif start != row.start:
        kind, moved_to = InterruptionKind.MOVED, row.start
    if kind is not None:
        yield Interruption(
            account_id=account,
            meeting_id=row.meeting,
            kind=kind,
            start=start,
            moved_to=moved_to,
            by_client=theirs,
            noticed_at=at,
        )


def _declined(known: Known) -> bool:
    return known.source_state is State.ABSENT and known.because is Because.DECLINED and known.state is State.ABSENT


def _keep(ids: Collection[int], found: list[Interruption]) -> None:
    """Write what is new; what no longer holds goes, unless it is a move (that happened) or a person judged it."""
    there = set(meetings_of(ids).values_list("pk", flat=True))
    Interruption.objects.filter(meeting__in=set(ids) - there).delete()
    stored = {_key(row): row for row in Interruption.objects.filter(meeting__in=ids)}
    new = {_key(row): row for row in found}
    over = [
        row.pk
        for key, row in stored.items()
        if key not in new and row.kind != InterruptionKind.MOVED and row.by_client_by_hand is None
    ]
    Interruption.objects.filter(pk__in=over).delete()
    Interruption.objects.bulk_create([row for key, row in new.items() if key not in stored])


def _key(row: Interruption) -> tuple[int, int, str, int]:
    return row.account_id, row.meeting_id, row.kind, row.start
