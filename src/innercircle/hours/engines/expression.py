"""The measure as expressions that any engine understands: a running maximum for each person, then sums.

Whole numbers only: no moment, no time zone, no division is left to an engine. Months are cut and both sides taken into
account before (`docs/bulk.md`). Equal to `hours.rules.figures`, the definition (`docs/rules/client-hours.md`), to the
second; tests run it on DuckDB, PostgreSQL and Spark beside the embedded pass.
"""

from __future__ import annotations

from collections.abc import Iterator

import ibis

from innercircle.hours.attendances.schema import MODES, SIDES
from innercircle.hours.attendances.streaming import COLUMNS
from innercircle.hours.engines.understanding import NAMES, Expression, one_or_none, understood
from innercircle.hours.rules import Policy

_WHO = ("account", "month", "side", "person")
_VIDEO = MODES.index("video")


def measure_on(table: Expression, policy: Policy, *, written: bool = False) -> Expression:
    """One row for each account and month, in the columns of `streaming.COLUMNS`; times in seconds.

    `written` says that every column is text, as in a CSV. Raises `UnusableAttendancesError` for a column that an engine
    cannot add up.
    """
    rows = table.select(**understood(table, written=written)).drop_null(list(NAMES), how="any")
    rows = rows.filter(rows.start < rows.end, rows["mode"].isin([MODES.index(mode) for mode in policy.modes]))
    rows = rows.mutate(seen=one_or_none(rows["mode"] != _VIDEO))
    before = ibis.window(group_by=[rows[name] for name in _WHO], order_by=[rows.start], preceding=(None, 1))
    masks = {
        "high": ibis.literal(1, "int64"),
        "low": rows.confirmed,
        "seen_high": rows.seen,
        "seen_low": rows.seen * rows.confirmed,
    }
    gains = {name: _gain(rows, mask, before) for name, mask in masks.items()}
    return _summed(rows.mutate(**gains))


def counts_on(table: Expression, *, written: bool = False) -> Expression:
    """One row: how many `rows` there are, how many are `lost`, and what is at fault in which column.

    `late` rows end no later than they start; a column has cells that are `NAME_empty` and `NAME_wrong`, with an example
    `NAME_shown`. The counts are those of `attendances.schema.Faults` for the same rows.
    """
    there = [name for name in NAMES if name in table.columns]
    raw = {f"raw_{name}": table[name] for name in there}
    both = table.select(**understood(table, written=written), **raw)
    whole = ibis.and_(*(both[name].notnull() for name in NAMES))
    good = ibis.and_(whole, both.start < both.end)
    counts = {"rows": both.count(), "whole": _number(whole), "good": _number(good)}
    for name in there:
        counts.update(_at_fault(name, both[f"raw_{name}"], both[name]))
    found = both.aggregate(**counts)
    return found.mutate(lost=found.rows - found.good, late=found.whole - found.good)


def _at_fault(name: str, raw: Expression, read: Expression) -> Iterator[tuple[str, Expression]]:
    wrong = ibis.and_(raw.notnull(), read.isnull())
    if name != "mode":  # an empty one says unknown
        yield f"{name}_empty", _number(raw.isnull())
    yield f"{name}_wrong", _number(wrong)
    yield f"{name}_shown", wrong.ifelse(raw.cast("string"), ibis.null("string")).min()


def _number(condition: Expression) -> Expression:
    """In how many rows it holds; 0 in a table without rows."""
    return ibis.coalesce(one_or_none(condition).sum(), 0)


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
