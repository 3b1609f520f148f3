"""A light plan in one go: a goal, how it is reached, and up to three steps, all kept or none (spec 30; issue 4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction

from innercircle.access.models import User
from innercircle.plans.actions.activities import add_activity, change_activity
from innercircle.plans.actions.aims import add_goal, change_goal
from innercircle.plans.actions.initiatives import add_initiative, change_initiative
from innercircle.plans.models import Activity, Goal, Initiative

if TYPE_CHECKING:
    from innercircle.directory.models import Account

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Light:
    """The rows a light plan consists of already; all of them may be lacking."""

    goal: Goal | None = None
    initiative: Initiative | None = None
    steps: tuple[Activity, ...] = ()


@transaction.atomic
def write_light_plan(
    *,
    by: User | None,
    at: datetime,
    account: Account,
    held: Light,
    goal: Mapping[str, Any],
    initiative: Mapping[str, Any],
    steps: Sequence[Mapping[str, Any]],
) -> Goal:
    """Write a goal, its initiative and its steps, or mend those of `held`; each is audited as if written alone.

    ValidationError names the fields as `goal-…`, `initiative-…`, `step1-…`; then nothing is kept.
    """
    aim = _said("goal", lambda: _goal(by, at, account, held.goal, goal))
    whole = {**initiative, "goals": [aim]}
    way = _said("initiative", lambda: _initiative(by, at, account, held.initiative, whole))
    for place, values in enumerate(steps):
        row = held.steps[place] if place < len(held.steps) else None
        whole = {"initiative": way, "goal": None, **values}
        _said(f"step{place + 1}", partial(_step, by, at, account, row, whole))
    return aim


def _goal(by: User | None, at: datetime, account: Account, row: Goal | None, values: Mapping[str, Any]) -> Goal:
    if row is None:
        return add_goal(by=by, at=at, account=account, values=values)
    return change_goal(by=by, at=at, goal=row, version=None, values=values)


def _initiative(
    by: User | None, at: datetime, account: Account, row: Initiative | None, values: Mapping[str, Any]
) -> Initiative:
    if row is None:
        return add_initiative(by=by, at=at, account=account, values=values)
    return change_initiative(by=by, at=at, initiative=row, version=None, values=values)


def _step(by: User | None, at: datetime, account: Account, row: Activity | None, values: Mapping[str, Any]) -> Activity:
    if row is None:
        return add_activity(by=by, at=at, account=account, values=values)
    return change_activity(by=by, at=at, activity=row, version=None, values=values)


def _said(prefix: str, work: Callable[[], Made]) -> Made:
    """Do it; a fault is told with the part of the plan it stands in."""
    try:
        return work()
    except ValidationError as fault:
        found = fault.message_dict if hasattr(fault, "error_dict") else {"title": fault.messages}
        raise ValidationError({f"{prefix}-{name}": sentences for name, sentences in found.items()}) from fault
