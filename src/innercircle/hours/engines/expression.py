"""The measure as expressions that any engine understands: a running maximum for each person, then sums.

Whole numbers only: no moment, no time zone, no division is left to an engine. Months are cut and both sides taken into
account before (`docs/bulk.md`). Equal to `hours.rules.figures`, the definition (`docs/rules/client-hours.md`), to the
second; tests run it on DuckDB, PostgreSQL and Spark beside the embedded pass.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis

from innercircle.hours.attendances.schema import MODES, SIDES, UnusableAttendancesError
from innercircle.hours.attendances.streaming import COLUMNS
from innercircle.hours.rules import Policy

Expression = Any  # Ibis brings no types
_WHO = ("account", "month", "side", "person")
_VIDEO = MODES.index("video")


def measure_on(table: Expression, policy: Policy) -> Expression:
    """One row for each account and month, in the columns of `streaming.COLUMNS`; times in seconds.

    Raises `UnusableAttendancesError` for a column that an engine cannot add up.
    """
    rows = _usable(_whole_numbers(table))
    rows = rows.filter(rows["mode"].isin([MODES.index(mode) for mode in policy.modes]))
    rows = rows.mutate(seen=_one_or_none(rows["mode"] != _VIDEO))
    before = ibis.window(group_by=[rows[name] for name in _WHO], order_by=[rows.start], preceding=(None, 1))
    masks = {
        "high": ibis.literal(1, "int64"),
        "low": rows.confirmed,
        "seen_high": rows.seen,
        "seen_low": rows.seen * rows.confirmed,
    }
    gains = {name: _gain(rows, mask, before) for name, mask in masks.items()}
    return _summed(rows.mutate(**gains))


def _usable(rows: Expression) -> Expression:
    """Without the rows that the embedded pass leaves out: an empty or impossible cell costs that row."""
    whole = rows.drop_null(list(rows.columns), how="any")
    return whole.filter(
        whole.start < whole.end, whole.side.isin(range(len(SIDES))), whole["mode"].isin(range(len(MODES)))
    )


def _gain(rows: Expression, mask: Expression, before: Expression) -> Expression:
    """What a row adds to its person's union: what lies beyond the running maximum of the ends before it."""
    end = rows.end * mask
    reach = ibis.coalesce(end.max().over(before), ibis.literal(0, "int64"))
    return ibis.greatest(end - ibis.greatest(rows.start, reach), ibis.literal(0, "int64"))


def _summed(rows: Expression) -> Expression:
    theirs, ours = rows.side == SIDES.index("client"), rows.side == SIDES.index("ours")
    whole = rows.group_by("account", "month").aggregate(
        client_low=rows.low.sum(where=theirs),
        client_high=rows.high.sum(where=theirs),
        ours_low=rows.low.sum(where=ours),
        ours_high=rows.high.sum(where=ours),
        in_person_low=rows.seen_low.sum(where=theirs),
        in_person_high=rows.seen_high.sum(where=theirs),
        meetings=rows.meeting.nunique(where=theirs),
        contacts=rows.person.nunique(where=theirs),
    )
    numbers = {name: ibis.coalesce(whole[name], 0).cast("int64") for name in COLUMNS[2:]}
    return whole.mutate(**numbers).select(*COLUMNS).order_by("account", "month")


def _whole_numbers(table: Expression) -> Expression:
    """The columns as whole numbers: keys may also be text, words become their places."""
    kinds = dict(table.schema().items())
    for name in ("start", "end"):
        _refuse_unless(name, kinds[name], "epoch seconds as whole numbers", fits=kinds[name].is_integer())
    for name in ("account", "person", "meeting"):
        _refuse_unless(
            name, kinds[name], "whole numbers or text", fits=kinds[name].is_integer() or kinds[name].is_string()
        )
    columns = {
        "account": table.account,
        "month": _month(table.month, kinds["month"]),
        "side": _place(table.side, kinds["side"], "side", SIDES),
        "person": table.person,
        "start": table.start.cast("int64"),
        "end": table.end.cast("int64"),
        "meeting": table.meeting,
        "confirmed": _truth(table.confirmed, kinds["confirmed"]),
        "mode": _mode(table, kinds),
    }
    return table.select(**columns)


def _mode(table: Expression, kinds: Mapping[str, Any]) -> Expression:
    """The mode's place; a column or a cell that is missing says unknown."""
    unknown = ibis.literal(MODES.index("unknown"), "int64")
    if "mode" not in kinds:
        return unknown
    return table["mode"].isnull().ifelse(unknown, _place(table["mode"], kinds["mode"], "mode", MODES))


def _month(column: Expression, kind: Any) -> Expression:
    if kind.is_string():
        return column.replace("-", "").cast("int64")
    _refuse_unless("month", kind, "whole numbers like 202603 or text like 2026-03", fits=kind.is_integer())
    return column.cast("int64")


def _truth(column: Expression, kind: Any) -> Expression:
    _refuse_unless("confirmed", kind, "true or false", fits=kind.is_boolean() or kind.is_integer())
    if kind.is_integer():
        return column.cast("int64")
    return column.isnull().ifelse(ibis.null("int64"), _one_or_none(column))


def _one_or_none(truth: Expression) -> Expression:
    """1 or 0; some engines cannot cast a truth to a number."""
    return truth.ifelse(ibis.literal(1, "int64"), ibis.literal(0, "int64"))


def _place(column: Expression, kind: Any, name: str, words: tuple[str, ...]) -> Expression:
    if not kind.is_string():
        _refuse_unless(name, kind, f"one of {', '.join(words)}", fits=kind.is_integer())
        return column.cast("int64")
    branches = [(column == word, ibis.literal(place, "int64")) for place, word in enumerate(words)]
    return ibis.cases(*branches, else_=ibis.literal(None, "int64"))


def _refuse_unless(name: str, kind: Any, wanted: str, *, fits: bool) -> None:
    if not fits:
        raise UnusableAttendancesError(
            f"column {name} is of type {kind}; an engine needs {wanted}. "
            "`innercircle hours FILE --attendances OUT.parquet` writes such a file."
        )
