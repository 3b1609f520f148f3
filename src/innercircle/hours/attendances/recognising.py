"""What a file is, told from its first bytes; needs no engine, so that the command can ask before it imports one."""

from __future__ import annotations

import gzip
import zlib
from enum import StrEnum
from pathlib import Path

_HEAD = 65_536
_TELLING = frozenset({"account", "person", "meeting", "start", "end"})


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
