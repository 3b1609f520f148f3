"""The portfolio: every account the reader may see with its last finished month, sorted and filtered in the database.

Few queries whatever the number of accounts: what orders and filters comes from the stored rows by joins, the thirteen
bars and the running month are read for the accounts of one page only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, F, FilteredRelation, IntegerField, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.expressions import OuterRef
from django.db.models.functions import Coalesce

from innercircle.directory.queries import Revenue, revenue_of, visible_accounts
from innercircle.hours.models import AccountMonth
from innercircle.hours.queries.facts import client_seconds, streak_of
from innercircle.hours.queries.months import BARS, Record, close_marks
from innercircle.hours.queries.values import Portfolio, PortfolioRow, PortfolioTotals
from innercircle.hours.rules import Policy, Running, Verdict, running_of
from innercircle.kit.month import Month
from innercircle.kit.spread import NOTHING, Spread

if TYPE_CHECKING:
    from innercircle.access.models import User
    from innercircle.directory.models import Account

_HALF = 15  # days of a month
_ORDER = {Verdict.OPEN: 0, Verdict.NOT_DEVELOPING: 1, Verdict.DORMANT: 2, Verdict.DEVELOPING: 3}  # worst news first


@dataclass(frozen=True, slots=True)
class Ask:
    """What to show: words in the name or focus, filters, and the order.

    `sort` is one of name, segment, manager, verdict, streak, hours, change, needed, revenue. `unclosed` keeps accounts
    whose last finished month is not closed.
    """

    words: str = ""
    segment: str = ""
    manager: int | None = None
    team: int | None = None
    verdict: Verdict | None = None
    unclosed: bool = False
    sort: str = "hours"
    descending: bool = True


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
    months = _finished_months(visible, at)
    if not months.by_zone:
        return Portfolio((), PortfolioTotals(), 1, 1, 0, per_page)
    accounts, revenue = _narrowed(visible, ask), revenue_of(visible, at.year)
    rows = _filtered(_joined(accounts, months, policy), ask)
    cells = _cells(accounts, months, policy, ask)
    totals = _totals(rows) if cells is None else _totals_of(cells, accounts, months)
    pages = max(1, -(-totals.accounts // per_page))
    page = min(max(1, page), pages)
    span = slice((page - 1) * per_page, page * per_page)
    if cells is not None and ask.sort == "hours" and ask.descending:
        shown = _in_order(_with_revenue(rows, revenue), _busiest(cells, accounts, span))
    else:
        shown = list(_ordered(_with_revenue(rows, revenue), ask, policy)[span].values(*_SHOWN))
    return Portfolio(_rows(shown, months, at, policy, revenue), totals, page, pages, totals.accounts, per_page)


def verdicts(user: User, at: datetime, policy: Policy = Policy.SEEN) -> dict[int, Verdict]:
    """The verdict of the last finished month of every account the user may see; two queries."""
    visible = visible_accounts(user).order_by()
    months = _finished_months(visible, at)
    rows = _joined(visible, months, policy).values_list("pk", "verdict") if months.by_zone else ()
    return {account: Verdict(verdict) for account, verdict in rows}


@dataclass(frozen=True, slots=True)
class _Months:
    """The last finished month (`Month.index`) by time zone; nearly always the same for all."""

    by_zone: dict[str, int]

    @property
    def distinct(self) -> list[int]:
        """The different ones, the one of most zones first."""
        count: dict[int, int] = defaultdict(int)
        for month in self.by_zone.values():
            count[month] += 1
        return sorted(count, key=lambda month: -count[month])

    def zones(self, month: int) -> list[str]:
        """The zones in which it is the last finished one."""
        return [zone for zone, each in self.by_zone.items() if each == month]


def _finished_months(visible: QuerySet[Account], at: datetime) -> _Months:
    now = int(at.timestamp())
    zones = visible.values_list("time_zone", flat=True).distinct()
    return _Months({zone: Month.at(now, ZoneInfo(zone)).index - 1 for zone in zones})


def _joined(visible: QuerySet[Account], months: _Months, policy: Policy) -> QuerySet[Any]:
    """Each account with the columns of its last finished month, NULL where there is no row, and its close."""
    rows: QuerySet[Any] = visible
    for month in months.distinct:
        cell = Q(months__month=month, months__policy=policy)
        rows = rows.annotate(
            **{
                f"cell{month}": FilteredRelation("months", condition=cell),
                f"close{month}": FilteredRelation("closes", condition=Q(closes__month=month)),
            }
        )
    joined: QuerySet[Any] = rows.annotate(
        finished=_by_zone(months, Value, IntegerField()),
        close=_by_zone(months, lambda month: F(f"close{month}__id")),
        verdict=Coalesce(_cell(months, "verdict"), Value(Verdict.DORMANT.value)),
        low=Coalesce(_cell(months, "low"), 0),
        high=Coalesce(_cell(months, "high"), 0),
        before_low=Coalesce(_cell(months, "before_low"), 0),
        before_high=Coalesce(_cell(months, "before_high"), 0),
        unconfirmed=Coalesce(_cell(months, "unconfirmed"), 0),
        row_streak=_cell(months, "streak"),
    )
    return joined


def _cell(months: _Months, column: str) -> Any:
    return _by_zone(months, lambda month: F(f"cell{month}__{column}"))


def _by_zone(months: _Months, value: Any, output: Any = None) -> Any:
    """`value(month)` of the account's own last finished month."""
    first, *others = months.distinct
    if not others:
        return value(first)
    cases = (When(time_zone__in=months.zones(month), then=value(month)) for month in others)
    return Case(*cases, default=value(first), output_field=output)


def _narrowed(accounts: QuerySet[Account], ask: Ask) -> QuerySet[Account]:
    """The accounts that fit the words and the filters by what they are."""
    for word in ask.words.split():
        accounts = accounts.filter(
            Q(name__icontains=word) | Q(focus__icontains=word) | Q(account_manager__name__icontains=word)
        )
    wanted = {"segment": ask.segment, "account_manager": ask.manager, "team": ask.team}
    return accounts.filter(**{name: value for name, value in wanted.items() if value})


def _filtered(rows: QuerySet[Any], ask: Ask) -> QuerySet[Any]:
    """Of these those that fit the filters by what their last finished month was."""
    if ask.verdict:
        rows = rows.filter(verdict=ask.verdict)
    return rows.filter(close=None) if ask.unclosed else rows


def _cells(accounts: QuerySet[Account], months: _Months, policy: Policy, ask: Ask) -> QuerySet[AccountMonth] | None:
    """The stored months that an unfiltered list adds up, to be read in the order of their index.

    None where each account has to be looked at: near a month's turn, when clocks disagree which month is the last
    finished one, and where the list is filtered by what that month was.
    """
    if len(months.distinct) > 1 or ask.verdict or ask.unclosed:
        return None
    cells = AccountMonth.objects.filter(policy=policy, month=months.distinct[0]).order_by()
    return cells.filter(account__in=accounts.values("pk")) if accounts.query.has_filters() else cells


def _totals_of(cells: QuerySet[AccountMonth], accounts: QuerySet[Account], months: _Months) -> PortfolioTotals:
    """As `_totals`, from the months alone: an account without a row is dormant and adds nothing."""
    groups: list[dict[str, Any]] = [
        {**group} for group in cells.values("verdict").annotate(accounts=Count("pk"), **_SUMS)
    ]
    close = FilteredRelation("closes", condition=Q(closes__month=months.distinct[0]))
    number = accounts.annotate(close=close).aggregate(accounts=Count("pk"), closed=Count("close"))
    silent = number["accounts"] - sum(group["accounts"] for group in groups)
    groups.append(dict.fromkeys(_SUMS, 0) | {"verdict": Verdict.DORMANT.value, "accounts": silent})
    return _summed(groups, number["closed"])


def _busiest(cells: QuerySet[AccountMonth], accounts: QuerySet[Account], span: slice) -> list[int]:
    """The accounts of a page by their hours, the most first; behind them, by name, those without any."""
    met = cells.filter(high__gt=0)
    keys = list(met.order_by("-high", "-low", "account__name", "account")[span].values_list("account", flat=True))
    lacking = span.stop - span.start - len(keys)
    if lacking:
        begin = max(0, span.start - met.count()) if span.start else 0
        silent = accounts.exclude(pk__in=met.values("account")).order_by("name", "pk")
        keys += silent.values_list("pk", flat=True)[begin : begin + lacking]
    return keys


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
    "close",
    "revenue",
)


def _with_revenue(rows: QuerySet[Any], revenue: Revenue) -> QuerySet[Any]:
    year = FilteredRelation("years", condition=Q(years__year=revenue.year or 0))
    found: QuerySet[Any] = rows.annotate(in_year=year, revenue=F("in_year__revenue"))
    return found


def _ordered(rows: QuerySet[Any], ask: Ask, policy: Policy) -> QuerySet[Any]:
    keys = [key.desc(nulls_last=True) if ask.descending else key.asc(nulls_last=True) for key in _keys(ask, policy)]
    return rows.order_by(*keys, "name", "pk")


def _keys(ask: Ask, policy: Policy) -> list[Any]:
    """What orders the rows; unknown words order by name."""
    simple = {
        "segment": ["segment"],
        "manager": ["account_manager__name"],
        "hours": ["high", "low"],
        "revenue": ["revenue"],
    }
    if ask.sort in simple:
        return [F(name) for name in simple[ask.sort]]
    if ask.sort == "verdict":
        cases = (When(verdict=verdict.value, then=Value(place)) for verdict, place in _ORDER.items())
        return [Case(*cases, output_field=IntegerField())]
    if ask.sort == "change":
        return [F("low") + F("high") - F("before_low") - F("before_high")]
    if ask.sort == "streak":
        return [Coalesce(F("row_streak"), _streak_beyond(policy), Value(0))]
    if ask.sort == "needed":
        return [F("high") - Coalesce(_running_low(policy), 0)]
    return [F("name")]


def _streak_beyond(policy: Policy) -> Subquery:
    """Where the last finished month lies beyond the rows: the last row's streak, and one more for each month since."""
    rows = AccountMonth.objects.filter(account=OuterRef("pk"), policy=policy, month__lt=OuterRef("finished"))
    streak = rows.order_by("-month").annotate(now=F("streak") - (OuterRef("finished") - F("month")))
    return Subquery(streak.values("now")[:1])


def _running_low(policy: Policy) -> Subquery:
    """Confirmed client seconds of the running month, booked ones included."""
    rows = AccountMonth.objects.filter(account=OuterRef("pk"), policy=policy, month=OuterRef("finished") + 1)
    return Subquery(rows.values("low")[:1])


def _rows(
    shown: list[dict[str, Any]], months: _Months, at: datetime, policy: Policy, revenue: Revenue
) -> tuple[PortfolioRow, ...]:
    accounts = [row["pk"] for row in shown]
    records = _records(accounts, policy)
    marks = close_marks(accounts, months.distinct) if any(row["close"] for row in shown) else {}
    coming = _running(shown, records, at, policy)
    return tuple(
        _row(row, records[row["pk"]], marks.get(row["pk"], {}), coming[row["pk"]], policy, revenue) for row in shown
    )


def _records(accounts: Collection[int], policy: Policy) -> dict[int, Record]:
    """The months of the accounts on the page, only what a row of the portfolio says of them."""
    found: dict[int, dict[tuple[Policy, int], dict[str, Any]]] = defaultdict(dict)
    rows = AccountMonth.objects.filter(account__in=accounts, policy=policy).order_by()
    for account, month, low, high, streak in rows.values_list("account", "month", "low", "high", "streak"):
        found[account][policy, month] = {"low": low, "high": high, "streak": streak}
    return {account: Record(found[account]) for account in accounts}


def _running(
    shown: list[dict[str, Any]], records: Mapping[int, Record], at: datetime, policy: Policy
) -> dict[int, Running]:
    """Where the running months stand: a moment cuts a month's unions, so one part and the stored whole give the other.

    Read is what lies ahead in the second half of a month, what lies behind in the first.
    """
    months, ahead = {row["finished"] + 1 for row in shown}, at.day > _HALF
    part = client_seconds([row["pk"] for row in shown], months, policy, int(at.timestamp()), ahead=ahead)
    found: dict[int, Running] = {}
    for row in shown:
        key = (row["pk"], row["finished"] + 1)
        read, whole = part.get(key, NOTHING), records[row["pk"]].client(policy, key[1])
        other = Spread(whole.low - read.low, whole.high - read.high)
        so_far, booked = (other, read) if ahead else (read, other)
        found[row["pk"]] = running_of(so_far, booked, Spread(row["low"], row["high"]))
    return found


def _row(
    row: dict[str, Any],
    record: Record,
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
        streak=streak_of(record.streak(policy, finished)),
        unconfirmed=row["unconfirmed"],
        closed=row["close"] is not None,
        amended=bool(mark and mark.amendments),
        bars=tuple(record.client(policy, month) for month in range(finished - BARS + 1, finished + 1)),
        running=coming,
        revenue=row["revenue"],
        currency=row["currency"],
        revenue_share=revenue.share(row["revenue"], row["currency"]),
        met=record.met,
    )
