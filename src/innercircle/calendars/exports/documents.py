"""JSON from outside, event by event: pages of an API, lists, one object a line; in bounded memory, whatever the size.

A page (`{"value": [...]}` of Graph, `{"items": [...]}` of Google) is walked through, never held. What cannot be read
costs one event: it is told with its place, and reading goes on behind it. Source of the bounds: THREATS.md, T10.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from innercircle.calendars.ics.limits import MIB, Limits

NEXT_PAGE = "This page names a next one (nextLink, nextPageToken); see that it was exported too."
_PIECE = MIB
_HEAD = 4 * MIB
_BLANK = re.compile(r"[\s\x00]*")
_SEPARATOR = re.compile(r"[\s\x00,]*")
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[{}\[\]]', re.DOTALL)
_LISTS = frozenset({"value", "items"})
_decoder = json.JSONDecoder()

Complain = Callable[[int, str], None]  # line, sentence
Event = dict[str, Any]


class Readable(Protocol):
    """Bytes from outside, piece by piece."""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, none at the end."""


@dataclass(frozen=True, slots=True)
class Found:
    """An event, the line it begins on, and what the page around it says (time zone, whose calendar)."""

    line: int
    event: Event
    page: Event


class CutOffError(ValueError):
    """The file ends in the middle of something."""


class _UnreadableError(ValueError):
    """One value cannot be read; the text says why."""


def events(stream: Readable, limits: Limits, complain: Complain, step: Callable[[int], None]) -> Iterator[Found]:
    """Every event of the stream; `complain` is told of what was left out, `step` of the bytes read so far."""
    text = _Text(stream, step)
    text.fill(_HEAD)
    if _is_one_a_line(text.buffer):
        yield from _lines(text, limits, complain)
    else:
        yield from _Walk(text, limits, complain).documents()


def _is_one_a_line(head: str) -> bool:
    """Whether the first line is an object by itself and no page."""
    first, _, rest = head.lstrip("\ufeff \t\r\n\x00").partition("\n")
    if not first.startswith("{"):
        return False
    try:
        found = json.loads(first)
    except (ValueError, RecursionError):  # the first line may be the damaged one
        return first.count("{") > 1 and rest.lstrip().startswith("{")
    return not _list_of(found)


def _list_of(value: Event) -> str:
    """The name of the list a page holds, "" where it is no page."""
    return next((name for name in _LISTS if isinstance(value.get(name), list)), "")


@dataclass(slots=True)
class _Text:
    """The decoded text from here on, and how many lines lie behind."""

    stream: Readable
    step: Callable[[int], None]
    buffer: str = ""
    line: int = 1
    ended: bool = False
    _bytes: int = 0
    _decoder: codecs.IncrementalDecoder | None = field(default=None)

    def fill(self, wanted: int) -> bool:
        """Read until the buffer holds `wanted` characters or the stream ends; tell whether anything came."""
        parts = [self.buffer]
        held = len(self.buffer)
        while held < wanted and not self.ended:
            piece = self.stream.read(_PIECE)
            self._bytes += len(piece)
            self.step(self._bytes)
            self.ended = not piece
            if self._decoder is None:
                self._decoder = codecs.getincrementaldecoder(_encoding(piece))("replace")
            parts.append(self._decoder.decode(piece, final=self.ended))
            held += len(parts[-1])
        grown = held > len(self.buffer)
        self.buffer = "".join(parts)
        return grown

    def drop(self, count: int) -> None:
        """Leave the first characters behind."""
        self.line += self.buffer.count("\n", 0, count)
        self.buffer = self.buffer[count:]


def _encoding(head: bytes) -> str:
    return "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"


def _lines(text: _Text, limits: Limits, complain: Complain) -> Iterator[Found]:
    """One object a line, as Graph Data Connect writes them; a page on a line of its own is opened too."""
    at, number = 0, text.line
    while at < len(text.buffer) or not text.ended:
        if (end := text.buffer.find("\n", at)) < 0 and not text.ended:
            if len(text.buffer) - at > limits.component_bytes:
                complain(number, f"A line is longer than {limits.component_bytes // MIB} MiB; the rest is not read.")
                return
            text.drop(at)
            at = 0
            text.fill(2 * len(text.buffer) + _PIECE)
            continue
        stop = end if end >= 0 else len(text.buffer)
        line, at = text.buffer[at:stop], stop + 1
        if line.strip("\x00 \t\r,"):
            yield from _of_line(line, number, complain, last=end < 0)
        number += 1


def _of_line(line: str, number: int, complain: Complain, *, last: bool) -> Iterator[Found]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        where = "The file breaks off in the middle of this line" if last else f"This line is no JSON ({_why(error)})"
        complain(number, f"{where}; what stands before and behind it counts.")
        return
    if not isinstance(value, dict):
        complain(number, "This line is no event: an event is an object in { }.")
        return
    listed = _list_of(value)
    for event in value.pop(listed) if listed else [value]:
        if isinstance(event, dict):
            yield Found(number, event, value if listed else {})
        else:
            complain(number, "Something in the list is no event: an event is an object in { }.")


def _why(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return f"{error.msg}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else str(error)[:80]


class _Walk:
    """Goes through documents of any layout, one value at a time."""

    def __init__(self, text: _Text, limits: Limits, complain: Complain) -> None:
        self.text, self.limits, self.complain = text, limits, complain
        self.at = self._counted = self._lines_passed = 0
        self.page: Event = {}

    def documents(self) -> Iterator[Found]:
        """Every event of every document; what ends too early is told, with what came before it kept."""
        try:
            while self._peek():
                if self.text.buffer[self.at] == "[":
                    yield from self._list()
                elif self.text.buffer[self.at] == "{":
                    yield from self._object()
                else:
                    raise _UnreadableError("Here should stand an object in { } or a list in [ ].")
        except CutOffError as error:
            self.complain(self._line(), str(error) or "The file breaks off here; what stands before counts.")
        except _UnreadableError as error:
            self.complain(self._line(), f"{error} The rest of the file is not read.")

    def _line(self) -> int:
        self._lines_passed += self.text.buffer.count("\n", self._counted, self.at)
        self._counted = self.at
        return self.text.line + self._lines_passed

    def _peek(self, passed: re.Pattern[str] = _BLANK) -> str:
        """The next character that is not passed over, "" at the end of the file."""
        while True:
            found = passed.match(self.text.buffer, self.at)
            self.at = found.end() if found else self.at
            if self.at < len(self.text.buffer):
                return self.text.buffer[self.at]
            if not self._more():
                return ""

    def _more(self) -> bool:
        """Leave behind what was read and read on; False at the end."""
        self.text.drop(self.at)
        self.at = self._counted = self._lines_passed = 0
        return self.text.fill(max(_PIECE, 2 * len(self.text.buffer)))

    def _take(self, sign: str) -> None:
        if not (found := self._peek()):
            raise CutOffError
        if found != sign:
            raise _UnreadableError(f"Here should stand “{sign}”.")
        self.at += 1

    def _object(self) -> Iterator[Found]:
        """A page, walked through, or an event by itself."""
        number, was_page = self._line(), False
        entries: Event = {}
        self._take("{")
        while (sign := self._peek(_SEPARATOR)) != "}":
            if not sign:
                raise CutOffError
            name = self._value()
            if not isinstance(name, str):
                raise _UnreadableError("Here should stand a name in quotes.")
            self._take(":")
            if name in _LISTS and self._peek() == "[":
                was_page, self.page = True, entries
                yield from self._list()
            else:
                entries[name] = self._value()
        self.at += 1
        if not was_page:
            yield Found(number, entries, {})
        elif entries.get("@odata.nextLink") or entries.get("nextPageToken"):
            self.complain(0, NEXT_PAGE)

    def _list(self) -> Iterator[Found]:
        self._take("[")
        while (sign := self._peek(_SEPARATOR)) != "]":
            if not sign:
                raise CutOffError
            number = self._line()
            try:
                value = self._value()
            except _UnreadableError as error:
                self.complain(number, f"This event cannot be read ({error}).")
                self._pass_over()
                continue
            yield from self._of(value, number)
        self.at += 1

    def _of(self, value: object, number: int) -> Iterator[Found]:
        """An event of a list; a list of pages is opened."""
        if not isinstance(value, dict):
            self.complain(number, "Something in the list is no event: an event is an object in { }.")
        elif listed := _list_of(value):
            inside = value.pop(listed)
            yield from (Found(number, event, value) for event in inside if isinstance(event, dict))
        else:
            yield Found(number, value, self.page)

    def _value(self) -> Any:
        """The value that begins here; raises `_UnreadableError` when it is wrong, `CutOffError` when it breaks off."""
        if not self._peek():
            raise CutOffError
        while True:
            start = self.at
            try:
                value, end = _decoder.raw_decode(self.text.buffer, start)
            except (ValueError, RecursionError) as error:
                if self._end_of_value() is not None:
                    raise _UnreadableError(_why(error)) from None
            else:
                if isinstance(value, dict | list | str) or end < len(self.text.buffer) or self.text.ended:
                    self.at = end
                    return value
            self._grow()  # it goes on beyond what was read, or it may: a number at the very end

    def _grow(self) -> None:
        if len(self.text.buffer) - self.at > self.limits.component_bytes:
            raise CutOffError(
                f"One value is larger than {self.limits.component_bytes // MIB} MiB; the rest is not read."
            )
        if not self._more():
            raise CutOffError

    def _end_of_value(self) -> int | None:
        """Where the brackets that open here are closed, None when the text ends before."""
        depth = 0
        for token in _TOKEN.finditer(self.text.buffer, self.at):
            sign = token[0]
            if sign in "{[":
                depth += 1
            elif sign in "}]":
                depth -= 1
            if depth <= 0:
                whole = len(sign) > 1 or sign in "}]"
                return token.end() if whole else None
        return None

    def _pass_over(self) -> None:
        """Go on behind a value that cannot be read."""
        while (end := self._end_of_value()) is None:
            self._grow()
        self.at = end
