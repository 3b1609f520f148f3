"""How much hangs on which account, and how its relationship stands: few queries however many accounts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import F as Column
from django.db.models import FilteredRelation, Q

from innercircle.directory.queries import revenue_of, visible_accounts
from innercircle.hours.queries.portfolio import verdicts
from innercircle.hours.rules import Verdict
from innercircle.maps.queries.process import map_age
from innercircle.maps.rules.concentration import Ranked, ranked

if TYPE_CHECKING:
    from innercircle.access.models import User

_CURRENCY, _REVENUE, _PROFIT = 4, 5, 6  # of a row


@dataclass(frozen=True, slots=True)
class Weight:
    """One account: what it is worth, its place by revenue (from 1), and how old its map is in days.

    `revenue_rank` and `profit_rank` are None without an amount above zero, or in a currency that is not compared.
    """

    account: int
    name: str
    segment: str
    manager: str
    currency: str
    revenue: Decimal | None
    profit: Decimal | None
    verdict: Verdict
    age: int | None
    place: int | None = None
    revenue_rank: Ranked | None = None
    profit_rank: Ranked | None = None


@dataclass(frozen=True, slots=True)
class Weights:
    """Every account the reader may see; shares are of `year` and within `currency`."""

    year: int | None
    currency: str
    currencies: tuple[str, ...]
    rows: tuple[Weight, ...]
    by_revenue: tuple[Ranked, ...]
    by_profit: tuple[Ranked, ...]


def weights(user: User, at: datetime, currency: str = "") -> Weights:
    """The accounts with their shares of revenue and profit in one currency: the one asked for, else the commonest."""
    visible = visible_accounts(user).order_by("name", "pk")
    year = revenue_of(visible, at.year).year
    amounts = visible.annotate(in_year=FilteredRelation("years", condition=Q(years__year=year or at.year)))
    columns = ("pk", "name", "segment", "account_manager__name", "currency", "revenue", "profit")
    found: list[tuple[Any, ...]] = list(
        amounts.annotate(revenue=Column("in_year__revenue"), profit=Column("in_year__profit")).values_list(*columns)
    )
    known = Counter(row[_CURRENCY] for row in found if row[_REVENUE] is not None or row[_PROFIT] is not None)
    chosen = currency if currency in known else next((name for name, _count in known.most_common(1)), "")
    by_revenue, by_profit = (
        ranked((row[0], row[amount]) for row in found if row[_CURRENCY] == chosen) for amount in (_REVENUE, _PROFIT)
    )
    rows = _rows(found, by_revenue, by_profit, verdicts(user, at), map_age(visible.order_by()), at.date())
    return Weights(year, chosen, tuple(sorted(known)), rows, by_revenue, by_profit)


def _rows(
    found: list[tuple[Any, ...]],
    by_revenue: tuple[Ranked, ...],
    by_profit: tuple[Ranked, ...],
    said: dict[int, Verdict],
    ages: dict[int, int],
    today: date,
) -> tuple[Weight, ...]:
    places = {row.key: place for place, row in enumerate(by_revenue, 1)}
    revenues, profits = ({row.key: row for row in rows} for rows in (by_revenue, by_profit))
    return tuple(
        Weight(
            account,
            name,
            segment,
            manager or "",
            currency,
            revenue,
            profit,
            verdict=said.get(account, Verdict.DORMANT),
            age=today.toordinal() - ages[account] if account in ages else None,
            place=places.get(account),
            revenue_rank=revenues.get(account),
            profit_rank=profits.get(account),
        )
        for account, name, segment, manager, currency, revenue, profit in found
    )
