"""Findings, analysis and the six steps of accounts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Max, QuerySet

from innercircle.access.models import AuditEvent
from innercircle.directory.queries import Columns, moment_of, together
from innercircle.maps.models import Analysis, Coverage, Kept, Point, SwitchedOff
from innercircle.maps.queries.picture import maps_of
from innercircle.maps.rules.findings import Finding, findings
from innercircle.maps.rules.steps import Step, steps
from innercircle.maps.rules.values import Map

if TYPE_CHECKING:
    from innercircle.directory.models import Account


def open_findings(
    account: Account,
    found: Map,
    at: datetime,
    goals: frozenset[int] = frozenset(),
    off: Iterable[SwitchedOff] | None = None,
) -> tuple[Finding, ...]:
    """The findings of a map, without those that were switched off; `goals` are the posts for which a goal stands.

    `off` are the rows of `switched_off` where those were read already.
    """
    keys = {row.key for row in (switched_off(account) if off is None else off)}
    return tuple(each for each in findings(found, at.date(), int(at.timestamp()), goals) if each.key not in keys)


def switched_off(account: Account) -> QuerySet[SwitchedOff]:
    """The findings somebody does not want to see, newest first."""
    return SwitchedOff.objects.filter(account=account)


def points_of(account: Account) -> QuerySet[Point]:
    """Issues, problems, opportunities; open ones first."""
    return Point.objects.filter(account=account).select_related("owner")


def rewordings(points: Collection[Point]) -> dict[int, list[AuditEvent]]:
    """What points said before they were reworded, newest first, by point: `before["words"]`, `by_name`, `at`."""
    found: dict[int, list[AuditEvent]] = {point.pk: [] for point in points}
    kind = Point._meta.label
    rows = AuditEvent.objects.filter(target_kind=kind, target_id__in=found, action="maps.point.changed")
    for row in rows if found else ():
        if "words" in row.before:
            found[row.target_id or 0].append(row)
    return found


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
    return progress_from(together(asked_of_progress(accounts)), accounts, maps, at)


def asked_of_progress(accounts: Collection[int]) -> dict[str, tuple[QuerySet[Any], Columns]]:
    """What `progress` asks beside the maps, to be asked together with other questions."""
    kept = Kept.objects.filter(account__in=accounts).order_by().values("account").annotate(last=Max("at"))
    analyses = Analysis.objects.filter(account__in=accounts)
    return {"kept": (kept, ("account", "last")), "analyses": (analyses, ("account", "at"))}


def progress_from(
    read: Mapping[str, list[list[Any]]], accounts: Collection[int], maps: Mapping[int, Map], at: datetime
) -> dict[int, tuple[Step, ...]]:
    """The six steps of accounts whose maps were read, from what `asked_of_progress` asked."""
    changed, analysed = ({pk: moment_of(text) for pk, text in read[name]} for name in ("kept", "analyses"))
    return {pk: steps(maps[pk], at.date(), changed.get(pk), analysed.get(pk)) for pk in accounts}


def map_age(accounts: Collection[int] | QuerySet[Account]) -> dict[int, int]:
    """The newest assessment on each account's map, as a day's ordinal; accounts without any are left out."""
    rows = Coverage.objects.filter(affiliation__account__in=accounts, assessed_on__isnull=False)
    last = rows.order_by().values_list("affiliation__account").annotate(last=Max("assessed_on"))
    return {account: day.toordinal() for account, day in last}
