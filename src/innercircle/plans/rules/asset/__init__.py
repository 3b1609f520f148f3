"""The asset and what follows from it, and the health of dependence: pure rules, in words in docs/rules/asset.md."""

from innercircle.plans.rules.asset.dependence import Knowledge, Side, Thread, threads
from innercircle.plans.rules.asset.outcomes import Brought, Engagement, Shares, brought
from innercircle.plans.rules.asset.quarters import (
    LAGS,
    YEAR,
    AssetQuarter,
    Cause,
    Effect,
    Pair,
    Relation,
    hours_of,
    relation,
    total,
    window,
    year_to,
)
from innercircle.plans.rules.asset.ranks import LEAST, Correlation, Known, ranks, spearman
from innercircle.plans.rules.asset.strength import (
    ORDINARY,
    WEIGHTS,
    Assessed,
    Member,
    Part,
    Strength,
    strength,
)

__all__ = [
    "LAGS",
    "LEAST",
    "ORDINARY",
    "WEIGHTS",
    "YEAR",
    "Assessed",
    "AssetQuarter",
    "Brought",
    "Cause",
    "Correlation",
    "Effect",
    "Engagement",
    "Knowledge",
    "Known",
    "Member",
    "Pair",
    "Part",
    "Relation",
    "Shares",
    "Side",
    "Strength",
    "Thread",
    "brought",
    "hours_of",
    "ranks",
    "relation",
    "spearman",
    "strength",
    "threads",
    "total",
    "window",
    "year_to",
]
