"""Auditing lines: fields become an activity, rules are switched off, labels corrected, texts read once."""

from __future__ import annotations

import pytest

from innercircle.plans.audit import AuditedLine, activity_of, audit, remembering, summed_up
from innercircle.plans.documents import Entry
from innercircle.plans.rules.lint import SwitchedOff
from innercircle.plans.rules.reading import Reading
from innercircle.plans.rules.values import Correction, State
from innercircle.plans.words.reader import read
from tests.plans.desk import NEUTRAL, RELATIONSHIP, SALES


def audited(*texts: str, off: tuple[SwitchedOff, ...] = (), **corrections: Correction) -> list[AuditedLine]:
    entries = [Entry(number, text) for number, text in enumerate(texts, 1)]
    by_text = {text.replace("_", " "): correction for text, correction in corrections.items()}
    return list(audit([("plan.txt", entries)], read, off=off, corrections=by_text))


def test_every_line_is_judged_where_it_stands() -> None:
    lines = audited("Touch base", "Book flight")
    assert [(line.file, line.line, line.judgement.label) for line in lines] == [
        ("plan.txt", 1, SALES),
        ("plan.txt", 2, NEUTRAL),
    ]


def test_the_verdict_sums_them_up() -> None:
    done = summed_up(audited("Touch base", "Send quote", "Review their draft of the report", "Book flight"))
    assert (done.verdict.relationship, done.verdict.sales, done.verdict.neutral) == (1, 2, 1)
    assert done.verdict.is_sales_plan


def test_hours_count_for_the_verdict() -> None:
    entry = Entry(1, "Review their draft of the report", {"hours": "3"})
    assert summed_up(audit([("p", [entry])], read)).verdict.relationship_hours == 3.0


def test_a_rule_switched_off_makes_a_line_of_that_rule_alone_neutral() -> None:
    (line,) = audited("Touch base", off=(SwitchedOff("SP02", "agreed rhythm"),))
    assert line.judgement.label is NEUTRAL
    assert line.judgement.codes == ()
    assert line.judgement.reason.endswith("(SP02 is switched off: agreed rhythm)")
    assert [switch.code for switch in line.silenced] == ["SP02"]


def test_a_line_that_sells_in_other_ways_stays_sales() -> None:
    (line,) = audited("Touch base and send quote", off=(SwitchedOff("SP02", "agreed rhythm"),))
    assert line.judgement.label is SALES
    assert line.judgement.codes == ("SP03",)


def test_a_rule_is_switched_off_in_the_line_itself() -> None:
    lines = audited("Touch base {off SP02: her wish}", "Touch base", "Touch base {off ZZ99: what}")
    assert [line.judgement.label for line in lines] == [NEUTRAL, SALES, SALES]
    assert lines[0].text == "Touch base"
    assert "her wish" in lines[0].judgement.reason


def test_a_correction_is_found_by_the_text_and_outlives_a_switch() -> None:
    by_hand = Correction(RELATIONSHIP, "her wish")
    (line,) = audited("Touch base", off=(SwitchedOff("SP02", "agreed"),), Touch_base=by_hand)
    assert line.judgement.label is RELATIONSHIP
    assert line.judgement.read_as is SALES


@pytest.mark.parametrize(
    ("fields", "attribute", "value"),
    [
        ({"hours": "2"}, "hours_planned", 2.0),
        ({"hours": "2,5 h"}, "hours_planned", 2.5),
        ({"hours": "3 Std."}, "hours_planned", 3.0),
        ({"hours": "many"}, "hours_planned", None),
        ({"hours": ""}, "hours_planned", None),
        ({"hours_spent": "0"}, "hours_spent", 0.0),
        ({"billable": "Yes"}, "billable", True),
        ({"billable": "nein"}, "billable", False),
        ({"billable": "perhaps"}, "billable", None),
        ({"participants": "Kim; Jo"}, "participants", 2),
        ({"participants": "4"}, "participants", 4),
        ({"participants": "nobody"}, "participants", 0),
        ({"participants": ""}, "participants", None),
        ({"learn": ""}, "learn", ""),
        ({}, "learn", None),
        ({"state": "Erledigt"}, "state", State.DONE),
        ({"state": "open"}, "state", State.PLANNED),
        ({"correction": "Sales", "correction_reason": "her words"}, "correction", Correction(SALES, "her words")),
        ({"correction": "sales"}, "correction", Correction(SALES, "no reason given")),
        ({"correction": "rubbish"}, "correction", None),
    ],
)
def test_columns_become_fields(fields: dict[str, str], attribute: str, value: object) -> None:
    assert getattr(activity_of(Entry(1, "Lunch", fields)), attribute) == value


def test_the_same_text_is_read_once() -> None:
    asked: list[str] = []

    def reader(text: str) -> Reading:
        asked.append(text)
        return read(text)

    once = remembering(reader)
    assert once("Touch base") is once("Touch base")
    assert asked == ["Touch base"]
