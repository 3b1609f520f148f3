"""Findings, analysis and the six steps over the API."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from innercircle.api.hours.figures import seen
from innercircle.api.maps import shown
from innercircle.api.maps.shapes import (
    AnalysisIn,
    AnalysisOut,
    FindingOut,
    OffIn,
    OffOut,
    PointChange,
    PointIn,
    PointOut,
    StepOut,
    WeightOut,
    WeightsAsked,
)
from innercircle.api.paging import Page
from innercircle.api.v1 import PROBLEMS, caller, mark_of, now, some_of, writer
from innercircle.directory.queries import visible_colleagues
from innercircle.maps import actions, queries
from innercircle.maps.models import Analysis, SwitchedOff
from innercircle.maps.rules.findings import Matter
from innercircle.plans.queries import open_findings, six_steps, six_steps_of

router = Router(tags=["Maps"])
_A = "/accounts/{account_id}"


@router.get(f"{_A}/findings", response={200: list[FindingOut], **PROBLEMS})
def list_findings(request: HttpRequest, account_id: int) -> list[FindingOut]:
    """What is wrong or missing on a map, without what was switched off."""
    account, at = seen(caller(request), account_id), now()
    return [shown.finding(each) for each in open_findings(account, queries.map_of(account, at), at)]


@router.get(f"{_A}/findings/off", response={200: list[OffOut], **PROBLEMS})
def list_off(request: HttpRequest, account_id: int) -> list[OffOut]:
    """The findings that were switched off, with the reasons."""
    return [_off(each) for each in queries.switched_off(seen(caller(request), account_id))]


@router.post(f"{_A}/findings/off", response={201: OffOut, **PROBLEMS})
def switch_off(request: HttpRequest, account_id: int, given: OffIn) -> Status[OffOut]:
    """Do not show a finding again."""
    by = writer(request)
    row = actions.switch_off(by=by, at=now(), account=seen(by, account_id), key=given.key, reason=given.reason)
    return Status(201, _off(row))


@router.delete(f"{_A}/findings/off/{{switched_id}}", response={204: None, **PROBLEMS})
def switch_on(request: HttpRequest, account_id: int, switched_id: int) -> Status[None]:
    """Show a finding again."""
    by = writer(request)
    row = get_object_or_404(queries.switched_off(seen(by, account_id)), pk=switched_id)
    actions.switch_on(by=by, at=now(), off=row)
    return Status(204, None)


@router.get(f"{_A}/points", response={200: list[PointOut], **PROBLEMS})
def list_points(request: HttpRequest, account_id: int) -> list[PointOut]:
    """Issues, problems and opportunities; open ones first."""
    return [shown.point(each) for each in queries.points_of(seen(caller(request), account_id))]


@router.post(f"{_A}/points", response={201: PointOut, **PROBLEMS})
def add_point(request: HttpRequest, account_id: int, given: PointIn) -> Status[PointOut]:
    """Add a point to the analysis."""
    by = writer(request)
    account = seen(by, account_id)
    owner = some_of(visible_colleagues(by), [given.owner], "owner")[0] if given.owner is not None else None
    row = actions.add_point(
        by=by, at=now(), account=account, matter=Matter(given.matter), words=given.words, owner=owner, due=given.due,
        finding=given.finding,
    )  # fmt: skip
    return Status(201, shown.point(row))


@router.patch(f"{_A}/points/{{point_id}}", response={200: PointOut, **PROBLEMS})
def change_point(request: HttpRequest, account_id: int, point_id: int, given: PointChange) -> PointOut:
    """Say a point in other words, or another matter, owner or day; say that it is dealt with, or is not after all.

    `If-Match: "<mark>"` refuses other words when somebody else was faster.
    """
    by, at = writer(request), now()
    row = get_object_or_404(queries.points_of(seen(by, account_id)), pk=point_id)
    values = given.dict(exclude_unset=True, exclude={"done"})
    values = {name: value for name, value in values.items() if value is not None or name in {"owner", "due"}}
    if values.get("owner") is not None:
        values["owner"] = some_of(visible_colleagues(by), [values["owner"]], "owner")[0]
    with transaction.atomic():
        if values:
            row = actions.change_point(by=by, at=at, point=row, values=values, seen=mark_of(request))
        if given.done is not None:
            row = actions.finish_point(by=by, at=at, point=row, done=given.done)
    return shown.point(row)


@router.delete(f"{_A}/points/{{point_id}}", response={204: None, **PROBLEMS})
def remove_point(request: HttpRequest, account_id: int, point_id: int) -> Status[None]:
    """Take a point away that was written by mistake."""
    by = writer(request)
    actions.remove_point(by=by, at=now(), point=get_object_or_404(queries.points_of(seen(by, account_id)), pk=point_id))
    return Status(204, None)


@router.get(f"{_A}/analysis", response={200: AnalysisOut, **PROBLEMS})
def get_analysis(request: HttpRequest, account_id: int) -> AnalysisOut:
    """The summary in words."""
    return _analysis(queries.analysis_of(seen(caller(request), account_id)))


@router.put(f"{_A}/analysis", response={200: AnalysisOut, **PROBLEMS})
def write_analysis(request: HttpRequest, account_id: int, given: AnalysisIn) -> AnalysisOut:
    """Write the summary; it dates the analysis (step 3)."""
    by = writer(request)
    return _analysis(actions.write_analysis(by=by, at=now(), account=seen(by, account_id), words=given.words))


@router.get(f"{_A}/steps", response={200: list[StepOut], **PROBLEMS})
def list_steps(request: HttpRequest, account_id: int) -> list[StepOut]:
    """The six steps: how far each is, and what is missing."""
    account, at = seen(caller(request), account_id), now()
    return [shown.step(each) for each in six_steps(account, queries.map_of(account, at), at)]


@router.get("/cannot-lose", response={200: Page[WeightOut], **PROBLEMS})
def list_weights(request: HttpRequest, asked: Query[WeightsAsked]) -> dict[str, Any]:
    """Your accounts by revenue, largest first, with the share reached, beside month test, map age and steps."""
    at = now()
    found = queries.weights(caller(request), at, asked.currency)
    rows = sorted(found.rows, key=lambda row: (row.place is None, row.place or 0, row.name))
    part = rows[asked.offset : asked.offset + asked.limit]
    steps = six_steps_of([row.account for row in part], at)
    items = [shown.weight(row, steps[row.account]) for row in part]
    return {"total": len(rows), "offset": asked.offset, "limit": asked.limit, "items": items}


def _off(row: SwitchedOff) -> OffOut:
    return OffOut(id=row.pk, key=row.key, reason=row.reason, by=row.by)


def _analysis(row: Analysis | None) -> AnalysisOut:
    return AnalysisOut(words=row.words, on=row.at.date(), by=row.by) if row else AnalysisOut(words="", on=None, by="")
