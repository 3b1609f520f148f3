"""Attendances as many as one likes, clustered as the measure wants them, written to Parquet a block at a time. Seeded.

python -m bench.attendances FILE --rows 1000000
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

MONTHS = tuple((2021 + number // 12, number % 12 + 1) for number in range(60))
STARTS = np.array([int(datetime(year, month, 1, tzinfo=UTC).timestamp()) for year, month in MONTHS])
NAMES = np.array([year * 100 + month for year, month in MONTHS], dtype=np.int32)
LENGTHS = np.array([1800, 3600, 3600, 5400, 7200])
THEIRS, OURS = np.array([1, 1, 2, 3]), np.array([1, 1, 2])
MODES = np.array([0, 0, 0, 0, 1, 1, 1, 2, 3], dtype=np.int8)
PER_MEETING = float(THEIRS.mean() + OURS.mean())
PER_ACCOUNT = 2_000  # attendances of an account in five years, 33 a month
MEETINGS_A_CONTACT = 30  # in five years
MOST_CONTACTS = 100_000
BLOCK = 1_000_000
SCHEMA = pa.schema(
    [
        ("account", pa.int32()),
        ("month", pa.int32()),
        ("side", pa.int8()),
        ("person", pa.int64()),
        ("start", pa.int64()),
        ("end", pa.int64()),
        ("meeting", pa.int64()),
        ("confirmed", pa.bool_()),
        ("mode", pa.int8()),
    ]
)


@dataclass(frozen=True, slots=True)
class Made:
    """What was written: rows and accounts."""

    rows: int
    accounts: int


def write(file: Path, rows: int, seed: int = 11) -> Made:
    """About `rows` attendances in order of account, month, side, person, start."""
    draw = np.random.default_rng(seed)
    written = accounts = 0
    with pq.ParquetWriter(file, SCHEMA) as writer:
        for size in _sizes(rows):
            of_block = max(1, round(size / PER_ACCOUNT))
            table = block(draw, size, accounts, of_block, written)
            writer.write_table(table, row_group_size=BLOCK)
            written, accounts = written + len(table), accounts + of_block
    return Made(written, accounts)


def _sizes(rows: int) -> Iterator[int]:
    while rows > 0:
        yield min(rows, BLOCK)
        rows -= BLOCK


def block(draw: np.random.Generator, rows: int, first: int, accounts: int, meeting: int) -> pa.Table:
    """The attendances of `accounts` accounts from number `first`, a few of which have most of them.

    An account has the more people the more it meets; people meet in working hours, sometimes twice at a time.
    """
    meetings = max(1, round(rows / PER_MEETING))
    weights = draw.pareto(1.5, accounts) + 0.2
    account = first + draw.choice(accounts, meetings, p=weights / weights.sum())
    month = draw.integers(0, len(MONTHS), meetings)
    start = STARTS[month] + draw.integers(0, 27, meetings) * 86_400 + draw.integers(16, 36, meetings) * 1800
    end = start + draw.choice(LENGTHS, meetings)
    mode = draw.choice(MODES, meetings)
    theirs, ours = draw.choice(THEIRS, meetings), draw.choice(OURS, meetings)
    whose = np.concatenate([np.repeat(np.arange(meetings), theirs), np.repeat(np.arange(meetings), ours)])
    side = np.repeat(np.array([0, 1], dtype=np.int8), [theirs.sum(), ours.sum()])
    people = (np.bincount(account - first, minlength=accounts) // MEETINGS_A_CONTACT + 6)[account[whose] - first]
    client = account[whose] * MOST_CONTACTS + (draw.random(len(whose)) * people).astype(np.int64)
    person = np.where(side == 0, client, draw.integers(0, 500, len(whose)))
    order = np.lexsort((start[whose], person, side, month[whose], account[whose]))
    at = whose[order]
    columns = (
        *(account[at], NAMES[month[at]], side[order], person[order], start[at], end[at]),
        *(at + meeting, draw.random(len(at)) < 0.75, mode[at]),
    )
    return pa.Table.from_arrays(
        [pa.array(each).cast(kind.type) for each, kind in zip(columns, SCHEMA, strict=True)], schema=SCHEMA
    )


def main() -> None:
    """Write a file and print how many attendances are in it."""
    parser = argparse.ArgumentParser(description="A seeded Parquet file of clustered attendances.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    asked = parser.parse_args()
    print(write(asked.file, asked.rows).rows)


if __name__ == "__main__":
    main()
