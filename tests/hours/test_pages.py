"""The pages of the rules say what the code does: their examples are computed, their names exist."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

from innercircle.hours.rules import Verdict, verdict
from innercircle.kit.spread import NOTHING, Spread

RULES = Path(__file__).parents[2] / "docs" / "rules"
NAMED = re.compile(r"`([a-z_/]+)\.py`: ((?:`\w+`(?:, )?)+)")
DECIDED = re.compile(r"`(\w+)` in\s+`([a-z_/]+)\.py`")


def table(page: str, first: str) -> list[list[str]]:
    """The rows of the page's table whose head begins with `first`, columns trimmed."""
    lines = (RULES / page).read_text("utf-8").split(f"| {first} |", 1)[1].splitlines()[2:]
    rows = [line.strip("|").split("|") for line in lines[: lines.index("")]]
    return [[cell.strip() for cell in row] for row in rows]


def named() -> list[tuple[str, str]]:
    found = [
        (module, name)
        for module, names in NAMED.findall((RULES / "client-hours.md").read_text("utf-8"))
        for name in re.findall(r"\w+", names)
    ]
    return found + [(module, name) for name, module in DECIDED.findall((RULES / "month-test.md").read_text("utf-8"))]


@pytest.mark.parametrize(("module", "name"), named())
def test_every_function_a_page_names_exists(module: str, name: str) -> None:
    assert hasattr(import_module(f"innercircle.{module.replace('/', '.')}"), name)


def test_enough_is_named() -> None:
    assert len(named()) > 8


def test_the_worked_example() -> None:
    rows = [row for row in table("month-test.md", "month") if len(row) == 4]
    assert [row[2] for row in rows] == ["0.5", "1.0", "2.0", "6.0", "8.0"]
    before = NOTHING
    for row in rows:
        hours = int(float(row[2]) * 3600)
        assert verdict(Spread(hours, hours), before).value == row[3]
        before = Spread(hours, hours)


def test_the_example_with_missing_answers() -> None:
    text = (RULES / "month-test.md").read_text("utf-8")
    rows = re.findall(
        r"^\| [A-Z]\w+ \| .*? \| (\d) \| (\d) \| (not developing|developing|open|dormant)", text, re.MULTILINE
    )
    assert len(rows) == 6
    before = NOTHING
    for low, high, word in rows:
        month = Spread(int(low), int(high))
        assert verdict(month, before) is Verdict(word)
        before = month


def test_the_page_names_every_verdict() -> None:
    assert [row[0] for row in table("month-test.md", "verdict")] == [each.value for each in Verdict]
