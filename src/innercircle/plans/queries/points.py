"""Every account of the reader as a point: what its asset was, and what followed (docs/rules/asset.md).

`compared(user, at, cause, effect, lag)` reads no more of the accounts than that pair needs; `picture(points, …)` is the
comparison. Where thousands of accounts can be points, hours beside what was booked, the database sums.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from innercircle.directory.queries import visible_accounts
from innercircle.hours.queries.clients import client_quarters
from innercircle.kit.quarter import Quarter, quarters_between
from innercircle.maps.queries.assessed import accounts_assessed
from innercircle.plans.models import Activity, Engagement
from innercircle.plans.queries.assets import AccountAsset, Ask, assets_of
from innercircle.plans.rules import asset
from innercircle.plans.rules.asset.quarters import SECONDS_AN_HOUR
from innercircle.plans.rules.values import State

if TYPE_CHECKING:
    from innercircle.access.models import User


class Booked(StrEnum):
    """What followed as it was booked, known by the year only: one point an account, never quarters."""

    REVENUE = "booked-revenue"
    PROFIT = "booked-profit"

    @property
    def column(self) -> str:
        """The figure of an account's year."""
        return "revenue" if self is Booked.REVENUE else "profit"


@dataclass(frozen=True, slots=True)
class Point:
    """One account: its asset over four quarters, and what followed; money in its currency."""

    account: int
    name: str
    currency: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Picture:
    """The accounts as points, how far they are in the same order, and how many are left out, for too little is known.

    `early` and `late` are the last quarters of the two spans that are compared.
    """

    early: Quarter
    late: Quarter
    points: tuple[Point, ...]
    left_out: int
    correlation: asset.Correlation


@dataclass(frozen=True, slots=True)
class Compared:
    """The accounts that are points, by name, and how many accounts the reader sees in all, by currency."""

    points: tuple[Point, ...]
    accounts: Mapping[str, int]


def compared(user: User, at: datetime, cause: asset.Cause, effect: asset.Effect | Booked, lag: int) -> Compared:
    """Each account's asset over four quarters beside what followed in the four that end `lag` quarters later.

    Read are only accounts of which there is something on either side; the others can be no point, and are counted.
    """
    late = last_over(effect, at)
    seen = visible_accounts(user)
    if cause is asset.Cause.HOURS and isinstance(effect, Booked):
        points = tuple(_hours_and_booked(user, effect, late, late.plus(-lag)))
    else:
        keys = seen.filter(_something(cause, late), _something(effect, late)).order_by().values_list("pk", flat=True)
        wanted = frozenset(each for each in (cause, effect) if not isinstance(each, Booked))
        ask = Ask(quarters_between(late.plus(1 - asset.YEAR - lag), late), wanted)
        points = points_of(assets_of(user, list(keys), at, ask), cause, effect, lag, at)
    return Compared(points, dict(seen.order_by().values_list("currency").annotate(Count("pk"))))


def points_of(
    found: Iterable[AccountAsset], cause: asset.Cause, effect: asset.Effect | Booked, lag: int, at: datetime
) -> tuple[Point, ...]:
    """The accounts of which enough is known on both sides."""
    late = last_over(effect, at)
    sides = [
        (each, asset.year_to(each.quarters, late.plus(-lag), cause), _followed(each, effect, late)) for each in found
    ]
    return tuple(
        Point(each.account, each.name, each.currency, x, y) for each, x, y in sides if x is not None and y is not None
    )


def _hours_and_booked(user: User, effect: Booked, late: Quarter, early: Quarter) -> Iterator[Point]:
    """As `points_of`, of accounts with an amount booked in the year of `late`: summed by the database."""
    column = f"years__{effect.column}"
    rows = visible_accounts(user).filter(Q(years__year=late.year, **{f"{column}__isnull": False}))
    given = list(rows.order_by("name", "pk").values_list("pk", "name", "currency", column))
    seconds = client_quarters([row[0] for row in given], quarters_between(early.plus(1 - asset.YEAR), early))
    for pk, name, currency, amount in given:
        if pk in seconds:
            hours = sum(each / SECONDS_AN_HOUR for each in seconds[pk])
            yield Point(pk, name, currency, hours, float(amount))


def picture(points: Sequence[Point], effect: asset.Effect | Booked, lag: int, at: datetime, every: int) -> Picture:
    """The points of `compared` and how they lie; `every` is how many accounts there are.

    What followed ends with the last quarter that is over; where it is booked, with the last full year.
    """
    late = last_over(effect, at)
    correlation = asset.spearman([(point.x, point.y) for point in points])
    return Picture(late.plus(-lag), late, tuple(points), every - len(points), correlation)


def _something(of: asset.Cause | asset.Effect | Booked, late: Quarter) -> Q:
    """The condition that anything is known of an account in this figure; necessary for a point, not enough."""
    if isinstance(of, Booked):
        return Q(years__year=late.year, **{f"years__{of.column}__isnull": False})
    if of is asset.Cause.HOURS:
        return Q()
    if of is asset.Cause.STRENGTH:
        return Q(pk__in=accounts_assessed())
    if of is asset.Cause.INVESTED:
        return Q(pk__in=Activity.objects.filter(state=State.DONE).values("account"))
    return Q(pk__in=Engagement.objects.values("account"))


def last_over(effect: asset.Effect | Booked, at: datetime) -> Quarter:
    """The last quarter that is over; of what is booked the last of a year that is over."""
    last = Quarter.of_day(at.date()).plus(-1)
    return last if isinstance(effect, asset.Effect) or last.number == asset.YEAR else Quarter(last.year - 1, asset.YEAR)


def _followed(each: AccountAsset, effect: asset.Effect | Booked, late: Quarter) -> float | None:
    if isinstance(effect, asset.Effect):
        return asset.year_to(each.quarters, late, effect)
    revenue, profit = each.booked.get(late.year, (None, None))
    amount = revenue if effect is Booked.REVENUE else profit
    return None if amount is None else float(amount)
