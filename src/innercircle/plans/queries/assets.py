"""The asset and what followed, account by account and quarter by quarter (docs/rules/asset.md).

`account_asset(user, account, at)`, `assets(user, at)`: few queries, however many accounts; every account as a point is
in `queries.points`. The rules decide, these read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from innercircle.directory.queries import every_post, visible_accounts
from innercircle.hours.queries.clients import client_months
from innercircle.kit.month import Month
from innercircle.kit.quarter import Quarter, quarters_between
from innercircle.kit.spread import Spread
from innercircle.maps.queries.assessed import every_assessment
from innercircle.plans.models import Engagement
from innercircle.plans.queries.invested import Invested, invested
from innercircle.plans.rules import asset

if TYPE_CHECKING:
    from innercircle.access.models import User
    from innercircle.directory.models import Account

YEARS = 4
"""Calendar years shown, the running one included: whole ones, so that a year's figures are a year's."""
Months = Mapping[Month, Spread]


@dataclass(frozen=True, slots=True)
class Year:
    """One year of an account: what the quarters say of it, and what was booked, in the account's currency."""

    year: int
    hours: float | None
    strength: float | None
    invested: float | None
    engagements: int | None
    revenue: Decimal | None
    profit: Decimal | None


@dataclass(frozen=True, slots=True)
class AccountAsset:
    """One account's quarters, oldest first, the last one running; () where nothing is known at all.

    `elsewhere` are engagements with a value in another currency, which the revenue leaves out; `booked` revenue and
    profit by year; `spent` the activities that are done.
    """

    account: int
    name: str
    currency: str
    quarters: tuple[asset.AssetQuarter, ...]
    elsewhere: int
    booked: Mapping[int, tuple[Decimal | None, Decimal | None]]
    spent: tuple[Invested, ...] = ()

    def quarter(self, wanted: Quarter) -> asset.AssetQuarter | None:
        """One of the quarters."""
        return next((each for each in self.quarters if each.quarter == wanted), None)

    @property
    def years(self) -> tuple[Year, ...]:
        """The years of the quarters and of what was booked, newest first."""
        known = {each.quarter.year for each in self.quarters} | self.booked.keys()
        return tuple(self._year(year) for year in sorted(known, reverse=True))

    def _year(self, year: int) -> Year:
        rows = [each for each in self.quarters if each.quarter.year == year]
        last = next((each.strength.mean for each in reversed(rows) if each.strength), None)
        begun = asset.total(rows, asset.Effect.ENGAGEMENTS)
        return Year(
            year,
            asset.total(rows, asset.Cause.HOURS),
            last,
            asset.total(rows, asset.Cause.INVESTED),
            None if begun is None else int(begun),
            *self.booked.get(year, (None, None)),
        )


def account_asset(user: User, account: Account, at: datetime) -> AccountAsset | None:
    """One account; None where the reader may not see it."""
    return next(iter(assets_of(user, [account.pk], at, Ask(_every(at)))), None)


def assets(user: User, at: datetime) -> tuple[AccountAsset, ...]:
    """Every account the reader may see, by name."""
    return tuple(assets_of(user, _keys(user), at, Ask(_every(at))))


def _every(at: datetime) -> tuple[Quarter, ...]:
    return quarters_between(Quarter(at.year - YEARS + 1, 1), Quarter.of_day(at.date()))


def _keys(user: User) -> list[int]:
    return list(visible_accounts(user).values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class Ask:
    """Which quarters are wanted, and which figures (None: every one)."""

    quarters: tuple[Quarter, ...]
    figures: frozenset[asset.Cause | asset.Effect] | None = None

    def wants(self, *figures: asset.Cause | asset.Effect) -> bool:
        """Whether any of these is asked for."""
        return self.figures is None or not self.figures.isdisjoint(figures)


def assets_of(user: User, accounts: list[int], at: datetime, ask: Ask) -> Iterable[AccountAsset]:
    """These accounts, as far as the reader may see them, by name: what `ask` wants of each."""
    quarters = ask.quarters
    nothing: defaultdict[int, Any] = defaultdict(list)
    first, last = quarters[0].months[0], min(quarters[-1].months[-1], Month.of_day(at.date()))
    hours = client_months(accounts, first, last) if ask.wants(asset.Cause.HOURS) else {}
    strong = ask.wants(asset.Cause.STRENGTH)
    people, lines = (_people(accounts), _lines(accounts)) if strong else (nothing, nothing)
    works = _engagements(accounts) if ask.wants(*asset.Effect) else nothing
    spent = invested(accounts) if ask.wants(asset.Cause.INVESTED) else {}
    booked = _booked(user, accounts)
    shown = visible_accounts(user).filter(pk__in=accounts).order_by("name", "pk")
    for pk, name, currency in shown.values_list("pk", "name", "currency"):
        parts = _Parts(hours.get(pk, {}), people[pk], lines[pk], works[pk], spent.get(pk, ()), currency)
        elsewhere = sum(each.value is not None and each.currency != currency for each in works[pk])
        known = parts.known(quarters, at.date())
        yield AccountAsset(pk, name, currency, known, elsewhere, booked[pk], parts.spent)


@dataclass(frozen=True, slots=True)
class _Parts:
    """Everything of one account that its quarters are made of."""

    hours: Months
    people: list[asset.Member]
    lines: list[asset.Assessed]
    works: list[asset.Engagement]
    spent: tuple[Invested, ...]
    currency: str

    def known(self, quarters: Iterable[Quarter], today: date) -> tuple[asset.AssetQuarter, ...]:
        """The quarters from the first of which anything is known."""
        found = [self._quarter(quarter, today) for quarter in quarters]
        first = next((place for place, each in enumerate(found) if _says(each)), len(found))
        return tuple(found[first:])

    def _quarter(self, quarter: Quarter, today: date) -> asset.AssetQuarter:
        day = min(quarter.last_day, today)
        return asset.AssetQuarter(
            quarter,
            quarter.last_day < today,
            self._hours(quarter),
            asset.strength(self.people, self.lines, day) if self.lines else None,
            self._invested(quarter),
            asset.brought(self.works, quarter, self.currency),
        )

    def _hours(self, quarter: Quarter) -> Spread | None:
        found = [self.hours[month] for month in quarter.months if month in self.hours]
        return asset.hours_of(found) if found else None

    def _invested(self, quarter: Quarter) -> float | None:
        """Hours of ours in the quarter; None before the first activity of the plan."""
        if not any(each.on <= quarter.last_day for each in self.spent):
            return None
        return sum(each.hours for each in self.spent if each.builds and Quarter.of_day(each.on) == quarter)


def _says(each: asset.AssetQuarter) -> bool:
    return any(part is not None for part in (each.hours, each.strength, each.invested, each.brought))


def _people(accounts: Collection[int]) -> dict[int, list[asset.Member]]:
    rows = every_post().filter(account__in=accounts).order_by("pk")
    found: dict[int, list[asset.Member]] = defaultdict(list)
    for account, pk, roles, since, until in rows.values_list("account", "pk", "standing__roles", "since", "until"):
        found[account].append(asset.Member(pk, tuple(roles or ()), since, until))
    return found


def _lines(accounts: Collection[int]) -> dict[int, list[asset.Assessed]]:
    found: dict[int, list[asset.Assessed]] = defaultdict(list)
    for each in every_assessment(accounts):
        found[each.account].append(asset.Assessed(each.post, each.colleague, each.on, each.level, each.until))
    return found


def _engagements(accounts: Collection[int]) -> dict[int, list[asset.Engagement]]:
    names = ("pk", "kind", "start", "end", "value", "currency", "uncontested", "unasked")
    rows = Engagement.objects.filter(account__in=accounts).order_by("start", "pk")
    found: dict[int, list[asset.Engagement]] = defaultdict(list)
    for account, *columns in rows.values_list("account", *names):
        found[account].append(asset.Engagement(*columns))
    return found


def _booked(user: User, accounts: Collection[int]) -> dict[int, dict[int, tuple[Decimal | None, Decimal | None]]]:
    rows = visible_accounts(user).filter(pk__in=accounts, years__isnull=False).order_by()
    found: dict[int, dict[int, tuple[Decimal | None, Decimal | None]]] = defaultdict(dict)
    for pk, year, revenue, profit in rows.values_list("pk", "years__year", "years__revenue", "years__profit"):
        found[pk][year] = (revenue, profit)
    return found
