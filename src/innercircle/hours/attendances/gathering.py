"""Many small files as few large batches: what a batch costs hardly depends on how many rows it has.

A table is often written as thousands of parts of some hundred rows. Neighbours of the same columns and types are
understood and measured together; only where one of their rows has a fault is each looked at by itself, so that the
fault is told with its file and its row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa

from innercircle.hours.attendances.files import AttendanceFile, Progress
from innercircle.hours.attendances.schema import Faults, understood
from innercircle.hours.attendances.streaming import as_one

ENOUGH = 65_536  # rows
_MOST_BYTES = 32 * 1024 * 1024
Watch = Callable[[AttendanceFile], Progress | None]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A batch as it is written in its file."""

    file: AttendanceFile
    first_row: int
    batch: pa.RecordBatch

    def is_like(self, other: _Piece) -> bool:
        """Whether both can be understood as one."""
        return self.file.layout.columns == other.file.layout.columns and self.batch.schema.equals(other.batch.schema)


def gathered(files: Sequence[AttendanceFile], watch: Watch) -> Iterator[pa.RecordBatch]:
    """The rows of all files, understood, file after file; `watch` gives each its progress.

    Raises `UnusableAttendancesError`.
    """
    held: list[_Piece] = []
    rows = size = 0
    for piece in _pieces(files, watch):
        if held and not held[-1].is_like(piece):
            yield from _understood(held)
            held, rows, size = [], 0, 0
        held.append(piece)
        rows, size = rows + len(piece.batch), size + piece.batch.nbytes
        if rows >= ENOUGH or size >= _MOST_BYTES:
            yield from _understood(held)
            held, rows, size = [], 0, 0
    if held:
        yield from _understood(held)


def _pieces(files: Sequence[AttendanceFile], watch: Watch) -> Iterator[_Piece]:
    for file in files:
        for first_row, batch in file.raw(watch(file)):
            if len(batch):
                yield _Piece(file, first_row, batch)


def _understood(held: Sequence[_Piece]) -> Iterator[pa.RecordBatch]:
    together = _together(held) if len(held) > 1 else None
    if together is not None:
        yield together
        return
    for piece in held:
        yield piece.file.understand(piece.batch, piece.first_row)


def _together(held: Sequence[_Piece]) -> pa.RecordBatch | None:
    """All as one batch; None where a row of one has a fault."""
    faults = Faults("")
    try:
        found = understood(as_one([piece.batch for piece in held]), held[0].file.layout, 1, faults)
    except MemoryError:
        raise
    except pa.ArrowException:  # whoever looks at each by itself says in which file
        return None
    return None if faults.rows else found
