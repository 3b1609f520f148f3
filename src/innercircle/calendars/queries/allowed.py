"""Whose calendars a person may see and import: their own, a manager those of their teams, an administrator all."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, F, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.db.models.functions import Lower

from innercircle.access.models import User
from innercircle.access.rules import Role, may_administer
from innercircle.calendars.models import Attendance, Calendar, Import
from innercircle.directory.queries import visible_accounts, visible_colleagues
from innercircle.directory.queries.whole import colleagues_by_email

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    from innercircle.directory.models import Colleague


class Counted(TypedDict):
    """What `listed_calendars` adds to each calendar."""

    entries: int


def importable_owners(user: User) -> QuerySet[Colleague]:
    """The colleagues whose calendars this user may import, see and delete."""
    everybody = visible_colleagues(user)
    if may_administer(user.role):
        return everybody
    return everybody.filter(pk__in=everybody.filter(_within_reach(user)).values("pk"))


def may_import_for(user: User, owner: Colleague | None) -> bool:
    """Whether this user may import a calendar of `owner`; one of nobody's only an administrator may."""
    if owner is None:
        return user.is_active and may_administer(user.role)
    return importable_owners(user).filter(pk=owner.pk).exists()


def visible_calendars(user: User) -> QuerySet[Calendar]:
    """The calendars this user may see; everything of a calendar is fetched through it."""
    if may_administer(user.role):
        return Calendar.objects.all()
    return Calendar.objects.filter(owner__in=importable_owners(user))


def visible_imports(user: User) -> QuerySet[Import]:
    """The imports this user may see: those for people whose calendars they may see."""
    if may_administer(user.role):
        return Import.objects.all()
    return Import.objects.filter(owner__in=importable_owners(user))


def import_of(pk: int) -> Import | None:
    """The import with this id, whoever may see it: for the worker that carries it out."""
    return Import.objects.select_related("by", "owner__user", "calendar").filter(pk=pk).first()


def _within_reach(user: User) -> Q:
    mine = Q(user=user)
    return mine | Q(team__managers=user) if user.role == Role.MANAGER else mine


def owner_named(user: User | None, email: str) -> Colleague | None:
    """The colleague with this address whose calendars `user` (None: the system) may import; None for anybody else."""
    everybody = colleagues_by_email(email)
    return (everybody if user is None else everybody.filter(pk__in=importable_owners(user).values("pk"))).first()


def listed_calendars(user: User | None) -> QuerySet[WithAnnotations[Calendar, Counted]]:
    """The calendars `user` (None: the system) may see, with owner and number of `entries`.

    Of somebody else's calendar only entries count that concern accounts the user may see.
    """
    rows = Calendar.objects.all() if user is None else visible_calendars(user)
    here = Q(sightings__gone=False)
    if user is not None and not may_administer(user.role):
        concerned = Attendance.objects.filter(account__in=visible_accounts(user)).values("meeting")
        here &= Q(owner__user=user) | Q(sightings__meeting__in=concerned)
    entries = Count("sightings", filter=here, distinct=True)
    return rows.select_related("owner").annotate(entries=entries).order_by("owner__name", "name", "pk")


def searched_calendars(
    user: User, words: str, order: str, *, descending: bool
) -> QuerySet[WithAnnotations[Calendar, Counted]]:
    """The calendars `user` may see whose name or owner holds all `words`, by name, owner or last import."""
    rows = listed_calendars(user)
    for word in words.split():
        rows = rows.filter(Q(name__icontains=word) | Q(owner__name__icontains=word))
    columns: dict[str, Lower | F] = {
        "name": Lower("name"),
        "owner": Lower("owner__name"),
        "imported_at": F("imported_at"),
    }
    return rows.order_by(OrderBy(columns[order], descending=descending, nulls_last=True), "pk")
