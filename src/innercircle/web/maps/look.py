"""The map as one request looks at it: who fits the filters, what is folded, which strength, in whose words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _

from innercircle.directory.models import Account, Level
from innercircle.maps import queries
from innercircle.maps.rules.drawing import Drawing, Show, View, Words, drawing
from innercircle.maps.rules.outline import Row, outline
from innercircle.maps.rules.values import Map, Person
from innercircle.maps.words import person_words, role_words, strength_word
from innercircle.web.listing import Filter, Listing, read_listing
from innercircle.web.maps.address import Address

MANY = 60  # above so many people departments begin folded


@dataclass(frozen=True, slots=True)
class Look:
    """The map as one request looks at it: what of it is shown, and how."""

    account: Account
    at: datetime
    found: Map
    listing: Listing
    people: tuple[Person, ...]  # who fits the filters
    rows: tuple[Row, ...]
    show: Show
    roles: Mapping[str, str]  # what every role is called
    used: frozenset[str]  # the roles that are not retired
    address: Address
    changing: bool

    @property
    def ours(self) -> frozenset[int] | None:
        """Our people of the team that was asked for; None for all."""
        team = self.listing.chosen.get("team")
        return frozenset(each.colleague for each in self.found.ours if each.team == team) if team else None

    def drawn(self) -> Drawing:
        """Where everybody stands."""
        words = Words(self.roles, _("left"), _("reports elsewhere"), _("in a circle"))
        stamp = int(self.at.timestamp())
        least = int(self.listing.chosen.get("least", "0"))
        return drawing(View(self.rows, self.found, self.at.date(), stamp, self.show, self.ours, words, least=least))


def look(request: HttpRequest, account: Account, found: Map, at: datetime, *, changing: bool = False) -> Look:
    """What the address asks to see of a map."""
    every = queries.roles()
    roles, used = role_words({each.key: each.name for each in every}), {x.key for x in every if x.retired_on is None}
    listing = _listing(request, found, roles)
    people = tuple(each for each in found.people if _fits(each, listing))
    narrowed = len(people) < len(found.people)
    rows = outline(people, _folded(request, people, narrowed=narrowed))
    address = Address(request, account)
    return Look(
        account, at, found, listing, people, tuple(rows), _show(request), roles, frozenset(used), address, changing
    )


def said(found: Map, roles: Mapping[str, str]) -> dict[str, str]:
    """Everybody in words, for a pointer and for a screen reader."""
    bosses = {each.post: _("reports to %(name)s") % {"name": each.name} for each in found.people}
    theirs = {f"p{each.post}": person_words(each, bosses.get(each.reports_to or 0, ""), roles) for each in found.people}
    ours = {f"c{each.colleague}": ", ".join(filter(None, (each.name, each.function, each.team))) for each in found.ours}
    return theirs | ours


def title_of(account: Account) -> str:
    """What the picture is called."""
    return _("Relationship map of %(name)s") % {"name": account}


def _listing(request: HttpRequest, found: Map, roles: Mapping[str, str]) -> Listing:
    departments = sorted({each.department for each in found.people if each.department})
    teams = sorted({each.team for each in found.ours if each.team})
    held = sorted({role for each in found.people for role in each.roles})
    filters = (
        Filter("role", _("Role"), [(key, roles.get(key, key)) for key in held]),
        Filter("level", _("Level"), [(value, str(word)) for value, word in Level.choices]),
        Filter("department", _("Department"), [(name, name) for name in departments]),
        Filter("team", _("Team"), [(name, name) for name in teams]),
        Filter("least", _("Lines from"), [(str(level), strength_word(level)) for level in (2, 3, 4, 5)]),
    )
    return read_listing(request.GET, sorts=("name",), default="name", filters=filters)


def _folded(request: HttpRequest, people: tuple[Person, ...], *, narrowed: bool) -> set[str]:
    """The departments that are closed: none, or all where there are many people, turned one by one from there."""
    every, turned = {each.department for each in people}, set(request.GET.getlist("turn"))
    how = request.GET.get("fold", "")
    begins = how == "all" or (how != "none" and len(people) > MANY and not narrowed)
    return every - turned if begins else every & turned


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
