"""One finding of the linter: where, which rule, what is wrong here and what would help."""

from __future__ import annotations

from dataclasses import dataclass

from innercircle.plans.rules.catalogue import CATALOGUE, Severity


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding is: a kind (activity, goal, initiative, contact, topic, engagement, account) and its key."""

    kind: str
    key: str
    title: str = ""

    def __eq__(self, other: object) -> bool:
        """The same place whatever its title says now."""
        return isinstance(other, Place) and (self.kind, self.key) == (other.kind, other.key)

    def __hash__(self) -> int:
        """As `__eq__` compares."""
        return hash((self.kind, self.key))


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that speaks up; `detail` is what makes it so here, "" where the rule's sentence says it all."""

    code: str
    place: Place
    detail: str = ""

    @property
    def severity(self) -> Severity:
        """How grave the rule is."""
        return CATALOGUE[self.code].severity

    @property
    def wrong(self) -> str:
        """One sentence: what is wrong."""
        return CATALOGUE[self.code].wrong

    @property
    def better(self) -> str:
        """One sentence: what would help."""
        return CATALOGUE[self.code].better

    @property
    def page(self) -> str:
        """The page that explains the rule."""
        return CATALOGUE[self.code].page


def finding(code: str, kind: str, key: str, title: str = "", detail: str = "") -> Finding:
    """A finding at a place."""
    return Finding(code, Place(kind, key, title), detail)
