"""The measure: rule, streaming pass and brute force give the same seconds on random facts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innercircle.calendars.rules import Mode
from innercircle.hours.measure import Cell, UnclusteredError, measure
from innercircle.hours.rules import Fact, Figures, Policy, Profile, Side, figures, hours
from innercircle.kit.spread import Spread

PROFILES = {
    0: Profile("Sales", "board"),
    1: Profile("Sales", "staff"),
    2: Profile("", "staff"),
}


@st.composite
def facts(draw: st.DrawFn) -> list[Fact]:
    """Facts of few accounts, months and people, so that they overlap a lot."""
    return [
        Fact(
            account=draw(st.integers(0, 1)),
            month=draw(st.integers(0, 1)),
            side=draw(st.sampled_from(Side)),
            person=draw(st.integers(0, 3)),
            start=(start := draw(st.integers(0, 30))),
            end=start + draw(st.integers(1, 12)),
            meeting=draw(st.integers(0, 5)),
            confirmed=draw(st.booleans()),
            mode=draw(st.sampled_from(Mode)),
        )
        for _ in range(draw(st.integers(0, 14)))
    ]


@given(facts(), st.sampled_from(Policy))
def test_streaming_pass_equals_the_rule_and_the_rule_equals_counting_seconds(rows: list[Fact], policy: Policy) -> None:
    cells = {(cell.account, cell.month): cell.figures for cell in measure(sorted(rows), policy, PROFILES)}
    counted = {(row.account, row.month) for row in rows if row.mode in policy.modes}
    assert set(cells) == counted
    for place in counted:
        of_cell = [row for row in rows if (row.account, row.month) == place]
        assert cells[place] == figures(of_cell, policy, PROFILES) == _brute_force(of_cell, policy)


def _brute_force(rows: list[Fact], policy: Policy) -> Figures:
    counted = [row for row in rows if row.mode in policy.modes]
    theirs = [row for row in counted if row.side is Side.CLIENT]
    people = {row.person for row in theirs}
    return Figures(
        client=_seconds(theirs),
        ours=_seconds([row for row in counted if row.side is Side.OURS]),
        in_person=_seconds([row for row in theirs if row.mode in {Mode.IN_PERSON, Mode.UNKNOWN}]),
        meetings=len({row.meeting for row in theirs}),
        contacts=len(people),
        departments=tuple(sorted({PROFILES[each].department for each in people & PROFILES.keys()} - {""})),
        levels=tuple(sorted({PROFILES[each].level for each in people & PROFILES.keys()} - {""})),
    )


def _seconds(rows: list[Fact]) -> Spread:
    high = {(row.person, second) for row in rows for second in range(row.start, row.end)}
    low = {(row.person, second) for row in rows if row.confirmed for second in range(row.start, row.end)}
    return Spread(len(low), len(high))


def test_facts_out_of_order_are_refused() -> None:
    rows = [_fact(start=10, end=20), _fact(start=0, end=5)]
    with pytest.raises(UnclusteredError, match="sorted by account"):
        list(measure(rows, Policy.SEEN))


def test_no_facts_no_cells() -> None:
    assert list(measure([], Policy.SEEN)) == []
    assert list(measure([_fact(mode=Mode.PHONE)], Policy.SEEN)) == []


def test_strict_policy_leaves_video_out() -> None:
    rows = sorted([_fact(mode=Mode.VIDEO), _fact(start=200, end=250, meeting=2, mode=Mode.UNKNOWN)])
    assert [cell.figures.client for cell in measure(rows, Policy.IN_PERSON)] == [Spread(50, 50)]
    assert list(measure(rows, Policy.SEEN)) == [
        Cell(1, 1, Figures(client=Spread(150, 150), in_person=Spread(50, 50), meetings=2, contacts=1))
    ]


def test_shares_and_reciprocity() -> None:
    rows = [_fact(), _fact(person=2, mode=Mode.VIDEO), _fact(side=Side.OURS, end=50)]
    found = figures(rows, Policy.SEEN)
    assert found.share_in_person == pytest.approx(0.5)
    assert found.reciprocity == pytest.approx(4.0)
    assert figures([], Policy.SEEN).share_in_person is None
    assert figures([], Policy.SEEN).reciprocity is None


def test_preparation_is_ours_and_no_client_hour() -> None:
    found = figures([_fact(), _fact(side=Side.OURS)], Policy.SEEN, preparation=60)
    assert (found.client, found.ours) == (Spread(100, 100), Spread(160, 160))


def test_a_group_counts_each_person_once() -> None:
    rows = [_fact(), _fact()._replace(account=2), _fact(person=2)._replace(account=2)]
    assert figures(rows, Policy.SEEN).client == Spread(200, 200)
    assert figures(rows, Policy.SEEN).contacts == 2


@pytest.mark.parametrize(("seconds", "expected"), [(1800, 0.5), (3600, 1.0), (1200, 0.3333), (1201, 0.3336), (0, 0.0)])
def test_hours(seconds: int, expected: float) -> None:
    assert hours(seconds) == expected


def test_policies_in_words() -> None:
    assert Policy.SEEN.in_words == "in person and video"
    assert Policy.IN_PERSON.in_words == "in person only"


def _fact(
    *,
    start: int = 0,
    end: int = 100,
    person: int = 1,
    meeting: int = 1,
    side: Side = Side.CLIENT,
    mode: Mode = Mode.IN_PERSON,
) -> Fact:
    return Fact(1, 1, side, person, start, end, meeting, confirmed=True, mode=mode)
