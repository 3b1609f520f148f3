"""The measure over columns: what `hours.measure` computes fact by fact, for whole accounts' months at once.

Rows come clustered by account, month, side, person, start. Then a person's union is a running maximum: each group of
rows (one person in one month) is lifted above the one before it, so that one pass over all rows keeps the groups apart.
No sort but of meeting numbers, no hash; memory holds one batch and the largest account's month. Equal to
`hours.rules.figures`, which is the definition (`docs/rules/client-hours.md`); tests compare the two on random data.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pyarrow as pa

from innercircle.hours.attendances.schema import MODES, SIDES, integers
from innercircle.hours.rules import Policy

Integers: TypeAlias = np.ndarray[tuple[int], np.dtype[np.int64]]
Truths: TypeAlias = np.ndarray[tuple[int], np.dtype[np.bool_]]
BySide: TypeAlias = np.ndarray[tuple[int, ...], np.dtype[np.int64]]  # for each of `SIDES` a number of each cell

FIGURES = ("client_low", "client_high", "ours_low", "ours_high", "in_person_low", "in_person_high")
COLUMNS = ("account", "month", *FIGURES, "meetings", "contacts")
_CLIENT, _OURS = SIDES.index("client"), SIDES.index("ours")
_VIDEO = MODES.index("video")
_SURE = 1
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
            yield as_one(waiting)
            rest = batch.slice(end)
        begin = _last_begin(rest)
        if begin:
            yield rest.slice(0, begin)
        waiting = [rest.slice(begin)]
    if waiting:
        yield as_one(waiting)


def as_one(parts: list[pa.RecordBatch]) -> pa.RecordBatch:
    """Batches of the same columns as one; at least one of them has a row."""
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
    seconds = rows.lengths()
    told: Truths = seconds["high"].sum(axis=0) > 0
    for name, too_much in rows.overlaps().items():
        seconds[name] -= too_much
    return _answer(batch, rows, seconds, told)


@dataclass(slots=True)
class _Rows:
    """The rows of a chunk as columns, and where in them something new begins."""

    side: Integers
    person: Integers
    start: Integers
    end: Integers
    meeting: Integers
    mode: Integers
    sure: Truths
    new_person: Truths
    cells: Integers  # where each begins
    cell: Integers  # of each row
    counting: tuple[int, ...]  # the modes that count

    @classmethod
    def of(cls, batch: pa.RecordBatch, policy: Policy, before: int) -> _Rows:
        """Take the columns and check their order; raises `UnclusteredError`."""
        keys = [ranks(batch.column(name)) for name in ("account", "month", "side", "person")]
        start = integers(batch.column("start"))
        new_account = _changes(keys[0])
        new_cell = new_account | _changes(keys[1])
        new_side = new_cell | _changes(keys[2])
        new_person = new_side | _changes(keys[3])
        _check_order(zip((*keys, start), (None, new_account, new_cell, new_side, new_person), strict=True), before)
        mode, sure = (np.asarray(batch.column(name).to_numpy(zero_copy_only=False)) for name in ("mode", "confirmed"))
        end, meeting = integers(batch.column("end")), numbers(batch.column("meeting"))
        counting = tuple(place for place, each in enumerate(MODES) if each in policy.modes)
        cells = np.flatnonzero(new_cell)
        cell = np.repeat(np.arange(len(cells)), np.diff(cells, append=len(start)))
        return cls(keys[2], keys[3], start, end, meeting, mode, sure, new_person, cells, cell, counting)

    def lengths(self) -> dict[str, BySide]:
        """What all rows would give if no two overlapped."""
        kind = (self.side * len(MODES) + self.mode) * 2 + self.sure  # of 16: one sum over the rows gives them all
        shape = (len(SIDES), len(MODES), 2, len(self.cells))
        place = np.multiply(kind, len(self.cells), dtype=np.int64) + self.cell
        by_mode = _summed(self.end - self.start, place, math.prod(shape)).reshape(shape)
        none = np.zeros((len(SIDES), 2, len(self.cells)), dtype=np.int64)
        high = sum((by_mode[:, mode] for mode in self.counting), none)
        seen = sum((by_mode[:, mode] for mode in self.counting if mode != _VIDEO), none)
        return {
            "high": high.sum(axis=1),
            "low": high[:, _SURE],
            "seen_high": seen.sum(axis=1),
            "seen_low": seen[:, _SURE],
        }

    def overlaps(self) -> dict[str, BySide]:
        """What of the lengths was counted more than once: only where somebody is at two meetings at a time.

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
        counted, sure = self.counts(self.mode[rows]), self.sure[rows]
        seen = counted & (self.mode[rows] != _VIDEO)
        chosen = {"high": counted, "low": counted & sure, "seen_high": seen, "seen_low": seen & sure}
        place = np.multiply(self.side[rows], len(self.cells), dtype=np.int64) + self.cell[rows]
        shape = (len(SIDES), len(self.cells))
        return {
            name: _summed(
                np.where(mask, end - start, 0) - _gained(start, np.where(mask, end, 0)), place, math.prod(shape)
            ).reshape(shape)
            for name, mask in chosen.items()
        }

    def counts(self, mode: Integers) -> Truths:
        """Which of these modes count."""
        found = np.ones(len(mode), dtype=np.bool_)
        for place in set(range(len(MODES))).difference(self.counting):
            found &= mode != place
        return found

    def _rows_of_overlapping(self) -> Integers:
        """The rows of each person in whose month a meeting begins before the one before it is over."""
        met = np.flatnonzero((self.start[1:] < self.end[:-1]) & ~self.new_person[1:]) + 1
        if not len(met):
            return met
        bounds = np.append(np.flatnonzero(self.new_person), len(self.start))
        groups = np.searchsorted(bounds, met, side="right")
        groups = groups[_changes(groups)]
        begins, sizes = bounds[groups - 1], bounds[groups] - bounds[groups - 1]
        return np.repeat(begins - (np.cumsum(sizes) - sizes), sizes) + np.arange(int(sizes.sum()))


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


def _answer(batch: pa.RecordBatch, rows: _Rows, seconds: dict[str, BySide], told: Truths) -> pa.RecordBatch:
    """One row for each account's month that has a counted row."""
    columns = []
    for side, seen in ((_CLIENT, ""), (_OURS, ""), (_CLIENT, "seen_")):
        columns += [seconds[f"{seen}{name}"][side] for name in ("low", "high")]
    theirs = np.flatnonzero(rows.counts(rows.mode) & (rows.side == _CLIENT))
    begins = np.append(np.searchsorted(theirs, rows.cells), len(theirs))  # where in those each cell begins
    columns += [_meetings(rows.meeting[theirs], begins), _people(rows.person[theirs], begins)]
    first = pa.array(rows.cells)
    keys = [batch.column(name).take(first) for name in ("account", "month")]
    whole = pa.RecordBatch.from_arrays([*keys, *map(pa.array, columns)], list(COLUMNS))
    return whole if told.all() else whole.filter(pa.array(told))


def _meetings(values: Integers, begins: Integers) -> Integers:
    """How many different meetings each cell has; `values` lie cell by cell."""
    if not len(values):
        return np.diff(begins)
    low, high = int(values.min()), int(values.max())
    if len(begins) * (high - low + 1) > _ROOM:
        values = np.unique(values, return_inverse=True)[1].astype(np.int64)
        low, high = 0, int(values.max())
    lift = np.arange(len(begins) - 1) * (high - low + 1) - low
    order = np.sort(values + np.repeat(lift, np.diff(begins)))  # no row leaves its cell: each keeps its place
    return _changed(order, begins)


def _people(persons: Integers, begins: Integers) -> Integers:
    """How many people each cell has; `persons` lie cell by cell, each with all rows together."""
    return _changed(persons, begins)


def _changed(column: Integers, begins: Integers) -> Integers:
    """How many groups of equal values each cell has."""
    new = _changes(column)
    new[begins[:-1][np.diff(begins) > 0]] = True
    return np.diff(np.searchsorted(np.flatnonzero(new), begins))


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
