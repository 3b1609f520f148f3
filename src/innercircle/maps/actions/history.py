"""Keeps the whole map of an account for every day on which it changed, whatever changed it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import OuterRef, Subquery

from innercircle.directory.queries import every_account
from innercircle.kit.parts import parts
from innercircle.maps.models import Kept
from innercircle.maps.queries.picture import maps_of
from innercircle.maps.rules.changes import keep

if TYPE_CHECKING:
    from innercircle.directory.models import Account

_READ_AT_A_TIME = 50  # accounts
_KEPT_AT_A_TIME = 20  # in one transaction
_NOTHING: dict[str, Any] = {"people": [], "ours": [], "lines": []}


@dataclass(frozen=True, slots=True)
class _Differing:
    """A map that is to be kept `after` what was kept last: its row, and when it was written."""

    account: int
    content: dict[str, Any]
    after: tuple[int, datetime] | None


@transaction.atomic
def remember(*, at: datetime, account: Account) -> None:
    """Keep the account's map as it stands; ends every action that changes a map. Who did it stands in the audit."""
    _keep(_differing([account.pk], at), at)


def remember_many(*, at: datetime, accounts: Collection[int]) -> None:
    """As `remember`, for the accounts of an import; in small transactions, what is cut off follows by the timer."""
    _keep_differing(accounts, at)


def keep_days(*, at: datetime) -> int:
    """Keep every map that the directory changed underneath; returns how many differed. For the timer."""
    return _keep_differing(every_account().values_list("pk", flat=True), at)


def _keep_differing(accounts: Iterable[int], at: datetime) -> int:
    """Draw and compare the maps first, so that nobody waits for it."""
    changed = 0
    for part in parts(sorted(accounts), _READ_AT_A_TIME):
        for few in parts(_differing(part, at), _KEPT_AT_A_TIME):
            changed += _keep(few, at)
    return changed


@transaction.atomic
def _keep(found: list[_Differing], at: datetime) -> int:
    """Keep these maps; where somebody's own change kept a map since it was drawn, that one is newer and stays."""
    last = _last([each.account for each in found])
    for each in found:
        if _mark(last.get(each.account)) == each.after:
            values = {"at": at, "content": each.content}
            Kept.objects.update_or_create(account_id=each.account, day=at.date(), defaults=values)
    return len(found)


def _differing(accounts: list[int], at: datetime) -> list[_Differing]:
    """What is to be kept of each account's map, where it is not what was kept last."""
    last = _last(accounts)  # before the maps: what is kept from here on counts as newer
    found = {account: keep(each) for account, each in maps_of(accounts, at).items()}
    return [
        _Differing(account, content, _mark(last.get(account)))
        for account, content in found.items()
        if content != (last[account].content if account in last else _NOTHING)
    ]


def _mark(row: Kept | None) -> tuple[int, datetime] | None:
    return (row.pk, row.at) if row is not None else None


def _last(accounts: list[int]) -> dict[int, Kept]:
    """What was kept last of each account."""
    newest = Kept.objects.filter(account=OuterRef("account")).order_by("-day").values("pk")[:1]
    return {row.account_id: row for row in Kept.objects.filter(account__in=accounts, pk=Subquery(newest))}
