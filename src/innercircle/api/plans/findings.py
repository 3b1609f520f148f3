"""Verdicts, findings, rules switched off, and reviews of plans, over the API."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from innercircle.api.hours.figures import seen
from innercircle.api.paging import Page, Paging, page
from innercircle.api.plans import shown
from innercircle.api.plans.shapes import (
    FindingOut,
    FindingsOut,
    FirmOffIn,
    OffIn,
    OffOut,
    PlanVerdictOut,
    ReviewIn,
    ReviewOut,
    VerdictsOut,
)
from innercircle.api.v1 import PROBLEMS, caller, now, writer
from innercircle.plans import actions, queries
from innercircle.plans.rules.lint import Place

router = Router(tags=["Plans"])
_MOST_FINDINGS = 100_000


@router.get("/plan-verdicts", response={200: VerdictsOut, **PROBLEMS})
def list_verdicts(request: HttpRequest) -> VerdictsOut:
    """Relationship plan or sales plan: the firm as far as you see it, by account manager, by account."""
    found = queries.verdicts(caller(request), now())
    return VerdictsOut(
        firm=shown.plan_verdict(found.firm),
        managers=[shown.manager_verdict(each) for each in found.managers],
        accounts=[shown.account_verdict(each) for each in found.accounts],
        without=found.without,
    )


@router.get("/accounts/{account_id}/plan/verdict", response={200: PlanVerdictOut, **PROBLEMS})
def get_verdict(request: HttpRequest, account_id: int) -> PlanVerdictOut:
    """The verdict on one account's plan, with its trend."""
    return shown.plan_verdict(queries.account_verdict(seen(caller(request), account_id), now()))


@router.get("/plan-findings", response={200: Page[FindingOut], **PROBLEMS})
def list_findings(request: HttpRequest, asked: Query[Paging]) -> dict[str, Any]:
    """What the linter says of every plan you may see, account by account, gravest first: `innercircle lint`."""
    found = [
        shown.finding(each, account.account)
        for account in queries.portfolio_findings(caller(request), now())
        for each in account.linted.findings
    ]
    return page(list(islice(found, _MOST_FINDINGS)), asked, lambda each: each)


@router.get("/accounts/{account_id}/plan/findings", response={200: FindingsOut, **PROBLEMS})
def get_findings(request: HttpRequest, account_id: int) -> FindingsOut:
    """What the linter says of one plan, and what of it was switched off."""
    return shown.findings(queries.findings_of(seen(caller(request), account_id), now()), account_id)


@router.get("/rules-off", response={200: Page[OffOut], **PROBLEMS})
def list_rules_off(request: HttpRequest, asked: Query[Paging]) -> dict[str, Any]:
    """The rules switched off in the whole firm."""
    return page(queries.visible_switches(caller(request)).filter(account=None), asked, shown.off)


@router.post("/rules-off", response={201: OffOut, **PROBLEMS})
def switch_off_everywhere(request: HttpRequest, given: FirmOffIn) -> Status[OffOut]:
    """Switch a rule off in the whole firm; for administrators."""
    by = writer(request)
    return Status(201, shown.off(actions.switch_off(by=by, at=now(), code=given.code, reason=given.reason)))


@router.delete("/rules-off/{code}", response={204: None, **PROBLEMS})
def switch_on_everywhere(request: HttpRequest, code: str) -> Status[None]:
    """Let a rule speak again in the whole firm; for administrators."""
    by = writer(request)
    rows = queries.visible_switches(by).filter(account=None)
    actions.switch_on(by=by, at=now(), off=get_object_or_404(rows, code=code.replace("\x00", "")))
    return Status(204, None)


@router.get("/accounts/{account_id}/rules-off", response={200: list[OffOut], **PROBLEMS})
def list_rules_off_here(request: HttpRequest, account_id: int) -> list[OffOut]:
    """The rules switched off at places of this account's plan, and in the whole firm."""
    by = caller(request)
    rows = queries.visible_switches(by).filter(Q(account=None) | Q(account=seen(by, account_id)))
    return [shown.off(row) for row in rows]


@router.post("/accounts/{account_id}/rules-off", response={201: OffOut, **PROBLEMS})
def switch_off_here(request: HttpRequest, account_id: int, given: OffIn) -> Status[OffOut]:
    """Switch a rule off at one place of this account's plan, with the reason."""
    by = writer(request)
    account, place = seen(by, account_id), Place(given.kind, given.key)
    row = actions.switch_off(by=by, at=now(), code=given.code, reason=given.reason, account=account, place=place)
    return Status(201, shown.off(row))


@router.delete("/accounts/{account_id}/rules-off/{off_id}", response={204: None, **PROBLEMS})
def switch_on_here(request: HttpRequest, account_id: int, off_id: int) -> Status[None]:
    """Let a rule speak again at that place."""
    by = writer(request)
    rows = queries.visible_switches(by).filter(account=seen(by, account_id))
    actions.switch_on(by=by, at=now(), off=get_object_or_404(rows, pk=off_id))
    return Status(204, None)


@router.get("/accounts/{account_id}/plan/reviews", response={200: list[ReviewOut], **PROBLEMS})
def list_reviews(request: HttpRequest, account_id: int) -> list[ReviewOut]:
    """The reviews of this account's plan, newest first."""
    by = caller(request)
    return shown.reviews(queries.visible_reviews(by).filter(account=seen(by, account_id)))


@router.post("/accounts/{account_id}/plan/reviews", response={201: ReviewOut, **PROBLEMS})
def record_review(request: HttpRequest, account_id: int, given: ReviewIn) -> Status[ReviewOut]:
    """Say that somebody went through the plan, and what came of it."""
    by = writer(request)
    row = actions.record_review(by=by, at=now(), account=seen(by, account_id), on=given.on, words=given.words)
    return Status(201, shown.reviews([row])[0])


@router.delete("/accounts/{account_id}/plan/reviews/{review_id}", response={204: None, **PROBLEMS})
def delete_review(request: HttpRequest, account_id: int, review_id: int) -> Status[None]:
    """Take away a review that was written by mistake."""
    by = writer(request)
    rows = queries.visible_reviews(by).filter(account=seen(by, account_id))
    actions.remove_review(by=by, at=now(), review=get_object_or_404(rows, pk=review_id))
    return Status(204, None)
