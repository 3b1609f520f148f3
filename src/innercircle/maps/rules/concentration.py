"""How much of the whole hangs on few accounts (spec 10, Who we cannot afford to lose; docs/rules/cannot-lose.md)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class Ranked:
    """One account by size: its share of the whole and that of all down to it, between 0 and 1."""

    key: int
    amount: Decimal
    share: float
    reached: float


MOST_OF_IT = 0.8  # the part of the whole whose few accounts one looks at first


class Size(StrEnum):
    """Where an account stands among all by what it is worth."""

    TOP_10 = "top10"
    TOP_20 = "top20"
    FIRST = "first80"  # those that make up the first 80 %
    REST = "rest"
    UNKNOWN = "unknown"

    def holds(self, place: int | None, row: Ranked | None) -> bool:
        """Whether an account at that place (from 1; None without an amount) belongs here."""
        if place is None or row is None:
            return self is Size.UNKNOWN
        among_first = round(row.reached - row.share, 9) < MOST_OF_IT
        within = {
            Size.TOP_10: place <= 10,
            Size.TOP_20: place <= 20,
            Size.FIRST: among_first,
            Size.REST: not among_first,
        }
        return within.get(self, False)


def ranked(amounts: Iterable[tuple[int, Decimal | None]]) -> tuple[Ranked, ...]:
    """The accounts with an amount above zero, largest first; losses and gaps hold no share."""
    sized = ((amount, key) for key, amount in amounts if amount and amount > 0)
    known = sorted(sized, key=lambda pair: (-pair[0], pair[1]))
    total = float(sum(amount for amount, _ in known))
    sums = accumulate(amount for amount, _ in known)
    return tuple(
        Ranked(key, amount, float(amount) / total, float(reached) / total)
        for (amount, key), reached in zip(known, sums, strict=True)
    )


def top(rows: tuple[Ranked, ...], count: int) -> float | None:
    """The share of the `count` largest; None where nobody has an amount."""
    return rows[min(count, len(rows)) - 1].reached if rows else None
