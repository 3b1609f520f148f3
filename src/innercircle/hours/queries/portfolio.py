"""The portfolio: every account the reader may see with its last finished month (`ranked` says which and in what order).

Few queries whatever the number of accounts: the totals come from the index of that month, the thirteen bars and the
running month are read for the accounts of one page only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, FilteredRelation, Q, QuerySet, Sum

from innercircle.directory.queries import Revenue, revenue_of, visible_accounts
from innercircle.hours.models import AccountMonth
from innercircle.hours.queries.facts import client_seconds, streak_of
from innercircle.hours.queries.months import BARS, close_marks
from innercircle.hours.queries.ranked import (
    Ask,
    Months,
    choose,
    finished_months,
    ranked,
    with_revenue,
    with_streak,
)
from innercircle.hours.queries.values import Portfolio, PortfolioRow, PortfolioTotals
from innercircle.hours.rules import Policy, Running, Verdict, running_of
from innercircle.kit.month import Month
from innercircle.kit.spread import NOTHING, Spread

if TYPE_CHECKING:
    from innercircle.access.models import User
    from innercircle.directory.models import Account

_HALF = 15  # days of a month


def portfolio(
    user: User,
    at: datetime,
    *,
    policy: Policy = Policy.SEEN,
    ask: Ask | None = None,
    page: int = 1,
    per_page: int = 50,
) -> Portfolio:
    """One page of the accounts the user may see; a page beyond the last is the last one.

    Totals and shares are over visible accounts only, so nothing can be inferred about others.
    """
    ask = ask or Ask()
    visible = visible_accounts(user).order_by()
    months = finished_months(visible, at)
    if not months.by_zone:
        return Portfolio((), PortfolioTotals(), 1, 1, 0, per_page)
    choice, revenue = choose(visible, months, policy, ask), revenue_of(visible, at.year)
    totals = _totals(choice.rows) if choice.cells is None else _totals_of(choice.cells, choice.accounts, months)
    pages = max(1, -(-totals.accounts // per_page))
    page = min(max(1, page), pages)
    span = slice((page - 1) * per_page, page * per_page)
    keys = ranked(choice, months, policy, ask, revenue, span)
    shown = _in_order(with_streak(with_revenue(choice.rows, revenue), policy), keys)
    return Portfolio(_rows(shown, months, at, policy, revenue), totals, page, pages, totals.accounts, per_page)


def verdicts(user: User, at: datetime, policy: Policy = Policy.SEEN) -> dict[int, Verdict]:
    """The verdict of the last finished month of each account the user sees; one left out is dormant. Two queries."""
    visible = visible_accounts(user).order_by()
    months = finished_months(visible, at)
    fits = Q(pk__in=[])
    for month in months.distinct:
        there = Q(account__time_zone__in=months.zones(month)) if len(months.distinct) > 1 else Q()
        fits |= Q(month=month) & there
    rows = AccountMonth.objects.filter(fits, policy=policy, account__in=visible.values("pk")).order_by()
    words = {each.value: each for each in Verdict}
    return {account: words[verdict] for account, verdict in rows.values_list("account", "verdict")}


def _totals_of(cells: QuerySet[AccountMonth], accounts: QuerySet[Account], months: Months) -> PortfolioTotals:
    """As `_totals`, from the months alone: an account without a row is dormant and adds nothing."""
    groups: list[dict[str, Any]] = [
        {**group} for group in cells.values("verdict").annotate(accounts=Count("pk"), **_SUMS)
    ]
    close = FilteredRelation("closes", condition=Q(closes__month=months.distinct[0]))
    number = accounts.annotate(close=close).aggregate(accounts=Count("pk"), closed=Count("close"))
    silent = number["accounts"] - sum(group["accounts"] for group in groups)
    groups.append(dict.fromkeys(_SUMS, 0) | {"verdict": Verdict.DORMANT.value, "accounts": silent})
    return _summed(groups, number["closed"])


def _in_order(rows: QuerySet[Any], keys: list[int]) -> list[dict[str, Any]]:
    found = {row["pk"]: row for row in rows.filter(pk__in=keys).values(*_SHOWN)}
    return [found[key] for key in keys]


def _totals(rows: QuerySet[Any]) -> PortfolioTotals:
    groups = list(rows.values("verdict").annotate(accounts=Count("pk"), closed=Count("close"), **_SUMS))
    return _summed(groups, sum(group["closed"] for group in groups))


_SUMS = {f"sum_{name}": Sum(name) for name in ("low", "high", "before_low", "before_high")}


def _summed(groups: list[dict[str, Any]], closed: int) -> PortfolioTotals:
    low, high, before_low, before_high = (sum(group[name] for group in groups) for name in _SUMS)
    verdicts: dict[Verdict, int] = defaultdict(int)
    for group in groups:
        verdicts[Verdict(group["verdict"])] += group["accounts"]
    accounts = sum(verdicts.values())
    return PortfolioTotals(
        accounts=accounts,
        verdicts={verdict: number for verdict, number in verdicts.items() if number},
        client=Spread(low, high),
        before=Spread(before_low, before_high),
        unclosed=accounts - closed,
    )


_SHOWN = (
    "pk",
    "name",
    "segment",
    "account_manager__name",
    "team__name",
    "parent",
    "currency",
    "finished",
    "verdict",
    "low",
    "high",
    "before_low",
    "before_high",
    "unconfirmed",
    "streak",
    "close",
    "revenue",
)


def _rows(
    shown: list[dict[str, Any]], months: Months, at: datetime, policy: Policy, revenue: Revenue
) -> tuple[PortfolioRow, ...]:
    accounts = [row["pk"] for row in shown]
    clients = _clients(shown, policy)
    marks = close_marks(accounts, months.distinct) if any(row["close"] for row in shown) else {}
    coming = _running(shown, clients, at, policy)
    return tuple(
        _row(row, clients[row["pk"]], marks.get(row["pk"], {}), coming[row["pk"]], policy, revenue) for row in shown
    )


def _clients(shown: list[dict[str, Any]], policy: Policy) -> dict[int, dict[int, Spread]]:
    """Client seconds of the accounts on the page by account and month: the finished ones shown and the running one."""
    found: dict[int, dict[int, Spread]] = {row["pk"]: {} for row in shown}
    first = min((row["finished"] for row in shown), default=0) - BARS + 1
    rows = AccountMonth.objects.filter(account__in=list(found), policy=policy, month__gte=first).order_by()
    # A column more than is needed, else SQLite reads all accounts from an index that has just the others.
    for account, month, low, high, _streak in rows.values_list("account", "month", "low", "high", "streak"):
        found[account][month] = Spread(low, high)
    return found


def _running(
    shown: list[dict[str, Any]], clients: Mapping[int, Mapping[int, Spread]], at: datetime, policy: Policy
) -> dict[int, Running]:
    """Where the running months stand: a moment cuts a month's unions, so one part and the stored whole give the other.

    Read is what lies ahead in the second half of a month, what lies behind in the first.
    """
    months, ahead = {row["finished"] + 1 for row in shown}, at.day > _HALF
    part = client_seconds([row["pk"] for row in shown], months, policy, int(at.timestamp()), ahead=ahead)
    found: dict[int, Running] = {}
    for row in shown:
        key = (row["pk"], row["finished"] + 1)
        read, whole = part.get(key, NOTHING), clients[row["pk"]].get(key[1], NOTHING)
        other = Spread(whole.low - read.low, whole.high - read.high)
        so_far, booked = (other, read) if ahead else (read, other)
        found[row["pk"]] = running_of(so_far, booked, Spread(row["low"], row["high"]))
    return found


def _row(
    row: dict[str, Any],
    client: Mapping[int, Spread],
    marks: Mapping[tuple[Policy, int], Any],
    coming: Running,
    policy: Policy,
    revenue: Revenue,
) -> PortfolioRow:
    finished = row["finished"]
    mark = marks.get((policy, finished))
    return PortfolioRow(
        account=row["pk"],
        name=row["name"],
        segment=row["segment"],
        manager=row["account_manager__name"] or "",
        team=row["team__name"] or "",
        parent=row["parent"],
        month=Month.from_index(finished),
        client=Spread(row["low"], row["high"]),
        before=Spread(row["before_low"], row["before_high"]),
        verdict=Verdict(row["verdict"]),
        streak=streak_of(row["streak"]),
        unconfirmed=row["unconfirmed"],
        closed=row["close"] is not None,
        amended=bool(mark and mark.amendments),
        bars=tuple([client.get(month, NOTHING) for month in range(finished - BARS + 1, finished + 1)]),
        running=coming,
        revenue=row["revenue"],
        currency=row["currency"],
        revenue_share=revenue.share(row["revenue"], row["currency"]),
    )
