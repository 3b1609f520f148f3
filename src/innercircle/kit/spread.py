"""A figure that is known only between two bounds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spread:
    """A figure between `low` (what is confirmed) and `high` (with what is presumed); whole seconds where it is time."""

    low: int
    high: int

    def __post_init__(self) -> None:
        """A low above the high is a fault of the caller."""
        if self.low > self.high:
            raise ValueError(f"low {self.low} is above high {self.high}")

    def __add__(self, other: Spread) -> Spread:
        """Both bounds added."""
        return Spread(self.low + other.low, self.high + other.high)

    @property
    def settled(self) -> bool:
        """Whether nothing is open: both bounds are the same."""
        return self.low == self.high


NOTHING = Spread(0, 0)
