"""Spearman's rank correlation: the example by hand, a second formulation, the bounds the page states."""

from __future__ import annotations

import math
from collections import Counter
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innercircle.plans.rules.asset import LEAST, Correlation, Known, ranks, spearman

HOURS = (4, 6, 6, 9, 12, 10, 15, 18)
ENGAGEMENTS = (0, 1, 0, 1, 1, 2, 2, 3)
FIGURE = st.integers(-5, 5) | st.floats(-1e6, 1e6, allow_nan=False)
PAIRS = st.lists(st.tuples(FIGURE, FIGURE), min_size=LEAST, max_size=40)


def by_differences(pairs: list[tuple[float, float]]) -> float:
    """The same from squared differences of places and corrections for ties, as the worked example does it."""
    xs, ys = zip(*pairs, strict=True)
    n = len(pairs)
    squares = sum((_place(x, xs) - _place(y, ys)) ** 2 for x, y in pairs)
    left = [(n**3 - n) / 12 - sum((t**3 - t) / 12 for t in Counter(row).values()) for row in (xs, ys)]
    return (sum(left) - squares) / (2 * math.sqrt(left[0] * left[1]))


def _place(value: float, row: tuple[float, ...]) -> float:
    """How many are smaller, and half of the equal ones: no sorting."""
    return sum(other < value for other in row) + (sum(other == value for other in row) + 1) / 2


def test_the_example_done_by_hand() -> None:
    assert ranks(HOURS) == [1, 2.5, 2.5, 4, 6, 5, 7, 8]
    assert ranks(ENGAGEMENTS) == [1.5, 4, 1.5, 4, 4, 6.5, 6.5, 8]
    found = spearman(list(zip(HOURS, ENGAGEMENTS, strict=True)))
    assert found.rho == pytest.approx(70.5 / (2 * math.sqrt(41.5 * 39)))
    assert round(found.rho or 0, 2) == 0.88
    assert (found.n, found.known, found.beyond_chance) == (8, Known.KNOWN, True)


@given(PAIRS)
def test_it_equals_the_second_formulation(pairs: list[tuple[float, float]]) -> None:
    found = spearman(pairs)
    xs, ys = zip(*pairs, strict=True)
    if len(set(xs)) == 1 or len(set(ys)) == 1:
        assert (found.rho, found.known) == (None, Known.CONSTANT)
    else:
        assert found.rho == pytest.approx(by_differences(pairs), abs=1e-9)


@given(PAIRS)
def test_it_looks_at_the_order_alone_and_turns_with_it(pairs: list[tuple[float, float]]) -> None:
    rho = spearman(pairs).rho
    stretched = spearman([(x * 8, math.atan(y / 1e3)) for x, y in pairs])
    turned = spearman([(x, -y) for x, y in pairs])
    swapped = spearman([(y, x) for x, y in pairs])
    if rho is None:
        assert turned.rho is None
        return
    assert -1 <= rho <= 1
    assert turned.rho == pytest.approx(-rho)
    assert swapped.rho == pytest.approx(rho)
    if len({math.atan(y / 1e3) for _x, y in pairs}) == len({y for _x, y in pairs}):
        assert stretched.rho == pytest.approx(rho)


@given(st.lists(FIGURE, max_size=30))
def test_places_add_up_whatever_is_equal(values: list[float]) -> None:
    assert sum(ranks(values)) == len(values) * (len(values) + 1) / 2
    assert ranks(values) == [_place(value, tuple(values)) for value in values]


def test_too_few_is_said_and_nothing_else() -> None:
    few = spearman([(place, place) for place in range(LEAST - 1)])
    assert few == Correlation(LEAST - 1, None, Known.TOO_FEW)
    assert not few.beyond_chance
    assert spearman([]).chance == spearman([(1, 1)]).chance == 1
    assert spearman([(place, place) for place in range(LEAST)]).rho == 1


def test_no_variation_is_said() -> None:
    assert spearman([(1, place) for place in range(9)]).known is Known.CONSTANT
    assert spearman([(place, 1) for place in range(9)]).known is Known.CONSTANT


@pytest.mark.parametrize(("n", "bound"), [(5, 1.0), (6, 0.89), (7, 0.79), (8, 0.74)])
def test_the_bounds_of_chance_on_the_page_are_exact(n: int, bound: float) -> None:
    """Every order of n places counted: the least distance from zero that at most one in twenty of them reaches."""
    scale = n * (n * n - 1)
    found = Counter(
        abs(scale - 6 * sum((place - other) ** 2 for place, other in enumerate(order)))
        for order in permutations(range(n))
    )
    reached, least = 0, None
    for value in sorted(found, reverse=True):
        reached += found[value]
        if reached * 20 > math.factorial(n):
            break
        least = value / scale
    assert least is not None
    assert round(least, 2) == bound


def test_the_normal_bound_is_near_the_exact_one_from_the_least_on() -> None:
    assert spearman([(place, place) for place in range(LEAST)]).chance == pytest.approx(0.74, abs=0.01)
    weak = Correlation(8, 0.7, Known.KNOWN)
    assert not weak.beyond_chance
    assert Correlation(8, -0.8, Known.KNOWN).beyond_chance
