"""What a person points at as calendars: files, folders, zip archives, standard input. Each calendar in them by name.

    for file in calendar_files(["takeout.zip", "calendars/", "-"], notice=remarks.append):
        for entry in ics.read(file.source, name=file.name, ...):

Archives are hostile input (THREATS.md, T10): sizes are counted while unpacking and not believed, nothing is unpacked
under a name from inside, and archives in archives, links and encrypted members are left out with a word.
"""

from __future__ import annotations

import stat
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO

from innercircle.calendars.rules import Remark

MIB = 1024 * 1024
ENDINGS = (".ics", ".ical", ".icalendar")
_JSON = (".json", ".jsonl", ".ndjson")
EXPORT_ENDINGS = (*ENDINGS, *_JSON, *(f"{ending}.gz" for ending in (".ics", *_JSON)), ".parquet")
_HEAD = 65_536
_PIECE = 4 * MIB
_STANDARD_INPUT = "standard input"


class SourceError(ValueError):
    """What was named cannot be used at all; the text is the sentence for the user."""


@dataclass(frozen=True, slots=True)
class SourceLimits:
    """How much may come out of an archive or a stream; an upload is given less than the command line."""

    file_bytes: int = 16 * 1024 * MIB  # one calendar, unpacked
    total_bytes: int = 64 * 1024 * MIB  # everything in one archive, unpacked
    ratio: int = 200  # unpacked to packed; real calendars stay under 40
    members: int = 10_000  # files in one archive
    in_memory: int = 16 * MIB  # what is smaller is kept in memory, not in a temporary file
    endings: tuple[str, ...] = ENDINGS  # what is a calendar inside a folder or an archive


DEFAULT_SOURCES = SourceLimits()


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """One calendar: its name for people and where its bytes are; a fleeting one until the next one is asked for."""

    name: str
    source: Path | bytes
    size: int
    fleeting: bool = False

    def head(self) -> bytes:
        """The first 64 KiB."""
        if isinstance(self.source, bytes):
            return self.source[:_HEAD]
        with self.source.open("rb") as file:
            return file.read(_HEAD)


def calendar_files(
    arguments: Iterable[str | Path],
    *,
    notice: Callable[[Remark], None],
    stdin: BinaryIO | None = None,
    limits: SourceLimits = DEFAULT_SOURCES,
) -> Iterator[CalendarFile]:
    """Every calendar in files, folders and zip archives, in a stable order; `-` is standard input.

    `notice` is told of what was left out inside a folder or archive. Raises `SourceError` for what does not exist, is
    no archive although it says so, or holds no calendar.
    """
    named = [str(argument) for argument in arguments]
    if named.count("-") > 1:
        raise SourceError("Standard input (-) can be read only once.")
    seen = Counter(PurePosixPath(name).name for name in named)
    for argument in named:
        if argument == "-":
            yield from _stream(stdin, _STANDARD_INPUT, notice, limits)
        else:
            path = Path(argument)
            yield from _argument(path, path.name if seen[path.name] == 1 else argument, notice, limits)


def _argument(path: Path, name: str, notice: Callable[[Remark], None], limits: SourceLimits) -> Iterator[CalendarFile]:
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not a path"
        raise SourceError(f"{name}: cannot be read ({reason}).") from None
    if stat.S_ISDIR(mode):
        yield from _folder(path, name, notice, limits)
    elif stat.S_ISREG(mode):
        yield from _file(path, name, notice, limits)
    else:
        with _opened(path, name) as stream:
            yield from _stream(stream, name, notice, limits)


def _file(path: Path, name: str, notice: Callable[[Remark], None], limits: SourceLimits) -> Iterator[CalendarFile]:
    with _opened(path, name) as file:
        packed = _is_zip(_beginning(file, name))
        if packed:
            yield from _archive(file, name, notice, limits)
    if not packed:
        yield CalendarFile(name, path, path.stat().st_size)


@contextmanager
def _opened(path: Path, name: str) -> Iterator[BinaryIO]:
    try:
        file = path.open("rb")
    except OSError as error:
        raise SourceError(f"{name}: cannot be read ({error.strerror}).") from None
    with file:
        yield file


def _beginning(file: BinaryIO, name: str) -> bytes:
    try:
        return file.read(4)
    except OSError as error:  # what can be opened cannot always be read: a file of the system, a broken disk
        raise SourceError(f"{name}: cannot be read ({error.strerror}).") from None


def _is_zip(head: bytes) -> bool:
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def _folder(folder: Path, name: str, notice: Callable[[Remark], None], limits: SourceLimits) -> Iterator[CalendarFile]:
    found = False
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder).as_posix()
        if not inner.lower().endswith((*limits.endings, ".zip")):
            continue
        found = True
        if path.is_symlink() or not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
            notice(_left_out(inner, "It is a link or no plain file."))
            continue
        try:
            yield from _file(path, inner, notice, limits)
        except SourceError as error:
            notice(_left_out(inner, str(error).removeprefix(f"{inner}: ")))
    if not found:
        raise SourceError(f"{name}: this folder holds no calendar (.ics) and no zip archive.")


def _stream(
    stream: BinaryIO | None, name: str, notice: Callable[[Remark], None], limits: SourceLimits
) -> Iterator[CalendarFile]:
    """A calendar or an archive that can be read only once: kept while it is read."""
    if stream is None:
        raise SourceError("Standard input is not available here.")
    with _kept(_pieces(stream, limits.file_bytes, name), limits) as (source, size):
        whole = CalendarFile(name, source, size, fleeting=isinstance(source, Path))
        if not _is_zip(whole.head()[:4]):
            yield whole
        elif isinstance(source, bytes):
            with tempfile.SpooledTemporaryFile(max_size=limits.in_memory + 1) as file:
                file.write(source)
                file.seek(0)
                yield from _archive(file, name, notice, limits)
        else:
            with source.open("rb") as file:
                yield from _archive(file, name, notice, limits)


def _archive(
    file: IO[bytes], name: str, notice: Callable[[Remark], None], limits: SourceLimits
) -> Iterator[CalendarFile]:
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise SourceError(f"{name}: this zip archive is damaged ({error}).") from None
    with archive:
        members = archive.infolist()
        if len(members) > limits.members:
            raise SourceError(f"{name}: this archive holds {len(members):,} files; {limits.members:,} are the limit.")
        calendars = [member for member in members if member.filename.lower().endswith((*limits.endings, ".zip"))]
        if not calendars:
            raise SourceError(f"{name}: this archive holds no calendar (.ics).")
        left = limits.total_bytes
        for member in sorted(calendars, key=lambda member: member.filename):
            try:
                for unpacked in _member(archive, member, name, left, limits):
                    left -= unpacked.size
                    yield unpacked
            except SourceError as error:
                notice(_left_out(f"{name}/{_shown(member)}", str(error)))


def _member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, left: int, limits: SourceLimits
) -> Iterator[CalendarFile]:
    _refuse_member(member)
    try:
        with archive.open(member) as stream:
            pieces = _unpacked(stream, member.compress_size, min(left, limits.file_bytes), limits.ratio)
            with _kept(pieces, limits) as (source, size):
                shown, fleeting = f"{name}/{_shown(member)}", isinstance(source, Path)
                unpacked = CalendarFile(shown, source, size, fleeting)
                if _is_zip(unpacked.head()[:4]):
                    raise SourceError("An archive inside an archive is not opened; unpack it first.")
                yield unpacked
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise SourceError(f"It is damaged or packed in a way that is not known ({error}).") from None


def _refuse_member(member: zipfile.ZipInfo) -> None:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0] or "\0" in member.filename:
        raise SourceError("Its name leads out of the archive.")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise SourceError("It is a link.")
    if member.flag_bits & 1:
        raise SourceError("It is encrypted; unpack the archive with its password first.")
    if member.filename.lower().endswith(".zip"):
        raise SourceError("An archive inside an archive is not opened; unpack it first.")


def _shown(member: zipfile.ZipInfo) -> str:
    return "".join(sign if sign.isprintable() else "�" for sign in member.filename)[:200]


def _unpacked(stream: IO[bytes], packed: int, most: int, ratio: int) -> Iterator[bytes]:
    """The unpacked bytes, counted as they come: what an archive says of its sizes is not believed."""
    size = 0
    while piece := stream.read(MIB):
        size += len(piece)
        if size > most:
            raise SourceError(f"Unpacked it is larger than {most // MIB:,} MiB.")
        if size > MIB and size > ratio * max(packed, 1):
            raise SourceError(f"It unpacks to more than {ratio} times its size, as no calendar does.")
        yield piece


def _pieces(stream: IO[bytes], most: int, name: str) -> Iterator[bytes]:
    size = 0
    while piece := stream.read(_PIECE):
        size += len(piece)
        if size > most:
            raise SourceError(f"{name}: more than {most // MIB:,} MiB.")
        yield piece


@contextmanager
def _kept(pieces: Iterator[bytes], limits: SourceLimits) -> Iterator[tuple[Path | bytes, int]]:
    """The bytes of a stream in memory when they are few, else in a temporary file that goes away afterwards."""
    first = bytearray()
    for piece in pieces:
        first += piece
        if len(first) > limits.in_memory:
            break
    else:
        yield bytes(first), len(first)
        return
    with tempfile.NamedTemporaryFile(prefix="innercircle-", suffix=".ics") as file:
        file.write(first)
        del first
        for piece in pieces:
            file.write(piece)
        file.flush()
        yield Path(file.name), file.tell()


def _left_out(name: str, message: str) -> Remark:
    return Remark(name, 0, "", message, skipped=True)
