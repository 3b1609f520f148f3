"""The columns of an attendance file: what each is called, which types it may have, and what it becomes.

One row is one person's time in one meeting for one account; in plain words `docs/bulk.md`. `understood` turns a batch
as it was read into a batch of whole numbers, true or false, and keys; a cell that cannot be understood costs its row,
and `Faults` remembers where.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from innercircle.directory.files import time_zone

KEYS = ("account", "person", "meeting")
NEEDED = ("account", "side", "person", "meeting", "start", "end")
KNOWN = (*NEEDED, "month", "zone", "confirmed", "state", "mode")
SIDES = ("client", "ours")  # in the order of the measure
MODES = ("in_person", "video", "phone", "unknown")
STATES = ("absent", "presumed", "confirmed")
_UNKNOWN_MODE = MODES.index("unknown")
NO, YES = ("false", "no", "0", "f", "n"), ("true", "yes", "1", "t", "y")
FIRST_MONTH, LAST_MONTH = 197001, 209912
_MONTHS_IN_A_YEAR = 12
FIRST_SECOND, LAST_SECOND = 0, 4_102_444_800  # 1970 to the end of 2099
LATE, EMPTY = "it ends no later than it starts", "is empty"
SHOWN = 40  # signs of a faulty cell
_WHOLE = r"^-?\d{1,18}$"
_MONTH = r"^\d{4}-?(?:0[1-9]|1[0-2])$"
_MOMENT = r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[Zz]|[+-]\d\d:?\d\d)$"


class UnusableAttendancesError(ValueError):
    """The file cannot be used; the message says which column, what is wrong with it and what would be right."""


@dataclass(slots=True)
class Faults:
    """What was wrong in a file, column by column: the first row, what stood there, and how many rows there were."""

    file: str
    _met: dict[tuple[str, str], tuple[int, str, int]] = field(default_factory=dict)
    rows: int = 0  # rows left out

    def take(self, column: str, wrong: str, row: int, shown: str, count: int) -> None:
        """Note `count` faulty cells, the first of which stands in `row`."""
        known = self._met.get((column, wrong))
        self._met[column, wrong] = (known[0], known[1], known[2] + count) if known else (row, shown, count)

    def sentences(self) -> list[str]:
        """One sentence for each kind of fault."""
        return [
            f"row {row:,}, column {column}: {wrong.format(shown)}{further(count)}. Left out."
            for (column, wrong), (row, shown, count) in self._met.items()
        ]


def further(count: int) -> str:
    """Behind the first of several alike."""
    return f" (and {count - 1:,} more like it)" if count > 1 else ""


@dataclass(frozen=True, slots=True)
class Layout:
    """Which of the columns a file has. Raises `UnusableAttendancesError` when one that is needed is missing."""

    file: str
    columns: tuple[str, ...]  # those of `KNOWN` that are there

    @property
    def decided(self) -> bool:
        """Whether months are cut and both sides are taken into account already, as the measure wants it."""
        return "month" in self.columns and "confirmed" in self.columns

    @classmethod
    def of(cls, file: str, names: Iterable[str]) -> tuple[Layout, tuple[str, ...]]:
        """The layout, and the names of columns that are ignored."""
        there = tuple(names)
        twice = next((name for name in KNOWN if there.count(name) > 1), None)
        if twice:
            raise UnusableAttendancesError(f"{file}: there are two columns called {twice}; one is right.")
        missing = [name for name in NEEDED if name not in there]
        if not {"confirmed", "state"} & set(there):
            missing.append("confirmed (or state)")
        if missing:
            raise UnusableAttendancesError(
                f"{file}: the column{'s' * (len(missing) > 1)} {', '.join(missing)} {'are' if missing[1:] else 'is'} "
                f"missing. It has: {', '.join(there[:20]) or 'none'}. docs/bulk.md lists what an attendance file has."
            )
        known = tuple(name for name in KNOWN if name in there)
        if "confirmed" in known:
            known = tuple(name for name in known if name != "state")
        if "month" in known:
            known = tuple(name for name in known if name != "zone")
        return cls(file, known), tuple(name for name in there if name not in KNOWN)


def is_no(name: str) -> str:
    """What is wrong with a cell of the column, behind the cell."""
    return f"“{{}}” is not {_READERS[name][1]}"


def check_types(layout: Layout, types: dict[str, pa.DataType]) -> None:
    """Raise `UnusableAttendancesError` for a column of a type that can never be understood."""
    for name in layout.columns:
        reader, wanted = _READERS[name]
        if reader(types[name]) is None and not pa.types.is_null(types[name]):
            raise UnusableAttendancesError(
                f"{layout.file}: column {name} is of type {types[name]}; it should be {wanted}."
            )


def understood(batch: pa.RecordBatch, layout: Layout, first_row: int, faults: Faults) -> pa.RecordBatch:
    """The batch with the columns of `layout` as the measure reads them, without the rows that have a fault.

    Keys become 64-bit integers or text, moments epoch seconds, months `202603`, sides, modes and states their place in
    `SIDES`, `MODES`, `STATES`. `first_row` is the 1-based row number of the batch's first row.
    """
    columns = {name: _understood(batch.column(name), name, first_row, faults) for name in layout.columns}
    if "mode" not in columns:
        columns["mode"] = pa.repeat(pa.scalar(_UNKNOWN_MODE, pa.int8()), len(batch))
    whole = pa.RecordBatch.from_arrays(list(columns.values()), list(columns))
    needed = [column for name, column in columns.items() if column.null_count]
    if needed:
        good = np.logical_and.reduce([_mask(pc.is_valid(column)) for column in needed])
        faults.rows += len(whole) - int(good.sum())
        whole = whole.filter(pa.array(good))
    return _with_length(whole, first_row, faults)


def _understood(column: pa.Array, name: str, first_row: int, faults: Faults) -> pa.Array:
    column = column.cast(pa.string()) if pa.types.is_null(column.type) else column
    reader = _READERS[name][0](column.type)
    read = reader(column) if reader else column
    missing = column.null_count
    if name == "mode" and missing:
        read = pc.if_else(pc.is_null(column), pa.scalar(_UNKNOWN_MODE, pa.int8()), read)
    elif missing:
        row = first_row + int(pc.index(pc.is_null(column), True).as_py())
        faults.take(name, EMPTY, row, "", missing)
    wrong = read.null_count - (0 if name == "mode" else missing)
    if wrong > 0:
        bad = pc.and_(pc.is_null(read), pc.is_valid(column))
        place = int(pc.index(bad, True).as_py())
        shown = str(column[place].as_py())[:SHOWN]
        faults.take(name, is_no(name), first_row + place, shown, wrong)
    return read


def _with_length(batch: pa.RecordBatch, first_row: int, faults: Faults) -> pa.RecordBatch:
    """The rows that end after they begin; the others give no time, and are told."""
    if not len(batch):
        return batch
    start, end = integers(batch.column("start")), integers(batch.column("end"))
    if (good := end > start).all():
        return batch
    wrong = np.flatnonzero(~good)
    faults.take("end", LATE, first_row + int(wrong[0]), "", len(wrong))
    faults.rows += len(wrong)
    return batch.filter(pa.array(good))


def integers(column: pa.Array) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """A column without nulls as 64-bit integers."""
    return np.asarray(column.to_numpy(zero_copy_only=False), dtype=np.int64)


def _mask(column: pa.Array) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.asarray(column.to_numpy(zero_copy_only=False), dtype=np.bool_)


Reader = Callable[[pa.Array], pa.Array]


def _is_text(kind: pa.DataType) -> bool:
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _text(column: pa.Array) -> pa.Array:
    """As plain text, trimmed; what is empty then is no value."""
    trimmed = pc.utf8_trim_whitespace(column.cast(pa.string()))
    return pc.if_else(pc.equal(pc.utf8_length(trimmed), 0), pa.scalar(None, pa.string()), trimmed)


def _whole(column: pa.Array) -> pa.Array:
    """Integers as they are, with a sign; what does not fit into 64 bits is no value."""
    if pa.types.is_signed_integer(column.type):
        return column
    if not pa.types.is_uint64(column.type):
        return column.cast(pa.int64())
    fits = pc.less_equal(column, pa.scalar(2**63 - 1, pa.uint64()))
    return pc.if_else(fits, column, pa.scalar(None, pa.uint64())).cast(pa.int64())


def _key(kind: pa.DataType) -> Reader | None:
    if pa.types.is_integer(kind):
        return _whole
    return _text if _is_text(kind) else None


def _matching(column: pa.Array, pattern: str) -> pa.Array:
    text = _text(column)
    return pc.if_else(pc.match_substring_regex(text, pattern), text, pa.scalar(None, pa.string()))


def _between(column: pa.Array, low: int, high: int) -> pa.Array:
    """The integers from `low` to `high`; looked at one by one only where one lies outside."""
    bounds = pc.min_max(column).as_py()
    if bounds["min"] is None or (bounds["min"] >= low and bounds["max"] <= high):
        return column
    inside = pc.and_(pc.greater_equal(column, low), pc.less_equal(column, high))
    return pc.if_else(inside, column, pa.scalar(None, column.type))


def _seconds(column: pa.Array) -> pa.Array:
    return _between(_whole(column), FIRST_SECOND, LAST_SECOND)


def _seconds_of_stamps(column: pa.Array) -> pa.Array:
    stamps = column.cast(pa.timestamp("s", "UTC"), safe=False)
    return _between(stamps.cast(pa.int64()), FIRST_SECOND, LAST_SECOND)


def _seconds_of_text(column: pa.Array) -> pa.Array:
    """Epoch seconds, or ISO 8601 with an offset."""
    numbers = _matching(column, _WHOLE).cast(pa.int64())
    written = _matching(column, _MOMENT)
    if written.null_count == len(written):
        return _between(numbers, FIRST_SECOND, LAST_SECOND)
    zulu = pc.replace_substring_regex(written, r"[Zz]$", "+00:00")
    plain = pc.replace_substring_regex(zulu, r"[+-]\d\d:?\d\d$", "")
    offsets = pc.replace_substring_regex(zulu, r"^.*([+-])(\d\d):?(\d\d)$", r"\1\2\3")
    signs = pc.replace_substring(offsets, "+", "").cast(pa.int64())
    whole = pc.replace_substring_regex(plain, r"\.\d+$", "")
    clock = pc.if_else(pc.equal(pc.utf8_length(whole), 16), pc.binary_join_element_wise(whole, ":00", ""), whole)
    stamps = pc.strptime(pc.replace_substring(clock, "T", " "), "%Y-%m-%d %H:%M:%S", "s", error_is_null=True)
    is_day = pc.equal(pc.strftime(stamps, "%Y-%m-%d"), pc.utf8_slice_codeunits(clock, 0, 10))
    stamps = pc.if_else(is_day, stamps, pa.scalar(None, stamps.type))  # 30 February would pass for 2 March
    hours = pc.divide(signs, 100)
    offset = pc.add(pc.multiply(hours, 3600), pc.multiply(pc.subtract(signs, pc.multiply(hours, 100)), 60))
    read = pc.subtract(stamps.cast(pa.int64()), offset)
    return _between(pc.coalesce(numbers, read), FIRST_SECOND, LAST_SECOND)


def _moment(kind: pa.DataType) -> Reader | None:
    if pa.types.is_integer(kind):
        return _seconds
    if pa.types.is_timestamp(kind):
        return _seconds_of_stamps if kind.tz else None
    return _seconds_of_text if _is_text(kind) else None


def _months(column: pa.Array) -> pa.Array:
    numbers = _between(_whole(column), FIRST_MONTH, LAST_MONTH)
    if numbers.null_count:
        return _real_months(numbers)
    values = np.asarray(numbers.to_numpy(zero_copy_only=False))
    number = values[np.append(values[:1] > 0, values[1:] != values[:-1])] % 100  # rows of a month mostly stand together
    if len(number) and (number.min() < 1 or number.max() > _MONTHS_IN_A_YEAR):
        return _real_months(numbers)
    return numbers.cast(pa.int32())


def _real_months(numbers: pa.Array) -> pa.Array:
    number = pc.subtract(numbers, pc.multiply(pc.divide(numbers, 100), 100))
    real = pc.and_(pc.greater_equal(number, 1), pc.less_equal(number, _MONTHS_IN_A_YEAR))
    return pc.if_else(real, numbers, pa.scalar(None, numbers.type)).cast(pa.int32())


def _months_of_text(column: pa.Array) -> pa.Array:
    plain = pc.replace_substring(_matching(column, _MONTH), "-", "")
    return _months(plain.cast(pa.int64()))


def _months_of_days(column: pa.Array) -> pa.Array:
    return pc.add(pc.multiply(pc.year(column), 100), pc.month(column)).cast(pa.int32())


def _month(kind: pa.DataType) -> Reader | None:
    if pa.types.is_integer(kind):
        return _months
    if pa.types.is_date(kind):
        return _months_of_days
    return _months_of_text if _is_text(kind) else None


def _one_of(*spellings: tuple[str, ...]) -> Callable[[pa.DataType], Reader | None]:
    """A reader of words or small numbers: each tuple holds the spellings of the value at its place."""
    words = [(word, place) for place, each in enumerate(spellings) for word in each]
    meaning = pa.array([place for _, place in words], pa.int8())

    def of_text(column: pa.Array) -> pa.Array:
        plain = pc.replace_substring(pc.replace_substring(pc.utf8_lower(_text(column)), "-", "_"), " ", "_")
        return meaning.take(pc.index_in(plain, value_set=pa.array([word for word, _ in words])))

    def of_dictionary(column: pa.Array) -> pa.Array:
        return of_text(column.dictionary).take(column.indices)

    def of_numbers(column: pa.Array) -> pa.Array:
        return _between(_whole(column), 0, len(spellings) - 1).cast(pa.int8())

    def reader(kind: pa.DataType) -> Reader | None:
        if pa.types.is_integer(kind):
            return of_numbers
        if not _is_text(kind):
            return None
        return of_dictionary if pa.types.is_dictionary(kind) else of_text

    return reader


_yes_or_no = _one_of(NO, YES)


def _truth(kind: pa.DataType) -> Reader | None:
    if pa.types.is_boolean(kind):
        return lambda column: column
    reader = _yes_or_no(kind)
    return (lambda column: reader(column).cast(pa.bool_())) if reader else None


def _zone(kind: pa.DataType) -> Reader | None:
    return _zones if _is_text(kind) else None


def _zones(column: pa.Array) -> pa.Array:
    """Names of time zones; one that nobody knows is no value."""
    text = _text(column)
    named = pc.unique(text).drop_null()
    known = named.filter(pa.array([time_zone(name) is not None for name in named.to_pylist()], pa.bool_()))
    if len(known) == len(named):
        return text
    return pc.if_else(pc.is_in(text, value_set=known), text, pa.scalar(None, pa.string()))


def _places(*words: str) -> tuple[tuple[str, ...], ...]:
    return tuple((word, str(place)) for place, word in enumerate(words))


_MOMENT_IN_WORDS = "a moment from 1970 to 2099: epoch seconds, or a date and time with its offset from UTC"
_WHOLE_OR_TEXT = "a whole number or text"
_READERS: dict[str, tuple[Callable[[pa.DataType], Reader | None], str]] = {
    "account": (_key, _WHOLE_OR_TEXT),
    "person": (_key, _WHOLE_OR_TEXT),
    "meeting": (_key, _WHOLE_OR_TEXT),
    "month": (_month, "a month from 1970 to 2099, like 2026-03 or 202603"),
    "side": (_one_of(*_places(*SIDES)), "client or ours (0 or 1)"),
    "start": (_moment, _MOMENT_IN_WORDS),
    "end": (_moment, _MOMENT_IN_WORDS),
    "confirmed": (_truth, "true or false"),
    "state": (_one_of(*_places(*STATES)), "confirmed, presumed or absent"),
    "mode": (_one_of(*_places(*MODES)), "in_person, video, phone or unknown (0 to 3)"),
    "zone": (_zone, "the name of a time zone, like Europe/Berlin"),
}
