"""Who may see which account: the one place that decides (spec 90, Security and privacy)."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from innercircle.access.models import User
from innercircle.access.rules import CHANGES_ALL_ACCOUNTS, SEES_ALL_ACCOUNTS, Role
from innercircle.directory.models import Account, Affiliation, Colleague, Contact


def visible_accounts(user: User) -> QuerySet[Account]:
    """The accounts this user may see; everything of an account is fetched through it, so a foreign one is a 404.

    Administrators and executives see all; a manager those whose team, or whose account manager's team, they manage;
    everybody those they manage themselves or are on the account team of.
    """
    if not user.is_authenticated or not user.is_active:
        return Account.objects.none()
    if _sees_all(user):
        return Account.objects.all()
    return Account.objects.filter(pk__in=Account.objects.filter(_own(user) | _managed(user)).values("pk"))


def changeable_accounts(user: User) -> QuerySet[Account]:
    """The visible accounts this user may also change: own ones, a manager's team's, and all for an administrator."""
    if not user.is_authenticated or not user.is_active or user.role == Role.EXECUTIVE:
        return Account.objects.none()
    if user.role in CHANGES_ALL_ACCOUNTS:
        return Account.objects.all()
    mine = Q(account_manager__user=user) | _managed(user)
    return Account.objects.filter(pk__in=Account.objects.filter(mine).values("pk"))


def visible_contacts(user: User) -> QuerySet[Contact]:
    """The people with an affiliation, past or present, at an account this user may see."""
    if _sees_all(user):  # looked up for those a page shows; a list of all would be made first, for one of them too
        return Contact.objects.filter(Exists(Affiliation.objects.filter(contact=OuterRef("pk"))))
    return Contact.objects.filter(pk__in=visible_posts(user).values("contact"))


def contacts_of(account: Account) -> QuerySet[Contact]:
    """The people with an affiliation, past or present, at an account that was fetched through `visible_accounts`."""
    return Contact.objects.filter(affiliations__account=account).distinct()


def visible_posts(user: User) -> QuerySet[Affiliation]:
    """Affiliations with the accounts this user may see."""
    if _sees_all(user):  # not “of all accounts”: SQLite would look each of them up for each person
        return Affiliation.objects.all()
    return Affiliation.objects.filter(account__in=visible_accounts(user))


def visible_colleagues(user: User) -> QuerySet[Colleague]:
    """Our own people: everybody inside the firm may see who works here."""
    return Colleague.objects.all() if user.is_authenticated and user.is_active else Colleague.objects.none()


def _sees_all(user: User) -> bool:
    return user.is_authenticated and user.is_active and user.role in SEES_ALL_ACCOUNTS


def _own(user: User) -> Q:
    return Q(account_manager__user=user) | Q(members__user=user)


def _managed(user: User) -> Q:
    if user.role != Role.MANAGER:
        return Q(pk__in=[])
    return Q(team__managers=user) | Q(account_manager__team__managers=user)
