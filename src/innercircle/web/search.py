"""Ctrl/Cmd-K and its page without script: to any account, person or page that this person may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from innercircle.access.models import User
from innercircle.directory import queries
from innercircle.web.navigation import address_of, own_places, places

MOST = 6  # hits of one kind


@dataclass(frozen=True, slots=True)
class Hit:
    """One place to go."""

    label: str
    href: str
    icon: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Hits of one kind."""

    label: str
    hits: tuple[Hit, ...]


def search(request: HttpRequest) -> HttpResponse:
    """The page of results, or only the results for the command menu."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101  the log-in middleware lets nobody else through
    words = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    groups = _groups(user, words, request.path)
    empty = bool(words) and not any(group.hits for group in groups)
    template = "shell/results.html" if request.GET.get("part") == "results" else "shell/search.html"
    return render(request, template, {"groups": groups, "words": words, "empty": empty})


def _groups(user: User, words: str, path_: str) -> tuple[Group, ...]:
    pages = Group(_("Pages"), tuple(_pages(user, words, path_)))
    if not words:
        return (pages,)
    return (
        Group(_("Accounts"), _hits(queries.find_accounts(user, words, MOST), "account", "building-community")),
        Group(_("Contacts"), _hits(queries.find_contacts(user, words, MOST), "contact", "users")),
        Group(_("Colleagues"), _hits(queries.find_colleagues(user, words, MOST), "colleague", "id-badge-2")),
        pages,
    )


def _hits(finds: Iterable[queries.Find], name: str, icon: str) -> tuple[Hit, ...]:
    found = ((find, address_of(name, find.key)) for find in finds)
    return tuple(Hit(find.name, href, icon, find.detail) for find, href in found if href)


def _pages(user: User, words: str, path_: str) -> Iterable[Hit]:
    entries = [(str(place.label), place.href, place.icon) for place in (*places(user, path_), *own_places(path_))]
    return (Hit(label, href, icon) for label, href, icon in entries if words.lower() in label.lower())


urls = [path("search/", search, name="search")]
