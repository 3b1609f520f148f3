"""Goals, what was measured of them, and who matters most, over the API."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from innercircle.access.models import User
from innercircle.api.hours.figures import seen
from innercircle.api.paging import Page, page
from innercircle.api.plans import shown
from innercircle.api.plans.given import values_of
from innercircle.api.plans.shapes import (
    GoalChange,
    GoalCopy,
    GoalIn,
    GoalOut,
    GoalsAsked,
    GoalState,
    PriorityIn,
    PriorityOut,
    ReadingIn,
    ReadingOut,
)
from innercircle.api.v1 import PROBLEMS, caller, now, some_of, version_of, writer
from innercircle.directory.queries import contacts_of, visible_accounts
from innercircle.plans import actions, queries
from innercircle.plans.models import Goal
from innercircle.plans.rules.values import GoalState as State

router = Router(tags=["Plans"])


@router.get("/goals", response={200: Page[GoalOut], **PROBLEMS})
def list_goals(request: HttpRequest, asked: Query[GoalsAsked]) -> dict[str, Any]:
    """The goals of accounts you may see, the most important first, with how far each is."""
    rows, today = _goals(caller(request)), now().date()
    names = {"account": asked.account, "objective": asked.objective, "owner": asked.owner, "state": asked.state or None}
    wanted = {name: value for name, value in names.items() if value is not None}
    return page(rows.filter(**wanted), asked, lambda row: shown.goal(row, today))


@router.post("/accounts/{account_id}/goals", response={201: GoalOut, **PROBLEMS})
def add_goal(request: HttpRequest, account_id: int, given: GoalIn) -> Status[GoalOut]:
    """Add a goal for a contact of the account, or for the whole account."""
    by = writer(request)
    account = seen(by, account_id)
    row = actions.add_goal(by=by, at=now(), account=account, values=values_of(by, given, account))
    return Status(201, _one(by, row.pk))


@router.get("/goals/{goal_id}", response={200: GoalOut, **PROBLEMS})
def get_goal(request: HttpRequest, goal_id: int) -> GoalOut:
    """One goal."""
    return _one(caller(request), goal_id)


@router.patch("/goals/{goal_id}", response={200: GoalOut, **PROBLEMS})
def change_goal(request: HttpRequest, goal_id: int, given: GoalChange) -> GoalOut:
    """Change a goal; `If-Match: "<version>"` refuses when somebody else was faster."""
    by = writer(request)
    row = _row(by, goal_id)
    values = values_of(by, given, row.account)
    actions.change_goal(by=by, at=now(), goal=row, version=version_of(request), values=values)
    return _one(by, goal_id)


@router.put("/goals/{goal_id}/state", response={200: GoalOut, **PROBLEMS})
def move_goal(request: HttpRequest, goal_id: int, given: GoalState) -> GoalOut:
    """Say that a goal is reached, dropped, or open again."""
    by = writer(request)
    state, version = State(given.state), version_of(request)
    actions.move_goal(by=by, at=now(), goal=_row(by, goal_id), version=version, state=state, why=given.why)
    return _one(by, goal_id)


@router.post("/goals/{goal_id}/copies", response={201: GoalOut, **PROBLEMS})
def copy_goal(request: HttpRequest, goal_id: int, given: GoalCopy) -> Status[GoalOut]:
    """Copy a goal with its initiatives and steps for another person or account."""
    by = writer(request)
    goal = _row(by, goal_id)
    account = some_of(visible_accounts(by), [given.account], "account")[0]
    people = [given.contact] if given.contact is not None else []
    contact = next(iter(some_of(contacts_of(account), people, "contact")), None)
    row = actions.copy_goal(by=by, at=now(), goal=goal, account=account, contact=contact, days=given.days)
    return Status(201, _one(by, row.pk))


@router.delete("/goals/{goal_id}", response={204: None, **PROBLEMS})
def delete_goal(request: HttpRequest, goal_id: int) -> Status[None]:
    """Take away a goal that was written by mistake, with what was measured of it."""
    by = writer(request)
    actions.remove_goal(by=by, at=now(), goal=_row(by, goal_id))
    return Status(204, None)


@router.get("/goals/{goal_id}/readings", response={200: list[ReadingOut], **PROBLEMS})
def list_readings(request: HttpRequest, goal_id: int) -> list[ReadingOut]:
    """What was measured of a goal, oldest first."""
    return [shown.reading(row) for row in _one_row(caller(request), goal_id).readings.all()]


@router.post("/goals/{goal_id}/readings", response={201: ReadingOut, **PROBLEMS})
def record_reading(request: HttpRequest, goal_id: int, given: ReadingIn) -> Status[ReadingOut]:
    """Record where a goal stands."""
    by = writer(request)
    row = actions.record_reading(by=by, at=now(), goal=_row(by, goal_id), **given.dict())
    return Status(201, shown.reading(row))


@router.delete("/goals/{goal_id}/readings/{reading_id}", response={204: None, **PROBLEMS})
def delete_reading(request: HttpRequest, goal_id: int, reading_id: int) -> Status[None]:
    """Take away a reading that was written by mistake."""
    by = writer(request)
    rows = queries.visible_readings(by).filter(goal=_row(by, goal_id))
    actions.remove_reading(by=by, at=now(), reading=get_object_or_404(rows, pk=reading_id))
    return Status(204, None)


@router.put("/accounts/{account_id}/priorities/{contact_id}", response={200: PriorityOut, **PROBLEMS})
def set_priority(request: HttpRequest, account_id: int, contact_id: int, given: PriorityIn) -> PriorityOut:
    """Say that a contact matters most, or does not; null leaves it to role and influence."""
    by = writer(request)
    account = seen(by, account_id)
    contact = get_object_or_404(contacts_of(account), pk=contact_id)
    row = actions.set_priority(by=by, at=now(), account=account, contact=contact, matters=given.matters)
    return PriorityOut(contact=contact_id, matters=row.matters if row else None)


def _goals(by: User) -> QuerySet[Goal]:
    return queries.visible_goals(by).prefetch_related("readings")


def _row(by: User, key: int) -> Goal:
    return get_object_or_404(queries.visible_goals(by), pk=key)


def _one_row(by: User, key: int) -> Goal:
    return get_object_or_404(_goals(by), pk=key)


def _one(by: User, key: int) -> GoalOut:
    return shown.goal(_one_row(by, key), now().date())
