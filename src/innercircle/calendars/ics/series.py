"""One series through recurring-ical-events: the part of the library lane that needs the libraries.

It is loaded when the first entry needs it (`library`), because the libraries take longer to load than a colleague's
calendar to read. The skeleton is written in wall times of the series' own zone, so that no name of a zone, no attendee
and no broken line ever reaches the library; instants, EXDATEs and ends are ours (the corrections of CALENDARS.md). What
the library decides: which wall times a rule gives, which instance an override replaces, what RANGE=THISANDFUTURE moves.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from types import FrameType

import recurring_ical_events
from dateutil.rrule import rrulestr
from icalendar import Calendar, Event, vRecur

from innercircle.calendars.ics.draft import DraftError
from innercircle.calendars.ics.guard import Rule, check_rule
from innercircle.calendars.ics.library import EARLIEST, LATEST, MARGIN, touches
from innercircle.calendars.ics.limits import Limits
from innercircle.calendars.ics.settle import Settled, instant_of
from innercircle.calendars.ics.values import DAY, Moment
from innercircle.calendars.rules import Entry, Window

_START = datetime(1970, 1, 1)  # noqa: DTZ001 - wall time has no zone
_FARTHEST = 400 * DAY
_LONGEST = 36_525 * DAY  # of an instance, as far as the library looks back for it; its end is ours
_MARK = "X-INDEX"


def expanded(master: Settled, overrides: dict[int, Settled], window: Window, limits: Limits) -> list[Entry]:
    """The instances of a series that touch the window; raises `DraftError` when it must not be followed."""
    series = _Series(master, overrides, window, limits)
    with interrupted_after(limits.rule_seconds):
        return list(series.entries())


class _Series:
    """One master with its overrides, on its way through the library."""

    def __init__(self, master: Settled, overrides: dict[int, Settled], window: Window, limits: Limits) -> None:
        draft = master.draft
        self.limits = limits
        self.master = master
        self.overrides = overrides
        self.window = window
        self.rule = self._rule()
        self.taken_out = {instant_of(exdate, master) for exdate in draft.exdates}
        self.added = self._added()
        self.parts = [master, *overrides.values()]
        self.originals = [master.start, *overrides]

    def _reach(self) -> int:
        """The instant up to which the rule must be followed: the window, and what RANGE=THISANDFUTURE pulls into it."""
        pulled = [original - part.start for original, part in self.overrides.items() if part.draft.following]
        return self.window.end + MARGIN + min(max([0, *pulled]), _FARTHEST)

    def _rule(self) -> Rule | None:
        rules = self.master.draft.rules
        if len(rules) > 1:
            raise DraftError(f"It has {len(rules)} recurrence rules (RRULE); one is the limit.")
        return check_rule(rules[0], self.master, self._reach(), self.limits) if rules else None

    def _added(self) -> dict[int, int | None]:
        """Further dates (RDATE) as wall times, each with its own end as an instant or None."""
        added: dict[int, int | None] = {}
        for start, until in self.master.draft.rdates:
            original = instant_of(start, self.master)
            wall = self.master.zone.wall(original)
            if until is None:
                added.setdefault(wall, None)
            elif isinstance(until, Moment):
                added[wall] = max(original, until.epoch(self.master.zone))
            else:
                added[wall] = max(original, self.master.zone.epoch(wall + until[0]) + until[1])
        return added

    def entries(self) -> Iterator[Entry]:
        """The instances that touch the window."""
        excluded = self._excluded()
        low = max(EARLIEST, self.window.start - MARGIN)
        high = min(LATEST, self.window.end + MARGIN)
        if low >= high:
            return
        query = recurring_ical_events.of(self._skeleton(), components=["VEVENT"])
        for found in query.between(_naive(low), _naive(high)):
            wall = _wall(found["DTSTART"].dt)
            entry = self._entry(int(found[_MARK]), wall)
            if entry is not None and entry.original_start not in excluded and touches(entry, self.window):
                yield entry

    def _entry(self, index: int, wall: int) -> Entry | None:
        part, master = self.parts[index], self.master
        if index == 0:
            start = master.zone.epoch(wall)
            late = self.rule is not None and self.rule.until is not None and start > self.rule.until
            if start in self.taken_out or start in self.overrides or (late and wall not in self.added):
                return None
            own_end = self.added.get(wall)
            return part.entry(start, start, own_end if own_end is not None else part.end_at(wall, start))
        original = self.originals[index]
        moved = wall - self._wall_of(part.start)
        if moved == 0:
            return None if original in self.taken_out else part.entry(original, part.start, part.end)
        original = master.zone.epoch(master.zone.wall(original) + moved)
        if original in self.taken_out or (self.rule and self.rule.until is not None and original > self.rule.until):
            return None
        start = master.zone.epoch(wall)
        return part.entry(original, start, master.zone.epoch(wall + part.nominal) + part.exact)

    def _wall_of(self, instant: int) -> int:
        return self.master.zone.wall(instant)

    def _excluded(self) -> set[int]:
        """Instants the deprecated EXRULE takes out."""
        excluded: set[int] = set()
        for text in self.master.draft.exrules:
            rule = check_rule(text, self.master, self._reach(), self.limits)
            walls = rrulestr(self._text(rule), dtstart=_naive(self.master.wall))
            excluded.update(
                start
                for start in map(
                    self.master.zone.epoch, map(_wall, walls.between(_naive(EARLIEST), _naive(self._top())))
                )
                if rule.until is None or start <= rule.until
            )
        return excluded

    def _top(self) -> int:
        return min(LATEST, self._reach() + MARGIN)

    def _text(self, rule: Rule) -> str:
        parts = {"FREQ": rule.freq, "INTERVAL": str(rule.interval), **rule.parts}
        if rule.count is not None:
            parts["COUNT"] = str(rule.count)
        else:
            # The library stops at the window; the real end is compared as an instant afterwards.
            last = self._top() if rule.until is None else min(self._top(), rule.until + MARGIN)
            parts["UNTIL"] = _naive(max(EARLIEST, last)).strftime("%Y%m%dT%H%M%S").rjust(15, "0")
        return ";".join(f"{name}={value}" for name, value in parts.items())

    def _skeleton(self) -> Calendar:
        calendar = Calendar()
        for index, part in enumerate(self.parts):
            event = Event()
            event.add("UID", "series")
            event[_MARK] = str(index)
            event.add("SEQUENCE", part.draft.sequence)
            start = part.wall if index == 0 else self._wall_of(part.start)
            length = part.nominal + part.exact if index == 0 else max(0, self._wall_of(part.end) - start)
            event.add("DTSTART", _naive(start))
            event.add("DTEND", _naive(min(start + min(length, _LONGEST), LATEST)))
            if index:
                following = {"RANGE": "THISANDFUTURE"} if part.draft.following else {}
                if part.draft.repeats or part.draft.exdates:
                    # The library drops such a remainder of an older series, but only sees it by these.
                    event.add("EXDATE", _naive(start - _FARTHEST))
                event.add("RECURRENCE-ID", _naive(self._wall_of(self.originals[index])), parameters=following)
            elif self.rule is not None:
                event.add("RRULE", vRecur.from_ical(self._text(self.rule)))
            if not index and self.added:
                event.add("RDATE", [_naive(wall) for wall in self.added])
            calendar.add_component(event)
        return calendar


def _naive(wall: int) -> datetime:
    return _START + timedelta(seconds=wall)


def _wall(shown: datetime) -> int:
    passed = shown - _START
    return passed.days * DAY + passed.seconds


@contextmanager
def interrupted_after(seconds: float) -> Iterator[None]:
    """Interrupt what runs longer than `seconds` of CPU with a `DraftError`; only a main thread can be interrupted."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise DraftError(f"Its rule was followed for {seconds:g} seconds without an end and was given up.")

    before = signal.signal(signal.SIGVTALRM, interrupt)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
