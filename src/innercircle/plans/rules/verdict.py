"""The verdict on a plan: how much of it builds the relationship, in activities and hours (spec 30)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from innercircle.plans.rules.reading import Label


@dataclass(frozen=True, slots=True)
class Counted:
    """What one activity adds to a verdict: its label, our hours (0 when unknown), and its day."""

    label: Label
    hours: float = 0.0
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Activities and hours by label. Neutral ones are shown and do not count for the verdict."""

    relationship: int
    sales: int
    neutral: int
    relationship_hours: float = 0.0
    sales_hours: float = 0.0
    neutral_hours: float = 0.0

    @property
    def judged(self) -> int:
        """The activities that are not neutral."""
        return self.relationship + self.sales

    @property
    def is_sales_plan(self) -> bool:
        """Whether relationship-building activities are fewer than half of those that are not neutral."""
        return 2 * self.relationship < self.judged

    @property
    def share(self) -> float | None:
        """Share of relationship-building among the activities that are not neutral; None where there are none."""
        return self.relationship / self.judged if self.judged else None

    @property
    def hours_share(self) -> float | None:
        """The same share of our hours."""
        hours = self.relationship_hours + self.sales_hours
        return self.relationship_hours / hours if hours else None


def verdict(activities: Iterable[Counted]) -> Verdict:
    """Add the activities up; dropped ones are the caller's to leave out."""
    counts = dict.fromkeys(Label, 0)
    hours = dict.fromkeys(Label, 0.0)
    for each in activities:
        counts[each.label] += 1
        hours[each.label] += each.hours
    relationship, sales, neutral = Label.RELATIONSHIP, Label.SALES, Label.NEUTRAL
    return Verdict(
        counts[relationship], counts[sales], counts[neutral], hours[relationship], hours[sales], hours[neutral]
    )


def quarter(day: date) -> str:
    """The quarter of a day, such as `2026-Q4`; sorts as time does."""
    return f"{day.year:04d}-Q{(day.month + 2) // 3}"


def by_quarter(activities: Iterable[Counted]) -> dict[str, Verdict]:
    """The verdict of each quarter in order; activities without a day belong to none."""
    found: dict[str, list[Counted]] = {}
    for each in activities:
        if each.day:
            found.setdefault(quarter(each.day), []).append(each)
    return {name: verdict(found[name]) for name in sorted(found)}
