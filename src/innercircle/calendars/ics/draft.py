"""One VEVENT as it is written: its times as moments, its people read, nothing expanded yet.

`read_draft` is the careful way, line by line, forgiving; `facts.quick_draft` is the fast way for what is plainly
written. Both end in `Draft`, and where both can read an entry they read the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module

from innercircle.calendars.ics.limits import Limits
from innercircle.calendars.ics.lines import decode, logical_lines, split_line, text
from innercircle.calendars.ics.people import People, Person
from innercircle.calendars.ics.values import Moment, duration, moment
from innercircle.calendars.ics.zones import Zone, Zones
from innercircle.calendars.rules import Participant

LINK = re.compile(
    rb"(?://|%2f%2f)[a-z0-9.\-]{0,80}?(?:teams\.microsoft\.(?:com|us)|teams\.live\.com|zoom(?:gov)?\.(?:us|com)"
    rb"|meet\.google\.com|webex\.com|gotomeeting\.com|gotomeet\.me|goto\.com|whereby\.com|meet\.jit\.si"
    rb"|bluejeans\.com|chime\.aws|lync\.com|skype\.com|ringcentral\.com|bigbluebutton)"
)
CONFERENCE_NAMES = frozenset(
    {
        b"CONFERENCE",
        b"X-GOOGLE-CONFERENCE",
        b"X-GOOGLE-HANGOUT",
        b"X-MICROSOFT-SKYPETEAMSMEETINGURL",
        b"X-MICROSOFT-ONLINEMEETINGEXTERNALLINK",
        b"X-MICROSOFT-ONLINEMEETINGCONFLINK",
        b"X-MICROSOFT-ONLINEMEETINGINFORMATION",
    }
)
ALL_DAY_NAMES = frozenset(
    {b"X-MICROSOFT-CDO-ALLDAYEVENT", b"X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT", b"X-FUNAMBOL-ALLDAY"}
)
CANCELLED = frozenset({b"CANCELLED", b"CANCELED"})
PRIVATE = frozenset({b"PRIVATE", b"CONFIDENTIAL"})


def has_link(line: bytes) -> bool:
    """Whether a line holds the address of a conference, plain or inside another address (mail filters wrap them)."""
    return LINK.search(line.lower()) is not None


class DraftError(ValueError):
    """The entry cannot be read; the text says why."""


@dataclass(slots=True)
class Calendar:
    """What the calendar around an entry decides: its zones, and whether all of it is called off (METHOD:CANCEL)."""

    zones: Zones
    cancelled: bool = False


@dataclass(slots=True)
class Draft:
    """One VEVENT. `start` is None only before it is known; `rid` is RECURRENCE-ID, `following` its THISANDFUTURE."""

    uid: str
    offset: int
    calendar: Calendar
    start: Moment | None = None
    end: Moment | None = None
    length: tuple[int, int] | None = None
    rid: Moment | None = None
    following: bool = False
    rules: tuple[str, ...] = ()
    exrules: tuple[str, ...] = ()
    rdates: tuple[tuple[Moment, Moment | tuple[int, int] | None], ...] = ()
    exdates: tuple[Moment, ...] = ()
    flagged_all_day: bool = False
    cancelled: bool = False
    private: bool = False
    title: str = ""
    place: str = ""
    conference: bool = False
    sequence: int = 0
    modified: int = 0
    stamped: int = 0
    participants: tuple[Participant, ...] = ()
    guests: int = 0

    @property
    def repeats(self) -> bool:
        """Whether this entry makes further instances of itself."""
        return bool(self.rules or self.rdates)


@dataclass(slots=True)
class _Reading:
    """A draft on its way, with the complaints met."""

    draft: Draft
    people: People
    limits: Limits
    complain: Callable[[str], None]
    attendees: list[Person] = field(default_factory=list)
    organizer: Person | None = None
    seen: set[bytes] = field(default_factory=set)

    def take(self, name: bytes, params: dict[bytes, bytes], value: bytes) -> None:
        """Take one property; of those that may stand once, the first counts."""
        if name in CONFERENCE_NAMES and value.strip():
            self.draft.conference = True
        once = _ONCE.get(name)
        if once is not None:
            if name not in self.seen:
                self.seen.add(name)
                once(self, params, value)
        elif (many := _MANY.get(name)) is not None:
            many(self, params, value)
        elif name in ALL_DAY_NAMES and value.strip().upper() in {b"TRUE", b"1"}:
            self.draft.flagged_all_day = True

    def moment(self, params: dict[bytes, bytes], value: bytes) -> Moment:
        """The moment of a property with its TZID and VALUE."""
        zone: Zone | None = None
        tzid = params.get(b"TZID")
        only_date = params.get(b"VALUE", b"").upper() == b"DATE"
        if tzid and (not only_date or b"T" in value.upper()):
            zone = self.draft.calendar.zones.named(decode(tzid))
        return moment(value, zone, only_date=only_date)


def _start(reading: _Reading, params: dict[bytes, bytes], value: bytes) -> None:
    try:
        reading.draft.start = reading.moment(params, value)
    except ValueError as error:
        raise DraftError(f"DTSTART cannot be read: {error}.") from None


def _end(reading: _Reading, params: dict[bytes, bytes], value: bytes) -> None:
    try:
        reading.draft.end = reading.moment(params, value)
    except ValueError as error:
        raise DraftError(f"DTEND cannot be read: {error}.") from None


def _length(reading: _Reading, _params: dict[bytes, bytes], value: bytes) -> None:
    try:
        reading.draft.length = duration(value)
    except ValueError as error:
        raise DraftError(f"DURATION cannot be read: {error}.") from None


def _rid(reading: _Reading, params: dict[bytes, bytes], value: bytes) -> None:
    try:
        reading.draft.rid = reading.moment(params, value)
    except ValueError as error:
        raise DraftError(f"RECURRENCE-ID cannot be read: {error}.") from None
    reading.draft.following = params.get(b"RANGE", b"").upper() == b"THISANDFUTURE"


def _uid(reading: _Reading, _params: dict[bytes, bytes], value: bytes) -> None:
    reading.draft.uid = text(value)


def _title(reading: _Reading, _params: dict[bytes, bytes], value: bytes) -> None:
    reading.draft.title = text(value)


def _place(reading: _Reading, _params: dict[bytes, bytes], value: bytes) -> None:
    reading.draft.place = text(value)


def _status(reading: _Reading, _params: dict[bytes, bytes], value: bytes) -> None:
    reading.draft.cancelled = value.strip().upper() in CANCELLED


def _class(reading: _Reading, _params: dict[bytes, bytes], value: bytes) -> None:
    reading.draft.private = value.strip().upper() in PRIVATE


def _sequence(reading: _Reading, _params: dict[bytes, bytes], value: bytes) -> None:
    reading.draft.sequence = number(value)


def number(value: bytes) -> int:
    """A whole number, 0 when it is none; negative ones are 0, huge ones are cut."""
    plain = value.strip()
    return min(int(plain), 2_147_483_647) if plain.isdigit() and len(plain) < 20 else 0


def _modified(reading: _Reading, params: dict[bytes, bytes], value: bytes) -> None:
    reading.draft.modified = _stamp(reading, params, value)


def _stamped(reading: _Reading, params: dict[bytes, bytes], value: bytes) -> None:
    reading.draft.stamped = _stamp(reading, params, value)


def _stamp(reading: _Reading, params: dict[bytes, bytes], value: bytes) -> int:
    try:
        return reading.moment(params, value).epoch(reading.draft.calendar.zones.local)
    except (ValueError, OverflowError):
        return 0


def _rule(reading: _Reading, _params: dict[bytes, bytes], value: bytes) -> None:
    rule = decode(value).strip().upper()
    if rule and rule not in reading.draft.rules:
        reading.draft.rules = (*reading.draft.rules, rule)


def _exrule(reading: _Reading, _params: dict[bytes, bytes], value: bytes) -> None:
    rule = decode(value).strip().upper()
    if rule:
        reading.draft.exrules = (*reading.draft.exrules, rule)


def _exdates(reading: _Reading, params: dict[bytes, bytes], value: bytes) -> None:
    found: list[Moment] = []
    for part in value.split(b","):
        try:
            found.append(reading.moment(params, part))
        except ValueError as error:
            if part.strip():
                reading.complain(f"One date taken out (EXDATE) cannot be read: {error}.")
    reading.draft.exdates += tuple(found)


def _rdates(reading: _Reading, params: dict[bytes, bytes], value: bytes) -> None:
    found: list[tuple[Moment, Moment | tuple[int, int] | None]] = []
    for part in value.split(b","):
        begin, slash, end = part.partition(b"/")
        try:
            start = reading.moment(params, begin)
            until = None if not slash else duration(end) if b"P" in end.upper() else reading.moment(params, end)
        except ValueError as error:
            if part.strip():
                reading.complain(f"One further date (RDATE) cannot be read: {error}.")
        else:
            found.append((start, until))
    reading.draft.rdates += tuple(found)


_Taker = Callable[[_Reading, dict[bytes, bytes], bytes], None]
_ONCE: dict[bytes, _Taker] = {
    b"DTSTART": _start,
    b"DTEND": _end,
    b"DURATION": _length,
    b"RECURRENCE-ID": _rid,
    b"UID": _uid,
    b"SUMMARY": _title,
    b"LOCATION": _place,
    b"STATUS": _status,
    b"CLASS": _class,
    b"SEQUENCE": _sequence,
    b"LAST-MODIFIED": _modified,
    b"DTSTAMP": _stamped,
}
FORMAL = frozenset(_ONCE) - {b"SUMMARY", b"LOCATION"} | {b"RRULE", b"EXRULE", b"EXDATE", b"RDATE", *ALL_DAY_NAMES}
_MANY: dict[bytes, _Taker] = {b"RRULE": _rule, b"EXRULE": _exrule, b"EXDATE": _exdates, b"RDATE": _rdates}


def read_draft(
    data: bytes,
    offset: int,
    calendar: Calendar,
    people: People,
    limits: Limits,
    complain: Callable[[str], None],
) -> Draft:
    """The VEVENT in `data`, whatever producer wrote it; raises `DraftError` when it cannot count as an entry.

    Components inside it (alarms) are passed over; a line that is no content line belongs to a text above it.
    """
    reading = _Reading(Draft("", offset, calendar), people, limits, complain)
    depth = 0
    for line in logical_lines(data):
        start = line[:6].upper()
        if start == b"BEGIN:":
            depth += 1
        elif start.startswith(b"END:"):
            depth -= 1
        elif depth == 1:
            _take_line(reading, line)
    return _finish(reading, data)


def _take_line(reading: _Reading, line: bytes) -> None:
    name = line[:10].upper()
    if name.startswith((b"ATTENDEE;", b"ATTENDEE:")):
        _take_person(reading, line, organizer=False)
    elif name.startswith((b"ORGANIZER;", b"ORGANIZER:")):
        _take_person(reading, line, organizer=True)
    else:
        parsed = split_line(line)
        if parsed is None:
            parsed = b"", {}, b""
        if b"//" in line and parsed[0] not in FORMAL and has_link(line):
            reading.draft.conference = True
        if len(line) > reading.limits.line_bytes and (parsed[0] in _ONCE or parsed[0] in _MANY):
            raise DraftError(f"A line is longer than {reading.limits.line_bytes:,} bytes.")
        reading.take(*parsed)


def _take_person(reading: _Reading, line: bytes, *, organizer: bool) -> None:
    if len(line) > reading.limits.line_bytes:
        raise DraftError(f"A line is longer than {reading.limits.line_bytes:,} bytes.")
    person = reading.people.person(line)
    if person is None:
        return
    if organizer:
        reading.organizer = reading.organizer or person
    else:
        reading.attendees.append(person)
    if len(reading.attendees) > reading.limits.attendees:
        raise DraftError(f"More than {reading.limits.attendees:,} people are on it.")


def _finish(reading: _Reading, data: bytes) -> Draft:
    draft = reading.draft
    if draft.start is None:
        raise DraftError("It has no start (DTSTART).")
    dates = max(len(draft.exdates), len(draft.rdates))
    if dates > reading.limits.dates:
        raise DraftError(f"It lists {dates:,} dates (RDATE or EXDATE); {reading.limits.dates:,} are the limit.")
    draft.participants, draft.guests = reading.people.gather(reading.attendees, reading.organizer)
    draft.cancelled = draft.cancelled or draft.calendar.cancelled
    if not draft.uid:
        draft.uid = made_up_uid(data)
        reading.complain("It has no UID; it is known by its own text.")
    return draft


def made_up_uid(data: bytes) -> str:
    """A name for an entry without UID, the same whenever the same text is read again (its DTSTAMP aside)."""
    lines = [line for line in logical_lines(data) if not line.upper().startswith(b"DTSTAMP")]
    # Loaded for the few entries that need it: it takes as long as reading two hundred entries.
    digest: str = import_module("hashlib").sha256(b"\n".join(lines)).hexdigest()
    return "no-uid-" + digest[:32]
