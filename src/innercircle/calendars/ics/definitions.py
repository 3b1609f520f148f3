"""Time zones a calendar file defines itself (VTIMEZONE), as a list of the moments at which its clocks change.

Real definitions lack offsets, say +5744 or begin in 1601; a wild rule in one would keep a library busy for ever. So
every line that is needed is checked, and a definition that cannot be used is None: the name is the way out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from importlib import import_module
from typing import cast

from innercircle.calendars.ics.lines import logical_lines, split_line
from innercircle.calendars.ics.zones import Zone

_OFFSET = re.compile(rb"([+-])([01]\d|2[0-3])([0-5]\d)([0-5]\d)?\Z")
_ONSET = re.compile(rb"(\d{4})(\d{4})(?:T(\d{6}))?Z?\Z")
_RULE = re.compile(
    rb"FREQ=YEARLY(?:;(?:BYMONTH|BYDAY|BYMONTHDAY|INTERVAL|UNTIL|COUNT|WKST|BYHOUR|BYMINUTE|BYSECOND)=[\w,+-]+)*;?\Z"
)
_NTH_WEEKDAY = re.compile("BYDAY=([+-]?[1-5])(MO|TU|WE|TH|FR|SA|SU);BYMONTH=(0?[1-9]|1[0-2]);FREQ=YEARLY")
_SAYING_NOTHING = re.compile(";(?:INTERVAL=0*1|WKST=[A-Z]{2})(?=;|$)")  # as Exchange and Zimbra write it
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_PARTS = frozenset({b"STANDARD", b"DAYLIGHT"})
_NEEDED = frozenset({b"TZOFFSETFROM", b"TZOFFSETTO", b"DTSTART"})
_RULES = "dateutil.rrule"
_MOST_PARTS = 500
_MOST_ONSETS = 2000
_FIRST_YEAR, _LAST = 1970, datetime(2100, 1, 1)  # noqa: DTZ001 - wall time has no zone
_START = datetime(1970, 1, 1)  # noqa: DTZ001


class _UnusableError(ValueError):
    """A VTIMEZONE lacks what it needs, or asks for more than a clock does."""


@dataclass(slots=True)
class _Part:
    """One STANDARD or DAYLIGHT: when it begins, and the offsets before and in it."""

    kind: bytes
    values: dict[bytes, bytes] = field(default_factory=dict)
    dates: list[bytes] = field(default_factory=list)


class DefinedZone(Zone):
    """A zone made of onsets: from the wall time of each (as the clock before shows it) another offset holds."""

    __slots__ = ("_after", "_before", "_instants", "_walls")

    def __init__(self, name: str, onsets: list[tuple[int, int, int]], standard: int) -> None:
        """`onsets` are `(wall, offset before, offset after)` in order; `standard` holds before the first."""
        super().__init__(name, timezone(timedelta(), name))  # a clock of its own: never taken for that of another zone
        self._walls = [wall + max(0, after - before) for wall, before, after in onsets]
        self._instants = [wall - before for wall, before, _after in onsets]
        self._after = [standard, *(after for _wall, _before, after in onsets)]

    def _offset(self, wall: int) -> int:
        # In the hour that is left out the offset before still counts (RFC 5545, 3.3.5), so onsets forward end there.
        return self._after[bisect_right(self._walls, wall)]

    def wall(self, epoch: int) -> int:
        """What a clock in this zone shows at the instant `epoch`."""
        return epoch + self._after[bisect_right(self._instants, epoch)]


@lru_cache(maxsize=256)
def defined_zone(name: str, definition: bytes) -> Zone | None:
    """The zone a VTIMEZONE defines, or None when it cannot be used (no offsets, wild rules, no parts)."""
    try:
        parts = _parts(definition)
        onsets = sorted(onset for part in parts for onset in _onsets(part))
        standards = [part for part in parts if part.kind == b"STANDARD"] or parts
        return DefinedZone(name, onsets, _seconds(standards[0].values[b"TZOFFSETTO"]))
    except (ValueError, OverflowError, TypeError, ArithmeticError, LookupError):
        # dateutil raises what it likes on odd rules
        return None


def _parts(definition: bytes) -> list[_Part]:
    parts: list[_Part] = []
    inside = False
    for name, value in _content(definition):
        if name == b"BEGIN" and value in _PARTS:
            parts.append(_Part(value))
            inside = True
        elif name == b"END":
            inside = False
        elif inside and name == b"RDATE":
            parts[-1].dates += value.split(b",")
        elif inside and name in _CHECKED:
            parts[-1].values.setdefault(name, _CHECKED[name](value))
    if not 0 < len(parts) <= _MOST_PARTS or any(not part.values.keys() >= _NEEDED for part in parts):
        raise _UnusableError
    return parts


def _content(definition: bytes) -> Iterator[tuple[bytes, bytes]]:
    for line in logical_lines(definition):
        parsed = split_line(line)
        if parsed is not None:
            yield parsed[0], parsed[2].strip().upper()


def _onset(value: bytes) -> bytes:
    if _ONSET.match(value) is None:
        raise _UnusableError
    return value


def _offset(value: bytes) -> bytes:
    _seconds(value)
    return value


def _rule(value: bytes) -> bytes:
    if _RULE.match(value) is None or len(value) > 200 or b"INTERVAL=0" in value:
        raise _UnusableError
    return value


_CHECKED: dict[bytes, Callable[[bytes], bytes]] = {
    b"DTSTART": _onset,
    b"RRULE": _rule,
    b"TZOFFSETFROM": _offset,
    b"TZOFFSETTO": _offset,
}


def _seconds(value: bytes) -> int:
    found = _OFFSET.match(value)
    if found is None:
        raise _UnusableError
    sign, hours, minutes, seconds = found.groups()
    return (-1 if sign == b"-" else 1) * (int(hours) * 3600 + int(minutes) * 60 + int(seconds or 0))


def _moment(value: bytes) -> datetime:
    found = _ONSET.match(value)
    if found is None:
        raise _UnusableError
    year, day, clock = found.groups()
    plain = (year + day + (clock or b"000000")).decode("ascii")
    return datetime.strptime(plain, "%Y%m%d%H%M%S")  # noqa: DTZ007 - wall time has no zone


def _onsets(part: _Part) -> Iterator[tuple[int, int, int]]:
    """`(wall, offset before, offset after)` of each change of the clocks a part tells of."""
    values = part.values
    before, after = _seconds(values[b"TZOFFSETFROM"]), _seconds(values[b"TZOFFSETTO"])
    begin = _moment(values[b"DTSTART"])
    found = {begin, *(_moment(date.strip()) for date in part.dates)}
    if b"RRULE" in values:
        rule = _SAYING_NOTHING.sub("", values[b"RRULE"].decode("ascii"))
        if begin.year < _FIRST_YEAR and not re.search("COUNT|INTERVAL", rule):
            begin = begin.replace(year=_FIRST_YEAR, day=min(begin.day, 28))  # centuries nobody asks for
        found |= set(repeated(rule, begin))
    if len(found) > _MOST_ONSETS:
        raise _UnusableError
    for onset in found:
        passed = onset - _START
        yield passed.days * 86_400 + passed.seconds, before, after


def repeated(rule: str, begin: datetime) -> Iterable[datetime]:
    """The onsets a yearly rule gives; the form nearly all have needs no library, which would take long to load."""
    found = _NTH_WEEKDAY.fullmatch(";".join(sorted(rule.strip(";").split(";"))))
    if found is None:
        rules = import_module(_RULES)
        return cast(
            "list[datetime]", rules.rrulestr(rule, dtstart=begin, ignoretz=True).between(begin, _LAST, inc=True)
        )
    nth, weekday, month = int(found.group(1)), _WEEKDAYS.index(found.group(2)), int(found.group(3))
    onsets = (
        _nth_weekday(begin.replace(year=year, month=month, day=1), nth, weekday)
        for year in range(begin.year, _LAST.year)
    )
    return [onset for onset in onsets if onset is not None and begin <= onset <= _LAST]


def _nth_weekday(first: datetime, nth: int, weekday: int) -> datetime | None:
    """The `nth` such weekday of the month `first` begins, from its end where negative; None if it has none."""
    ahead = timedelta(days=(weekday - first.weekday()) % 7)
    days = [day for week in range(5) if (day := first + ahead + timedelta(weeks=week)).month == first.month]
    return days[nth - 1 if nth > 0 else nth] if abs(nth) <= len(days) else None
