"""Keeps the whole map of an account for every day on which it changed, whatever changed it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from innercircle.calendars.bulk import parts
from innercircle.directory.queries import every_account
from innercircle.maps.models import Kept
from innercircle.maps.queries.picture import maps_of
from innercircle.maps.rules.changes import keep

if TYPE_CHECKING:
    from innercircle.directory.models import Account

_READ_AT_A_TIME = 50  # accounts
_KEPT_AT_A_TIME = 5  # 200 of a firm with 3,000,000 attendances held SQLite's write lock 4.7 s
_NOTHING: dict[str, Any] = {"people": [], "ours": [], "lines": []}


@transaction.atomic
def remember(*, at: datetime, account: Account) -> None:
    """Keep the account's map as it stands; ends every action that changes a map. Who did it stands in the audit."""
    _keep([account.pk], at)


def remember_many(*, at: datetime, accounts: Collection[int]) -> None:
    """As `remember`, for the accounts of an import; in small transactions, what is cut off follows by the timer."""
    _keep_differing(accounts, at)


def keep_days(*, at: datetime) -> int:
    """Keep every map that the directory changed underneath; returns how many differed. For the timer."""
    return _keep_differing(every_account().values_list("pk", flat=True), at)


def _keep_differing(accounts: Iterable[int], at: datetime) -> int:
    """Look first, so that nobody waits for what did not change; a map that did is drawn again while it is kept."""
    changed = 0
    for part in parts(sorted(accounts), _READ_AT_A_TIME):
        for few in parts(_differing(part, at), _KEPT_AT_A_TIME):
            changed += _keep(few, at)
    return changed


@transaction.atomic
def _keep(accounts: list[int], at: datetime) -> int:
    found = _differing(accounts, at)
    for account, content in found.items():
        values = {"at": at, "content": content}
        Kept.objects.update_or_create(account_id=account, day=at.date(), defaults=values)
    return len(found)


def _differing(accounts: list[int], at: datetime) -> dict[int, dict[str, Any]]:
    """What is to be kept of each account's map, where it is not what was kept last."""
    last = {row.account_id: row.content for row in _last(accounts)}
    found = {account: keep(each) for account, each in maps_of(accounts, at).items()}
    return {account: each for account, each in found.items() if each != last.get(account, _NOTHING)}


def _last(accounts: list[int]) -> Iterable[Kept]:
    return Kept.objects.filter(account__in=accounts).order_by("day")
