"""The pass over columns gives what the rule gives, however the rows are cut into batches and whatever their order."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innercircle.directory.files import time_zone
from innercircle.hours.attendances.deciding import Zones
from innercircle.hours.attendances.ordering import measured_in_any_order, put_in_order
from innercircle.hours.attendances.streaming import COLUMNS, UnclusteredError, measured, whole_cells
from innercircle.hours.rules import Fact, Policy
from tests.hours.attendances.rows import MARCH, batch, expected, fact, facts, written


def streamed(rows: list[Fact], policy: Policy = Policy.SEEN, size: int = 1_000) -> list[dict[str, Any]]:
    batches = [batch([written(each) for each in rows[at : at + size]]) for at in range(0, len(rows), size)]
    found: list[dict[str, Any]] = put_in_order(list(measured(batches, policy))).to_pylist()
    return found


@settings(deadline=None)
@given(facts(), st.sampled_from(Policy), st.integers(1, 9))
def test_the_pass_equals_the_rule_whatever_the_batches(rows: list[Fact], policy: Policy, size: int) -> None:
    assert streamed(sorted(rows), policy, size) == expected(rows, policy)


@settings(deadline=None)
@given(facts(), st.sampled_from(Policy), st.integers(1, 9), st.sampled_from([1, 5_000_000]))
def test_rows_in_any_order_give_the_same(rows: list[Fact], policy: Policy, size: int, files: int) -> None:
    batches = [batch([written(each) for each in rows[at : at + size]]) for at in range(0, len(rows), size)]
    found = measured_in_any_order(batches, policy, expected=files, zones=Zones(UTC, time_zone), is_decided=True)
    assert put_in_order(found).to_pylist() == expected(rows, policy)


@pytest.mark.parametrize(
    ("rows", "row"),
    [
        ([fact(account=2), fact(account=1)], 2),
        ([fact(month=MARCH.index + 1), fact()], 2),
        ([fact(), fact(side=1), fact()], 3),
        ([fact(2), fact(1)], 2),
        ([fact(1), fact(2, start=60), fact(2, start=0)], 3),
    ],
)
@pytest.mark.parametrize("size", [1, 2, 1_000])
def test_a_row_out_of_its_order_is_named(rows: list[Fact], row: int, size: int) -> None:
    with pytest.raises(UnclusteredError) as fault:
        streamed(rows, size=size)
    assert fault.value.row == row


def test_a_month_that_lies_in_several_batches_is_one() -> None:
    rows = [fact(person, start=hour * 3600, end=(hour + 1) * 3600) for person in range(5) for hour in range(4)]
    (cell,) = streamed(rows, size=3)
    assert (cell["client_high"], cell["contacts"]) == (5 * 4 * 3600, 5)


def test_cells_are_whole_and_no_row_is_lost() -> None:
    rows = [fact(person, account=account) for account in range(6) for person in range(7)]
    chunks = list(whole_cells([batch([written(each) for each in rows[at : at + 10]]) for at in range(0, 42, 10)]))
    assert sum(map(len, chunks)) == 42
    seen = [account for chunk in chunks for account in set(chunk.column("account").to_pylist())]
    assert sorted(seen) == list(range(6))


def test_nothing_gives_an_empty_table() -> None:
    assert put_in_order(measured([], Policy.SEEN)).column_names == list(COLUMNS)
    assert put_in_order(measured([batch([])], Policy.SEEN)).num_rows == 0


@pytest.mark.parametrize("spread", [1, 2**40, 2**61])
def test_numbers_that_lie_far_apart_are_still_told_apart(spread: int) -> None:
    rows = [fact(person, account=spread * 2, meeting=spread * person) for person in (0, 1, 2)]
    rows += [fact(person, account=-spread, meeting=spread * person) for person in (0, 1)]
    assert [(cell["meetings"], cell["contacts"]) for cell in streamed(sorted(rows))] == [(2, 2), (3, 3)]
