"""Who of ours gets to a contact, directly or by one introduction, and how strongly (docs/rules/who-knows-whom.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from innercircle.maps.rules.evidence import LEAST, NOTHING_KNOWN, Evidence, level_of
from innercircle.maps.rules.levels import Strength

REPORTING = 40.0  # hours that a reporting line counts like: who reports to somebody sits with them every week


class Report(StrEnum):
    """Which way a reporting line runs between an introducer and the person looked for."""

    TO = "reports to"
    FROM = "is the superior of"


@dataclass(frozen=True, slots=True)
class Tie:
    """How two people know each other: the meetings they shared with us, and whether one reports to the other."""

    evidence: Evidence = NOTHING_KNOWN
    reports: Report | None = None

    @property
    def weight(self) -> float:
        """Client hours, each counting half for every year that has passed; a reporting line counts like 40."""
        return max(self.evidence.weight, REPORTING if self.reports else 0.0)


@dataclass(frozen=True, slots=True)
class Path:
    """A way from a colleague to a contact: their own tie, or one to an introducer (`via`) who has the second."""

    colleague: int
    first: Tie
    via: int | None = None
    second: Tie | None = None

    @property
    def weight(self) -> float:
        """As hours: of a way through somebody both ties one after the other, so less than the weaker of them."""
        return self.first.weight if self.second is None else through(self.first.weight, self.second.weight)

    @property
    def level(self) -> Strength:
        """The level these hours speak for, on the scale of the map."""
        return level_of(self.weight)


def through(first: float, second: float) -> float:
    """Two ties one after the other, like two resistors: 1 / (1/first + 1/second)."""
    return first * second / (first + second) if first and second else 0.0


def strongest(
    direct: Mapping[int, Tie], known: Mapping[int, Tie], met: Mapping[tuple[int, int], Tie]
) -> tuple[Path, ...]:
    """The strongest way of each colleague, strongest first; whoever has less than a quarter of an hour has none.

    `direct` are the colleagues who met the contact, `known` the introducers who know the contact, `met` which colleague
    met which introducer, as (introducer, colleague).
    """
    best = {colleague: Path(colleague, tie) for colleague, tie in direct.items()}
    for (via, colleague), tie in sorted(met.items()):
        if via in known:
            path = Path(colleague, tie, via, known[via])
            if colleague not in best or path.weight > best[colleague].weight:
                best[colleague] = path
    found = (path for path in best.values() if path.weight >= LEAST)
    return tuple(sorted(found, key=lambda path: (-path.weight, path.via is not None, path.colleague)))


def worth_asking(direct: Mapping[int, Tie], known: Mapping[int, Tie], count: int) -> frozenset[int]:
    """The introducers who could still change the `count` strongest ways.

    A way through somebody is weaker than their tie to the contact; where that is no more than the weakest of `count`
    direct ways, none of theirs can be among the strongest.
    """
    weights = sorted((tie.weight for tie in direct.values()), reverse=True)
    bar = weights[count - 1] if len(weights) >= count else 0.0
    return frozenset(via for via, tie in known.items() if tie.weight > bar and tie.weight >= LEAST)
