"""How well lines are read that no rule was written for: the floor that no change may go below (issue 4, part 4)."""

from __future__ import annotations

import csv
import json
from importlib import resources
from pathlib import Path

import pytest

from bench.audit import Counts, confusion, labelled, macro_f1, passed_as_relationship
from innercircle.plans.rules.reading import Label

DATA = Path(__file__).parent / "data"
FILES = sorted(DATA.glob("*.csv"))


@pytest.fixture(scope="module")
def held_out() -> Counts:
    return confusion(labelled("held_out_*.csv"))


def test_lines_never_tuned_on_are_read_well(held_out: Counts) -> None:
    assert macro_f1(held_out) >= 0.9


def test_few_sales_lines_pass_as_relationship(held_out: Counts) -> None:
    assert passed_as_relationship(held_out) < 0.03


def test_lines_of_odd_trades_and_voices_are_read_passably() -> None:
    counts = confusion(labelled("held_out_2.csv"))
    assert macro_f1(counts) >= 0.75
    assert passed_as_relationship(counts) < 0.05


@pytest.mark.parametrize(
    ("part", "at_least"), [("held_out_5.csv", 0.88), ("held_out_6.csv", 0.79), ("held_out_7.csv", 0.92)]
)
def test_lines_of_another_hand_are_read_passably(part: str, at_least: float) -> None:
    counts = confusion(labelled(part))
    assert macro_f1(counts) >= at_least
    assert passed_as_relationship(counts) < 0.05


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_line_has_a_label_and_its_reason(file: Path) -> None:
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row for row in rows if row["label"] not in set(Label)] == []
    assert [row for row in rows if not row["why"].strip() or not row["text"].strip()] == []


def test_no_line_is_both_tuned_on_and_held_out() -> None:
    tuned = {text.casefold() for text, _ in labelled("tuning_*.csv")}
    assert [text for text, _ in labelled("held_out_*.csv") if text.casefold() in tuned] == []


def test_there_are_enough_lines_in_both_parts() -> None:
    assert len(labelled("tuning_*.csv")) >= 2500
    assert len(labelled("held_out_*.csv")) >= 1400


def test_the_weights_are_of_the_tuning_lines() -> None:
    file = resources.files("innercircle.plans.words") / "data" / "likeness.json"
    assert json.loads(file.read_text("utf-8"))["lines"] == len(labelled("tuning_*.csv"))
