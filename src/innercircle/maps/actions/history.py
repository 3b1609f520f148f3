"""Keeps the whole map of an account for every day on which it changed, whatever changed it."""

from __future__ import annotations

from collections.abc import Callable, Collection
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

_READ_AT_A_TIME = 20  # accounts, kept in one transaction where they differ; a fifth of a second (docs/performance.md)
Tell = Callable[[int, int], None]
_NOTHING: dict[str, Any] = {"people": [], "ours": [], "lines": []}


@dataclass(frozen=True, slots=True)
class _Differing:
    """A map that is to be kept `after` what was kept last: its row, and when it was written."""

    account: int
    content: dict[str, Any]
    after: tuple[int, datetime] | None


def _quiet(_done: int, _total: int) -> None:
    """Tell nobody."""


@transaction.atomic
def remember(*, at: datetime, account: Account) -> None:
    """Keep the account's map as it stands; ends every action that changes a map. Who did it stands in the audit."""
    _keep(_differing([account.pk], at), at)


def remember_many(*, at: datetime, accounts: Collection[int]) -> None:
    """As `remember`, for the accounts of an import; in small transactions, what is cut off follows by the timer."""
    _keep_differing(accounts, at, _quiet)


def keep_days(*, at: datetime, progress: Tell = _quiet) -> int:
    """Keep every map that the directory changed underneath; returns how many differed. For the timer.

    `progress` is called between any two transactions with how many maps are done, and may raise to stop.
    """
    return _keep_differing(list(every_account().values_list("pk", flat=True)), at, progress)


def _keep_differing(accounts: Collection[int], at: datetime, progress: Tell) -> int:
    """Draw and compare the maps first, so that nobody waits for it."""
    changed = 0
    for number, part in enumerate(parts(sorted(accounts), _READ_AT_A_TIME)):
        progress(number * _READ_AT_A_TIME, len(accounts))
        changed += _keep(_differing(part, at), at)
    return changed


def _keep(found: list[_Differing], at: datetime) -> int:
    """Keep these maps; where somebody's own change kept a map since it was drawn, that one is newer and stays."""
    if found:
        _write(found, at)
    return len(found)


@transaction.atomic
def _write(found: list[_Differing], at: datetime) -> None:
    last = _last([each.account for each in found])
    for each in found:
        if _mark(last.get(each.account)) == each.after:
            values = {"at": at, "content": each.content}
            Kept.objects.update_or_create(account_id=each.account, day=at.date(), defaults=values)


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
