"""What a draft's times mean: its zone, its instants, its length; and which drafts of one UID count.

Rules: CALENDARS.md (Traps). Floating times and unknown zones are read in the calendar's own zone, then the owner's; an
end before its start is no entry; a length given by DTEND follows the clock on the wall from instance to instance, one
given in hours (DURATION) is real time (RFC 5545, 3.3.6 and 3.8.5.3).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from innercircle.calendars.ics.draft import Draft, DraftError
from innercircle.calendars.ics.values import DAY, Moment
from innercircle.calendars.ics.zones import UTC, Zone
from innercircle.calendars.rules import Entry
from innercircle.kit.frozen import maker

_entry = maker(Entry)

FLOATING = "Some times name no zone (or one nobody knows); they are read in {zone}."


@dataclass(slots=True)
class Settled:
    """A draft with its times decided. `nominal` and `exact` carry a length from one instance to another."""

    draft: Draft
    zone: Zone
    wall: int
    start: int
    end: int
    nominal: int
    exact: int
    all_day: bool
    seen: Zone | None = None  # for flagged whole days: where their midnights are

    def end_at(self, wall: int, start: int) -> int:
        """The end of the instance that begins at `wall` (the instant `start`); never before it."""
        return max(start, self.zone.epoch(wall + self.nominal) + self.exact)

    def entry(self, original: int | None, start: int, end: int) -> Entry:
        """The value for an instance of this draft."""
        draft = self.draft
        return _entry(
            draft.uid,
            original,
            start,
            end,
            draft.participants,
            self.all_day,
            draft.cancelled,
            draft.private,
            draft.title,
            draft.place,
            draft.conference,
            draft.sequence,
            draft.modified,
            draft.stamped,
            draft.guests,
        )


def settle(draft: Draft) -> Settled:
    """Decide the times of a draft; raises `DraftError` when it ends before it starts."""
    start = draft.start
    if start is None:
        raise DraftError("It has no start (DTSTART).")
    if start.is_date:
        return _settle_days(draft, start.wall)
    if (own := start.zone) is not None and _is_usual(draft, own):
        return _settle_usual(draft, own, start.wall)
    zone, wall = _zone_and_wall(draft, start)
    if draft.flagged_all_day:
        return _settle_flagged(draft, zone, wall)
    begin = zone.epoch(wall)
    nominal, exact = _length(draft, zone, wall, begin)
    end = zone.epoch(wall + nominal) + exact
    if nominal < 0 or exact < 0:
        raise DraftError("It ends before it starts.")
    return Settled(draft, zone, wall, begin, max(begin, end), nominal, exact, all_day=False)


def _is_usual(draft: Draft, zone: Zone) -> bool:
    """Whether start and end are in one zone, and neither is moved to another."""
    if draft.end is None or draft.end.zone is not zone or draft.flagged_all_day:
        return False
    return zone is not UTC or not draft.repeats


def _settle_usual(draft: Draft, zone: Zone, wall: int) -> Settled:
    nominal = draft.end.wall - wall if draft.end is not None else 0
    if nominal < 0:
        raise DraftError("It ends before it starts.")
    begin = zone.epoch(wall)
    return Settled(draft, zone, wall, begin, max(begin, zone.epoch(wall + nominal)), nominal, 0, all_day=False)


def _zone_and_wall(draft: Draft, start: Moment) -> tuple[Zone, int]:
    zones = draft.calendar.zones
    zone = start.zone
    if zone is None and draft.end is not None and not draft.end.is_date:
        zone = draft.end.zone
    if zone is None:
        zone = zones.local
        zones.say_once(FLOATING.format(zone=zone.name))
    if zone is UTC and zones.calendar is not None and draft.repeats:
        # A series in UTC inside a calendar that names its zone keeps its hour there (as X-WR-TIMEZONE is meant).
        return zones.calendar, zones.calendar.wall(start.wall)
    return zone, start.wall


def _length(draft: Draft, zone: Zone, wall: int, begin: int) -> tuple[int, int]:
    if draft.end is None:
        return draft.length or (0, 0)
    end = draft.end
    own = end.zone or zone
    if own is zone or own.tz is zone.tz:
        return end.wall - wall, 0
    if draft.start is not None and own is draft.start.zone:  # a UTC series moved to its calendar's zone
        return zone.wall(own.epoch(end.wall)) - wall, 0
    return 0, own.epoch(end.wall) - begin


def _settle_days(draft: Draft, wall: int) -> Settled:
    if draft.end is not None:
        days = -((wall - draft.end.wall) // DAY)
    elif draft.length is not None:
        days = -(-sum(draft.length) // DAY)
    else:
        days = 1
    if days < 0:
        raise DraftError("It ends before it starts.")
    return Settled(draft, UTC, wall, wall, wall + days * DAY, days * DAY, 0, all_day=True)


def _settle_flagged(draft: Draft, zone: Zone, wall: int) -> Settled:
    """Exchange's whole days, midnight to midnight: the days as the calendar's owner sees them."""
    begin = zone.epoch(wall)
    nominal, exact = _length(draft, zone, wall, begin)
    finish = zone.epoch(wall + nominal) + exact
    if finish < begin:
        raise DraftError("It ends before it starts.")
    seen = draft.calendar.zones.local if zone is UTC and wall % DAY else zone
    first = seen.wall(begin) // DAY
    last = max(first + 1, -(-seen.wall(finish) // DAY))
    length = (last - first) * DAY
    return Settled(draft, UTC, first * DAY, first * DAY, last * DAY, length, 0, all_day=True, seen=seen)


def instant_of(moment: Moment, master: Settled) -> int:
    """Which instance of `master` an EXDATE, RDATE or RECURRENCE-ID means, as its original start.

    A plain date means the instance of that day; for whole days only the date counts.
    """
    if master.all_day:
        return _day_of(moment, master)
    zone = master.zone
    if moment.is_date:
        return zone.epoch(moment.wall + master.wall % DAY)
    if moment.zone is None or moment.zone is zone:
        return zone.epoch(moment.wall)
    # Through the wall and back: of an hour that exists twice the series knows only the first.
    wall = zone.wall(moment.epoch(zone))
    if _is_floating(master) and wall % DAY != master.wall % DAY == moment.wall % DAY:
        wall = moment.wall  # written in UTC beside a start without a zone: the same clock is meant
    return zone.epoch(wall)


def _is_floating(settled: Settled) -> bool:
    start = settled.draft.start
    return start is not None and start.zone is None


def _day_of(moment: Moment, master: Settled) -> int:
    if moment.is_date or master.seen is None:
        return moment.wall // DAY * DAY
    # Flagged whole days are written as midnights of a zone: bring the moment there before taking its day.
    return master.seen.wall(moment.epoch(master.seen)) // DAY * DAY


def pick_overrides(overrides: Iterable[tuple[int, Settled]]) -> dict[int, Settled]:
    """Of several entries for one instance the one with the highest SEQUENCE, then LAST-MODIFIED, then DTSTAMP."""
    chosen: dict[int, Settled] = {}
    for original, settled in overrides:
        known = chosen.get(original)
        if known is None or _rank(settled) > _rank(known):
            chosen[original] = settled
    return chosen


def pick_masters(masters: list[Settled]) -> list[Settled]:
    """Of several entries of one UID that are no overrides: those that count.

    The highest SEQUENCE wins; among equals each start is a meeting of its own (some conference services reuse a UID),
    and of two with one start the one changed last.
    """
    if len(masters) < 2:
        return masters
    highest = max(settled.draft.sequence for settled in masters)
    chosen: dict[int, Settled] = {}
    for settled in masters:
        if settled.draft.sequence == highest:
            known = chosen.get(settled.start)
            if known is None or _rank(settled) > _rank(known):
                chosen[settled.start] = settled
    return list(chosen.values())


def _rank(settled: Settled) -> tuple[int, int, int]:
    draft = settled.draft
    return draft.sequence, draft.modified, draft.stamped


def settle_all(drafts: Iterable[Draft], refuse: Callable[[Draft, str], None]) -> list[Settled]:
    """Every draft whose times can be decided; `refuse` is told of the others."""
    settled: list[Settled] = []
    for draft in drafts:
        try:
            settled.append(settle(draft))
        except (DraftError, ValueError, OverflowError) as error:
            refuse(
                draft, str(error) if isinstance(error, DraftError) else "Its times lie beyond what a calendar can hold."
            )
    return settled
