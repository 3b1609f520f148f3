"""The rows behind one quarter of the asset: people with their weight, engagements with their part."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from innercircle.directory.queries import every_colleague, every_post
from innercircle.kit.quarter import Quarter
from innercircle.plans.models import Engagement
from innercircle.plans.queries.dependence import visible_engagements
from innercircle.plans.rules import asset

if TYPE_CHECKING:
    from innercircle.access.models import User
    from innercircle.directory.models import Account


@dataclass(frozen=True, slots=True)
class NamedPart:
    """What one person adds to the strength, with names; `colleague` is "" where nobody of ours covers them."""

    part: asset.Part
    contact: int
    name: str
    colleague: str

    @property
    def product(self) -> int:
        """Weight times level."""
        return self.part.weight * self.part.level


def strength_parts(strength: asset.Strength | None) -> list[NamedPart]:
    """The people behind a strength, the weightiest first."""
    parts = strength.parts if strength else ()
    posts = every_post().filter(pk__in=[part.post for part in parts]).values_list("pk", "contact", "contact__name")
    people = {pk: (contact, name) for pk, contact, name in posts}
    ours = dict(every_colleague().filter(pk__in=[part.colleague for part in parts]).values_list("pk", "name"))
    named = [NamedPart(part, *people[part.post], ours.get(part.colleague, "")) for part in parts if part.post in people]
    return sorted(named, key=lambda each: (-each.part.weight, each.name))


@dataclass(frozen=True, slots=True)
class Work:
    """An engagement in one quarter: whether it began in it, and the part of its value that falls into it."""

    engagement: Engagement
    begun: bool
    part: Decimal


def works_in(user: User, account: Account, quarter: Quarter) -> list[Work]:
    """The engagements of an account that ran in a quarter, the latest first."""
    rows = visible_engagements(user).filter(account=account, start__lte=quarter.last_day)
    first, last = quarter.first_day, quarter.last_day
    return [
        Work(row, first <= row.start, value.within(quarter))
        for row, value in ((row, engagement_value(row)) for row in rows)
        if value.runs(first, last)
    ]


def engagement_value(row: Engagement) -> asset.Engagement:
    """A stored engagement as the rules see it."""
    return asset.Engagement(row.pk, row.kind, row.start, row.end, row.value, row.currency, row.uncontested, row.unasked)
