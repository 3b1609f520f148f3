"""Months: their text, their days, their bounds on clocks that change; unions of time; figures between two bounds."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innercircle.kit.intervals import clip, union_length
from innercircle.kit.month import Month, months_between
from innercircle.kit.spread import NOTHING, Spread
from innercircle.kit.words import Sentence, gettext_noop

MONTHS = st.builds(Month, st.integers(1000, 9997), st.integers(1, 12))
ZONES = st.sampled_from([ZoneInfo(name) for name in ("UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Apia")])
INTERVALS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=12)
HOUR = 3600


@given(MONTHS)
def test_text_index_and_day_come_back(month: Month) -> None:
    assert Month.parse(f" {month} ") == Month.from_index(month.index) == Month.of_day(month.first_day) == month


@given(MONTHS, MONTHS)
def test_months_are_ordered_as_their_index_and_their_text(one: Month, other: Month) -> None:
    assert (one < other) == (one.index < other.index) == (str(one) < str(other))


@pytest.mark.parametrize(
    ("text", "steps", "found"),
    [("2026-03", 1, "2026-04"), ("2026-12", 1, "2027-01"), ("2026-01", -1, "2025-12"), ("2026-05", -29, "2023-12"),
     ("2026-12", 12, "2027-12"), ("2026-01", 0, "2026-01")],
)  # fmt: skip
def test_steps_cross_years(text: str, steps: int, found: str) -> None:
    assert str(Month.parse(text).plus(steps)) == found


@pytest.mark.parametrize(
    "text",
    ["", "2026", "2026-3", "2026-13", "2026-00", "26-03", "2026-03-01", "0000-01", "0999-12", "9998-01", "9999-01"],
)
def test_what_is_no_month_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match="a month reads like 2026-03"):
        Month.parse(text)


def test_every_month_between_two() -> None:
    found = months_between(Month(2025, 11), Month(2026, 2))
    assert [str(month) for month in found] == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert months_between(Month(2026, 2), Month(2026, 1)) == ()


def test_a_month_begins_at_midnight_on_its_own_clock() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    first, end = Month(2026, 3).bounds(berlin)
    assert datetime.fromtimestamp(first, UTC) == datetime(2026, 2, 28, 23, tzinfo=UTC)
    assert datetime.fromtimestamp(end, UTC) == datetime(2026, 3, 31, 22, tzinfo=UTC)
    assert end - first == 31 * 24 * HOUR - HOUR  # the clock goes forward in March


@given(st.builds(Month, st.integers(1971, 2200), st.integers(1, 12)), ZONES)
def test_bounds_meet_and_their_seconds_lie_in_the_month(month: Month, zone: ZoneInfo) -> None:
    first, end = month.bounds(zone)
    assert month.plus(1).bounds(zone)[0] == end
    assert Month.at(first, zone) == Month.at(end - 1, zone) == month
    assert Month.at(first - 1, zone) == month.plus(-1)


@given(INTERVALS)
def test_a_union_counts_every_second_once(pairs: list[tuple[int, int]]) -> None:
    seconds = {second for start, end in pairs for second in range(start, end)}
    assert union_length(pairs) == len(seconds)
    assert union_length(reversed(pairs)) == len(seconds)


@given(st.tuples(st.integers(0, 20), st.integers(0, 20)), st.tuples(st.integers(0, 20), st.integers(0, 20)))
def test_a_clipped_interval_is_what_both_share(interval: tuple[int, int], bounds: tuple[int, int]) -> None:
    shared = set(range(*interval)) & set(range(*bounds))
    found = clip(interval, bounds)
    assert (set(range(*found)) if found else set()) == shared
    assert (found is None) == (not shared)


@given(st.integers(-99, 99), st.integers(0, 99), st.integers(-99, 99), st.integers(0, 99))
def test_bounds_of_sums_are_sums_of_bounds(low: int, more: int, other: int, further: int) -> None:
    one, two = Spread(low, low + more), Spread(other, other + further)
    assert one + two == Spread(low + other, low + other + more + further)
    assert one + NOTHING == one
    assert one.settled is (more == 0)


def test_a_low_above_the_high_is_a_fault() -> None:
    with pytest.raises(ValueError, match="low 2 is above high 1"):
        Spread(2, 1)


def test_a_sentence_is_english_until_somebody_translates_it() -> None:
    assert str(Sentence(gettext_noop("%(share)s of %(name)s"), {"share": "5 %", "name": "Acme"})) == "5 % of Acme"
    assert str(Sentence("100 % of it")) == "100 % of it"  # a sign without values is no place for one
    assert Month.of_day(date(2026, 3, 31)) == Month(2026, 3)
