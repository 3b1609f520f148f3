"""The asset beside what followed: lags, unknown figures, four quarters as one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innercircle.kit.quarter import Quarter
from innercircle.kit.spread import Spread
from innercircle.plans.rules.asset import (
    LAGS,
    AssetQuarter,
    Brought,
    Cause,
    Effect,
    Known,
    Shares,
    Strength,
    hours_of,
    relation,
    total,
    window,
    year_to,
)

FIRST = Quarter(2024, 1)


def row(hours: list[float | None], engagements: list[int | None], over: int | None = None) -> tuple[AssetQuarter, ...]:
    """Quarters with these hours and so many engagements; the first `over` of them are over."""
    return tuple(
        AssetQuarter(
            FIRST.plus(place),
            over is None or place < over,
            None if given_hours is None else Spread(0, round(given_hours * 3600)),
            brought=None if count is None else Brought(begun=tuple(range(count))),
        )
        for place, (given_hours, count) in enumerate(zip(hours, engagements, strict=True))
    )


def test_each_quarter_stands_beside_the_one_so_many_later() -> None:
    found = relation(row([1, 2, None, 4, 5], [9, 8, 7, None, 5]), Cause.HOURS, Effect.ENGAGEMENTS, 1)
    assert [(str(pair.early), str(pair.late), pair.x, pair.y) for pair in found.pairs] == [
        ("2024-Q1", "2024-Q2", 1.0, 8.0),
        ("2024-Q2", "2024-Q3", 2.0, 7.0),
        ("2024-Q4", "2025-Q1", 4.0, 5.0),
    ]
    assert (found.lag, found.correlation.known, found.correlation.n) == (1, Known.TOO_FEW, 3)


def test_a_quarter_that_runs_is_left_out_on_both_sides() -> None:
    quarters = row([1, 2, 3], [1, 2, 3], over=2)
    assert [len(relation(quarters, Cause.HOURS, Effect.ENGAGEMENTS, lag).pairs) for lag in LAGS] == [2, 1, 0, 0, 0]


def test_the_right_lag_shows() -> None:
    hours: list[float | None] = [3, 1, 4, 1.5, 9, 2, 6, 5, 3.5, 8, 9.5, 7]
    places = [sorted(each for each in hours if each is not None).index(each) for each in hours if each is not None]
    later: list[int | None] = [None, None, *places[:-2]]
    rhos = [relation(row(hours, later), Cause.HOURS, Effect.ENGAGEMENTS, lag).correlation.rho for lag in LAGS]
    assert rhos[2] == 1
    assert all(rho is None or rho < 1 for place, rho in enumerate(rhos) if place != 2)


@given(st.lists(st.none() | st.integers(0, 9), max_size=20), st.sampled_from(LAGS))
def test_pairs_are_those_of_two_shifted_rows(counts: list[int | None], lag: int) -> None:
    quarters = row([None if count is None else float(count) for count in counts], counts)
    shifted = zip(counts, counts[lag:], strict=False)
    wanted = [(x, y) for x, y in shifted if x is not None and y is not None]
    found = relation(quarters, Cause.HOURS, Effect.ENGAGEMENTS, lag)
    assert [(pair.x, pair.y) for pair in found.pairs] == wanted


def test_four_quarters_as_one() -> None:
    quarters = [
        AssetQuarter(
            FIRST.plus(place),
            True,
            Spread(0, 3600),
            Strength(place, ()) if place else None,
            2.5,
            Brought((place,), frozenset({"a", str(place % 2)}), Decimal(10), Shares(1, 2), Shares(0, 1)),
        )
        for place in range(4)
    ]
    figures = {of: total(quarters, of) for of in (*Cause, *Effect)}
    assert figures == {
        Cause.HOURS: 4.0,
        Cause.STRENGTH: 2.0,
        Cause.INVESTED: 10.0,
        Effect.ENGAGEMENTS: 4.0,
        Effect.KINDS: 3.0,
        Effect.REVENUE: 40.0,
        Effect.UNCONTESTED: 0.5,
        Effect.UNASKED: 0.0,
    }
    assert quarters[1].figure(Effect.KINDS) == 2
    empty = [AssetQuarter(FIRST, True), AssetQuarter(FIRST, True, brought=Brought())]
    assert [total(empty[:1], of) for of in (*Cause, *Effect)] == [None] * 8
    assert (total(empty, Effect.REVENUE), total(empty, Effect.ENGAGEMENTS)) == (None, 0)


def test_a_window_is_four_whole_quarters() -> None:
    quarters = row([1] * 6, [1] * 6, over=5)
    assert [each.quarter for each in window(quarters, FIRST.plus(4))] == [FIRST.plus(place) for place in (1, 2, 3, 4)]
    assert window(quarters, FIRST.plus(5)) == ()
    assert window(quarters, FIRST.plus(2)) == ()


def test_a_year_is_known_when_each_of_its_quarters_is() -> None:
    known = Brought((1,), frozenset("a"), None, Shares(1, 1))
    rows = [AssetQuarter(FIRST.plus(place), True, Spread(0, 3600), brought=known) for place in range(5)]
    last = FIRST.plus(4)
    assert year_to(rows, last, Cause.HOURS) == year_to(rows, last, Effect.ENGAGEMENTS) == 4
    assert year_to(rows, last, Effect.UNCONTESTED) == 1
    assert year_to(rows, last, Effect.REVENUE) is None
    assert year_to(rows, last, Effect.UNASKED) is None, "engagements are known, and nobody knows of any"
    gap = [*rows[:3], AssetQuarter(FIRST.plus(3), True), rows[4]]
    assert {year_to(gap, last, of) for of in (*Cause, *Effect)} == {None}
    assert year_to(rows, FIRST.plus(2), Cause.HOURS) is None, "three quarters are no year"


def test_months_add_up() -> None:
    assert hours_of([Spread(1, 2), Spread(3, 4)]) == Spread(4, 6)
    assert hours_of([]) == Spread(0, 0)


@pytest.mark.parametrize("cause", Cause)
def test_nothing_known_is_no_pair(cause: Cause) -> None:
    assert relation((AssetQuarter(FIRST, True),), cause, Effect.KINDS, 0).pairs == ()
