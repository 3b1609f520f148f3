"""What a file is, told from its first bytes; needs no engine, so that the command can ask before it imports one."""

from __future__ import annotations

import gzip
import os
import zipfile
import zlib
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

_ENDINGS = (".parquet", ".csv", ".csv.gz")
_CALENDARS = (".ics", ".ical", ".icalendar", ".json", ".jsonl", ".parquet")
_BOTH = "{} is no attendance file but {} is; read calendars and attendances in two runs."
_HEAD = 65_536
_TELLING = frozenset({"account", "person", "meeting", "start", "end"})
_PARQUET, _GZIP, _ZIP = b"PAR1", b"\x1f\x8b", b"PK\x03\x04"
_MOST_FOOTER = 16 * 1024 * 1024
# Names of columns as a Parquet file's footer writes them, their length before them.
_OF_EVENTS, _OF_ATTENDANCES = (b"\x07iCalUId", b"\x07iCalUID"), (b"\x06person", b"\x07meeting")
_RIGHT = (
    "Attendances are Parquet, or CSV in UTF-8 whose first line names the columns account, side, person, meeting, "
    "start, end and confirmed (docs/bulk.md)"
)


class UnusableFilesError(ValueError):
    """The files that were named cannot be used, or not together; the text is the sentence for the user."""


class AttendanceKind(StrEnum):
    """How attendances are written."""

    PARQUET = "parquet"
    CSV = "csv"


def kind_of(path: Path) -> AttendanceKind | None:
    """What kind of attendance file it is; None when it is something else, such as a calendar."""
    head = _head(path)
    if head.startswith(_PARQUET):
        return None if _holds_events(path) else AttendanceKind.PARQUET
    return AttendanceKind.CSV if _is_table(_opened(head).decode("utf-8-sig", "replace")) else None


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError:
        return b""


def _holds_events(path: Path) -> bool:
    """Whether the columns of a Parquet file are those of a calendar's events."""
    try:
        with path.open("rb") as file:
            file.seek(-8, os.SEEK_END)
            size = int.from_bytes(file.read(4), "little")
            file.seek(-8 - min(size, _MOST_FOOTER, path.stat().st_size - 8), os.SEEK_END)
            footer = file.read(_MOST_FOOTER)
    except (OSError, ValueError):
        return False
    return any(name in footer for name in _OF_EVENTS) and not all(name in footer for name in _OF_ATTENDANCES)


def attendance_files(arguments: Iterable[str]) -> list[Path]:
    """The attendance files among files and folders, each once; [] where the arguments are calendars.

    Raises `UnusableFilesError` when there are both, and for a file that was meant as a table but cannot be one.
    """
    found: list[Path] = []
    other = ""
    for argument in arguments:
        path = Path(argument)
        files = _in_folder(path) if path.is_dir() else _itself(path) if path.is_file() else []
        found += files
        other = other or ("" if files else argument)
    if found and other:
        raise UnusableFilesError(_BOTH.format(other, found[0].name))
    once: dict[str, Path] = {}
    for path in found:
        once.setdefault(os.path.realpath(path), path)
    return list(once.values())


def _itself(path: Path) -> list[Path]:
    if kind_of(path):
        return [path]
    if wrong := what_is_wrong(path):
        raise UnusableFilesError(f"{path.name}: {wrong}")
    return []


def what_is_wrong(path: Path) -> str:
    """Why a file that is named like a table, or nearly is one, cannot be read; "" for what may be a calendar."""
    head = _head(path)
    inside = _opened(head)
    if head.startswith(_GZIP) and inside.startswith(_PARQUET):
        return "this is a Parquet file packed with gzip. Unpack it: Parquet is packed inside already."
    if head.startswith(_ZIP):
        return _wrong_in_zip(path)
    if inside.startswith((b"\xff\xfe", b"\xfe\xff")) and _is_table(inside.decode("utf-16", "replace")):
        return "this table is written in UTF-16. Save it as UTF-8 (in Excel: “CSV UTF-8”)."
    if not path.name.casefold().endswith(_ENDINGS) or _is_calendar(inside) or _holds_events(path):
        return ""
    if not head:
        return f"the file is empty. {_RIGHT}."
    if head.startswith(_GZIP) and not inside:
        return "it cannot be unpacked (gzip); the file is damaged or cut."
    return f"its name says that it is a table, its content does not: {_beginning(inside)}. {_RIGHT}."


def _wrong_in_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name.casefold() for name in archive.namelist()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return ""  # the reader of calendars says what is wrong with it
    tables = any(name.endswith((".csv", ".csv.gz", ".parquet")) for name in names)
    calendars = any(name.endswith((".ics", ".ical", ".icalendar", ".json", ".jsonl", ".zip")) for name in names)
    return "this is a zip archive of tables. Unpack it and name the folder." if tables and not calendars else ""


def _is_calendar(inside: bytes) -> bool:
    plain = inside.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return plain[:1] in {b"{", b"["} or b"BEGIN:VCALENDAR" in plain.upper()


def _beginning(inside: bytes) -> str:
    line = inside.partition(b"\n")[0].decode("utf-8-sig", "replace").strip()
    plain = "".join(sign if sign.isprintable() else "�" for sign in line[:60])
    return f"it begins with “{plain}{'…' if len(line) > 60 else ''}”"


def _in_folder(folder: Path) -> list[Path]:
    """The attendance files anywhere in the folder, in order: an engine writes a table as many parts.

    A part that is empty or no Parquet is never passed over silently, nor are calendars beside the attendances; other
    tables, such as a directory's, are.
    """
    files = sorted(path for path in folder.rglob("*") if path.name.casefold().endswith(_ENDINGS) and path.is_file())
    found = [path for path in files if kind_of(path)]
    for path in set(files) - set(found) if found else ():
        is_part = path.suffix.casefold() == ".parquet" or not path.stat().st_size
        if is_part and (wrong := what_is_wrong(path)):
            raise UnusableFilesError(f"{path.name}: {wrong}")
    if found and (calendar := next(filter(_tells_of_events, sorted(folder.rglob("*"))), None)):
        raise UnusableFilesError(_BOTH.format(calendar.name, found[0].name))
    return found


def _tells_of_events(path: Path) -> bool:
    """Whether it is a calendar, by its content; a lake keeps JSON of its own beside its tables."""
    if not path.name.casefold().removesuffix(".gz").endswith(_CALENDARS) or not path.is_file():
        return False
    head = _head(path)
    if head.startswith(_PARQUET):
        return _holds_events(path)
    inside = _opened(head)
    return b'"iCalU' in inside or b"BEGIN:VCALENDAR" in inside.upper()


def _opened(head: bytes) -> bytes:
    """The beginning of what is inside, where it is packed with gzip."""
    if not head.startswith(_GZIP):
        return head
    try:
        return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(head, _HEAD)
    except (zlib.error, gzip.BadGzipFile):
        return b""


def _is_table(head: str) -> bool:
    """Whether the first line names most of the columns that only an attendance file has."""
    line = head.lstrip("\ufeff").partition("\n")[0].strip()
    for delimiter in ",;\t|":
        names = {cell.strip().strip('"') for cell in line.split(delimiter)}
        if len(names & _TELLING) >= len(_TELLING) - 2:
            return True
    return False
