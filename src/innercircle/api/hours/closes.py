"""Month closes over the API."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Status

from innercircle.api.hours import shown
from innercircle.api.hours.figures import seen
from innercircle.api.hours.shapes import CloseIn, CloseOut, DueOut
from innercircle.api.v1 import PROBLEMS, caller, month_in, now, writer
from innercircle.hours import actions, queries

router = Router(tags=["Closes"])
_HOUR = 3600


@router.get("/closes", response={200: list[DueOut], **PROBLEMS})
def list_due(request: HttpRequest) -> list[DueOut]:
    """The finished months of accounts you may see that wait for their close."""
    return [shown.due(each) for each in queries.due_closes(caller(request), now())]


@router.get("/accounts/{account_id}/closes/{month}", response={200: CloseOut, **PROBLEMS})
def get_close(request: HttpRequest, account_id: int, month: str) -> CloseOut:
    """One month: what is still presumed, what stands in the way, or who closed it."""
    by = caller(request)
    return shown.close_sheet(queries.close_sheet(by, seen(by, account_id), month_in(month), now()))


@router.post("/accounts/{account_id}/closes/{month}", response={201: CloseOut, **PROBLEMS})
def close_month(request: HttpRequest, account_id: int, month: str, given: CloseIn) -> Status[CloseOut]:
    """Close a month: its figures are locked, later changes become amendments."""
    by = writer(request)
    account, wanted = seen(by, account_id), month_in(month)
    target = None if given.next_target_hours is None else round(given.next_target_hours * _HOUR)
    actions.close_month(account=account, month=wanted, note=given.note, next_target=target, by=by, at=now())
    return Status(201, shown.close_sheet(queries.close_sheet(by, account, wanted, now())))
