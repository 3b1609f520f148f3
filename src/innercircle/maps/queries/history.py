"""The map at any past date, from the days on which it changed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from innercircle.maps.models import Kept
from innercircle.maps.rules.changes import restore
from innercircle.maps.rules.values import Map

if TYPE_CHECKING:
    from innercircle.directory.models import Account


def days_kept(account: Account) -> list[date]:
    """The days on which the map changed, newest first."""
    return list(Kept.objects.filter(account=account).values_list("day", flat=True))


def map_on(account: Account, day: date) -> Map | None:
    """The map as it stood at the end of that day; None before its history begins."""
    row = Kept.objects.filter(account=account, day__lte=day).first()
    return restore(row.content) if row else None
