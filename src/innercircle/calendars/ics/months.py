"""Monthly and yearly rules as day arithmetic: the second Tuesday, the last working day, every 15 March.

Few entries of a real calendar repeat so, but each of them would need the libraries. What is not plain gives None and
goes to them: week and year days, hours, `BYDAY` with and without a number in one rule (dateutil reads that otherwise
than RFC 5545).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from innercircle.calendars.ics.guard import Rule
from innercircle.calendars.ics.library import LATEST
from innercircle.calendars.ics.values import DAY, EPOCH_DAY

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WEEKDAY = re.compile(r"([+-]?\d*)([A-Z]{2})")
_PLAIN = frozenset({"BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS"})
_SPAN = {"MONTHLY": 1, "YEARLY": 12}
_LAST_YEAR = 9980


@dataclass(frozen=True, slots=True)
class Months:
    """The days a rule picks in each of its periods, at one time of day. Months are counted from the year 0."""

    first: int  # the month in which period 0 begins
    step: int  # months from one period to the next
    span: int  # months in a period: 1 or 12
    clock: int  # seconds into the day
    months: frozenset[int]  # 1 to 12; those that count
    days: frozenset[int]  # of the month, negative from its end; none: all
    weekdays: frozenset[int]  # from Monday, 0; none: all
    nth: frozenset[tuple[int, int]]  # which weekday of the month, negative from its end; none: all
    places: tuple[int, ...]  # of a period's days those that count (BYSETPOS); none: all

    def period_of(self, wall: int) -> int:
        """The number of the period `wall` lies in or after."""
        day = date.fromordinal(min(max(wall // DAY + EPOCH_DAY, 1), date.max.toordinal()))
        return (day.year * 12 + day.month - 1 - self.first) // self.step

    def before(self, period: int, most: int) -> int:
        """How many wall times lie in the periods before, or a little more than `most`: months differ, so they count."""
        found = 0
        for each in range(period):
            if found > most:
                break
            found += len(self.walls(each))
        return found

    def walls(self, period: int) -> list[int]:
        """The wall times of a period, in order."""
        begin = self.first + period * self.step
        if begin >= _LAST_YEAR * 12:
            return [LATEST + DAY]
        months = (month for month in range(begin, begin + self.span) if month % 12 + 1 in self.months)
        days = [day for month in months for day in self._in(month)]
        if self.places:
            chosen = {days[place - (place > 0)] for place in self.places if abs(place) <= len(days)}
            days = sorted(chosen)
        return [(day - EPOCH_DAY) * DAY + self.clock for day in days]

    def _in(self, month: int) -> list[int]:
        """The days of a month, in order, as ordinals."""
        year, index = divmod(month, 12)
        before = date(year, index + 1, 1).toordinal() - 1
        following, next_index = divmod(month + 1, 12)
        length = date(following, next_index + 1, 1).toordinal() - before - 1
        found: set[int] | range = range(1, length + 1)
        if self.days:
            found = {day if day > 0 else length + 1 + day for day in self.days}.intersection(found)
        if self.nth:
            found = set(self._weekdays_of(before, length)).intersection(found)
        if self.weekdays:
            found = {day for day in found if (before + day - 1) % 7 in self.weekdays}
        return [before + day for day in sorted(found)]

    def _weekdays_of(self, before: int, length: int) -> Iterable[int]:
        for place, weekday in self.nth:
            if place > 0:
                yield (weekday - before) % 7 + 1 + (place - 1) * 7
            else:
                yield length - (before + length - 1 - weekday) % 7 + (place + 1) * 7


def months_of(rule: Rule, wall: int) -> Months | None:
    """The rule of a series that begins at `wall`; None when it is not plain."""
    parts = {name: value for name, value in rule.parts.items() if name != "WKST"}
    start = date.fromordinal(wall // DAY + EPOCH_DAY)
    if rule.freq not in _SPAN or not parts.keys() <= _PLAIN or parts.keys() == {"BYSETPOS"}:
        return None
    yearly = rule.freq == "YEARLY"
    if yearly and "BYMONTH" not in parts:
        if parts:
            return None
        parts["BYMONTH"] = str(start.month)
    weekdays = [_weekday(each) for each in parts["BYDAY"].split(",")] if "BYDAY" in parts else []
    numbered = frozenset(each for each in weekdays if each[0])
    if numbered and len(numbered) < len(set(weekdays)):
        return None
    return Months(
        first=start.year * 12 + (0 if yearly else start.month - 1),
        step=_SPAN[rule.freq] * rule.interval,
        span=_SPAN[rule.freq],
        clock=wall % DAY,
        months=_numbers(parts.get("BYMONTH")) or frozenset(range(1, 13)),
        days=_numbers(parts.get("BYMONTHDAY")) or frozenset(() if weekdays else (start.day,)),
        weekdays=frozenset() if numbered else frozenset(day for _, day in weekdays),
        nth=numbered,
        places=tuple(_numbers(parts.get("BYSETPOS"))),
    )


def _weekday(written: str) -> tuple[int, int]:
    """`-1FR` as its place, 0 where there is none, and its number."""
    found = _WEEKDAY.fullmatch(written)
    place, name = found.groups() if found else ("", written)
    return int(place or 0), _WEEKDAYS.index(name)


def _numbers(written: str | None) -> frozenset[int]:
    return frozenset(int(each) for each in written.split(",")) if written else frozenset()
