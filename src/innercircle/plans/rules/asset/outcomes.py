"""What the relationship brought: engagements, kinds of work, revenue, how work was won (docs/rules/asset.md)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

from innercircle.kit.quarter import Quarter

_CENT = Decimal("0.01")
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Engagement:
    """Work a client gave us. None says nobody knows: the end, the value, how it was won, who began it."""

    key: int
    kind: str
    start: date
    end: date | None = None
    value: Decimal | None = None
    currency: str = ""
    uncontested: bool | None = None
    unasked: bool | None = None

    def runs(self, first: date, last: date) -> bool:
        """Whether it runs on any day from `first` to `last`."""
        return self.start <= last and (self.end is None or self.end >= first)

    def within(self, quarter: Quarter) -> Decimal:
        """The part of its value that falls into a quarter: spread evenly over its days, all of it at its beginning
        while no end is known. The parts of all quarters add up to the value, to the cent.
        """
        before = self._until(quarter.first_day - _ONE_DAY)
        return self._until(quarter.last_day) - before

    def _until(self, day: date) -> Decimal:
        """The part of the value up to the end of `day`."""
        value = self.value or Decimal(0)
        last = self.end or self.start
        if day >= last:
            return value
        days = (day - self.start).days + 1
        if days <= 0:
            return Decimal(0)
        return (value * days / ((last - self.start).days + 1)).quantize(_CENT, ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class Shares:
    """How many of those begun are known to be so (`yes`), of how many for which anybody knows."""

    yes: int = 0
    known: int = 0

    def __add__(self, other: Shares) -> Shares:
        """Both counted together."""
        return Shares(self.yes + other.yes, self.known + other.known)

    @property
    def share(self) -> float | None:
        """The part, between 0 and 1; None while nobody knows of any."""
        return self.yes / self.known if self.known else None


@dataclass(frozen=True, slots=True)
class Brought:
    """What one quarter brought; `kinds` are those of the work that ran in it, `revenue` is in one currency."""

    begun: tuple[int, ...] = ()
    kinds: frozenset[str] = frozenset()
    revenue: Decimal | None = None
    uncontested: Shares = Shares()
    unasked: Shares = Shares()


def brought(engagements: Iterable[Engagement], quarter: Quarter, currency: str) -> Brought | None:
    """What a quarter brought; None before the first engagement that is known.

    Revenue is the value of engagements in `currency`, None while none of them has begun with a value.
    """
    first, last = quarter.first_day, quarter.last_day
    known = [each for each in engagements if each.start <= last]
    if not known:
        return None
    begun = [each for each in known if each.start >= first]
    priced = [each for each in known if each.value is not None and each.currency == currency]
    return Brought(
        begun=tuple(each.key for each in begun),
        kinds=frozenset(_kind(each) for each in known if each.runs(first, last) and each.kind.strip()),
        revenue=sum((each.within(quarter) for each in priced), Decimal(0)) if priced else None,
        uncontested=_shares(each.uncontested for each in begun),
        unasked=_shares(each.unasked for each in begun),
    )


def _kind(engagement: Engagement) -> str:
    """The same kind however it was typed."""
    return " ".join(engagement.kind.casefold().split())


def _shares(answers: Iterable[bool | None]) -> Shares:
    known = [answer for answer in answers if answer is not None]
    return Shares(sum(known), len(known))
