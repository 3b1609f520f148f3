"""Who knows whom: the strongest evidenced ways to one contact, or to everybody at an account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from innercircle.directory.models import Account, Affiliation, Contact
from innercircle.kit.cells import Cell
from innercircle.maps import queries
from innercircle.maps.queries import Way
from innercircle.maps.words import introduction_words, strength_word, tie_words
from innercircle.web.directory.frame import now, reader, seen_contact, today
from innercircle.web.export import KINDS, answer
from innercircle.web.hours.frame import account_context, seen_account
from innercircle.web.listing import read_listing
from innercircle.web.maps.frame import meetings_of_both
from innercircle.wording.figures import HOUR, hours

HEADER = [
    "contact", "account", "place", "colleague", "level", "hours", "through", "account of the introducer", "first tie",
    "first: meetings in a year", "first: last met", "second tie", "second: meetings in a year", "second: last met",
]  # fmt: skip
_AT_A_TIME = 25  # contacts of an account on one page


def contact_ways(request: HttpRequest, pk: int) -> HttpResponse:
    """The ten strongest ways to one contact."""
    row = seen_contact(request, pk)
    ways = queries.who_knows(reader(request), row.pk, now())
    post = queries.present_post(reader(request), row.pk, today())
    context = {
        "contact": row,
        "post": post,
        "ways": [shown(way, row, post.account_id if post else None, now()) for way in ways],
        "crumbs": [(_("Contacts"), reverse("contacts")), (row.name, reverse("contact", args=[pk])), (_title(), "")],
        "title": _title(),
    }
    return render(request, "maps/who_knows.html", context)


def contact_ways_export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The same as a file."""
    row = seen_contact(request, pk)
    if kind not in KINDS:
        raise Http404
    post = queries.present_post(reader(request), row.pk, today())
    ways = queries.who_knows(reader(request), row.pk, now())
    return answer(request, kind, _("who knows whom"), HEADER, _cells(row, str(post.account) if post else "", ways))


def account_ways(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody who works at an account, with the strongest ways to each."""
    account = seen_account(request, pk)
    listing = read_listing(request.GET, sorts=["name"], default="name")
    page = Paginator(queries.people_reached(account, today()), _AT_A_TIME).get_page(listing.page)
    found = queries.who_knows_all(reader(request), [post.contact_id for post in page], now())
    context = {
        **account_context(request, account, "account-map", _title()),
        "listing": listing,
        "page": page,
        "rows": [_row(post, found[post.contact_id]) for post in page],
        "title": _title(),
    }
    return render(request, "maps/who_knows_account.html", context)


def account_ways_export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Everybody of the account with the strongest ways to each, as a file."""
    account = seen_account(request, pk)
    if kind not in KINDS:
        raise Http404
    return answer(request, kind, _("who knows whom"), HEADER, _everybody(request, account))


def _everybody(request: HttpRequest, account: Account) -> Iterator[list[Cell]]:
    posts = list(queries.people_reached(account, today()))
    for start in range(0, len(posts), _AT_A_TIME):
        part = posts[start : start + _AT_A_TIME]
        found = queries.who_knows_all(reader(request), [post.contact_id for post in part], now())
        for post in part:
            yield from _cells(post.contact, account.name, found[post.contact_id])


def _title() -> str:
    return _("Who knows whom")


def _row(post: Affiliation, ways: tuple[Way, ...]) -> dict[str, Any]:
    told = [shown(way, post.contact, post.account_id, now()) for way in ways]
    return {"post": post, "ways": told, "best": told[:1], "more": told[1:]}


def shown(way: Way, contact: Contact, account: int | None, at: datetime) -> dict[str, Any]:
    """One way for a page: who, through whom, how strong, each step in words, and the meetings of the first.

    `account` is where the contact works now, None where the reader sees no such place.
    """
    path, via = way.path, way.via
    met, place = (via.contact, via.account_id) if via else (contact, account)
    return {
        "meetings": meetings_of_both(place, met.pk, way.colleague.pk, path.first.evidence, at) if place else "",
        "way": way,
        "level": int(path.level),
        "word": strength_word(path.level),
        "hours": hours(round(path.weight * HOUR)),
        "steps": _steps(way, contact.name),
    }


def _steps(way: Way, name: str) -> list[str]:
    path, via = way.path, way.via
    steps = [tie_words(path.first, way.colleague.name, via.contact.name if via else name)]
    if path.second and via:
        steps.append(introduction_words(path.second, via.contact.name, name))
    return steps


def _day(epoch: int | None) -> date | None:
    return None if epoch is None else datetime.fromtimestamp(epoch, UTC).date()


def _cells(contact: Contact, account: str, ways: tuple[Way, ...]) -> Iterator[list[Cell]]:
    for place, way in enumerate(ways, 1):
        path, via, said = way.path, way.via, _steps(way, contact.name)
        second = path.second
        yield [
            contact.name, account, place, way.colleague.name, int(path.level), round(path.weight, 2),
            via.contact.name if via else None, via.account.name if via else None,
            said[0], path.first.evidence.meetings, _day(path.first.evidence.last),
            said[1] if second else None, second.evidence.meetings if second else None,
            _day(second.evidence.last) if second else None,
        ]  # fmt: skip
