"""Six steps, measured."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from innercircle.maps.rules.steps import Number, steps
from tests.maps.drawn import DAY, drawn, line, person

AT = datetime(2026, 11, 20, tzinfo=UTC)


def test_an_empty_map_has_nothing_to_measure() -> None:
    found = steps(drawn([]), DAY, None, None)
    assert [each.share for each in found] == [None] * 6
    assert [each.number for each in found] == list(Number)


def test_understand_wants_a_fresh_assessment_by_somebody_still_here() -> None:
    people = [person(key) for key in (1, 2, 3, 4)] + [person(5, placeholder=True), person(6, until=AT.date())]
    lines = [line(1, 1), line(2, 1, 3, DAY - timedelta(days=90)), line(3, 1, 0), line(4, 9)]
    step = steps(drawn(people, 1, lines), DAY, None, None)[0]
    assert (step.done, step.of, step.posts) == (1, 4, (2, 3, 4))
    assert step.share == 0.25


def test_identify_wants_roles_and_every_core_role() -> None:
    step = steps(drawn([person(1, roles=("budget", "user")), person(2)]), DAY, None, None)[1]
    assert (step.share, step.posts, step.roles, step.complete) == (0.5, (2,), ("gatekeeper",), False)
    full = steps(drawn([person(1, roles=("budget", "user", "gatekeeper"))]), DAY, None, None)[1]
    assert full.complete


def test_analyse_wants_an_analysis_after_the_last_change() -> None:
    def share(changed: datetime | None, analysed: datetime | None) -> float | None:
        return steps(drawn([person(1)]), DAY, changed, analysed)[2].share

    assert share(AT, None) == share(AT, AT - timedelta(seconds=1)) == 0
    assert share(AT, AT) == share(None, AT) == 1
