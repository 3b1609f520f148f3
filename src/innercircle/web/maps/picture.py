"""The map of an account as a picture and as a matrix, with everything known of whoever is chosen."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _

from innercircle.directory.models import Account, Level
from innercircle.maps import queries
from innercircle.maps.rules.outline import Row, outline
from innercircle.maps.rules.values import Map, Ours, Person
from innercircle.maps.words import (
    evidence_words,
    finding_detail,
    finding_title,
    line_words,
    role_word,
    step_state,
    step_title,
)
from innercircle.web.hours.frame import account_context, may_change, now, seen_account
from innercircle.web.listing import Filter, Listing, read_listing
from innercircle.web.maps.drawing import Picture, Show, draw
from innercircle.web.maps.forms import NewPersonForm
from innercircle.web.maps.panel import panel_of

MANY = 60  # above so many people departments begin folded
_FILE_STYLE = "text{font-family:Inter,system-ui,sans-serif}a{text-decoration:none}"
_FILE_WIDTH = "1120"


def account_map(request: HttpRequest, pk: int) -> HttpResponse:
    """Two facing outlines, or the same as a matrix."""
    account, at = seen_account(request, pk), now()
    found = queries.map_of(account, at)
    listing = _listing(request, found)
    rows = _rows(request, found, listing)
    context = {
        **account_context(request, account, "account-map"),
        "listing": listing,
        "show": _show(request).value,
        "matrix": _matrix(request, found, rows, listing) if request.GET.get("view") == "matrix" else None,
        "svg": draw(_picture(request, account, found, rows, listing)),
        "shows": _switch(request),
        "views": _views(request),
        "found": found,
        "people": sum(1 for row in rows if row.person),
        "panel": panel_of(request, account, found),
        "findings": [
            {"title": finding_title(each), "detail": finding_detail(each), "names": _names(found, each.posts)}
            for each in queries.open_findings(account, found, at)
        ],
        "steps": [
            {"step": each, "title": step_title(each), "state": step_state(each)}
            for each in queries.progress_of(account, found, at)
        ],
        "new_person": NewPersonForm(people=found.present(at.date())) if may_change(request, account) else None,
        "day": at.date(),
    }
    return render(request, "maps/map.html", context)


def map_svg(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture as a file, with the filters of the page."""
    account = seen_account(request, pk)
    found = queries.map_of(account, now())
    listing = _listing(request, found)
    picture = _picture(request, account, found, _rows(request, found, listing), listing)
    body = draw(picture, width=_FILE_WIDTH, style=_FILE_STYLE)
    name = f"{slugify(account.name) or 'map'}-{now():%Y-%m-%d}.svg"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(body, content_type="image/svg+xml", headers=headers)


def _listing(request: HttpRequest, found: Map) -> Listing:
    departments = sorted({each.department for each in found.people if each.department})
    teams = sorted({each.team for each in found.ours if each.team})
    roles = sorted({role for each in found.people for role in each.roles})
    filters = (
        Filter("role", _("Role"), [(key, role_word(key)) for key in roles]),
        Filter("level", _("Level"), [(value, str(word)) for value, word in Level.choices]),
        Filter("department", _("Department"), [(name, name) for name in departments]),
        Filter("team", _("Team"), [(name, name) for name in teams]),
    )
    return read_listing(request.GET, sorts=("name",), default="name", filters=filters)


def _rows(request: HttpRequest, found: Map, listing: Listing) -> list[Row]:
    people = [each for each in found.people if _fits(each, listing)]
    toggled = set(request.GET.getlist("turn"))
    every = {each.department for each in people}
    folded = every - toggled if len(people) > MANY and not listing.narrowed else every & toggled
    return outline(people, folded)


def _fits(person: Person, listing: Listing) -> bool:
    chosen, words = listing.chosen, listing.words.casefold().split()
    text = f"{person.name} {person.title} {person.department}".casefold()
    return (
        all(word in text for word in words)
        and chosen.get("role", "") in ("", *person.roles)
        and chosen.get("level", "") in ("", person.level)
        and chosen.get("department", "") in ("", person.department)
    )


def _show(request: HttpRequest) -> Show:
    try:
        return Show(request.GET.get("show", Show.ASSESSED))
    except ValueError:
        return Show.ASSESSED


def _picture(request: HttpRequest, account: Account, found: Map, rows: list[Row], listing: Listing) -> Picture:
    team = listing.chosen.get("team")
    person, colleague = request.GET.get("person", ""), request.GET.get("colleague", "")
    return Picture(
        rows=rows,
        found=found,
        day=now().date(),
        now=int(now().timestamp()),
        show=_show(request),
        title=_("Relationship map of %(name)s") % {"name": account},
        person_href=lambda each: _href(request, person=each.post) + "#panel",
        colleague_href=lambda each: _href(request, colleague=each.colleague) + "#panel",
        fold_href=lambda name: _turned(request, name),
        chosen=f"p{person}" if person else f"c{colleague}",
        ours=frozenset(each.colleague for each in found.ours if each.team == team) if team else None,
    )


def _href(request: HttpRequest, **changes: object) -> str:
    """The page with somebody else chosen, or another switch set; the rest of the address stays."""
    query = request.GET.copy()
    for name in ("person", "colleague") if {"person", "colleague"} & set(changes) else ():
        query.pop(name, None)
    for name, value in changes.items():
        query[name] = str(value)
    return f"{_page(request)}?{query.urlencode()}"


def _turned(request: HttpRequest, name: str) -> str:
    query = request.GET.copy()
    turned = set(query.getlist("turn")) ^ {name}
    query.setlist("turn", sorted(turned))
    return f"{_page(request)}?{query.urlencode()}"


def _page(request: HttpRequest) -> str:
    """The page itself, for the exported file too."""
    return request.path.replace("map.svg", "map/")


def _switch(request: HttpRequest) -> list[dict[str, Any]]:
    words = {Show.ASSESSED: _("Assessed"), Show.EVIDENCED: _("Evidenced"), Show.WANTED: _("Wanted")}
    return [
        {"label": word, "href": _href(request, show=each.value), "current": each is _show(request)}
        for each, word in words.items()
    ]


def _views(request: HttpRequest) -> list[dict[str, Any]]:
    now_ = request.GET.get("view") == "matrix"
    return [
        {"label": _("Picture"), "href": _href(request, view="picture"), "current": not now_},
        {"label": _("Matrix"), "href": _href(request, view="matrix"), "current": now_},
    ]


def _matrix(request: HttpRequest, found: Map, rows: list[Row], listing: Listing) -> dict[str, Any]:
    """Contacts down, colleagues across; each filled cell says in words what it holds."""
    team = listing.chosen.get("team")
    ours = [each for each in found.ours if not team or each.team == team]
    shown = _fitting_people(found, listing) if any(row.folded for row in rows) else [r.person for r in rows if r.person]
    return {
        "ours": [{"name": each.name, "href": _href(request, colleague=each.colleague) + "#panel"} for each in ours],
        "rows": [
            {
                "person": person,
                "roles": [role_word(key) for key in person.roles],
                "href": _href(request, person=person.post) + "#panel",
                "cells": _cells(request, found, person, ours),
            }
            for person in shown
        ],
    }


def _fitting_people(found: Map, listing: Listing) -> list[Person]:
    return [row.person for row in outline(each for each in found.people if _fits(each, listing)) if row.person]


def _cells(request: HttpRequest, found: Map, person: Person, ours: list[Ours]) -> list[dict[str, Any] | None]:
    lines = {line.colleague: line for line in found.lines_of(person.post)}
    picture = Picture((), found, now().date(), 0, _show(request), "", str, str, str)
    cells: list[dict[str, Any] | None] = []
    for each in ours:
        line = lines.get(each.colleague)
        level = picture.level(line) if line else None
        words = f"{each.name} – {person.name}: {line_words(line)}; {evidence_words(line.evidence)}" if line else ""
        cells.append(
            {"level": level, "words": words, "stale": bool(line and line.stale(picture.day))} if line else None
        )
    return cells


def _names(found: Map, posts: tuple[int, ...]) -> str:
    names = {each.post: each.name for each in found.people}
    shown = [names[post] for post in posts if post in names]
    more = f" +{len(shown) - 3}" if len(shown) > 3 else ""
    return ", ".join(shown[:3]) + more
