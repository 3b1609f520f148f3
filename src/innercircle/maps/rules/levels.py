"""The words of the map: strength, stance, core roles, and what other products call them (docs/rules/map.md)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from typing import TypeVar

Value = TypeVar("Value", bound=IntEnum)


class Strength(IntEnum):
    """What a colleague is to a contact (spec 10, Coverage)."""

    NONE = 0
    VENDOR = 1
    KNOWN = 2
    CREDIBLE = 3
    SOLVER = 4
    ADVISER = 5


class Stance(IntEnum):
    """How a contact stands to us."""

    OPPONENT = -2
    CRITIC = -1
    NEUTRAL = 0
    SUPPORTER = 1
    ADVOCATE = 2


class Core(StrEnum):
    """The three roles every map must fill: who pays, who can stop it, who lives with it."""

    BUDGET = "budget"
    GATEKEEPER = "gatekeeper"
    USER = "user"


class Part(StrEnum):
    """What a colleague is for a contact among those who cover them."""

    LEAD = "lead"
    DEPUTY = "deputy"


class UnknownWord(ValueError):
    """A word nobody can place; the message names it and what would be `right`."""

    def __init__(self, text: str, right: str) -> None:
        self.text, self.right = text.strip(), right
        super().__init__(f"“{self.text}” is not known here; right would be {right}")


_STRENGTHS = {
    Strength.NONE: ("none", "no relationship", "no contact", "unknown", "keine", "keines", "kein kontakt"),
    Strength.VENDOR: ("vendor", "supplier", "weak", "cold", "lieferant", "anbieter", "schwach"),
    Strength.KNOWN: ("known", "acquainted", "developing", "contact", "bekannt"),
    Strength.CREDIBLE: (
        *("credible source", "credible", "preferred supplier", "medium", "warm"),
        *("glaubwürdige quelle", "glaubwürdig", "mittel"),
    ),
    Strength.SOLVER: ("problem solver", "strong", "consultant", "problemlöser", "stark"),
    Strength.ADVISER: (
        *("trusted adviser", "trusted advisor", "trusted partner", "very strong"),
        *("vertrauter berater", "vertrauter ratgeber", "sehr stark"),
    ),
}
_STANCES = {
    Stance.OPPONENT: ("opponent", "enemy", "detractor", "anti-sponsor", "gegner"),
    Stance.CRITIC: (
        *("critic", "non-supporter", "non supporter", "nonsupporter", "sceptic", "skeptic", "negative"),
        *("kritiker", "skeptiker", "negativ"),
    ),
    Stance.NEUTRAL: ("neutral", "indifferent"),
    Stance.SUPPORTER: ("supporter", "positive", "friend", "friendly", "unterstützer", "positiv"),
    Stance.ADVOCATE: (
        *("advocate", "mentor", "champion", "coach", "promoter", "sponsor"),
        *("fürsprecher", "befürworter", "förderer"),
    ),
}
_ROLES = {
    Core.BUDGET: (
        *("budget", "decision maker", "decision-maker", "economic buyer", "budget holder", "approver"),
        *("entscheider", "entscheiderin", "budgetverantwortlicher", "budgetverantwortliche", "genehmiger"),
    ),
    Core.GATEKEEPER: (
        *("gatekeeper", "gate keeper", "blocker", "procurement", "purchasing"),
        *("torhüter", "türöffner", "verhinderer", "einkauf"),
    ),
    Core.USER: ("user", "end user", "end-user", "user buyer", "nutzer", "anwender", "endanwender"),
}


_INFLUENCES = {
    1: ("very low", "none", "sehr niedrig", "sehr gering"),
    2: ("low", "niedrig", "gering"),
    3: ("medium", "middle", "average", "mittel"),
    4: ("high", "hoch"),
    5: ("very high", "decisive", "sehr hoch"),
}
_PARTS = {
    Part.LEAD: ("lead", "owner", "primary", "main", "führung", "führend", "verantwortlich", "hauptverantwortlich"),
    Part.DEPUTY: (
        "deputy",
        "secondary",
        "backup",
        "second",
        "vertretung",
        "stellvertretend",
        "stellvertretung",
        "stellvertreter",
    ),
}


def strength_of(text: str) -> Strength:
    """The level a number or a word of ours or of another product names; UnknownWord otherwise."""
    return _placed(text, _STRENGTHS, "0 to 5, or vendor, known, credible source, …")


def stance_of(text: str) -> Stance:
    """The stance a number or a word names; UnknownWord otherwise."""
    return _placed(text, _STANCES, "-2 to 2, or opponent, neutral, supporter, …")


def influence_of(text: str) -> int:
    """The influence from 1 to 5 that a number or a word names; UnknownWord otherwise."""
    word = _plain(text)
    for value, names in _INFLUENCES.items():
        if word in names or word == str(value):
            return value
    raise UnknownWord(text, "1 to 5, or low, medium, high")


def part_of(text: str) -> Part:
    """Lead or deputy; UnknownWord otherwise."""
    word = _plain(text)
    for part, names in _PARTS.items():
        if word in names:
            return part
    raise UnknownWord(text, "lead or deputy")


def role_of(text: str) -> str:
    """The core role a word names; any other word is a role of the firm's own and comes back as it is."""
    word = _plain(text)
    return next((role.value for role, words in _ROLES.items() if word in words), text.strip())


def _placed(text: str, words: Mapping[Value, tuple[str, ...]], right: str) -> Value:
    word = _plain(text)
    for value, names in words.items():
        if word in names or word == str(int(value)):
            return value
    raise UnknownWord(text, right)


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").split())
