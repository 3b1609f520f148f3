"""The weighted mean of coverage: the example by hand, a second formulation, days and people who left."""

from __future__ import annotations

from datetime import date
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innercircle.plans.rules.asset import ORDINARY, WEIGHTS, Assessed, Member, strength

KIM, LEE, MO, PAT = 1, 2, 3, 4
DAY = date(2026, 9, 30)
PEOPLE = (Member(KIM, ("budget",)), Member(LEE, ("user",)), Member(MO), Member(PAT, ("gatekeeper",)))
LINES = (Assessed(KIM, 9, DAY, 2), Assessed(LEE, 9, DAY, 4), Assessed(MO, 8, DAY, 5))


def test_the_example_done_by_hand() -> None:
    found = strength(PEOPLE, LINES, DAY)
    assert found
    assert found.mean == 19 / 8
    told = [(part.post, part.weight, part.level, part.colleague) for part in found.parts]
    assert told == [(KIM, 3, 2, 9), (LEE, 2, 4, 9), (MO, 1, 5, 8), (PAT, 2, 0, 0)]


@pytest.mark.parametrize(
    ("people", "lines", "mean"),
    [
        ((), LINES, None),
        (PEOPLE, (), None),  # nobody was ever assessed: not known, rather than nothing
        ((Member(KIM, ("budget", "user")),), LINES, 2.0),  # two hats, one person, the greater weight
        ((Member(KIM, ("champion",)), Member(LEE, ("user",))), LINES, 10 / 3),  # a role of the firm's own weighs 1
        ((Member(KIM), Member(LEE)), (Assessed(LEE, 9, DAY, 4),), 4.0),  # no role, no line: does not count
        ((Member(KIM),), (Assessed(KIM, 9, DAY, 0),), 0.0),  # somebody said 0: known
    ],
)
def test_who_counts(people: tuple[Member, ...], lines: tuple[Assessed, ...], mean: float | None) -> None:
    found = strength(people, lines, DAY)
    assert (found.mean if found else None) == (pytest.approx(mean) if mean is not None else None)


def test_each_line_as_it_was_last_assessed_by_that_day() -> None:
    kim = (Member(KIM),)
    told = [Assessed(KIM, 9, date(2026, month, 1), level) for month, level in ((9, 4), (3, 2), (12, 5))]
    by_day = {day: strength(kim, told, day) for day in (date(2026, 2, 1), date(2026, 6, 30), DAY, date(2026, 12, 1))}
    assert [found.mean if found else None for found in by_day.values()] == [None, 2, 4, 5]


def test_the_strongest_of_ours_counts_until_they_leave() -> None:
    told = [Assessed(KIM, 9, DAY, 5, until=DAY), Assessed(KIM, 8, DAY, 3), Assessed(KIM, 7, DAY, 1)]
    before, after = (strength((Member(KIM),), told, day) for day in (DAY, date(2026, 10, 1)))
    assert before
    assert after
    assert (before.parts[0].level, before.parts[0].colleague) == (5, 9)
    assert (after.parts[0].level, after.parts[0].colleague) == (3, 8)


def test_people_count_while_they_work_there() -> None:
    people = (Member(KIM, since=DAY), Member(LEE, until=DAY))
    means = [strength(people, LINES, day) for day in (DAY, date(2026, 10, 1))]
    assert [found.mean if found else None for found in means] == [3.0, 2.0]
    assert strength(people, LINES, date(2026, 9, 29)) is None


@given(
    st.lists(st.tuples(st.sampled_from(["", *WEIGHTS]), st.lists(st.integers(0, 5), max_size=3)), max_size=8),
)
def test_it_is_the_plain_mean_of_people_counted_as_often_as_they_weigh(told: list[tuple[str, list[int]]]) -> None:
    people = [Member(post, (role,) if role else ()) for post, (role, _) in enumerate(told)]
    lines = [
        Assessed(post, colleague, DAY, level)
        for post, (_, levels) in enumerate(told)
        for colleague, level in enumerate(levels, 1)
    ]
    often = [
        max(levels, default=0) for role, levels in told if role or levels for _ in range(WEIGHTS.get(role, ORDINARY))
    ]
    found = strength(people, lines, DAY)
    if not lines:
        assert found is None
    else:
        assert found
        assert found.mean == pytest.approx(fmean(often))
