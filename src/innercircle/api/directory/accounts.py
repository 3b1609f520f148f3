"""Accounts over the API: the same permissions, refusals and audit as the pages."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from innercircle.access.models import User
from innercircle.api.directory.shapes import AccountChange, AccountFilter, AccountIn, AccountOut, YearIn
from innercircle.api.directory.shown import clean, show_account
from innercircle.api.paging import Page, page
from innercircle.api.v1 import PROBLEMS, caller, now, version_of, writer
from innercircle.directory import actions, queries
from innercircle.directory.models import Account

router = Router(tags=["Directory"])


@router.get("/accounts", response={200: Page[AccountOut], **PROBLEMS})
def list_accounts(request: HttpRequest, asked: Query[AccountFilter]) -> dict[str, Any]:
    """The accounts you may see."""
    rows = _accounts(caller(request)).filter(name__icontains=clean(asked.search))
    return page(rows.filter(segment=asked.segment) if asked.segment else rows, asked, show_account)


@router.post("/accounts", response={201: AccountOut, **PROBLEMS})
def add_account(request: HttpRequest, given: AccountIn) -> Status[AccountOut]:
    """Add an account; yours if you are an account manager."""
    by = writer(request)
    values, years = _account_values(by, given), given.years
    with transaction.atomic():  # nothing is added where its years are refused
        account = actions.add_account(by=by, at=now(), values=values, domains=given.domains or [])
        if years is not None:
            account = actions.set_years(by=by, at=now(), account=account, version=None, years=_years(years))
    return Status(201, show_account(_accounts(by).get(pk=account.pk)))


@router.get("/accounts/{account_id}", response={200: AccountOut, **PROBLEMS})
def get_account(request: HttpRequest, account_id: int) -> AccountOut:
    """One account."""
    return show_account(get_object_or_404(_accounts(caller(request)), pk=account_id))


@router.patch("/accounts/{account_id}", response={200: AccountOut, **PROBLEMS})
def change_account(request: HttpRequest, account_id: int, given: AccountChange) -> AccountOut:
    """Change an account; `If-Match: "<version>"` refuses when somebody else was faster."""
    by = writer(request)
    account = get_object_or_404(queries.visible_accounts(by), pk=account_id)
    with transaction.atomic():
        row = actions.change_account(
            by=by,
            at=now(),
            account=account,
            version=version_of(request),
            values=_account_values(by, given),
            domains=given.domains,
        )
        if given.years is not None:
            actions.set_years(by=by, at=now(), account=row, version=None, years=_years(given.years))
    return show_account(_accounts(by).get(pk=account_id))


@router.delete("/accounts/{account_id}", response={204: None, **PROBLEMS})
def delete_account(request: HttpRequest, account_id: int) -> Status[None]:
    """Delete an account nothing depends on; 403 says what does."""
    by = writer(request)
    account = get_object_or_404(queries.visible_accounts(by), pk=account_id)
    actions.delete_account(by=by, at=now(), account=account, version=version_of(request))
    return Status(204, None)


def _accounts(by: User) -> QuerySet[Account]:
    return queries.visible_accounts(by).select_related("team").prefetch_related("domains", "members", "years")


def _account_values(by: User, given: AccountChange) -> dict[str, Any]:
    said = given.dict(exclude_unset=True)
    values = {
        name: value for name, value in said.items() if name not in {"domains", "years", "parent"} and value is not None
    }
    if "parent" in said:
        values["parent"] = _parent(by, said["parent"])
    return values


def _parent(by: User, parent: int | None) -> Account | None:
    if parent is None:
        return None
    row = queries.visible_accounts(by).filter(pk=parent).first()
    if row is None:
        raise ValidationError({"parent": f"There is no account {parent} that you may see."})
    return row


def _years(given: list[YearIn]) -> list[actions.YearFigures]:
    return [actions.YearFigures(**each.dict()) for each in given]
