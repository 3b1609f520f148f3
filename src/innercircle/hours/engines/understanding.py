"""What the columns of an attendance table mean, as expressions that any engine understands.

The same cells count, and the same are at fault, as in the embedded reading (`attendances.schema`). A cell that cannot
be understood becomes no value, which costs its row. Whole numbers only, and only functions that DuckDB, PostgreSQL and
Spark have alike; a text becomes a number only behind a pattern that it matches, whatever is evaluated first.
"""

from __future__ import annotations

from typing import Any

import ibis

from innercircle.hours.attendances.schema import (
    FIRST_MONTH,
    LAST_MONTH,
    LAST_SECOND,
    MODES,
    NO,
    SIDES,
    YES,
    UnusableAttendancesError,
)

Expression = Any  # Ibis brings no types
NAMES = ("account", "month", "side", "person", "start", "end", "meeting", "confirmed", "mode")
_MONTHS_IN_A_YEAR = 12
_SECONDS, _MONTH = r"^[0-9]{1,18}$", r"^[0-9]{4}-?(0[1-9]|1[0-2])$"


def understood(table: Expression, *, written: bool) -> dict[str, Expression]:
    """Each column by its name; `written` says that every column is text, as in a CSV.

    Raises `UnusableAttendancesError` for a column of a type that an engine cannot add up.
    """
    columns = {name: _READERS[name](table[name], name, written) for name in NAMES if name in table.columns}
    unknown = ibis.literal(MODES.index("unknown"), "int64")
    if "mode" not in columns:
        return columns | {"mode": unknown}
    return columns | {"mode": table["mode"].isnull().ifelse(unknown, columns["mode"])}


def one_or_none(truth: Expression) -> Expression:
    """1 or 0; some engines cannot cast a truth to a number."""
    return truth.ifelse(ibis.literal(1, "int64"), ibis.literal(0, "int64"))


def _key(column: Expression, name: str, _: bool) -> Expression:  # noqa: FBT001 -- readers share one shape
    if column.type().is_string():
        return column.strip().nullif("")
    _refuse_unless(name, column, "whole numbers or text", fits=column.type().is_integer())
    return column


def _second(column: Expression, name: str, written: bool) -> Expression:  # noqa: FBT001
    fits = column.type().is_integer() or (written and column.type().is_string())
    _refuse_unless(name, column, "epoch seconds as whole numbers", fits=fits)
    number = column.cast("int64") if column.type().is_integer() else _matching(column, _SECONDS).cast("int64")
    return _only(number, number.between(0, LAST_SECOND))


def _month(column: Expression, name: str, _: bool) -> Expression:  # noqa: FBT001
    kind = column.type()
    if kind.is_string():
        number = _matching(column, _MONTH).replace("-", "").cast("int64")
    elif kind.is_date():
        number = column.year().cast("int64") * 100 + column.month().cast("int64")
    else:
        _refuse_unless(name, column, "whole numbers like 202603 or text like 2026-03", fits=kind.is_integer())
        number = column.cast("int64")
    within = number.between(FIRST_MONTH, LAST_MONTH) & (number % 100).between(1, _MONTHS_IN_A_YEAR)
    return _only(number, within)


def _side(column: Expression, name: str, _: bool) -> Expression:  # noqa: FBT001
    return _place(column, name, tuple((word,) for word in SIDES))


def _mode(column: Expression, name: str, _: bool) -> Expression:  # noqa: FBT001
    return _place(column, name, tuple((word,) for word in MODES))


def _truth(column: Expression, name: str, _: bool) -> Expression:  # noqa: FBT001
    kind = column.type()
    if kind.is_boolean():
        return column.isnull().ifelse(ibis.null("int64"), one_or_none(column))
    _refuse_unless(name, column, "true or false", fits=kind.is_integer() or kind.is_string())
    return _place(column, name, (NO, YES))


def _place(column: Expression, name: str, words: tuple[tuple[str, ...], ...]) -> Expression:
    """The place of a word, or a number that is one."""
    if not column.type().is_string():
        wanted = f"one of {', '.join(each[0] for each in words)}"
        _refuse_unless(name, column, wanted, fits=column.type().is_integer())
        number = column.cast("int64")
        return _only(number, number.between(0, len(words) - 1))
    plain = column.strip().lower().replace("-", "_").replace(" ", "_")
    branches = [
        (plain.isin(sorted({*each, str(place)})), ibis.literal(place, "int64")) for place, each in enumerate(words)
    ]
    return ibis.cases(*branches, else_=ibis.null("int64"))


def _matching(column: Expression, pattern: str) -> Expression:
    """The trimmed text where it matches, no value elsewhere."""
    text = column.strip()
    return text.re_search(pattern).ifelse(text, ibis.null("string"))


def _only(number: Expression, condition: Expression) -> Expression:
    return condition.ifelse(number, ibis.null("int64"))


def _refuse_unless(name: str, column: Expression, wanted: str, *, fits: bool) -> None:
    if not fits:
        raise UnusableAttendancesError(
            f"column {name} is of type {column.type()}; an engine needs {wanted}. "
            "`innercircle hours FILE --attendances OUT.parquet` writes such a file."
        )


_READERS = {
    "account": _key,
    "month": _month,
    "side": _side,
    "person": _key,
    "start": _second,
    "end": _second,
    "meeting": _key,
    "confirmed": _truth,
    "mode": _mode,
}
