"""The bytes of a calendar file, read in blocks so that size costs no memory, and where in them something stands."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from innercircle.calendars.ics.limits import Limits
from innercircle.calendars.rules import Remark

if TYPE_CHECKING:
    from pathlib import Path

BLOCK = 4 * 1024 * 1024
_AHEAD = 256 * 1024
_MARKS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_REMARKS = 1000


class UnreadableError(ValueError):
    """The whole file cannot be read; the text says why."""


class Source:
    """Random access to the bytes of a calendar in UTF-8 or an 8-bit code, with LF or CR LF line ends.

    A byte order mark is passed over, UTF-16 is recoded, a file of bare CRs gets LFs.
    """

    def __init__(self, data: bytes | None, descriptor: int, size: int, limits: Limits) -> None:
        self._data = data
        self._descriptor = descriptor
        self._shift = 0
        self._carriage = False
        self._ahead_from, self._ahead = 0, b""
        self.size = size
        if size > limits.file_bytes:
            raise UnreadableError(f"The file is larger than {limits.file_bytes >> 20:,} MiB.")
        self._recognise(limits)

    def read(self, start: int, stop: int) -> bytes:
        """The bytes from `start` up to `stop`."""
        if self._data is not None:
            return self._data[start:stop]
        wanted = min(stop, self.size) - start
        part = self._pread(wanted, start)
        while len(part) < wanted:
            more = self._pread(wanted - len(part), start + len(part))
            if not more:
                raise UnreadableError("The file became shorter while it was read.")
            part += more
        return part.replace(b"\r", b"\n") if self._carriage else part

    def _pread(self, count: int, start: int) -> bytes:
        try:
            return os.pread(self._descriptor, count, start + self._shift)
        except OSError as error:
            raise UnreadableError(f"The file cannot be read: {error.strerror}.") from None

    def near(self, start: int, stop: int) -> bytes:
        """As `read`, for reading on in the order of the file: what lies ahead is read along."""
        if self._data is not None:
            return self._data[start:stop]
        if start < self._ahead_from or stop > self._ahead_from + len(self._ahead):
            self._ahead_from, self._ahead = start, self.read(start, max(stop, start + _AHEAD))
        return self._ahead[start - self._ahead_from : stop - self._ahead_from]

    def blocks(self) -> Iterator[tuple[int, bytes]]:
        """`(offset, bytes)` of consecutive blocks."""
        for start in range(0, self.size, BLOCK):
            yield start, self.read(start, start + BLOCK)

    def _recognise(self, limits: Limits) -> None:
        head = self.read(0, 65_536)
        encoding = next((name for mark, name in _MARKS if head.startswith(mark)), "")
        if not encoding and head[:2] in {b"B\0", b"\0B"}:
            encoding = "utf-16-le" if head[:2] == b"B\0" else "utf-16-be"
        if encoding:
            self._recode(encoding, limits)
            head = self._data[:65_536] if self._data else b""
        elif head.startswith(b"\xef\xbb\xbf"):
            self._skip(3)
            head = head[3:]
        if b"\r" in head and b"\n" not in head:
            self._carriage = True
            if self._data is not None:
                self._data = self._data.replace(b"\r", b"\n")
        refuse_foreign(head)

    def _skip(self, count: int) -> None:
        self.size -= count
        if self._data is None:
            self._shift = count
        else:
            self._data = self._data[count:]

    def _recode(self, encoding: str, limits: Limits) -> None:
        if self.size > limits.recoded_bytes:
            raise UnreadableError(f"The file is in UTF-16 and larger than {limits.recoded_bytes >> 20:,} MiB.")
        decoded = self.read(0, self.size).decode(encoding, "replace").removeprefix("\ufeff")
        self._data = decoded.encode("utf-8", "replace")
        self.size = len(self._data)


def refuse_foreign(head: bytes) -> None:
    """Raise `UnreadableError` with a sentence when a file's first bytes show that it is no calendar."""
    if not head.strip(b"\0\r\n\t "):
        raise UnreadableError("The file is empty.")
    upper = head.upper()
    if b"BEGIN:VCALENDAR" in upper or b"BEGIN:VEVENT" in upper:
        return
    known = ((b"PK", "a zip archive"), (b"%PDF", "a PDF"), (b"<", "a web page or XML"), (b"{", "JSON"))
    seems = next((f"it looks like {kind}" for magic, kind in known if head.lstrip().startswith(magic)), "")
    seems = seems or "BEGIN:VCALENDAR is nowhere at its beginning"
    raise UnreadableError(f"This is not an iCalendar (.ics) file: {seems}.")


@contextmanager
def opened(path_or_bytes: Path | str | bytes, limits: Limits) -> Iterator[Source]:
    """The source behind a path or bytes, closed afterwards; raises `UnreadableError`."""
    if isinstance(path_or_bytes, bytes):
        yield Source(path_or_bytes, -1, len(path_or_bytes), limits)
        return
    try:
        descriptor = os.open(path_or_bytes, os.O_RDONLY)
    except OSError as error:
        raise UnreadableError(f"The file cannot be opened: {error.strerror}.") from None
    try:
        yield Source(None, descriptor, os.fstat(descriptor).st_size, limits)
    finally:
        os.close(descriptor)


class Reporter:
    """Turns what a reader finds into remarks with file and line; after a thousand it only counts."""

    def __init__(self, name: str, source: Source, remark: Callable[[Remark], None]) -> None:
        self._name = name
        self._source = source
        self._remark = remark
        self._said = 0
        self._left_out = 0
        self._lines = [0]  # line breaks before each block
        self._last = 0, 0  # where was asked last, and the line breaks before: the next is mostly a little behind

    def say(self, offset: int, uid: str, message: str, *, skipped: bool = False) -> None:
        """Report `message` about the entry `uid` that begins at `offset`."""
        if self._said >= _REMARKS:
            self._left_out += 1
            return
        self._said += 1
        self._remark(Remark(self._name, self.line(offset), uid, message, skipped))

    def close(self) -> None:
        """Say how many remarks were left out, if any."""
        if self._left_out:
            self._remark(Remark(self._name, 0, "", f"{self._left_out:,} further remarks are left out.", skipped=False))

    def line(self, offset: int) -> int:
        """The number of the line at `offset`, from 1."""
        block = offset // BLOCK
        while len(self._lines) <= block:
            start = (len(self._lines) - 1) * BLOCK
            self._lines.append(self._lines[-1] + self._source.read(start, start + BLOCK).count(b"\n"))
        begun, number = self._last
        if not block * BLOCK <= begun <= offset:
            begun, number = block * BLOCK, self._lines[block]
        number += self._source.read(begun, offset).count(b"\n")
        self._last = offset, number
        return number + 1
