"""The fast way to a draft: for a VEVENT written plainly, one split into lines and two look-ups for each.

What stands before a line's colon (`DTSTART;TZID=Europe/Berlin`) repeats all through a file, so it is understood once
per calendar; a whole line about a person is understood once per file. Every doubt gives None, and the careful way
(`draft.read_draft`) decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from innercircle.calendars.ics.draft import (
    ALL_DAY_NAMES,
    CANCELLED,
    CONFERENCE_NAMES,
    PRIVATE,
    Calendar,
    Draft,
    has_link,
    number,
)
from innercircle.calendars.ics.limits import Limits
from innercircle.calendars.ics.lines import decode, split_line, text
from innercircle.calendars.ics.people import People, Person
from innercircle.calendars.ics.values import Moment, clock, day_wall, duration, moment
from innercircle.calendars.ics.zones import UTC, Zone

_QUOTED_HEAD = re.compile(rb'([^":]*+(?:"[^"]*+"[^":]*+)*+):')
_MEMORY = 20_000
_PLAIN = 262_144
_LONG = 500

(
    _IGNORED,
    _START,
    _END,
    _LENGTH,
    _RID,
    _UID,
    _TITLE,
    _PLACE,
    _STATUS,
    _CLASS,
    _SEQUENCE,
    _MODIFIED,
    _STAMPED,
    _RULE,
    _EXDATE,
    _ALL_DAY,
    _CONFERENCE,
    _DOUBT,
    _NESTED,  # BEGIN of a component inside
) = range(19)
_TEXTS = frozenset({_IGNORED, _TITLE, _PLACE, _CONFERENCE})
_ONCE = (1 << _RULE) - 1  # of what may stand once, the first counts
_TIMED = frozenset({_START, _END, _RID, _EXDATE, _MODIFIED, _STAMPED})
_SLOTS = {
    b"DTSTART": _START,
    b"DTEND": _END,
    b"DURATION": _LENGTH,
    b"RECURRENCE-ID": _RID,
    b"UID": _UID,
    b"SUMMARY": _TITLE,
    b"LOCATION": _PLACE,
    b"STATUS": _STATUS,
    b"CLASS": _CLASS,
    b"SEQUENCE": _SEQUENCE,
    b"LAST-MODIFIED": _MODIFIED,
    b"DTSTAMP": _STAMPED,
    b"RRULE": _RULE,
    b"EXDATE": _EXDATE,
    b"RDATE": _DOUBT,
    b"EXRULE": _DOUBT,
    b"ATTENDEE": _DOUBT,  # in an odd spelling
    b"ORGANIZER": _DOUBT,
    b"BEGIN": _NESTED,
    b"END": _DOUBT,
    **dict.fromkeys(ALL_DAY_NAMES, _ALL_DAY),
    **dict.fromkeys(CONFERENCE_NAMES, _CONFERENCE),
}


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands before a colon, understood: which property, and the zone and form of its times."""

    slot: int
    zone: Zone | None = None
    only_date: bool = False
    following: bool = False


@dataclass(slots=True)
class Heads:
    """The heads of lines of one calendar, each understood once."""

    calendar: Calendar
    known: dict[bytes, _Head] = field(default_factory=dict)

    def learn(self, line: bytes, start: bytes, value: bytes) -> tuple[_Head, bytes]:
        """The head and the value of a line whose first colon parts it into `start` and `value`; raises ValueError."""
        if start.count(b'"') % 2:
            found = _QUOTED_HEAD.match(line)
            if found is None:
                raise ValueError
            start, value = found.group(1), line[found.end() :]
        head = self.known.get(start) or self._understand(start)
        if len(self.known) > _MEMORY:
            self.known.clear()
        if len(start) < _LONG:
            self.known[start] = head
        return head, value

    def _understand(self, head: bytes) -> _Head:
        if head[:1] in _WHITE:
            raise ValueError  # a blank line, or a fold by a tab
        parsed = split_line(head + b":")
        if parsed is None:
            return _Head(_IGNORED)
        name, params, _value = parsed
        slot = _SLOTS.get(name, _IGNORED)
        zone = None
        only_date = params.get(b"VALUE", b"").upper() == b"DATE"
        if b"TZID" in params and params[b"TZID"] and not only_date and slot in _TIMED:
            zone = self.calendar.zones.named(decode(params[b"TZID"]))
        return _Head(slot, zone, only_date, params.get(b"RANGE", b"").upper() == b"THISANDFUTURE")


def quick_draft(data: bytes, offset: int, heads: Heads, people: People, limits: Limits) -> Draft | None:
    """The VEVENT in `data` when it is written plainly, else None."""
    if len(data) > _PLAIN:
        return None
    lines = _plain_lines(data)
    if lines is None:
        return None
    draft = Draft("", offset, heads.calendar)
    try:
        named = _take_lines(lines, draft, heads, linked=b"//" in data)
        attendees, organizer = _people_of(named, people)
    except (ValueError, OverflowError):
        return None
    if draft.start is None or not draft.uid or len(attendees) > limits.attendees or len(draft.exdates) > limits.dates:
        return None
    draft.participants, draft.guests = people.gather(attendees, organizer)
    if heads.calendar.cancelled:
        draft.cancelled = True
    return draft


def _plain_lines(data: bytes) -> list[bytes] | None:
    """The unfolded lines between BEGIN and END, where all lines end alike; blank lines are not looked for."""
    count, returns = data.count(b"\n"), data.count(b"\r")
    if returns == count:
        pieces = data.split(b"\r\n ")
        lines = b"".join(pieces).split(b"\r\n")
    elif returns:
        return None
    else:
        pieces = data.split(b"\n ")
        lines = b"".join(pieces).split(b"\n")
    if (
        lines.pop()
        or len(lines) + len(pieces) - 1 != count
        or lines.pop() != b"END:VEVENT"
        or lines[0] != b"BEGIN:VEVENT"
    ):
        return None
    return lines


def _take_lines(lines: list[bytes], draft: Draft, heads: Heads, *, linked: bool) -> list[bytes]:
    """Fill the draft and give back the lines about people; raises ValueError at whatever is not plain."""
    named: list[bytes] = []
    known = heads.known
    seen = 0
    rest = iter(lines)
    next(rest)
    for line in rest:
        if line[:9] in _PEOPLE:
            named.append(line)
            continue
        start, _, value = line.partition(b":")
        head = known.get(start)
        if head is None:
            head, value = heads.learn(line, start, value)
        slot = head.slot
        if linked and slot in _TEXTS and has_link(line):
            draft.conference = True
        if slot == _NESTED:
            _pass_over(value, rest)
        elif slot and not seen >> slot & 1:
            seen |= 1 << slot & _ONCE
            _TAKE[slot](draft, head, value)
    return named


def _people_of(named: list[bytes], people: People) -> tuple[list[Person | None], Person | None]:
    """Attendees and organizer of the lines about people."""
    known = people.lines
    attendees = [known[line] if line in known else people.person(line) for line in named if line[:1] == b"A"]
    organizer = None
    if len(attendees) < len(named):
        for line in named:
            if line[:1] == b"O" and line[9:10] in _AFTER_NAME:
                organizer = organizer or people.person(line)
    return attendees, organizer


def _pass_over(name: bytes, rest: Iterator[bytes]) -> None:
    """Go on behind the component inside; raises ValueError when there is another in it, or no end to it."""
    end = b"END:" + name
    for line in rest:
        if line == end:
            return
        if line[:6].upper() == b"BEGIN:" or line[:4].upper() == b"END:":
            break
    raise ValueError


_WHITE = (b"", b" ", b"\t")
_AFTER_NAME = frozenset({b";", b":"})
_PEOPLE = frozenset({b"ATTENDEE;", b"ATTENDEE:", b"ORGANIZER"})


def quick_moment(value: bytes, head: _Head) -> Moment:
    """`values.moment` for the common forms, without a pattern."""
    if head.only_date:
        if len(value) != 8:
            raise ValueError  # a time of day beside VALUE=DATE, whose zone is not looked up here
        return moment(value, None, only_date=True)
    if len(value) == 16 and value[8:9] == b"T" and value[15:] == b"Z":
        return Moment(day_wall(value[:8]) + clock(value[9:15]), head.zone or UTC)
    if len(value) == 15 and value[8:9] == b"T":
        return Moment(day_wall(value[:8]) + clock(value[9:]), head.zone)
    return moment(value, head.zone)


def _take_rule(draft: Draft, _head: _Head, value: bytes) -> None:
    rule = decode(value).strip().upper()
    if rule and rule not in draft.rules:
        draft.rules = (*draft.rules, rule)


def _take_exdates(draft: Draft, head: _Head, value: bytes) -> None:
    draft.exdates = (*draft.exdates, *(quick_moment(part, head) for part in value.split(b",")))


def _take_start(draft: Draft, head: _Head, value: bytes) -> None:
    draft.start = quick_moment(value, head)


def _take_end(draft: Draft, head: _Head, value: bytes) -> None:
    draft.end = quick_moment(value, head)


def _take_length(draft: Draft, _head: _Head, value: bytes) -> None:
    draft.length = duration(value)


def _take_rid(draft: Draft, head: _Head, value: bytes) -> None:
    draft.rid = quick_moment(value, head)
    draft.following = head.following


def _take_uid(draft: Draft, _head: _Head, value: bytes) -> None:
    draft.uid = text(value)


def _take_title(draft: Draft, _head: _Head, value: bytes) -> None:
    draft.title = text(value)


def _take_place(draft: Draft, _head: _Head, value: bytes) -> None:
    draft.place = text(value)


def _take_status(draft: Draft, _head: _Head, value: bytes) -> None:
    draft.cancelled = value.strip().upper() in CANCELLED


def _take_class(draft: Draft, _head: _Head, value: bytes) -> None:
    draft.private = value.strip().upper() in PRIVATE


def _take_sequence(draft: Draft, _head: _Head, value: bytes) -> None:
    draft.sequence = number(value)


def _take_modified(draft: Draft, head: _Head, value: bytes) -> None:
    draft.modified = _instant(draft, head, value)


def _take_stamped(draft: Draft, head: _Head, value: bytes) -> None:
    draft.stamped = _instant(draft, head, value)


def _instant(draft: Draft, head: _Head, value: bytes) -> int:
    if len(value) == 16 and value[8:9] == b"T" and value[15:] == b"Z" and head.zone is None and not head.only_date:
        return day_wall(value[:8]) + clock(value[9:15])
    return quick_moment(value, head).epoch(draft.calendar.zones.local)


def _take_flag(draft: Draft, _head: _Head, value: bytes) -> None:
    if value.strip().upper() in {b"TRUE", b"1"}:
        draft.flagged_all_day = True


def _take_conference(draft: Draft, _head: _Head, value: bytes) -> None:
    draft.conference = draft.conference or bool(value.strip())


def _doubt(_draft: Draft, _head: _Head, _value: bytes) -> None:
    raise ValueError


_TAKE: dict[int, Callable[[Draft, _Head, bytes], None]] = {
    _START: _take_start,
    _END: _take_end,
    _LENGTH: _take_length,
    _RID: _take_rid,
    _UID: _take_uid,
    _TITLE: _take_title,
    _PLACE: _take_place,
    _STATUS: _take_status,
    _CLASS: _take_class,
    _SEQUENCE: _take_sequence,
    _MODIFIED: _take_modified,
    _STAMPED: _take_stamped,
    _RULE: _take_rule,
    _EXDATE: _take_exdates,
    _ALL_DAY: _take_flag,
    _CONFERENCE: _take_conference,
    _DOUBT: _doubt,
}
