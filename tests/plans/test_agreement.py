"""Label, tests, codes and reason of a line never contradict each other, whatever it says (spec 30)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.audit import labelled
from innercircle.plans.rules.judging import Judgement, Outcome
from innercircle.plans.rules.reading import Kind
from innercircle.plans.words.reader import read
from tests.plans.desk import FAIL, NEUTRAL, PASS, RELATIONSHIP, SALES, label, lifted, one

AIMS = frozenset({"SP01", "SP02", "SP03", "SP04", "DC01", "DP01", "IL01", "LN03"})
PARTS = [
    "free workshop", "for their planners", "to present our offer", "no pitch", "billable", "in the CRM", "internal",
    "ask what slows them", "ask about our quote", "instead of a demo", "laut Vertrag", "Angebot nachfassen",
    "damit sie verlängern", "ihren Entwurf gegenlesen", "touch base", "discount", "phase 2", "lunch with Kim",
    "under warranty", "kostenlos",
]  # fmt: skip


def contradictions(found: Judgement) -> list[str]:
    """What about a judgement does not agree with the rest of it."""
    aims = AIMS.intersection(found.codes)
    failed = [test for test in found.tests if test.outcome is Outcome.FAIL]
    checks = {
        "sales without a rule": found.label is SALES and not aims,
        "a sales rule without sales": found.label is not SALES and bool(aims),
        "relationship with a failed test": found.label is RELATIONSHIP and bool(failed),
        "a failed test without its rule": any(not test.code or test.code not in found.codes for test in failed),
        "a rule without failure": any(test.code for test in found.tests if test.outcome is not Outcome.FAIL),
        "no reason": not found.reason.strip() or not all(test.reason for test in found.tests),
    }
    return [name for name, wrong in checks.items() if wrong]


def test_labelled_lines_are_judged_without_contradiction() -> None:
    lines = [text for text, _ in labelled("held_out_*.csv")]
    assert [(text, wrong) for text in lines if (wrong := contradictions(one(text)))] == []


@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=4), st.sampled_from([" ", ", ", ": ", ". "]))
def test_whatever_is_put_together_is_judged_without_contradiction(parts: list[str], between: str) -> None:
    assert contradictions(one(between.join(parts))) == []


@given(st.text(max_size=80))
def test_any_text_is_judged_without_contradiction(text: str) -> None:
    assert contradictions(one(text)) == []


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("Help their buyer calculate the supplier discount", "Help their buyer argue for our offer"),
        ("Look over the quote she got from another firm", "Look over the quote we send them"),
    ],
)
def test_help_with_a_thing_of_theirs_is_no_sale(theirs: str, ours: str) -> None:
    assert "it is theirs" in lifted(read(theirs)).values()
    assert label(theirs) is RELATIONSHIP
    assert label(ours) is SALES


@pytest.mark.parametrize(
    "text",
    [
        "Log the deal notes in the CRM",
        "Angebot im System ablegen",
        "Quote number missing on invoice",
        "Deal review with my boss",
        "Rehearse our pitch, internal",
        "Jour fixe Projekt Alpha, fakturierbar",
        "Present results of phase 1, billable",
    ],
)
def test_what_governs_a_line_decides_wherever_it_stands(text: str) -> None:
    assert any(signal.governs for signal in read(text).standing)
    assert one(text).label is NEUTRAL


def test_paid_work_does_not_cover_an_aim_to_sell_more() -> None:
    assert label("Free scan, findings lead into a paid assessment") is SALES
    assert label("Cross-sell at the billable workshop") is SALES


@pytest.mark.parametrize(
    "text", ["Reply to Tim", "Call Brandt", "Lunch with CFO", "Follow up", "Mittagessen Hr. Franke"]
)
def test_being_in_touch_without_an_aim_is_silent(text: str) -> None:
    assert one(text).label is NEUTRAL


def test_paid_work_by_name_fails_no_test_of_a_line_that_builds_the_relationship() -> None:
    found = one("Ask the shift leads what slows them after the commissioning")
    assert found.label is RELATIONSHIP
    assert found.learning.outcome is PASS
    assert FAIL not in {test.outcome for test in found.tests}
    assert read(found.reason).of(Kind.SALES) == ()
