"""Business objectives over the API."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from innercircle.access.models import User
from innercircle.api.paging import Page, page
from innercircle.api.plans import shown
from innercircle.api.plans.given import values_of
from innercircle.api.plans.shapes import ClosedOn, ObjectiveChange, ObjectiveIn, ObjectiveOut, ObjectivesAsked
from innercircle.api.v1 import PROBLEMS, caller, now, version_of, writer
from innercircle.plans import actions, queries

router = Router(tags=["Plans"])


@router.get("/objectives", response={200: Page[ObjectiveOut], **PROBLEMS})
def list_objectives(request: HttpRequest, asked: Query[ObjectivesAsked]) -> dict[str, Any]:
    """The firm's business objectives, with the goals and accounts behind each that you may see."""
    return page(queries.objectives(caller(request), now(), closed=asked.closed), asked, shown.objective)


@router.post("/objectives", response={201: ObjectiveOut, **PROBLEMS})
def add_objective(request: HttpRequest, given: ObjectiveIn) -> Status[ObjectiveOut]:
    """Add an objective; for administrators and managers."""
    by = writer(request)
    row = actions.add_objective(by=by, at=now(), values=values_of(by, given))
    return Status(201, _one(by, row.pk))


@router.patch("/objectives/{objective_id}", response={200: ObjectiveOut, **PROBLEMS})
def change_objective(request: HttpRequest, objective_id: int, given: ObjectiveChange) -> ObjectiveOut:
    """Change an objective; `If-Match: "<version>"` refuses when somebody else was faster."""
    by = writer(request)
    row = get_object_or_404(queries.visible_objectives(by), pk=objective_id)
    version, values = version_of(request), values_of(by, given)
    actions.change_objective(by=by, at=now(), objective=row, version=version, values=values)
    return _one(by, objective_id)


@router.put("/objectives/{objective_id}/closed", response={200: ObjectiveOut, **PROBLEMS})
def close_objective(request: HttpRequest, objective_id: int, given: ClosedOn) -> ObjectiveOut:
    """Close an objective, or open it again."""
    by = writer(request)
    row = get_object_or_404(queries.visible_objectives(by), pk=objective_id)
    actions.close_objective(by=by, at=now(), objective=row, on=given.on)
    return _one(by, objective_id)


@router.delete("/objectives/{objective_id}", response={204: None, **PROBLEMS})
def delete_objective(request: HttpRequest, objective_id: int) -> Status[None]:
    """Take away an objective that no goal serves."""
    by = writer(request)
    row = get_object_or_404(queries.visible_objectives(by), pk=objective_id)
    actions.remove_objective(by=by, at=now(), objective=row)
    return Status(204, None)


def _one(by: User, key: int) -> ObjectiveOut:
    found = queries.objectives(by, now(), closed=True)
    return shown.objective(next(each for each in found if each.row.pk == key))
