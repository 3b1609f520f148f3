"""The asset and what followed, quarter by quarter, and which of it goes together (docs/rules/asset.md)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from innercircle.kit.quarter import Quarter
from innercircle.kit.spread import NOTHING, Spread
from innercircle.plans.rules.asset.outcomes import Brought, Shares
from innercircle.plans.rules.asset.ranks import Correlation, spearman
from innercircle.plans.rules.asset.strength import Strength

LAGS = (0, 1, 2, 3, 4)
"""Quarters that may lie between the asset and what follows (spec 30)."""
YEAR = 4
SECONDS_AN_HOUR = 3600


class Cause(StrEnum):
    """What the asset is made of."""

    HOURS = "hours"
    STRENGTH = "strength"
    INVESTED = "invested"


class Effect(StrEnum):
    """What it may bring."""

    ENGAGEMENTS = "engagements"
    KINDS = "kinds"
    REVENUE = "revenue"
    UNCONTESTED = "uncontested"
    UNASKED = "unasked"


@dataclass(frozen=True, slots=True)
class AssetQuarter:
    """One quarter of one account; None is not known. `invested` are hours of ours, `over` says the quarter is over."""

    quarter: Quarter
    over: bool
    hours: Spread | None = None
    strength: Strength | None = None
    invested: float | None = None
    brought: Brought | None = None

    def figure(self, of: Cause | Effect) -> float | None:
        """One figure as it is compared: client hours with the presumed, counts, shares between 0 and 1."""
        return total((self,), of)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two figures, `lag` quarters apart."""

    early: Quarter
    late: Quarter
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Relation:
    """The pairs of a cause and an effect at one lag, and how far they are in the same order."""

    cause: Cause
    effect: Effect
    lag: int
    pairs: tuple[Pair, ...]
    correlation: Correlation


def relation(quarters: Sequence[AssetQuarter], cause: Cause, effect: Effect, lag: int) -> Relation:
    """Each quarter's cause beside the effect `lag` quarters later, over the quarters that are over."""
    over = {each.quarter: each for each in quarters if each.over}
    pairs = tuple(_pairs(over, cause, effect, lag))
    return Relation(cause, effect, lag, pairs, spearman([(pair.x, pair.y) for pair in pairs]))


def _pairs(over: dict[Quarter, AssetQuarter], cause: Cause, effect: Effect, lag: int) -> Iterable[Pair]:
    for early in sorted(over):
        late = over.get(early.plus(lag))
        x = over[early].figure(cause)
        y = late.figure(effect) if late else None
        if late and x is not None and y is not None:
            yield Pair(early, late.quarter, x, y)


def window(quarters: Iterable[AssetQuarter], last: Quarter) -> tuple[AssetQuarter, ...]:
    """The four quarters up to `last`; () unless all four are there and over."""
    wanted = {last.plus(-back) for back in range(YEAR)}
    found = tuple(each for each in quarters if each.quarter in wanted and each.over)
    return found if len(found) == YEAR else ()


def year_to(quarters: Iterable[AssetQuarter], last: Quarter, of: Cause | Effect) -> float | None:
    """One figure over the four quarters up to `last`; None unless something is known in each of them.

    Of shares it is enough that engagements are known, for not in every quarter one begins.
    """
    four = window(quarters, last)
    known = [each.brought if of in (Effect.UNCONTESTED, Effect.UNASKED) else each.figure(of) for each in four]
    return None if any(each is None for each in known) else total(four, of)


def total(quarters: Sequence[AssetQuarter], of: Cause | Effect) -> float | None:
    """One figure over several quarters: sums, the mean of the strengths known, different kinds, shares of all begun."""
    if of is Cause.HOURS:
        return _sum([None if each.hours is None else each.hours.high / SECONDS_AN_HOUR for each in quarters])
    if of is Cause.STRENGTH:
        means = [each.strength.mean for each in quarters if each.strength]
        return sum(means) / len(means) if means else None
    if of is Cause.INVESTED:
        return _sum([each.invested for each in quarters])
    return _effect([each.brought for each in quarters if each.brought], Effect(of))


def _sum(figures: Sequence[float | None]) -> float | None:
    known = [figure for figure in figures if figure is not None]
    return sum(known) if known else None


def _effect(found: Sequence[Brought], of: Effect) -> float | None:
    if not found:
        return None
    if of is Effect.ENGAGEMENTS:
        return float(sum(len(each.begun) for each in found))
    if of is Effect.KINDS:
        return float(len(frozenset().union(*(each.kinds for each in found))))
    if of is Effect.REVENUE:
        return _sum([None if each.revenue is None else float(each.revenue) for each in found])
    shares = [each.uncontested if of is Effect.UNCONTESTED else each.unasked for each in found]
    return list(accumulate(shares, initial=Shares()))[-1].share


def hours_of(spreads: Iterable[Spread]) -> Spread:
    """Client seconds of several months together."""
    return sum(spreads, NOTHING)
