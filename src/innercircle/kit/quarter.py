"""A calendar quarter: three months that begin in January, April, July or October."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from innercircle.kit.month import Month

_TEXT = re.compile(r"(\d{4})-Q([1-4])")
_QUARTERS_IN_A_YEAR = 4
_MONTHS = 3
_ENDS = {1: (3, 31), 2: (6, 30), 3: (9, 30), 4: (12, 31)}


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of the Gregorian calendar, `Quarter(2026, 4)`; ordered, hashable, printed as `2026-Q4`."""

    year: int
    number: int

    def __post_init__(self) -> None:
        """Refuse what is no quarter; the message is fit for the user."""
        if not (1 <= self.number <= _QUARTERS_IN_A_YEAR and 1 <= self.year <= 9997):
            raise ValueError(f"{self.year}-{self.number} is no quarter; a quarter reads like 2026-Q4")

    @classmethod
    def parse(cls, text: str) -> Quarter:
        """Read `2026-Q4`; raise ValueError with a sentence otherwise."""
        found = _TEXT.fullmatch(text.strip())
        if not found:
            raise ValueError(f"“{text}” is no quarter; a quarter reads like 2026-Q4")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of_day(cls, day: date) -> Quarter:
        """The quarter that a calendar day lies in."""
        return cls(day.year, (day.month - 1) // _MONTHS + 1)

    @property
    def index(self) -> int:
        """Quarters since year 0: consecutive quarters differ by one."""
        return self.year * _QUARTERS_IN_A_YEAR + self.number - 1

    def plus(self, quarters: int) -> Quarter:
        """The quarter so many later (earlier when negative)."""
        index = self.index + quarters
        return Quarter(index // _QUARTERS_IN_A_YEAR, index % _QUARTERS_IN_A_YEAR + 1)

    @property
    def months(self) -> tuple[Month, Month, Month]:
        """Its three months."""
        return _months(self.year, self.number)

    @property
    def first_day(self) -> date:
        """The first day of the quarter."""
        return date(self.year, (self.number - 1) * _MONTHS + 1, 1)

    @property
    def last_day(self) -> date:
        """The last day of the quarter."""
        return date(self.year, *_ENDS[self.number])

    def __str__(self) -> str:
        """`2026-Q4`, which sorts as text too."""
        return f"{self.year:04d}-Q{self.number}"


@lru_cache(maxsize=1024)  # years of thousands of accounts ask for the same few
def _months(year: int, number: int) -> tuple[Month, Month, Month]:
    first = Month(year, (number - 1) * _MONTHS + 1)
    return first, first.plus(1), first.plus(2)


def quarters_between(first: Quarter, last: Quarter) -> tuple[Quarter, ...]:
    """Every quarter from `first` to `last`, both included; empty when `last` is before `first`."""
    return tuple(first.plus(step) for step in range(last.index - first.index + 1))
