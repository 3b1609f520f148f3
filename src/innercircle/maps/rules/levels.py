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
    """A word nobody can place; the message names it and what would be right."""


_STRENGTHS = {
    Strength.NONE: ("none", "no relationship", "no contact", "unknown"),
    Strength.VENDOR: ("vendor", "supplier", "weak", "cold"),
    Strength.KNOWN: ("known", "acquainted", "developing", "contact"),
    Strength.CREDIBLE: ("credible source", "credible", "preferred supplier", "medium", "warm"),
    Strength.SOLVER: ("problem solver", "strong", "consultant"),
    Strength.ADVISER: ("trusted adviser", "trusted advisor", "trusted partner", "very strong"),
}
_STANCES = {
    Stance.OPPONENT: ("opponent", "enemy", "detractor", "anti-sponsor"),
    Stance.CRITIC: ("critic", "non-supporter", "non supporter", "sceptic", "skeptic", "negative"),
    Stance.NEUTRAL: ("neutral", "indifferent"),
    Stance.SUPPORTER: ("supporter", "positive", "friend", "friendly"),
    Stance.ADVOCATE: ("advocate", "mentor", "champion", "coach", "promoter", "sponsor"),
}
_ROLES = {
    Core.BUDGET: ("budget", "decision maker", "decision-maker", "economic buyer", "budget holder", "approver"),
    Core.GATEKEEPER: ("gatekeeper", "gate keeper", "blocker", "procurement", "purchasing"),
    Core.USER: ("user", "end user", "end-user", "user buyer"),
}


def strength_of(text: str) -> Strength:
    """The level a number or a word of ours or of another product names; UnknownWord otherwise."""
    return _placed(text, _STRENGTHS, "0 to 5, or vendor, known, credible source, …")


def stance_of(text: str) -> Stance:
    """The stance a number or a word names; UnknownWord otherwise."""
    return _placed(text, _STANCES, "-2 to 2, or opponent, neutral, supporter, …")


def role_of(text: str) -> str:
    """The core role a word names; any other word is a role of the firm's own and comes back as it is."""
    word = _plain(text)
    return next((role.value for role, words in _ROLES.items() if word in words), text.strip())


def _placed(text: str, words: Mapping[Value, tuple[str, ...]], right: str) -> Value:
    word = _plain(text)
    for value, names in words.items():
        if word in names or word == str(int(value)):
            return value
    raise UnknownWord(f"“{text.strip()}” is not known here; right would be {right}")


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").split())
