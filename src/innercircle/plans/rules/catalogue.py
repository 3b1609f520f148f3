"""The catalogue of the plan linter: every rule with its code, severity, what is wrong and what would help (spec 30)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from types import MappingProxyType


class Severity(StrEnum):
    """How grave a finding is. An error keeps the plan from being a relationship plan."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Family(StrEnum):
    """What a rule is about; the letters of its code."""

    OWN_TIME = "OT"
    LEARNING = "LN"
    ILLUSTRATION = "IL"
    SALES = "SP"
    DISCOUNTING = "DC"
    DEPENDENCE = "DP"
    COMPLETENESS = "CP"
    MAP = "MP"
    RHYTHM = "RV"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its stable code, a short title, one sentence what is wrong, one what would help, and its page."""

    code: str
    family: Family
    severity: Severity
    title: str
    wrong: str
    better: str

    @property
    def page(self) -> str:
        """The page that explains the rule with a bad and a good example, from the root of the documentation."""
        return f"rules/plan/{self.code}.md"


def _load() -> Mapping[str, Rule]:
    text = (resources.files("innercircle.plans.rules") / "catalogue.toml").read_text("utf-8")
    rules = {code: _rule(code, entry) for code, entry in tomllib.loads(text).items()}
    return MappingProxyType(rules)


def _rule(code: str, entry: Mapping[str, str]) -> Rule:
    return Rule(code, Family(code[:2]), Severity(entry["severity"]), entry["title"], entry["wrong"], entry["better"])


CATALOGUE: Mapping[str, Rule] = _load()
"""Every rule by its code, in the order of the catalogue file."""
