"""Every rule of the linter speaks up where it should, keeps still where it should, and can be switched off."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from innercircle.plans.rules.catalogue import CATALOGUE, Family, Severity
from innercircle.plans.rules.lint import Finding, Place, SwitchedOff
from innercircle.plans.rules.lint.activities import FAR
from innercircle.plans.rules.reading import Label
from innercircle.plans.rules.values import Activity, Contact, Correction, Engagement, Goal, Initiative, State, Topic
from tests.plans.desk import TODAY, found, linted

TOMORROW, YESTERDAY = TODAY + timedelta(1), TODAY - timedelta(1)
LONG_AGO = TODAY - timedelta(91)
GOOD: dict[str, Any] = {
    "title": "Night at the yard",
    "day": TOMORROW,
    "owner": "Anna",
    "participants": 2,
    "hours_planned": 3.0,
    "billable": False,
    "learn": "why trailers wait",
    "useful": "figures of other yards",
}


def activity(key: str = "a1", **fields: Any) -> Activity:
    return Activity(key, **GOOD | fields)


def kern(**fields: Any) -> Contact:
    whole = {"roles": frozenset({"Budget"}), "assessed_on": TODAY, "colleagues": 2}
    return Contact("kern", "Ms Kern", **whole | fields)


BLUM = Contact("blum", "Mr Blum", colleagues=1, assessed_on=TODAY)
GOAL = Goal("g1", "Fewer stoppages", "kern", 1, "9 a week", TOMORROW, "Partners in food")
WORK = Initiative("i1", "Read vibration data", ("g1",), "Anna", "Call Jo", TOMORROW)


def test_a_whole_plan_has_no_finding() -> None:
    whole = linted(
        goals=(GOAL,),
        initiatives=(WORK,),
        activities=(activity(),),
        contacts=(kern(), BLUM),
        colleagues=2,
        topics=(Topic("t1", "Furnace", LONG_AGO),),
        engagements=(Engagement("e1", "Payroll"),),
        begun_on=LONG_AGO,
        reviewed_on=TODAY,
        month_closed=True,
    )
    assert whole.findings == ()


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("OT01", {"billable": True}),
        ("OT02", {"hours_planned": 0.0}),
        ("OT03", {"participants": 0}),
        ("LN01", {"learn": ""}),
        ("LN02", {"state": State.DONE, "learned": ""}),
        ("LN03", {"learn": "when they will sign our offer"}),
        ("IL01", {"title": "Pitch to the board"}),
        ("IL02", {"title": "Install unit 4", "useful": ""}),
        ("IL03", {"useful": ""}),
        ("SP01", {"title": "Cross-sell maintenance"}),
        ("SP02", {"title": "Touch base"}),
        ("SP03", {"title": "Send quote"}),
        ("SP04", {"title": "Increase our revenue by 20%"}),
        ("DC01", {"title": "Give a loyalty rebate"}),
        ("DP01", {"title": "Make ourselves indispensable"}),
        ("CP06", {"day": None}),
        ("CP06", {"owner": ""}),
        ("CP11", {"hours_planned": -1.0}),
        ("CP11", {"hours_spent": -0.5}),
        ("CP11", {"day": date(9999, 5, 3)}),
        ("RV02", {"day": YESTERDAY}),
    ],
)
def test_rules_about_an_activity(code: str, fields: dict[str, Any]) -> None:
    assert code not in found(activities=(activity(),))
    assert code in found(activities=(activity("bad", **fields), activity()))


def test_a_day_as_far_as_can_be_and_no_hours_at_all_are_possible() -> None:
    far = TOMORROW.replace(year=TOMORROW.year + FAR)
    assert "CP11" not in found(activities=(activity("far", day=far), activity("free", hours_planned=0.0)))
    assert "CP11" in found(activities=(activity("too far", day=far.replace(year=far.year + 1)),))


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        ("CP01", {"contacts": (kern(priority=True),)}),
        ("CP02", {"goals": (GOAL,)}),
        ("CP03", {"initiatives": (Initiative("i1", "Audit", ("g1",), "", "Call", TOMORROW),)}),
        ("CP03", {"initiatives": (Initiative("i1", "Audit", ("g1",), "Anna", "", TOMORROW),)}),
        ("CP03", {"initiatives": (Initiative("i1", "Audit", ("g1",), "Anna", "Call"),)}),
        ("CP04", {"goals": (Goal("g1", "Better"),)}),
        ("CP05", {"goals": (Goal("g1", "Better", objective=""),)}),
        ("CP07", {"initiatives": (Initiative("i1", "Audit", (), "Anna", "Call", TOMORROW),)}),
        ("CP08", {"goals": (Goal("g1", "Better", due=YESTERDAY),)}),
        ("CP09", {"goals": (GOAL,), "contacts": (kern(left=True),)}),
        ("CP09", {"activities": (activity(contacts=("kern",)),), "contacts": (kern(left=True),)}),
        ("CP10", {"activities": (activity(title="Book flight", learn=None, useful=None),)}),
        ("MP01", {"contacts": (kern(roles=frozenset({"User"})),)}),
        ("MP01", {"contacts": (kern(left=True),)}),
        ("MP02", {"contacts": (kern(assessed_on=LONG_AGO),)}),
        ("MP02", {"contacts": (kern(assessed_on=None),)}),
        ("MP03", {"contacts": (kern(),)}),
        ("MP03", {"contacts": (kern(), BLUM), "colleagues": 1}),
        ("MP04", {"contacts": (kern(opponent=True),)}),
        ("DP02", {"topics": (Topic("t1", "Furnace", TODAY - timedelta(366)),)}),
        ("DP02", {"topics": (Topic("t1", "Furnace", date(2020, 1, 1), TODAY - timedelta(366)),)}),
        ("DP03", {"engagements": (Engagement("e1", "Payroll", "Jan"),)}),
        ("RV01", {"reviewed_on": LONG_AGO}),
        ("RV01", {"begun_on": LONG_AGO}),
        ("RV02", {"initiatives": (Initiative("i1", "Audit", ("g1",), "Anna", "Call", YESTERDAY),)}),
        ("RV03", {"month_closed": False}),
        ("RV04", {"activities": (activity(day=TODAY - timedelta(30)),)}),
    ],
)
def test_rules_about_a_plan(code: str, parts: dict[str, Any]) -> None:
    assert code in found(**parts)


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        ("CP01", {"contacts": (kern(priority=True),), "goals": (GOAL,)}),
        ("CP01", {"contacts": (kern(priority=True, left=True),)}),
        ("CP02", {"goals": (GOAL,), "initiatives": (WORK,)}),
        ("CP02", {"goals": (Goal("g1", "Done", open=False),)}),
        ("CP03", {"initiatives": (Initiative("i1", "Done", open=False),)}),
        ("CP05", {"goals": (Goal("g1", "Better"),)}),
        ("CP06", {"activities": (activity(owner=None, day=None),)}),
        ("CP08", {"goals": (Goal("g1", "Better", due=TODAY),)}),
        ("CP09", {"activities": (activity(contacts=("kern",), state=State.DONE),), "contacts": (kern(left=True),)}),
        ("MP01", {}),
        ("MP02", {"contacts": (kern(assessed_on=TODAY - timedelta(90)),)}),
        ("MP02", {"contacts": (kern(assessed_on=None, colleagues=0),)}),
        ("MP04", {"contacts": (kern(opponent=True),), "goals": (GOAL,)}),
        ("DP02", {"topics": (Topic("t1", "Furnace", TODAY - timedelta(365)),)}),
        ("RV01", {"begun_on": LONG_AGO, "reviewed_on": TODAY}),
        ("RV02", {"activities": (activity(day=YESTERDAY, state=State.DONE),)}),
        ("RV02", {"activities": (activity(day=TODAY),)}),
        ("RV03", {"month_closed": None}),
        ("RV04", {}),
        ("OT03", {"activities": (activity(participants=None),)}),
        ("SP02", {"activities": (activity(title="Touch base", state=State.DROPPED),)}),
    ],
)
def test_rules_keep_still_where_there_is_nothing_to_say(code: str, parts: dict[str, Any]) -> None:
    assert code not in found(**parts)


def test_findings_say_where_what_and_what_helps() -> None:
    finding = next(
        each for each in linted(topics=(Topic("t1", "Furnace", date(2020, 1, 1)),)).findings if each.code == "DP02"
    )
    assert finding.place == Place("topic", "t1")
    assert finding.place.title == "Furnace"
    assert finding.wrong == CATALOGUE["DP02"].wrong
    assert finding.better == CATALOGUE["DP02"].better
    assert finding.page == "rules/plan/DP02.md"


def test_details_name_what_makes_it_so() -> None:
    details = {each.code: each.detail for each in linted(contacts=(kern(assessed_on=LONG_AGO),), colleagues=1).findings}
    assert details["MP02"] == f"Last assessed on {LONG_AGO.isoformat()}."
    assert details["MP03"] == "Only Ms Kern of theirs and only one of ours carries the relationship."


def test_the_gravest_come_first() -> None:
    severities = [each.severity for each in linted(goals=(GOAL,), initiatives=(Initiative("i1", "Audit"),)).findings]
    assert severities == sorted(severities, key=list(Severity).index)
    assert severities[0] is Severity.ERROR


def test_errors_are_told_from_the_rest() -> None:
    assert linted(initiatives=(Initiative("i1", "Audit"),)).has_errors
    assert not linted(month_closed=False, activities=(activity(),)).has_errors


def test_a_rule_is_switched_off_everywhere_with_its_reason() -> None:
    off = SwitchedOff("SP02", "agreed with the client")
    result = linted(off, activities=(activity(title="Touch base"), activity("b", title="QBR")))
    assert "SP02" not in {each.code for each in result.findings}
    silenced = [(each.finding.place.key, each.reason) for each in result.silenced]
    assert silenced == [("a1", "agreed with the client"), ("b", "agreed with the client")]


def test_a_rule_is_switched_off_at_one_place() -> None:
    off = SwitchedOff("SP02", "her wish", Place("activity", "b"))
    result = linted(off, activities=(activity(title="Touch base"), activity("b", title="QBR")))
    assert [each.place.key for each in result.findings if each.code == "SP02"] == ["a1"]
    assert [each.finding.place.key for each in result.silenced] == ["b"]


def test_a_label_set_by_hand_silences_what_spoke_against_it() -> None:
    right = Correction(Label.RELATIONSHIP, "it was her wish")
    assert "SP02" not in found(activities=(activity(title="Touch base", correction=right),))
    assert "CP10" not in found(activities=(activity(title="Touch base", correction=right),))
    wrong = Correction(Label.SALES, "it was to sell")
    assert "CP10" in found(activities=(activity(correction=wrong),))


def test_places_are_the_same_whatever_their_title() -> None:
    assert Place("goal", "1", "Old") == Place("goal", "1", "New")
    assert Place("goal", "1") != Place("contact", "1")
    assert len({Place("goal", "1", "Old"), Place("goal", "1", "New")}) == 1
    assert Place("goal", "1") != "goal"


def test_the_catalogue_is_whole() -> None:
    assert {rule.family for rule in CATALOGUE.values()} == set(Family)
    for code, rule in CATALOGUE.items():
        assert code == rule.code
        assert code[2:].isdigit()
        assert rule.wrong.endswith(".")
        assert rule.better.endswith(".")
    named = [
        "OT01",
        "OT02",
        "OT03",
        "LN01",
        "LN02",
        "LN03",
        "IL01",
        "IL02",
        "IL03",
        "SP01",
        "SP02",
        "SP03",
        "SP04",
        "DC01",
    ]
    named += [
        "DP01",
        "DP02",
        "CP01",
        "CP02",
        "CP03",
        "CP04",
        "CP05",
        "MP01",
        "MP02",
        "MP03",
        "MP04",
        "RV01",
        "RV02",
        "RV03",
    ]
    assert set(named) <= set(CATALOGUE)


def test_every_finding_has_a_rule() -> None:
    with pytest.raises(KeyError):
        _ = Finding("ZZ99", Place("goal", "1")).severity


@pytest.mark.parametrize(
    ("code", "title", "target"),
    [
        ("SP04", "Increase our revenue by 20 %", ""),
        ("SP04", "Grow", "Our share of wallet is 40 %"),
        ("SP01", "Cross-sell maintenance", ""),
        ("DC01", "Keep them with a loyalty discount", ""),
    ],
)
def test_a_goal_that_is_ours_is_found_in_its_words(code: str, title: str, target: str) -> None:
    wrong = Goal("g1", title, None, target=target or "x")
    assert (code, "goal", "g1") in {
        (each.code, each.place.kind, each.place.key) for each in linted(goals=(wrong,)).findings
    }
    assert code not in found(goals=(Goal("g1", title, None, target=target, open=False),))
    assert code not in found(goals=(GOAL,))


def test_an_initiative_that_sells_is_found_in_its_title() -> None:
    assert "SP01" in found(initiatives=(Initiative("i1", "Upsell the new line", ("g1",), "Anna", "Call", TOMORROW),))


def test_a_goal_is_served_by_a_step_that_hangs_at_it() -> None:
    step = activity(goal="g1")
    assert "CP02" not in found(goals=(GOAL,), activities=(step,))
    assert "CP02" in found(goals=(GOAL,), activities=(activity(goal="g1", state=State.DROPPED),))


def test_what_is_part_of_paid_scope_illustrates_nothing() -> None:
    assert "IL02" in found(activities=(activity(paid_scope=True), activity()))


def test_a_plan_never_reviewed_says_since_when() -> None:
    details = {each.code: each.detail for each in linted(begun_on=LONG_AGO).findings}
    assert details["RV01"] == f"Never since it began on {LONG_AGO.isoformat()}."


def test_a_rule_switched_off_for_an_activity_stays_among_the_silenced() -> None:
    touch = activity(title="Touch base", off=(("SP02", "agreed"),))
    off = SwitchedOff("SP02", "agreed", Place("activity", touch.key))
    done = linted(off, activities=(touch,))
    assert "SP02" not in {each.code for each in done.findings}
    assert [each.finding.code for each in done.silenced] == ["SP02"]
