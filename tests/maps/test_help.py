"""What the catalogue offers for a need, and by which words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innercircle.maps.rules.help import LEAST, Need, Offered, Where, alike, matches, offered_on, stem, words_of

AUDITS = Offered(1, "Supplier audits", "We visit factories with you.", ("supply chain", "Lieferkette"))


def shown(words: str, offer: Offered = AUDITS) -> list[tuple[str, str]]:
    """The words by which the offer fits a need, with where they stand."""
    return [(each.found, each.where.value) for match in matches([Need(1, words)], [offer]) for each in match.shared]


def points(words: str, offer: Offered = AUDITS) -> int:
    return sum(match.points for match in matches([Need(1, words)], [offer]))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("audits", "audited", True),
        ("pricing", "prices", True),
        ("supply", "Supplies", True),
        ("Lieferketten", "Lieferkette", True),
        ("Lieferkettenrisiken", "Lieferkette", True),
        ("Währungsrisiko", "Risiko", True),
        ("Ausschreibungen", "Ausschreibung", True),
        ("Maerkte", "Markt", False),
        ("digitalization", "digitalisation", True),
        ("contract", "contrast", False),
        ("border", "order", False),
        ("IT", "it", False),
        ("IT", "IT", True),
    ],
)
def test_words_are_the_same_whatever_hangs_on_them(one: str, other: str, same: bool) -> None:
    assert (alike(one, other), alike(other, one)) == (same, same)


@pytest.mark.parametrize(
    ("need", "total", "by"),
    [
        ("wants the supply chains in Asia audited", 5, [("supply chain", "tag"), ("audits", "name")]),
        ("struggles with audits of our taxes", 2, [("audits", "name")]),
        ("Sorgt sich um Lieferkettenrisiken", 3, [("Lieferkette", "tag")]),
        ("visits factories", 2, [("visit", "gives"), ("factories", "gives")]),
        ("factories", 0, []),
        ("supply only", 2, [("Supplier", "name")]),
        ("wants more budget", 0, []),
        ("", 0, []),
    ],
)
def test_a_need_is_answered_by_the_words_it_shares(need: str, total: int, by: list[tuple[str, str]]) -> None:
    assert points(need) == total
    assert shown(need) == by


def test_a_word_counts_once_and_not_again_in_the_description() -> None:
    offer = Offered(1, "Audits", "Audits, audits and audited audits")
    assert points("audits of audits", offer) == 2


def test_every_need_that_helped_is_named() -> None:
    needs = [Need(7, "supply chain"), Need(8, "taxes"), Need(9, "more audits")]
    (match,) = matches(needs, [AUDITS])
    assert match.needs == (7, 9)


def test_the_best_comes_first() -> None:
    other = Offered(2, "Audits of books")
    found = matches([Need(1, "audits of the supply chain")], [other, AUDITS])
    assert [match.offer for match in found] == [1, 2]


def test_words_everybody_uses_say_nothing() -> None:
    assert words_of("Wants to have more of IT and a für with Zoll") == ("IT", "Zoll")


@pytest.mark.parametrize(
    ("since", "until", "offered"),
    [
        (None, None, True),
        (date(2026, 5, 3), None, True),
        (date(2026, 5, 4), None, False),
        (None, date(2026, 5, 3), True),
        (None, date(2026, 5, 2), False),
    ],
)
def test_the_last_day_counts(since: date | None, until: date | None, offered: bool) -> None:
    assert offered_on(since, until, date(2026, 5, 3)) is offered


@settings(deadline=None)
@given(st.lists(st.text(max_size=60), max_size=4), st.text(max_size=60), st.lists(st.text(max_size=20), max_size=3))
def test_whatever_is_said_no_match_is_below_the_least_and_each_word_stands_in_the_offer(
    needs: list[str], name: str, tags: list[str]
) -> None:
    offer = Offered(1, name, "", tuple(tags))
    for match in matches([Need(key, words) for key, words in enumerate(needs)], [offer]):
        assert match.points >= LEAST
        assert match.needs
        for each in match.shared:
            assert each.found in (tags if each.where is Where.TAG else words_of(name))


@settings(deadline=None)
@given(st.text(max_size=30))
def test_a_word_is_like_itself_and_its_stem_stays(word: str) -> None:
    assert alike(word, word)
    assert stem(stem(word)) == stem(word)
