"""Stored findings: what still holds is read, what changed is linted anew, and both say the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from innercircle.access.models import AuditEvent
from innercircle.directory import actions as directory
from innercircle.directory.models import Account, Contact
from innercircle.hours import actions as hours
from innercircle.maps import actions as maps
from innercircle.plans import actions, queries
from innercircle.plans.models import Activity, Goal, Initiative, LintedPlan
from innercircle.plans.queries import linted, trail
from innercircle.plans.rules.catalogue import CATALOGUE
from innercircle.plans.rules.lint import Finding, Linted, Place, Silenced
from innercircle.plans.rules.reading import Label
from innercircle.plans.rules.values import State
from innercircle.plans.rules.verdict import Counted
from innercircle.plans.rules.version import rules_version
from innercircle.plans.rules.written import read_all, write
from tests.cast import Cast
from tests.maps.desk import post, role
from tests.plans.desk_db import GOOD, NOW, SALES, TODAY, day, goal, initiative, objective, step

KEPT = NOW + timedelta(minutes=2)
LATER = NOW + timedelta(minutes=4)


@pytest.fixture
def plans(cast: Cast) -> Cast:
    """Plans at Acme and Gamma that were linted and stored; Beta has none."""
    kim = post("Kim", cast.acme)
    aim = goal(cast.anna, cast.acme, contact=kim.contact, objective=objective(cast.nora))
    initiative(cast.anna, cast.acme, aim)
    step(cast.anna, cast.acme, participants=[kim.contact], goal=aim)
    step(cast.anna, cast.acme, "Pitch our services", **SALES)
    step(cast.cara, cast.gamma, "Touch base with their buyers", **SALES)
    assert actions.keep_findings(at=KEPT) == 2
    return cast


def stored(at: datetime = LATER) -> set[str]:
    """The accounts of which what is stored is shown."""
    return {each.name for each in queries.entries(None, at) if each.stored}


def same(at: datetime = LATER) -> bool:
    """Whether the firm's findings and verdicts are what linting every plan anew says."""
    names = dict(Account.objects.filter(linted.linted_accounts()).order_by("name", "pk").values_list("pk", "name"))
    found = list(queries.portfolio_findings(None, at))
    assert queries.compare_stored(at).wrong == ()
    return found == list(queries.findings_for(names, at))


def test_what_is_stored_is_read_in_few_queries_and_says_the_same(plans: Cast) -> None:
    assert stored() == {"Acme", "Gamma"}
    assert same()
    assert queries.compare_stored(LATER) == linted.Checked(2, 2, ())
    with CaptureQueriesContext(connection) as seen:
        found = list(queries.portfolio_findings(plans.nora, LATER))
    assert len(seen) <= 5
    assert found[0].linted == queries.findings_of(plans.acme, LATER)
    with CaptureQueriesContext(connection) as seen:
        verdict = queries.verdicts(plans.adam, LATER)
    assert len(seen) <= 4
    assert verdict.accounts[0].plan == queries.account_verdict(plans.acme, LATER)


def the(model: Any, account: Account) -> Any:
    """The first row of an account."""
    return model.objects.filter(account=account).order_by("pk").first()


def _leave(cast: Cast) -> None:
    kim = Contact.objects.get(name="Kim")
    own = kim.affiliations.get()
    directory.change_affiliation(
        by=cast.anna, at=LATER, affiliation=own, version=None, values={"until": day(-1), "since": None}
    )


def _rename(cast: Cast) -> None:
    kim = Contact.objects.get(name="Kim")
    directory.change_contact(by=cast.anna, at=LATER, contact=kim, version=None, values={"name": "Kim Other"})


def _on(cast: Cast, **said: Any) -> dict[str, Any]:
    return {"by": cast.anna, "at": LATER, **said}


CHANGES: dict[str, Callable[[Cast], object]] = {
    "a step": lambda cast: actions.add_activity(**_on(cast, account=cast.acme, values={"title": "Pitch", **GOOD})),
    "a step moved": lambda cast: actions.move_activity(
        **_on(cast, activity=the(Activity, cast.acme), version=None, state=State.DROPPED, why="x")
    ),
    "a label": lambda cast: actions.correct(
        **_on(cast, activity=the(Activity, cast.acme), label=Label.SALES, reason="x")
    ),
    "a goal": lambda cast: actions.change_goal(
        **_on(cast, goal=the(Goal, cast.acme), version=None, values={"target": "", "title": "Sell more"})
    ),
    "an initiative": lambda cast: actions.change_initiative(
        **_on(cast, initiative=the(Initiative, cast.acme), version=None, values={"next_step": ""})
    ),
    "a priority": lambda cast: actions.set_priority(
        **_on(cast, account=cast.acme, contact=Contact.objects.get(name="Kim"), matters=True)
    ),
    "a review": lambda cast: actions.record_review(**_on(cast, account=cast.acme, on=TODAY)),
    "a rule off": lambda cast: actions.switch_off(
        **_on(cast, code="CP10", account=cast.acme, place=Place("account", ""), reason="x")
    ),
    "a role": lambda cast: role(cast.anna, Contact.objects.get(name="Kim").affiliations.get(), "budget"),
    "somebody new": lambda cast: directory.add_contact(
        **_on(cast, account=cast.acme, values={"name": "Lee"}, emails=["lee@acme.example"], post={"title": "Buyer"})
    ),
    "a name": _rename,
    "somebody left": _leave,
}


@pytest.mark.parametrize("name", CHANGES)
def test_after_a_change_that_plan_is_linted_anew_and_no_other(plans: Cast, name: str) -> None:
    before = AuditEvent.objects.count()
    CHANGES[name](plans)
    assert AuditEvent.objects.count() > before
    assert stored() == {"Gamma"}
    assert same()
    assert actions.keep_findings(at=LATER + timedelta(minutes=2)) == 1
    assert stored(LATER + timedelta(minutes=3)) == {"Acme", "Gamma"}
    assert same(LATER + timedelta(minutes=3))


def test_what_concerns_the_whole_firm_lets_every_plan_be_linted_anew(plans: Cast) -> None:
    actions.switch_off(by=plans.adam, at=LATER, code="SP02", reason="our way")
    assert stored() == set()
    assert same()
    assert "SP02" not in {
        each.code for every in queries.portfolio_findings(None, LATER) for each in every.linted.findings
    }


def test_log_ins_and_calendars_change_no_plan(plans: Cast) -> None:
    for action in ("access.user.password", "documents.firm.saved", "calendars.import.applied"):
        AuditEvent.objects.create(at=LATER, by_name="x", action=action, target_kind="x", target_name="x")
    assert stored() == {"Acme", "Gamma"}
    AuditEvent.objects.create(at=LATER, by_name="x", action="intake.import.portion", target_kind="x", target_name="x")
    assert stored() == set()


def test_so_many_changes_are_not_looked_at_one_by_one(plans: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trail, "_MOST", 2)
    for _ in range(3):
        AuditEvent.objects.create(at=LATER, by_name="x", action="access.token.made", target_kind="x", target_name="x")
    assert stored() == set()


def test_findings_hang_on_the_day_and_hold_two_hours(plans: Cast) -> None:
    assert stored(KEPT + linted.HOLDS) == {"Acme", "Gamma"}
    assert stored(KEPT + linted.HOLDS + timedelta(seconds=1)) == set()
    tomorrow = KEPT + timedelta(days=1)
    assert stored(tomorrow) == set()
    late = NOW + timedelta(days=8)  # the steps of next week are overdue then
    assert "RV02" in {each.code for every in queries.portfolio_findings(None, late) for each in every.linted.findings}
    assert actions.keep_findings(at=KEPT + timedelta(minutes=59)) == 0
    assert actions.keep_findings(at=KEPT + timedelta(minutes=61)) == 2
    assert actions.keep_findings(at=late) == 2
    assert same(late)


def test_other_rules_read_every_plan_anew(plans: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(rules_version()) == 16
    monkeypatch.setattr(linted, "rules_version", lambda: "other")
    assert stored() == set()


def test_what_was_written_to_the_table_by_another_hand_is_found(plans: Cast) -> None:
    LintedPlan.objects.filter(account=plans.gamma).update(content="[[],[],[]]")
    assert queries.compare_stored(LATER) == linted.Checked(2, 2, ("Gamma",))


def test_a_plan_that_begins_is_linted_and_one_that_ends_is_forgotten(plans: Cast) -> None:
    mine = step(plans.anna, plans.beta)
    assert [each.name for each in queries.portfolio_findings(None, LATER)] == ["Acme", "Beta", "Gamma"]
    assert actions.keep_findings(at=LATER) >= 1
    assert LintedPlan.objects.filter(account=plans.beta).exists()
    actions.remove_activity(by=plans.anna, at=LATER, activity=mine)
    actions.keep_findings(at=LATER)
    assert not LintedPlan.objects.filter(account=plans.beta).exists()
    assert same()


def test_what_was_stopped_half_way_goes_on(plans: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("innercircle.plans.actions.linting._AT_A_TIME", 1)
    told: list[int] = []

    def stop(done: int, _total: int) -> None:
        told.append(done)
        if done:
            raise KeyboardInterrupt

    late = KEPT + timedelta(minutes=90)
    with pytest.raises(KeyboardInterrupt):
        actions.keep_findings(at=late, progress=stop)
    assert told == [0, 1]
    assert actions.keep_findings(at=late) == 1
    assert same(late)


def test_who_may_not_see_an_account_sees_nothing_stored_of_it(plans: Cast) -> None:
    assert list(queries.entries(plans.stranger, LATER)) == []
    assert [each.name for each in queries.entries(plans.anna, LATER)] == ["Acme"]


def test_a_closed_month_and_a_map_count_too(plans: Cast) -> None:
    hours.upkeep(at=LATER)
    assert same()
    maps.keep_days(at=LATER)
    assert same()


texts = st.text(max_size=20)
places = st.builds(Place, st.sampled_from(["activity", "account"]), texts, texts)
findings = st.builds(Finding, st.sampled_from(sorted(CATALOGUE)), places, texts)
steps = st.builds(Counted, st.sampled_from(Label), st.floats(0, 2000), st.none() | st.dates())


@given(st.lists(findings), st.lists(st.builds(Silenced, findings, texts)), st.lists(steps))
def test_what_is_written_is_read_again(shown: list[Finding], silenced: list[Silenced], counted: list[Counted]) -> None:
    said = Linted(tuple(shown), tuple(silenced))
    text = write(said, counted)
    first, second = read_all([text, text])
    assert first == second
    assert (first.linted, first.counted) == (said, counted)
    assert [each.place.title for each in first.linted.findings] == [each.place.title for each in shown]
