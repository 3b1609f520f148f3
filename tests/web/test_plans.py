"""Pages of the plan: what they show, what they change, how a fault is said, what nobody may who only reads."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from innercircle.access.models import AuditEvent
from innercircle.directory.models import Contact
from innercircle.plans import actions
from innercircle.plans.models import Activity, Correction, Goal, GoalReading, Initiative, Review, SwitchedOff
from innercircle.plans.rules.values import InitiativeState, State
from tests.cast import Cast, contact
from tests.web.plan_desk import BUILDS, GOOD, SELLS, SOON, TODAY, add, page, part
from tests.web.walk import as_, post


@pytest.fixture
def kim(cast: Cast) -> Contact:
    """Somebody at Acme."""
    return contact("Kim", cast.acme, level="board")


def test_an_empty_plan_teaches_by_a_bad_and_a_good_example(cast: Cast) -> None:
    text = page(cast.anna, "account-plan", cast.acme.pk)
    assert "No plan yet" in text
    assert "Reads like a plan, is a sales plan" in text
    assert "Builds the relationship" in text
    assert "Nothing to judge yet" in text


def test_a_whole_plan_without_script(cast: Cast, kim: Contact) -> None:
    acme = cast.acme.pk
    answer = post(cast.anna, "plan-goal-add", acme, title="Forecast", contact=kim.pk, priority="1", due=SOON)
    assert answer["Location"] == reverse("account-plan", args=[acme])
    goal = Goal.objects.get()
    assert (goal.contact, goal.priority, goal.owner) == (kim, 1, None)
    post(cast.anna, "plan-initiative-add", acme, title="Look", goals=[goal.pk], next_step="Ask", next_step_on=SOON)
    initiative = Initiative.objects.get()
    assert list(initiative.goals.all()) == [goal]
    post(cast.anna, "plan-activity-add", acme, place=f"i{initiative.pk}", participants=[kim.pk], **GOOD)
    step = Activity.objects.get()
    assert (step.initiative, step.planned_minutes, list(step.participants.all())) == (initiative, 150, [kim])
    text = page(cast.anna, "account-plan", acme)
    assert "This is a relationship plan: 1 of 1" in text
    assert "Priority 1" in text
    assert AuditEvent.objects.filter(action="plans.activity.added", by=cast.anna).count() == 1


def test_the_first_values_save_typing(cast: Cast, kim: Contact) -> None:
    acme = cast.acme.pk
    goal = actions.add_goal(by=cast.anna, at=timezone.now(), account=cast.acme, values={"title": "G", "contact": kim})
    text = page(cast.anna, "plan-activity-add", acme, place=f"g{goal.pk}")
    assert re.search(rf'value="{kim.pk}"[^>]*checked', text)
    assert re.search(rf'<option value="{cast.anna.colleague.pk}" selected', text)
    assert f'value="{TODAY + timedelta(days=14)}"' in text
    assert re.search(rf'<option value="g{goal.pk}" selected', text)


def test_enter_keeps_and_opens_the_next_in_place(cast: Cast) -> None:
    answer = part(cast.anna, "plan-activity-add", cast.acme.pk, place="", **GOOD)
    text = answer.content.decode()
    assert (answer["HX-Retarget"], answer["HX-Reswap"]) == ("#loose", "outerHTML show:none")
    assert 'id="activity-add-loose-title"' in text  # the next one
    assert "autofocus" in text
    assert '<div id="plan-head" hx-swap-oob="true">' in text
    assert "<html" not in text


def test_a_changed_step_comes_back_in_its_block_or_the_whole_plan(cast: Cast) -> None:
    step = add(cast)
    goal = actions.add_goal(by=cast.anna, at=timezone.now(), account=cast.acme, values={"title": "G"})
    same = part(cast.anna, "plan-activity", cast.acme.pk, step.pk, version=1, **GOOD)
    assert same["HX-Retarget"] == "#loose"
    moved = part(cast.anna, "plan-activity", cast.acme.pk, step.pk, version=2, place=f"g{goal.pk}", **GOOD)
    assert moved["HX-Retarget"] == "#plan"
    step.refresh_from_db()
    assert step.goal == goal


def test_blocks_are_asked_for_by_their_id(cast: Cast) -> None:
    goal = actions.add_goal(by=cast.anna, at=timezone.now(), account=cast.acme, values={"title": "G"})
    asked = {"HX-Request": "true"}
    place = reverse("account-plan", args=[cast.acme.pk])
    client = as_(cast.anna)
    assert f'id="goal-{goal.pk}"' in client.get(f"{place}?part=goal-{goal.pk}", headers=asked).content.decode()
    assert client.get(f"{place}?part=goal-987", headers=asked).status_code == 404
    assert client.get(f"{place}?part=initiative-x", headers=asked).status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("on", "9999-01-01", "The year 9999 cannot be meant"),
        ("on", "2060-01-01", "more than 20 years from today"),
        ("planned_minutes", "-1", "Hours are 0 or more."),
        ("planned_minutes", "5000", "more than 1000 hours"),
        ("planned_minutes", "x", "Enter a number."),
        ("participants", "987654", "That is not on offer here"),
        ("owner", str(10**22), "That is not on offer here"),
        ("place", "g987", "That is not on offer here"),
        ("title", "", "This field is required."),
    ],
)
def test_bad_input_is_said_at_its_field_and_nothing_is_lost(cast: Cast, field: str, value: str, sentence: str) -> None:
    said = {**GOOD, "useful": "A sheet of theirs", field: value}
    answer = post(cast.anna, "plan-activity-add", cast.acme.pk, **said)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in text
    assert "A sheet of theirs" in text
    assert not Activity.objects.exists()
    assert part(cast.anna, "plan-activity-add", cast.acme.pk, **said).status_code == 200  # htmx swaps the form in


def test_a_goal_for_somebody_who_left_is_refused_and_an_old_one_stays_on_offer(cast: Cast, kim: Contact) -> None:
    goal = actions.add_goal(by=cast.anna, at=timezone.now(), account=cast.acme, values={"title": "G", "contact": kim})
    kim.affiliations.update(until=date(2020, 1, 1))
    refused = post(cast.anna, "plan-goal-add", cast.acme.pk, title="H", contact=kim.pk, priority="2")
    assert (refused.status_code, "That is not on offer here" in refused.content.decode()) == (422, True)
    text = page(cast.anna, "plan-goal", cast.acme.pk, goal.pk)
    assert re.search(rf'<option value="{kim.pk}" selected', text)
    assert "CP09" in text


def test_what_is_closed_or_left_stays_with_the_step_that_holds_it(cast: Cast) -> None:
    us: dict[str, Any] = {"by": cast.anna, "at": timezone.now()}
    way = actions.add_initiative(account=cast.acme, values={"title": "Way"}, **us)
    step = add(cast, initiative=way, owner=cast.ben.colleague)
    actions.move_initiative(initiative=way, version=None, state=InitiativeState.DONE, **us)
    cast.ben.colleague.left_on = date(2020, 1, 1)
    cast.ben.colleague.save()
    text = page(cast.anna, "plan-activity", cast.acme.pk, step.pk)
    assert re.search(rf'<option value="i{way.pk}" selected', text)
    sent = {**GOOD, "version": 1, "place": f"i{way.pk}", "owner": cast.ben.colleague.pk}
    assert post(cast.anna, "plan-activity", cast.acme.pk, step.pk, **sent).status_code == 302
    step.refresh_from_db()
    assert (step.initiative, step.owner, step.title) == (way, cast.ben.colleague, BUILDS)


def test_two_editors_the_second_is_told(cast: Cast) -> None:
    step = add(cast)
    post(cast.nora, "plan-activity", cast.acme.pk, step.pk, version=1, **GOOD)
    answer = post(cast.anna, "plan-activity", cast.acme.pk, step.pk, version=1, **GOOD)
    assert answer.status_code == 422
    assert "while you were editing it" in answer.content.decode()


def test_the_linter_answers_while_one_types_and_stores_nothing(cast: Cast) -> None:
    said = {"slot": "add-loose", "title": SELLS, "planned_minutes": "2", "on": SOON}
    text = part(cast.anna, "plan-lint", cast.acme.pk, **said).content.decode()
    title = text.partition('id="lint-add-loose-title"')[2].partition('id="lint-')[0]
    assert "SP02" in title
    assert reverse("rule", args=["plan/SP02"]) in title
    assert "LN01" in text.partition('id="lint-add-loose-want_to_learn"')[2].partition('id="lint-')[0]
    assert "Sells" in text
    good = part(cast.anna, "plan-lint", cast.acme.pk, slot="add-loose", **GOOD).content.decode()
    assert "Builds the relationship" in good
    assert "Write the step" in part(cast.anna, "plan-lint", cast.acme.pk, slot="x").content.decode()
    half = part(cast.anna, "plan-lint", cast.acme.pk, slot="x", title=SELLS, on="9999-99-99").content.decode()
    assert "SP02" in half
    assert not Activity.objects.exists()


def test_a_rule_switched_off_here_is_silent_while_one_types(cast: Cast) -> None:
    step = add(cast, title=SELLS)
    sent = {"code": "SP02", "kind": "activity", "key": str(step.pk), "reason": "Their own rhythm"}
    post(cast.anna, "plan-rule-off", cast.acme.pk, **sent)
    said = {"slot": "x", "title": SELLS, "activity": step.pk}
    assert "SP02" not in part(cast.anna, "plan-lint", cast.acme.pk, **said).content.decode()
    text = page(cast.anna, "account-plan-findings", cast.acme.pk)
    assert "Their own rhythm" in text
    off = SwitchedOff.objects.get()
    post(cast.anna, "plan-rule-on", cast.acme.pk, off.pk)
    assert not SwitchedOff.objects.exists()
    answer = post(cast.anna, "plan-rule-off", cast.acme.pk, **{**sent, "reason": " "})
    assert answer.status_code == 422
    assert "Say why" in answer.content.decode()
    assert not SwitchedOff.objects.exists()


def test_a_reason_that_is_refused_is_kept_and_a_finding_that_is_gone_is_told(cast: Cast) -> None:
    step = add(cast, title=SELLS)
    sent = {"code": "SP02", "kind": "activity", "key": str(step.pk), "reason": "Their own rhythm " * 20}
    answer = post(cast.anna, "plan-rule-off", cast.acme.pk, **sent)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Their own rhythm Their own rhythm" in text
    assert text.count("<details open>") == 1
    assert "at most 300 characters" in text
    actions.change_activity(by=cast.anna, at=timezone.now(), activity=step, version=None, values={"title": BUILDS})
    gone = as_(cast.anna).post(reverse("plan-rule-off", args=[cast.acme.pk]), {**sent, "reason": "x"}, follow=True)
    assert "That finding is gone by now" in gone.content.decode()
    assert not SwitchedOff.objects.exists()


def test_a_label_is_corrected_with_a_reason_shown_and_withdrawn(cast: Cast) -> None:
    step = add(cast, title=SELLS)
    place = (cast.acme.pk, step.pk)
    for sent in ({"label": "neutral", "reason": ""}, {"label": "none", "reason": "They asked"},
                 {"label": "neutral", "reason": "They asked " * 50}):  # fmt: skip
        answer = post(cast.anna, "plan-activity-correct", *place, **sent)
        text = answer.content.decode()
        assert (answer.status_code, text.count('<details class="add-line" open>')) == (422, 1)
        assert sent["reason"][:10] in text[text.index('id="correction"') :]  # what was typed stays
        assert f'value="{SELLS}"' in text  # and the form of the step says what the step says
    assert '<option value="neutral" selected>' in text
    assert not Correction.objects.exists()
    post(cast.anna, "plan-activity-correct", *place, label="neutral", reason="They asked for it")
    text = page(cast.anna, "plan-activity", *place)
    assert "They asked for it" in text
    assert "Corrected by hand by Anna" in text
    post(cast.anna, "plan-activity-withdraw", *place, Correction.objects.get().pk)
    assert "withdrawn by Anna" in page(cast.anna, "plan-activity", *place)


def test_steps_are_done_dropped_and_planned_again(cast: Cast) -> None:
    step = add(cast)
    place = (cast.acme.pk, step.pk)
    empty = post(cast.anna, "plan-activity-outcome", *place, version=1, learned="", spent_minutes="1")
    assert "if there is none, say so" in empty.content.decode()
    answer = post(
        cast.anna, "plan-activity-outcome", *place, version=1, learned="Much", spent_minutes="1,5", then="board"
    )
    assert answer["Location"].endswith(f"/board/#card-{step.pk}")
    step.refresh_from_db()
    assert (step.state, step.learned, step.spent_minutes) == (State.DONE, "Much", 90)
    post(cast.anna, "plan-activity-move", *place, state="planned", version=2)
    assert post(cast.anna, "plan-activity-move", *place, state="dropped", version=3, reason=" ").status_code == 422
    post(cast.anna, "plan-activity-move", *place, state="dropped", version=3, reason="They moved on")
    step.refresh_from_db()
    assert (step.state, step.why) == (State.DROPPED, "They moved on")
    post(cast.anna, "plan-activity-remove", *place)
    assert not Activity.objects.exists()


def test_the_board_opens_to_the_rows_behind_a_figure(cast: Cast) -> None:
    add(cast, on=TODAY, want_to_learn="What?", useful="A list")
    add(cast, title=SELLS, on=TODAY - timedelta(days=300))
    everything = page(cast.anna, "account-plan-board", cast.acme.pk)
    assert (BUILDS in everything, SELLS in everything) == (True, True)
    text = page(cast.anna, "account-plan-board", cast.acme.pk, label="sales")
    assert (BUILDS in text, SELLS in text) == (False, True)
    quarter = f"{TODAY.year}-Q{(TODAY.month + 2) // 3}"
    text = page(cast.anna, "account-plan-board", cast.acme.pk, quarter=quarter)
    assert (BUILDS in text, SELLS in text) == (True, False)
    add(cast, title="Long ago", on=TODAY - timedelta(days=500))
    counted = page(cast.anna, "account-plan-board", cast.acme.pk, counted="yes")
    assert (SELLS in counted, "Long ago" in counted) == (True, False)
    assert "No activity fits" in page(cast.anna, "account-plan-board", cast.acme.pk, q="zzz")


@pytest.mark.parametrize("scale", ["month", "quarter", "x"])
def test_the_timeline_draws_goals_initiatives_and_steps(cast: Cast, scale: str) -> None:
    assert "Nothing to lay out in time yet" in page(cast.anna, "account-plan-timeline", cast.acme.pk)
    us: dict[str, Any] = {"by": cast.anna, "at": timezone.now()}
    goal = actions.add_goal(account=cast.acme, values={"title": "Aim", "due": TODAY + timedelta(days=30)}, **us)
    actions.add_initiative(account=cast.acme, values={"title": "Way", "goals": [goal], "start": TODAY}, **us)
    add(cast, goal=goal, on=TODAY)
    add(cast, on=TODAY - timedelta(days=2000))
    add(cast)
    text = page(cast.anna, "account-plan-timeline", cast.acme.pk, by=scale)
    assert '<path d="M0,-7' in text
    assert re.search(r'class="dot \w+ planned"', text)
    assert "1 day lies outside" in text
    assert "1 activity has no day" in text


def test_a_goal_is_measured_against_its_target_with_history(cast: Cast) -> None:
    us: dict[str, Any] = {"by": cast.anna, "at": timezone.now()}
    goal = actions.add_goal(
        account=cast.acme, values={"title": "Aim", "baseline_value": 20, "target_value": 10, "unit": "days"}, **us
    )
    place = (cast.acme.pk, goal.pk)
    assert "two figures make a way" in page(cast.anna, "plan-goal", *place)
    post(cast.anna, "plan-reading-add", *place, on=str(TODAY), value="", words="")
    assert not GoalReading.objects.exists()
    post(cast.anna, "plan-reading-add", *place, on=str(TODAY), value="15,0", words="Half way")
    text = page(cast.anna, "plan-goal", *place)
    assert "of the way from 20 days to 10 days: 15 days on" in text
    assert 'class="chart progress-line-chart"' in text
    post(cast.anna, "plan-reading-remove", *place, GoalReading.objects.get().pk)
    assert not GoalReading.objects.exists()
    post(cast.anna, "plan-goal-move", *place, state="reached", version=1)
    assert "1 goal reached or dropped" in page(cast.anna, "account-plan", cast.acme.pk)
    post(cast.anna, "plan-goal-move", *place, state="open", version=2)
    post(cast.anna, "plan-goal-remove", *place)
    assert not Goal.objects.exists()


def test_initiatives_end_before_they_begin_are_refused_move_and_go(cast: Cast) -> None:
    answer = post(cast.anna, "plan-initiative-add", cast.acme.pk, title="W", start=SOON, end=str(TODAY))
    assert "The end lies before the start." in answer.content.decode()
    post(cast.anna, "plan-initiative-add", cast.acme.pk, title="W")
    place = (cast.acme.pk, Initiative.objects.get().pk)
    post(cast.anna, "plan-initiative", *place, version=1, title="Way", next_step="Ask")
    assert Initiative.objects.get().next_step == "Ask"
    post(cast.anna, "plan-initiative-move", *place, state="dropped", version=2, reason="Not now")
    assert Initiative.objects.get().why == "Not now"
    post(cast.anna, "plan-initiative-remove", *place)
    assert not Initiative.objects.exists()


def test_reviews_are_recorded(cast: Cast) -> None:
    post(cast.anna, "plan-review-add", cast.acme.pk, on=SOON)
    assert not Review.objects.exists()
    post(cast.anna, "plan-review-add", cast.acme.pk, on=str(TODAY), words="Went through it")
    assert "Went through it" in page(cast.anna, "account-plan-findings", cast.acme.pk)


def test_one_page_in_one_form_and_again(cast: Cast, kim: Contact) -> None:
    assert "No plan yet" in page(cast.anna, "account-plan-page", cast.acme.pk)
    said = {
        "goal-title": "Forecast", "goal-contact": kim.pk, "goal-baseline": "They guess", "goal-due": SOON,
        "initiative-next_step": "Ask Kim", "initiative-next_step_on": SOON,
        "initiative-owner": cast.anna.colleague.pk, "step1-title": BUILDS, "step1-on": SOON,
        "step1-planned_minutes": "2", "step1-want_to_learn": "Where?", "step1-useful": "A sheet",
    }  # fmt: skip
    place = reverse("account-plan-page-write", args=[cast.acme.pk])
    wrong = as_(cast.anna).post(place, said | {"step1-title": "", "initiative-next_step": "", "goal-due": "9999-01-01"})
    text = wrong.content.decode()
    assert wrong.status_code == 422
    assert "3 fields need another look" in text
    assert "Say what we do, in a few words." in text
    assert not Goal.objects.exists()
    far = as_(cast.anna).post(place, said | {"step1-on": "2060-01-01"})
    assert "more than 20 years from today" in far.content.decode()
    assert not Goal.objects.exists()  # all or nothing
    as_(cast.anna).post(place, said)
    text = page(cast.anna, "account-plan-page", cast.acme.pk)
    assert all(words in text for words in ("Forecast", "They guess", "Ask Kim", BUILDS))
    as_(cast.anna).post(place, said | {"goal-title": "Better forecast"})
    assert (Goal.objects.get().title, Initiative.objects.count(), Activity.objects.count()) == ("Better forecast", 1, 1)
    actions.add_goal(by=cast.anna, at=timezone.now(), account=cast.acme, values={"title": "Another"})
    assert as_(cast.anna).get(place)["Location"] == reverse("account-plan-page", args=[cast.acme.pk])
    assert "more than one page" in page(cast.anna, "account-plan-page", cast.acme.pk)


def test_steps_of_two_initiatives_stand_by_day_on_the_one_page(cast: Cast) -> None:
    us: dict[str, Any] = {"by": cast.anna, "at": timezone.now(), "account": cast.acme}
    goal = actions.add_goal(values={"title": "Forecast"}, **us)
    first = actions.add_initiative(values={"title": "First", "goals": [goal]}, **us)
    second = actions.add_initiative(values={"title": "Second", "goals": [goal]}, **us)
    add(cast, title="No day yet", initiative=first)
    add(cast, title="Third step", on=TODAY + timedelta(9), initiative=first)
    add(cast, title="Second step", on=TODAY + timedelta(5), initiative=second)
    add(cast, title="First step", on=TODAY + timedelta(2), goal=goal)
    text = page(cast.anna, "account-plan-page", cast.acme.pk)
    rows = ["First step", "Second step", "Third step", "No day yet"]
    assert sorted(rows, key=text.index) == rows
    actions.remove_goal(by=cast.anna, at=timezone.now(), goal=goal)
    text = page(cast.anna, "account-plan-page", cast.acme.pk)
    assert text.index("Second step") < text.index("Third step") < text.index("No day yet")


def test_after_a_change_the_verdict_around_the_block_follows_where_it_is_shown(cast: Cast) -> None:
    step = add(cast, title=SELLS, on=TODAY)
    place, said = reverse("plan-activity", args=[cast.acme.pk, step.pk]), {**GOOD, "version": step.version}
    plan = f"http://testserver{reverse('account-plan', args=[cast.acme.pk])}"
    here = as_(cast.anna).post(place, said, headers={"HX-Request": "true", "HX-Current-URL": plan}).content.decode()
    assert all(f'id="{each}" hx-swap-oob="true"' in here for each in ("plan-kind", "plan-head", "plan-trend"))
    said["version"] += 1
    there = (
        as_(cast.anna)
        .post(place, said, headers={"HX-Request": "true", "HX-Current-URL": f"{plan}goals/1/"})
        .content.decode()
    )
    assert 'id="plan-kind" hx-swap-oob="true"' in there
    assert "plan-head" not in there
