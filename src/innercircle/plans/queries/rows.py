"""The rows of plans a reader may see, and what they may do to them; pages and API fetch everything through these."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from innercircle.access.rules import Role
from innercircle.directory.queries import changeable_accounts, visible_accounts
from innercircle.plans.models import (
    Activity,
    Correction,
    Goal,
    GoalReading,
    Initiative,
    Objective,
    Review,
    SwitchedOff,
)

if TYPE_CHECKING:
    from innercircle.access.models import User
    from innercircle.directory.models import Account

_KEEPS_OBJECTIVES = frozenset({Role.ADMINISTRATOR, Role.MANAGER})


def visible_objectives(user: User) -> QuerySet[Objective]:
    """The firm's business objectives: everybody inside may know them."""
    rows = Objective.objects.select_related("owner")
    return rows if user.is_authenticated and user.is_active else rows.none()


def visible_goals(user: User) -> QuerySet[Goal]:
    """The goals of accounts the user may see."""
    rows = Goal.objects.filter(account__in=visible_accounts(user))
    return rows.select_related("account", "contact", "objective", "owner")


def visible_readings(user: User) -> QuerySet[GoalReading]:
    """The readings of those goals."""
    return GoalReading.objects.filter(goal__account__in=visible_accounts(user)).select_related("goal__account", "by")


def visible_initiatives(user: User) -> QuerySet[Initiative]:
    """The initiatives of accounts the user may see."""
    rows = Initiative.objects.filter(account__in=visible_accounts(user))
    return rows.select_related("account", "owner").prefetch_related("goals")


def visible_activities(user: User) -> QuerySet[Activity]:
    """The activities of accounts the user may see."""
    rows = Activity.objects.filter(account__in=visible_accounts(user))
    return rows.select_related("account", "owner", "offer", "initiative", "goal").prefetch_related("participants")


def visible_corrections(user: User) -> QuerySet[Correction]:
    """The corrected labels, standing and withdrawn, of those activities."""
    return Correction.objects.filter(activity__account__in=visible_accounts(user)).select_related("activity__account")


def visible_switches(user: User) -> QuerySet[SwitchedOff]:
    """The rules switched off in the whole firm, and at places of accounts the user may see."""
    rows = SwitchedOff.objects.filter(Q(account=None) | Q(account__in=visible_accounts(user)))
    return rows.select_related("account", "by") if user.is_active else rows.none()


def visible_reviews(user: User) -> QuerySet[Review]:
    """The reviews of plans of accounts the user may see."""
    return Review.objects.filter(account__in=visible_accounts(user)).select_related("account", "by")


def may_change(user: User, account: Account) -> bool:
    """Whether the user may change everything in the plan of an account they see; a page may have asked already."""
    known: bool | None = getattr(account, "changeable", None)
    if known is not None:
        return known
    return changeable_accounts(user).filter(pk=account.pk).exists()


def may_write(user: User, account: Account) -> bool:
    """Whether the user may at least write steps of their own in the plan of an account they see; asked as above."""
    if getattr(account, "changeable", None) is not None:
        return user.role != Role.EXECUTIVE
    return user.role != Role.EXECUTIVE and visible_accounts(user).filter(pk=account.pk).exists()


def may_keep_objectives(user: User) -> bool:
    """Whether the user writes the firm's business objectives."""
    return user.role in _KEEPS_OBJECTIVES
