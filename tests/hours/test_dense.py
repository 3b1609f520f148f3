"""The rows that follow from an account's months: what nothing moved is handed on as it is, without comparing it."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from innercircle.hours.queries.figures import COLUMNS, NO_COLUMNS, Rows, dense
from innercircle.hours.rules import Policy

MONTHS = st.dictionaries(st.integers(24_300, 24_312), st.integers(0, 3), max_size=8)


def rows_of(hours: dict[int, int], **more: Any) -> Rows:
    bare = {name: NO_COLUMNS[name] for name in COLUMNS[:12]}
    made = {month: bare | {"low": high * 1800, "high": high * 3600} | more for month, high in hours.items()}
    return {(policy, month): columns for policy in Policy for month, columns in made.items()}


@settings(deadline=None)
@given(MONTHS)
def test_what_is_stored_already_is_the_very_same_row(hours: dict[int, int]) -> None:
    stored = dense(rows_of(hours))
    again = dense(dict(stored))
    assert again == stored
    assert all(again[key] is columns for key, columns in stored.items())


@settings(deadline=None)
@given(MONTHS, st.integers(24_300, 24_312), st.integers(0, 3))
def test_a_month_that_moves_gives_what_all_of_them_give_anew(hours: dict[int, int], month: int, high: int) -> None:
    stored = dense(rows_of(hours))
    moved = dense(stored | rows_of({month: high}))
    assert moved == dense(rows_of(hours | {month: high}))
    before = {key for key in moved if key[1] < month}
    assert all(moved[key] is stored[key] for key in before & set(stored))


def test_every_row_has_every_column() -> None:
    assert all(tuple(sorted(columns)) == tuple(sorted(COLUMNS)) for columns in dense(rows_of({24_300: 1})).values())
