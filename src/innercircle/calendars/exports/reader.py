"""Any calendar file as entries: an `.ics` by `calendars.ics`, JSON and Parquet event by event, gzip unpacked."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import tzinfo
from importlib import import_module
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
from innercircle.calendars.ics.source import refuse_foreign as refuse_no_ics
from innercircle.calendars.rules import Entry, Remark, Window

PARQUET = b"PAR1"
GZIP = b"\x1f\x8b"
_HEAD = 4096
_LAST_WORDS = 20
_MOST_REMARKS = 1000
_RATIO = 200  # unpacked to packed; real exports stay below 40
_MOST_WAITING = 20_000
_TOO_MANY_WAITING = (
    f"More than {_MOST_WAITING:,} events name neither an offset nor a zone, and their page tells its timeZone only "
    "behind them; put timeZone before items."
)
_NOTHING = "Nothing in it could be read as a calendar's event; the first fault: {} docs/bulk.md lists what is read."
_FOREIGN = "This is not an iCalendar"  # as `calendars.ics` begins to say
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
    owner: str | Sequence[str] = (),
) -> Iterator[Entry]:
    """Every entry that touches `window`, as `calendars.ics.read` gives them, from any kind of calendar file.

    `owner` is the address of the calendar's owner where it is known, or several: Graph tells that person's answer by
    itself.
    """
    told = _Told(name, remark)
    try:
        with _opened(path_or_bytes, limits) as (stream, size, packed):
            head = stream.read(_HEAD)
            is_parquet = head.startswith(PARQUET)
            if is_parquet and packed:
                raise UnusableError("A Parquet file packed with gzip is not read; unpack it: it is packed inside.")
            if not is_parquet and not _is_json(head):
                inside = _unpacked(head, stream, limits) if packed else path_or_bytes
                other = _NeitherOf(remark)
                yield from ics.read(
                    inside, name=name, window=window, zone=zone, remark=other, progress=progress, limits=limits
                )
                return
            owners = frozenset(each.casefold() for each in ((owner,) if isinstance(owner, str) else owner) if each)
            context = Context(owner_zone(zone), owners, limits, lambda said: told(0, "", said))
            reading = _Reading(told, context, window)
            step = _steps(progress, size)
            if is_parquet:
                yield from reading.entries(_columns(path_or_bytes, step))
            else:
                yield from reading.entries(events(_Whole(head, stream, limits), limits, reading.complain, step))
    except UnusableError as error:
        told.whole_file(str(error))
    except (OSError, EOFError, zlib.error) as error:
        told(0, "", f"The file cannot be read: {getattr(error, 'strerror', None) or error}.", skipped=True)


class UnusableError(ValueError):
    """Nothing of the file can be read; the text says why and what would be right."""


@dataclass(frozen=True, slots=True)
class _NeitherOf:
    """Hands on what `calendars.ics` remarks; what is no calendar of its kind is none of the others either."""

    remark: Callable[[Remark], None]

    def __call__(self, remark: Remark) -> None:
        if remark.message.startswith(_FOREIGN):
            more = "It is neither JSON nor Parquet either; docs/bulk.md lists what is read."
            remark = replace(remark, message=f"{remark.message} {more}")
        self.remark(remark)


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

    def whole_file(self, message: str) -> None:
        """Nothing of the file can be used; told whatever was told before."""
        self.remark(Remark(self.name, 0, "", message, skipped=True))


class _Reading:
    """The events of one file on their way to entries."""

    def __init__(self, told: _Told, context: Context, window: Window) -> None:
        self.told, self.context, self.window = told, context, window
        self.series = Expander(context, window, told)
        self.seen: set[int] = set()
        self.waiting: list[Found] = []  # for their page's zone
        self.count = self.understood = self.lost = 0
        self.first_fault = ""

    def complain(self, line: int, said: str) -> None:
        """Tell what the walk through the file left out; what is not about a line costs nothing."""
        self._note(said, lost=bool(line))
        self.told(line, "", said, skipped=bool(line))

    def _note(self, said: str, *, lost: bool = True) -> None:
        self.lost += lost
        self.first_fault = self.first_fault or (said if lost else "")

    def entries(self, found: Iterator[Found]) -> Iterator[Entry]:
        """Every entry in the window: single ones at once, series at the end, when all exceptions are known."""
        for each in found:
            self.count += 1
            if self.count > self.context.limits.components:
                self.told(each.line, "", f"More than {self.context.limits.components:,} events; the rest is not read.")
                break
            if not self._must_wait(each):
                yield from self._in_window(each)
        for each in self.waiting:  # by now every page is read, and what stands behind its events
            yield from self._in_window(each)
        yield from (entry for entry in self.series.entries() if self._is_new(entry))
        self._tell_guests()
        if self.lost and not self.understood:
            self.told.whole_file(_NOTHING.format(self.first_fault))

    def _must_wait(self, found: Found) -> bool:
        """Whether its times can be read only when its page has told its zone; keeps it then."""
        if not (google.is_event(found.event) and google.needs_zone(found.event, found.page)):
            return False
        if len(self.waiting) < _MOST_WAITING:
            self.waiting.append(found)
        else:
            self._lose(found, _TOO_MANY_WAITING)
        return True

    def _in_window(self, found: Found) -> Iterator[Entry]:
        entry = self._one(found)
        if entry is not None and touches(entry, self.window) and self._is_new(entry):
            yield entry

    def _lose(self, found: Found, said: str, uid: str = "") -> None:
        """One event is left out."""
        self._note(said)
        self.told(found.line, uid, said, skipped=True)

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
            self._lose(found, "This is no event of Microsoft Graph or of Google Calendar.")
            return None
        try:
            read_one: Entry | Series = kind.read_event(found.event, found.page, found.line, self.context)
        except (EventError, ValueError, OverflowError, TypeError) as error:
            said = str(error) if isinstance(error, EventError) else "Its fields do not hold what they should."
            self._lose(found, said, _uid_of(found))
            return None
        self.understood += 1
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
        if self.context.hidden:
            self.told(
                0,
                "",
                f"On {self.context.hidden:,} of the entries only the organizer sees who else is invited "
                "(guestsCanSeeOtherGuests, hideAttendees), and this calendar is not theirs; people may be missing, so "
                "read the organizer's calendar too.",
            )


def _uid_of(found: Found) -> str:
    if uid := graph.stored_uid(found.event):
        return uid
    names = ("iCalUID", "id")
    return next((str(found.event[name]) for name in names if isinstance(found.event.get(name), str)), "")


def _columns(source: Path | str | bytes, step: Callable[[int], None]) -> Iterator[Found]:
    """The rows of a Parquet file; raises `UnusableError` where it cannot be read."""
    try:
        columns = import_module("innercircle.calendars.exports.columns")
    except ImportError:
        raise UnusableError("Parquet needs further packages: pip install 'innercircle[parquet]'.") from None
    try:
        yield from columns.rows(source if isinstance(source, bytes) else Path(source), step)
    except columns.DamagedError as error:
        raise UnusableError(str(error)) from None


def refuse_foreign(head: bytes) -> None:
    """Raise `ics.source.UnreadableError` where a file's first bytes show that it is no calendar of any kind."""
    if not (head.startswith((PARQUET, GZIP)) or _is_json(head)):
        refuse_no_ics(head)


def ends_as_it_should(tail: bytes) -> bool:
    """Whether the last bytes of a calendar, unpacked, are the end of one."""
    if tail.endswith(PARQUET):  # its reader finds nothing in a file that is cut
        return True
    plain = tail.replace(b"\0", b"").strip()
    return plain[-_LAST_WORDS:].upper().endswith(b"END:VCALENDAR") or plain.endswith((b"}", b"]"))


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
        packed = raw.read(2) == GZIP
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
