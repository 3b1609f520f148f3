"""What people decide about plans, copies of parts of them, and what the database itself refuses."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from innercircle.access.models import AuditEvent
from innercircle.access.rules import Refused
from innercircle.directory.models import Affiliation
from innercircle.maps import actions as maps
from innercircle.plans import actions, queries
from innercircle.plans.models import Activity, Correction, Goal, GoalReading, Initiative, SwitchedOff
from innercircle.plans.rules.lint import Place
from innercircle.plans.rules.reading import Label
from innercircle.plans.rules.values import State
from tests.cast import Cast
from tests.plans.desk_db import NOW, TODAY, colleague, day, goal, initiative, person, step


def test_a_correction_is_kept_replaced_and_withdrawn(cast: Cast) -> None:
    mine = step(cast.anna, cast.acme, "Quarterly touch base")
    for label, reason in ((Label.NEUTRAL, "one"), (Label.RELATIONSHIP, "two")):
        last = actions.correct(by=cast.anna, at=NOW, activity=mine, label=label, reason=reason)
    assert last.read_as == Label.SALES
    assert queries.judgement_of(mine).label is Label.RELATIONSHIP
    assert Correction.objects.filter(withdrawn_at=None).count() == 1
    actions.withdraw(by=cast.nora, at=NOW, correction=last)
    assert queries.judgement_of(mine).label is Label.SALES
    assert [row.withdrawn_by for row in Correction.objects.order_by("pk")] == ["Anna", "Nora"]
    with pytest.raises(ValidationError, match="withdrawn already"):
        actions.withdraw(by=cast.anna, at=NOW, correction=last)
    with pytest.raises(ValidationError, match="Say why"):
        actions.correct(by=cast.anna, at=NOW, activity=mine, label=Label.SALES, reason="  ")


def test_a_rule_is_switched_off_with_a_reason_where_it_can_be(cast: Cast) -> None:
    mine = step(cast.anna, cast.acme, "Touch base")
    foreign = step(cast.cara, cast.gamma)
    us: dict[str, Any] = {"by": cast.anna, "at": NOW, "account": cast.acme}
    here = Place("activity", str(mine.pk))
    first = actions.switch_off(code="SP02", reason="one", place=here, **us)
    assert actions.switch_off(code="SP02", reason="two", place=here, **us).pk == first.pk
    for code, reason, place, words in (
        ("XX99", "x", here, "There is no rule"),
        ("SP02", " ", here, "Say why"),
        ("SP02", "x", Place("activity", str(foreign.pk)), "no such place"),
        ("SP02", "x", Place("activity", "x' or 1"), "no such place"),
        ("SP02", "x", Place("planet", "1"), "no such place"),
        ("SP02", "x", None, "whole firm or at a place"),
    ):
        with pytest.raises(ValidationError, match=words):
            actions.switch_off(code=code, reason=reason, place=place, **us)
    actions.switch_on(by=cast.anna, at=NOW, off=first)
    assert not SwitchedOff.objects.exists()


def test_only_administrators_switch_a_rule_off_for_the_whole_firm(cast: Cast) -> None:
    for other in (cast.anna, cast.nora, cast.eve):
        with pytest.raises(Refused):
            actions.switch_off(by=other, at=NOW, code="SP02", reason="x")
    row = actions.switch_off(by=cast.adam, at=NOW, code="SP02", reason="x")
    with pytest.raises(Refused):
        actions.switch_on(by=cast.nora, at=NOW, off=row)


def test_a_priority_is_set_and_taken_back(cast: Cast) -> None:
    kim = person("Kim", cast.acme)
    for matters in (True, False, None):
        actions.set_priority(by=cast.anna, at=NOW, account=cast.acme, contact=kim, matters=matters)
    said = [line.after["matters"] for line in AuditEvent.objects.filter(action="plans.priority").order_by("pk")]
    assert said[:2] == [True, False]


def test_a_help_of_the_catalogue_becomes_a_step(cast: Cast) -> None:
    kim = person("Kim", cast.acme)
    offer = maps.add_offer(
        by=None, at=NOW, values={"kind": "research", "name": "Market study", "gives": "Figures of six markets"},
        colleagues=[],
    )  # fmt: skip
    made = actions.offer_help(
        by=cast.anna, at=NOW, account=cast.acme, offer=offer, contact=kim,
        values={
            "on": day(4), "owner": colleague(cast.anna), "planned_minutes": 60, "want_to_learn": "Which market next",
        },
    )  # fmt: skip
    assert (made.offer, made.title, made.useful) == (offer, "Market study", "Figures of six markets")
    assert list(made.participants.all()) == [kim]
    assert queries.judgement_of(made).label is Label.RELATIONSHIP
    type(offer).objects.filter(pk=offer.pk).update(until=day(-1))
    offer.refresh_from_db()
    with pytest.raises(ValidationError, match="no longer offered"):
        actions.offer_help(by=cast.anna, at=NOW, account=cast.acme, offer=offer, contact=None)


def test_a_copied_step_begins_anew_without_whoever_left(cast: Cast) -> None:
    kim, lee = person("Kim", cast.acme), person("Lee", cast.acme)
    way = initiative(cast.anna, cast.acme)
    mine = step(cast.anna, cast.acme, initiative=way, participants=[kim, lee])
    actions.record_outcome(by=cast.anna, at=NOW, activity=mine, version=None, learned="Much", spent_minutes=90)
    Affiliation.objects.filter(contact=lee).update(until=day(-1))
    copied = actions.copy_activity(by=cast.anna, at=NOW, activity=mine, on=day(30))
    assert (copied.state, copied.learned, copied.spent_minutes, copied.on) == ("planned", "", None, day(30))
    assert (copied.initiative, list(copied.participants.all()), copied.useful) == (way, [kim], mine.useful)


def test_a_goal_is_copied_to_another_account_with_its_steps_and_later(cast: Cast) -> None:
    kim, bea = person("Kim", cast.acme), person("Bea", cast.beta)
    aim = goal(cast.anna, cast.acme, contact=kim)
    way = initiative(cast.anna, cast.acme, aim)
    step(cast.anna, cast.acme, "Below", initiative=way, participants=[kim])
    dropped = step(cast.anna, cast.acme, "Dropped", goal=aim)
    step(cast.anna, cast.acme, "Beside", goal=aim)
    actions.move_activity(by=cast.anna, at=NOW, activity=dropped, version=None, state=State.DROPPED, why="x")
    actions.copy_goal(by=cast.anna, at=NOW, goal=aim, account=cast.beta, contact=bea, days=90)
    sheet = queries.plan_sheet(cast.anna, cast.beta, NOW)
    (copied,) = sheet.goals
    assert (copied.row.contact, copied.row.due) == (bea, day(180))
    assert [each.row.title for each in sheet.all_activities] == ["Beside", "Below"]
    assert sheet.all_activities[1].participants == ()
    assert copied.initiatives[0].row.next_step_on == day(95)
    with pytest.raises(Refused):
        actions.copy_goal(by=cast.anna, at=NOW, goal=aim, account=cast.gamma, contact=None)


def test_open_steps_are_carried_to_a_day_to_come(cast: Cast) -> None:
    late, done = step(cast.anna, cast.acme, on=day(-9)), step(cast.anna, cast.acme)
    actions.record_outcome(by=cast.anna, at=NOW, activity=done, version=None, learned="x")
    done.refresh_from_db()
    (carried,) = actions.carry_steps(by=cast.anna, at=NOW, account=cast.acme, activities=[late], on=day(3))
    assert carried.on == day(3)
    with pytest.raises(ValidationError, match="past"):
        actions.carry_steps(by=cast.anna, at=NOW, account=cast.acme, activities=[late], on=day(-1))
    with pytest.raises(ValidationError, match="not planned any more"):
        actions.carry_steps(by=cast.anna, at=NOW, account=cast.acme, activities=[late, done], on=day(5))
    late.refresh_from_db()
    assert late.on == day(3)


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Goal, {"title": "x", "priority": 4}),
        (Goal, {"title": "x", "state": "lost"}),
        (Goal, {"title": "x", "due": date(9999, 1, 1)}),
        (Initiative, {"title": "x", "start": TODAY, "end": TODAY - timedelta(1)}),
        (Initiative, {"title": "x", "next_step_on": date(1, 1, 1)}),
        (Activity, {"title": "x", "planned_minutes": -1}),
        (Activity, {"title": "x", "spent_minutes": -1}),
        (Activity, {"title": "x", "on": date(9999, 1, 1)}),
        (Activity, {"title": "x", "state": "lost"}),
    ],
)
def test_the_database_itself_refuses_what_cannot_be(cast: Cast, model: Any, values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(account=cast.acme, at=NOW, **values)


def test_the_database_keeps_one_standing_correction_and_a_step_at_one_place(cast: Cast) -> None:
    mine, aim, way = step(cast.anna, cast.acme), goal(cast.anna, cast.acme), initiative(cast.anna, cast.acme)
    actions.correct(by=cast.anna, at=NOW, activity=mine, label=Label.SALES, reason="x")
    values = {"activity": mine, "label": "sales", "read_as": "sales", "reason": "x", "by_name": "x", "at": NOW}
    for attempt in (
        lambda: Correction.objects.create(**values),
        lambda: Activity.objects.filter(pk=mine.pk).update(goal=aim, initiative=way),
        lambda: SwitchedOff.objects.create(code="SP02", kind="goal", key="1", reason="x", by_name="x", at=NOW),
        lambda: GoalReading.objects.create(goal=aim, on=TODAY, by_name="x", at=NOW),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()
