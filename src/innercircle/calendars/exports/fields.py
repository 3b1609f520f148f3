"""What the fields of an exported event mean: enums in wrappers, moments in any zone, people.

Zones and people are read by the same functions as those of an `.ics` (`calendars.ics.zones`, `calendars.ics.people`),
so that a Windows zone or a room is the same thing wherever it comes from.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from innercircle.calendars.ics.draft import has_link
from innercircle.calendars.ics.limits import Limits
from innercircle.calendars.ics.people import People, Person, identity
from innercircle.calendars.ics.settle import FLOATING
from innercircle.calendars.ics.values import DAY, clock, day_wall
from innercircle.calendars.ics.zones import UTC, Zone, Zones
from innercircle.calendars.rules import Answer, Entry, Kind, Participant

_WRAPPED = re.compile(r"[\w.#]*'([^']*)'\s*\Z")
_MOMENT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?)?\s*(Z|z|[+-]\d\d:?\d\d)?\s*\Z"
)
_MEMORY = 50_000
Event = dict[str, Any]


class EventError(ValueError):
    """The event cannot count; the text says why."""


@dataclass(frozen=True, slots=True)
class Time:
    """A moment, or a day: `wall` is its clock time in `zone`, `is_date` that no clock was named."""

    wall: int
    zone: Zone
    is_date: bool = False

    @property
    def epoch(self) -> int:
        """The instant, in epoch seconds."""
        return self.zone.epoch(self.wall)


Everybody = tuple[tuple[Participant, ...], int]  # the people, and how many guests they bring without naming them


@dataclass(slots=True)
class Context:
    """What all events of a file share: the owner's zone and addresses, the zones met, the bounds, who is told."""

    zone: Zone
    owners: frozenset[str]
    limits: Limits
    complain: Callable[[str], None]  # about the whole file, once
    people: People = field(default_factory=People)
    guests: list[int] = field(default_factory=list)  # brought without a name, entry by entry
    hidden: int = 0  # entries whose people only their organizer sees, read from somebody else's calendar
    _zones: dict[str, Zones] = field(default_factory=dict)
    _known: dict[tuple[str, str, str], tuple[str, str, Kind]] = field(default_factory=dict)

    def zones(self, calendar_zone: str) -> Zones:
        """The zones of a calendar that names its own."""
        if calendar_zone not in self._zones:
            self._zones[calendar_zone] = Zones({}, calendar_zone, self.zone, self.complain)
        return self._zones[calendar_zone]

    def person(self, address: str, name: str, kind: str, answer: Answer, guests: int = 0) -> Person | None:
        """Somebody on an event; None when neither an address nor a name is there. `kind` is iCalendar's CUTYPE."""
        key = address, name, kind
        known = self._known.get(key)
        if known is None:
            if len(self._known) > _MEMORY:
                self._known.clear()
            params = {b"CN": name.replace("\\", "\\\\").encode(), b"CUTYPE": kind.encode()}
            known = self._known[key] = identity(params, f"mailto:{address}".encode())
        if not known[0] and not known[1]:
            return None
        return Person(Participant(known[0], known[1], answer, known[2]), guests)

    def everybody(
        self, attendees: list[Person | None], organizer: Person | None
    ) -> tuple[tuple[Participant, ...], int]:
        """Everybody on the event, each once, as for an `.ics`; raises `EventError` for too many."""
        if len(attendees) > self.limits.attendees:
            raise EventError(f"More than {self.limits.attendees:,} people are on it.")
        people, guests = self.people.gather(attendees, organizer)
        if guests:
            self.guests.append(guests)
        return people, guests


def word(value: object) -> str:
    """An enum's value in lower case: `accepted` for `microsoft.graph.responseType'accepted'`; "" for nothing."""
    if not isinstance(value, str):
        return ""
    found = _WRAPPED.match(value.strip())
    return (found[1] if found else value).strip().casefold()


def text(value: object) -> str:
    """A text as it stands, "" for anything else."""
    return value if isinstance(value, str) else ""


def truth(value: object) -> bool:
    """Whether it says yes; some exports write truths as text."""
    return value is True or (isinstance(value, str) and value.strip().casefold() in {"true", "1"})


def inner(value: object) -> Event:
    """An object inside an event; some exports write it as text."""
    found = _opened(value, "{")
    return found if isinstance(found, dict) else {}


def listed(value: object) -> list[Any]:
    """A list inside an event; some exports write it as text."""
    found = _opened(value, "[")
    return found if isinstance(found, list) else []


def _opened(value: object, sign: str) -> object:
    if isinstance(value, str) and value.lstrip().startswith(sign):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return None
    return value


def number(value: object) -> int:
    """A whole number from 0, 0 when it is none."""
    if isinstance(value, str) and value.isdigit() and len(value) < 12:
        value = int(value)
    return min(max(value, 0), 2_147_483_647) if isinstance(value, int) and not isinstance(value, bool) else 0


def time(value: str, zone_name: str, zones: Zones) -> Time:
    """A date or date and time; raises `EventError` when it is neither.

    An offset behind it goes before the zone beside it; without either the calendar's own zone is meant.
    """
    found = _MOMENT.match(value.strip())
    if found is None:
        raise EventError(f"“{value[:40]}” is no date or time.")
    year, month, day, hour, minute, second, offset = found.groups()
    try:
        wall = day_wall(f"{year}{month}{day}".encode())
        if hour is None:
            return Time(wall, UTC, is_date=True)
        wall += clock(f"{hour}{minute}{second or '00'}".encode())
    except ValueError:
        raise EventError(f"“{value[:40]}” is no date or time.") from None
    zone = zones.named(zone_name) if zone_name else None
    if offset:
        instant = wall - _seconds(offset)
        return (
            Time(zone.wall(instant), zone) if zone and zone.epoch(zone.wall(instant)) == instant else Time(instant, UTC)
        )
    if zone is None:
        zone = zones.local
        zones.say_once(FLOATING.format(zone=zone.name))
    return Time(wall, zone)


def is_floating(value: str) -> bool:
    """Whether it is a date and time of day without an offset."""
    found = _MOMENT.match(value.strip())
    return found is not None and found[4] is not None and not found[7]


def _seconds(offset: str) -> int:
    if offset in "Zz":
        return 0
    digits = offset[1:].replace(":", "")
    return (-1 if offset[0] == "-" else 1) * (int(digits[:2]) * 3600 + int(digits[2:]) * 60)


def stamp(value: object, zones: Zones) -> int:
    """The instant of a time stamp, 0 when it says none."""
    try:
        return time(text(value), "UTC", zones).epoch if value else 0
    except EventError:
        return 0


def bounds(start: Time, end: Time | None, *, whole_days: bool) -> tuple[int, int, bool]:
    """Start and end in epoch seconds, and whether it is whole days; raises `EventError` when it ends too early."""
    if whole_days or start.is_date:
        first = start.wall // DAY * DAY
        last = max(first + DAY, -(-(end.wall if end else first) // DAY) * DAY)
        return first, last, True
    begin, finish = start.epoch, end.epoch if end else start.epoch
    if finish < begin:
        raise EventError("It ends before it starts.")
    return begin, finish, False


def is_conference(*texts: object) -> bool:
    """Whether the address of a conference stands in one of the texts."""
    return any(has_link(each.encode()) for each in texts if isinstance(each, str) and "//" in each)


def made_up_uid(event: Event) -> str:
    """A name for an event that has none, the same whenever the same event is read again."""
    written = json.dumps(event, sort_keys=True, ensure_ascii=True, default=str)
    return "no-uid-" + hashlib.sha256(written.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Series:
    """A repeating event that its export did not expand: the entry to repeat, and how (RFC 5545 lines)."""

    entry: Entry
    start: Time
    end: Time | None
    lines: tuple[str, ...]
    line: int
