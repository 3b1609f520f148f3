"""Findings, analysis and the six steps of accounts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Max, QuerySet

from innercircle.maps.models import Analysis, Coverage, Kept, Point, SwitchedOff
from innercircle.maps.queries.picture import maps_of
from innercircle.maps.rules.findings import Finding, findings
from innercircle.maps.rules.steps import Step, steps
from innercircle.maps.rules.values import Map

if TYPE_CHECKING:
    from innercircle.directory.models import Account


def open_findings(
    account: Account, found: Map, at: datetime, goals: frozenset[int] = frozenset()
) -> tuple[Finding, ...]:
    """The findings of a map, without those that were switched off; `goals` are the posts for which a goal stands."""
    off = set(SwitchedOff.objects.filter(account=account).values_list("key", flat=True))
    return tuple(each for each in findings(found, at.date(), int(at.timestamp()), goals) if each.key not in off)


def switched_off(account: Account) -> QuerySet[SwitchedOff]:
    """The findings somebody does not want to see, newest first."""
    return SwitchedOff.objects.filter(account=account)


def points_of(account: Account) -> QuerySet[Point]:
    """Issues, problems, opportunities; open ones first."""
    return Point.objects.filter(account=account).select_related("owner")


def analysis_of(account: Account) -> Analysis | None:
    """The summary, None where nobody has written one."""
    return Analysis.objects.filter(account=account).first()


def progress_of(account: Account, found: Map, at: datetime) -> tuple[Step, ...]:
    """The six steps of one account whose map was read already."""
    return _steps([account.pk], {account.pk: found}, at)[account.pk]


def progress(accounts: Collection[int], at: datetime) -> dict[int, tuple[Step, ...]]:
    """The six steps of these accounts; a fixed number of queries, none of them for the calendars."""
    return _steps(accounts, maps_of(accounts, at, evidence=False), at)


def _steps(accounts: Collection[int], maps: dict[int, Map], at: datetime) -> dict[int, tuple[Step, ...]]:
    kept = Kept.objects.filter(account__in=accounts).order_by().values_list("account")
    changed = dict(kept.annotate(last=Max("at")))
    analysed = dict(Analysis.objects.filter(account__in=accounts).values_list("account", "at"))
    return {pk: steps(maps[pk], at.date(), changed.get(pk), analysed.get(pk)) for pk in accounts}


def map_age(accounts: Collection[int]) -> dict[int, int]:
    """The newest assessment on each account's map, as a day's ordinal; accounts without any are left out."""
    rows = Coverage.objects.filter(affiliation__account__in=accounts, assessed_on__isnull=False)
    last = rows.order_by().values_list("affiliation__account").annotate(last=Max("assessed_on"))
    return {account: day.toordinal() for account, day in last}
