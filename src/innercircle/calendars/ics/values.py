"""Dates, times and durations of iCalendar as integers.

A *wall* time is what a clock on the wall shows, in seconds since 1970-01-01 as if it stood in UTC; a `Zone` makes an
instant of it. Whole numbers are what makes the reader fast and its lanes equal.
"""

from __future__ import annotations

import re
from datetime import date
from functools import partial
from typing import NamedTuple

from innercircle.calendars.ics.zones import UTC, Zone

DAY = 86_400
EPOCH_DAY = date(1970, 1, 1).toordinal()
_TIME = re.compile(rb"\s*(\d{8})(?:T(\d{6})(Z?))?\s*\Z", re.IGNORECASE)
_DURATION = re.compile(
    rb"\s*([+-]?)P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,8})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?\s*\Z", re.IGNORECASE
)
_MEMORY = 50_000

known_days: dict[bytes, int] = {}  # what `day_wall` and `clock` were asked before
known_clocks: dict[bytes, int] = {}


class Moment(NamedTuple):
    """A DATE or DATE-TIME: wall seconds, the zone it is meant in (None: floating), and whether it is only a day."""

    wall: int
    zone: Zone | None = None
    is_date: bool = False

    def epoch(self, otherwise: Zone) -> int:
        """The instant; a floating time is meant in `otherwise`."""
        return (self.zone or otherwise).epoch(self.wall)


make_moment = partial(tuple.__new__, Moment)  # of a tuple of its fields; half the way of `Moment()`


def day_wall(digits: bytes) -> int:
    """Wall seconds at midnight of `YYYYMMDD`; raises ValueError when there is no such day."""
    wall = known_days.get(digits)
    if wall is None:
        if len(digits) != 8 or not digits.isdigit():
            raise ValueError(f"{digits!r} is not a date")
        wall = (date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).toordinal() - EPOCH_DAY) * DAY
        if len(known_days) > _MEMORY:
            known_days.clear()
        known_days[digits] = wall
    return wall


def clock(digits: bytes) -> int:
    """Seconds into the day of `HHMMSS`; raises ValueError when no clock shows it."""
    seconds = known_clocks.get(digits)
    if seconds is None:
        if len(digits) != 6 or not digits.isdigit():
            raise ValueError(f"{digits!r} is not a time of day")
        hour, minute, second = int(digits[:2]), int(digits[2:4]), int(digits[4:])
        if hour > 23 or minute > 59 or second > 59:
            raise ValueError(f"{digits!r} is not a time of day")
        seconds = known_clocks[digits] = hour * 3600 + minute * 60 + second
    return seconds


def moment(value: bytes, zone: Zone | None, *, only_date: bool = False) -> Moment:
    """The DATE or DATE-TIME `value`, meant in `zone` unless it ends in Z; raises ValueError when it is neither.

    A named zone goes before a Z (as icalendar and Outlook read it). `only_date` is VALUE=DATE; a time of day written
    all the same counts, midnight does not.
    """
    found = _TIME.match(value)
    if found is None:
        raise ValueError(f"{value[:40].decode('ascii', 'replace')!r} is not a date or time")
    day = day_wall(found.group(1))
    seconds = clock(found.group(2)) if found.group(2) else 0
    if found.group(2) is None or (only_date and not seconds):
        return Moment(day, None, is_date=True)
    wall = day + seconds
    if zone is None and found.group(3):
        zone = UTC
    return Moment(wall, zone)


def duration(value: bytes) -> tuple[int, int]:
    """`(nominal, exact)` seconds of a DURATION: days and weeks follow the clock on the wall, hours are real.

    Source: RFC 5545, 3.3.6. Raises ValueError when it is no duration.
    """
    found = _DURATION.match(value)
    if found is None or not any(found.groups()[1:]):
        raise ValueError(f"{value[:40].decode('ascii', 'replace')!r} is not a duration")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    sign = -1 if found.group(1) == b"-" else 1
    return sign * (weeks * 7 + days) * DAY, sign * (hours * 3600 + minutes * 60 + seconds)
