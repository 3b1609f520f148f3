"""Keeps the whole map of an account for every day on which it changed, whatever changed it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from innercircle.directory.queries import every_account
from innercircle.maps.models import Kept
from innercircle.maps.queries.picture import maps_of
from innercircle.maps.rules.changes import keep

if TYPE_CHECKING:
    from innercircle.directory.models import Account

_AT_A_TIME = 20  # accounts; 200 of a firm with 3,000,000 attendances held SQLite's write lock 4.7 s


@transaction.atomic
def remember(*, at: datetime, account: Account) -> None:
    """Keep the account's map as it stands; ends every action that changes a map. Who did it stands in the audit."""
    _keep([account.pk], at)


def remember_many(*, at: datetime, accounts: Collection[int]) -> None:
    """As `remember`, for the accounts of an import; in small transactions, what is cut off follows by the timer."""
    keys = sorted(accounts)
    for start in range(0, len(keys), _AT_A_TIME):
        _keep(keys[start : start + _AT_A_TIME], at)


def keep_days(*, at: datetime) -> int:
    """Keep every map that the directory changed underneath; returns how many differed. For the timer."""
    keys = list(every_account().order_by("pk").values_list("pk", flat=True))
    return sum(_keep(keys[start : start + _AT_A_TIME], at) for start in range(0, len(keys), _AT_A_TIME))


@transaction.atomic
def _keep(accounts: list[int], at: datetime) -> int:
    last = {row.account_id: row.content for row in _last(accounts)}
    changed = 0
    for account, found in maps_of(accounts, at).items():
        content = keep(found)
        if content != last.get(account, {"people": [], "ours": [], "lines": []}):
            values = {"at": at, "content": content}
            Kept.objects.update_or_create(account_id=account, day=at.date(), defaults=values)
            changed += 1
    return changed


def _last(accounts: list[int]) -> Iterable[Kept]:
    return Kept.objects.filter(account__in=accounts).order_by("day")
