"""The fewest meetings that could settle an open month (docs/rules/month-test.md), against trying everything."""

from __future__ import annotations

import sys
from itertools import chain, combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innercircle.calendars.rules import Mode
from innercircle.hours.rules import Fact, Policy, Settling, Side, Verdict, figures, settling, verdict
from innercircle.kit.spread import Spread

BEFORE, MONTH = 10, 11


def fact(
    meeting: int,
    start: int,
    end: int,
    *,
    month: int = MONTH,
    confirmed: bool = False,
    person: int = 1,
    mode: Mode = Mode.VIDEO,
) -> Fact:
    return Fact(1, month, Side.CLIENT, person, start, end, meeting, confirmed, mode)


def settle(*facts: Fact) -> tuple[Settling, ...]:
    month = [each for each in facts if each.month == MONTH]
    before = [each for each in facts if each.month == BEFORE]
    return settling(month, before, Policy.SEEN)


def test_settled_months_ask_nothing() -> None:
    assert settle() == ()
    assert settle(fact(1, 0, 9, confirmed=True)) == ()


def test_one_unanswered_meeting() -> None:
    up, down = settle(fact(1, 0, 9))
    assert up == Settling(Verdict.DEVELOPING, (1,), (), at_least=1)
    assert down == Settling(Verdict.DORMANT, (), (1,), at_least=1)
    assert up.fewest


def test_golden_april() -> None:
    """06-how-sure: 0..2 hours after 1..2; striking April settles it, developing needs March struck too."""
    down, up = settle(
        fact(3, 0, 10, month=BEFORE, confirmed=True, person=1),
        fact(3, 0, 10, month=BEFORE, person=2),
        fact(4, 50, 60, person=2),
        fact(4, 50, 60, person=3),
    )
    assert (down.verdict, down.struck, down.confirmed) == (Verdict.NOT_DEVELOPING, (4,), ())
    assert (up.verdict, up.confirmed, up.struck, up.fewest) == (Verdict.DEVELOPING, (4,), (3,), True)


def test_overlap_is_understood() -> None:
    """Two overlapping meetings give little more than one: the third, shorter one is needed beside the longest."""
    found = settle(
        fact(9, 0, 14, month=BEFORE, confirmed=True, person=9),
        fact(1, 0, 10),
        fact(2, 1, 10),
        fact(3, 20, 25),
    )
    up = next(each for each in found if each.verdict is Verdict.DEVELOPING)
    assert (set(up.confirmed), up.fewest) == ({1, 3}, True)


def test_greedy_is_bettered_by_trying() -> None:
    """The meeting with the largest gain alone is no part of the smallest set."""
    found = settle(
        fact(9, 0, 11, month=BEFORE, confirmed=True, person=9),
        fact(1, 2, 10),
        fact(2, 0, 6),
        fact(3, 6, 12),
    )
    up = next(each for each in found if each.verdict is Verdict.DEVELOPING)
    assert (set(up.confirmed), up.at_least) == ({2, 3}, 2)


def test_a_telephone_call_is_not_asked_about() -> None:
    assert settle(fact(1, 0, 9, mode=Mode.PHONE)) == ()


def test_our_people_are_not_asked_about() -> None:
    assert settle(fact(1, 0, 9)._replace(side=Side.OURS)) == ()


def test_beyond_the_bound_the_answer_says_how_few_could_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[settling.__module__], "MOST_TRIALS", 0)
    found = settle(
        fact(9, 0, 11, month=BEFORE, confirmed=True, person=9),
        fact(1, 2, 10),
        fact(2, 0, 6),
        fact(3, 6, 12),
    )
    up = next(each for each in found if each.verdict is Verdict.DEVELOPING)
    assert (len(up.meetings), up.at_least, up.fewest) == (3, 2, False)


def test_a_meeting_over_the_change_of_month_may_help_either_way() -> None:
    ways = settle(fact(1, 0, 5, month=BEFORE), fact(1, 5, 25))
    assert {each.verdict: (each.confirmed, each.struck) for each in ways} == {
        Verdict.DEVELOPING: ((1,), ()),
        Verdict.DORMANT: ((), (1,)),
    }


def test_a_way_that_no_outcome_opens_is_not_named() -> None:
    """One meeting lies in both months; whoever came, the month before keeps more: only one way is left."""
    ways = settle(
        fact(1, 0, 5, month=BEFORE),
        fact(1, 5, 7),
        fact(2, 0, 1, month=BEFORE, confirmed=True, person=2),
    )
    assert [each.verdict for each in ways] == [Verdict.NOT_DEVELOPING]


@st.composite
def months(draw: st.DrawFn) -> list[Fact]:
    """Few meetings, each in one month, with people that overlap."""
    rows: list[Fact] = []
    for meeting in range(draw(st.integers(1, 5))):
        month = draw(st.sampled_from([BEFORE, MONTH]))
        start = draw(st.integers(0, 8))
        end = start + draw(st.integers(1, 6))
        people = draw(st.sets(st.integers(0, 2), min_size=1))
        rows += [fact(meeting, start, end, month=month, confirmed=draw(st.booleans()), person=each) for each in people]
    return rows


@settings(max_examples=150)
@given(months())
def test_equal_to_trying_every_set_and_outcome(rows: list[Fact]) -> None:
    ways = settle(*rows)
    if verdict(*_spreads(rows, {})) is not Verdict.OPEN:
        assert ways == ()
        return
    for developing in (True, False):
        found = [each for each in ways if (each.verdict is Verdict.DEVELOPING) == developing]
        assert [len(each.meetings) for each in found] == [_fewest(rows, developing=developing)]
        assert found[0].fewest
        outcome = dict.fromkeys(found[0].confirmed, True) | dict.fromkeys(found[0].struck, False)
        assert verdict(*_spreads(rows, outcome)) is found[0].verdict


def _fewest(rows: list[Fact], *, developing: bool) -> int:
    asked = sorted({row.meeting for row in rows if not row.confirmed})
    sets = chain.from_iterable(combinations(asked, size) for size in range(1, len(asked) + 1))
    for chosen in sets:
        for outcome in product([True, False], repeat=len(chosen)):
            after = verdict(*_spreads(rows, dict(zip(chosen, outcome, strict=True))))
            if after is not Verdict.OPEN and (after is Verdict.DEVELOPING) == developing:
                return len(chosen)
    raise AssertionError("no outcome settles it")


def _spreads(rows: list[Fact], outcome: dict[int, bool]) -> tuple[Spread, Spread]:
    known = [
        row._replace(confirmed=row.confirmed or outcome.get(row.meeting, False))
        for row in rows
        if row.confirmed or outcome.get(row.meeting, True)
    ]
    month, before = ([row for row in known if row.month == each] for each in (MONTH, BEFORE))
    return figures(month, Policy.SEEN).client, figures(before, Policy.SEEN).client
