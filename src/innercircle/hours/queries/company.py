"""Who sat with certain people of theirs: found by the people and their accounts, never by reading everything."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import QuerySet

from innercircle.calendars.bulk import parts
from innercircle.hours.models import MODE_CODES, Fact
from innercircle.hours.queries.facts import COLUMNS_OF_FACT, as_values
from innercircle.hours.rules import Fact as Value
from innercircle.hours.rules import Policy, Side

_SEEN = [code for code, mode in enumerate(MODE_CODES) if mode in Policy.SEEN.modes]
_AT_A_TIME = 2_000


def attended(accounts: Collection[int], people: Collection[int], months: range, now: int) -> list[Value]:
    """When these contacts met us face to face at these accounts, in meetings that began before `now`.

    `months` are `Month.index`; named one by one, so that the index leads to the rows without reading others.
    """
    rows = Fact.objects.filter(account__in=accounts, month__in=list(months), side=Side.CLIENT.value, person__in=people)
    return list(as_values(_begun(rows, now)))


def company(meetings: Iterable[int], accounts: QuerySet[Any], now: int) -> list[Value]:
    """Everybody of both sides at these meetings, as far as it belongs to `accounts` (those the reader may see)."""
    found: list[Value] = []
    for part in parts(sorted(set(meetings)), _AT_A_TIME):
        rows = Fact.objects.filter(meeting__in=part, account__in=accounts)
        found += as_values(_begun(rows, now))
    return found


def _begun(rows: QuerySet[Fact], now: int) -> Iterable[Any]:
    return rows.filter(mode__in=_SEEN, start__lte=now).order_by().values_list(*COLUMNS_OF_FACT)
