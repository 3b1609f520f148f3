"""The weekly lane: a plain rule, by hours up to years, is arithmetic in the series' own zone; further dates are too.

It jumps to the window instead of walking there, and gives None for whatever is not plain; then the library decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from innercircle.calendars.ics.draft import DraftError
from innercircle.calendars.ics.guard import Rule, check_rule
from innercircle.calendars.ics.library import LATEST, instant_of_override, touches
from innercircle.calendars.ics.limits import Limits
from innercircle.calendars.ics.months import Months, months_of
from innercircle.calendars.ics.settle import Settled, instant_of, pick_overrides
from innercircle.calendars.ics.values import DAY, EPOCH_DAY
from innercircle.calendars.rules import Entry, Window

_WEEKDAYS = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}
_STEPS = {"HOURLY": 3600, "DAILY": DAY}
_THURSDAY = 3  # 1970-01-01
_MARGIN = 3 * DAY
_LAST_YEAR = 9980
_NEVER = 2**60


def expand_weekly(master: Settled, overrides: list[Settled], window: Window, limits: Limits) -> list[Entry] | None:
    """The instances that touch the window, or None when the rule is not plain; raises `DraftError`."""
    draft = master.draft
    instances = _plain_instances(master, window, limits) if all(map(_is_plain, overrides)) else None
    if instances is None:
        return None
    replaced = pick_overrides((instant_of_override(one, master), one) for one in overrides)
    taken_out = {instant_of(exdate, master) for exdate in draft.exdates}
    entries = [
        master.entry(start, start, master.end_at(wall, start))
        for wall, start in instances
        if start not in replaced and start not in taken_out
    ]
    entries += [
        one.entry(original, one.start, one.end) for original, one in replaced.items() if original not in taken_out
    ]
    found = [entry for entry in entries if touches(entry, window)]
    if len(found) > limits.occurrences:
        message = f"It has {len(found):,} instances in the time asked for; {limits.occurrences:,} are the limit."
        raise DraftError(message)
    return found


def _plain_instances(master: Settled, window: Window, limits: Limits) -> Iterable[tuple[int, int]] | None:
    """`(wall, start)` of the instances that may touch the window; None when they are not plain."""
    draft = master.draft
    if len(draft.rules) > 1 or draft.exrules or any(until is not None for _start, until in draft.rdates):
        return None
    found: Iterable[tuple[int, int]] = [(master.wall, master.start)]
    if draft.rules:
        rule = check_rule(draft.rules[0], master, window.end + _MARGIN, limits)
        pattern = _pattern(rule, master)
        if pattern is None:
            return None
        found = _instances(master, rule, pattern, window)
    if not draft.rdates:
        return found
    walls = [master.zone.wall(instant_of(start, master)) for start, _until in draft.rdates]
    return (dict(found) | {wall: master.zone.epoch(wall) for wall in walls}).items()


def _is_plain(override: Settled) -> bool:
    draft = override.draft
    return not (draft.following or draft.repeats or draft.exdates)


class _Days:
    """An hourly, daily or weekly rule: the same days in each period of whole hours, on the clock on the wall."""

    def __init__(self, origin: int, step: int, days: list[int]) -> None:
        """`origin` is the wall time at which the first period begins, `days` are counted from there."""
        self._origin = origin
        self._step = step
        self._offsets = [day * DAY for day in days]

    def period_of(self, wall: int) -> int:
        """The number of the period `wall` lies in; the first is 0."""
        return (wall - self._origin) // self._step

    def before(self, period: int, _most: int) -> int:
        """How many wall times lie in the periods before."""
        return period * len(self._offsets)

    def walls(self, period: int) -> list[int]:
        """The wall times of a period, in order."""
        begin = self._origin + period * self._step
        return [begin + offset for offset in self._offsets]


class _Years:
    """A yearly rule without more: the same date in each year (birthdays fill real calendars)."""

    def __init__(self, wall: int, interval: int) -> None:
        self._day = date.fromordinal(wall // DAY + EPOCH_DAY)
        self._clock = wall % DAY
        self._interval = interval

    def period_of(self, wall: int) -> int:
        """As for days, but it may be one too few."""
        return (wall // (365 * DAY + DAY // 4) + 1969 - self._day.year) // self._interval

    def before(self, period: int, _most: int) -> int:
        """As for days."""
        return period

    def walls(self, period: int) -> list[int]:
        """The one wall time of a year."""
        year = self._day.year + period * self._interval
        if year > _LAST_YEAR:
            return [LATEST + DAY]
        day = self._day.replace(year=year)
        return [(day.toordinal() - EPOCH_DAY) * DAY + self._clock]


def _pattern(rule: Rule, master: Settled) -> _Days | _Years | Months | None:
    """The rule as arithmetic; None when it is not plain."""
    if rule.count == 0:
        return None
    names = rule.parts.keys() - {"WKST"}
    if rule.freq in _STEPS and not names:
        return _Days(master.wall, _STEPS[rule.freq] * rule.interval, [0])
    if rule.freq == "YEARLY" and not names:
        day = date.fromordinal(master.wall // DAY + EPOCH_DAY)
        if (day.month, day.day) != (2, 29):
            return _Years(master.wall, rule.interval)
    daily = rule.freq == "DAILY" and rule.interval == 1  # with BYDAY as every week on those days
    if (rule.freq == "WEEKLY" or daily) and not names - {"BYDAY"}:
        return _weeks(rule, master)
    return months_of(rule, master.wall)


def _weeks(rule: Rule, master: Settled) -> _Days | None:
    own = (master.wall // DAY + _THURSDAY) % 7
    first = _WEEKDAYS[rule.parts.get("WKST", "MO")]
    names = rule.parts["BYDAY"].split(",") if "BYDAY" in rule.parts else []
    if not all(name in _WEEKDAYS for name in names):
        return None
    days = {_WEEKDAYS[name] for name in names} or {own}
    origin = master.wall - (own - first) % 7 * DAY
    return _Days(origin, 7 * DAY * rule.interval, sorted((day - first) % 7 for day in days))


def _instances(
    master: Settled, rule: Rule, pattern: _Days | _Years | Months, window: Window
) -> Iterator[tuple[int, int]]:
    """`(wall, start)` of the generated instances from a little before the window to its end."""
    begin = master.wall
    own = pattern.walls(0)
    before = sum(1 for wall in own if wall < begin)
    period = max(0, pattern.period_of(window.start - master.nominal - master.exact - _MARGIN))
    number = 0 if rule.count is None else pattern.before(period, rule.count + before) - before
    most = _NEVER if rule.count is None else rule.count
    last = _NEVER if rule.until is None else rule.until
    if begin not in own and master.start <= last:
        yield begin, master.start  # a start that is no instance of its own rule is one all the same, and not counted
    for each in range(period, pattern.period_of(window.end + _MARGIN) + 2):
        for wall in pattern.walls(each):
            number += 1
            if wall < begin:
                continue
            start = master.zone.epoch(min(wall, LATEST))
            if wall > LATEST or start >= window.end or number > most or start > last:
                return
            yield wall, start
