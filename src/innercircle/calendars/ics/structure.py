"""Where each VEVENT of a file begins and ends, and in which calendar: an index of offsets, never of objects.

`index_by_lines` believes nothing: it follows every BEGIN and END, closes what was left open and reports it. The fast
index (`scan`) gives way to it at the first doubt.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from innercircle.calendars.ics.limits import Limits
from innercircle.calendars.ics.lines import decode, split_line
from innercircle.calendars.ics.source import Reporter, Source, UnreadableError
from innercircle.calendars.ics.zones import clean_name

OUTSIDE, SINGLE, SERIES, ODD = range(4)
_HEAD = 4096


@dataclass(slots=True)
class CalendarSpan:
    """One VCALENDAR: where it begins, its METHOD and X-WR-TIMEZONE, and where its VTIMEZONEs lie by TZID."""

    start: int
    method: str = ""
    zone: str = ""
    definitions: dict[str, tuple[int, int]] = field(default_factory=dict)


class Index:
    """The VEVENTs of a file: begin, end, hash of the UID and kind of each, and the calendars around them."""

    def __init__(self, limits: Limits) -> None:
        self.starts = array("Q")
        self.ends = array("Q")
        self.uids = array("q")
        self.kinds = array("B")
        self.calendars = [CalendarSpan(0)]
        self._limits = limits

    def add(self, start: int, end: int, uid: int, kind: int) -> None:
        """Note one VEVENT."""
        if len(self.starts) >= self._limits.components:
            raise UnreadableError(f"The file holds more than {self._limits.components:,} entries.")
        self.starts.append(start)
        self.ends.append(end)
        self.uids.append(uid)
        self.kinds.append(kind)

    def calendar_of(self, offset: int) -> int:
        """Which calendar the byte at `offset` belongs to."""
        return bisect_right(self.calendars, offset, key=lambda calendar: calendar.start) - 1


@dataclass(slots=True)
class _Open:
    name: bytes
    start: int
    uid: bytes = b""
    tzid: str = ""


class _Walk:
    """The state of following BEGIN and END through a file."""

    def __init__(self, reporter: Reporter, limits: Limits) -> None:
        self.index = Index(limits)
        self.reporter = reporter
        self.limits = limits
        self.stack: list[_Open] = []
        self.too_deep = False  # whether components were left out

    def line(self, start: int, end: int, head: bytes) -> None:
        """Take one logical line whose bytes lie from `start` to `end`; `head` is its beginning."""
        kind = head[:6].upper()
        if kind == b"BEGIN:":
            self._begin(start, head[6:].strip().upper())
        elif kind.startswith(b"END:"):
            self._end(start, end, head[4:].strip().upper())
        elif self.stack:
            self._property(head)

    def _begin(self, start: int, name: bytes) -> None:
        if name in {b"VEVENT", b"VCALENDAR"}:
            while any(part.name == b"VEVENT" for part in self.stack):
                self._close(self.stack.pop(), start, unclosed=True)
        if name == b"VCALENDAR":
            self.stack.clear()
            self.index.calendars.append(CalendarSpan(start))
        if len(self.stack) >= self.limits.nesting:
            self._too_deep(start)
            self.stack.pop()
        self.stack.append(_Open(name, start))

    def _too_deep(self, start: int) -> None:
        if not self.too_deep:  # said once: a hostile file would drown what else is to be said
            message = f"Components lie more than {self.limits.nesting} deep; the inner ones are left out."
            self.reporter.say(start, "", message)
        self.too_deep = True

    def _end(self, start: int, end: int, name: bytes) -> None:
        if not any(part.name == name for part in self.stack):
            if self.too_deep:
                return  # of a component that was left out, most likely
            self.reporter.say(start, "", f"END:{decode(name)} ends nothing that had begun; the line is passed over.")
            return
        while True:
            part = self.stack.pop()
            if part.name == name:
                self._close(part, end)
                return

    def _close(self, part: _Open, end: int, *, unclosed: bool = False) -> None:
        if part.name == b"VTIMEZONE" and part.tzid:
            self.index.calendars[-1].definitions.setdefault(part.tzid, (part.start, end))
        if part.name != b"VEVENT":
            return
        if unclosed:
            self.reporter.say(
                part.start, decode(part.uid), "END:VEVENT is missing; the entry is taken to end at the next."
            )
        # Without a UID an entry is alone: nothing else can belong to it.
        self.index.add(part.start, end, hash(part.uid or (part.start, "no uid")), ODD)

    def _property(self, head: bytes) -> None:
        top = self.stack[-1]
        if top.name not in _WANTED or head[:1].upper() not in b"UTMX":
            return
        parsed = split_line(head)
        if parsed is None or (top.name != b"VCALENDAR" and parsed[0] != _WANTED[top.name]):
            return
        name, _params, value = parsed
        value = value.strip()
        if name == b"UID":
            top.uid = top.uid or value
        elif name == b"TZID":
            top.tzid = top.tzid or clean_name(decode(value))
        elif name == b"METHOD":
            self.index.calendars[-1].method = decode(value).upper()
        elif name == b"X-WR-TIMEZONE":
            self.index.calendars[-1].zone = decode(value)

    def finish(self) -> Index:
        """The index; what is still open was cut off."""
        for part in self.stack:
            if part.name == b"VEVENT":
                message = "The file ends in the middle of this entry; it is left out."
                self.reporter.say(part.start, decode(part.uid), message, skipped=True)
        return self.index


_WANTED = {b"VEVENT": b"UID", b"VTIMEZONE": b"TZID", b"VCALENDAR": b"METHOD"}


def index_by_lines(source: Source, reporter: Reporter, limits: Limits, progress: Callable[[int], None]) -> Index:
    """The index of a file of whatever shape; `progress` gets the bytes done."""
    walk = _Walk(reporter, limits)
    for start, end, head in _logical(source, progress):
        walk.line(start, end, head)
    return walk.finish()


def _logical(source: Source, progress: Callable[[int], None]) -> Iterator[tuple[int, int, bytes]]:
    """`(start, end, beginning)` of each unfolded line; only the first bytes are kept, however long a line is."""
    begun, end, head = 0, 0, b""
    for start, stop, line in _physical(source, progress):
        if line[:1] in (b" ", b"\t"):
            if len(head) < _HEAD:
                head += line[1:]
            end = stop
        elif line:
            if head:
                yield begun, end, head
            begun, end, head = start, stop, line
    if head:
        yield begun, end, head


def _physical(source: Source, progress: Callable[[int], None]) -> Iterator[tuple[int, int, bytes]]:
    """`(start, end with its break, beginning without its break)` of each line as it stands."""
    begun, carried = 0, b""
    for offset, block in source.blocks():
        progress(offset + len(block))
        lines = block.split(b"\n")
        for line in lines[:-1]:
            whole = carried + line if carried else line
            end = offset + len(line) + 1
            yield begun, end, whole[:_HEAD].rstrip(b"\r")
            offset = begun = end  # noqa: PLW2901 - the rest of the block
            carried = b""
        carried = (carried + lines[-1])[:_HEAD]
    if carried:
        yield begun, source.size, carried.rstrip(b"\r")
