"""Quarters: their text, their days, their neighbours."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innercircle.kit.month import Month
from innercircle.kit.quarter import Quarter, quarters_between

YEARS = st.integers(1, 9990)


@given(st.dates(date(2, 1, 1), date(9990, 12, 31)))
def test_a_day_lies_in_its_quarter(day: date) -> None:
    found = Quarter.of_day(day)
    assert found.first_day <= day <= found.last_day
    assert Month.of_day(day) in found.months
    assert found.last_day + timedelta(days=1) == found.plus(1).first_day


@given(YEARS, st.integers(1, 4), st.integers(0, 40))
def test_text_and_steps_come_back(year: int, number: int, steps: int) -> None:
    quarter = Quarter(year, number)
    assert Quarter.parse(f" {quarter} ") == quarter
    if year <= 9900:
        assert quarter.plus(steps).plus(-steps) == quarter
        assert len(quarters_between(quarter, quarter.plus(steps))) == steps + 1


def test_what_is_no_quarter_is_refused_in_words() -> None:
    for text in ("2026-Q5", "2026", "", "Q1-2026"):
        with pytest.raises(ValueError, match="a quarter reads like 2026-Q4"):
            Quarter.parse(text)
    with pytest.raises(ValueError, match="no quarter"):
        Quarter(2026, 0)
    assert quarters_between(Quarter(2026, 2), Quarter(2026, 1)) == ()
    assert str(Quarter(2026, 4)) == "2026-Q4"
