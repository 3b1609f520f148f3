"""Accounts' months as plain rows, for files and the API: the columns that `innercircle hours` prints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from innercircle.directory.queries import visible_accounts
from innercircle.hours.queries.months import Record, records_of, running_month
from innercircle.hours.rules import Figures, Policy, Verdict
from innercircle.kit.month import Month, months_between
from innercircle.kit.parts import parts

if TYPE_CHECKING:
    from innercircle.access.models import User
    from innercircle.directory.models import Account

_AT_A_TIME = 200


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
    for part in parts(accounts.iterator(_AT_A_TIME), _AT_A_TIME):
        records = records_of([row.pk for row in part], policy)
        for row in part:
            yield from _rows(row, records[row.pk], first, last, running_month(row, at), policy)


def _rows(
    account: Account, record: Record, first: Month, last: Month, running: Month, policy: Policy
) -> Iterator[MonthRow]:
    since = record.active_since(policy)
    if since is None:
        return
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
