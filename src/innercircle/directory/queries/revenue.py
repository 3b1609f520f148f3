"""Revenue of accounts, for shares: one year for all, so that shares compare, and one sum per currency."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from innercircle.directory.models import Account

_ANY = Q()


@dataclass(frozen=True, slots=True)
class Revenue:
    """The year that is compared, None where no account has a figure, and the sums of that year by currency."""

    year: int | None = None
    sums: dict[str, Decimal] = field(default_factory=dict)

    def share(self, revenue: Decimal | None, currency: str) -> float | None:
        """Part of the sum in that currency, 0..1; None without a figure."""
        total = self.sums.get(currency)
        return float(revenue / total) if revenue is not None and total else None


def revenue_of(accounts: QuerySet[Account], current: int) -> Revenue:
    """Revenue of the last full year before `current` with a figure, else of the latest year with one."""
    years = _sums(accounts, Q(years__year=current - 1)) or _sums(accounts)  # nearly always the last year has one
    full = [year for year in years if year < current]
    year = max(full) if full else max(years, default=None)
    return Revenue(year, years[year]) if year is not None else Revenue()


def _sums(accounts: QuerySet[Account], among: Q = _ANY) -> dict[int, dict[str, Decimal]]:
    rows = accounts.order_by().filter(among, years__revenue__isnull=False).values_list("years__year", "currency")
    found: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for year, currency, total in rows.annotate(total=Sum("years__revenue")):
        found[year][currency] = total
    return found


def worth_of(accounts: QuerySet[Account], year: int) -> list[tuple[int, str, str, Decimal | None, Decimal | None]]:
    """Key, name, currency, revenue and profit of that year of these accounts that have a row for it."""
    rows = accounts.order_by().filter(years__year=year)
    return list(rows.values_list("pk", "name", "currency", "years__revenue", "years__profit"))
