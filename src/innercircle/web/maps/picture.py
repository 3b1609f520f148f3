"""The map of an account as a picture and as a matrix, with everything known of whoever is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from innercircle.directory.models import Account
from innercircle.maps import queries
from innercircle.maps.models import STRENGTH_WORDS
from innercircle.maps.rules.drawing import Drawing, Show
from innercircle.maps.words import (
    strength_word,
)
from innercircle.web.hours.frame import account_context, now, seen_account
from innercircle.web.maps.address import Address
from innercircle.web.maps.drawing import Around, draw, legend_line
from innercircle.web.maps.forms import NewPersonForm
from innercircle.web.maps.look import MANY, Look, look, said, title_of
from innercircle.web.maps.matrix import matrix
from innercircle.web.maps.panel import panel_of


def account_map(request: HttpRequest, pk: int) -> HttpResponse:
    """Two facing outlines, or the same as a matrix."""
    return map_page(request, seen_account(request, pk))


def map_page(
    request: HttpRequest, account: Account, post: int | None = None, faulty: Mapping[str, Form] | None = None
) -> HttpResponse:
    """The page; `faulty` are forms that were sent and not taken, by their name in the panel of `post`."""
    at = now()
    around = account_context(request, account, "account-map")
    shown = look(request, account, queries.map_of(account, at), at, changing=around["may_change"])
    context = {
        **around,
        **_shown(request, shown),
        "panel": panel_of(request, shown, post, faulty),
        "new_person": _new_person(shown, faulty or {}),
    }
    return render(request, "maps/map.html", context, status=422 if faulty else 200)


def _shown(request: HttpRequest, shown: Look) -> dict[str, Any]:
    """The picture or the matrix, and the switches above it."""
    as_matrix, address = request.GET.get("view") == "matrix", shown.address
    drawn = None if as_matrix else shown.drawn()
    strengths = [(legend_line(int(level)), f"{int(level)} {word}") for level, word in STRENGTH_WORDS.items()]
    return {
        "found": shown.found,
        "listing": shown.listing,
        "address": address,
        "show": shown.show.value,
        "people": len(shown.people),
        "matrix": matrix(shown.found, shown.people, shown.ours, shown.show, shown.at, address, shown.roles)
        if as_matrix
        else None,
        "svg": _svg(request, shown, drawn) if drawn else "",
        "dense": bool(drawn and drawn.dense),
        "shows": _switch(address, shown.show),
        "views": _views(address, as_matrix=as_matrix),
        "folds": _folds(shown, as_matrix=as_matrix),
        "legend": strengths[1:],
        "kinds": [("pdf", _("PDF, with a table")), ("png", _("PNG image")), ("svg", _("SVG drawing"))],
    }


def _new_person(shown: Look, faulty: Mapping[str, Form]) -> Form | None:
    if not shown.changing:
        return None
    return faulty.get("new_person") or NewPersonForm(people=shown.found.present(shown.at.date()))


def _svg(request: HttpRequest, shown: Look, drawn: Drawing) -> str:
    person, colleague = request.GET.get("person", ""), request.GET.get("colleague", "")
    around = Around(
        title=title_of(shown.account),
        said=said(shown.found, shown.roles),
        href=shown.address.node,
        fold_href=shown.address.turned,
        chosen=f"p{person}" if person else f"c{colleague}",
        strengths=[strength_word(level) for level in STRENGTH_WORDS],
    )
    return draw(drawn, around)


def _switch(address: Address, show: Show) -> list[dict[str, Any]]:
    return [
        {"label": word, "href": address.with_(show=each.value), "current": each is show, "hint": hint}
        for each, word, hint in (
            (Show.ASSESSED, _("Assessed"), _("What somebody of ours said last.")),
            (Show.EVIDENCED, _("Evidenced"), _("What the client hours in the calendars speak for.")),
            (Show.WANTED, _("Wanted"), _("The level that is aimed at.")),
        )
    ]


def _views(address: Address, *, as_matrix: bool) -> list[dict[str, Any]]:
    return [
        {"label": _("Picture"), "href": address.with_(view=None), "current": not as_matrix},
        {"label": _("Matrix"), "href": address.with_(view="matrix"), "current": as_matrix},
    ]


def _folds(shown: Look, *, as_matrix: bool) -> dict[str, Any] | None:
    """How to open and close all departments; None where there is but one, or none to see."""
    headings = [row for row in shown.rows if row.person is None]
    if as_matrix or len(headings) < 2:
        return None
    return {
        "count": len(headings),
        "closed": sum(row.folded for row in headings),
        "many": len(shown.people) > MANY,
        "bound": MANY,
        "open_href": shown.address.folded("none"),
        "close_href": shown.address.folded("all"),
    }
