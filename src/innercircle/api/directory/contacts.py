"""Contacts over the API: the same permissions, refusals and audit as the pages."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from innercircle.access.models import User
from innercircle.api.directory.shapes import ContactChange, ContactFilter, ContactIn, ContactOut, PostChange
from innercircle.api.directory.shown import clean, show_contact
from innercircle.api.paging import Page, page
from innercircle.api.v1 import PROBLEMS, caller, now, version_of, writer
from innercircle.directory import actions, queries
from innercircle.directory.models import Contact

router = Router(tags=["Directory"])


@router.get("/contacts", response={200: Page[ContactOut], **PROBLEMS})
def list_contacts(request: HttpRequest, asked: Query[ContactFilter]) -> dict[str, Any]:
    """The contacts of accounts you may see."""
    by = caller(request)
    words = clean(asked.search)
    rows = queries.visible_contacts(by)
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(emails__address__icontains=words))
    if asked.account is not None:
        rows = rows.filter(affiliations__account=get_object_or_404(queries.visible_accounts(by), pk=asked.account))
    return page(_with_posts(rows.distinct(), by), asked, show_contact)


@router.post("/contacts", response={201: ContactOut, **PROBLEMS})
def add_contact(request: HttpRequest, given: ContactIn) -> Status[ContactOut]:
    """Add a person at an account you may change."""
    by = writer(request)
    account = get_object_or_404(queries.visible_accounts(by), pk=given.account)
    said = given.dict(exclude_none=True)
    post: dict[str, Any] = {name: said.pop(name) for name in ("since", "title", "department", "level") if name in said}
    emails = said.pop("emails", [])
    said.pop("account")
    contact = actions.add_contact(by=by, at=now(), account=account, values=said, emails=emails, post=post)
    return Status(201, _contact(by, contact.pk))


@router.get("/contacts/{contact_id}", response={200: ContactOut, **PROBLEMS})
def get_contact(request: HttpRequest, contact_id: int) -> ContactOut:
    """One contact."""
    return _contact(caller(request), contact_id)


@router.patch("/contacts/{contact_id}", response={200: ContactOut, **PROBLEMS})
def change_contact(request: HttpRequest, contact_id: int, given: ContactChange) -> ContactOut:
    """Change a contact; `If-Match: "<version>"` refuses when somebody else was faster."""
    by = writer(request)
    contact = get_object_or_404(queries.visible_contacts(by), pk=contact_id)
    said = given.dict(exclude_none=True)
    emails = said.pop("emails", None)
    actions.change_contact(by=by, at=now(), contact=contact, version=version_of(request), values=said, emails=emails)
    return _contact(by, contact_id)


@router.delete("/contacts/{contact_id}", response={204: None, **PROBLEMS})
def delete_contact(request: HttpRequest, contact_id: int) -> Status[None]:
    """Delete a contact nothing depends on; 403 says what does."""
    by = writer(request)
    contact = get_object_or_404(queries.visible_contacts(by), pk=contact_id)
    actions.delete_contact(by=by, at=now(), contact=contact, version=version_of(request))
    return Status(204, None)


@router.patch("/contacts/{contact_id}/posts/{post_id}", response={200: ContactOut, **PROBLEMS})
def change_post(request: HttpRequest, contact_id: int, post_id: int, given: PostChange) -> ContactOut:
    """Change days, title, department or level of one post; a last day makes the person a leaver."""
    by = writer(request)
    rows = queries.visible_posts(by).filter(contact=contact_id)
    post = get_object_or_404(rows.select_related("account", "contact"), pk=post_id)
    values = given.dict(exclude_unset=True)
    values |= {name: "" for name in ("title", "department", "level") if values.get(name, "") is None}
    actions.change_affiliation(by=by, at=now(), affiliation=post, version=version_of(request), values=values)
    return _contact(by, contact_id)


def _with_posts(rows: QuerySet[Contact], by: User) -> QuerySet[Contact]:
    return rows.prefetch_related("emails", Prefetch("affiliations", queryset=queries.visible_posts(by)))


def _contact(by: User, contact_id: int) -> ContactOut:
    return show_contact(get_object_or_404(_with_posts(queries.visible_contacts(by), by), pk=contact_id))
