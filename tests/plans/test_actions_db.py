"""Writes of plans: who may, what is refused with which sentence, what is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from innercircle.access.models import AuditEvent, User
from innercircle.access.rules import Conflict, Refused
from innercircle.directory.models import Affiliation, Colleague
from innercircle.plans import actions
from innercircle.plans.models import Activity, Goal, GoalReading, Initiative, Objective, SwitchedOff
from innercircle.plans.rules.lint import Place
from innercircle.plans.rules.reading import Label
from innercircle.plans.rules.values import GoalState, InitiativeState, State
from tests.cast import Cast
from tests.plans.desk_db import NOW, TODAY, colleague, day, goal, initiative, objective, person, step


def told(problem: pytest.ExceptionInfo[ValidationError]) -> dict[str, list[str]]:
    """The sentences by field."""
    return problem.value.message_dict


def test_only_who_may_change_the_account_changes_its_plan(cast: Cast) -> None:
    aim = goal(cast.anna, cast.acme)
    way = initiative(cast.anna, cast.acme, aim)
    mine = step(cast.anna, cast.acme)
    kim = person("Kim", cast.acme)
    reading = actions.record_reading(by=cast.anna, at=NOW, goal=aim, on=TODAY, words="x")
    said = actions.correct(by=cast.anna, at=NOW, activity=mine, label=Label.SALES, reason="x")
    here: dict[str, Any] = {"account": cast.acme, "place": Place("account", "")}
    off = actions.switch_off(by=cast.anna, at=NOW, code="CP02", reason="x", **here)
    review = actions.record_review(by=cast.anna, at=NOW, account=cast.acme, on=TODAY)
    us: dict[str, Any] = {"at": NOW}
    attempts: list[Callable[[User], object]] = [
        lambda who: goal(who, cast.acme),
        lambda who: actions.change_goal(by=who, goal=aim, version=None, values={"title": "x"}, **us),
        lambda who: actions.move_goal(by=who, goal=aim, version=None, state=GoalState.REACHED, **us),
        lambda who: actions.remove_goal(by=who, goal=aim, **us),
        lambda who: actions.record_reading(by=who, goal=aim, on=TODAY, words="x", **us),
        lambda who: actions.remove_reading(by=who, reading=reading, **us),
        lambda who: actions.set_priority(by=who, account=cast.acme, contact=kim, matters=True, **us),
        lambda who: initiative(who, cast.acme),
        lambda who: actions.change_initiative(by=who, initiative=way, version=None, values={"title": "x"}, **us),
        lambda who: actions.move_initiative(by=who, initiative=way, version=None, state=InitiativeState.DONE, **us),
        lambda who: actions.name_next_step(by=who, initiative=way, version=None, last=True, **us),
        lambda who: actions.remove_initiative(by=who, initiative=way, **us),
        lambda who: actions.change_activity(by=who, activity=mine, version=None, values={"title": "x"}, **us),
        lambda who: actions.move_activity(by=who, activity=mine, version=None, state=State.DONE, **us),
        lambda who: actions.record_outcome(by=who, activity=mine, version=None, learned="x", **us),
        lambda who: actions.remove_activity(by=who, activity=mine, **us),
        lambda who: actions.copy_activity(by=who, activity=mine, on=day(9), **us),
        lambda who: actions.copy_goal(by=who, goal=aim, account=cast.acme, contact=None, **us),
        lambda who: actions.carry_steps(by=who, account=cast.acme, activities=[mine], on=day(9), **us),
        lambda who: actions.correct(by=who, activity=mine, label=Label.NEUTRAL, reason="x", **us),
        lambda who: actions.withdraw(by=who, correction=said, **us),
        lambda who: actions.switch_off(by=who, code="MP01", reason="x", **here, **us),
        lambda who: actions.switch_on(by=who, off=off, **us),
        lambda who: actions.record_review(by=who, account=cast.acme, on=TODAY, **us),
        lambda who: actions.remove_review(by=who, review=review, **us),
    ]
    before = AuditEvent.objects.count()
    for other in (cast.ben, cast.eve, cast.dora, cast.stranger):
        for attempt in attempts:
            with pytest.raises(Refused):
                attempt(other)
    assert AuditEvent.objects.count() == before


def test_on_the_account_team_one_writes_steps_of_ones_own(cast: Cast) -> None:
    own = step(cast.dora, cast.acme)
    actions.record_outcome(by=cast.dora, at=NOW, activity=own, version=None, learned="Kim decides")
    assert AuditEvent.objects.filter(action__startswith="plans.activity").count() == 2
    for who in (cast.stranger, cast.ben):
        with pytest.raises(Refused):
            step(who, cast.acme)
    with pytest.raises(Refused):
        step(cast.dora, cast.acme, owner=colleague(cast.anna))
    with pytest.raises(Refused):
        actions.change_activity(
            by=cast.dora, at=NOW, activity=own, version=None, values={"owner": colleague(cast.anna)}
        )


def test_the_owner_of_an_initiative_says_what_comes_next(cast: Cast) -> None:
    way = initiative(cast.anna, cast.acme, owner=colleague(cast.dora))
    us: dict[str, Any] = {"by": cast.dora, "at": NOW, "initiative": way, "version": None}
    with pytest.raises(ValidationError) as nothing:
        actions.name_next_step(**us, next_step=" ")
    assert set(told(nothing)) == {"next_step", "next_step_on"}
    with pytest.raises(ValidationError) as far:
        actions.name_next_step(**us, next_step="x", next_step_on=date(9999, 1, 1))
    assert set(told(far)) == {"next_step_on"}
    with pytest.raises(Conflict):
        actions.name_next_step(**{**us, "version": 7}, last=True)
    row = actions.name_next_step(**us, next_step=" Hand it over ", next_step_on=day(3))
    assert (row.next_step, row.next_step_on, row.state) == ("Hand it over", day(3), InitiativeState.OPEN)
    assert actions.name_next_step(**us, last=True).state == InitiativeState.DONE
    with pytest.raises(ValidationError, match="is over"):
        actions.name_next_step(**us, last=True)
    events = AuditEvent.objects.filter(action="plans.initiative.step").order_by("pk")
    assert [event.after.get("state") for event in events] == [None, "done"]
    assert events[0].before["next_step"] == "Agree the data"


def test_an_executive_reads(cast: Cast) -> None:
    Colleague.objects.create(name="Eve", user=cast.eve)
    with pytest.raises(Refused):
        step(cast.eve, cast.acme)


def test_objectives_are_kept_by_managers_and_administrators(cast: Cast) -> None:
    row = objective(cast.nora)
    for other in (cast.anna, cast.dora, cast.eve):
        with pytest.raises(Refused):
            objective(other, "Another")
        with pytest.raises(Refused):
            actions.close_objective(by=other, at=NOW, objective=row, on=TODAY)
    goal(cast.anna, cast.acme, objective=row)
    with pytest.raises(Refused, match="close it instead"):
        actions.remove_objective(by=cast.nora, at=NOW, objective=row)
    row = actions.close_objective(by=cast.adam, at=NOW, objective=row, on=TODAY)
    with pytest.raises(ValidationError) as closed:
        goal(cast.anna, cast.acme, objective=row)
    assert told(closed) == {"objective": ["This objective is closed; choose one that is open."]}
    with pytest.raises(ValidationError, match="already"):
        objective(cast.nora, "GROW WITH THOSE WHO MATTER")
    with pytest.raises(ValidationError, match="still to come"):
        actions.close_objective(by=cast.nora, at=NOW, objective=row, on=day(1))


def test_a_closed_objective_can_be_opened_changed_and_taken_away(cast: Cast) -> None:
    row = objective(cast.nora)
    actions.close_objective(by=cast.nora, at=NOW, objective=row, on=TODAY)
    row = actions.close_objective(by=cast.nora, at=NOW, objective=row, on=None)
    changed = actions.change_objective(
        by=cast.nora, at=NOW, objective=row, version=row.version, values={"target_value": Decimal(3), "unit": "clients"}
    )
    assert (changed.closed_on, changed.unit) == (None, "clients")
    with pytest.raises(Conflict):
        actions.change_objective(by=cast.nora, at=NOW, objective=row, version=row.version, values={"unit": "x"})
    actions.remove_objective(by=cast.nora, at=NOW, objective=changed)
    assert not Objective.objects.exists()


@pytest.mark.parametrize("year", [1989, 2200])
def test_an_objective_of_an_impossible_year_is_refused(cast: Cast, year: int) -> None:
    with pytest.raises(ValidationError) as refused:
        objective(cast.nora, year=year)
    assert "correct the year" in told(refused)["year"][0]


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"on": date(9999, 5, 3)}, "on", "more than 20 years from today"),
        ({"planned_minutes": -30}, "planned_minutes", "below zero"),
        ({"spent_minutes": -1}, "spent_minutes", "below zero"),
        ({"planned_minutes": 2000 * 60 + 1}, "planned_minutes", "is the unit right"),
        ({"title": "  "}, "title", ""),
        ({"title": "x" * 301}, "title", "300"),
    ],
)
def test_what_cannot_be_is_refused_with_the_field_it_stands_in(
    cast: Cast, values: dict[str, Any], field: str, words: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        step(cast.anna, cast.acme, **values)
    assert words in " ".join(told(refused)[field])
    assert not Activity.objects.exists()


def test_dates_of_goals_initiatives_readings_and_reviews_are_looked_at(cast: Cast) -> None:
    aim, far = goal(cast.anna, cast.acme), date(9999, 1, 1)
    for attempt in (
        lambda: goal(cast.anna, cast.acme, due=far),
        lambda: initiative(cast.anna, cast.acme, next_step_on=far),
        lambda: actions.record_reading(by=cast.anna, at=NOW, goal=aim, on=far, words="x"),
        lambda: actions.record_review(by=cast.anna, at=NOW, account=cast.acme, on=date(1066, 10, 14)),
    ):
        with pytest.raises(ValidationError, match="correct the year"):
            attempt()
    with pytest.raises(ValidationError, match="before the start"):
        initiative(cast.anna, cast.acme, start=day(5), end=day(4))
    for attempt in (
        lambda: actions.record_reading(by=cast.anna, at=NOW, goal=aim, on=day(1), words="x"),
        lambda: actions.record_review(by=cast.anna, at=NOW, account=cast.acme, on=day(1)),
    ):
        with pytest.raises(ValidationError, match="still to come"):
            attempt()


def test_a_reading_says_something(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="figure or say it in words"):
        actions.record_reading(by=cast.anna, at=NOW, goal=goal(cast.anna, cast.acme), on=TODAY, words=" ")
    with pytest.raises(ValidationError):
        actions.record_reading(by=cast.anna, at=NOW, goal=goal(cast.anna, cast.acme), on=TODAY, value=Decimal(10) ** 20)
    assert not GoalReading.objects.exists()


def test_people_of_another_account_take_no_part(cast: Cast) -> None:
    other, kim = person("Lee", cast.gamma), person("Kim", cast.acme)
    with pytest.raises(ValidationError) as refused:
        step(cast.anna, cast.acme, participants=[kim, other])
    assert told(refused) == {"participants": ["“Lee” does not work at “Acme”."]}
    with pytest.raises(ValidationError, match="does not work at"):
        goal(cast.anna, cast.acme, contact=other)
    with pytest.raises(ValidationError, match="does not work at"):
        actions.set_priority(by=cast.anna, at=NOW, account=cast.acme, contact=other, matters=True)


def test_whoever_left_gets_no_new_goal_and_keeps_the_old_one(cast: Cast) -> None:
    kim = person("Kim", cast.acme)
    aim, mine = goal(cast.anna, cast.acme, contact=kim), step(cast.anna, cast.acme, participants=[kim])
    Affiliation.objects.filter(contact=kim).update(until=day(-1))
    with pytest.raises(ValidationError) as refused:
        goal(cast.anna, cast.acme, contact=kim)
    assert told(refused) == {"contact": ["“Kim” left “Acme” on 21 Nov 2026; choose the successor."]}
    actions.change_goal(by=cast.anna, at=NOW, goal=aim, version=None, values={"title": "Handed on", "contact": kim})
    actions.change_activity(by=cast.anna, at=NOW, activity=mine, version=None, values={"participants": [kim]})
    past = step(cast.anna, cast.acme, on=day(-5), participants=[kim])
    assert past.participants.get() == kim


def test_things_of_another_account_are_refused(cast: Cast) -> None:
    foreign = goal(cast.anna, cast.beta)
    way = initiative(cast.anna, cast.beta)
    for attempt in (
        lambda: step(cast.anna, cast.acme, goal=foreign),
        lambda: step(cast.anna, cast.acme, initiative=way),
        lambda: initiative(cast.anna, cast.acme, foreign),
        lambda: actions.carry_steps(
            by=cast.anna, at=NOW, account=cast.acme, activities=[step(cast.anna, cast.beta)], on=day(3)
        ),
    ):
        with pytest.raises(ValidationError, match="plan of another account"):
            attempt()
    with pytest.raises(ValidationError, match="belongs to the initiative already"):
        step(cast.anna, cast.beta, goal=foreign, initiative=way)


def test_a_colleague_who_left_owns_nothing_new(cast: Cast) -> None:
    gone = colleague(cast.ben)
    Colleague.objects.filter(pk=gone.pk).update(left_on=day(-1))
    gone.refresh_from_db()
    for attempt in (goal, initiative, step):
        with pytest.raises(ValidationError, match="has left"):
            attempt(cast.anna, cast.acme, owner=gone)


def test_dropping_wants_the_reason_and_keeps_it(cast: Cast) -> None:
    aim, way, mine = goal(cast.anna, cast.acme), initiative(cast.anna, cast.acme), step(cast.anna, cast.acme)
    moves: tuple[tuple[Callable[..., Any], dict[str, Any], Any], ...] = (
        (actions.move_goal, {"goal": aim}, GoalState.DROPPED),
        (actions.move_initiative, {"initiative": way}, InitiativeState.DROPPED),
        (actions.move_activity, {"activity": mine}, State.DROPPED),
    )
    for move, row, state in moves:
        with pytest.raises(ValidationError, match="Say why"):
            move(by=cast.anna, at=NOW, version=None, state=state, why=" ", **row)
        assert move(by=cast.anna, at=NOW, version=None, state=state, why="No use", **row).why == "No use"
    again = actions.move_activity(by=cast.anna, at=NOW, activity=mine, version=None, state=State.PLANNED)
    assert (again.state, again.why) == ("planned", "")


def test_who_edits_an_old_version_is_told(cast: Cast) -> None:
    aim = goal(cast.anna, cast.acme)
    actions.change_goal(by=cast.nora, at=NOW, goal=aim, version=1, values={"priority": 1})
    with pytest.raises(Conflict, match="Nora changed"):
        actions.change_goal(by=cast.anna, at=NOW, goal=aim, version=1, values={"priority": 3})
    Goal.objects.all().delete()
    with pytest.raises(Conflict, match="was deleted"):
        actions.change_goal(by=cast.anna, at=NOW, goal=aim, version=None, values={"priority": 3})


def test_nobody_sets_what_is_not_theirs_to_set(cast: Cast) -> None:
    with pytest.raises(TypeError, match="not to be set here: state"):
        goal(cast.anna, cast.acme, state="reached")
    with pytest.raises(TypeError, match="not to be set here: state"):
        step(cast.anna, cast.acme, state="done")


def test_history_is_kept_in_the_audit_with_people_and_goals(cast: Cast) -> None:
    kim, lee = person("Kim", cast.acme), person("Lee", cast.acme)
    mine = step(cast.anna, cast.acme, participants=[kim])
    actions.change_activity(by=cast.nora, at=NOW, activity=mine, version=None, values={"participants": [lee]})
    line = AuditEvent.objects.get(action="plans.activity.changed")
    assert (line.before, line.after, line.account_id) == (
        {"participants": ["Kim"]},
        {"participants": ["Lee"]},
        cast.acme.pk,
    )
    way = initiative(cast.anna, cast.acme, goal(cast.anna, cast.acme))
    actions.change_initiative(by=cast.anna, at=NOW, initiative=way, version=None, values={"goals": []})
    assert AuditEvent.objects.get(action="plans.initiative.changed").before == {"goals": ["Planning they trust"]}


def test_what_is_taken_away_stands_whole_in_the_audit_and_what_hung_at_it_stays(cast: Cast) -> None:
    aim = goal(cast.anna, cast.acme)
    way = initiative(cast.anna, cast.acme, aim)
    below, beside = step(cast.anna, cast.acme, initiative=way), step(cast.anna, cast.acme, goal=aim)
    actions.record_reading(by=cast.anna, at=NOW, goal=aim, on=TODAY, words="Half of it")
    place = Place("goal", str(aim.pk))
    actions.switch_off(by=cast.anna, at=NOW, code="CP05", reason="x", account=cast.acme, place=place)
    actions.remove_goal(by=cast.anna, at=NOW, goal=aim)
    actions.remove_initiative(by=cast.anna, at=NOW, initiative=way)
    gone = AuditEvent.objects.get(action="plans.goal.removed")
    assert gone.before["readings"] == ["2026-11-22: Half of it"]
    assert not Initiative.objects.exists()
    assert not SwitchedOff.objects.exists()
    for row in (below, beside):
        row.refresh_from_db()
        assert (row.goal_id, row.initiative_id) == (None, None)
    actions.remove_activity(by=cast.anna, at=NOW, activity=below)
    assert Activity.objects.get() == beside


def test_an_outcome_makes_a_step_done_and_keeps_what_is_not_said(cast: Cast) -> None:
    mine = step(cast.anna, cast.acme, spent_minutes=30)
    done = actions.record_outcome(by=cast.anna, at=NOW, activity=mine, version=1, learned=" Kim decides ")
    assert (done.state, done.learned, done.spent_minutes) == ("done", "Kim decides", 30)
    with pytest.raises(ValidationError, match="below zero"):
        actions.record_outcome(by=cast.anna, at=NOW, activity=mine, version=None, learned="x", spent_minutes=-5)
