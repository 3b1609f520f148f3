"""Steps 1 to 3 of many accounts without reading their maps: two queries, however many people and meetings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery

from innercircle.directory.queries import every_account, every_post
from innercircle.maps.models import Analysis, Coverage, Kept
from innercircle.maps.rules.levels import Core
from innercircle.maps.rules.steps import Number, Step, analysed_since, share_of
from innercircle.maps.rules.values import STALE_DAYS

if TYPE_CHECKING:
    from innercircle.directory.models import Affiliation


def first_steps(accounts: Collection[int], at: datetime) -> dict[int, tuple[Step, Step, Step]]:
    """Understand, identify, analyse of these accounts: the figures of `progress`, without who is missing."""
    day = at.date()
    here = (Q(until=None) | Q(until__gte=day)) & (Q(since=None) | Q(since__lte=day))
    present = every_post().filter(here, account=OuterRef("pk"))
    ours = Q(colleague__left_on=None) | Q(colleague__left_on__gte=day)
    fresh = Coverage.objects.filter(ours, assessed__gt=0, assessed_on__gt=day - timedelta(days=STALE_DAYS))
    known = present.filter(contact__placeholder=False)
    found = every_account().filter(pk__in=accounts).order_by().annotate(
        people=_count(present), known=_count(known),
        covered=_count(known.filter(pk__in=fresh.values("affiliation"))),
        changed=Subquery(_latest(Kept.objects.filter(account=OuterRef("pk")))),
        analysed=Subquery(Analysis.objects.filter(account=OuterRef("pk")).values("at")[:1]),
    )  # fmt: skip
    roles = _roles(every_post().filter(here, account__in=accounts))
    return {
        row.pk: (
            share_of(Number.UNDERSTAND, row.known or 0, row.covered or 0),
            share_of(Number.IDENTIFY, row.people or 0, len(roles[row.pk]), _missing(roles[row.pk])),
            analysed_since(bool(row.people), row.changed, row.analysed),
        )
        for row in found
    }


def _count(rows: QuerySet[Any]) -> Subquery:
    return Subquery(rows.order_by().values("account").annotate(number=Count("pk")).values("number"))


def _latest(rows: QuerySet[Kept]) -> QuerySet[Any, Any]:
    return rows.order_by().values("account").annotate(last=Max("at")).values("last")


def _roles(rows: QuerySet[Affiliation]) -> dict[int, list[list[str]]]:
    found: dict[int, list[list[str]]] = defaultdict(list)
    for account, roles in rows.filter(standing__isnull=False).order_by().values_list("account", "standing__roles"):
        if roles:
            found[account].append(roles)
    return found


def _missing(held: list[list[str]]) -> tuple[str, ...]:
    known = {role for roles in held for role in roles}
    return tuple(role.value for role in Core if role not in known)
