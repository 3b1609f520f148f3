"""How strong the relationship is on a day: the mean of what we are to each person, weighted by what they decide.

In plain words, with a worked example: docs/rules/asset.md. The levels are those of the map (docs/rules/map.md).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from innercircle.maps.rules.levels import Core

WEIGHTS = {Core.BUDGET.value: 3, Core.GATEKEEPER.value: 2, Core.USER.value: 2}
"""Who pays decides whether there is any work, so counts most; who can stop it and who lives with it come next."""
ORDINARY = 1
"""Anybody else whom somebody of ours covers, whatever other roles they hold."""


@dataclass(frozen=True, slots=True)
class Member:
    """A person of theirs: roles as they are known now, and the days between which they worked there."""

    post: int
    roles: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    def here(self, day: date) -> bool:
        """Whether the person worked there on that day."""
        return (self.since is None or self.since <= day) and (self.until is None or self.until >= day)

    @property
    def weight(self) -> int:
        """The greatest weight of their roles: a person with two hats is still one person."""
        return max((WEIGHTS.get(role, ORDINARY) for role in self.roles), default=ORDINARY)


@dataclass(frozen=True, slots=True)
class Assessed:
    """What somebody thought on a day of one line; `until` is the colleague's last day with us."""

    post: int
    colleague: int
    on: date
    level: int
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What one person adds: weight, the strongest level anybody of ours had with them, and who had it (0 nobody)."""

    post: int
    weight: int
    level: int
    colleague: int = 0
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Strength:
    """The weighted mean (0 to 5), and the parts it is made of."""

    mean: float
    parts: tuple[Part, ...]


def strength(people: Iterable[Member], assessed: Collection[Assessed], day: date) -> Strength | None:
    """The mean strength at the end of `day`; None while nobody at the account has been assessed.

    A person counts with the strongest of their lines. Who holds Budget, Gatekeeper or User and is covered by nobody
    counts as 0: the hole is part of the picture. Others without a line do not count.
    """
    lines = _latest(assessed, day)
    found = [_part(person, lines.get(person.post)) for person in people if person.here(day)]
    parts = tuple(part for part in found if part.colleague or part.weight > ORDINARY)
    if not any(part.colleague for part in parts):
        return None
    weight = sum(part.weight for part in parts)
    return Strength(sum(part.weight * part.level for part in parts) / weight, parts)


def _latest(assessed: Collection[Assessed], day: date) -> dict[int, Assessed]:
    """The strongest line of each person, each line as it was last assessed until `day` by who was still with us."""
    last: dict[tuple[int, int], Assessed] = {}
    for each in sorted(assessed, key=lambda each: each.on):
        if each.on <= day and (each.until is None or each.until >= day):
            last[each.post, each.colleague] = each
    best: dict[int, Assessed] = {}
    for each in last.values():
        if each.post not in best or each.level > best[each.post].level:
            best[each.post] = each
    return best


def _part(person: Member, line: Assessed | None) -> Part:
    if line is None:
        return Part(person.post, person.weight, 0)
    return Part(person.post, person.weight, line.level, line.colleague, line.on)
