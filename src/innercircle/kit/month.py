"""A calendar month, and where it begins and ends on the clock of a time zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache

_TEXT = re.compile(r"(\d{4})-(\d{2})")
_MONTHS_IN_A_YEAR = 12
_TOLD = range(1000, 9998)  # years people may name: pages tell of the years before and the month after, too


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of the Gregorian calendar, `Month(2026, 3)`; ordered, hashable, printed as `2026-03`."""

    year: int
    number: int

    def __post_init__(self) -> None:
        """Refuse what is no month; the message is fit for the user."""
        if not (1 <= self.number <= _MONTHS_IN_A_YEAR and 1 <= self.year <= 9998):
            raise ValueError(f"{self.year}-{self.number} is no month; a month reads like 2026-03")

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read `2026-03`; raise ValueError with a sentence otherwise."""
        found = _TEXT.fullmatch(text.strip())
        if not found or int(found[1]) not in _TOLD:
            raise ValueError(f"“{text}” is no month; a month reads like 2026-03")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of_day(cls, day: date) -> Month:
        """The month that a calendar day lies in."""
        return cls(day.year, day.month)

    @classmethod
    def at(cls, epoch: int, zone: tzinfo) -> Month:
        """The month on the clock of `zone` at `epoch` (seconds since 1970-01-01 UTC)."""
        local = datetime.fromtimestamp(epoch, zone)
        return cls(local.year, local.month)

    def plus(self, months: int) -> Month:
        """The month `months` later (earlier when negative)."""
        index = self.index + months
        return Month(index // _MONTHS_IN_A_YEAR, index % _MONTHS_IN_A_YEAR + 1)

    @property
    def index(self) -> int:
        """Months since year 0: consecutive months differ by one; what the database stores."""
        return self.year * _MONTHS_IN_A_YEAR + self.number - 1

    @classmethod
    def from_index(cls, index: int) -> Month:
        """The month with that `index`."""
        return cls(index // _MONTHS_IN_A_YEAR, index % _MONTHS_IN_A_YEAR + 1)

    def bounds(self, zone: tzinfo) -> tuple[int, int]:
        """First second of the month and first second after it, in epoch seconds, on the clock of `zone`."""
        return _midnight(self.year, self.number, zone), _midnight(*_ym(self.plus(1)), zone)

    @property
    def first_day(self) -> date:
        """The first day of the month."""
        return date(self.year, self.number, 1)

    def __str__(self) -> str:
        """`2026-03`, which sorts as text too."""
        return f"{self.year:04d}-{self.number:02d}"


def months_between(first: Month, last: Month) -> tuple[Month, ...]:
    """Every month from `first` to `last`, both included; empty when `last` is before `first`."""
    return tuple(Month.from_index(index) for index in range(first.index, last.index + 1))


def _ym(month: Month) -> tuple[int, int]:
    return month.year, month.number


@lru_cache(maxsize=4096)
def _midnight(year: int, number: int, zone: tzinfo) -> int:
    return int(datetime(year, number, 1, tzinfo=zone).astimezone(UTC).timestamp())
