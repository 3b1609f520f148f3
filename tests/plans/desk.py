"""Short ways to the values that tests of plans need."""

from __future__ import annotations

from datetime import date
from typing import Any

from innercircle.plans.rules.judging import Judgement, Outcome, judge
from innercircle.plans.rules.lint import Linted, SwitchedOff, lint
from innercircle.plans.rules.reading import Kind, Label, Reading
from innercircle.plans.rules.values import Activity, Plan
from innercircle.plans.words.reader import read

TODAY = date(2026, 11, 22)
RELATIONSHIP, SALES, NEUTRAL = Label.RELATIONSHIP, Label.SALES, Label.NEUTRAL
PASS, FAIL, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN


def label(text: str) -> Label:
    """What the words of a line say."""
    return read(text).label


def codes(text: str) -> tuple[str, ...]:
    """The rule codes of a single line."""
    return one(text).codes


def one(text: str, **fields: Any) -> Judgement:
    """The judgement of a single line from elsewhere."""
    return judge(Activity("1", text, **fields), read, lenient=True)


def strict(text: str = "Meeting", **fields: Any) -> Judgement:
    """The judgement of an activity in a plan of our own."""
    return judge(Activity("1", text, **fields), read)


def standing(text: str, *kinds: Kind) -> list[str]:
    """The words of the standing signals of these kinds."""
    return [signal.words for signal in read(text).of(*kinds)]


def lifted(reading: Reading) -> dict[str, str]:
    """What grammar took back, and why."""
    return {signal.words: signal.lifted for signal in reading.signals if signal.lifted}


def linted(*off: SwitchedOff, **parts: Any) -> Linted:
    """The findings in a plan of these parts."""
    return lint(Plan("Halden", **parts), read, at=TODAY, off=off)


def found(*off: SwitchedOff, **parts: Any) -> set[str]:
    """The codes of the findings."""
    return {each.code for each in linted(*off, **parts).findings}
