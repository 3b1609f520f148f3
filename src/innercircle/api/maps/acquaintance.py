"""Who knows whom, and the help catalogue, over the API."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from innercircle.api.hours.figures import seen
from innercircle.api.maps import shown
from innercircle.api.maps.shapes import HelpOut, OfferChange, OfferIn, OfferOut, WayOut
from innercircle.api.paging import Page, Paging, page
from innercircle.api.v1 import PROBLEMS, caller, now, some_of, version_of, writer
from innercircle.directory.queries import visible_colleagues, visible_contacts, visible_posts
from innercircle.maps import actions, queries

router = Router(tags=["Maps"])
_MOST = 50  # ways to one contact


@router.get("/contacts/{contact_id}/who-knows", response={200: list[WayOut], **PROBLEMS})
def list_ways(request: HttpRequest, contact_id: int) -> list[WayOut]:
    """The strongest ways of our colleagues to a contact, direct or by one introduction, over all accounts you see."""
    by = caller(request)
    contact = get_object_or_404(visible_contacts(by), pk=contact_id)
    found = queries.who_knows(by, contact.pk, now(), best=_MOST)
    return [shown.way(each, contact.pk, contact.name) for each in found]


@router.get("/accounts/{account_id}/who-knows", response={200: Page[list[WayOut]], **PROBLEMS})
def list_account_ways(request: HttpRequest, account_id: int, asked: Query[Paging]) -> dict[str, Any]:
    """Everybody who works at an account, the highest level first, with the three strongest ways to each."""
    by, at = caller(request), now()
    people = queries.people_reached(seen(by, account_id), at.date())
    part = people[asked.offset : asked.offset + asked.limit]
    found = queries.who_knows_all(by, [post.contact_id for post in part], at)
    items = [[shown.way(each, post.contact_id, post.contact.name) for each in found[post.contact_id]] for post in part]
    return {"total": len(people), "offset": asked.offset, "limit": asked.limit, "items": items}


@router.get("/contacts/{contact_id}/help", response={200: list[HelpOut], **PROBLEMS})
def list_help(request: HttpRequest, contact_id: int) -> list[HelpOut]:
    """What of the help catalogue answers what this contact needs, at the accounts you see."""
    by, day = caller(request), now().date()
    contact = get_object_or_404(visible_contacts(by), pk=contact_id)
    posts = list(visible_posts(by).filter(contact=contact).order_by().values_list("pk", flat=True))
    found = queries.help_for_posts(posts, day)
    return [shown.suggestion(each) for post in posts for each in found[post]]


@router.get("/help", response={200: Page[OfferOut], **PROBLEMS})
def list_offers(request: HttpRequest, asked: Query[Paging]) -> dict[str, Any]:
    """The help catalogue, retired entries too."""
    caller(request)
    return page(queries.offers(), asked, shown.offer)


@router.post("/help", response={201: OfferOut, **PROBLEMS})
def add_offer(request: HttpRequest, given: OfferIn) -> Status[OfferOut]:
    """Add an entry; for administrators and managers."""
    by = writer(request)
    values = given.dict()
    ours = some_of(visible_colleagues(by), values.pop("colleagues"), "colleagues")
    return Status(201, shown.offer(actions.add_offer(by=by, at=now(), values=values, colleagues=ours)))


@router.patch("/help/{offer_id}", response={200: OfferOut, **PROBLEMS})
def change_offer(request: HttpRequest, offer_id: int, given: OfferChange) -> OfferOut:
    """Change an entry, or retire it by a last day; `If-Match: "<version>"` refuses when somebody else was faster."""
    by = writer(request)
    row = get_object_or_404(queries.offers(), pk=offer_id)
    values = given.dict(exclude_unset=True)
    keys = values.pop("colleagues", None)
    ours = some_of(visible_colleagues(by), keys, "colleagues") if keys is not None else None
    values = {name: value for name, value in values.items() if value is not None or name in {"since", "until"}}
    version = version_of(request)
    row = actions.change_offer(by=by, at=now(), offer=row, version=version, values=values, colleagues=ours)
    return shown.offer(get_object_or_404(queries.offers(), pk=row.pk))
