"""Goals, their readings, and who at an account matters most (spec 30, Structure; step 4 of spec 10)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from innercircle.access.actions import record, values_of
from innercircle.access.models import User
from innercircle.plans.actions.gate import (
    apply,
    name_of,
    require,
    require_days,
    require_owner,
    require_people,
    require_reason,
    save,
    take,
)
from innercircle.plans.actions.places import forget_place
from innercircle.plans.models import Goal, GoalReading, Priority
from innercircle.plans.rules.values import GoalState

if TYPE_CHECKING:
    from innercircle.directory.models import Account, Contact

GOAL = ("contact", "title", "priority", "baseline", "baseline_value", "target", "target_value", "unit", "due",
        "objective", "owner")  # fmt: skip
_AUDITED = ("contact_id", "title", "priority", "baseline", "baseline_value", "target", "target_value", "unit", "due",
            "objective_id", "owner_id", "state", "why")  # fmt: skip
_READING = ("on", "value", "words")


@transaction.atomic
def add_goal(*, by: User | None, at: datetime, account: Account, values: Mapping[str, Any]) -> Goal:
    """A goal for a contact, or for the whole account."""
    require(by, account)
    row = Goal(account=account, at=at)
    _write(at, row, values)
    after = values_of(row, *_AUDITED)
    record(by=by, at=at, action="plans.goal.added", target=row, after=after, account_id=account.pk)
    return row


@transaction.atomic
def change_goal(*, by: User | None, at: datetime, goal: Goal, version: int | None, values: Mapping[str, Any]) -> Goal:
    """Mend a goal; Conflict when somebody else did meanwhile."""
    require(by, goal.account)
    row = take(goal, version)
    before = values_of(row, *_AUDITED)
    _write(at, row, values)
    after = values_of(row, *_AUDITED)
    record(by=by, at=at, action="plans.goal.changed", target=row, before=before, after=after, account_id=row.account_id)
    return row


@transaction.atomic
def move_goal(
    *, by: User | None, at: datetime, goal: Goal, version: int | None, state: GoalState, why: str = ""
) -> Goal:
    """Say that a goal is reached, dropped (with the reason), or open again."""
    require(by, goal.account)
    row = take(goal, version)
    before = values_of(row, *_AUDITED)
    row.state = state
    row.why = require_reason(why) if state is GoalState.DROPPED else why.strip()
    save(row)
    after = values_of(row, *_AUDITED)
    record(by=by, at=at, action="plans.goal.moved", target=row, before=before, after=after, account_id=row.account_id)
    return row


@transaction.atomic
def remove_goal(*, by: User | None, at: datetime, goal: Goal) -> None:
    """Take away a goal that was written by mistake, with its readings; its steps then hang at the account."""
    require(by, goal.account)
    before = values_of(goal, *_AUDITED) | {"readings": [str(each) for each in goal.readings.all()]}
    record(by=by, at=at, action="plans.goal.removed", target=goal, before=before, account_id=goal.account_id)
    forget_place(goal.account_id, "goal", goal.pk)
    goal.delete()


@transaction.atomic
def record_reading(
    *, by: User | None, at: datetime, goal: Goal, on: date, value: Decimal | None = None, words: str = ""
) -> GoalReading:
    """Where the goal stands on a day that is not to come: as a figure in its unit, in words, or both."""
    require(by, goal.account)
    require_days(at, on=on)
    if on > at.date():
        raise ValidationError({"on": _("That day is still to come.")})
    if value is None and not words.strip():
        raise ValidationError({"value": _("Write a figure or say it in words.")})
    row = GoalReading(goal=goal, on=on, value=value, words=words.strip(), by=by, by_name=name_of(by), at=at)
    row.full_clean(exclude=["goal", "by"])
    row.save()
    after = values_of(row, *_READING)
    record(by=by, at=at, action="plans.reading.added", target=goal, after=after, account_id=goal.account_id)
    return row


@transaction.atomic
def remove_reading(*, by: User | None, at: datetime, reading: GoalReading) -> None:
    """Take away a reading that was written by mistake."""
    goal = reading.goal
    require(by, goal.account)
    before = values_of(reading, *_READING)
    record(by=by, at=at, action="plans.reading.removed", target=goal, before=before, account_id=goal.account_id)
    reading.delete()


@transaction.atomic
def set_priority(
    *, by: User | None, at: datetime, account: Account, contact: Contact, matters: bool | None
) -> Priority | None:
    """Say that somebody matters most, or does not; None leaves it to the rule (`rules.priority`)."""
    require(by, account)
    row = Priority.objects.select_for_update().filter(account=account, contact=contact).first()
    before = {"matters": row.matters if row else None}
    if matters is None:
        if row:
            row.delete()
    else:
        require_people(account, [contact], at.date(), "contact")
        row = row or Priority(account=account, contact=contact)
        row.matters, row.by_name, row.at = matters, name_of(by), at
        row.save()
    after = {"matters": matters}
    record(by=by, at=at, action="plans.priority", target=contact, before=before, after=after, account_id=account.pk)
    return row if matters is not None else None


def _write(at: datetime, row: Goal, values: Mapping[str, Any]) -> None:
    known = (row.contact_id, row.owner_id, row.objective_id)
    apply(row, values, GOAL)
    require_days(at, due=row.due)
    if row.contact is not None and row.contact_id != known[0]:
        require_people(row.account, [row.contact], at.date(), "contact")
    require_owner(row.owner, at, new=row.owner_id != known[1])
    if row.objective is not None and row.objective.closed_on and row.objective_id != known[2]:
        raise ValidationError({"objective": _("This objective is closed; choose one that is open.")})
    save(row)
