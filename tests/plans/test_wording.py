"""Judgements and findings in words: every sentence of the rules is known, quotes and figures survive."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path

import pytest
from django.utils import translation

from innercircle.plans import wording
from innercircle.plans.rules import judging
from innercircle.plans.rules.catalogue import CATALOGUE
from innercircle.plans.rules.judging import Checked, Outcome, judge
from innercircle.plans.rules.lint import finding
from innercircle.plans.rules.reading import Label
from innercircle.plans.rules.values import Activity, Correction
from innercircle.plans.rules.verdict import Verdict
from innercircle.plans.words.reader import read

GOOD = Activity(
    "1", "Half a day with their planners", hours_planned=2, billable=False, learn="Where?", useful="A sheet"
)


def reasons() -> set[str]:
    """Every reason the three tests can give, without the words they quote."""
    tree = ast.parse(Path(judging.__file__).read_text(encoding="utf-8"))
    calls = [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Checked"
    ]
    texts = [call.args[1] for call in calls]
    plain = {text.value for text in texts if isinstance(text, ast.Constant)}
    quoting = [text.values[0] for text in texts if isinstance(text, ast.JoinedStr)]
    started = {str(part.value).removesuffix(' ("') for part in quoting if isinstance(part, ast.Constant)}
    return {str(each) for each in plain} | started


def test_every_reason_of_the_tests_is_known() -> None:
    assert reasons() <= {str(each) for each in wording._REASONS}


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_rule_reads_german(code: str) -> None:
    with translation.override("de"):
        assert wording.rule_wrong(code) != CATALOGUE[code].wrong
        assert wording.rule_better(code) != CATALOGUE[code].better
    assert wording.rule_title(code) == CATALOGUE[code].title


def test_a_reason_keeps_what_it_quotes_and_its_figures() -> None:
    assert wording.reason_words(Checked(Outcome.FAIL, 'it asserts ("pitch")')) == "it asserts (“pitch”)"
    assert wording.reason_words(Checked(Outcome.PASS, "2.5 hours of ours, not billed")).startswith("2.5")
    assert wording.reason_words(Checked(Outcome.PASS, "1 hours of ours, not billed")) == "1 hour of ours, not billed"
    with translation.override("de"):
        assert wording.reason_words(Checked(Outcome.FAIL, 'it asserts ("pitch")')) == "es behauptet („pitch“)"
        assert wording.reason_words(Checked(Outcome.PASS, "2.5 hours of ours, not billed")).startswith("2,5")


def test_a_judgement_says_why() -> None:
    assert "2 hours of ours" in wording.judgement_words(judge(GOOD, read))
    sells = wording.judgement_words(judge(Activity("1", "Pitch our new platform"), read))
    assert sells.startswith("“")
    assert CATALOGUE["IL01"].wrong in sells or CATALOGUE["SP01"].wrong in sells
    quiet = judge(Activity("1", "Call Kim"), read)
    assert wording.judgement_words(quiet) == "Neither a use for them nor a sales aim is named."


@pytest.mark.parametrize(
    ("by", "said"), [("Anna", "Corrected by hand by Anna: Theirs"), ("", "Corrected by hand: Theirs")]
)
def test_a_correction_says_so_first(by: str, said: str) -> None:
    step = Activity("1", "Pitch our new platform", correction=Correction(Label.NEUTRAL, "Theirs.", by))
    words = wording.judgement_words(judge(step, read))
    assert words.startswith(said)
    assert words.endswith("(read as: Sells).")


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        ("", ""),
        ("It lacks an owner and a date.", "It lacks an owner, a date."),
        ("It was due 2026-11-02.", "It was due 2 Nov 2026."),
        ("Its next step was due 2026-11-02.", "Its next step was due 2 Nov 2026."),
        ("Last assessed on 2026-11-02.", "Last assessed on 2 Nov 2026."),
        ("Never assessed.", "Never assessed."),
        ("9999-01-01 is more than 20 years from today.", "9999-01-01 is more than 20 years from today."),
        ("-2 hours planned is below zero.", "-2 hours planned is below zero."),
        ("-2 hours spent is below zero.", "-2 hours spent is below zero."),
        ("It would stop if Kim left.", "It would stop if Kim left."),
        ("Only Kim of theirs carries the relationship.", "One thread: only Kim of theirs."),
        ("Only one of ours carries the relationship.", "One thread: only one of ours."),
        ("Only Kim of theirs and only one of ours carries the relationship.",
         "One thread: only Kim of theirs, only one of ours."),
        ('"touch base": Contact is the end.', "“touch base”"),
        ('it asserts ("pitch")', "“pitch”"),
        ("it names nothing to learn", ""),
    ],
)  # fmt: skip
def test_the_detail_of_a_finding(detail: str, words: str) -> None:
    assert wording.finding_detail(finding("RV02", "activity", "1", "T", detail)) == words


def test_the_verdict_in_a_sentence() -> None:
    assert wording.verdict_words(Verdict(0, 0, 3)).startswith("No activity builds")
    assert wording.verdict_words(Verdict(1, 2, 0)).startswith("This is a sales plan: 1 of 3")
    assert wording.verdict_words(Verdict(1, 1, 0)).startswith("This is a relationship plan: 1 of 2")
    assert wording.together_words(Verdict(1, 1, 0)).startswith("1 of 2")
    assert wording.together_words(Verdict(0, 0, 0)).startswith("No activity")


def test_days_are_written_as_the_reader_writes_them() -> None:
    with translation.override("de"):
        said = wording.finding_detail(finding("RV02", "activity", "1", "T", f"It was due {date(2026, 11, 2)}."))
    assert "2026-11-02" not in said
    assert "fällig" in said


def test_several_people_are_told_apart_in_the_readers_language() -> None:
    with translation.override("de"):
        said = wording.finding_detail(finding("DP03", "engagement", "1", "T", "It would stop if Ada or Ben left."))
    assert "Ada oder Ben" in said
