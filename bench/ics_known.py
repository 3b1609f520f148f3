"""Where our reader means to differ from icalendar and recurring-ical-events, for `bench/ics_folder.py`.

Each of `CORRECTIONS` is a way in which real entries are written, with what we do about it; a difference in an entry
that bears none of them is not explained, and somebody should look at it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from innercircle.calendars.ics.lines import unfold

_EVENT = re.compile(
    rb"^BEGIN:VEVENT[ \t]*$.*?(?:^END:VEVENT[ \t]*$|(?=^BEGIN:VEVENT|^END:VCALENDAR)|\Z)", re.MULTILINE | re.DOTALL
)
_UID = re.compile(rb"^UID[^:\n]*:[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_FIRST = re.compile(rb"^(DTSTART|DTEND)([^:\n]*):[ \t]*(\d{8})(T\d{6})?(Z?)", re.MULTILINE)
_TZID = re.compile(rb'TZID="?([^";:\n]*)')


@dataclass(frozen=True, slots=True)
class Texts:
    """The VEVENTs of one UID as they are written, in capitals and unfolded, and what stands around them."""

    events: tuple[bytes, ...]
    around: bytes

    @property
    def together(self) -> bytes:
        """All of them."""
        return b"\n".join(self.events)


CORRECTIONS: tuple[tuple[str, str], ...] = (
    (r"^X-MICROSOFT-(?:CDO|MSNCALENDAR)-ALLDAYEVENT:(?:TRUE|1)", "Exchange's whole days are whole days"),
    (r"^RECURRENCE-ID[^:\n]*;RANGE=THISANDFUTURE", "RANGE=THISANDFUTURE moves all that follow"),
    (r"^RRULE[^\n]*UNTIL=\d{8}(?:T\d{6})?(?:;|$)", "an UNTIL without zone takes its last day in"),
    (r"^RRULE[^\n]*UNTIL=", "an UNTIL is an instant, whatever the zone of the start"),
    (r"^RRULE[^\n]*FREQ=YEARLY(?![^\n]*BYMONTH=)[^\n]*BYMONTHDAY", "a yearly day of the month is one day a year"),
    (r"^EXRULE", "EXRULE is followed"),
    (r"^(?:EXDATE|RDATE)", "EXDATE and RDATE mean the instance in whatever form they are written"),
    (r"^RECURRENCE-ID", "RECURRENCE-ID means the instance in whatever form it is written"),
    (r"^RRULE", "a start that is not in its own rule is the first instance"),
    (r"^DTSTART;VALUE=DATE:[^\n]*$(?=.*^DTEND[^:\n]*:\d{8}T)", "a whole day that ends at an hour is whole days"),
    (r"^DURATION", "days of a DURATION follow the clock on the wall, hours are real time"),
)
OF_CALENDAR: tuple[tuple[str, str], ...] = (
    (r"^METHOD:[ \t]*CANCEL", "METHOD:CANCEL calls off the whole"),
    (r"^X-WR-TIMEZONE", "X-WR-TIMEZONE is where floating times and series in UTC are meant"),
)
OTHER_ZONE = "a zone is known by its name before the file's own definition of it"
FLOATING = "a time without a zone is read in the calendar's own, then its owner's"
TWICE = "several entries under one UID: each start is a meeting, the newest of one start counts"
WITHOUT_END = "no end and no duration: no length"
NO_UID = "an entry without UID is known by its own text"
LEFT_OUT = "left out with a remark"
SWAPPED = "an end before its start is left out, not swapped"


def texts(data: bytes) -> dict[str, Texts]:
    """The VEVENTs of a file by UID."""
    plain = unfold(data.replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
    around = _EVENT.sub(b"", plain).upper()
    found: dict[str, list[bytes]] = {}
    for event in _EVENT.findall(plain):
        uid = _UID.search(event)
        found.setdefault(uid.group(1).decode("utf-8", "replace") if uid else "", []).append(event.upper())
    return {uid: Texts(tuple(events), around) for uid, events in found.items()}


def explanation(found: Texts | None) -> str:
    """Why we may differ about a UID; "" where nothing explains it."""
    if found is None:
        return ""
    for there, word in (
        (any(map(_swapped, found.events)), SWAPPED),
        (_masters(found) > 1, TWICE),
        (any(_UID.search(event) is None for event in found.events), NO_UID),
    ):
        if there:
            return word
    for table, text in ((OF_CALENDAR, found.around), (CORRECTIONS, found.together)):
        for pattern, word in table:
            if re.search(pattern.encode(), text, re.MULTILINE | re.DOTALL):
                return word
    return _about_times(found)


def _masters(found: Texts) -> int:
    return sum(not re.search(rb"^RECURRENCE-ID", event, re.MULTILINE) for event in found.events)


def _swapped(event: bytes) -> bool:
    times = {name: day + (clock or b"") for name, _params, day, clock, _zone in _FIRST.findall(event)}
    return bool(times.get(b"DTEND", b"9") < times.get(b"DTSTART", b""))


def _about_times(found: Texts) -> str:
    starts = [match for match in _FIRST.findall(found.together) if match[0] == b"DTSTART"]
    if any(clock and not zone and b"TZID" not in params for _name, params, _day, clock, zone in starts):
        return FLOATING
    if any(_TZID.search(params) for _name, params, *_rest in starts):
        return OTHER_ZONE
    return WITHOUT_END if b"\nDTEND" not in found.together else ""
