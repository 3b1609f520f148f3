"""The fast way to a draft: for a VEVENT written plainly, one byte pattern over the whole of it.

The pattern takes out what matters, with its folds, and passes over the rest. What stands before the colon of a time
(`;TZID=Europe/Berlin`) repeats all through a file, so it is understood once per calendar; a whole line about a person
is understood once per file. Every doubt gives None, and the careful way (`draft.read_draft`) decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from innercircle.calendars.ics.draft import (
    ALL_DAY_NAMES,
    CANCELLED,
    CONFERENCE_NAMES,
    FORMAL,
    LINK,
    PRIVATE,
    Calendar,
    Draft,
    number,
)
from innercircle.calendars.ics.limits import Limits
from innercircle.calendars.ics.lines import decode, split_line, text, unfold
from innercircle.calendars.ics.people import People, first_line
from innercircle.calendars.ics.values import (
    Moment,
    clock,
    day_wall,
    duration,
    known_clocks,
    known_days,
    make_moment,
    moment,
)
from innercircle.calendars.ics.zones import UTC, Zone

_MEMORY = 20_000
_PLAIN = 262_144
_LONG = 500

_REST = rb"[^\n]*+\n(?:[ \t][^\n]*+\n)*+"  # of a line nobody looks at, with its folds
_END = rb"\r?\n(?![ \t])"
_PARAMETERS = rb"(?:;(?:[^\":\r\n]++|\"[^\"\r\n]*+\")*+)?"
_TAKEN = (
    *(b"DTSTART", b"DTEND", b"DURATION", b"RECURRENCE-ID", b"UID", b"SUMMARY", b"LOCATION", b"STATUS", b"CLASS"),
    *(b"SEQUENCE", b"LAST-MODIFIED", b"DTSTAMP", b"RRULE", b"ORGANIZER"),
)
_DOUBTFUL = (b"EXDATE", b"RDATE", b"EXRULE", b"BEGIN", b"END", *sorted(ALL_DAY_NAMES), *sorted(CONFERENCE_NAMES))


def _once(group: int, name: bytes) -> bytes:
    """A property that may stand once, with everything behind its name, folds and all, as a group."""
    return name + rb"(?=[;:])(?(%d)(?!))([^\r\n]*+(?:\r?\n[ \t][^\r\n]*+)*+)\r?\n" % group


# The ways for a line exclude each other, so that a match that fails has nothing to try again; what is written in a way
# that none of them knows (small letters, blank lines, a property for the second time) fails.
_EVENT = re.compile(
    rb"BEGIN:VEVENT\r?\n(?:"
    rb"(?:ATTENDEE[;:]" + _REST + rb")++"
    rb"|DESCRIPTION()[;:]" + _REST + rb"()|(?:CREATED|TRANSP|PRIORITY)[;:]" + _REST
    + b"".join(b"|" + _once(group, name) for group, name in enumerate(_TAKEN, 3))
    + rb"|EXDATE(?=[;:])(?(17)(?!))([^\n]*+\n(?:(?:[ \t]|EXDATE[;:])[^\n]*+\n)*+)"
    rb"|(?:" + b"|".join(sorted(ALL_DAY_NAMES)) + rb"):(?:FALSE|(TRUE))" + _END + rb"|(?:"
    # The longer of two names first is not needed: behind the name stands what ends it.
    + b"|".join(sorted(CONFERENCE_NAMES)) + rb")" + _PARAMETERS + rb":[ \t]*+([^\s])" + _REST + rb"|BEGIN:VALARM" + _END
    # In an alarm nothing may begin or look like people.
    + rb"(?:[^ABEbe\r\n][^\n]*+\n|A(?!TTENDEE)[^\n]*+\n)*+END:VALARM" + _END
    + rb"|(?!(?:" + b"|".join((*_TAKEN, *_DOUBTFUL)) + rb")[;:]|ATTENDEE)[A-Z][A-Z0-9_\-]*+[;:]" + _REST
    + rb"){0,2000}END:VEVENT\r?\n\Z"
)  # fmt: skip
_NO_TEXT = frozenset(name.lower() for name in (*FORMAL, b"ATTENDEE", b"ORGANIZER"))
_LOWER_NAME = re.compile(rb"[a-z0-9_\-]+")
_CANCELLED = {b":CONFIRMED": False, b":TENTATIVE": False, b":CANCELLED": True}
_PRIVATE = {b":PUBLIC": False, b":PRIVATE": True, b":CONFIDENTIAL": True}
_TEXT, _TEXT_END = 1, 2
_AFTER_SLASH = frozenset(b"/\r\n")
_MOST_SLASHES = 100  # looked at one by one; then the whole costs less
_REACH = 600  # in which the name of a conference's host ends, were it folded after each sign
_Head = tuple[Zone | None, bool, bool]  # the zone of a time, whether it is only a day, RANGE=THISANDFUTURE


@dataclass(slots=True)
class Heads:
    """What stands before the colon of times in one calendar, each understood once."""

    calendar: Calendar
    known: dict[bytes, _Head] = field(default_factory=lambda: {b"": (None, False, False)})

    def learn(self, start: bytes) -> _Head:
        """The head that is written so; raises ValueError when it is not plain."""
        parsed = split_line(b"X" + start + b":")
        if parsed is None or parsed[2] or start.count(b'"') % 2:
            raise ValueError
        params = parsed[1]
        zone, only_date = None, params.get(b"VALUE", b"").upper() == b"DATE"
        if params.get(b"TZID") and not only_date:
            zone = self.calendar.zones.named(decode(params[b"TZID"]))
        head = zone, only_date, params.get(b"RANGE", b"").upper() == b"THISANDFUTURE"
        if len(self.known) > _MEMORY:
            self.known.clear()
        if len(start) < _LONG:
            self.known[start] = head
        return head

    def moment(self, tail: bytes) -> Moment:
        """The moment of a line without its name; raises ValueError when it is not plain."""
        if tail[-16:-15] == b":" and tail[-7:-6] == b"T":  # of a head and digits that were met before
            head, day, seconds = self.known.get(tail[:-16]), known_days.get(tail[-15:-7]), known_clocks.get(tail[-6:])
            if head is not None and day is not None and seconds is not None and not head[1]:
                return make_moment((day + seconds, head[0], False))
        return quick_moment(*self.parted(tail))

    def parted(self, tail: bytes) -> tuple[bytes, _Head]:
        """The value and the head of a line without its name; raises ValueError when it is not plain."""
        if tail.find(b"\n") >= 0:
            tail = unfold(tail)
        start, _, value = tail.rpartition(b":")
        return value, self.known.get(start) or self.learn(start)

    def instant(self, tail: bytes) -> int:
        """The instant of a line without its name, where it floats in the calendar's own zone."""
        if len(tail) == 17 and tail[9:10] == b"T" and tail.startswith(b":") and tail.endswith(b"Z"):
            return day_wall(tail[1:9]) + clock(tail[10:16])
        return self.moment(tail).epoch(self.calendar.zones.local)


def quick_moment(value: bytes, head: _Head) -> Moment:
    """`values.moment` for the common forms, without a pattern."""
    zone, only_date, _following = head
    if only_date:
        if len(value) != 8:
            raise ValueError  # a time of day beside VALUE=DATE, whose zone is not looked up here
        return moment(value, None, only_date=True)
    if len(value) == 15 and value[8:9] == b"T":
        return Moment(day_wall(value[:8]) + clock(value[9:]), zone)
    if len(value) == 16 and value[8:9] == b"T" and value.endswith(b"Z"):
        return Moment(day_wall(value[:8]) + clock(value[9:15]), zone or UTC)
    return moment(value, zone)


def quick_draft(data: bytes, offset: int, heads: Heads, people: People, limits: Limits) -> Draft | None:
    """The VEVENT in `data` when it is written plainly, else None."""
    found = _EVENT.match(data) if len(data) <= _PLAIN else None
    if found is None:
        return None
    try:
        tails = found.groups()[2:]
        draft = _timed(tails, offset, heads)
        _described(draft, tails)
    except (ValueError, OverflowError):
        return None
    attendees = _attendees(data)
    if not draft.uid or len(attendees) > limits.attendees or len(draft.exdates) > limits.dates:
        return None
    draft.conference = tails[16] is not None or _is_linked(data, found)
    draft.participants, draft.guests = people.everybody(attendees, tails[13])
    return draft


def _timed(tails: tuple[bytes | None, ...], offset: int, heads: Heads) -> Draft:
    """A draft with what decides its times; raises ValueError at whatever is not plain."""
    start, end, length, rid, uid = tails[:5]
    sequence, modified, stamped, rule, _organizer, exdates = tails[9:15]
    if start is None or uid is None:
        raise ValueError
    return Draft(
        text(_value(uid)),
        offset,
        heads.calendar,
        heads.moment(start),
        heads.moment(end) if end is not None else None,
        duration(_value(length)) if length is not None else None,
        heads.moment(rid) if rid is not None else None,
        rid is not None and heads.parted(rid)[1][2],
        _rules(rule) if rule is not None else (),
        exdates=_exdates(exdates, heads) if exdates is not None else (),
        sequence=number(_value(sequence)) if sequence is not None else 0,
        modified=heads.instant(modified) if modified is not None else 0,
        stamped=heads.instant(stamped) if stamped is not None else 0,
    )


def _described(draft: Draft, tails: tuple[bytes | None, ...]) -> None:
    """Fill in what does not decide times."""
    title, place, status, privacy = tails[5:9]
    if title is not None:
        draft.title = text(_value(title))
    if place is not None:
        draft.place = text(_value(place))
    draft.cancelled = draft.calendar.cancelled
    if status is not None and not draft.cancelled:
        known = _CANCELLED.get(status)
        draft.cancelled = _value(status).strip().upper() in CANCELLED if known is None else known
    if privacy is not None:
        known = _PRIVATE.get(privacy)
        draft.private = _value(privacy).strip().upper() in PRIVATE if known is None else known
    draft.flagged_all_day = tails[15] is not None


def _value(tail: bytes) -> bytes:
    """What stands behind the colon of a line without its name; raises ValueError when there is none."""
    if tail.find(b"\n") >= 0:
        tail = unfold(tail)
    if tail.startswith(b":"):
        return tail[1:]
    parsed = split_line(b"X" + tail)
    if parsed is None:
        raise ValueError
    return parsed[2]


def _rules(tail: bytes) -> tuple[str, ...]:
    rule = decode(_value(tail)).strip().upper()
    return (rule,) if rule else ()


def _exdates(block: bytes, heads: Heads) -> tuple[Moment, ...]:
    """The moments of lines with EXDATE, of the first without its name; raises ValueError when one is not plain."""
    found: list[Moment] = []
    for line in unfold(block).split(b"\nEXDATE"):
        values, head = heads.parted(line.rstrip(b"\r\n"))
        found += [quick_moment(value, head) for value in values.split(b",")]
    return tuple(found)


def _attendees(data: bytes) -> list[bytes]:
    """The lines of the attendees without their name, as they are folded; behind some stand other lines."""
    _before, *lines = data.split(b"\nATTENDEE")
    if lines:
        lines[-1] = first_line(lines[-1])  # behind the last one stands all the rest
    return lines


def _is_linked(data: bytes, found: re.Match[bytes]) -> bool:
    """Whether a text of the event, no formal line and none of an alarm, holds the address of a conference."""
    if data.find(b"%") >= 0 and b"%2f%2f" in data.lower():
        return _is_linked_anywhere(data)
    at = data.find(b"/")
    for _each in range(_MOST_SLASHES):
        if at < 0:
            return False
        if data[at + 1] in _AFTER_SLASH and LINK.match(unfold(data[at : at + _REACH]).lower()):
            return found.start(_TEXT) < at < found.end(_TEXT_END) or _is_linked_anywhere(data)
        at = data.find(b"/", at + 1)
    return _is_linked_anywhere(data)


def _is_linked_anywhere(data: bytes) -> bool:
    whole = unfold(data).lower()
    return any(_is_text(whole, found.start()) for found in LINK.finditer(whole))


def _is_text(whole: bytes, at: int) -> bool:
    """Whether a link counts, by the line it is in."""
    begin = whole.rfind(b"\n", 0, at) + 1
    name = _LOWER_NAME.match(whole, begin)
    if name is None or name.group() in _NO_TEXT or b"//" not in whole[begin : whole.find(b"\n", begin)]:
        return False
    return whole.rfind(b"\nbegin:valarm", 0, begin) <= whole.rfind(b"\nend:valarm", 0, begin)
