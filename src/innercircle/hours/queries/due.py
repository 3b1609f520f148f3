"""Which finished months wait to be closed: of everybody, of one account, by account manager.

Source: spec 20 (Month close); decisions in `docs/rules/month-close.md`.

Due are the months since the one before the account was first measured, a year back at most; a month in which neither
it nor the month before has anything is not asked for. Accounts whose segment is “regular” are left out: the close is
for strategic ones (spec 20).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, Exists, F, Min, OuterRef, Q, QuerySet, Value, When

from innercircle.directory.queries import visible_accounts
from innercircle.hours.models import AccountMonth, MonthClose
from innercircle.hours.queries.values import DueMonth
from innercircle.hours.rules import Policy
from innercircle.kit.month import Month
from innercircle.kit.spread import Spread

if TYPE_CHECKING:
    from innercircle.access.models import User
    from innercircle.directory.models import Account

REGULAR = "regular"  # directory.models.Segment.REGULAR
LONGEST_BACK = 12  # months; what has been left open longer is history
_IN_ORDER = ("account__name", "account", "month")


@dataclass(frozen=True, slots=True)
class DueOfManager:
    """How many months wait for an account manager; no id and no name where an account has none."""

    manager_id: int | None
    manager: str
    number: int


def due_closes(user: User, at: datetime, account: Account | None = None) -> tuple[DueMonth, ...]:
    """The months that wait, of the accounts the user may see or of one, oldest first within each."""
    of = None if account is None else Q(pk=account.pk)
    return _months(_due_rows(user, at, of).order_by(*_IN_ORDER))


def next_due(user: User, at: datetime, *, manager: int, account: int = 0) -> DueMonth | None:
    """The first month that waits for this account manager (a colleague's id, 0 for none); else of the account."""
    for of in (Q(account_manager=manager), Q(pk=account)):
        found = _months(_due_rows(user, at, of).order_by(*_IN_ORDER)[:1])
        if found:
            return found[0]
    return None


def due_by_manager(user: User, at: datetime) -> tuple[DueOfManager, ...]:
    """How many months wait for each account manager, in the order of the first account of each; counted, not read."""
    manager = F("account__account_manager")
    rows = _due_rows(user, at).order_by().values(manager_id=manager, called=F("account__account_manager__name"))
    counted = rows.annotate(number=Count("pk"), first=Min("account__name")).order_by("first")
    return tuple(DueOfManager(each["manager_id"], each["called"] or "", each["number"]) for each in counted)


def due_page(user: User, at: datetime, waiting: Sequence[DueOfManager], first: int, count: int) -> tuple[DueMonth, ...]:
    """`count` months from place `first` (from 0) of all that wait, manager after manager in the order of `waiting`."""
    ends = list(accumulate(each.number for each in waiting))
    asked = [
        place
        for place, (each, end) in enumerate(zip(waiting, ends, strict=True))
        if end > first and end - each.number < first + count
    ]
    if not asked:
        return ()
    before = ends[asked[0]] - waiting[asked[0]].number
    keys = [waiting[place].manager_id for place in asked]
    of = Q(account_manager__in=[key for key in keys if key]) | (
        Q(account_manager=None) if None in keys else Q(pk__in=[])
    )
    turns = [When(account__account_manager=key, then=Value(place)) for place, key in enumerate(keys) if key]
    order = [Case(*turns, default=Value(keys.index(None) if None in keys else 0))] if len(keys) > 1 else []
    rows = _due_rows(user, at, of).order_by(*order, *_IN_ORDER)
    return _months(rows[first - before : first - before + count])


def _due_rows(user: User, at: datetime, of: Q | None = None) -> QuerySet[AccountMonth]:
    """The rows of months that wait, of the visible accounts that fit `of`: their own clocks say which have finished."""
    accounts = visible_accounts(user).exclude(segment=REGULAR).order_by().filter(of or Q())
    closes = MonthClose.objects.filter(account=OuterRef("account"), month=OuterRef("month"))
    rows = AccountMonth.objects.filter(_finished(accounts, at), account__in=accounts.values("pk"), policy=Policy.SEEN)
    return rows.filter(~Exists(closes), month__gte=F("account__tracking__since") - 1)


def _finished(accounts: QuerySet[Account], at: datetime) -> Q:
    """The months in question by zone; zones that read the same month are one, for that the database finds quicker."""
    zones: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
    measured = accounts.exclude(tracking=None).values_list("time_zone").annotate(since=Min("tracking__since"))
    for zone, since in measured:
        zones[_span(zone, since, at)].append(zone)
    if not zones:
        return Q(pk__in=[])
    found = Q()
    for (first, last), there in zones.items():
        found |= Q(month__gte=first, month__lte=last) & (Q(account__time_zone__in=there) if len(zones) > 1 else Q())
    return found


def _months(rows: QuerySet[AccountMonth]) -> tuple[DueMonth, ...]:
    columns = (
        "account_id", "account__name", "month", "account__account_manager__name", "account__account_manager",
        "unconfirmed", "low", "high",
    )  # fmt: skip
    return tuple(
        DueMonth(account, name, Month.from_index(month), manager or "", key, unconfirmed, Spread(low, high))
        for account, name, month, manager, key, unconfirmed, low, high in rows.values_list(*columns)
    )


def last_month_closed(accounts: Collection[int], at: datetime) -> dict[int, bool]:
    """Whether the last finished month of each of these accounts is closed; those for which none is due are left out.

    Due as in `due_closes`; for areas above, which narrow `accounts` to those their reader may see.
    """
    rows, columns = months_to_close(accounts, at)
    return closed_in(rows.values_list(*columns), at)


def months_to_close(accounts: Collection[int], at: datetime) -> tuple[QuerySet[AccountMonth], tuple[str, ...]]:
    """The question of `last_month_closed` for whoever asks several at once: rows and columns for `closed_in`.

    On one clock or another the last finished month is one of three; each account's own clock chooses among them.
    """
    now = Month.at(int(at.timestamp()), UTC).index
    closes = MonthClose.objects.filter(account=OuterRef("account"), month=OuterRef("month"))
    rows = AccountMonth.objects.filter(account__in=accounts, policy=Policy.SEEN, month__in=(now - 2, now - 1, now))
    rows = rows.filter(account__tracking__isnull=False).exclude(account__segment=REGULAR).order_by()
    columns = ("account_id", "month", "closed", "account__time_zone", "account__tracking__since")
    return rows.annotate(closed=Exists(closes)), columns


def closed_in(rows: Iterable[Sequence[Any]], at: datetime) -> dict[int, bool]:
    """Of the rows of `months_to_close` those of each account's last finished month, where that is due."""
    found: dict[int, bool] = {}
    for account, month, closed, zone, since in rows:
        first, last = _span(zone, since, at)
        if first <= last == month:
            found[account] = bool(closed)
    return found


def _span(zone: str, since: int, at: datetime) -> tuple[int, int]:
    """First and last month that may be due."""
    last = _last(zone, at)
    return max(since - 1, last - LONGEST_BACK + 1), last


def _last(zone: str, at: datetime) -> int:
    """The last month that is over on this clock."""
    return Month.at(int(at.timestamp()), ZoneInfo(zone)).index - 1
