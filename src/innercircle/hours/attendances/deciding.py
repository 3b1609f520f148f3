"""What the door decides where a file has not: which month a row lies in, and what is sure about both sides.

The same rules as for meetings from calendars (`hours.rules.facts`, in words `docs/rules/client-hours.md`): time is
cut at the month's boundaries on the clock of its zone; a meeting counts where both sides took part; a person's time is
confirmed where the person and at least one of the other side are.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo

import numpy as np
import pyarrow as pa

from innercircle.hours.attendances.schema import SIDES, STATES, UnusableAttendancesError, integers
from innercircle.hours.attendances.streaming import Integers, Truths, numbers, ranks
from innercircle.hours.rules import month_pieces
from innercircle.kit.month import Month, months_between

_FIRST, _LAST = Month(1970, 1), Month(2100, 12)
_CONFIRMED, _ABSENT = STATES.index("confirmed"), STATES.index("absent")


class Zones:
    """Where months begin in each zone named in a file; `usual` where none is named."""

    def __init__(self, usual: tzinfo, named: Callable[[str], tzinfo | None]) -> None:
        """`named` understands the name of a zone, None when nobody knows it."""
        self._usual, self._named = usual, named
        self._known: dict[str, tuple[tzinfo, Integers]] = {}

    def of(self, name: str | None) -> tuple[tzinfo, Integers]:
        """The zone and the first seconds of its months; raises `UnusableAttendancesError` for an unknown name."""
        key = name or ""
        if key not in self._known:
            zone = self._named(name) if name else self._usual
            if zone is None:
                raise UnusableAttendancesError(
                    f"column zone: nobody knows the time zone “{name}”; Europe/Berlin is one."
                )
            starts = [month.bounds(zone)[0] for month in months_between(_FIRST, _LAST)]
            self._known[key] = zone, np.array(starts, dtype=np.int64)
        return self._known[key]


def cut(batch: pa.RecordBatch, zones: Zones) -> pa.RecordBatch:
    """The rows with the month each lies in; what runs over the end of a month becomes a row for each month."""
    start, end = integers(batch.column("start")), integers(batch.column("end"))
    first, last = (np.zeros(len(batch), dtype=np.int64) for _ in range(2))
    names = _zone_names(batch)
    for name in set(names):
        rows = np.flatnonzero(np.array([each == name for each in names])) if len(set(names)) > 1 else slice(None)
        starts = zones.of(name)[1]
        first[rows] = np.searchsorted(starts, start[rows], side="right") - 1
        last[rows] = np.searchsorted(starts, end[rows] - 1, side="right") - 1
    return _with_months(batch, names, zones, first, last)


def _zone_names(batch: pa.RecordBatch) -> list[str | None]:
    return list(batch.column("zone").to_pylist()) if "zone" in batch.schema.names else [None] * len(batch)


def _with_months(
    batch: pa.RecordBatch, names: list[str | None], zones: Zones, first: Integers, last: Integers
) -> pa.RecordBatch:
    across = np.flatnonzero(first != last)
    row, index = np.flatnonzero(first == last), first[first == last] + _FIRST.index
    start, end = integers(batch.column("start")), integers(batch.column("end"))
    pieces = [
        (place, *piece)
        for place in across.tolist()
        for piece in month_pieces(int(start[place]), int(end[place]), zones.of(names[place])[0])
    ]
    extra = np.array(pieces, dtype=np.int64).reshape(-1, 4)
    row = np.append(row, extra[:, 0])
    columns = {name: batch.column(name).take(pa.array(row)) for name in batch.schema.names if name != "zone"}
    columns["month"] = pa.array(_written(np.append(index, extra[:, 1])), pa.int32())
    columns["start"] = pa.array(np.append(start[first == last], extra[:, 2]))
    columns["end"] = pa.array(np.append(end[first == last], extra[:, 3]))
    return pa.RecordBatch.from_arrays(list(columns.values()), list(columns))


def _written(index: Integers) -> Integers:
    """`Month.index` as `202603`."""
    months: Integers = index // 12 * 100 + index % 12 + 1
    return months


def decided(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Rows with `confirmed` as the measure wants it, from rows with `state`; without who was absent or alone.

    All rows of an account's month must be in the batch.
    """
    states = integers(batch.column("state"))
    there = batch.filter(pa.array(states != _ABSENT))
    if not len(there):
        return there
    sure = integers(there.column("state")) == _CONFIRMED
    side = integers(there.column("side"))
    whose = [side == place for place in range(len(SIDES))]
    meeting = _meetings(there)
    present = [_any(meeting, each) for each in whose]
    certain = [_any(meeting, each & sure) for each in whose]
    confirmed = sure & np.where(whose[0], certain[1], certain[0])
    columns = [there.column(name) for name in there.schema.names if name != "state"]
    names = [name for name in there.schema.names if name != "state"]
    whole = pa.RecordBatch.from_arrays([*columns, pa.array(confirmed)], [*names, "confirmed"])
    return whole.filter(pa.array(present[0] & present[1]))


def _meetings(batch: pa.RecordBatch) -> Integers:
    """A number from 0 for each meeting of each account's month."""
    keys = [ranks(batch.column("account")), integers(batch.column("month")), numbers(batch.column("meeting"))]
    found = np.zeros(len(batch), dtype=np.int64)
    for key in keys:
        ranked = np.unique(key, return_inverse=True)[1].astype(np.int64)
        found = np.unique(found * (int(ranked.max()) + 1) + ranked, return_inverse=True)[1].astype(np.int64)
    return found


def _any(group: Integers, rows: Truths) -> Truths:
    """For each row, whether any of those rows is of its group."""
    found: Truths = (np.bincount(group, weights=rows) > 0)[group]
    return found
