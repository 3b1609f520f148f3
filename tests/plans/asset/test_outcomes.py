"""What followed: engagements begun, kinds that run, money spread over days, how work was won."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innercircle.kit.quarter import Quarter, quarters_between
from innercircle.plans.rules.asset import Engagement, Shares, brought

Q1, Q2, Q3 = (Quarter(2026, number) for number in (1, 2, 3))
AUDIT = Engagement(1, "Audit", date(2026, 2, 15), date(2026, 5, 15), Decimal(90_000), "EUR", True, None)
REVIEW = Engagement(2, " audit ", date(2026, 3, 1), None, Decimal(10_000), "EUR", False, True)
STUDY = Engagement(3, "Study", date(2026, 4, 1), date(2026, 4, 1), None, "EUR", True, False)
ABROAD = Engagement(4, "Study", date(2026, 4, 2), None, Decimal(7), "USD")
ALL = (AUDIT, REVIEW, STUDY, ABROAD)
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def test_the_example_done_by_hand() -> None:
    assert [AUDIT.within(quarter) for quarter in (Q1, Q2, Q3)] == [45_000, 45_000, 0]


def test_a_quarter_tells_what_began_what_ran_and_how_it_was_won() -> None:
    first, second = brought(ALL, Q1, "EUR"), brought(ALL, Q2, "EUR")
    assert first
    assert second
    assert (first.begun, second.begun) == ((1, 2), (3, 4))
    assert [each.kinds for each in (first, second)] == [{"audit"}, {"audit", "study"}]
    assert [each.revenue for each in (first, second)] == [55_000, 45_000]
    assert (first.uncontested, first.unasked) == (Shares(1, 2), Shares(1, 1))
    assert (second.uncontested.share, second.unasked.share) == (1.0, 0.0)
    assert (first.uncontested + second.uncontested).share == 2 / 3


def test_nothing_is_known_before_the_first_engagement() -> None:
    assert brought(ALL, Quarter(2025, 4), "EUR") is None
    assert brought((), Q1, "EUR") is None
    assert Shares().share is None


def test_money_in_another_currency_or_without_a_value_is_not_known() -> None:
    for currency, revenue in (("EUR", None), ("USD", Decimal(7))):
        found = brought((STUDY, ABROAD), Q2, currency)
        assert found
        assert found.revenue == revenue
    later = brought((ABROAD,), Q3, "USD")
    assert later
    assert (later.revenue, later.begun) == (Decimal(0), ())
    assert later.kinds == {"study"}


@given(DAYS, st.integers(0, 900), st.decimals(0, 10**9, places=2))
def test_the_parts_add_up_to_the_value_to_the_cent(start: date, days: int, value: Decimal) -> None:
    end = start + timedelta(days=days)
    each = Engagement(1, "x", start, end, value, "EUR")
    quarters = quarters_between(Quarter.of_day(start).plus(-1), Quarter.of_day(end).plus(1))
    assert sum(each.within(quarter) for quarter in quarters) == value
    for quarter in quarters:
        inside = sum(each.runs(day, day) for day in _days(quarter))
        assert float(each.within(quarter)) == pytest.approx(float(value) * inside / (days + 1), abs=0.011)


def _days(quarter: Quarter) -> list[date]:
    return [quarter.first_day + timedelta(days=step) for step in range((quarter.last_day - quarter.first_day).days + 1)]
