"""What a file is, told from its first bytes; needs no engine, so that the command can ask before it imports one."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

_ENDINGS = (".parquet", ".csv", ".csv.gz")
_HEAD = 65_536
_TELLING = frozenset({"account", "person", "meeting", "start", "end"})


class MixedInputError(ValueError):
    """Attendances and calendars were named together; the text is the sentence for the user."""


class AttendanceKind(StrEnum):
    """How attendances are written."""

    PARQUET = "parquet"
    CSV = "csv"


def kind_of(path: Path) -> AttendanceKind | None:
    """What kind of attendance file it is; None when it is something else, such as a calendar."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return None
    if head.startswith(b"PAR1"):
        return AttendanceKind.PARQUET
    return AttendanceKind.CSV if _is_table(_opened(head)) else None


def attendance_files(arguments: Iterable[str]) -> list[Path]:
    """The attendance files among files and folders; [] where the arguments are calendars.

    Raises `MixedInputError` when there are both.
    """
    found: list[Path] = []
    other = ""
    for argument in arguments:
        path = Path(argument)
        files = _in_folder(path) if path.is_dir() else [path] if path.is_file() and kind_of(path) else []
        found += files
        other = other or ("" if files else argument)
    if found and other:
        raise MixedInputError(
            f"{other} is no attendance file but {found[0].name} is; read calendars and attendances in two runs."
        )
    return found


def _in_folder(folder: Path) -> list[Path]:
    """The attendance files anywhere in the folder, in order: an engine writes a table as many parts."""
    files = (path for path in folder.rglob("*") if path.name.casefold().endswith(_ENDINGS) and path.is_file())
    return sorted(path for path in files if kind_of(path))


def _opened(head: bytes) -> bytes:
    """The beginning of what is inside, where it is packed with gzip."""
    if not head.startswith(b"\x1f\x8b"):
        return head
    try:
        return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(head, _HEAD)
    except (zlib.error, gzip.BadGzipFile):
        return b""


def _is_table(head: bytes) -> bool:
    """Whether the first line names most of the columns that only an attendance file has."""
    line = head.partition(b"\n")[0].decode("utf-8", "replace").lstrip("\ufeff").strip()
    for delimiter in ",;\t|":
        names = {cell.strip().strip('"') for cell in line.split(delimiter)}
        if len(names & _TELLING) >= len(_TELLING) - 2:
            return True
    return False
