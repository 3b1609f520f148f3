"""Reads of plans: what the linter is given, verdicts with trend, portfolio, steps; few queries, own things only."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from innercircle.directory.models import Account, Affiliation, Colleague
from innercircle.hours.actions import upkeep
from innercircle.hours.models import MonthClose
from innercircle.maps import actions as maps
from innercircle.maps.rules.levels import Stance
from innercircle.plans import actions, queries
from innercircle.plans.models import KnowledgeTopic
from innercircle.plans.rules.lint import Place
from innercircle.plans.rules.reading import Label
from innercircle.plans.rules.values import GoalState, InitiativeState, State
from tests.cast import Cast
from tests.hours.desk import CONFIRMED, meet
from tests.maps.desk import draw, post, role
from tests.plans.desk_db import NOW, SALES, TODAY, colleague, day, goal, initiative, objective, person, step


def codes(account: Account, kind: str = "") -> set[str]:
    """The codes of the findings, at places of one kind where asked."""
    return {each.code for each in queries.findings_of(account, NOW).findings if kind in {"", each.place.kind}}


def test_a_plan_holds_what_is_stored_of_it(cast: Cast) -> None:
    kim = person("Kim", cast.acme)
    aim = goal(cast.anna, cast.acme, contact=kim, objective=objective(cast.nora))
    actions.record_reading(by=cast.anna, at=NOW, goal=aim, on=day(-2), words="Half")
    way = initiative(cast.anna, cast.acme, aim)
    mine = step(cast.anna, cast.acme, initiative=way, participants=[kim], spent_minutes=90)
    plan = queries.plan_of(cast.acme, NOW)
    (shown,) = plan.goals
    assert (shown.contact, shown.objective, shown.measured_on) == (str(kim.pk), "Grow with those who matter", day(-2))
    assert plan.initiatives[0].goals == (str(aim.pk),)
    (activity,) = plan.activities
    assert (activity.key, activity.hours, activity.participants, activity.contacts) == (
        str(mine.pk), 1.5, 1, (str(kim.pk),),
    )  # fmt: skip
    assert (plan.account, plan.begun_on, plan.reviewed_on) == ("Acme", TODAY, None)


def test_a_figure_alone_is_a_target(cast: Cast) -> None:
    goal(cast.anna, cast.acme, target="", target_value=Decimal("5.000"), unit="days")
    assert queries.plan_of(cast.acme, NOW).goals[0].target == "5.000 days"
    assert "CP04" not in codes(cast.acme)


def test_history_is_judged_for_a_year_and_shown_in_the_trend_for_ever(cast: Cast) -> None:
    step(cast.anna, cast.acme, "Pitch our services", on=day(-366), **SALES)
    step(cast.anna, cast.acme, on=day(-365))
    assert len(queries.plan_of(cast.acme, NOW).activities) == 1
    found = queries.account_verdict(cast.acme, NOW)
    assert (found.verdict.sales, found.verdict.relationship) == (0, 1)
    assert {quarter: each.judged for quarter, each in found.trend.items()} == {"2025-Q4": 2}


def test_the_map_speaks_through_the_linter(cast: Cast) -> None:
    kim, lee = post("Kim", cast.acme), post("Lee", cast.acme)
    draw(cast.anna, kim, cast.anna, 3, days=91)
    maps.set_standing(by=cast.anna, at=NOW, post=lee, values={"stance": Stance.OPPONENT, "influence": 4})
    assert {"MP01", "MP02", "MP03", "MP04", "CP01"} <= codes(cast.acme)
    role(cast.anna, kim, "budget")
    draw(cast.anna, kim, cast.anna, 3)
    draw(cast.nora, lee, cast.nora, 2)
    for one in (kim, lee):
        goal(cast.anna, cast.acme, contact=one.contact)
    assert not {"MP01", "MP02", "MP03", "MP04", "CP01"} & codes(cast.acme)


def test_a_colleague_who_left_covers_nobody(cast: Cast) -> None:
    draw(cast.anna, post("Kim", cast.acme), cast.ben, 4, days=200)
    Colleague.objects.filter(user=cast.ben).update(left_on=day(-1))
    (contact,) = queries.plan_of(cast.acme, NOW).contacts or ()
    assert contact.colleagues == 0


def test_said_by_hand_beats_the_rule_of_who_matters(cast: Cast) -> None:
    kim = post("Kim", cast.acme)
    role(cast.anna, kim, "budget")
    for matters, expected in ((None, True), (False, False), (True, True)):
        actions.set_priority(by=cast.anna, at=NOW, account=cast.acme, contact=kim.contact, matters=matters)
        (contact,) = queries.plan_of(cast.acme, NOW).contacts or ()
        assert contact.priority is expected


@pytest.mark.parametrize("days", [1, 800])
def test_a_goal_for_somebody_who_left_is_found_however_long_ago(cast: Cast, days: int) -> None:
    kim = person("Kim", cast.acme)
    goal(cast.anna, cast.acme, contact=kim)
    mine = step(cast.anna, cast.acme, participants=[kim])
    assert "CP09" not in codes(cast.acme)
    Affiliation.objects.filter(contact=kim).update(until=day(-days))
    assert {each.place.kind for each in queries.findings_of(cast.acme, NOW).findings if each.code == "CP09"} == {
        "goal", "activity",
    }  # fmt: skip
    sheet = queries.plan_sheet(cast.anna, cast.acme, NOW)
    assert sheet.goals[0].contact_left
    assert mine.pk in {view.row.pk for view in sheet.activities}


def test_somebody_who_came_back_is_there(cast: Cast) -> None:
    kim = person("Kim", cast.acme, until=day(-100))
    Affiliation.objects.create(contact=kim, account=cast.acme, since=day(-10))
    goal(cast.anna, cast.acme, contact=kim)
    assert "CP09" not in codes(cast.acme)


def test_knowledge_nobody_handed_over_is_found(cast: Cast) -> None:
    row = KnowledgeTopic.objects.create(
        account=cast.acme, topic="Their furnace", holder=colleague(cast.anna), since=day(-400), at=NOW
    )
    assert "DP02" in codes(cast.acme, "topic")
    place = Place("topic", str(row.pk))
    actions.switch_off(by=cast.anna, at=NOW, code="DP02", reason="theirs anyway", account=cast.acme, place=place)
    assert "DP02" not in codes(cast.acme, "topic")


def test_the_month_that_waits_for_its_close_is_found(cast: Cast) -> None:
    kim = person("Kim", cast.acme)
    meet("2026-10-05 10:00", 1, {kim: CONFIRMED}, {colleague(cast.anna): CONFIRMED})
    upkeep(at=NOW)
    assert "RV03" in codes(cast.acme)
    MonthClose.objects.create(account=cast.acme, month=2026 * 12 + 9, by_name="x", at=NOW)
    assert "RV03" not in codes(cast.acme)
    Account.objects.filter(pk=cast.acme.pk).update(segment="regular")
    MonthClose.objects.all().delete()
    assert "RV03" not in codes(cast.acme)


def test_a_review_recorded_is_a_review_held(cast: Cast) -> None:
    early = NOW - timedelta(days=91)
    actions.add_goal(by=cast.anna, at=early, account=cast.acme, values={"title": "x"})
    assert "RV01" in codes(cast.acme)
    actions.record_review(by=cast.anna, at=NOW, account=cast.acme, on=TODAY, words="Two goals changed")
    assert "RV01" not in codes(cast.acme)


def test_rules_are_switched_off_for_the_firm_and_for_a_place(cast: Cast) -> None:
    one, two = (step(cast.anna, cast.acme, "Touch base", **SALES | {"want_to_learn": "x", "useful": "y"}) for _ in "ab")
    place = Place("activity", str(one.pk))
    actions.switch_off(by=cast.anna, at=NOW, code="SP02", reason="agreed", account=cast.acme, place=place)
    found = queries.findings_of(cast.acme, NOW)
    assert [each.place.key for each in found.findings if each.code == "SP02"] == [str(two.pk)]
    assert [(each.finding.code, each.reason) for each in found.silenced] == [("SP02", "agreed")]
    assert queries.judgement_of(one).label is not Label.SALES
    assert queries.judgement_of(two).label is Label.SALES
    assert queries.account_verdict(cast.acme, NOW).verdict.sales == 1
    actions.switch_off(by=cast.adam, at=NOW, code="SP02", reason="our way")
    assert "SP02" not in codes(cast.acme)
    assert queries.account_verdict(cast.acme, NOW).verdict.sales == 0
    named = Place("account", "")
    actions.switch_off(by=cast.anna, at=NOW, code="CP10", reason="young", account=cast.acme, place=named)
    assert "CP10" in {each.finding.code for each in queries.findings_of(cast.acme, NOW).silenced} | codes(cast.acme)
    assert "CP10" not in codes(cast.acme)


def test_verdicts_of_accounts_managers_and_firm_add_up(cast: Cast) -> None:
    for number in range(3):
        step(cast.anna, cast.acme, on=day(-number * 95))
    for _ in range(2):
        step(cast.anna, cast.beta, "Pitch our services", **SALES)
    step(cast.cara, cast.gamma, "Pitch our services", **SALES)
    dropped = step(cast.cara, cast.gamma)
    actions.move_activity(by=cast.cara, at=NOW, activity=dropped, version=None, state=State.DROPPED, why="x")
    found = queries.verdicts(cast.adam, NOW)
    assert [(each.name, each.plan.verdict.is_sales_plan) for each in found.accounts] == [
        ("Acme", False), ("Beta", True), ("Gamma", True),
    ]  # fmt: skip
    assert [(each.name, each.accounts, each.plan.verdict.relationship) for each in found.managers] == [
        ("Anna", 2, 3), ("Cara", 1, 0),
    ]  # fmt: skip
    firm = found.firm
    assert (firm.verdict.relationship, firm.verdict.sales, firm.verdict.is_sales_plan) == (3, 3, False)
    assert firm.verdict.relationship_hours == 6.0
    assert sum(each.judged for each in firm.trend.values()) == 6
    assert [each.name for each in queries.verdicts(cast.sam, NOW).accounts] == ["Gamma"]
    assert queries.verdicts(cast.stranger, NOW).firm.verdict.judged == 0


def test_a_dropped_activity_counts_nowhere(cast: Cast) -> None:
    mine = step(cast.anna, cast.acme, "Pitch our services", **SALES)
    actions.move_activity(by=cast.anna, at=NOW, activity=mine, version=None, state=State.DROPPED, why="x")
    assert queries.plan_sheet(cast.anna, cast.acme, NOW).verdict.verdict.judged == 0
    assert queries.account_verdict(cast.acme, NOW).verdict.judged == 0


def test_the_sheet_and_the_single_queries_agree(cast: Cast) -> None:
    step(cast.anna, cast.acme)
    mine = step(cast.anna, cast.acme, "Pitch our services", **SALES)
    actions.correct(by=cast.anna, at=NOW, activity=mine, label=Label.NEUTRAL, reason="A rehearsal")
    sheet = queries.plan_sheet(cast.anna, cast.acme, NOW)
    assert sheet.verdict == queries.account_verdict(cast.acme, NOW)
    assert sheet.findings == queries.findings_of(cast.acme, NOW)
    assert {view.row.pk: view.judgement for view in sheet.all_activities} == queries.judgements_of(
        [view.row for view in sheet.all_activities]
    )
    (corrected,) = (view for view in sheet.all_activities if view.row.pk == mine.pk)
    assert [each.reason for each in corrected.corrections] == ["A rehearsal"]
    assert corrected.judgement.read_as is Label.SALES


def test_the_portfolio_is_linted_account_by_account(cast: Cast) -> None:
    step(cast.anna, cast.beta)
    found = {each.name: each for each in queries.portfolio_findings(cast.anna, NOW)}
    assert found.keys() == {"Acme", "Beta"}  # Acme is a partner and has no plan; Gamma is another's
    assert (found["Acme"].planned, found["Beta"].planned) == (False, True)
    assert "CP10" in {each.code for each in found["Acme"].linted.findings}
    assert found["Beta"].linted == queries.findings_of(cast.beta, NOW)
    goal(cast.cara, cast.gamma)
    assert [each.name for each in queries.portfolio_findings(None, NOW)] == ["Acme", "Beta", "Gamma"]
    assert list(queries.portfolio_findings(cast.stranger, NOW)) == []


def test_steps_four_to_six_of_many_accounts(cast: Cast) -> None:
    kim = post("Kim", cast.acme)
    role(cast.anna, kim, "budget")
    aim = goal(cast.anna, cast.acme, contact=kim.contact)
    found = queries.steps_of([cast.acme.pk, cast.beta.pk], NOW)
    assert [each.share for each in found[cast.acme.pk]] == [1.0, 0.0, 0.0]
    assert [each.share for each in found[cast.beta.pk]] == [None, None, None]
    initiative(cast.anna, cast.acme, aim)
    actions.record_reading(by=cast.anna, at=NOW, goal=aim, on=TODAY, words="x")
    actions.record_review(by=cast.anna, at=NOW, account=cast.acme, on=TODAY)
    assert [each.share for each in queries.steps_of([cast.acme.pk], NOW)[cast.acme.pk]] == [1.0, 1.0, 1.0]
    assert queries.goals_for([cast.acme.pk, cast.beta.pk]) == {
        cast.acme.pk: frozenset({kim.contact_id}), cast.beta.pk: frozenset(),
    }  # fmt: skip
    assert queries.posts_with_goals([cast.acme.pk]) == {cast.acme.pk: frozenset({kim.pk})}
    actions.move_goal(by=cast.anna, at=NOW, goal=aim, version=None, state=GoalState.REACHED)
    assert queries.goals_for([cast.acme.pk]) == {cast.acme.pk: frozenset()}


@pytest.mark.parametrize("ask", ["sheet", "findings", "verdicts", "board", "steps", "portfolio", "objectives"])
def test_the_number_of_queries_does_not_grow_with_the_plan(cast: Cast, ask: str) -> None:
    reads: dict[str, Any] = {
        "sheet": lambda: queries.plan_sheet(cast.anna, cast.acme, NOW),
        "findings": lambda: queries.findings_in([cast.acme.pk, cast.beta.pk], NOW),
        "verdicts": lambda: queries.verdicts(cast.anna, NOW),
        "board": lambda: queries.board(cast.anna, None, NOW),
        "steps": lambda: queries.steps_of([cast.acme.pk, cast.beta.pk], NOW),
        "portfolio": lambda: list(queries.portfolio_findings(cast.anna, NOW)),
        "objectives": lambda: queries.objectives(cast.anna, NOW),
    }
    _grow(cast, cast.acme, "One")
    before = _count(reads[ask])
    for number in range(4):
        _grow(cast, (cast.acme, cast.beta)[number % 2], f"More {number}")
    assert _count(reads[ask]) <= before


def _grow(cast: Cast, account: Account, name: str) -> None:
    kim = person(f"Kim {name}", account)
    aim = goal(cast.anna, account, contact=kim, objective=objective(cast.nora, name))
    actions.record_reading(by=cast.anna, at=NOW, goal=aim, on=TODAY, words="x")
    way = initiative(cast.anna, account, aim)
    for place in ({"initiative": way}, {"goal": aim}, {}):
        mine = step(cast.anna, account, participants=[kim], **place)
        actions.correct(by=cast.anna, at=NOW, activity=mine, label=Label.NEUTRAL, reason="x")


def _count(read: Any) -> int:
    with CaptureQueriesContext(connection) as seen:
        read()
    return len(seen)


def test_a_stranger_sees_nothing_of_a_plan(cast: Cast) -> None:
    _grow(cast, cast.acme, "One")
    for rows in (
        queries.visible_goals, queries.visible_readings, queries.visible_initiatives, queries.visible_activities,
        queries.visible_corrections, queries.visible_reviews,
    ):  # fmt: skip
        assert not rows(cast.stranger).exists()
        assert not rows(cast.ben).exists()
    assert queries.visible_activities(cast.dora).count() == 3
    assert queries.objectives(cast.stranger, NOW)[0].accounts == ()


def test_the_board_shows_states_with_what_is_overdue(cast: Cast) -> None:
    late, ahead = step(cast.anna, cast.acme, on=day(-3)), step(cast.anna, cast.beta, on=day(3))
    done, old = step(cast.anna, cast.acme, on=day(-80)), step(cast.anna, cast.acme, on=day(-91))
    for row in (done, old):
        actions.record_outcome(by=cast.anna, at=NOW, activity=row, version=None, learned="x")
    found = queries.board(cast.anna, None, NOW)
    assert [view.row.pk for view in found[State.PLANNED]] == [late.pk, ahead.pk]
    assert [view.overdue for view in found[State.PLANNED]] == [True, False]
    assert [view.row.pk for view in found[State.DONE]] == [done.pk]
    assert "RV02" in {each.code for each in found[State.PLANNED][0].findings}
    here = queries.board(cast.anna, cast.beta, NOW)
    assert [view.row.pk for view in here[State.PLANNED]] == [ahead.pk]


def test_the_timeline_reaches_over_everything_that_has_a_day(cast: Cast) -> None:
    aim = goal(cast.anna, cast.acme, due=day(200))
    way = initiative(cast.anna, cast.acme, aim, start=None, end=None, next_step_on=day(-2))
    step(cast.anna, cast.acme, initiative=way, on=day(30))
    step(cast.anna, cast.acme, on=None)
    gone = initiative(cast.anna, cast.acme, title="Gone")
    actions.move_initiative(by=cast.anna, at=NOW, initiative=gone, version=None, state=InitiativeState.DROPPED, why="x")
    found = queries.timeline(cast.anna, cast.acme, NOW)
    assert [(bar.kind, bar.start, bar.end, bar.overdue) for bar in found.bars] == [
        ("initiative", day(-2), day(30), True),
        ("activity", day(30), day(30), False),
        ("goal", day(200), day(200), False),
    ]
    assert (found.first, found.last, found.undated) == (day(-16), day(214), 1)
    assert queries.timeline(cast.anna, cast.beta, NOW).bars == ()


def test_my_steps_are_those_of_this_week_and_next_and_what_is_late(cast: Cast) -> None:
    sunday = TODAY  # the desk's today is a Sunday
    step(cast.anna, cast.acme, "Late", on=day(-3))
    step(cast.anna, cast.acme, "Today", on=sunday)
    step(cast.anna, cast.acme, "Next", on=day(7))
    step(cast.anna, cast.acme, "Later", on=day(8))
    step(cast.anna, cast.acme, "Some day", on=None)
    step(cast.anna, cast.acme, "Dora's", on=sunday, owner=colleague(cast.dora))
    initiative(cast.anna, cast.acme, next_step="Call", next_step_on=day(2))
    found = queries.my_steps(cast.anna, NOW)
    assert (found.monday, found.sunday) == (day(-6), sunday)
    assert [each.title for each in found.overdue] == ["Late"]
    assert [each.title for each in found.this_week] == ["Today"]
    assert [each.title for each in found.next_week] == ["Call", "Next"]
    assert [row.title for row in found.undated] == ["Some day"]
    assert [each.title for each in queries.my_steps(cast.dora, NOW).this_week] == ["Dora's"]


def test_objectives_name_the_accounts_and_people_behind_them(cast: Cast) -> None:
    row = objective(cast.nora)
    kim = person("Kim", cast.acme)
    goal(cast.anna, cast.acme, contact=kim, objective=row)
    reached = goal(cast.anna, cast.beta, objective=row)
    dropped = goal(cast.anna, cast.beta, objective=row)
    goal(cast.cara, cast.gamma, objective=row)
    actions.move_goal(by=cast.anna, at=NOW, goal=reached, version=None, state=GoalState.REACHED)
    actions.move_goal(by=cast.anna, at=NOW, goal=dropped, version=None, state=GoalState.DROPPED, why="x")
    (found,) = queries.objectives(cast.anna, NOW)
    assert (found.accounts, found.contacts, found.reached) == ((cast.acme, cast.beta), (kim,), 1)
    assert found.colleagues == (colleague(cast.anna),)
    actions.close_objective(by=cast.nora, at=NOW, objective=row, on=TODAY)
    assert queries.objectives(cast.anna, NOW) == ()
    assert len(queries.objectives(cast.anna, NOW, closed=True)) == 1


def test_what_a_colleague_owns_is_told_as_far_as_the_reader_sees(cast: Cast) -> None:
    anna = colleague(cast.anna)
    objective(cast.nora, owner=anna)
    goal(cast.anna, cast.acme, baseline_value=Decimal(0), target_value=Decimal(4))
    initiative(cast.anna, cast.acme)
    step(cast.anna, cast.acme)
    step(cast.cara, cast.gamma, owner=anna)
    found = queries.owned_by(cast.anna, anna, NOW)
    assert [len(part) for part in (found.objectives, found.goals, found.initiatives, found.activities)] == [1, 1, 1, 1]
    assert found.verdict.verdict.relationship == 1
    assert len(queries.owned_by(cast.adam, anna, NOW).activities) == 2
    assert queries.owned_by(cast.stranger, anna, NOW).activities == ()


def test_a_draft_is_judged_as_it_would_be_once_saved(cast: Cast) -> None:
    values = {"title": "Touch base", "on": day(3), "owner": colleague(cast.anna), "planned_minutes": 60}
    with CaptureQueriesContext(connection) as seen:
        found = queries.draft(values, NOW)
    assert len(seen) == 0
    saved = actions.add_activity(by=cast.anna, at=NOW, account=cast.acme, values=values)
    assert found.judgement == queries.judgement_of(saved)
    kept = {each.code for each in queries.findings_of(cast.acme, NOW).findings if each.place.kind == "activity"}
    assert {each.code for each in found.findings} == kept
    assert queries.draft({}, NOW).judgement.label is Label.NEUTRAL


def test_a_draft_turns_from_selling_to_building_by_mending_what_it_says(cast: Cast) -> None:
    values: dict[str, Any] = {"title": "Pitch our forecast service", "on": day(3), "owner": colleague(cast.anna)}
    values |= {"participants": [person("Kim", cast.acme)], "planned_minutes": 120}
    assert {each.code for each in queries.draft(values, NOW).findings} >= {"IL01", "LN01"}
    values |= {"title": "Work through their forecast with them", "want_to_learn": "What their planners mistrust"}
    assert {each.code for each in queries.draft(values, NOW).findings} == set()
    assert queries.draft(values, NOW).judgement.label is Label.RELATIONSHIP
