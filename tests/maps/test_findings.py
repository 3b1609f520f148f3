"""Every finding of the spec, at the edge where it begins."""

from __future__ import annotations

from datetime import timedelta

import pytest

from innercircle.maps.rules.findings import Finding, Kind, Matter, findings, ours_shares
from innercircle.maps.rules.levels import Stance
from innercircle.maps.rules.values import Map, Ours
from tests.maps.drawn import DAY, NOW, drawn, line, met, person

FULL = ("budget", "gatekeeper", "user")


def of(kind: Kind, found: Map, goals: frozenset[int] = frozenset()) -> list[Finding]:
    """The findings of one kind."""
    return [each for each in findings(found, DAY, NOW, goals) if each.kind is kind]


def test_a_budget_holder_nobody_covers() -> None:
    gone = [Ours(1, "Gone", left_on=DAY - timedelta(days=1))]
    assert [each.posts for each in of(Kind.BUDGET_UNCOVERED, drawn([person(1, roles=("budget",))]))] == [(1,)]
    assert of(Kind.BUDGET_UNCOVERED, drawn([person(1, roles=("budget",))], 1, [line(1, 1)])) == []
    assert of(Kind.BUDGET_UNCOVERED, drawn([person(1, roles=("budget",))], 1, [line(1, 1, None)])) == []
    assert of(Kind.BUDGET_UNCOVERED, drawn([person(1, roles=("budget",))], 1, [line(1, 1, 0)]))
    assert of(Kind.BUDGET_UNCOVERED, drawn([person(1, roles=("budget",))], gone, [line(1, 1)]))
    assert of(Kind.BUDGET_UNCOVERED, drawn([person(1, roles=("user",))])) == []


def test_a_role_nobody_holds() -> None:
    left = person(2, roles=FULL, until=DAY - timedelta(days=1))
    assert [each.word for each in of(Kind.ROLE_MISSING, drawn([person(1, roles=("user",)), left]))] == [
        "budget",
        "gatekeeper",
    ]
    assert of(Kind.ROLE_MISSING, drawn([person(1, roles=FULL)])) == []


@pytest.mark.parametrize(("hours", "single"), [(6, False), (6.2, True)])
def test_one_of_ours_carries_over_sixty_percent(hours: float, single: bool) -> None:
    found = drawn([person(1), person(2)], 2, [], met(1, 1, 5, hours), met(2, 2, 6, 4))
    assert [each.colleagues for each in of(Kind.THREAD_OURS, found)] == ([(1,)] if single else [])
    assert [each.posts for each in of(Kind.THREAD_THEIRS, found)] == ([(1,)] if single else [])


def test_who_was_there_together_carries_together() -> None:
    assert ours_shares([met(1, 1, 5), met(1, 2, 5)]) == {1: 0.5, 2: 0.5}
    alone = met(1, 1, 9)._replace(meeting=9)  # an hour alone counts whole, one together by half
    assert ours_shares([met(1, 1, 5), met(1, 2, 5), alone]) == {1: 0.75, 2: 0.25}
    assert ours_shares([]) == {}


def test_hours_of_more_than_a_year_ago_make_no_thread() -> None:
    assert of(Kind.THREAD_OURS, drawn([person(1)], 1, [], met(1, 1, 365, 9)))
    found = drawn([person(1)], 1, [], met(1, 1, 366, 9))
    assert of(Kind.THREAD_OURS, found) == of(Kind.THREAD_THEIRS, found) == []


def test_a_thread_of_somebody_no_longer_on_the_map_names_nobody_of_theirs() -> None:
    assert of(Kind.THREAD_THEIRS, drawn([], 1, [], met(1, 1, 5, 9))) == []


@pytest.mark.parametrize(("days", "unmet"), [(180, False), (181, True)])
def test_a_level_nobody_has_met(days: int, unmet: bool) -> None:
    found = drawn([person(1, level="board"), person(2, level="board"), person(3)], 1, [], met(1, 1, days))
    assert [each.posts for each in of(Kind.LEVEL_UNMET, found)] == ([(1, 2)] if unmet else [])


def test_an_opponent_without_a_goal() -> None:
    found = drawn([person(1, stance=Stance.OPPONENT), person(2, stance=Stance.CRITIC)])
    assert [each.posts for each in of(Kind.OPPONENT, found)] == [(1,)]
    assert of(Kind.OPPONENT, found, frozenset({1})) == []
    assert of(Kind.OPPONENT, found)[0].proposed is Matter.PROBLEM


def test_coverage_by_a_colleague_who_left() -> None:
    gone = [Ours(1, "Gone", left_on=DAY - timedelta(days=1)), Ours(2, "Here")]
    found = drawn([person(1), person(2)], gone, [line(1, 1), line(2, 2)])
    assert [(each.posts, each.colleagues) for each in of(Kind.COLLEAGUE_LEFT, found)] == [((1,), (1,))]


def test_a_contact_who_left_and_mattered() -> None:
    gone = DAY - timedelta(days=1)
    people = [
        person(1, until=gone, roles=("user",)),
        person(2, until=gone),
        person(3, until=gone),
        person(4, until=DAY),
    ]
    found = drawn(people, 1, [line(2, 1), line(4, 1)])
    assert [each.posts for each in of(Kind.CONTACT_LEFT, found)] == [(1,), (2,)]


def test_a_dispute_names_its_line() -> None:
    found = drawn([person(1), person(2, until=DAY - timedelta(days=9))], 1, [line(1, 1, 5), line(2, 1, 5)])
    assert [(each.posts, each.colleagues) for each in of(Kind.DISPUTE, found)] == [((1,), (1,))]


@pytest.mark.parametrize(("days", "stale"), [(90, False), (91, True)])
def test_an_assessment_older_than_90_days(days: int, stale: bool) -> None:
    found = drawn([person(1)], 1, [line(1, 1, 3, DAY - timedelta(days=days))])
    assert bool(of(Kind.STALE, found)) is stale


def test_reporting_in_a_circle_and_to_another_account() -> None:
    people = [person(1, reports_to=2), person(2, reports_to=1), person(3, reports_to=9, reports_elsewhere=True)]
    assert [set(each.posts) for each in of(Kind.CIRCLE, drawn(people))] == [{1, 2}]
    assert [each.posts for each in of(Kind.ELSEWHERE, drawn(people))] == [(3,)]
    assert of(Kind.ELSEWHERE, drawn(people))[0].proposed is Matter.ISSUE


def test_a_map_in_order_has_no_finding() -> None:
    meetings = (met(1, 1, 5), met(2, 2, 5))
    found = drawn([person(1, roles=FULL, level="board"), person(2)], 2, [line(1, 1), line(2, 2)], *meetings)
    assert findings(found, DAY, NOW) == ()
