"""The places of the product that everybody, or an administrator, finds in the frame of every page."""

from __future__ import annotations

from collections.abc import Iterable
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
    return tuple(
        entry
        for section, wanted in PLACES.items()
        if section is not ADMINISTRATION or may_administer(user.role)
        for entry in _entries(wanted, path, section)
    )


def own_places(path: str) -> tuple[Entry, ...]:
    """The entries of the person's own menu."""
    return _entries(OWN, path)


def _entries(wanted: Iterable[Place], path: str, section: _StrPromise | str = "") -> tuple[Entry, ...]:
    found = [(place, address_of(place.name)) for place in wanted]
    return tuple(
        Entry(place.label, place.icon, href, _is_current(href, path), section) for place, href in found if href
    )


def _is_current(href: str, path: str) -> bool:
    return path == href if href == "/" else path.startswith(href)


def address_of(name: str, *keys: int) -> str:
    """The address of that name, or nothing where the area that has it is not installed."""
    try:
        return reverse(name, args=keys)
    except NoReverseMatch:
        return ""
