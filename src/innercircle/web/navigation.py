"""The places of the product that everybody, or an administrator, finds in the frame of every page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from django.core.signals import setting_changed
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from innercircle.access.rules import may_administer

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from innercircle.access.models import User


@dataclass(frozen=True, slots=True)
class Place:
    """One entry: what it is called, its icon, and the name of its address."""

    label: _StrPromise
    icon: str
    name: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A place as one page shows it; `section` is the heading it stands under."""

    label: _StrPromise
    icon: str
    href: str
    current: bool
    section: _StrPromise | str = ""


ADMINISTRATION = _("Administration")
PLACES = {
    _("Relationships"): (
        Place(_("Portfolio"), "layout-dashboard", "portfolio"),
        Place(_("Cannot lose"), "chart-dots", "cannot-lose"),
        Place(_("Asset"), "trending-up", "asset"),
        Place(_("Dependence"), "link", "dependence"),
    ),
    _("Plans"): (
        Place(_("My steps"), "circle-check", "my-steps"),
        Place(_("Objectives"), "target", "objectives"),
        Place(_("Verdicts on plans"), "scale", "plan-verdicts"),
        Place(_("Findings in plans"), "flag", "plan-findings"),
    ),
    _("People and accounts"): (
        Place(_("Accounts"), "building-community", "accounts"),
        Place(_("Contacts"), "users", "contacts"),
        Place(_("Colleagues"), "id-badge-2", "colleagues"),
        Place(_("Help catalogue"), "sparkles", "help-catalogue"),
    ),
    _("Calendars and months"): (
        Place(_("Calendars"), "calendar-event", "calendars"),
        Place(_("Month close"), "calendar-check", "closes"),
    ),
    ADMINISTRATION: (
        Place(_("Directory imports"), "file-import", "imports"),
        Place(_("Firm"), "building", "firm"),
        Place(_("Users"), "shield-lock", "users"),
        Place(_("Teams"), "users-group", "teams"),
        Place(_("Buying roles"), "user-check", "roles"),
        Place(_("Audit"), "history", "audit"),
        Place(_("Page components"), "palette", "gallery"),
    ),
}

OWN = (
    Place(_("My hours"), "clock", "own-hours"),
    Place(_("Settings"), "settings", "settings"),
    Place(_("Change password"), "key", "account_change_password"),
    Place(_("Second factor"), "fingerprint", "mfa_index"),
    Place(_("Keys to the API"), "api", "keys"),
)


def places(user: User, path: str) -> tuple[Entry, ...]:
    """The entries this person finds, the one whose page `path` is marked; a place that is not installed is left out."""
    return _marked(_sides(may_administer(user.role)), path)


def own_places(path: str) -> tuple[Entry, ...]:
    """The entries of the person's own menu."""
    return _marked(_own(), path)


def side_menu(user: User, path: str) -> SafeString:
    """`places` as the side of every page shows them."""
    administers = may_administer(user.role)
    return _side(administers, _current(_sides(administers), path), get_language())


def own_menu(path: str) -> SafeString:
    """`own_places` as the person's menu shows them."""
    return _person(_current(_own(), path), get_language())


def _current(entries: tuple[Entry, ...], path: str) -> tuple[str, ...]:
    return tuple([each.href for each in entries if _is_current(each.href, path)])


# A menu is the same for all who find the same places, and drawn once for each that can be current. Templates ask for
# the language themselves; here it only tells the remembered menus apart.
@lru_cache(256)
def _side(administers: bool, current: tuple[str, ...], _language: str | None) -> SafeString:  # noqa: FBT001 - a fact
    return _drawn("shell/places.html", _sides(administers), current)


@lru_cache(64)
def _person(current: tuple[str, ...], _language: str | None) -> SafeString:
    return _drawn("shell/own_places.html", _own(), current)


def _drawn(template: str, entries: tuple[Entry, ...], current: tuple[str, ...]) -> SafeString:
    marked = [replace(each, current=each.href in current) for each in entries]
    return render_to_string(template, {"places": marked})


def _marked(entries: tuple[Entry, ...], path: str) -> tuple[Entry, ...]:
    return tuple([replace(each, current=True) if _is_current(each.href, path) else each for each in entries])


@cache
def _sides(administers: bool) -> tuple[Entry, ...]:  # noqa: FBT001 - a fact about the reader
    return tuple(
        entry
        for section, wanted in PLACES.items()
        if section is not ADMINISTRATION or administers
        for entry in _entries(wanted, section)
    )


@cache
def _own() -> tuple[Entry, ...]:
    return _entries(OWN)


def _entries(wanted: Iterable[Place], section: _StrPromise | str = "") -> tuple[Entry, ...]:
    found = [(place, address_of(place.name)) for place in wanted]
    return tuple(Entry(place.label, place.icon, href, current=False, section=section) for place, href in found if href)


def _forget(**_changed: object) -> None:
    for remembered in (_sides, _own, _side, _person):
        remembered.cache_clear()


setting_changed.connect(_forget)  # addresses and the names of files hang on settings, which tests change


def _is_current(href: str, path: str) -> bool:
    return path == href if href == "/" else path.startswith(href)


def address_of(name: str, *keys: int) -> str:
    """The address of that name, or nothing where the area that has it is not installed."""
    try:
        return reverse(name, args=keys)
    except NoReverseMatch:
        return ""
