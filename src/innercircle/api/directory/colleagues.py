"""Colleagues over the API: the same permissions, refusals and audit as the pages."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from innercircle.access.models import Team, User
from innercircle.access.queries import teams
from innercircle.api.directory.shapes import ColleagueChange, ColleagueFilter, ColleagueIn, ColleagueOut
from innercircle.api.directory.shown import clean, show_colleague
from innercircle.api.paging import Page, page
from innercircle.api.v1 import PROBLEMS, caller, now, version_of, writer
from innercircle.directory import actions, queries
from innercircle.directory.models import Colleague

router = Router(tags=["Directory"])


@router.get("/colleagues", response={200: Page[ColleagueOut], **PROBLEMS})
def list_colleagues(request: HttpRequest, asked: Query[ColleagueFilter]) -> dict[str, Any]:
    """Our own people."""
    rows = _colleagues(caller(request)).filter(name__icontains=clean(asked.search))
    return page(rows, asked, show_colleague)


@router.post("/colleagues", response={201: ColleagueOut, **PROBLEMS})
def add_colleague(request: HttpRequest, given: ColleagueIn) -> Status[ColleagueOut]:
    """Add a colleague; administrators and managers may."""
    by = writer(request)
    values, emails = _colleague_values(by, given)
    colleague = actions.add_colleague(by=by, at=now(), values=values, emails=emails or [])
    return Status(201, show_colleague(_colleagues(by).get(pk=colleague.pk)))


@router.get("/colleagues/{colleague_id}", response={200: ColleagueOut, **PROBLEMS})
def get_colleague(request: HttpRequest, colleague_id: int) -> ColleagueOut:
    """One colleague."""
    return show_colleague(get_object_or_404(_colleagues(caller(request)), pk=colleague_id))


@router.patch("/colleagues/{colleague_id}", response={200: ColleagueOut, **PROBLEMS})
def change_colleague(request: HttpRequest, colleague_id: int, given: ColleagueChange) -> ColleagueOut:
    """Change a colleague; `If-Match: "<version>"` refuses when somebody else was faster."""
    by = writer(request)
    colleague = get_object_or_404(queries.visible_colleagues(by), pk=colleague_id)
    values, emails = _colleague_values(by, given)
    version = version_of(request)
    actions.change_colleague(by=by, at=now(), colleague=colleague, version=version, values=values, emails=emails)
    return show_colleague(_colleagues(by).get(pk=colleague_id))


def _colleagues(by: User) -> QuerySet[Colleague]:
    return queries.visible_colleagues(by).select_related("team").prefetch_related("emails")


def _colleague_values(by: User, given: ColleagueChange) -> tuple[dict[str, Any], list[str] | None]:
    said = given.dict(exclude_unset=True)
    emails = said.pop("emails", None)
    values = {name: value for name, value in said.items() if value is not None or name == "left_on"}
    if "team" in values:
        values["team"] = _team(by, values["team"])
    return values, emails


def _team(by: User, name: str) -> Team | None:
    if not name:
        return None
    team = teams(by).filter(name=name).first()
    if team is None:
        raise ValidationError({"team": f"There is no team “{name}”."})
    return team
