"""Rows in any order, and rows that are not decided yet, brought into the order of the measure in bounded memory.

An account's month is measured by itself. So the rows are dealt out to temporary files by account and month, each small
enough to be sorted in memory, and measured file by file; what comes out is put in order at the end.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from zlib import crc32

import numpy as np
import pyarrow as pa

from innercircle.hours.attendances.deciding import Zones, cut, decided
from innercircle.hours.attendances.schema import KEYS, integers
from innercircle.hours.attendances.streaming import COLUMNS, Integers, measure_chunk, ranks, whole_cells
from innercircle.hours.rules import Policy

PER_FILE = 2_000_000  # rows that are sorted at once, about 200 MB
_MOST_FILES = 200
_SPREAD = 2_654_435_761  # Knuth's multiplier: neighbours fall into different files
ORDER = ("account", "month", "side", "person", "start")


def measured_in_any_order(
    batches: Iterable[pa.RecordBatch], policy: Policy, *, expected: int, zones: Zones, is_decided: bool
) -> Iterator[pa.RecordBatch]:
    """What `streaming.measured` yields for the same rows in their order, but not in the order of accounts.

    `expected` is about how many rows there will be; `zones` says where months begin where the rows do not.
    """
    number = min(_MOST_FILES, expected // PER_FILE + 1)
    with tempfile.TemporaryDirectory(prefix="innercircle-") as folder:
        whole = (cut(batch, zones) if "month" not in batch.schema.names else batch for batch in batches)
        for path in _dealt_out(whole, Path(folder), number):
            yield from _measured_file(path, policy, is_decided=is_decided)


def _dealt_out(batches: Iterable[pa.RecordBatch], folder: Path, number: int) -> list[Path]:
    """Write each row to the file of its account's month."""
    paths = [folder / f"{place}.arrow" for place in range(number)]
    writers: dict[int, pa.RecordBatchStreamWriter] = {}
    with ExitStack() as stack:
        for batch in batches:
            place = _file_of(batch) % number
            order = np.argsort(place, kind="stable")
            bounds = np.searchsorted(place[order], np.arange(number + 1))
            sorted_ = _plain(batch).take(pa.array(order))
            for each in np.flatnonzero(np.diff(bounds)).tolist():
                part = sorted_.slice(int(bounds[each]), int(bounds[each + 1] - bounds[each]))
                if each not in writers:
                    file = stack.enter_context(pa.OSFile(str(paths[each]), "wb"))
                    writers[each] = stack.enter_context(pa.ipc.new_stream(file, part.schema))
                writers[each].write_batch(part)
    return [paths[each] for each in sorted(writers)]


def _plain(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Integer keys in 64 bits, so that every batch of every file has the same types."""
    columns = [
        column.cast(pa.int64()) if name in {*KEYS, "start", "end"} and pa.types.is_integer(column.type) else column
        for name, column in zip(batch.schema.names, batch.columns, strict=True)
    ]
    return pa.RecordBatch.from_arrays(columns, batch.schema.names)


def _file_of(batch: pa.RecordBatch) -> Integers:
    """A number that is the same for all rows of one account's month, in every batch."""
    account, month = batch.column("account"), integers(batch.column("month"))
    if pa.types.is_integer(account.type):
        number = integers(account)
    else:
        coded = account.dictionary_encode()
        sums = np.array([crc32(text.encode()) for text in coded.dictionary.to_pylist()], dtype=np.int64)
        number = sums[integers(coded.indices)]
    mixed: Integers = ((number * 1_000 + month).astype(np.uint64) * np.uint64(_SPREAD) >> np.uint64(20)).astype(
        np.int64
    )
    return mixed


def _measured_file(path: Path, policy: Policy, *, is_decided: bool) -> Iterator[pa.RecordBatch]:
    with pa.OSFile(str(path), "rb") as file, pa.ipc.open_stream(file) as reader:
        table = reader.read_all().combine_chunks()
    path.unlink()
    for batch in table.to_batches():
        ready = batch if is_decided else decided(batch)
        if len(ready):
            for chunk in whole_cells([ready.take(pa.array(_in_order(ready)))]):
                yield measure_chunk(chunk, policy)


def _in_order(batch: pa.RecordBatch) -> Integers:
    order: Integers = np.lexsort([ranks(batch.column(name)) for name in reversed(ORDER)])
    return order


def put_in_order(figures: Iterable[pa.RecordBatch]) -> pa.Table:
    """All figures as one table, by account and month."""
    batches = [batch for batch in figures if len(batch)]
    if not batches:
        return pa.table({name: pa.array([], pa.int64()) for name in COLUMNS})
    return pa.Table.from_batches(batches).sort_by([("account", "ascending"), ("month", "ascending")])
