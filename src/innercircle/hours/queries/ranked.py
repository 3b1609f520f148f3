"""Which accounts a list of months shows and in which order: narrowed by words and filters, sorted in the database.

Where all clocks agree which month is the last finished one, what orders the list is read from the index of that month
(`AccountMonth`, `account_month_by_hours`) and never from the months themselves; accounts without a row join them with
what no row means. Only near a month's turn, and for closes, each account's own month is joined to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db.models import Case, F, FilteredRelation, IntegerField, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import OuterRef
from django.db.models.functions import Coalesce

from innercircle.directory.queries import Revenue
from innercircle.hours.models import AccountMonth
from innercircle.hours.rules import Policy, Verdict
from innercircle.kit.month import Month

if TYPE_CHECKING:
    from innercircle.directory.models import Account

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


@dataclass(frozen=True, slots=True)
class Months:
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


def finished_months(visible: QuerySet[Account], at: datetime) -> Months:
    """Which month is over on the clocks of these accounts."""
    now = int(at.timestamp())
    zones = visible.values_list("time_zone", flat=True).distinct()
    return Months({zone: Month.at(now, ZoneInfo(zone)).index - 1 for zone in zones})


def joined(visible: QuerySet[Account], months: Months, policy: Policy) -> QuerySet[Any]:
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


def _cell(months: Months, column: str) -> Any:
    return _by_zone(months, lambda month: F(f"cell{month}__{column}"))


def _by_zone(months: Months, value: Any, output: Any = None) -> Any:
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


@dataclass(frozen=True, slots=True)
class Choice:
    """The accounts that fit a question; `rows` are the same with their last finished month joined to them.

    `cells` are the stored months of these accounts where one month is the last finished one for all of them, `running`
    those after it. None near a month's turn, when clocks disagree, and where the list is filtered by closes.
    """

    accounts: QuerySet[Account]
    rows: QuerySet[Any]
    cells: QuerySet[AccountMonth] | None = None
    running: QuerySet[AccountMonth] | None = None


def choose(visible: QuerySet[Account], months: Months, policy: Policy, ask: Ask) -> Choice:
    """What of the `visible` accounts a list shows."""
    accounts = _narrowed(visible, ask)
    rows = _filtered(joined(accounts, months, policy), ask)
    if len(months.distinct) > 1 or ask.unclosed:
        return Choice(accounts, rows)
    finished = months.distinct[0]
    cells, running = (_cells(accounts, policy, month) for month in (finished, finished + 1))
    if ask.verdict is None:
        return Choice(accounts, rows, cells, running)
    decided = cells.filter(verdict=ask.verdict)
    if ask.verdict is Verdict.DORMANT:  # so is who has no row
        accounts = accounts.exclude(pk__in=cells.exclude(verdict=ask.verdict).values("account"))
    else:
        accounts = accounts.filter(pk__in=decided.values("account"))
    return Choice(accounts, rows, decided, _cells(accounts, policy, finished + 1))


def _cells(accounts: QuerySet[Account], policy: Policy, month: int) -> QuerySet[AccountMonth]:
    """The stored rows of these accounts in one month, to be read in the order of their index."""
    cells = AccountMonth.objects.filter(policy=policy, month=month).order_by()
    return cells.filter(account__in=accounts.values("pk")) if accounts.query.has_filters() else cells


def ranked(choice: Choice, months: Months, policy: Policy, ask: Ask, revenue: Revenue, span: slice) -> list[int]:
    """The accounts of a page in the order asked for; of all others only what orders them is read."""
    if choice.cells is None or choice.running is None:
        return _by_account(with_revenue(choice.rows, revenue), ask, policy, span)
    if ask.sort == "hours" and ask.descending:
        return _busiest(choice.cells, choice.accounts, span)
    if ask.sort not in _BY_MONTH:
        return _by_account(with_revenue(choice.accounts, revenue), ask, policy, span)
    cells = choice.running if ask.sort == "needed" else choice.cells
    accounts = choice.accounts.annotate(finished=Value(months.distinct[0], output_field=IntegerField()))
    return _by_month(cells, accounts, _silent(ask.sort, policy), ask, span)


_WORST_FIRST = Case(
    *(When(verdict=verdict.value, then=Value(place)) for verdict, place in _ORDER.items()), output_field=IntegerField()
)
# What a stored month says for each order. A running month's `before_high` is what the finished one has to be beaten by.
_BY_MONTH: dict[str, tuple[Any, ...]] = {
    "verdict": (_WORST_FIRST,),
    "hours": (F("high"), F("low")),
    "change": (F("low") + F("high") - F("before_low") - F("before_high"),),
    "needed": (F("before_high") - F("low"),),
    "streak": (F("streak"),),
}


def _silent(sort: str, policy: Policy) -> Any:
    """The same for an account without a row in that month."""
    if sort == "streak":
        return Coalesce(_streak_beyond(policy), Value(0))
    return Value(_ORDER[Verdict.DORMANT] if sort == "verdict" else 0, output_field=IntegerField())


def _by_month(cells: QuerySet[AccountMonth], accounts: QuerySet[Any], silent: Any, ask: Ask, span: slice) -> list[int]:
    """The page of all accounts by what their rows say, in one order with those that have none."""
    keys = _BY_MONTH[ask.sort]
    names = [f"key{place}" for place in range(len(keys))]
    told = cells.annotate(
        pk_=F("account"), called=F("account__name"), **dict(zip(names, keys, strict=True))
    ).values_list("pk_", "called", *names)
    others = accounts.exclude(pk__in=cells.values("account"))
    others = others.annotate(pk_=F("pk"), called=F("name"), **dict.fromkeys(names, silent))
    rows = told.union(others.values_list("pk_", "called", *names), all=True)
    order = [f"-{name}" if ask.descending else name for name in names]
    return [row[0] for row in rows.order_by(*order, "called", "pk_")[span]]


def _by_account(rows: QuerySet[Any], ask: Ask, policy: Policy, span: slice) -> list[int]:
    return list(_ordered(rows, ask, policy).values_list("pk", flat=True)[span])


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


def with_revenue(rows: QuerySet[Any], revenue: Revenue) -> QuerySet[Any]:
    """With what the account was worth in the year that is compared, NULL where no figure is known."""
    year = FilteredRelation("years", condition=Q(years__year=revenue.year or 0))
    found: QuerySet[Any] = rows.annotate(in_year=year, revenue=F("in_year__revenue"))
    return found


def with_streak(rows: QuerySet[Any], policy: Policy) -> QuerySet[Any]:
    """With `_streak`."""
    found: QuerySet[Any] = rows.annotate(streak=_streak(policy))
    return found


def _ordered(rows: QuerySet[Any], ask: Ask, policy: Policy) -> QuerySet[Any]:
    keys = [key.desc(nulls_last=True) if ask.descending else key.asc(nulls_last=True) for key in _keys(ask, policy)]
    return rows.order_by(*keys, "name", "pk")


def _keys(ask: Ask, policy: Policy) -> Sequence[Any]:
    """What orders the rows; unknown words order by name."""
    names = {"segment": "segment", "manager": "account_manager__name", "revenue": "revenue"}
    if ask.sort == "streak":
        return [_streak(policy)]
    if ask.sort == "needed":
        return [F("high") - Coalesce(_running_low(policy), 0)]
    return _BY_MONTH.get(ask.sort) or [F(names.get(ask.sort, "name"))]


def _streak(policy: Policy) -> Coalesce:
    """The streak of the last finished month, also where it lies beyond the rows (`_streak_beyond`)."""
    return Coalesce(F("row_streak"), _streak_beyond(policy), Value(0))


def _streak_beyond(policy: Policy) -> Subquery:
    """Where the last finished month lies beyond the rows: the last row's streak, and one more for each month since."""
    rows = AccountMonth.objects.filter(account=OuterRef("pk"), policy=policy, month__lt=OuterRef("finished"))
    streak = rows.order_by("-month").annotate(now=F("streak") - (OuterRef("finished") - F("month")))
    return Subquery(streak.values("now")[:1])


def _running_low(policy: Policy) -> Subquery:
    """Confirmed client seconds of the running month, booked ones included."""
    rows = AccountMonth.objects.filter(account=OuterRef("pk"), policy=policy, month=OuterRef("finished") + 1)
    return Subquery(rows.values("low")[:1])
