"""Which entries of the help catalogue answer what a person needs, and by which words (docs/rules/help-catalogue.md)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from rapidfuzz import fuzz

LEAST = 2  # points below which words have met by chance
_NEAR = 88  # of 100: a slip of the pen in a long word
_LONG, _HEAD, _TAIL, _STEM = 7, 5, 6, 4  # letters
_WORD = re.compile(r"[^\W_]+")
_ENDINGS = (
    *("ments", "ungen", "ment", "ings", "heit", "keit", "ing", "ung", "ern", "ers", "nen"),
    *("en", "er", "es", "ed", "em", "e", "s", "n"),
)  # fmt: skip
_SAID_BY_EVERYBODY = """
about after all also and any are because been better but can could for from get has have help her him his how into its
less like many more most much need needs new not now our out over own she should some than that the their them then
there they this too toward towards very want wants was way well were what when where which who will with within without
would you your

aber alle als am auch auf aus bei beim bis das dass dem den der des die dies diese dieser durch ein eine einem einen
einer eines für gegen haben hat hilfe ihr ihre ihren ihrer ist kann kein keine mehr mit muss nach nicht noch nur oder
ohne sehr sein seine sich sie sind soll über um und uns unser unsere viel viele vom von vor war was weil wenn werden wie
will wir wird zu zum zur
"""
_EMPTY = frozenset(_SAID_BY_EVERYBODY.split())


class Where(StrEnum):
    """Where in an entry of the catalogue a word was found."""

    TAG = "tag"
    NAME = "name"
    GIVES = "gives"


POINTS = {Where.TAG: 3, Where.NAME: 2, Where.GIVES: 1}


@dataclass(frozen=True, slots=True)
class Offered:
    """An entry of the catalogue as the rule reads it."""

    key: int
    name: str
    gives: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """What somebody tries to achieve, struggles with, or would count as help."""

    key: int
    words: str


@dataclass(frozen=True, slots=True)
class Shared:
    """A word of the need and the word or tag of the entry that it meets."""

    said: str
    found: str
    where: Where


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that answers one or more needs: its points, the words they share, and which needs."""

    offer: int
    points: int
    shared: tuple[Shared, ...]
    needs: tuple[int, ...]


def matches(needs: Iterable[Need], offers: Iterable[Offered]) -> tuple[Match, ...]:
    """The entries that share at least two points of words with these needs, most points first.

    A tag gives 3 points, a word of the name 2, of the description 1; what is said counts once, where it counts most.
    """
    asked = list(needs)
    found = [match for offer in offers if (match := _match(asked, offer)).points >= LEAST]
    return tuple(sorted(found, key=lambda match: (-match.points, match.offer)))


def offered_on(since: date | None, until: date | None, day: date) -> bool:
    """Whether an entry stands in the catalogue on that day; `until` is its last."""
    return (since is None or since <= day) and (until is None or day <= until)


def _match(needs: list[Need], offer: Offered) -> Match:
    found = [(need.key, each) for need in needs for each in _shared(words_of(need.words), offer)]
    kept: list[Shared] = []
    claimed: set[str] = set()  # a word that is said counts once, where it counts most
    for where in Where:
        for each in (one for _, one in found if one.where is where):
            said = {stem(word) for word in words_of(each.said)}
            if not said <= claimed:
                kept.append(each)
                claimed |= said
    keys = tuple(dict.fromkeys(key for key, _ in found))
    return Match(offer.key, sum(POINTS[each.where] for each in kept), tuple(kept), keys)


def _shared(said: tuple[str, ...], offer: Offered) -> Iterator[Shared]:
    for tag in offer.tags:
        met = [_meeting(said, word) for word in words_of(tag)]
        if met and all(met):
            yield Shared(" ".join(word for word in met if word), tag, Where.TAG)
    for where, text in ((Where.NAME, offer.name), (Where.GIVES, offer.gives)):
        for word in words_of(text):
            other = _meeting(said, word)
            if other:
                yield Shared(other, word, where)


def _meeting(said: tuple[str, ...], word: str) -> str | None:
    return next((each for each in said if alike(each, word)), None)


def words_of(text: str) -> tuple[str, ...]:
    """The words that say something, as they were written: three letters or more, or an abbreviation like IT."""
    words = _WORD.findall(text)
    return tuple(
        dict.fromkeys(
            word for word in words if (len(word) > 2 and word.casefold() not in _EMPTY) or _abbreviation(word)
        )
    )


def _abbreviation(word: str) -> bool:
    return len(word) == 2 and word.isupper()


def alike(one: str, other: str) -> bool:
    """The same word bent otherwise, a compound that begins or ends with the other, or a slip in a long word."""
    first, second = stem(one), stem(other)
    if first == second:
        return _abbreviation(one) == _abbreviation(other)
    short, long = sorted((first, second), key=len)
    if (len(short) >= _HEAD and long.startswith(short)) or (len(short) >= _TAIL and long.endswith(short)):
        return True
    return len(short) >= _LONG and fuzz.ratio(short, long) >= _NEAR


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """A word without what English and German hang on it: “pricing” and “prices” are both “pric”."""
    text = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(letter for letter in text if not unicodedata.combining(letter))
    while (shorter := _without_ending(plain)) != plain:
        plain = shorter
    return f"{plain[:-1]}i" if plain.endswith("y") else plain


def _without_ending(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM:
            return word.removesuffix(ending)
    return word
