"""Rows in any order, and rows that are not decided yet, brought into the order of the measure in bounded memory.

An account's month is measured by itself. So the rows are dealt out to temporary files by account and month, each small
enough to be sorted in memory, and measured file by file; what comes out is put in order at the end.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
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


Place = Callable[[pa.RecordBatch], Integers]  # into which file each row goes


def measured_in_any_order(
    batches: Iterable[pa.RecordBatch], policy: Policy, *, expected: int, zones: Zones, is_decided: bool
) -> Iterator[pa.RecordBatch]:
    """What `streaming.measured` yields for the same rows in their order, but not in the order of accounts.

    `expected` is about how many rows there will be; `zones` says where months begin where the rows do not.
    """
    number = min(_MOST_FILES, expected // PER_FILE + 1)
    for batch in _sorted(_with_months(batches, zones), lambda rows: _mixed(rows) % number, is_decided=is_decided):
        for chunk in whole_cells([batch]):
            yield measure_chunk(chunk, policy)


def in_order(
    read: Callable[[], Iterable[pa.RecordBatch]], *, zones: Zones, is_decided: bool
) -> Generator[pa.RecordBatch, None, None]:
    """The rows decided and in the order of the measure. `read` is called twice: to count, then to deal out."""
    counts: Counter[object] = Counter()
    for batch in read():
        for each in batch.column("account").value_counts():
            counts[each["values"].as_py()] += each["counts"].as_py()
    file_of: dict[object, int] = {}
    rows = 0
    for account in sorted(counts, key=lambda each: (str(type(each)), each)):
        file_of[account] = min(_MOST_FILES - 1, rows // PER_FILE)
        rows += counts[account]

    def place(batch: pa.RecordBatch) -> Integers:
        coded = batch.column("account").dictionary_encode()
        files = np.array([file_of[account] for account in coded.dictionary.to_pylist()], dtype=np.int64)
        found: Integers = files[integers(coded.indices)]
        return found

    yield from _sorted(_with_months(read(), zones), place, is_decided=is_decided)


def _with_months(batches: Iterable[pa.RecordBatch], zones: Zones) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        yield batch if "month" in batch.schema.names else cut(batch, zones)


def _sorted(batches: Iterable[pa.RecordBatch], place: Place, *, is_decided: bool) -> Iterator[pa.RecordBatch]:
    """The rows file by file, decided, each file in order."""
    with tempfile.TemporaryDirectory(prefix="innercircle-") as folder:
        for path in _dealt_out(batches, Path(folder), place):
            with pa.OSFile(str(path), "rb") as file, pa.ipc.open_stream(file) as reader:
                table = reader.read_all().combine_chunks()
            path.unlink()
            for batch in table.to_batches():
                ready = batch if is_decided else decided(batch)
                if len(ready):
                    yield ready.take(pa.array(_order(ready)))


def _dealt_out(batches: Iterable[pa.RecordBatch], folder: Path, place: Place) -> list[Path]:
    """Write each row to the file it belongs to; the files in order."""
    writers: dict[int, pa.RecordBatchStreamWriter] = {}
    with ExitStack() as stack:
        for batch in batches:
            if not len(batch):
                continue
            places = place(batch)
            order = np.argsort(places, kind="stable")
            numbers, begins = np.unique(places[order], return_index=True)
            ends = np.append(begins[1:], len(order))
            rows = _plain(batch).take(pa.array(order))
            for number, begin, end in zip(numbers.tolist(), begins.tolist(), ends.tolist(), strict=True):
                if number not in writers:
                    file = stack.enter_context(pa.OSFile(str(folder / f"{number}.arrow"), "wb"))
                    writers[number] = stack.enter_context(pa.ipc.new_stream(file, rows.schema))
                writers[number].write_batch(rows.slice(begin, end - begin))
    return [folder / f"{number}.arrow" for number in sorted(writers)]


def _plain(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Integer keys in 64 bits, so that every batch of every file has the same types."""
    columns = [
        column.cast(pa.int64()) if name in {*KEYS, "start", "end"} and pa.types.is_integer(column.type) else column
        for name, column in zip(batch.schema.names, batch.columns, strict=True)
    ]
    return pa.RecordBatch.from_arrays(columns, batch.schema.names)


def _mixed(batch: pa.RecordBatch) -> Integers:
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


def _order(batch: pa.RecordBatch) -> Integers:
    order: Integers = np.lexsort([ranks(batch.column(name)) for name in reversed(ORDER)])
    return order


def joined(figures: Iterable[pa.RecordBatch]) -> pa.Table:
    """All figures as one table."""
    batches = [batch for batch in figures if len(batch)]
    if not batches:
        return pa.table({name: pa.array([], pa.int64()) for name in COLUMNS})
    return pa.Table.from_batches(batches)


def put_in_order(figures: Iterable[pa.RecordBatch]) -> pa.Table:
    """All figures as one table, by account and month."""
    return joined(figures).sort_by([("account", "ascending"), ("month", "ascending")])
