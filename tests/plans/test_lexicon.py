"""A firm's own words: what they add, and what is said when a file cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from innercircle.plans.rules.catalogue import CATALOGUE
from innercircle.plans.rules.reading import Kind
from innercircle.plans.words.lexicon import BadLexicon, load, shipped
from innercircle.plans.words.reader import read
from tests.plans.desk import SALES

OURS = """
[classes]
our_tools = ["lighthouse", "compass*"]

[abbreviations]
"lh" = "lighthouse"

[concepts]
ours_to_sell = "barnacle*"

[grammar]
negators = ["under no circumstances"]

[[signal]]
kind = "sales"
code = "IL01"
unless_theirs = true
phrases = ["<our_tools>", "harbour tour"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "our-firm.toml").write_text(OURS, encoding="utf-8")
    return tmp_path


def test_words_of_a_firm_are_added_to_the_shipped_ones(folder: Path) -> None:
    ours = load(folder)
    assert read("LH for the buyer", ours).label is SALES
    assert [signal.code for signal in read("Compasses", ours).of(Kind.SALES)] == ["IL01"]
    assert "ours_to_sell" in ours.concepts_of("barnacles")
    assert read("Touch base", ours).label is SALES
    assert len(ours.entries) == len(shipped().entries) + 2


def test_its_grammar_works_as_the_shipped_one(folder: Path) -> None:
    ours = load(folder)
    assert read("under no circumstances a harbour tour", ours).of(Kind.SALES) == ()
    assert read("their lighthouse", ours).of(Kind.SALES) == ()


def test_a_file_named_by_a_language_is_read_for_lines_of_that_language(tmp_path: Path) -> None:
    (tmp_path / "de-firma.toml").write_text(
        '[[signal]]\nkind = "sales"\ncode = "SP03"\nphrases = ["zibbel"]\n', "utf-8"
    )
    ours = load(tmp_path)
    assert read("Mit der Leitung und dem Vorstand zibbel", ours).of(Kind.SALES)
    assert not read("What they have with the zibbel", ours).of(Kind.SALES)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"[[signal]\n", "is not TOML"),
        (b"\xff\xfe\x00", "is not UTF-8 text"),
        (b"[wrong]\n", '"wrong" is not known here'),
        (b"[grammar]\nnots = []\n", '"nots" is not known here'),
        (b"[grammar]\nnegators = 'no'\n", "a list of texts is wanted"),
        (b'[[signal]]\nkind = "rumour"\nphrases = []\n', "kind must be one of sales, own"),
        (b'[[signal]]\nkind = "sales"\ncode = "ZZ99"\nphrases = []\n', 'no rule "ZZ99"'),
        (b'[[signal]]\nkind = "sales"\ncolour = "red"\nphrases = []\n', '"colour" is not known here'),
        (b'[[signal]]\nkind = "sales"\ncode = "IL01"\nphrases = ["<nope> x"]\n', "class <nope>"),
        (b'[[signal]]\nkind = "sales"\ncode = "IL01"\nphrases = [3]\n', "a list of texts is wanted"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_the_place(tmp_path: Path, body: bytes, said: str) -> None:
    (tmp_path / "ours.toml").write_bytes(body)
    with pytest.raises(BadLexicon, match=r"ours\.toml") as refused:
        load(tmp_path)
    assert said in str(refused.value)


def test_a_folder_without_words_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadLexicon, match=r"holds no \.toml file"):
        load(tmp_path)
    with pytest.raises(BadLexicon, match="is not a folder"):
        load(tmp_path / "nowhere")


def test_every_sales_and_paid_phrase_names_its_rule() -> None:
    entries = [entry for entry in shipped().entries if entry.kind in {Kind.SALES, Kind.PAID}]
    assert {entry.code for entry in entries} <= set(CATALOGUE)
    assert [entry.phrase.written for entry in entries if not entry.code] == []


def test_every_shipped_phrase_compiles() -> None:
    for entry in shipped().entries:
        assert entry.phrase.regex.search(" ") is None


def test_both_languages_know_every_kind_and_every_rule_of_words() -> None:
    for language in ("en", "de"):
        entries = [entry for entry in shipped().entries if entry.language == language]
        assert {entry.kind for entry in entries} == set(Kind)
        assert {entry.code for entry in entries} - {""} == {
            "IL01", "IL02", "OT01", "SP01", "SP02", "SP03", "SP04", "DC01", "DP01", "LN03",
        }  # fmt: skip
