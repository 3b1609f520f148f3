"""Client seconds of many accounts in one pass are the unions of the measure, cut where a moment cuts them."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from innercircle.hours.rules import seconds_in_order
from innercircle.kit.spread import Spread

Row = tuple[int, int, int, int, int, bool]  # account, month, person, start, end, confirmed
ROWS = st.lists(
    st.tuples(
        *(st.integers(1, 2) for _name in ("account", "month", "person")),
        st.integers(-5, 30),
        st.integers(1, 12),
        st.booleans(),
    ).map(lambda row: (*row[:3], row[3], row[3] + row[4], row[5])),
    max_size=12,
)


def counted(rows: list[Row], since: int, until: int) -> dict[tuple[int, int], Spread]:
    """Every second in which somebody was there, one by one."""
    low: dict[tuple[int, int], set[tuple[int, int]]] = defaultdict(set)
    high: dict[tuple[int, int], set[tuple[int, int]]] = defaultdict(set)
    for account, month, person, start, end, confirmed in rows:
        seconds = {(person, second) for second in range(max(start, since), min(end, until))}
        high[account, month] |= seconds
        low[account, month] |= seconds if confirmed else set()
    return {key: Spread(len(low[key]), len(each)) for key, each in high.items()}


@given(ROWS, st.integers(-10, 45), st.integers(0, 60))
def test_each_second_of_a_person_counts_once_between_the_moments(rows: list[Row], since: int, length: int) -> None:
    until = since + length
    assert seconds_in_order(sorted(rows), since=since, until=until) == counted(rows, since, until)


@given(ROWS)
def test_without_a_moment_all_counts(rows: list[Row]) -> None:
    assert seconds_in_order(sorted(rows)) == counted(rows, -100, 100)


def test_nobody_is_nothing() -> None:
    assert seconds_in_order([]) == {}
