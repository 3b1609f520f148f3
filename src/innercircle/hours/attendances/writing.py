"""Attendance files written from facts, in the order of the measure: what another run, or an engine, reads back."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from innercircle.hours.attendances.contained import unfinished
from innercircle.hours.attendances.schema import SIDES
from innercircle.hours.ledger import NamesInFiles
from innercircle.hours.rules import Fact
from innercircle.kit.month import Month

_AT_ONCE = 100_000
SCHEMA = pa.schema(
    [
        ("account", pa.string()),
        ("month", pa.int32()),
        ("side", pa.string()),
        ("person", pa.string()),
        ("start", pa.int64()),
        ("end", pa.int64()),
        ("meeting", pa.string()),
        ("confirmed", pa.bool_()),
        ("mode", pa.string()),
    ]
)


def write_facts(path: Path, facts: Iterable[Fact], named: NamesInFiles) -> int:
    """Write the facts as Parquet, or as CSV where the name says so; returns how many. Raises OSError.

    A file is written whole or not at all; a device or a pipe stays what it is.
    """
    rows = sorted(_row(fact, named) for fact in facts)
    write = _write_csv if path.suffix.casefold() == ".csv" else _write_parquet
    if path.exists() and not path.is_file():
        write(path, rows)
        return len(rows)
    part = unfinished(path)
    try:
        write(part, rows)
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    return len(rows)


def write_batches(path: Path, batches: Iterable[pa.RecordBatch]) -> int:
    """Write rows as the readers hand them on, as Parquet or CSV; returns how many. Raises OSError."""
    rows = 0
    with ExitStack() as stack:
        writer = None
        for batch in batches:
            part = batch.select(SCHEMA.names)
            if writer is None:
                kind = pa_csv.CSVWriter if path.suffix.casefold() == ".csv" else pq.ParquetWriter
                writer = stack.enter_context(kind(path, part.schema))
            writer.write_batch(part)
            rows += len(part)
    return rows


def _row(fact: Fact, named: NamesInFiles) -> tuple[object, ...]:
    month = Month.from_index(fact.month)
    who = named.account(fact.account), month.year * 100 + month.number, SIDES[fact.side], named.person(fact)
    return *who, fact.start, fact.end, named.meeting(fact.meeting), fact.confirmed, fact.mode.value


def _write_csv(path: Path, rows: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(SCHEMA.names)
        writer.writerows((*row[:7], "true" if row[7] else "false", row[8]) for row in rows)


def _write_parquet(path: Path, rows: Iterable[tuple[object, ...]]) -> None:
    with pq.ParquetWriter(path, SCHEMA) as writer:
        for part in _parts(iter(rows)):
            columns = zip(zip(*part, strict=True), SCHEMA.types, strict=True)
            writer.write_table(pa.Table.from_arrays([pa.array(*each) for each in columns], schema=SCHEMA))


def _parts(rows: Iterator[tuple[object, ...]]) -> Iterator[list[tuple[object, ...]]]:
    while part := list(islice(rows, _AT_ONCE)):
        yield part
