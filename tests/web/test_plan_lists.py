"""Pages over many plans: own steps, objectives, findings, verdicts, files; and what nobody may who only reads."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from innercircle.directory.models import Contact
from innercircle.maps import actions as maps
from innercircle.plans import actions
from innercircle.plans.models import Activity, LintedPlan, Objective, SwitchedOff
from tests.cast import Cast, contact
from tests.web.plan_desk import BUILDS, GOOD, SELLS, TODAY, add, page
from tests.web.walk import as_, get, post


@pytest.fixture
def kim(cast: Cast) -> Contact:
    """Somebody at Acme."""
    return contact("Kim", cast.acme, level="board")


def test_own_steps_are_done_and_moved_in_place(cast: Cast) -> None:
    assert "Nothing due" in page(cast.anna, "my-steps")
    late, soon = add(cast, on=TODAY - timedelta(days=9)), add(cast, title="Next one", on=TODAY)
    add(cast, title="Some day")
    text = page(cast.anna, "my-steps")
    assert text.index("Overdue") < text.index(BUILDS) < text.index("This week") < text.index("Next one")
    assert "Without a day" in text
    assert "Next one" not in page(cast.nora, "my-steps")
    post(cast.anna, "plan-activity-day", cast.acme.pk, late.pk, on=str(TODAY))
    assert "Overdue" not in page(cast.anna, "my-steps")
    answer = post(cast.anna, "plan-activity-outcome", cast.acme.pk, soon.pk, version=1, learned="Yes", then="steps")
    assert answer["Location"].startswith(reverse("my-steps"))


def test_the_next_step_of_an_initiative_is_done_and_moved_in_place(cast: Cast) -> None:
    us: dict[str, Any] = {"by": cast.anna, "at": timezone.now(), "account": cast.acme}
    values = {"title": "Forecast clinic", "owner": cast.anna.colleague, "next_step": "Ask Kim", "next_step_on": TODAY}
    way = actions.add_initiative(values=values, **us)
    place = (cast.acme.pk, way.pk)
    text = page(cast.anna, "my-steps")
    assert "next step of “Forecast clinic”" in text
    assert reverse("plan-initiative-next", args=place) in text
    post(cast.anna, "plan-initiative-day", *place, on=str(TODAY + timedelta(days=1)))
    way.refresh_from_db()
    assert (way.next_step, way.next_step_on) == ("Ask Kim", TODAY + timedelta(days=1))
    assert "New day: " in _told(cast, "plan-initiative-day", *place, on="soon")
    half = post(cast.anna, "plan-initiative-next", *place, version=way.version, next_step="Hand the sheet over")
    assert "Hand the sheet over" in half.content.decode()
    assert "Say by which day." in half.content.decode()
    stale = post(cast.anna, "plan-initiative-next", *place, version=1, last="on")
    assert "while you were editing it" in stale.content.decode()
    said = {"next_step": "Hand the sheet over", "next_step_on": str(TODAY), "version": way.version}
    answer = post(cast.anna, "plan-initiative-next", *place, **said)
    assert answer["Location"] == reverse("my-steps")
    assert "Hand the sheet over" in page(cast.anna, "my-steps")
    post(cast.anna, "plan-initiative-next", *place, last="on")
    assert "Nothing due" in page(cast.anna, "my-steps")


def _told(cast: Cast, name: str, *keys: Any, **sent: Any) -> str:
    text: str = as_(cast.anna).post(reverse(name, args=keys), sent, follow=True).content.decode()
    return text


def test_objectives_show_who_stands_behind_them(cast: Cast, kim: Contact) -> None:
    assert "No objectives yet" in page(cast.nora, "objectives")
    sent = {"name": "Fewer stops", "year": "2026", "owner": cast.anna.colleague.pk}
    assert post(cast.anna, "objective-add", **sent).status_code == 403
    assert "Ensure this value" in post(cast.nora, "objective-add", **{**sent, "year": "9999"}).content.decode()
    post(cast.nora, "objective-add", **sent)
    row = Objective.objects.get()
    aim = {"title": "Aim", "contact": kim, "objective": row}
    actions.add_goal(by=cast.anna, at=timezone.now(), account=cast.acme, values=aim)
    text = page(cast.nora, "objectives")
    assert all(words in text for words in ("Fewer stops", "Acme", "Kim", "Aim"))
    assert "Acme" not in page(cast.sam, "objectives")
    post(cast.nora, "objective", row.pk, version=1, name="No stops", year="2026")
    post(cast.nora, "objective-close", row.pk)
    assert "No stops" not in page(cast.nora, "objectives")
    assert "closed on" in page(cast.nora, "objectives", closed="1")
    post(cast.nora, "objective-close", row.pk)
    assert post(cast.nora, "objective-remove", row.pk).status_code == 403  # a goal serves it


def test_everything_a_colleague_owns_as_far_as_one_sees(cast: Cast) -> None:
    anna = cast.anna.colleague.pk
    assert "Nothing owned yet" in page(cast.nora, "colleague-plan", anna)
    add(cast, on=TODAY)
    add(cast, title=SELLS, on=TODAY - timedelta(days=300))
    text = page(cast.nora, "colleague-plan", anna)
    assert (BUILDS in text, SELLS in text) == (True, True)
    table = text.partition('id="activities"')[2].partition("</table>")[0]
    rows = table.partition("<tbody>")[2].split("</tr>")[:-1]
    assert [("Sells" in row, "Builds the relationship" in row) for row in rows] == [
        (SELLS in row, BUILDS in row) for row in rows
    ]
    quarter = f"{TODAY.year}-Q{(TODAY.month + 2) // 3}"
    assert SELLS not in page(cast.nora, "colleague-plan", anna, quarter=quarter)
    assert BUILDS not in page(cast.sam, "colleague-plan", anna)


def test_a_colleague_without_activities_has_no_empty_table(cast: Cast) -> None:
    anna = cast.anna.colleague
    Objective.objects.create(name="Fewer stops", year=TODAY.year, owner=anna)
    text = page(cast.nora, "colleague-plan", anna.pk).partition('id="activities"')[2].partition('id="trend"')[0]
    assert "<table" not in text
    assert "None." in text


def test_the_portfolio_of_findings_narrows_and_administrators_switch_off(cast: Cast) -> None:
    assert "No findings" in page(cast.ben, "plan-findings")
    add(cast, title=SELLS, on=TODAY)
    text = page(cast.nora, "plan-findings", code="SP02")
    assert SELLS in text
    assert "LN01 " not in text.partition("<tbody>")[2]
    assert "No finding fits" in page(cast.nora, "plan-findings", q="zzz")
    assert "No finding fits" in page(cast.nora, "plan-findings", code="DC01")
    assert post(cast.nora, "plan-firm-rule-off", code="SP02", reason="x").status_code == 404
    refused = post(cast.adam, "plan-firm-rule-off", code="SP02", reason="Agreed by the board " * 20)
    assert refused.status_code == 422
    assert "Agreed by the board Agreed" in refused.content.decode()
    assert "at most 300 characters" in refused.content.decode()
    assert 'value="SP02" selected' in refused.content.decode()
    post(cast.adam, "plan-firm-rule-off", code="SP02", reason="Agreed by the board")
    assert "Agreed by the board" in page(cast.nora, "plan-findings")
    assert "No finding fits" in page(cast.nora, "plan-findings", code="SP02")
    post(cast.adam, "plan-firm-rule-on", SwitchedOff.objects.get().pk)
    assert SELLS in page(cast.nora, "plan-findings", code="SP02")


def test_verdicts_by_account_manager_stand_by_name(cast: Cast) -> None:
    assert "No plan to judge yet" in page(cast.nora, "plan-verdicts")
    add(cast, title=SELLS, on=TODAY)
    text = page(cast.nora, "plan-verdicts")
    assert "Sales plan" in text
    assert "0 of 1 activities" in text
    table = text.partition('id="managers"')[2].partition("</table>")[0]
    assert 'class="sort"' not in table  # nobody is ranked
    assert "No account fits" in page(cast.nora, "plan-verdicts", kind="relationship")
    chosen = page(cast.nora, "plan-verdicts", manager=cast.anna.colleague.pk)
    assert "Acme" in chosen.partition('id="accounts"')[2]
    assert "Acme" not in page(cast.sam, "plan-verdicts")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_plans_are_taken_away(cast: Cast, kind: str) -> None:
    add(cast, title="=SUM(A1)", on=TODAY)
    goal = actions.add_goal(by=cast.anna, at=timezone.now(), account=cast.acme, values={"title": "Aim"})
    actions.add_initiative(by=cast.anna, at=timezone.now(), account=cast.acme, values={"title": "W", "goals": [goal]})
    keys: dict[str, list[Any]] = {
        "account-plan-export": [cast.acme.pk], "plan-findings-export": [], "plan-verdicts-export": [],
        "objectives-export": [], "colleague-plan-export": [cast.anna.colleague.pk],
    }  # fmt: skip
    for name, first in keys.items():
        answer = get(cast.anna, name, *first, kind)
        assert answer.status_code == 200
        assert get(cast.anna, name, *first, "pdf").status_code == 404
        if (kind, name) == ("csv", "account-plan-export"):
            assert "'=SUM(A1)" in answer.content.decode()
            assert "Aim" in answer.content.decode()


def test_an_offered_help_becomes_a_filled_in_step(cast: Cast, kim: Contact) -> None:
    values = {"kind": "expertise", "name": "Forecast clinic", "gives": "Half a day with our planner"}
    offer = maps.add_offer(by=None, at=timezone.now(), values=values, colleagues=[cast.anna.colleague])
    post_ = kim.affiliations.get()
    answer = get(cast.anna, "plan-help", offer.pk, post_.pk)
    text = as_(cast.anna).get(answer["Location"]).content.decode()
    assert 'value="Forecast clinic"' in text
    assert "Half a day with our planner" in text
    assert re.search(rf'value="{kim.pk}"[^>]*checked', text)
    assert get(cast.stranger, "plan-help", offer.pk, post_.pk).status_code == 404


def test_who_only_reads_sees_no_button_that_does_nothing(cast: Cast) -> None:
    add(cast, on=TODAY)
    goal = actions.add_goal(by=cast.anna, at=timezone.now(), account=cast.acme, values={"title": "Aim"})
    places: list[tuple[str, tuple[int, ...]]] = [
        ("account-plan", ()),
        ("account-plan-board", ()),
        ("account-plan-findings", ()),
        ("account-plan-page", ()),
    ]
    places += [("plan-goal", (goal.pk,)), ("plan-activity", (Activity.objects.get().pk,))]
    for name, keys in places:
        main = page(cast.eve, name, cast.acme.pk, *keys).partition("<main")[2].partition("</main>")[0]
        assert 'method="post"' not in main, name
        assert "/add/" not in main, name


def test_a_member_of_the_account_team_writes_steps_of_their_own(cast: Cast) -> None:
    theirs, mine = add(cast), add(cast, owner=cast.dora.colleague, title="Mine")
    text = page(cast.dora, "account-plan", cast.acme.pk)
    assert reverse("plan-activity-add", args=[cast.acme.pk]) in text
    assert reverse("plan-goal-add", args=[cast.acme.pk]) not in text
    assert f'aria-labelledby="do-edit t{mine.pk}"' in text
    assert f'aria-labelledby="do-edit t{theirs.pk}"' not in text
    assert post(cast.dora, "plan-activity", cast.acme.pk, theirs.pk, version=1, **GOOD).status_code == 403
    said = {**GOOD, "owner": cast.dora.colleague.pk}
    assert post(cast.dora, "plan-activity", cast.acme.pk, mine.pk, version=1, **said).status_code == 302


def test_a_stranger_finds_nothing(cast: Cast) -> None:
    step = add(cast)
    for name in ("account-plan", "account-plan-board", "account-plan-timeline", "account-plan-findings"):
        assert get(cast.stranger, name, cast.acme.pk).status_code == 404
    assert get(cast.stranger, "plan-activity", cast.acme.pk, step.pk).status_code == 404
    assert get(cast.anna, "plan-activity", cast.beta.pk, step.pk).status_code == 404
    assert post(cast.stranger, "plan-lint", cast.acme.pk, title="x").status_code == 404


@pytest.mark.parametrize("name", ["account-plan", "account-plan-board", "account-plan-findings"])
def test_a_longer_plan_asks_no_more_queries(cast: Cast, name: str) -> None:
    client = Client()
    client.force_login(cast.anna)
    place = reverse(name, args=[cast.acme.pk])
    add(cast, on=TODAY)
    client.get(place)
    few = _queries(client, place)
    for number in range(12):
        add(cast, title=f"{SELLS} {number}", on=TODAY)
    assert _queries(client, place) <= few <= 23  # the plan is read once; 25 where an engagement runs


def _queries(client: Client, place: str) -> int:
    with CaptureQueriesContext(connection) as found:
        client.get(place)
    return len(found)


def test_the_pages_of_all_plans_read_what_is_stored(cast: Cast) -> None:
    add(cast, title=SELLS, on=TODAY)
    add(cast, on=TODAY)
    before = {name: page(cast.nora, name) for name in ("plan-findings", "plan-verdicts")}
    actions.keep_findings(at=timezone.now() + timedelta(minutes=2))
    assert LintedPlan.objects.exists()
    nora = as_(cast.nora)
    for name, text in before.items():
        nora.get(reverse(name))
        with CaptureQueriesContext(connection) as seen:
            assert _rows(nora.get(reverse(name)).content.decode()) == _rows(text)
        assert len([each for each in seen if not each["sql"].startswith(("SAVEPOINT", "RELEASE"))]) <= 15
    add(cast, title=f"{SELLS} again", on=TODAY)
    assert f"{SELLS} again" in page(cast.nora, "plan-findings")


def _rows(text: str) -> str:
    return text.partition("<tbody>")[2].partition("</tbody>")[0]


def test_a_step_s_findings_come_when_it_is_opened(cast: Cast) -> None:
    row = add(cast, title=SELLS, on=TODAY)
    place = reverse("plan-activity", args=[cast.acme.pk, row.pk])
    text = page(cast.nora, "account-plan", cast.acme.pk)
    assert f'<a class="lint-more" href="{place}#findings">' in text  # plans.js unfolds it in place
    answer = as_(cast.eve).get(f"{place}?part=findings", headers={"HX-Request": "true"}).content.decode()
    assert answer.startswith('<ul class="lint-list">')
    assert "SP02" in answer
    asked = {"HX-Request": "true"}
    assert as_(cast.stranger).get(f"{place}?part=findings", headers=asked).status_code == 404
