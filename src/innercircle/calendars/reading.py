"""What the process that reads a file does: read every calendar in it, and let in what may come in.

It runs without Django and without a database (`kit.child`); `actions.staging` takes what it sends.
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from pathlib import Path, PurePosixPath
from typing import IO, Any, TypeAlias

from innercircle.calendars import exports
from innercircle.calendars.door import Admitted, Door, clean, short_uid
from innercircle.calendars.rules import Entry, Remark, Window
from innercircle.calendars.sources import EXPORT_ENDINGS, CalendarFile, SourceLimits, calendar_files
from innercircle.directory.rules import Directory
from innercircle.kit.child import MIB, tell
from innercircle.kit.month import Month

REMARKS = 1000  # kept of one file
MONTHS_BACK, MONTHS_AHEAD = 36, 13
_END = 4096  # bytes at the end of a file that tell whether it is whole
_UNPACKED = SourceLimits(
    file_bytes=512 * MIB, total_bytes=4096 * MIB, in_memory=513 * MIB, endings=EXPORT_ENDINGS
)  # writes no file
_LONGEST_NAME = 200
_AGAIN = re.compile(r" ?\(\d{1,3}\)$")  # what browsers append to a name that is taken
_ONE_INVITATION = re.compile(rb"^METHOD:(?!PUBLISH)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Order:
    """What a reading process needs to know: the file, how to understand it, and who is whom."""

    path: Path
    name: str
    window: Window
    zone: str
    directory: Directory
    titles: bool = True
    owner: tuple[str, ...] = ()  # addresses of whose calendar it is


@dataclass(frozen=True, slots=True)
class Source:
    """One calendar of a file as it was read: its name, the time it tells of, and whether it was read to its end.

    `skipped` are UIDs of entries that could not be read: they are not missing.
    """

    name: str
    read: int
    first: int
    last: int
    complete: bool
    skipped: tuple[str, ...] = ()
    calendar: int | None = None  # its id, once applied

    def as_json(self) -> dict[str, Any]:
        """For `Import.sources`."""
        names = ("name", "read", "first", "last", "complete", "calendar")
        return {name: getattr(self, name) for name in names} | {"skipped": list(self.skipped)}

    @classmethod
    def of_json(cls, stored: dict[str, Any]) -> Source:
        """From `Import.sources`."""
        return cls(**(stored | {"skipped": tuple(stored["skipped"])}))


@dataclass(slots=True)
class _Extent:
    """What a calendar tells of: how many entries, from when to when."""

    read: int = 0
    first: int = 0
    last: int = 0

    def add(self, entry: Entry) -> None:
        """Count one more."""
        self.first = min(self.first, entry.start) if self.read else entry.start
        self.last = max(self.last, entry.start) if self.read else entry.start
        self.read += 1


@dataclass(frozen=True, slots=True)
class Opened:
    """The entries that follow are of the calendar of this name."""

    name: str


Item: TypeAlias = Admitted | Remark | Opened | Source


def window_around(at: int) -> Window:
    """What is read of a calendar at the instant `at` (epoch seconds): 36 months back and 13 ahead, in whole months UTC.

    A series without end is expanded to the window's end; a later import goes on from there.
    """
    here = Month.at(at, UTC)
    return Window(here.plus(-MONTHS_BACK).bounds(UTC)[0], here.plus(MONTHS_AHEAD).bounds(UTC)[1])


def read_calendars(order: Order) -> Iterator[Item]:
    """The work of the reading process: of every calendar what may come in, and then what it tells of.

    Raises `sources.SourceError` where the file cannot be used at all.
    """
    remarks: list[Remark] = []
    names: set[str] = set()
    for file in calendar_files([order.path], notice=remarks.append, limits=_UNPACKED):
        shown = f"{order.name}{file.name.removeprefix(order.path.name)}"
        name = _unused(calendar_name(shown), shown, names)
        yield from _read_calendar(order, file, shown, name)
    yield from (replace(each, file=f"{order.name}{each.file.removeprefix(order.path.name)}") for each in remarks)


def _unused(name: str, shown: str, names: set[str]) -> str:
    """The name, or where a calendar before has it, the whole path in the archive."""
    free = name if name not in names else clean(shown)[-_LONGEST_NAME:]
    names.add(free)
    return free


def _read_calendar(order: Order, file: CalendarFile, shown: str, calendar: str) -> Iterator[Item]:
    remarks: list[Remark] = []
    extent, door = _Extent(), Door(order.directory, titles=order.titles)
    yield Opened(calendar)
    entries = exports.read(
        file.source,
        name=shown,
        window=order.window,
        zone=order.zone,
        remark=remarks.append,
        progress=tell,
        owner=order.owner,
    )
    for entry in entries:
        extent.add(entry)
        if (admitted := door.admit(entry)) is not None:
            yield admitted
    yield from remarks
    if extent.read and not _ends_as_it_should(file):
        message = "The file breaks off before its end; what it lacks is not taken to be removed."
        yield Remark(shown, 0, "", message, skipped=False)
    yield Source(calendar, extent.read, extent.first, extent.last, *_completeness(file, remarks))


def calendar_name(file_name: str) -> str:
    """What the calendar in a file is called: the file's name without its ending and a browser's “ (1)”."""
    stem = PurePosixPath(file_name).name
    ending = next((ending for ending in EXPORT_ENDINGS if stem.lower().endswith(ending)), "")
    stem = stem.removesuffix(stem[len(stem) - len(ending) :])
    return clean(_AGAIN.sub("", stem))[:_LONGEST_NAME] or file_name[:_LONGEST_NAME]


def _completeness(file: CalendarFile, remarks: Sequence[Remark]) -> tuple[bool, tuple[str, ...]]:
    """Whether a full export was read to its end, and the UIDs that were left out; see `calendars.comparing`.

    A file that is one invitation or answer (METHOD) is no export.
    """
    skipped = [remark for remark in remarks if remark.skipped]
    is_part = any(remark.message == exports.NEXT_PAGE for remark in remarks)
    lost_track = is_part or len(remarks) >= REMARKS or any(not remark.uid for remark in skipped)
    is_export = _ends_as_it_should(file) and _ONE_INVITATION.search(file.head().replace(b"\0", b"")) is None
    return is_export and not lost_track, tuple(dict.fromkeys(short_uid(remark.uid) for remark in skipped))


def _ends_as_it_should(file: CalendarFile) -> bool:
    return exports.ends_as_it_should(_tail(file.source))


def _tail(content: Path | bytes) -> bytes:
    with io.BytesIO(content) if isinstance(content, bytes) else content.open("rb") as file:
        packed = file.read(2) == exports.GZIP
        file.seek(0 if packed else max(0, file.seek(0, io.SEEK_END) - _END))
        return _unpacked_tail(file) if packed else file.read()


def _unpacked_tail(file: IO[bytes]) -> bytes:
    """The end of what is packed with gzip; the reader went through it before, so it is no bomb."""
    tail = b""
    try:
        with gzip.open(file) as inside:
            while piece := inside.read(MIB):
                tail = (tail + piece)[-_END:]
    except (OSError, EOFError, zlib.error):
        return b""
    return tail
