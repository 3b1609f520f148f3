"""The three tests and the label of an activity: structure first, words second (spec 30)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from innercircle.plans.rules.judging import Judgement, Outcome
from innercircle.plans.rules.reading import Label
from innercircle.plans.rules.values import Correction, State
from innercircle.plans.rules.verdict import Counted, by_quarter, quarter, verdict
from tests.plans.desk import FAIL, NEUTRAL, PASS, RELATIONSHIP, SALES, UNKNOWN, one, strict

WHOLE: dict[str, Any] = {
    "hours_planned": 2.0,
    "billable": False,
    "learn": "why trailers wait at night",
    "useful": "figures on waiting times of other yards",
}


def outcomes(judgement: Judgement) -> tuple[Outcome, ...]:
    return tuple(test.outcome for test in judgement.tests)


@pytest.mark.parametrize(
    ("fields", "outcome", "code"),
    [
        ({"hours_planned": 2.0}, PASS, ""),
        ({"hours_planned": 2.0, "billable": False}, PASS, ""),
        ({"hours_planned": 2.0, "billable": True}, FAIL, "OT01"),
        ({"billable": True}, FAIL, "OT01"),
        ({"hours_planned": 0.0}, FAIL, "OT02"),
        ({"hours_planned": 3.0, "hours_spent": 0.0}, FAIL, "OT02"),
        ({"hours_spent": 1.0}, PASS, ""),
        ({}, UNKNOWN, ""),
        ({"billable": False}, UNKNOWN, ""),
    ],
)
def test_own_time(fields: dict[str, Any], outcome: Outcome, code: str) -> None:
    test = strict(**fields).own_time
    assert (test.outcome, test.code) == (outcome, code)


@pytest.mark.parametrize(
    ("text", "fields", "outcome"),
    [
        ("Workshop, free of charge", {}, PASS),
        ("Workshop, invoiced", {}, FAIL),
        ("Workshop, kostenpflichtig", {}, FAIL),
        ("Workshop, free of charge", {"billable": True}, FAIL),
        ("Workshop, invoiced", {"billable": False, "hours_planned": 2.0}, PASS),
    ],
)
def test_own_time_from_words_only_where_the_fields_are_silent(
    text: str, fields: dict[str, Any], outcome: Outcome
) -> None:
    assert strict(text, **fields).own_time.outcome is outcome


@pytest.mark.parametrize(
    ("text", "fields", "outcome", "code"),
    [
        ("Meeting", {"learn": "why trailers wait"}, PASS, ""),
        ("Meeting", {"learn": ""}, FAIL, "LN01"),
        ("Meeting", {}, UNKNOWN, ""),
        ("Ask the foreman how changeovers run", {"learn": ""}, PASS, ""),
        ("Meeting", {"learn": "when they will sign our offer"}, FAIL, "LN03"),
        ("Ask when they will sign", {"learn": "their plans"}, FAIL, "LN03"),
        ("Meeting", {"learn": "why trailers wait", "learned": "", "state": State.DONE}, FAIL, "LN02"),
        ("Meeting", {"learn": "", "learned": "the ramp is too short", "state": State.DONE}, PASS, ""),
        ("Meeting", {"learn": "why trailers wait", "learned": "", "state": State.PLANNED}, PASS, ""),
        ("Meeting", {"learn": "why trailers wait", "state": State.DONE}, PASS, ""),
    ],
)
def test_learning(text: str, fields: dict[str, Any], outcome: Outcome, code: str) -> None:
    test = strict(text, **fields).learning
    assert (test.outcome, test.code) == (outcome, code)


@pytest.mark.parametrize(
    ("text", "fields", "outcome", "code"),
    [
        ("Meeting", {"useful": "figures on waiting times"}, PASS, ""),
        ("Meeting", {"useful": ""}, FAIL, "IL03"),
        ("Meeting", {}, UNKNOWN, ""),
        ("Meeting", {"useful": "our brochure"}, FAIL, "IL01"),
        ("Pitch to the board", {"useful": "figures"}, FAIL, "IL01"),
        ("Install unit 4", {}, FAIL, "IL02"),
        ("Install unit 4", {"useful": "their own people learn it"}, PASS, ""),
        ("Review their draft of the tender", {"useful": ""}, PASS, ""),
    ],
)
def test_illustration(text: str, fields: dict[str, Any], outcome: Outcome, code: str) -> None:
    test = strict(text, **fields).illustration
    assert (test.outcome, test.code) == (outcome, code)


def test_three_passes_build_the_relationship() -> None:
    judgement = strict("Night at the yard", **WHOLE)
    assert judgement.label is RELATIONSHIP
    assert outcomes(judgement) == (PASS, PASS, PASS)
    assert judgement.codes == ()
    assert judgement.reason.startswith("2 hours of ours, not billed; ")


@pytest.mark.parametrize("lacking", [{"hours_planned": None}, {"learn": ""}, {"useful": ""}, {"billable": True}])
def test_two_passes_do_not(lacking: dict[str, Any]) -> None:
    assert strict("Night at the yard", **WHOLE | lacking).label is NEUTRAL


def test_a_sales_aim_makes_it_sales_whatever_passes() -> None:
    assert strict("Free workshop to present our offer", **WHOLE).label is SALES
    assert strict("Night at the yard", **WHOLE | {"useful": "our brochure"}).label is SALES
    assert strict("Night at the yard", **WHOLE | {"learn": "when they will sign our offer"}).label is SALES


def test_words_that_only_resemble_sales_do_not_outweigh_three_passes() -> None:
    title = "Poke buyer"
    assert one(title).label is SALES
    assert strict(title, **WHOLE).label is RELATIONSHIP


def test_a_single_line_needs_no_three_passes_but_no_fail_either() -> None:
    text = "Send the plant manager the failure statistics of comparable presses"
    assert one(text).label is RELATIONSHIP
    assert strict(text).label is NEUTRAL
    assert one(text, billable=True).label is NEUTRAL
    assert one(text, learn="").label is NEUTRAL


def test_a_correction_by_hand_decides_and_shows() -> None:
    by_hand = Correction(RELATIONSHIP, "it was her wish.", "Anna", date(2026, 11, 2))
    judgement = strict("Touch base", correction=by_hand)
    assert judgement.label is RELATIONSHIP
    assert judgement.read_as is SALES
    assert judgement.codes == ("SP02",)
    assert judgement.reason == "Corrected by hand by Anna: it was her wish (read as sales)."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Touch base", '"touch base": Contact or its frequency is the end'),
        ("Book flight", 'Administration ("flight").'),
        ("Call Kim", "Administration"),
        ("Zzz", "Neither a use for them nor a sales aim is named."),
        ("Install unit 4", 'It belongs to the paid work ("install").'),
        ("Ask the foreman how changeovers run", 'The words want to learn ("ask'),
    ],
)
def test_every_label_has_its_reason(text: str, said: str) -> None:
    assert said in one(text).reason


def test_a_sales_line_no_phrase_knows_says_what_it_resembles_and_the_closest_rule() -> None:
    judgement = one("Poke buyer")
    assert "the wording as a whole resembles sales lines" in judgement.reason
    assert judgement.codes[0] in judgement.reason


def counted(relationship: int, sales: int, neutral: int = 0) -> list[Counted]:
    labels = [RELATIONSHIP] * relationship + [SALES] * sales + [NEUTRAL] * neutral
    return [Counted(label, 2.0, date(2026, 11, 22)) for label in labels]


@pytest.mark.parametrize(
    ("relationship", "sales", "is_sales_plan"),
    [(0, 0, False), (0, 1, True), (1, 0, False), (6, 6, False), (6, 7, True), (7, 6, False)],
)
def test_it_is_a_sales_plan_below_half_of_what_is_not_neutral(
    relationship: int, sales: int, *, is_sales_plan: bool
) -> None:
    assert verdict(counted(relationship, sales, neutral=50)).is_sales_plan is is_sales_plan


def test_shares_of_activities_and_hours() -> None:
    each = [Counted(RELATIONSHIP, 6.0), Counted(SALES, 1.0), Counted(SALES, 1.0), Counted(NEUTRAL, 90.0)]
    found = verdict(each)
    assert found.share == pytest.approx(1 / 3)
    assert found.hours_share == pytest.approx(0.75)
    assert (found.judged, found.neutral, found.neutral_hours) == (3, 1, 90.0)


def test_nothing_to_judge_has_no_share() -> None:
    found = verdict(counted(0, 0, neutral=3))
    assert (found.share, found.hours_share, found.is_sales_plan) == (None, None, False)


def test_the_trend_is_by_quarter_in_order() -> None:
    each = [Counted(SALES, day=date(2026, 12, 31)), Counted(RELATIONSHIP, day=date(2026, 1, 1)), Counted(SALES)]
    trend = by_quarter(each)
    assert list(trend) == ["2026-Q1", "2026-Q4"]
    assert not trend["2026-Q1"].is_sales_plan
    assert trend["2026-Q4"].is_sales_plan


@pytest.mark.parametrize(("month", "name"), [(1, "Q1"), (3, "Q1"), (4, "Q2"), (9, "Q3"), (10, "Q4"), (12, "Q4")])
def test_quarters(month: int, name: str) -> None:
    assert quarter(date(2026, month, 15)) == f"2026-{name}"


def test_labels_are_the_words_of_the_spec() -> None:
    assert set(Label) == {"relationship", "sales", "neutral"}
    assert set(Outcome) == {"pass", "fail", "unknown"}


def test_a_rule_that_does_not_count_makes_a_sales_line_neutral() -> None:
    fields = {"hours_planned": 1.0, "billable": False, "learn": "", "useful": ""}
    touch = strict("Touch base", **fields, off=(("SP02", "agreed rhythm"),))
    assert (touch.label, touch.read_as) == (NEUTRAL, NEUTRAL)
    assert "SP02" not in touch.codes
    assert "SP02 is switched off: agreed rhythm" in touch.reason
    pitch = strict("Pitch and touch base", **fields, off=(("SP02", "agreed"),))
    assert pitch.label is SALES


def test_a_label_set_by_hand_outlasts_a_switched_off_rule() -> None:
    by_hand = Correction(SALES, "it is a pitch in disguise")
    judged = strict("Touch base", learn="", useful="", correction=by_hand, off=(("SP02", "agreed"),))
    assert (judged.label, judged.read_as) == (SALES, NEUTRAL)


def test_part_of_the_paid_scope_fails_the_illustration_whatever_it_gives() -> None:
    judged = strict(
        "Work through their plan", hours_planned=2.0, learn="What stops them", useful="A list", paid_scope=True
    )
    assert (judged.illustration.outcome, judged.illustration.code, judged.label) == (FAIL, "IL02", NEUTRAL)
