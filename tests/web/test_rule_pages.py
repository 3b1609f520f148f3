"""The rules are there in both languages, with the same headings, links and citations; readers get their own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from innercircle.web.rules import pages
from tests.cast import Cast
from tests.shape.tree import ROOT
from tests.web.walk import get

RULES = ROOT / "docs" / "rules"
GERMAN = RULES / "de"
NAMES = sorted(place.relative_to(RULES).as_posix() for place in RULES.rglob("*.md") if not place.is_relative_to(GERMAN))
HEADING = re.compile(r"^(#+) \S.*$", re.MULTILINE)
LINK = re.compile(r"\]\(([^)#]*)(?:#[^)]*)?\)")
CITED = re.compile(r"`(?:src/|tools/|bench/)?[a-z_]+/[\w/]+\.(?:py|toml)`")
OWN_WORDS = {"plan/README.md", "plan/lexicon.md"}  # their examples speak German


def _text(folder: Path, name: str) -> str:
    return (folder / name).read_text(encoding="utf-8")


def test_every_rule_is_there_in_german_and_nothing_else() -> None:
    assert len(NAMES) > 40
    assert sorted(place.relative_to(GERMAN).as_posix() for place in GERMAN.rglob("*.md")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_both_have_the_same_headings_links_and_citations(name: str) -> None:
    english, german = _text(RULES, name), _text(GERMAN, name)
    assert HEADING.findall(german) == HEADING.findall(english)
    assert LINK.findall(german) == LINK.findall(english)
    assert CITED.findall(german) == CITED.findall(english)


@pytest.mark.parametrize("name", NAMES)
def test_german_is_german(name: str) -> None:
    title = _text(RULES, name).partition("\n")[0]
    german = _text(GERMAN, name)
    assert german.partition("\n")[0] != title
    everyday = len(re.findall(r"\b(?:der|die|das|und|ist|ein|eine|nicht)\b", german))
    assert everyday > len(re.findall(r"\b(?:the|and|is|of)\b", german)), "it reads like English"
    if name not in OWN_WORDS:
        assert not re.search(r"[“‘][A-Z a-z]+”", german), "German quotation marks are „these“"


def test_a_page_comes_in_the_reader_s_language(cast: Cast) -> None:
    assert "Worked example" in get(cast.anna, "rule", "month-test").content.decode()
    cast.anna.language = "de"
    cast.anna.save()
    page = get(cast.anna, "rule", "month-test").content.decode()
    assert "<title>Der Monatstest" in page
    assert "Durchgerechnetes Beispiel" in page
    assert 'aria-label="Tabelle 1"' in page
    assert 'href="/rules/client-hours/"' in page
    assert "in English only" not in page
    assert "Beziehungskarte" in page, "the list of the others is German too"
    assert "wichtiger Kontakt ohne Ziel" in get(cast.anna, "rule", "plan/CP01").content.decode()


def test_the_folder_of_a_language_is_no_page(cast: Cast) -> None:
    assert get(cast.anna, "rule", "de/month-test").status_code == 404
    assert not [name for name in pages("en") if name.startswith("de/")]


def test_what_is_not_translated_is_shown_in_english_and_says_so(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "new-rule.md").write_text("# A new rule\n\nJust written.\n", encoding="utf-8")
    monkeypatch.setattr("innercircle.web.rules._PACKED", tmp_path)
    pages.cache_clear()
    cast.anna.language = "de"
    cast.anna.save()
    page = get(cast.anna, "rule", "new-rule").content.decode()
    pages.cache_clear()
    assert "Just written." in page
    assert "Diese Seite gibt es nur auf Englisch." in page
    assert '<section class="card" lang="en">' in page
