"""The steps of many accounts without reading their maps: few queries, however many people and meetings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery

from innercircle.directory.queries import every_account, every_post
from innercircle.maps.models import Analysis, Coverage, Kept, Standing
from innercircle.maps.rules.levels import Core
from innercircle.maps.rules.steps import Number, Step, analysed_since, share_of
from innercircle.maps.rules.values import STALE_DAYS, Map, Person

if TYPE_CHECKING:
    from innercircle.directory.models import Affiliation

_LEFT_SHOWN = timedelta(days=365)  # as on a map


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


def assessed_people(accounts: Collection[int], day: date, also: Collection[int] = ()) -> dict[int, Map]:
    """Of the maps of these accounts only whom somebody said something about, and the contacts in `also`; one query.

    No lines and nobody of ours: enough to tell who matters (`plans.rules.priority`), and who does is among them.
    """
    said = Standing.objects.filter(affiliation__account__in=accounts)
    rows = every_post().filter(
        Q(contact__in=said.values("affiliation__contact")) | Q(contact__in=also),
        Q(until=None) | Q(until__gte=day - _LEFT_SHOWN),
        Q(since=None) | Q(since__lte=day),
        account__in=accounts,
    )
    people: dict[int, list[Person]] = {account: [] for account in accounts}
    told = rows.order_by("contact__name", "pk").values_list(
        "account", "pk", "contact", "contact__name", "until", "standing__roles", "standing__influence"
    )
    for account, post, contact, name, until, roles, influence in told:
        person = Person(post, contact, name, until=until, roles=tuple(roles or ()), influence=influence)
        people[account].append(person)
    return {account: Map(tuple(found), (), ()) for account, found in people.items()}


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
