"""The fast index: one pass of one byte pattern over the file.

Of each VEVENT only its bounds, its UID, the days of its start and end and whether anything recurs are looked at, so an
entry outside the window costs a microsecond. The pattern knows only plain writing; at the first doubt about where
components begin and end the whole file goes to `structure.index_by_lines`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from innercircle.calendars.ics.limits import Limits
from innercircle.calendars.ics.lines import decode, unfold
from innercircle.calendars.ics.source import Source
from innercircle.calendars.ics.structure import ODD, OUTSIDE, SERIES, SINGLE, CalendarSpan, Index
from innercircle.calendars.ics.values import DAY, day_wall
from innercircle.calendars.ics.zones import clean_name
from innercircle.calendars.rules import Window

_PARAMETERS = rb"(?:;(?:[^\":\r\n]++|\"[^\"\r\n]*+\")*+)?"
_ALARM = rb"BEGIN:VALARM\r?\n(?![ \t])(?:(?:[^BE\n]|B(?!EGIN:)|E(?!ND:))[^\n]*+\n)*+END:VALARM\r?(?!\n[ \t])"
# A whole event of plain lines, none of those that matter twice. The ways for a line exclude each other, so that a match
# that fails has nothing to try again; the number of steps is bounded, so that it needs no memory to speak of.
_PLAIN_EVENT = (
    rb"BEGIN:VEVENT\r?\n(?![ \t])(?:"
    rb"(?:[ \tAOLSCP][^\n]*+\n)++"
    rb"|D(?:ESCRIPTION|TSTAMP)[:;][^\n]*+\n"
    rb"|UID:(?(1)(?!))([^\r\n]*+(?:\r?\n[ \t][^\r\n]*+)*+)\r?\n"
    rb"|DTSTART(?(2)(?!))" + _PARAMETERS + rb":(\d{8})(?=[T\r\n])[^\n]*+\n"
    rb"|DTEND(?(3)(?!))" + _PARAMETERS + rb":(\d{8})(?=[T\r\n])[^\n]*+\n"
    rb"|RRULE:(?(4)(?!))([^\r\n]*+)\r?\n(?![ \t])"
    rb"|EXDATE()[^\n]*+\n"
    rb"|RECURRENCE-ID(?(6)(?!))(" + _PARAMETERS + rb"):[^\n]*+\n"
    rb"|" + _ALARM + rb"\n"
    rb"|(?!BEGIN|END|UID|DTSTA|DTEND|DESCRIPTION|RRULE|RDATE|EXRULE|EXDATE|RECURRENCE-ID|[AOLSCP])"
    rb"[A-Z][A-Z\-]++[:;][^\n]*+\n"
    rb"){0,2000}END:VEVENT()\r?(?=\n(?![ \t]))"
)
_TOKEN = re.compile(
    rb"\n(?![ AOLSCP])(?:" + _PLAIN_EVENT + rb"|(BEGIN:VEVENT)\r?(?=\n(?![ \t]))"
    rb"|(END:VEVENT)\r?(?=\n(?![ \t]))"
    rb"|UID:([^\r\n]*+(?:\r?\n[ \t][^\r\n]*+)*+)"
    rb"|DTSTART" + _PARAMETERS + rb":(\d{8})(?=[T\r\n])"
    rb"|DTEND" + _PARAMETERS + rb":(\d{8})(?=[T\r\n])"
    rb"|RRULE:([^\r\n]*)(?=\r?\n[^ \t])"
    rb"|EXDATE()"
    rb"|RECURRENCE-ID(" + _PARAMETERS + rb"):"
    rb"|(RRULE|RDATE|EXRULE|RECURRENCE-ID|UID|DTSTART)"
    rb"|" + _ALARM + rb"(?=\n)"
    rb"|((?:BEGIN|END):[^\r\n]*)\r*(?=\n(?![ \t]))"
    rb"|(METHOD|X-WR-TIMEZONE|TZID)[;:]"
    rb"|(\r*(?=\n)|[a-z]|(?:BEGIN|END):|[A-Z][a-z]|[A-Z\-]++\r?\n[ \t]))"
)
_PLAIN = 7
_BEGIN, _END, _UID, _START, _STOP, _RULE, _EXDATE, _RID, _COMPLEX, _OTHER, _CONTEXT, _ODD = range(8, 20)
_PLAIN_RULE = re.compile(
    rb"FREQ=(DAILY|WEEKLY)(?:;(?:INTERVAL=(\d{1,4})|COUNT=(\d{1,5})|UNTIL=(\d{8})(?:T\d{6}Z?)?"
    rb"|BYDAY=(?:MO|TU|WE|TH|FR|SA|SU|,)+|WKST=..))*;?"
)
_NEVER = 2**60
_EDGE = b"\nEND:VEVENT"
_PART = 1024 * 1024
_EARLIEST, _LATEST = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class StructureDoubtError(Exception):
    """The file is not written plainly enough for the fast index."""


def index_by_scan(source: Source, window: Window, limits: Limits, progress: Callable[[int], None]) -> Index:
    """The index of a plainly written file; raises `StructureDoubtError` for any other."""
    scan = _Scan(window, limits)
    for offset, part, end in _parts(source, limits):
        scan.part(offset, part, end)
        progress(offset + end)
    return scan.finish()


def _parts(source: Source, limits: Limits) -> Iterator[tuple[int, bytes, int]]:
    """`(offset, bytes, end)` of parts that begin with a line break; each ends with a VEVENT, but the last."""
    offset, size = -1, _PART
    while True:
        part = source.read(offset, offset + size) if offset >= 0 else b"\n" + source.read(0, size)
        if offset + len(part) >= source.size:
            break
        cut = part.rfind(_EDGE)
        end = part.find(b"\n", cut + 1) if cut >= 0 else -1
        if end > 0 and part[end + 1 : end + 2] in {b" ", b"\t"}:
            raise StructureDoubtError  # END:VEVENT is folded, so it ends something else
        if end > 0:
            yield offset, part, end + 1
            offset, size = offset + end, _PART
        elif size >= limits.component_bytes:
            raise StructureDoubtError
        else:
            size *= 2
    whole = part if part.endswith(b"\n") else part + b"\n"
    yield offset, whole, len(whole)


class _Scan:
    """The state of the pass, kept between parts."""

    def __init__(self, window: Window, limits: Limits) -> None:
        self.index = Index(limits)
        self.nesting = limits.nesting
        self.low = _day(window.start - 2 * 86_400)
        self.high = _day(window.end + 2 * 86_400)
        self.low_day = window.start // DAY - 2
        self.outer: list[tuple[bytes, int, str]] = []
        self.inner: list[bytes] = []
        self.begun = -1
        self.uid = self.start = self.stop = self.rule = b""
        self.series = self.odd = self.endless = False

    def part(self, offset: int, part: bytes, end: int) -> None:
        """Take one part up to `end`; an event never crosses it."""
        for token in _TOKEN.finditer(part, 0, end):
            if token.lastindex == _PLAIN:
                self._plain(token, offset)
            elif self.begun < 0:
                self._before(token, offset, part)
            else:
                self._piece(token, offset, part)

    def _piece(self, token: re.Match[bytes], offset: int, part: bytes) -> None:
        """A line of an event that is not taken in one piece."""
        kind = token.lastindex
        if kind == _UID and not self.inner and not self.uid:
            uid = token.group(_UID)
            self.uid = (unfold(uid) if b"\n" in uid else uid).strip()
        elif kind == _START and not self.inner and not self.start:
            self.start = token.group(_START)
        elif kind == _STOP and not self.inner and not self.stop:
            self.stop = token.group(_STOP)
        elif kind == _END:
            self._close(offset + token.end() + 1)
        elif kind is not None:  # a whole alarm in one piece is no kind
            self._rarer(token, part)

    def _plain(self, token: re.Match[bytes], offset: int) -> None:
        """A whole event in one piece."""
        if self.begun >= 0 or len(self.outer) != 1:
            raise StructureDoubtError
        begun, end = token.span()
        begun, end = offset + begun + 1, offset + end + 1
        uid, start, stop, rule, exdate, rid = token.groups()[:6]
        if uid is None:
            uid = b""
        elif uid.find(b"\n") >= 0:  # `in` is slower in Python 3.11, for bytes
            uid = unfold(uid)
        uid = uid.strip()
        if uid and start and rule is exdate is rid is None:
            outside = start >= self.high or start <= (stop or b"") < self.low
            self.index.add(begun, end, hash(uid), OUTSIDE if outside else SINGLE)
            return
        self.uid, self.start, self.stop, self.rule = uid, start or b"", stop or b"", rule or b""
        self.series = not (rule is exdate is rid is None)
        self.odd, self.endless = False, rid is not None and b"RANGE" in rid.upper()
        self.index.add(begun, end, hash(uid or (begun, "no uid")), self._kind())

    def _before(self, token: re.Match[bytes], offset: int, part: bytes) -> None:
        if token.lastindex == _BEGIN:
            self._open(offset + token.start() + 1)
        else:
            self._outside(token, offset, part)

    def _rarer(self, token: re.Match[bytes], part: bytes) -> None:
        kind = token.lastindex
        if kind == _BEGIN:
            raise StructureDoubtError
        if kind == _OTHER:
            self._inside(token.group(_OTHER))
        elif not self.inner and kind != _CONTEXT:
            self._recurs(token, part)

    def _open(self, at: int) -> None:
        if len(self.outer) != 1:
            raise StructureDoubtError
        self.begun = at
        self.uid = self.start = self.stop = self.rule = b""
        self.series = self.odd = self.endless = False

    def _recurs(self, token: re.Match[bytes], part: bytes) -> None:
        kind = token.lastindex
        self.series = True
        if kind == _RULE and not self.rule:
            self.rule = token.group(_RULE)
        elif kind == _RID:
            self.endless = self.endless or b"RANGE" in token.group(_RID).upper()
        elif kind != _EXDATE:
            self.endless = True
            self.odd = self.odd or kind == _ODD
            _doubt_structure(part, token)
            if part[token.start() + 1 : token.start() + 4].upper() == b"UID":  # what belongs together is not known
                raise StructureDoubtError

    def _close(self, end: int) -> None:
        begun = self.begun
        if self.inner:
            raise StructureDoubtError
        self.begun = -1
        self.index.add(begun, end, hash(self.uid or (begun, "no uid")), self._kind())

    def _kind(self) -> int:
        start, stop = self.start, self.stop
        if self.odd:
            return ODD
        if not start or not self.uid or self.endless:
            return SERIES
        if start >= self.high:
            return OUTSIDE
        if start <= stop < self.low and (not self.rule or (start == stop and self._last_day() < self.low_day)):
            return OUTSIDE
        return SERIES if self.series else SINGLE

    def _last_day(self) -> int:
        """The last day on which an instance of the rule may begin, counted from 1970; far away when it is not plain."""
        found = _PLAIN_RULE.fullmatch(self.rule)
        if found is None:
            return _NEVER
        freq, interval, count, until = found.groups()
        try:
            if until is not None:
                return day_wall(until) // DAY + 1
            if count is not None:
                period = 7 if freq == b"WEEKLY" else 1
                return day_wall(self.start) // DAY + (int(count) + 1) * int(interval or 1) * period
        except ValueError:
            return _NEVER
        return _NEVER

    def _inside(self, text: bytes) -> None:
        """A component inside an event, such as an alarm."""
        mark, _, name = text.partition(b":")
        if mark == b"BEGIN":
            self.inner.append(name)
        elif not self.inner or self.inner.pop() != name:
            raise StructureDoubtError
        if len(self.inner) + 2 > self.nesting or name.strip().upper() in {b"VEVENT", b"VCALENDAR"}:
            raise StructureDoubtError

    def _outside(self, token: re.Match[bytes], offset: int, part: bytes) -> None:
        """A line that is in no event: other components, and what a calendar or time zone says of itself."""
        kind = token.lastindex
        if kind is None:
            raise StructureDoubtError
        if kind == _OTHER:
            self._component(token.group(_OTHER), offset + token.start() + 1, offset + token.end() + 1)
        elif kind == _CONTEXT:
            end = part.index(b"\n", token.end())
            if part[end + 1 : end + 2] in {b" ", b"\t"}:
                raise StructureDoubtError
            self._context(token.group(_CONTEXT), part[token.end(_CONTEXT) : end])
        elif kind == _END:
            raise StructureDoubtError
        else:
            _doubt_structure(part, token)

    def _component(self, text: bytes, start: int, end: int) -> None:
        mark, _, name = text.partition(b":")
        if name.strip() in {b"VEVENT", b""}:  # in an odd spelling, or the token would be another
            raise StructureDoubtError
        if mark == b"BEGIN":
            if (name == b"VCALENDAR") != (not self.outer) or len(self.outer) + 1 > self.nesting or not name.isupper():
                raise StructureDoubtError
            self.outer.append((name, start, ""))
            if name == b"VCALENDAR":
                self.index.calendars.append(CalendarSpan(start))
            return
        if not self.outer or self.outer[-1][0] != name:
            raise StructureDoubtError
        _name, begun, tzid = self.outer.pop()
        if tzid:
            self.index.calendars[-1].definitions.setdefault(tzid, (begun, end))

    def _context(self, name: bytes, rest: bytes) -> None:
        top = self.outer[-1][0] if self.outer else b""
        value = (rest.partition(b":")[2] if rest.startswith(b";") else rest[1:]).strip()
        if top == b"VTIMEZONE" and name == b"TZID":
            _top, begun, known = self.outer[-1]
            self.outer[-1] = top, begun, known or clean_name(decode(value))
        elif top == b"VCALENDAR" and name == b"METHOD":
            self.index.calendars[-1].method = decode(value).upper()
        elif top == b"VCALENDAR" and name == b"X-WR-TIMEZONE":
            self.index.calendars[-1].zone = decode(value)

    def finish(self) -> Index:
        """The index, when everything that began has ended."""
        if self.begun >= 0 or self.outer:
            raise StructureDoubtError
        return self.index


def _doubt_structure(part: bytes, token: re.Match[bytes]) -> None:
    """Raise when an odd line may begin or end a component, or when its name is folded, so that it may be any."""
    at = token.start() + 1
    if part[at : at + 6].upper().startswith((b"BEGIN:", b"END:")) or token.group().endswith((b" ", b"\t")):
        raise StructureDoubtError


def _day(epoch: int) -> bytes:
    try:
        moment = _EPOCH + timedelta(seconds=epoch)
    except OverflowError:
        moment = _EARLIEST if epoch < 0 else _LATEST
    return b"%04d%02d%02d" % (moment.year, moment.month, moment.day)
