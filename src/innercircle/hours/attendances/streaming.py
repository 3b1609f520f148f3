"""The measure over columns: what `hours.measure` computes fact by fact, for whole accounts' months at once.

Rows come clustered by account, month, side, person, start. Then a person's union is a running maximum: each group of
rows (one person in one month) is lifted above the one before it, so that one pass over all rows keeps the groups apart.
No sort but of meeting numbers, no hash; memory holds one batch and the largest account's month. Equal to
`hours.rules.figures`, which is the definition (`docs/rules/client-hours.md`); tests compare the two on random data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pyarrow as pa

from innercircle.hours.attendances.schema import MODES, SIDES, integers
from innercircle.hours.rules import Policy

Integers: TypeAlias = np.ndarray[tuple[int], np.dtype[np.int64]]
Truths: TypeAlias = np.ndarray[tuple[int], np.dtype[np.bool_]]

FIGURES = ("client_low", "client_high", "ours_low", "ours_high", "in_person_low", "in_person_high")
COLUMNS = ("account", "month", *FIGURES, "meetings", "contacts")
_CLIENT = SIDES.index("client")
_VIDEO = MODES.index("video")
_ROOM = 2**62
_WINDOW = 4096


class UnclusteredError(ValueError):
    """A row came before one it should follow; `row` is its 1-based number among all rows."""

    def __init__(self, row: int) -> None:
        super().__init__(f"row {row:,} comes before one it should follow (account, month, side, person, start)")
        self.row = row


def measured(batches: Iterable[pa.RecordBatch], policy: Policy) -> Iterator[pa.RecordBatch]:
    """Figures of every account and month, in the columns of `COLUMNS`, from clustered batches of `understood` rows.

    Times are seconds. Raises `UnclusteredError` at the first row that is out of its order.
    """
    last: tuple[object, object] | None = None
    rows = 0
    for chunk in whole_cells(batches):
        first = _place(chunk, 0)
        if last is not None and not _is_before(last, first):
            raise UnclusteredError(rows + 1)
        last = _place(chunk, len(chunk) - 1)
        yield measure_chunk(chunk, policy, rows)
        rows += len(chunk)


def whole_cells(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The same rows, cut so that no account's month lies in two pieces."""
    waiting: list[pa.RecordBatch] = []
    for batch in batches:
        if not len(batch):
            continue
        rest = batch
        if waiting:
            end = _first_end(batch, _place(waiting[-1], 0))
            if end:
                waiting.append(batch.slice(0, end))
            if end == len(batch):
                continue
            yield _joined(waiting)
            rest = batch.slice(end)
        begin = _last_begin(rest)
        if begin:
            yield rest.slice(0, begin)
        waiting = [rest.slice(begin)]
    if waiting:
        yield _joined(waiting)


def _joined(parts: list[pa.RecordBatch]) -> pa.RecordBatch:
    if len(parts) == 1:
        return parts[0]
    table = pa.Table.from_batches(parts).combine_chunks()
    (whole,) = table.to_batches()
    return whole


def _place(batch: pa.RecordBatch, row: int) -> tuple[object, object]:
    return batch.column("account")[row].as_py(), batch.column("month")[row].as_py()


def _is_before(one: tuple[object, object], other: tuple[object, object]) -> bool:
    return one < other


def _first_end(batch: pa.RecordBatch, place: tuple[object, object]) -> int:
    """How many of the first rows are of that account's month."""
    size = _WINDOW
    while True:
        part = batch.slice(0, size)
        other = np.flatnonzero(~_is_at(part, place))
        if len(other):
            return int(other[0])
        if size >= len(batch):
            return len(batch)
        size *= 8


def _last_begin(batch: pa.RecordBatch) -> int:
    """Where the last account's month begins."""
    place, size = _place(batch, len(batch) - 1), _WINDOW
    while True:
        since = max(0, len(batch) - size)
        other = np.flatnonzero(~_is_at(batch.slice(since), place))
        if len(other):
            return since + int(other[-1]) + 1
        if not since:
            return 0
        size *= 8


def _is_at(batch: pa.RecordBatch, place: tuple[object, object]) -> Truths:
    accounts, months = (batch.column(name).to_numpy(zero_copy_only=False) for name in ("account", "month"))
    found: Truths = (accounts == place[0]) & (months == place[1])
    return found


def measure_chunk(batch: pa.RecordBatch, policy: Policy, before: int = 0) -> pa.RecordBatch:
    """The figures of whole accounts' months; `before` rows were seen earlier, for the row number of a fault."""
    rows = _Rows.of(batch, policy, before)
    runs = np.flatnonzero(rows.new_side)
    sums = {name: np.add.reduceat(gain, runs) for name, gain in rows.lengths().items()}
    for name, too_much in rows.overlaps(runs).items():
        sums[name] -= too_much
    return _answer(batch, rows, runs, sums)


@dataclass(slots=True)
class _Rows:
    """The rows of a chunk as columns, with what changes from one to the next."""

    side: Integers
    start: Integers
    end: Integers
    meeting: Integers
    sure: Truths
    on_screen: Truths
    counted: Truths
    new_cell: Truths
    new_side: Truths
    new_person: Truths

    @classmethod
    def of(cls, batch: pa.RecordBatch, policy: Policy, before: int) -> _Rows:
        """Take the columns and check their order; raises `UnclusteredError`."""
        keys = [ranks(batch.column(name)) for name in ("account", "month", "side", "person")]
        start = integers(batch.column("start"))
        new_cell = _changes(keys[0]) | _changes(keys[1])
        new_side = new_cell | _changes(keys[2])
        new_person = new_side | _changes(keys[3])
        changed = (None, _changes(keys[0]), new_cell, new_side, new_person)
        _check_order(zip((*keys, start), changed, strict=True), before)
        modes = np.asarray(batch.column("mode").to_numpy(zero_copy_only=False))
        left_out = [place for place, mode in enumerate(MODES) if mode not in policy.modes]
        counted = np.logical_and.reduce([modes != place for place in left_out])
        sure = np.asarray(batch.column("confirmed").to_numpy(zero_copy_only=False), dtype=np.bool_)
        end, meeting = integers(batch.column("end")), numbers(batch.column("meeting"))
        return cls(keys[2], start, end, meeting, sure, modes == _VIDEO, counted, new_cell, new_side, new_person)

    def lengths(self) -> dict[str, Integers]:
        """What each row would give if no two overlapped."""
        high = (self.end - self.start) * self.counted
        low, seen = high * self.sure, ~self.on_screen
        return {"high": high, "low": low, "seen_high": high * seen, "seen_low": low * seen}

    def overlaps(self, runs: Integers) -> dict[str, Integers]:
        """What of the lengths was counted more than once, by run: only where somebody is at two meetings at a time.

        Each group of rows (one person of a month) is lifted above the one before it, so that one running maximum over
        all of them keeps the groups apart.
        """
        rows = self._rows_of_overlapping()
        if not len(rows):
            return {}
        start, end = self.start[rows], self.end[rows]
        low = int(start.min())
        lift = np.cumsum(self.new_person[rows]) * (int(end.max()) - low + 1) - low
        start, end = start + lift, end + lift
        counted, sure = self.counted[rows], self.sure[rows]
        seen = counted & ~self.on_screen[rows]
        chosen = {"high": counted, "low": counted & sure, "seen_high": seen, "seen_low": seen & sure}
        run = np.searchsorted(runs, rows, side="right") - 1
        return {
            name: _summed(np.where(mask, end - start, 0) - _gained(start, np.where(mask, end, 0)), run, len(runs))
            for name, mask in chosen.items()
        }

    def _rows_of_overlapping(self) -> Integers:
        """The rows of each person in whose month a meeting begins before the one before it is over."""
        met = np.flatnonzero((self.start[1:] < self.end[:-1]) & ~self.new_person[1:]) + 1
        if not len(met):
            return met
        begins = np.flatnonzero(self.new_person)
        groups = np.searchsorted(begins, met, side="right") - 1
        groups = groups[_changes(groups)]
        sizes = np.diff(np.append(begins, len(self.start)))[groups]
        before = np.cumsum(sizes) - sizes
        return np.repeat(begins[groups] - before, sizes) + np.arange(int(sizes.sum()))


def _changes(column: Integers) -> Truths:
    """Where a value differs from the one before it; the first always does."""
    found = np.ones(len(column), dtype=np.bool_)
    np.not_equal(column[1:], column[:-1], out=found[1:])
    return found


def _check_order(columns: Iterable[tuple[Integers, Truths | None]], before: int) -> None:
    """Raise `UnclusteredError` where a value falls though nothing before it in the order changed."""
    wrong: list[int] = []
    for column, changed in columns:
        falls = column[1:] < column[:-1]
        if changed is not None:
            falls &= ~changed[1:]
        if falls.any():
            wrong.append(int(np.flatnonzero(falls)[0]))
    if wrong:
        raise UnclusteredError(before + 2 + min(wrong))


def _gained(start: Integers, end: Integers) -> Integers:
    """What each row adds to the union of its group: what lies beyond the running maximum of the ends before it."""
    reach = np.maximum.accumulate(end)
    begin = start.copy()
    np.maximum(start[1:], reach[:-1], out=begin[1:])
    gain: Integers = np.maximum(end - begin, 0)
    return gain


def _summed(values: Integers, place: Integers, places: int) -> Integers:
    """Sums by place; exact, since sums of seconds stay far below 2**53."""
    return np.bincount(place, weights=values, minlength=places).astype(np.int64)


def _answer(batch: pa.RecordBatch, rows: _Rows, runs: Integers, sums: dict[str, Integers]) -> pa.RecordBatch:
    """One row for each account's month that has a counted row."""
    cells = np.flatnonzero(rows.new_cell)
    cell_of_run = np.searchsorted(cells, runs, side="right") - 1
    of_client = rows.side[runs] == _CLIENT
    columns = []
    for whose, seen in ((of_client, ""), (~of_client, ""), (of_client, "seen_")):
        columns += [_summed(sums[f"{seen}{name}"] * whose, cell_of_run, len(cells)) for name in ("low", "high")]
    theirs = rows.counted & (rows.side == _CLIENT)
    columns += [_meetings(rows, cells, theirs), _people(rows, cells, theirs)]
    first = pa.array(cells)
    keys = [batch.column(name).take(first) for name in ("account", "month")]
    whole = pa.RecordBatch.from_arrays([*keys, *map(pa.array, columns)], list(COLUMNS))
    told = np.maximum.reduceat(rows.counted.view(np.uint8), cells) > 0
    return whole if told.all() else whole.filter(pa.array(told))


def _meetings(rows: _Rows, cells: Integers, theirs: Truths) -> Integers:
    """How many different meetings each cell has among those rows."""
    counts = np.add.reduceat(theirs, cells, dtype=np.int64)
    values = rows.meeting[theirs]
    if not len(values):
        return counts
    cell = np.repeat(np.arange(len(cells)), counts)
    low, high = int(values.min()), int(values.max())
    if len(cells) * (high - low + 1) > _ROOM:
        values = np.unique(values, return_inverse=True)[1].astype(np.int64)
        low, high = 0, int(values.max())
    span = high - low + 1
    order = np.sort(cell * span + (values - low))
    first = order[np.append(True, order[1:] != order[:-1])]
    return np.bincount(first // span, minlength=len(cells)).astype(np.int64)


def _people(rows: _Rows, cells: Integers, theirs: Truths) -> Integers:
    """How many of the client's people each cell has in those rows."""
    begins = np.flatnonzero(rows.new_person)
    met = begins[np.maximum.reduceat(theirs.view(np.uint8), begins) > 0]
    return np.bincount(np.searchsorted(cells, met, side="right") - 1, minlength=len(cells)).astype(np.int64)


def ranks(column: pa.Array) -> Integers:
    """Keys as integers in the same order; text by its place among the batch's texts."""
    if pa.types.is_integer(column.type):
        return np.asarray(column.to_numpy(zero_copy_only=False))
    coded = column.dictionary_encode()
    texts = np.asarray(coded.dictionary.to_numpy(zero_copy_only=False), dtype=object)
    place = np.empty(len(texts), dtype=np.int64)
    place[np.argsort(texts)] = np.arange(len(texts))
    found: Integers = place[integers(coded.indices)]
    return found


def numbers(column: pa.Array) -> Integers:
    """Meetings as integers; their order means nothing."""
    return integers(column if pa.types.is_integer(column.type) else column.dictionary_encode().indices)
