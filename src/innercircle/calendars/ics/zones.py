"""Time zones of a calendar file: names as Olson, Windows and old vendors write them, and its own VTIMEZONEs.

Order of belief: a name the system knows; the file's own definition; the Windows name (CLDR); the tail of a vendor's
path (`/vendor/Europe/Berlin`). A definition counts only inside its own VCALENDAR, because "Customized Time Zone" is
another thing in every file. Offsets are remembered per day, which makes instants cheap.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from datetime import UTC as PYTHON_UTC
from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from importlib import import_module
from zoneinfo import TZPATH, ZoneInfo, ZoneInfoNotFoundError, available_timezones

_DAY = 86_400
_WINDOWS = "icalendar.timezone.windows_to_olson"
_START = datetime(1970, 1, 1)  # noqa: DTZ001 - wall time has no zone
_START_UTC = datetime(1970, 1, 1, tzinfo=PYTHON_UTC)
_FIXED = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2}):?(\d{2})?", re.IGNORECASE)
_UTC_NAMES = frozenset(
    {"utc", "z", "zulu", "gmt", "etc/utc", "etc/gmt", "coordinated universal time", "greenwich mean time"}
)


class Zone:
    """A time zone that turns wall seconds into epoch seconds, remembering the offset of each day."""

    __slots__ = ("_offsets", "name", "tz")

    def __init__(self, name: str, tz: tzinfo) -> None:
        self.name = name
        self.tz = tz
        self._offsets: dict[int, int | None] = {}

    def epoch(self, wall: int) -> int:
        """The instant a clock in this zone shows `wall`.

        An hour that does not exist is read with the offset before the change, one that exists twice as its first
        (RFC 5545, 3.3.5).
        """
        day = wall // _DAY
        try:
            offset = self._offsets[day]
        except KeyError:
            offset = self._offset_of_day(day)
        if offset is None:
            offset = self._offset(wall)
        return wall - offset

    def wall(self, epoch: int) -> int:
        """What a clock in this zone shows at the instant `epoch`."""
        shown = (_START_UTC + timedelta(seconds=epoch)).astimezone(self.tz).replace(tzinfo=None)
        return round((shown - _START).total_seconds())

    def _offset_of_day(self, day: int) -> int | None:
        first, last = self._offset(day * _DAY), self._offset(day * _DAY + _DAY - 1)
        if len(self._offsets) > 100_000:
            self._offsets.clear()
        self._offsets[day] = offset = first if first == last else None
        return offset

    def _offset(self, wall: int) -> int:
        offset = (_START + timedelta(seconds=wall)).replace(tzinfo=self.tz).utcoffset()
        return round(offset.total_seconds()) if offset is not None else 0


UTC = Zone("UTC", PYTHON_UTC)


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    """Every name by its small letters. Costly, 600 files and a library, so only for what is not known exactly."""
    names = {name.casefold(): name for name in available_timezones()}
    windows: dict[str, str] = import_module(_WINDOWS).WINDOWS_TO_OLSON
    return names | {name.casefold(): olson for name, olson in windows.items() if name.casefold() not in names}


@lru_cache(maxsize=1)
def _packaged() -> frozenset[str]:
    # Not by `pathlib`, here and below: it takes as long to load as a hundred entries to read.
    with open(f"{import_module('tzdata').__path__[0]}/zones", encoding="utf-8") as file:  # noqa: PTH123
        return frozenset(file.read().split())


@lru_cache(maxsize=2048)
def is_available(name: str) -> bool:
    """Whether `available_timezones` would list the name; it opens every file to tell, this but one."""
    return name in _packaged() or any(_is_zone_file(root, name) for root in TZPATH)


def _is_zone_file(root: str, name: str) -> bool:
    parts = name.split("/")
    if parts[0] in {"posix", "right", "posixrules"}:
        return False
    place = root
    try:
        for part in parts:  # looked for among what lies there: neither .. nor another letter case is a name
            if part not in os.listdir(place):  # noqa: PTH208
                return False
            place = f"{place}/{part}"
        with open(place, "rb") as file:  # noqa: PTH123
            return file.read(4) == b"TZif"
    except OSError:
        return False


@lru_cache(maxsize=2048)
def system_zone(name: str) -> Zone | None:
    """The zone the system knows under an Olson name in any letter case, or None."""
    if name.casefold() in _UTC_NAMES:
        return UTC
    try:
        return Zone(name, ZoneInfo(name if is_available(name) else _known().get(name.casefold(), name)))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


class Zones:
    """The zones of one VCALENDAR: what its names mean, and where floating times belong."""

    def __init__(
        self,
        definitions: Mapping[str, Callable[[], Zone | None]],
        calendar_zone: str,
        owner: Zone,
        complain: Callable[[str], None],
    ) -> None:
        """`definitions` make zones of the file's own, `calendar_zone` is X-WR-TIMEZONE, `complain` gets sentences."""
        self._definitions = definitions
        self._complain = complain
        self._resolved: dict[str, Zone | None] = {}
        self._said: set[str] = set()
        self.calendar: Zone | None = self.named(calendar_zone) if calendar_zone else None
        self.local: Zone = self.calendar or owner

    def named(self, name: str) -> Zone | None:
        """The zone a TZID names here, or None (floating) after a remark when nobody knows it."""
        try:
            return self._resolved[name]
        except KeyError:
            zone = self._resolved[name] = self._resolve(name)
            return zone

    def say_once(self, sentence: str) -> None:
        """Report something about this calendar's times, the first time only."""
        if sentence not in self._said:
            self._said.add(sentence)
            self._complain(sentence)

    def _resolve(self, name: str) -> Zone | None:
        cleaned = clean_name(name)
        if (zone := _olson(cleaned)) is not None:
            return zone
        if cleaned in self._definitions:
            zone = self._definitions[cleaned]()
            if zone is not None:
                return zone
            self.say_once(f"The definition of the time zone “{cleaned}” cannot be used; going by its name instead.")
        zone = _guessed(cleaned)
        if zone is None:
            self.say_once(f"Nobody knows the time zone “{cleaned}”; its times are read in the calendar's own zone.")
        return zone


def clean_name(name: str) -> str:
    """The name of a zone without the quotes, escapes and slashes producers put around it."""
    return name.replace("\\", "").strip().strip("\"'").strip().strip("/")


def _olson(name: str) -> Zone | None:
    return system_zone(name) if name.casefold() in _UTC_NAMES or is_available(name) else None


def _guessed(name: str) -> Zone | None:
    parts = name.split("/")
    candidates = [name, *("/".join(parts[start:]) for start in range(1, len(parts)))]
    for candidate in candidates:
        if candidate.casefold() in _known() and (zone := system_zone(candidate)) is not None:
            return zone
    found = _FIXED.fullmatch(name)
    if found is None or int(found.group(2)) > 15:
        return None
    offset = timedelta(hours=int(found.group(2)), minutes=int(found.group(3) or 0))
    return Zone(name, timezone(-offset if found.group(1) == "-" else offset))
