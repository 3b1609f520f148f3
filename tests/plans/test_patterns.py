"""The little language of the lexicon: every sign does what its table says."""

from __future__ import annotations

import pytest

from innercircle.plans.words.normal import fold, is_number, tokens
from innercircle.plans.words.patterns import BadPhrase, Index, compile_phrase
from innercircle.plans.words.spelling import Spelling

CLASSES = {"us": ("our", "us"), "thing": ("deck", "brochure*")}


def matches(phrase: str, text: str) -> bool:
    return compile_phrase(phrase, CLASSES).regex.search(f" {' '.join(tokens(text, {}))} ") is not None


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("pitch", "The pitch today"),
        ("brochure*", "our Brochures"),
        ("*angebot", "Sonderangebot senden"),
        ("*rabatt*", "Mengenrabatte"),
        ("send|share", "share it"),
        ("send <us> <thing>", "Send our brochures"),
        ("<us>|my deck", "my deck"),
        ("send the? deck", "send deck"),
        ("send the? deck", "send the deck"),
        ("send .. deck", "send her the new deck"),
        ("send ..6 deck", "send one two three four five six deck"),
        ("book #", "book 300k"),
        ("call|# times", "3 times"),
        ("no !charge pitch", "no pitch"),
        ("^ renewal $", "Renewal"),
        ("^ renewal $", "Renewal."),
        ("übergabe", "Uebergabe"),
        ("uebergabe", "ÜBERGABE"),
        ("follow up", "Follow-up"),
    ],
)
def test_a_phrase_matches_what_it_says(phrase: str, text: str) -> None:
    assert matches(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("pitch", "pitcher"),
        ("pitch", "sandpitch"),
        ("brochure*", "abrochure"),
        ("send .. deck", "send one two three four deck"),
        ("send .. deck", "send it. The deck"),
        ("send .. deck", "send (now) deck"),
        ("no !charge pitch", "no charge pitch"),
        ("^ renewal $", "the renewal"),
        ("^ renewal $", "renewal call"),
        ("send the? deck", "send a deck"),
    ],
)
def test_a_phrase_matches_nothing_else(phrase: str, text: str) -> None:
    assert not matches(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        ("send <nobody>", "<nobody>, which is not there"),
        ("send s.e.n.d(", "which is no word"),
        (".. #", "no word that must be there"),
        ("the? $", "no word that must be there"),
    ],
)
def test_a_phrase_that_cannot_be_read_is_refused_by_name(phrase: str, said: str) -> None:
    with pytest.raises(BadPhrase, match=said.replace(".", r"\.")) as refused:
        compile_phrase(phrase, CLASSES)
    assert f'"{phrase}"' in str(refused.value)


def test_the_rarest_word_is_the_anchor() -> None:
    assert compile_phrase("send|share|give our deck", {}).anchors == ("deck",)
    assert compile_phrase("the <us> of|to deck", CLASSES).anchors == ("deck",)


def test_an_index_finds_words_with_and_without_stars_and_remembers() -> None:
    index = Index([("deck",), ("bro*",), ("*ure",), ("*och*",)])
    assert index.candidates("deck") == {0}
    assert index.candidates("brochure") == {1, 2, 3}
    assert index.candidates("brochure") is index.candidates("brochure")
    assert index.candidates("none") == frozenset()
    assert index.exact_words == {"deck"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Follow-up w/ Kim", ["follow", "up", "with", "kim"]),
        ("Unterlagen/Prospekte", ["unterlagen", "prospekte"]),
        ("their client's draft", ["their", "client", "'s", "draft"]),
        ("don’t – stop", ["don't", "-", "stop"]),
        ("Größe: 5.000 €", ["groesse", ":", "5.000", "€"]),
        ("…", ["."]),
        ("", []),
        ("日本", ["日本"]),
    ],
)
def test_text_becomes_tokens(text: str, expected: list[str]) -> None:
    assert tokens(text, {"w/": ("with",)}) == expected


def test_only_the_beginning_of_an_endless_line_is_read() -> None:
    assert len(fold("a" * 1_000_000)) == 2000


@pytest.mark.parametrize(
    ("token", "expected"), [("300k", True), ("1.5", True), ("4711", True), ("q1", False), ("k", False)]
)
def test_figures_are_told(token: str, expected: bool) -> None:
    assert is_number(token) is expected


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("propsal", "proposal"),
        ("proposall", "proposal"),
        ("porposal", "proposal"),
        ("benchmrk", "benchmark"),
        ("benchmatk", "benchmark"),
        ("listed", "listed"),
        ("four", "four"),
        ("b4chm4rk", "b4chm4rk"),
    ],
)
def test_slips_of_the_keyboard_are_mended_and_real_words_left_alone(slip: str, meant: str) -> None:
    assert Spelling(["proposal", "benchmark", "listen", "quote"]).near(slip) == meant
