"""Statements, work and flags over the API."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from innercircle.access.rules import Refused
from innercircle.api.hours import shown
from innercircle.api.hours.figures import seen
from innercircle.api.hours.shapes import (
    FlagOut,
    PolicyAsked,
    StatementIn,
    StatementOut,
    WorkIn,
    WorkOut,
)
from innercircle.api.v1 import PROBLEMS, caller, now, some_of, writer
from innercircle.directory.queries import contacts_of
from innercircle.hours import actions, queries
from innercircle.hours.rules import Policy
from innercircle.hours.rules.words import StatementKind, WorkKind

router = Router(tags=["Words against actions"])
_HOUR = 3600


@router.get("/accounts/{account_id}/flags", response={200: list[FlagOut], **PROBLEMS})
def list_flags(request: HttpRequest, account_id: int, asked: Query[PolicyAsked]) -> list[FlagOut]:
    """The flags that are up, each with its evidence."""
    by = caller(request)
    found = queries.flags(by, seen(by, account_id), now(), policy=Policy(asked.policy))
    return [shown.flag(each) for each in found]


@router.get("/accounts/{account_id}/statements", response={200: list[StatementOut], **PROBLEMS})
def list_statements(request: HttpRequest, account_id: int) -> list[StatementOut]:
    """What the client said, newest first."""
    by = caller(request)
    return [shown.statement(each) for each in queries.statements(by, seen(by, account_id))]


@router.post("/accounts/{account_id}/statements", response={201: StatementOut, **PROBLEMS})
def record_statement(request: HttpRequest, account_id: int, given: StatementIn) -> Status[StatementOut]:
    """Record what somebody at the client said or asked."""
    by = writer(request)
    account = seen(by, account_id)
    row = actions.record_statement(
        account=account,
        contact=some_of(contacts_of(account), [given.contact], "contact")[0],
        day=given.day,
        kind=StatementKind(given.kind),
        words=given.words,
        by=by,
        at=now(),
    )
    found = queries.statements(by, account)
    return Status(201, next(shown.statement(each) for each in found if each.id == row.pk))


@router.delete("/accounts/{account_id}/statements/{statement_id}", response={204: None, **PROBLEMS})
def delete_statement(request: HttpRequest, account_id: int, statement_id: int) -> Status[None]:
    """Take a statement back."""
    by = writer(request)
    rows = queries.visible_statements(by).filter(account=seen(by, account_id))
    actions.delete_statement(statement=get_object_or_404(rows, pk=statement_id), by=by, at=now())
    return Status(204, None)


@router.get("/accounts/{account_id}/work", response={200: list[WorkOut], **PROBLEMS})
def list_work(request: HttpRequest, account_id: int) -> list[WorkOut]:
    """What we did for the client outside meetings, newest first."""
    by = caller(request)
    return [shown.work(each) for each in queries.work(by, seen(by, account_id))]


@router.post("/accounts/{account_id}/work", response={201: WorkOut, **PROBLEMS})
def log_work(request: HttpRequest, account_id: int, given: WorkIn) -> Status[WorkOut]:
    """Log your own work for the client."""
    by = writer(request)
    account = seen(by, account_id)
    colleague = getattr(by, "colleague", None)
    if colleague is None:
        raise Refused("Work is logged by the person who did it, and no colleague belongs to your log-in.")
    row = actions.log_work(
        account=account,
        colleague=colleague,
        contact=some_of(contacts_of(account), [given.contact], "contact")[0] if given.contact is not None else None,
        day=given.day,
        kind=WorkKind(given.kind),
        what=given.what,
        seconds=round(given.hours * _HOUR),
        by=by,
        at=now(),
    )
    return Status(201, next(shown.work(each) for each in queries.work(by, account) if each.id == row.pk))


@router.delete("/accounts/{account_id}/work/{work_id}", response={204: None, **PROBLEMS})
def delete_work(request: HttpRequest, account_id: int, work_id: int) -> Status[None]:
    """Take logged work back."""
    by = writer(request)
    rows = queries.visible_work(by).filter(account=seen(by, account_id))
    actions.delete_work(work=get_object_or_404(rows, pk=work_id), by=by, at=now())
    return Status(204, None)
