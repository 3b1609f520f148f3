"""Steps 4 to 6 of the process on a plan, priorities, and how far goals are."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from innercircle.maps.rules.steps import Number
from innercircle.plans.rules.priority import is_priority
from innercircle.plans.rules.progress import Measured, Progress, progress
from innercircle.plans.rules.steps import steps
from innercircle.plans.rules.values import Contact, Goal, Initiative, Plan

TODAY = date(2026, 11, 22)
SOON = TODAY + timedelta(30)
KERN, BLUM, ROTH = (Contact(key, key, priority=True) for key in "123")
POSTS = {"1": 11, "2": 12, "3": 13}


def goal(key: str, **more: Any) -> Goal:
    """A goal with target and date."""
    said: dict[str, Any] = {"contact": key, "target": "Halved", "due": SOON}
    return Goal(key, "Better", **said | more)


def test_step_four_counts_priority_contacts_with_a_goal_that_has_target_and_date() -> None:
    plan = Plan("A", goals=(goal("1"), goal("2", target=" "), goal("3", due=None)), contacts=(KERN, BLUM, ROTH))
    four = steps(plan, POSTS, TODAY)[0]
    assert (four.number, four.done, four.of, four.share, four.posts) == (Number.DETERMINE, 1, 3, 1 / 3, (12, 13))


def test_step_four_names_the_goals_where_nobody_is_a_priority() -> None:
    plan = Plan("A", goals=(goal("2"),), contacts=(Contact("2", "Blum"),))
    four = steps(plan, POSTS, TODAY)[0]
    assert (four.share, four.goals) == (None, (2,))
    assert steps(Plan("A", contacts=plan.contacts), POSTS, TODAY)[0].goals == ()


@pytest.mark.parametrize(
    "contact",
    [Contact("2", "Blum"), Contact("2", "Blum", priority=True, left=True)],
    ids=["no priority", "left"],
)
def test_step_four_asks_for_nobody_else(contact: Contact) -> None:
    four = steps(Plan("A", goals=(goal("1"),), contacts=(KERN, contact)), POSTS, TODAY)[0]
    assert (four.share, four.posts) == (1.0, ())


def test_a_goal_that_was_reached_or_dropped_is_no_goal_any_more() -> None:
    assert steps(Plan("A", goals=(goal("1", open=False),), contacts=(KERN,)), POSTS, TODAY)[0].share == 0


def test_nothing_to_measure_is_no_share() -> None:
    four, five, six = steps(Plan("A"), {}, TODAY)
    assert (four.share, five.share, six.share) == (None, None, None)


@pytest.mark.parametrize(
    "lacking", [{"owner": ""}, {"next_step": ""}, {"next_on": None}, {"open": False}, {"goals": ()}], ids=str
)
def test_step_five_wants_an_initiative_that_moves(lacking: dict[str, Any]) -> None:
    whole: dict[str, Any] = {"goals": ("1",), "owner": "Anna", "next_step": "Call", "next_on": SOON}
    moving, stuck = Initiative("i", "Audit", **whole), Initiative("i", "Audit", **whole | lacking)
    assert steps(Plan("A", goals=(goal("1"),), initiatives=(moving,)), POSTS, TODAY)[1].share == 1
    five = steps(Plan("A", goals=(goal("1"),), initiatives=(stuck,)), POSTS, TODAY)[1]
    assert (five.share, five.goals) == (0, (1,))


@pytest.mark.parametrize(
    ("measured", "reviewed", "done", "of", "said"),
    [
        (TODAY, TODAY, 2, 2, True),
        (TODAY - timedelta(90), TODAY - timedelta(90), 2, 2, True),
        (TODAY - timedelta(91), TODAY, 1, 2, True),
        (TODAY, TODAY - timedelta(91), 1, 2, False),
        (TODAY, None, 1, 2, None),
        (None, None, 0, 2, None),
    ],
)
def test_step_six_counts_measured_goals_and_one_review(
    measured: date | None, reviewed: date | None, done: int, of: int, said: bool | None
) -> None:
    plan = Plan("A", goals=(goal("1", measured_on=measured),), reviewed_on=reviewed)
    six = steps(plan, POSTS, TODAY)[2]
    assert (six.number, six.done, six.of, six.reviewed) == (Number.REVIEW, done, of, said)


@pytest.mark.parametrize(
    ("roles", "influence", "said", "expected"),
    [
        ((), None, None, False),
        ((), 3, None, False),
        ((), 4, None, True),
        (("budget",), 1, None, True),
        (("user",), 1, None, False),
        (("budget",), 5, False, False),
        ((), None, True, True),
    ],
)
def test_who_matters_most(roles: tuple[str, ...], influence: int | None, said: bool | None, expected: bool) -> None:
    assert is_priority(roles, influence, said=said) is expected


def far(
    baseline: float | None, target: float | None, *values: float, due: date | None = SOON, began: date = TODAY
) -> Progress:
    """Progress with these readings, one a day."""
    readings = [Measured(TODAY - timedelta(9 - place), Decimal(str(each))) for place, each in enumerate(values)]
    return progress(
        baseline=None if baseline is None else Decimal(str(baseline)),
        target=None if target is None else Decimal(str(target)),
        readings=readings,
        began=began,
        due=due,
        at=TODAY,
    )


@pytest.mark.parametrize(
    ("found", "share"),
    [
        (far(2, 9, 2), 0.0),
        (far(2, 9, 2, 5.5), 0.5),
        (far(19, 5, 12), 0.5),
        (far(19, 5, 5), 1.0),
        (far(2, 9, 16), 2.0),
        (far(2, 9, 1), -1 / 7),
        (far(None, 10, 0, 5), 0.5),
        (far(None, 10, 5), None),
        (far(2, None, 5), None),
        (far(2, 9), None),
        (far(5, 5, 5), 1.0),
        (far(5, 5, 6), None),
    ],
)
def test_progress_is_the_way_from_baseline_to_target(found: Progress, share: float | None) -> None:
    assert found.share == (None if share is None else pytest.approx(share))


def test_a_goal_is_behind_when_less_of_the_way_is_done_than_of_the_time() -> None:
    began = TODAY - timedelta(30)
    assert far(0, 10, 4, began=began).behind
    assert not far(0, 10, 6, began=began).behind
    assert not far(0, 10, 4, began=began, due=None).behind
    assert far(0, 10, 10).reached
    assert not far(0, 10, 9).reached
    assert far(0, 10, 4, due=TODAY - timedelta(1)).elapsed == 1.0


def test_words_alone_are_a_reading_without_a_figure() -> None:
    found = progress(
        baseline=None, target=None, readings=[Measured(TODAY, None, "She uses it")], began=TODAY, due=None, at=TODAY
    )
    assert found.latest is not None
    assert (found.latest.words, found.share, found.reached, found.behind) == ("She uses it", None, False, False)


def test_what_is_measured_tomorrow_does_not_count_today() -> None:
    tomorrow = Measured(TODAY + timedelta(1), Decimal(9))
    found = progress(baseline=Decimal(0), target=Decimal(9), readings=[tomorrow], began=TODAY, due=None, at=TODAY)
    assert (found.share, found.latest) == (None, None)


_FIGURES = some.decimals(min_value=-(10**9), max_value=10**9, places=3)


@given(_FIGURES, _FIGURES, _FIGURES)
def test_progress_does_not_care_which_way_is_up(baseline: Decimal, target: Decimal, now: Decimal) -> None:
    def share(one: Decimal, two: Decimal, three: Decimal) -> float | None:
        return progress(
            baseline=one, target=two, readings=[Measured(TODAY, three)], began=TODAY, due=None, at=TODAY
        ).share

    there, mirrored = share(baseline, target, now), share(-baseline, -target, -now)
    assert there == mirrored
    if baseline != target:
        assert there is not None
        assert (there >= 1) == ((now >= target) if target > baseline else (now <= target)) or abs(there - 1) < 1e-9
