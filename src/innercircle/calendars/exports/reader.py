"""Any calendar file as entries: an `.ics` by `calendars.ics`, JSON event by event, either packed with gzip or not."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import tzinfo
from pathlib import Path
from typing import IO

from innercircle.calendars import ics
from innercircle.calendars.exports import google, graph
from innercircle.calendars.exports.documents import Found, Readable, events
from innercircle.calendars.exports.fields import Context, EventError, Series
from innercircle.calendars.exports.series import Expander
from innercircle.calendars.ics.library import touches
from innercircle.calendars.ics.limits import DEFAULT, MIB, Limits
from innercircle.calendars.ics.reader import Progress, owner_zone
from innercircle.calendars.rules import Entry, Remark, Window

_HEAD = 4096
_MOST_REMARKS = 1000
_RATIO = 200  # unpacked to packed; real exports stay below 40
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def read(
    path_or_bytes: Path | str | bytes,
    *,
    name: str,
    window: Window,
    zone: str | tzinfo,
    remark: Callable[[Remark], None],
    progress: Progress | None = None,
    limits: Limits = DEFAULT,
    owner: str = "",
) -> Iterator[Entry]:
    """Every entry that touches `window`, as `calendars.ics.read` gives them, from any kind of calendar file.

    `owner` is the address of the calendar's owner where it is known: Graph tells that person's answer by itself.
    """
    told = _Told(name, remark)
    try:
        with _opened(path_or_bytes, limits) as (stream, size, packed):
            head = stream.read(_HEAD)
            if not _is_json(head):
                inside = _unpacked(head, stream, limits) if packed else path_or_bytes
                yield from ics.read(
                    inside, name=name, window=window, zone=zone, remark=remark, progress=progress, limits=limits
                )
                return
            context = Context(owner_zone(zone), owner.casefold(), limits, lambda said: told(0, "", said))
            whole = _Whole(head, stream, limits)
            reading = _Reading(told, context, window)
            yield from reading.entries(
                events(whole, limits, lambda line, said: told(line, "", said, skipped=True), _steps(progress, size))
            )
    except (OSError, EOFError, zlib.error) as error:
        told(0, "", f"The file cannot be read: {getattr(error, 'strerror', None) or error}.", skipped=True)


class _Told:
    """Hands remarks on, up to a number no reader passes."""

    def __init__(self, name: str, remark: Callable[[Remark], None]) -> None:
        self.name, self.remark, self.count = name, remark, 0

    def __call__(self, line: int, uid: str, message: str, *, skipped: bool = False) -> None:
        self.count += 1
        if self.count <= _MOST_REMARKS:
            self.remark(Remark(self.name, max(line, 1 if skipped and line else 0), uid, message, skipped))
        elif self.count == _MOST_REMARKS + 1:
            message = f"More than {_MOST_REMARKS:,} remarks; no further ones are told."
            self.remark(Remark(self.name, 0, "", message, skipped=False))


class _Reading:
    """The events of one file on their way to entries."""

    def __init__(self, told: _Told, context: Context, window: Window) -> None:
        self.told, self.context, self.window = told, context, window
        self.series = Expander(context, window, told)
        self.seen: set[int] = set()
        self.count = 0

    def entries(self, found: Iterator[Found]) -> Iterator[Entry]:
        """Every entry in the window: single ones at once, series at the end, when all exceptions are known."""
        for each in found:
            self.count += 1
            if self.count > self.context.limits.components:
                self.told(each.line, "", f"More than {self.context.limits.components:,} events; the rest is not read.")
                break
            entry = self._one(each)
            if entry is not None and touches(entry, self.window) and self._is_new(entry):
                yield entry
        yield from (entry for entry in self.series.entries() if self._is_new(entry))
        self._tell_guests()

    def _is_new(self, entry: Entry) -> bool:
        """Whether it is the first of its kind: mailboxes hold copies that say the very same."""
        mark = hash(entry)
        if mark in self.seen:
            return False
        self.seen.add(mark)
        return True

    def _one(self, found: Found) -> Entry | None:
        kind = google if google.is_event(found.event) else graph if graph.is_event(found.event) else None
        if kind is None:
            self.told(found.line, "", "This is no event of Microsoft Graph or of Google Calendar.", skipped=True)
            return None
        try:
            read_one: Entry | Series = kind.read_event(found.event, found.page, found.line, self.context)
        except (EventError, ValueError, OverflowError, TypeError) as error:
            said = str(error) if isinstance(error, EventError) else "Its fields do not hold what they should."
            self.told(found.line, _uid_of(found), said, skipped=True)
            return None
        if isinstance(read_one, Series):
            self.series.take(read_one)
            return None
        self.series.note(read_one)
        return read_one

    def _tell_guests(self) -> None:
        guests = self.context.guests
        if guests:
            self.told(
                0,
                "",
                f"On {len(guests):,} of the entries people bring guests without naming them (additionalGuests: "
                f"{sum(guests):,} in all); nobody knows whose people they are, so they do not count.",
            )


def _uid_of(found: Found) -> str:
    names = ("iCalUId", "iCalUID", "id")
    return next((str(found.event[name]) for name in names if isinstance(found.event.get(name), str)), "")


def _is_json(head: bytes) -> bool:
    for mark in _MARKS:
        head = head.removeprefix(mark)
    return head.replace(b"\0", b"").lstrip()[:1] in {b"{", b"["}


@contextmanager
def _opened(path_or_bytes: Path | str | bytes, limits: Limits) -> Iterator[tuple[Readable, int, bool]]:
    """The unpacked bytes as a stream, the size as it lies there, and whether it is packed."""
    if isinstance(path_or_bytes, bytes):
        raw: IO[bytes] = io.BytesIO(path_or_bytes)
        size = len(path_or_bytes)
    else:
        path = Path(path_or_bytes)
        raw, size = path.open("rb"), path.stat().st_size
    with raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        yield (_Counted(raw, limits) if packed else raw), size, packed


class _Counted:
    """What is packed with gzip, counted while it is unpacked: what the file says of its size is not believed."""

    def __init__(self, raw: IO[bytes], limits: Limits) -> None:
        self._raw, self._limits, self._size = raw, limits, 0
        self._inside = gzip.GzipFile(fileobj=raw)

    def read(self, size: int = -1) -> bytes:
        """The next unpacked bytes."""
        piece = self._inside.read(size)
        self._size += len(piece)
        most = min(self._limits.file_bytes, max(MIB, _RATIO * self._raw.tell()))
        if self._size > most:
            raise OSError(f"it unpacks to more than {most // MIB:,} MiB, as no calendar does")
        return piece


class _Whole:
    """A stream whose first bytes were read already."""

    def __init__(self, head: bytes, rest: Readable, limits: Limits) -> None:
        self._head, self._rest, self._limits, self._size = head, rest, limits, 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        piece, self._head = (self._head, b"") if self._head else (self._rest.read(size), b"")
        self._size += len(piece)
        if self._size > self._limits.file_bytes:
            raise OSError(f"it is larger than {self._limits.file_bytes // MIB:,} MiB")
        return piece


def _unpacked(head: bytes, stream: Readable, limits: Limits) -> bytes:
    rest = stream.read(limits.recoded_bytes)
    if stream.read(1):
        raise OSError(f"packed calendars larger than {limits.recoded_bytes // MIB} MiB must be unpacked first")
    return head + rest


def _steps(progress: Progress | None, size: int) -> Callable[[int], None]:
    return lambda done: progress(min(done, size), size) if progress else None
