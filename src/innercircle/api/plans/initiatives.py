"""Initiatives over the API."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from innercircle.access.models import User
from innercircle.api.hours.figures import seen
from innercircle.api.paging import Page, page
from innercircle.api.plans import shown
from innercircle.api.plans.given import values_of
from innercircle.api.plans.shapes import (
    InitiativeChange,
    InitiativeIn,
    InitiativeOut,
    InitiativesAsked,
    InitiativeState,
)
from innercircle.api.v1 import PROBLEMS, caller, now, version_of, writer
from innercircle.plans import actions, queries
from innercircle.plans.models import Initiative
from innercircle.plans.rules.values import InitiativeState as State

router = Router(tags=["Plans"])


@router.get("/initiatives", response={200: Page[InitiativeOut], **PROBLEMS})
def list_initiatives(request: HttpRequest, asked: Query[InitiativesAsked]) -> dict[str, Any]:
    """The initiatives of accounts you may see, by start."""
    names = {"account": asked.account, "owner": asked.owner, "state": asked.state or None}
    wanted = {name: value for name, value in names.items() if value is not None}
    return page(queries.visible_initiatives(caller(request)).filter(**wanted), asked, shown.initiative)


@router.post("/accounts/{account_id}/initiatives", response={201: InitiativeOut, **PROBLEMS})
def add_initiative(request: HttpRequest, account_id: int, given: InitiativeIn) -> Status[InitiativeOut]:
    """Add an initiative that accomplishes goals of the account."""
    by = writer(request)
    account = seen(by, account_id)
    row = actions.add_initiative(by=by, at=now(), account=account, values=values_of(by, given, account))
    return Status(201, shown.initiative(_row(by, row.pk)))


@router.get("/initiatives/{initiative_id}", response={200: InitiativeOut, **PROBLEMS})
def get_initiative(request: HttpRequest, initiative_id: int) -> InitiativeOut:
    """One initiative."""
    return shown.initiative(_row(caller(request), initiative_id))


@router.patch("/initiatives/{initiative_id}", response={200: InitiativeOut, **PROBLEMS})
def change_initiative(request: HttpRequest, initiative_id: int, given: InitiativeChange) -> InitiativeOut:
    """Change an initiative; `If-Match: "<version>"` refuses when somebody else was faster."""
    by = writer(request)
    row = _row(by, initiative_id)
    version, values = version_of(request), values_of(by, given, row.account)
    actions.change_initiative(by=by, at=now(), initiative=row, version=version, values=values)
    return shown.initiative(_row(by, initiative_id))


@router.put("/initiatives/{initiative_id}/state", response={200: InitiativeOut, **PROBLEMS})
def move_initiative(request: HttpRequest, initiative_id: int, given: InitiativeState) -> InitiativeOut:
    """Say that an initiative is done, dropped, or open again."""
    by = writer(request)
    row, version = _row(by, initiative_id), version_of(request)
    actions.move_initiative(by=by, at=now(), initiative=row, version=version, state=State(given.state), why=given.why)
    return shown.initiative(_row(by, initiative_id))


@router.delete("/initiatives/{initiative_id}", response={204: None, **PROBLEMS})
def delete_initiative(request: HttpRequest, initiative_id: int) -> Status[None]:
    """Take away an initiative that was written by mistake; its steps then hang at the account."""
    by = writer(request)
    actions.remove_initiative(by=by, at=now(), initiative=_row(by, initiative_id))
    return Status(204, None)


def _row(by: User, key: int) -> Initiative:
    return get_object_or_404(queries.visible_initiatives(by), pk=key)
