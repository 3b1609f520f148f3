"""Copying and carrying: the next step like the last one, a goal for another person, open steps into the next weeks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from innercircle.access.models import User
from innercircle.plans.actions.activities import add_activity, change_activity
from innercircle.plans.actions.aims import add_goal
from innercircle.plans.actions.gate import require, require_same_account
from innercircle.plans.actions.initiatives import add_initiative
from innercircle.plans.models import Activity, Goal, Initiative
from innercircle.plans.rules.values import State

if TYPE_CHECKING:
    from innercircle.directory.models import Account, Contact

_GOAL = ("title", "priority", "baseline", "baseline_value", "target", "target_value", "unit")
_STEP = ("title", "planned_minutes", "billable", "want_to_learn", "useful", "in_paid_scope")


@transaction.atomic
def copy_activity(*, by: User | None, at: datetime, activity: Activity, on: date | None) -> Activity:
    """The same step again on another day: planned, with nothing spent and nothing learned yet.

    Whoever left us or them since, and a help no longer offered, is left out.
    """
    values = _step(activity, at) | {"on": on, "initiative": activity.initiative, "goal": activity.goal}
    values["participants"] = _still_there(activity, activity.account, on or at.date(), at)
    return add_activity(by=by, at=at, account=activity.account, values=values)


@transaction.atomic
def copy_goal(
    *, by: User | None, at: datetime, goal: Goal, account: Account, contact: Contact | None, days: int = 0
) -> Goal:
    """A goal with its initiatives and steps for another person or account, every date so many days later.

    What was measured, spent and learned stays behind; steps are planned anew, and without people of another account.
    """
    require(by, goal.account)
    later = timedelta(days=days)
    objective = goal.objective if goal.objective and not goal.objective.closed_on else None
    values = {name: getattr(goal, name) for name in _GOAL}
    values |= {"contact": contact, "due": _plus(goal.due, later), "objective": objective, "owner": _here(goal, at)}
    copied = add_goal(by=by, at=at, account=account, values=values)
    _copy_steps(by, at, goal.activities.all(), account, later, {"goal": copied})
    for initiative in goal.initiatives.all():
        _copy_initiative(by, at, initiative, copied, later)
    return copied


def _copy_initiative(by: User | None, at: datetime, row: Initiative, goal: Goal, later: timedelta) -> None:
    values = {"title": row.title, "owner": _here(row, at), "next_step": row.next_step, "goals": [goal]}
    values |= {name: _plus(getattr(row, name), later) for name in ("start", "end", "next_step_on")}
    copied = add_initiative(by=by, at=at, account=goal.account, values=values)
    _copy_steps(by, at, row.activities.all(), goal.account, later, {"initiative": copied})


def _copy_steps(
    by: User | None, at: datetime, steps: Iterable[Activity], account: Account, later: timedelta, place: dict[str, Any]
) -> None:
    for step in steps:
        if step.state != State.DROPPED:
            on = _plus(step.on, later)
            people = _still_there(step, account, on or at.date(), at)
            add_activity(
                by=by, at=at, account=account, values=_step(step, at) | place | {"on": on, "participants": people}
            )


@transaction.atomic
def carry_steps(
    *, by: User | None, at: datetime, account: Account, activities: Iterable[Activity], on: date
) -> list[Activity]:
    """Move planned steps that are not done to a day that is not past."""
    steps = list(activities)
    if on < at.date():
        raise ValidationError({"on": _("That day is past; choose one that is still to come.")})
    for step in steps:
        require_same_account(account, [step], "activities")
        if step.state != State.PLANNED:
            raise ValidationError({"activities": _("“%(name)s” is not planned any more.") % {"name": step}})
    return [change_activity(by=by, at=at, activity=step, version=None, values={"on": on}) for step in steps]


def _step(activity: Activity, at: datetime) -> dict[str, Any]:
    offer = activity.offer
    offered = offer if offer and not (offer.until and offer.until < at.date()) else None
    return {name: getattr(activity, name) for name in _STEP} | {"owner": _here(activity, at), "offer": offered}


def _here(row: Goal | Initiative | Activity, at: datetime) -> Any:
    owner = row.owner
    return owner if owner and not (owner.left_on and owner.left_on < at.date()) else None


def _still_there(activity: Activity, account: Account, day: date, at: datetime) -> list[Contact]:
    day = min(day, at.date())
    posts = account.affiliations.filter(contact__in=activity.participants.all()).select_related("contact")
    return [post.contact for post in posts if post.until is None or post.until >= day]


def _plus(day: date | None, later: timedelta) -> date | None:
    return day + later if day else None
