"""Attendance files as they lie on disk, Parquet or CSV, as batches of `understood` rows.

    file = AttendanceFile.at(path, "attendances.parquet")
    for batch in file.batches(): ...

Recognised by content, not by name. One batch is in memory at a time, whatever the file's size. What is written badly
costs its row and is told in `file.faults`; what makes the file useless raises `UnusableAttendancesError`.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from innercircle.hours.attendances.recognising import AttendanceKind, kind_of
from innercircle.hours.attendances.schema import (
    KNOWN,
    Faults,
    Layout,
    UnusableAttendancesError,
    check_types,
    understood,
)

BATCH = 262_144
_BLOCK = 16 * 1024 * 1024  # bytes of CSV at a time
_MOST_UNPACKED = 64 * 1024**3
_MOST_RATIO = 200  # unpacked to packed; what gzip does to a real table stays below 40
_MIB = 1024 * 1024
_FREE_ROWS, _ROWS_A_BYTE = 10_000_000, 4  # real tables hold less than one row a byte
_MOST_COLUMNS = 1000
_WORDS = ("side", "mode", "state", "confirmed", "zone")  # few different texts

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class AttendanceFile:
    """One file: its layout, the columns it has beside, and the faults met while its batches were read."""

    path: Path
    name: str
    kind: AttendanceKind
    layout: Layout
    ignored: tuple[str, ...]
    faults: Faults
    texts: frozenset[str]  # columns that hold text
    rows: int = field(default=0)  # read so far

    @classmethod
    def at(cls, path: Path, name: str) -> AttendanceFile:
        """Look at the head of the file; raises `UnusableAttendancesError` when no measure can come from it."""
        kind = kind_of(path)
        if kind is None:
            raise UnusableAttendancesError(f"{name}: this is neither a Parquet nor a CSV file of attendances.")
        faults = Faults(name)
        if kind is AttendanceKind.CSV:
            names = _head_of_csv(path, name)
            layout, ignored = Layout.of(name, names)
            return cls(path, name, kind, layout, ignored, faults, frozenset(layout.columns))
        with _parquet(path, name) as parquet:
            schema = parquet.schema_arrow
            layout, ignored = Layout.of(name, schema.names[:_MOST_COLUMNS])
            check_types(layout, {each.name: each.type for each in schema})
            texts = frozenset(each.name for each in schema if not pa.types.is_integer(each.type))
            return cls(path, name, kind, layout, ignored, faults, texts)

    def is_text(self, column: str) -> bool:
        """Whether the column holds text rather than whole numbers."""
        return column in self.texts

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return self.path.stat().st_size

    def expected_rows(self) -> int:
        """How many rows there are, from the file's own words or estimated."""
        if self.kind is AttendanceKind.CSV:
            return max(1, self.size // 40)
        with _parquet(self.path, self.name) as parquet:
            return int(parquet.metadata.num_rows)

    def batches(self, progress: Progress | None = None, *, size: int = BATCH) -> Iterator[pa.RecordBatch]:
        """Every batch, understood; `progress(bytes done, bytes in all)` after each."""
        for first_row, batch in self.raw(progress, size=size):
            yield self.understand(batch, first_row)

    def raw(self, progress: Progress | None = None, *, size: int = BATCH) -> Iterator[tuple[int, pa.RecordBatch]]:
        """Every batch as it is written, with the 1-based number of its first row."""
        self.rows, self.faults = 0, Faults(self.name)
        with self._in_words():
            for batch in self._csv(progress) if self.kind is AttendanceKind.CSV else self._parquet(progress, size):
                first_row = self.rows + 1
                self._refuse_too_many(self.rows + len(batch))
                self.rows += len(batch)
                yield first_row, batch

    def understand(self, batch: pa.RecordBatch, first_row: int) -> pa.RecordBatch:
        """The batch as the measure reads it; what is written badly is noted in `faults`."""
        with self._in_words(first_row - 1):
            return understood(batch, self.layout, first_row, self.faults)

    @contextmanager
    def _in_words(self, before: int | None = None) -> Iterator[None]:
        """What Arrow raises becomes a sentence; `before` rows were good, those read so far unless said."""
        try:
            yield
        except MemoryError:  # Arrow's is of both kinds; whoever set the limit says which it was
            raise
        except (pa.ArrowException, OSError, EOFError, zlib.error, UnicodeError) as error:
            rows = self.rows if before is None else before
            where = f"after row {rows:,}" if rows else "at its beginning"
            raise UnusableAttendancesError(f"{self.name}: cannot be read {where} ({_why(error)}).") from None

    def _refuse_too_many(self, rows: int) -> None:
        """A few bytes can say one row a billion times."""
        if rows > _FREE_ROWS + _ROWS_A_BYTE * self.size:
            raise UnusableAttendancesError(
                f"{self.name}: {rows:,} rows in {self.size:,} bytes are more than a table of attendances can hold."
            )

    def _parquet(self, progress: Progress | None, size: int) -> Iterator[pa.RecordBatch]:
        with _parquet(self.path, self.name, self.layout.columns) as parquet:
            self._refuse_too_many(parquet.metadata.num_rows)
            total = max(1, parquet.metadata.num_rows)
            done = 0
            for batch in parquet.iter_batches(size, columns=list(self.layout.columns), use_threads=False):
                yield batch
                done += len(batch)
                if progress:
                    progress(self.size * done // total, self.size)

    def _csv(self, progress: Progress | None) -> Iterator[pa.RecordBatch]:
        with self.path.open("rb") as packed:
            source = _Unpacked(packed, _unpacking(packed))
            reader = pa_csv.open_csv(
                pa.PythonFile(cast("Any", source), mode="r"),
                read_options=pa_csv.ReadOptions(use_threads=False, block_size=_BLOCK),
                parse_options=pa_csv.ParseOptions(
                    delimiter=_delimiter(_first_line(self.path, self.name)), invalid_row_handler=self._odd_row
                ),
                convert_options=pa_csv.ConvertOptions(
                    column_types=dict.fromkeys(KNOWN, pa.string()),
                    include_columns=list(self.layout.columns),
                    strings_can_be_null=True,
                    null_values=[""],
                ),
            )
            for batch in reader:
                yield batch
                if progress:
                    progress(packed.tell(), self.size)

    def _odd_row(self, row: Any) -> str:
        """A row with too many or too few cells is left out and told."""
        number = (row.number or self.rows + 2) - 1
        self.faults.take(
            "(all)", f"it has {row.actual_columns} cells, the header has {row.expected_columns}", number, "", 1
        )
        self.faults.rows += 1
        return "skip"


class _Unpacked(io.RawIOBase):
    """The unpacked bytes, counted as they come: what a packed file says of its size is not believed."""

    def __init__(self, packed: IO[bytes], stream: IO[bytes]) -> None:
        self._packed, self._stream, self._size = packed, stream, 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        piece = self._stream.read(size)
        self._size += len(piece)
        if self._size > max(_MIB, _MOST_RATIO * self._packed.tell()) or self._size > _MOST_UNPACKED:
            raise OSError("it unpacks to far more than such a file can hold")
        return piece


def _unpacking(file: IO[bytes]) -> IO[bytes]:
    """The file itself, or what is packed in it with gzip."""
    magic = file.read(2)
    file.seek(0)
    return cast("IO[bytes]", gzip.open(file)) if magic == b"\x1f\x8b" else file


def _first_line(path: Path, name: str) -> str:
    try:
        with path.open("rb") as packed:
            return _unpacking(packed).readline(65_536).decode("utf-8-sig").strip()
    except (OSError, EOFError, zlib.error, UnicodeError) as error:
        raise UnusableAttendancesError(f"{name}: cannot be read ({_short(error)}).") from None


def _delimiter(line: str) -> str:
    return max(",;\t|", key=line.count)


def _head_of_csv(path: Path, name: str) -> list[str]:
    line = _first_line(path, name)
    return [cell.strip().strip('"') for cell in line.split(_delimiter(line))][:_MOST_COLUMNS]


def _parquet(path: Path, name: str, columns: tuple[str, ...] = ()) -> pq.ParquetFile:
    try:
        text = [name for name in _WORDS if name in columns]
        return pq.ParquetFile(path, read_dictionary=text, pre_buffer=False, memory_map=False)
    except (pa.ArrowException, OSError) as error:
        raise UnusableAttendancesError(f"{name}: this Parquet file is damaged ({_short(error)}).") from None


def _why(error: BaseException) -> str:
    said = _short(error)
    if "invalid UTF8" in said:
        return "it is not written in UTF-8; save it so (in Excel: “CSV UTF-8”)"
    return f"a line is longer than {_BLOCK // _MIB} MiB, or a quote is never closed" if "straddl" in said else said


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:160].rstrip(".")
