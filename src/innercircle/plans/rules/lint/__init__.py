"""The plan linter: every finding in a plan, and those that were switched off with their reason (spec 30).

Pure: it decides from the values of `plans.rules.values`, the day `at` and a reader of words; where the values come
from (database, spreadsheet) is the caller's business. Rule pages: docs/rules/plan/README.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from innercircle.plans.rules.catalogue import Severity
from innercircle.plans.rules.lint.activities import about_activities
from innercircle.plans.rules.lint.aims import about_aims
from innercircle.plans.rules.lint.asset import about_dependence, about_map, about_rhythm
from innercircle.plans.rules.lint.completeness import about_completeness
from innercircle.plans.rules.lint.finding import Finding, Place, finding
from innercircle.plans.rules.values import Plan, Reader

__all__ = ["Finding", "Linted", "Place", "Silenced", "SwitchedOff", "finding", "lint"]


@dataclass(frozen=True, slots=True)
class SwitchedOff:
    """A rule that does not count, with the reason: in the whole firm (`place` None) or at one place."""

    code: str
    reason: str
    place: Place | None = None

    def covers(self, found: Finding) -> bool:
        """Whether it switches this finding off."""
        return self.code == found.code and (self.place is None or self.place == found.place)


@dataclass(frozen=True, slots=True)
class Silenced:
    """A finding that would be there, and why it does not count."""

    finding: Finding
    reason: str


@dataclass(frozen=True, slots=True)
class Linted:
    """What stands, gravest first, and what was switched off."""

    findings: tuple[Finding, ...]
    silenced: tuple[Silenced, ...] = ()

    @property
    def has_errors(self) -> bool:
        """Whether a finding of level error remains."""
        return any(found.severity is Severity.ERROR for found in self.findings)


def lint(plan: Plan, read: Reader, *, at: date, off: Sequence[SwitchedOff] = ()) -> Linted:
    """Every finding in `plan` as of the day `at`."""
    found = tuple(_all(plan, read, at))
    return split(found, off)


def split(found: Iterable[Finding], off: Sequence[SwitchedOff]) -> Linted:
    """Findings that stand and findings switched off."""
    standing: list[Finding] = []
    silenced: list[Silenced] = []
    for each in found:
        switch = next((switch for switch in off if switch.covers(each)), None)
        if switch:
            silenced.append(Silenced(each, switch.reason))
        else:
            standing.append(each)
    gravest = list(Severity)
    standing.sort(key=lambda each: gravest.index(each.severity))
    return Linted(tuple(standing), tuple(silenced))


def _all(plan: Plan, read: Reader, at: date) -> Iterator[Finding]:
    yield from about_activities(plan, read, at)
    yield from about_aims(plan, read)
    yield from about_completeness(plan, at)
    yield from about_map(plan, at)
    yield from about_dependence(plan, at)
    yield from about_rhythm(plan, at)
