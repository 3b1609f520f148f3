"""The asset and engagements over the API: the same permissions, refusals and audit as the pages."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from innercircle.access.models import User
from innercircle.api.asset.shapes import (
    AssetOut,
    EngagementChange,
    EngagementIn,
    EngagementOut,
    HangingOut,
    RelationAsked,
    RelationOut,
)
from innercircle.api.hours.figures import seen
from innercircle.api.paging import Page, Paging
from innercircle.api.v1 import PROBLEMS, caller, now, some_of, version_of, writer
from innercircle.directory.models import Account
from innercircle.directory.queries import contacts_of
from innercircle.plans.actions import engagements as actions
from innercircle.plans.queries.assets import AccountAsset, account_asset, assets
from innercircle.plans.queries.dependence import hanging, visible_engagements
from innercircle.plans.rules.asset import Cause, Effect, relation

router = Router(tags=["Asset"])
_ONE = "/accounts/{account_id}/engagements/{engagement_id}"
_OPTIONAL = frozenset({"end", "value", "uncontested", "unasked", "sponsor"})


@router.get("/assets", response={200: Page[AssetOut], **PROBLEMS})
def list_assets(request: HttpRequest, asked: Query[Paging]) -> dict[str, Any]:
    """The quarters of every account you may see, by name."""
    found = assets(caller(request), now())
    part = found[asked.offset : asked.offset + asked.limit]
    items = [AssetOut.of(each) for each in part]
    return {"total": len(found), "offset": asked.offset, "limit": asked.limit, "items": items}


@router.get("/accounts/{account_id}/asset", response={200: AssetOut, **PROBLEMS})
def get_asset(request: HttpRequest, account_id: int) -> AssetOut:
    """The asset of one account and what followed, by quarter."""
    return AssetOut.of(_found(caller(request), account_id))


@router.get("/accounts/{account_id}/asset/relation", response={200: RelationOut, **PROBLEMS})
def get_relation(request: HttpRequest, account_id: int, asked: Query[RelationAsked]) -> RelationOut:
    """How far two figures go together, with their pairs."""
    found = _found(caller(request), account_id)
    return RelationOut.of(relation(found.quarters, Cause(asked.cause), Effect(asked.effect), asked.lag))


@router.get("/accounts/{account_id}/engagements", response={200: list[EngagementOut], **PROBLEMS})
def list_engagements(request: HttpRequest, account_id: int) -> list[EngagementOut]:
    """The engagements of an account, the latest first."""
    by = caller(request)
    return [EngagementOut.of(row) for row in _rows(by, seen(by, account_id))]


@router.get("/accounts/{account_id}/engagements/hanging", response={200: list[HangingOut], **PROBLEMS})
def list_hanging(request: HttpRequest, account_id: int) -> list[HangingOut]:
    """The engagements that would stop if one person left, on either side."""
    by = caller(request)
    return [HangingOut.of(each) for each in hanging(by, seen(by, account_id), now())]


@router.post("/accounts/{account_id}/engagements", response={201: EngagementOut, **PROBLEMS})
def add_engagement(request: HttpRequest, account_id: int, given: EngagementIn) -> Status[EngagementOut]:
    """Write down work the client gave us."""
    by = writer(request)
    account = seen(by, account_id)
    row = actions.add_engagement(by=by, at=now(), account=account, values=_values(account, given))
    return Status(201, EngagementOut.of(row))


@router.patch(_ONE, response={200: EngagementOut, **PROBLEMS})
def change_engagement(
    request: HttpRequest, account_id: int, engagement_id: int, given: EngagementChange
) -> EngagementOut:
    """Mend an engagement; `If-Match: "<version>"` refuses when somebody else was faster."""
    by = writer(request)
    account = seen(by, account_id)
    row = actions.change_engagement(
        by=by, at=now(), engagement=get_object_or_404(_rows(by, account), pk=engagement_id),
        version=version_of(request), values=_values(account, given),
    )  # fmt: skip
    return EngagementOut.of(row)


@router.delete(_ONE, response={204: None, **PROBLEMS})
def remove_engagement(request: HttpRequest, account_id: int, engagement_id: int) -> Status[None]:
    """Take away what was written down by mistake."""
    by = writer(request)
    rows = _rows(by, seen(by, account_id))
    actions.remove_engagement(by=by, at=now(), engagement=get_object_or_404(rows, pk=engagement_id))
    return Status(204, None)


def _found(by: User, account_id: int) -> AccountAsset:
    found = account_asset(by, seen(by, account_id), now())
    if found is None:
        raise Http404
    return found


def _rows(by: User, account: Account) -> Any:
    return visible_engagements(by).filter(account=account)


def _values(account: Account, given: EngagementChange) -> dict[str, Any]:
    """What was said; null clears what may be empty, and is passed over where it may not."""
    said = given.dict(exclude_unset=True)
    values = {name: value for name, value in said.items() if value is not None or name in _OPTIONAL}
    if values.get("sponsor") is not None:
        values["sponsor"] = some_of(contacts_of(account), [values["sponsor"]], "sponsor")[0]
    return values
