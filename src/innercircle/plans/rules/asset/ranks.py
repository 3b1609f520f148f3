"""Whether two rows of figures rise and fall together: Spearman's rank correlation, with ties and its n.

In plain words, with a worked example: docs/rules/asset.md. Ranks, because one very large engagement must not decide
alone, and because hours, levels and money share no scale.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import correlation

LEAST = 8
"""Pairs below which nothing is said.

With 5 pairs only a perfect order is rarer than one time in twenty by chance, with 6 it takes 0.89, with 7 0.79, with 8
0.74; and eight quarters are two years, so that every season is in it twice.
"""
_ONE_IN_TWENTY = 1.96  # of the normal curve; for n >= 8 within 0.01 of the exact bound


class Known(StrEnum):
    """What can be said of two rows of figures."""

    KNOWN = "known"
    TOO_FEW = "too few"
    CONSTANT = "no variation"  # one of the two never changes, so nothing can go together with it


@dataclass(frozen=True, slots=True)
class Correlation:
    """How far two rows are in the same order: `rho` from -1 to 1 over `n` pairs; None unless `known` says KNOWN."""

    n: int
    rho: float | None = None
    known: Known = Known.TOO_FEW

    @property
    def chance(self) -> float:
        """How far from zero pure chance gets in nineteen of twenty cases with so many pairs, were they independent."""
        return min(1.0, _ONE_IN_TWENTY / math.sqrt(self.n - 1)) if self.n > 1 else 1.0

    @property
    def beyond_chance(self) -> bool:
        """Whether it is further from zero than that; quarters follow one another, so even this proves nothing."""
        return self.rho is not None and abs(self.rho) > self.chance


def ranks(values: Sequence[float]) -> list[float]:
    """The place of each value from 1 up; equal values share the mean of their places."""
    order = sorted(range(len(values)), key=values.__getitem__)
    found = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end < len(order) and values[order[end]] == values[order[start]]:
            end += 1
        for place in order[start:end]:
            found[place] = (start + 1 + end) / 2
        start = end
    return found


def spearman(pairs: Sequence[tuple[float, float]], *, least: int = LEAST) -> Correlation:
    """The rank correlation of the pairs: Pearson's over the ranks, which holds with ties too."""
    n = len(pairs)
    if n < least:
        return Correlation(n)
    first, second = zip(*pairs, strict=True)
    if min(first) == max(first) or min(second) == max(second):
        return Correlation(n, None, Known.CONSTANT)
    rho = correlation(ranks(first), ranks(second))
    return Correlation(n, max(-1.0, min(1.0, rho)), Known.KNOWN)
