"""Accounts' months as plain rows, for files and the API: the columns that `innercircle hours` prints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from innercircle.directory.queries import visible_accounts
from innercircle.hours.models import AccountMonth
from innercircle.hours.queries.figures import columns_of
from innercircle.hours.queries.months import Record, close_marks, running_month
from innercircle.hours.rules import Figures, Policy, Verdict
from innercircle.kit.month import Month, months_between

if TYPE_CHECKING:
    from innercircle.access.models import User
    from innercircle.directory.models import Account


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One account's month; `verdict` is None for a month that is not over."""

    account: int
    name: str
    month: Month
    figures: Figures
    verdict: Verdict | None
    closed: bool


def month_rows(
    user: User,
    first: Month,
    last: Month,
    at: datetime,
    *,
    policy: Policy = Policy.SEEN,
    account: Account | None = None,
) -> Iterator[MonthRow]:
    """The months from `first` to `last` of every account the user may see (or of one), by name.

    An account's rows begin with its first month of client time: before that there is nothing to compare.
    """
    accounts = visible_accounts(user).order_by("name", "pk")
    if account is not None:
        accounts = accounts.filter(pk=account.pk)
    for row in accounts.iterator(200):
        yield from _rows(row, first, last, at, policy)


def _rows(account: Account, first: Month, last: Month, at: datetime, policy: Policy) -> Iterator[MonthRow]:
    stored = AccountMonth.objects.filter(account=account, policy=policy)
    rows = {(policy, row.month): columns_of(row) for row in stored}
    record = Record(rows, close_marks([account.pk]).get(account.pk))
    since = record.active_since(policy)
    if since is None:
        return
    running = running_month(account, at)
    for month in months_between(max(first, since), last):
        each = record.month(policy, month, finished=month < running)
        yield MonthRow(
            account=account.pk,
            name=account.name,
            month=month,
            figures=each.figures,
            verdict=each.verdict,
            closed=each.closed is not None,
        )
