"""Every rule has its page, every page its rule, and the examples on it are read as the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from innercircle.plans.rules.catalogue import CATALOGUE
from innercircle.plans.words.lexicon import load
from tests.plans.desk import RELATIONSHIP, codes, one

PAGES = Path(__file__).parents[2] / "docs" / "rules" / "plan"
OF_WORDS = ("OT01", "LN03", "IL01", "IL02", "SP01", "SP02", "SP03", "SP04", "DC01", "DP01")


def page(code: str) -> str:
    return (PAGES / f"{code}.md").read_text(encoding="utf-8")


def examples(code: str) -> list[str]:
    return re.findall(r"^> (.+)$", page(code), re.MULTILINE)


def test_there_is_a_page_for_every_rule_and_none_besides() -> None:
    assert {file.stem for file in PAGES.glob("[A-Z][A-Z][0-9]*.md")} == set(CATALOGUE)


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_page_says_what_the_catalogue_says(code: str) -> None:
    rule, text = CATALOGUE[code], page(code)
    assert text.startswith(f"# {code} {rule.title}\n\n{rule.severity.capitalize()} ")
    assert rule.wrong in text
    assert rule.better in text
    assert len(examples(code)) == 2


@pytest.mark.parametrize("code", OF_WORDS)
def test_the_bad_example_is_found_and_the_good_one_is_not(code: str) -> None:
    bad, good = examples(code)
    assert code in codes(bad)
    assert codes(good) == ()
    assert one(good).label is RELATIONSHIP


def test_the_overview_lists_every_rule_with_its_severity() -> None:
    rows = re.findall(r"^\| \[(\w+)\]\(\w+\.md\) \| (\w+) \|", (PAGES / "README.md").read_text("utf-8"), re.MULTILINE)
    assert dict(rows) == {code: str(rule.severity) for code, rule in CATALOGUE.items()}


def test_the_lexicon_page_shows_a_file_that_works(tmp_path: Path) -> None:
    block = re.search(r"^```toml\n(.*?)^```", (PAGES / "lexicon.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert block
    (tmp_path / "ours.toml").write_text(block[1], "utf-8")
    assert load(tmp_path).entries[-1].phrase.written == "lighthouse tour"
