"""The places of the product that everybody, or an administrator, finds in the frame of every page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from innercircle.access.rules import may_administer

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from innercircle.access.models import User


@dataclass(frozen=True, slots=True)
class Place:
    """One entry: what it is called, its icon, the name of its address, and whether it is for administrators."""

    label: _StrPromise
    icon: str
    name: str
    administration: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A place as one page shows it."""

    label: _StrPromise
    icon: str
    href: str
    current: bool
    administration: bool


PLACES = (
    Place(_("Portfolio"), "layout-dashboard", "portfolio"),
    Place(_("Accounts"), "building-community", "accounts"),
    Place(_("Contacts"), "users", "contacts"),
    Place(_("Colleagues"), "id-badge-2", "colleagues"),
    Place(_("Calendars"), "calendar-event", "calendars"),
    Place(_("Month close"), "calendar-check", "closes"),
    Place(_("Users"), "shield-lock", "users", administration=True),
    Place(_("Teams"), "users-group", "teams", administration=True),
    Place(_("Audit"), "history", "audit", administration=True),
    Place(_("Page components"), "palette", "gallery", administration=True),
)


def places(user: User, path: str) -> tuple[Entry, ...]:
    """The entries this person finds, the one whose page `path` is marked; a place that is not installed is left out."""
    found = [(place, _address(place.name)) for place in PLACES if not place.administration or may_administer(user.role)]
    return tuple(
        Entry(place.label, place.icon, href, _is_current(href, path), place.administration)
        for place, href in found
        if href
    )


def _is_current(href: str, path: str) -> bool:
    return path == href if href == "/" else path.startswith(href)


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
