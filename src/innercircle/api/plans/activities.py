"""Activities, what came of them, drafts and corrected labels, over the API."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from innercircle.access.models import User
from innercircle.api.hours.figures import seen
from innercircle.api.paging import Page, page
from innercircle.api.plans import shown
from innercircle.api.plans.given import minutes, values_of
from innercircle.api.plans.shapes import (
    ActivitiesAsked,
    ActivityChange,
    ActivityIn,
    ActivityOut,
    ActivityState,
    CarryIn,
    CorrectionIn,
    CorrectionOut,
    DraftIn,
    DraftOut,
    HelpIn,
    OnDay,
    OutcomeIn,
)
from innercircle.api.v1 import PROBLEMS, caller, now, some_of, version_of, writer
from innercircle.plans import actions, queries
from innercircle.plans.models import Activity
from innercircle.plans.rules.reading import Label
from innercircle.plans.rules.values import State

router = Router(tags=["Plans"])


@router.get("/activities", response={200: Page[ActivityOut], **PROBLEMS})
def list_activities(request: HttpRequest, asked: Query[ActivitiesAsked]) -> dict[str, Any]:
    """The steps of plans you may see, by day, each with its three tests."""
    names: dict[str, Any] = {"account": asked.account, "owner": asked.owner, "state": asked.state or None}
    names |= {"on__gte": asked.since, "on__lte": asked.until}
    wanted = {name: value for name, value in names.items() if value is not None}
    rows = queries.visible_activities(caller(request)).filter(**wanted)
    found = page(rows, asked, lambda row: row)
    judged = queries.judgements_of(found["items"])
    return found | {"items": [shown.activity(row, judged[row.pk]) for row in found["items"]]}


@router.post("/accounts/{account_id}/activities", response={201: ActivityOut, **PROBLEMS})
def add_activity(request: HttpRequest, account_id: int, given: ActivityIn) -> Status[ActivityOut]:
    """Add a step to the account's plan."""
    by = writer(request)
    account = seen(by, account_id)
    row = actions.add_activity(by=by, at=now(), account=account, values=values_of(by, given, account))
    return Status(201, shown.activity(_row(by, row.pk)))


@router.get("/judgement", response={200: DraftOut, **PROBLEMS})
def judge_draft(request: HttpRequest, given: Query[DraftIn]) -> DraftOut:
    """What the three tests and the linter would say of a step; nothing is stored."""
    caller(request)
    values = given.dict(exclude={"owned", "participants", "planned_hours", "spent_hours"})
    values |= {"owner": "somebody" if given.owned else "", "participants": range(given.participants)}
    values |= {"planned_minutes": minutes(given.planned_hours), "spent_minutes": minutes(given.spent_hours)}
    found = queries.draft(values, now())
    return DraftOut(
        judgement=shown.judgement(found.judgement), findings=[shown.finding(each) for each in found.findings]
    )


@router.get("/activities/{activity_id}", response={200: ActivityOut, **PROBLEMS})
def get_activity(request: HttpRequest, activity_id: int) -> ActivityOut:
    """One step with its three tests."""
    return shown.activity(_row(caller(request), activity_id))


@router.patch("/activities/{activity_id}", response={200: ActivityOut, **PROBLEMS})
def change_activity(request: HttpRequest, activity_id: int, given: ActivityChange) -> ActivityOut:
    """Change a step; `If-Match: "<version>"` refuses when somebody else was faster."""
    by = writer(request)
    row = _row(by, activity_id)
    version, values = version_of(request), values_of(by, given, row.account)
    actions.change_activity(by=by, at=now(), activity=row, version=version, values=values)
    return shown.activity(_row(by, activity_id))


@router.put("/activities/{activity_id}/state", response={200: ActivityOut, **PROBLEMS})
def move_activity(request: HttpRequest, activity_id: int, given: ActivityState) -> ActivityOut:
    """Say that a step is done, dropped, or planned again."""
    by = writer(request)
    row, version = _row(by, activity_id), version_of(request)
    actions.move_activity(by=by, at=now(), activity=row, version=version, state=State(given.state), why=given.why)
    return shown.activity(_row(by, activity_id))


@router.put("/activities/{activity_id}/outcome", response={200: ActivityOut, **PROBLEMS})
def record_outcome(request: HttpRequest, activity_id: int, given: OutcomeIn) -> ActivityOut:
    """A step is done: what was learned, and the hours it took."""
    by = writer(request)
    row, version, spent = _row(by, activity_id), version_of(request), minutes(given.spent_hours)
    actions.record_outcome(by=by, at=now(), activity=row, version=version, learned=given.learned, spent_minutes=spent)
    return shown.activity(_row(by, activity_id))


@router.post("/activities/{activity_id}/copies", response={201: ActivityOut, **PROBLEMS})
def copy_activity(request: HttpRequest, activity_id: int, given: OnDay) -> Status[ActivityOut]:
    """The same step again on another day."""
    by = writer(request)
    row = actions.copy_activity(by=by, at=now(), activity=_row(by, activity_id), on=given.on)
    return Status(201, shown.activity(_row(by, row.pk)))


@router.delete("/activities/{activity_id}", response={204: None, **PROBLEMS})
def delete_activity(request: HttpRequest, activity_id: int) -> Status[None]:
    """Take away a step that was written by mistake."""
    by = writer(request)
    actions.remove_activity(by=by, at=now(), activity=_row(by, activity_id))
    return Status(204, None)


@router.post("/accounts/{account_id}/carried", response={200: list[ActivityOut], **PROBLEMS})
def carry_steps(request: HttpRequest, account_id: int, given: CarryIn) -> list[ActivityOut]:
    """Move planned steps to a day that is still to come."""
    by = writer(request)
    account = seen(by, account_id)
    rows = some_of(queries.visible_activities(by).filter(account=account), given.activities, "activities")
    actions.carry_steps(by=by, at=now(), account=account, activities=rows, on=given.on)
    keys = [row.pk for row in rows]
    return [shown.activity(row) for row in queries.visible_activities(by).filter(pk__in=keys)]


@router.post("/accounts/{account_id}/help", response={201: ActivityOut, **PROBLEMS})
def offer_help(request: HttpRequest, account_id: int, given: HelpIn) -> Status[ActivityOut]:
    """Offer a help of the catalogue to somebody: it becomes a step of the plan."""
    by = writer(request)
    account = seen(by, account_id)
    values = values_of(by, given, account)
    offer, contact = values.pop("offer"), values.pop("contact", None)
    row = actions.offer_help(by=by, at=now(), account=account, offer=offer, contact=contact, values=values)
    return Status(201, shown.activity(_row(by, row.pk)))


@router.get("/activities/{activity_id}/corrections", response={200: list[CorrectionOut], **PROBLEMS})
def list_corrections(request: HttpRequest, activity_id: int) -> list[CorrectionOut]:
    """The labels set by hand, newest first, withdrawn ones too."""
    return [shown.correction(row) for row in _row(caller(request), activity_id).corrections.all()]


@router.post("/activities/{activity_id}/corrections", response={201: CorrectionOut, **PROBLEMS})
def correct(request: HttpRequest, activity_id: int, given: CorrectionIn) -> Status[CorrectionOut]:
    """Say what a step really is, with the reason."""
    by = writer(request)
    row, label = _row(by, activity_id), Label(given.label)
    return Status(
        201, shown.correction(actions.correct(by=by, at=now(), activity=row, label=label, reason=given.reason))
    )


@router.delete("/activities/{activity_id}/corrections/{correction_id}", response={200: CorrectionOut, **PROBLEMS})
def withdraw(request: HttpRequest, activity_id: int, correction_id: int) -> CorrectionOut:
    """Take a correction back; it is kept and says so."""
    by = writer(request)
    rows = queries.visible_corrections(by).filter(activity=_row(by, activity_id))
    return shown.correction(actions.withdraw(by=by, at=now(), correction=get_object_or_404(rows, pk=correction_id)))


def _row(by: User, key: int) -> Activity:
    return get_object_or_404(queries.visible_activities(by), pk=key)
