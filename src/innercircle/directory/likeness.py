"""Which people and which organisations may be one and the same: proposals for a person to decide, never applied alone.

Source of the rule: spec 80 (Matching): the same name at the same account, a name that differs by a slip, the same
local part at sibling domains.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from publicsuffixlist import PublicSuffixList
from rapidfuzz import fuzz, process

NEAR = 90  # of 100, rapidfuzz's token_sort_ratio: "Kim Lee" and "Lee, Kim" are 100, "Kim Leh" is 86, "Kimberly Leeh" 92
_SHORT = 4  # letters: below, one slip of the pen is another name
_EVERYBODY = frozenset({"info", "office", "sales", "contact", "kontakt", "mail", "hello", "team", "service", "einkauf"})
_LEGAL = frozenset(
    [
        "ag",
        "bv",
        "co",
        "corp",
        "corporation",
        "gmbh",
        "inc",
        "kg",
        "kgaa",
        "limited",
        "llc",
        "llp",
        "ltd",
        "mbh",
        "nv",
        "ohg",
        "oy",
        "plc",
        "pte",
        "sa",
        "sarl",
        "se",
        "spa",
        "srl",
        "ug",
    ]
)
_LETTERS = re.compile(r"[^\w]+")


class Because(StrEnum):
    """Why two rows are proposed as one."""

    SAME_NAME = "same name"
    NEAR_NAME = "nearly the same name"
    SIBLING_ADDRESS = "same address at a sibling domain"


@dataclass(frozen=True, slots=True)
class Person:
    """A contact as it is compared; `account` is one they work or worked at."""

    id: int
    name: str
    account: int
    emails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Organisation:
    """An account as it is compared."""

    id: int
    name: str
    domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """Two rows that may be one; the smaller id first."""

    first: int
    second: int
    because: Because
    score: int  # of 100


def plain_name(name: str) -> str:
    """A name as it is compared: no accents, no case, no punctuation, no doubled blanks."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    return " ".join(_LETTERS.sub(" ", bare.casefold()).split())


def plain_firm(name: str) -> str:
    """A firm's name as it is compared: as `plain_name`, without legal forms at its end."""
    words = plain_name(name).split()
    while len(words) > 1 and words[-1] in _LEGAL:
        words.pop()
    return " ".join(words)


def alike_people(people: Iterable[Person]) -> list[Pair]:
    """Pairs of different people that may be one, the surest first; each pair once, with its best reason."""
    everybody = list(people)
    found = [*_by_name(everybody), *_by_address(everybody)]
    return _best(found)


def alike_organisations(organisations: Iterable[Organisation]) -> list[Pair]:
    """Pairs of different organisations that may be one, the surest first."""
    rows = sorted(organisations, key=lambda each: each.id)
    found = [*_near([(row.id, plain_firm(row.name)) for row in rows])]
    siblings: defaultdict[str, list[int]] = defaultdict(list)
    for row in rows:
        for label in {_label(domain) for domain in row.domains} - {""}:
            siblings[label].append(row.id)
    for ids in siblings.values():
        found += [_pair(one, other, Because.SIBLING_ADDRESS, 95) for one, other in _pairs(ids)]
    return _best(found)


def _by_name(people: Sequence[Person]) -> Iterator[Pair]:
    at: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for person in people:
        at[person.account][person.id] = plain_name(person.name)
    for names in at.values():
        yield from _near(sorted(names.items()))


def _near(rows: Sequence[tuple[int, str]]) -> Iterator[Pair]:
    names = [name for _id, name in rows]
    for place, (row, name) in enumerate(rows):
        if not name:
            continue
        rest = names[place + 1 :]
        for _name, score, index in process.extract_iter(name, rest, scorer=fuzz.token_sort_ratio, score_cutoff=NEAR):
            other = rows[place + 1 + index]
            if score == 100 or min(len(name), len(other[1])) > _SHORT:
                yield _pair(row, other[0], Because.SAME_NAME if score == 100 else Because.NEAR_NAME, round(score))


def _by_address(people: Iterable[Person]) -> Iterator[Pair]:
    """The same local part at one firm's domains (`acme.de`, `acme.com`) or at two addresses of one account."""
    groups: defaultdict[tuple[str, object], set[int]] = defaultdict(set)
    for person in people:
        for email in person.emails:
            local, _at, domain = email.partition("@")
            if local not in _EVERYBODY and len(local) >= _SHORT:
                groups[local, _label(domain)].add(person.id)
                groups[local, person.account].add(person.id)
    for (_local, where), ids in groups.items():
        if where != "":
            for one, other in _pairs(sorted(ids)):
                yield _pair(one, other, Because.SIBLING_ADDRESS, 95)


def _pairs(ids: Sequence[int]) -> Iterator[tuple[int, int]]:
    for place, one in enumerate(ids):
        for other in ids[place + 1 :]:
            yield one, other


def _pair(one: int, other: int, because: Because, score: int) -> Pair:
    return Pair(min(one, other), max(one, other), because, score)


def _best(pairs: Iterable[Pair]) -> list[Pair]:
    best: dict[tuple[int, int], Pair] = {}
    for pair in pairs:
        key = pair.first, pair.second
        if pair.first != pair.second and (key not in best or best[key].score < pair.score):
            best[key] = pair
    return sorted(best.values(), key=lambda pair: (-pair.score, pair.first, pair.second))


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(only_icann=True)


@lru_cache(maxsize=4096)
def _label(domain: str) -> str:
    """What the firm chose of its domain: `acme` of `eu.acme.co.uk`; "" where there is nothing."""
    registrable = _suffixes().privatesuffix(domain)
    return registrable.partition(".")[0] if registrable else ""
