"""Hours and month tests over the API."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from innercircle.access.models import User
from innercircle.api.hours import shown
from innercircle.api.hours.shapes import MonthOut, MonthsAsked, PolicyAsked, TargetIn, TestOut, TestsAsked
from innercircle.api.paging import Page
from innercircle.api.v1 import PROBLEMS, caller, month_in, now, writer
from innercircle.directory.models import Account
from innercircle.directory.queries import visible_accounts
from innercircle.hours import actions, queries
from innercircle.hours.queries import Ask
from innercircle.hours.rules import Policy, Verdict
from innercircle.kit.month import Month

router = Router(tags=["Hours"])
_MOST_MONTHS = 240
_HOUR = 3600
_MOST_ROWS = 100_000


def seen(by: User, account_id: int) -> Account:
    """The account if this person may see it; 404 otherwise."""
    return get_object_or_404(visible_accounts(by), pk=account_id)


@router.get("/hours", response={200: Page[MonthOut], **PROBLEMS})
def list_hours(request: HttpRequest, asked: Query[MonthsAsked]) -> dict[str, Any]:
    """Client hours and verdicts, a row per account and month: what `innercircle hours` prints."""
    by = caller(request)
    account = seen(by, asked.account) if asked.account is not None else None
    last = Month.parse(asked.last) if asked.last else Month.of_day(now().date()).plus(-1)
    first = Month.parse(asked.first) if asked.first else last.plus(-12)
    first = max(first, last.plus(1 - _MOST_MONTHS), key=lambda month: month.index)
    rows = list(queries.month_rows(by, first, last, now(), policy=Policy(asked.policy), account=account))
    part = islice(rows, asked.offset, asked.offset + asked.limit)
    items = [shown.month_row(row) for row in part]
    return {"total": len(rows), "offset": asked.offset, "limit": asked.limit, "items": items}


@router.get("/month-tests", response={200: Page[TestOut], **PROBLEMS})
def list_month_tests(request: HttpRequest, asked: Query[TestsAsked]) -> dict[str, Any]:
    """The last finished month's test of every account you may see, by name."""
    verdict = Verdict(asked.verdict) if asked.verdict else None
    ask = Ask(words=asked.search, verdict=verdict, sort="name", descending=False)
    found = queries.portfolio(
        caller(request),
        now(),
        policy=Policy(asked.policy),
        ask=ask,
        page=1,
        per_page=min(asked.offset + asked.limit, _MOST_ROWS),
    )
    items = [shown.month_test(row) for row in found.rows[asked.offset :]]
    return {"total": found.count, "offset": asked.offset, "limit": asked.limit, "items": items}


@router.get("/accounts/{account_id}/hours", response={200: list[MonthOut], **PROBLEMS})
def get_account_hours(request: HttpRequest, account_id: int, asked: Query[PolicyAsked]) -> list[MonthOut]:
    """Thirteen finished months and the running one, oldest first."""
    by = caller(request)
    account = seen(by, account_id)
    found = queries.account_hours(by, account, now(), policy=Policy(asked.policy))
    return [shown.account_month(account.pk, account.name, each) for each in (*found.months, found.running_month)]


@router.put("/accounts/{account_id}/targets/{month}", response={204: None, **PROBLEMS})
def set_target(request: HttpRequest, account_id: int, month: str, given: TargetIn) -> Status[None]:
    """Set what to aim for in a month."""
    by = writer(request)
    seconds = None if given.hours is None else round(given.hours * _HOUR)
    actions.set_target(account=seen(by, account_id), month=month_in(month), seconds=seconds, by=by, at=now())
    return Status(204, None)
