"""The help catalogue, and which of it answers what a contact needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from innercircle.access.models import User
from innercircle.access.rules import Role
from innercircle.directory.queries import visible_posts
from innercircle.maps.models import Offer, Value
from innercircle.maps.rules.help import Match, Need, Offered, matches

if TYPE_CHECKING:
    from innercircle.directory.models import Colleague

KEEPS_THE_CATALOGUE = frozenset({Role.ADMINISTRATOR, Role.MANAGER})
_VALUES = 5_000  # newest entries looked through for whom one offer would help


@dataclass(frozen=True, slots=True)
class Help:
    """An entry of the catalogue for somebody: why it fits, what it answers, who of ours who is still here gives it."""

    offer: Offer
    match: Match
    needs: tuple[Value, ...]
    givers: tuple[Colleague, ...]


def keeps_the_catalogue(user: User) -> bool:
    """Whether this person writes the catalogue; everybody inside reads it."""
    return user.role in KEEPS_THE_CATALOGUE


def offers() -> QuerySet[Offer]:
    """Every entry of the catalogue, retired ones too."""
    return Offer.objects.prefetch_related("colleagues")


def offers_on(day: date) -> QuerySet[Offer]:
    """What is offered on that day."""
    return offers().filter(Q(since=None) | Q(since__lte=day), Q(until=None) | Q(until__gte=day))


def help_for(post: int, day: date) -> list[Help]:
    """What of the catalogue answers the needs of the person with this post (an affiliation the reader may see)."""
    return help_for_posts([post], day)[post]


def help_for_posts(posts: Collection[int], day: date) -> dict[int, list[Help]]:
    """As `help_for`, for several people at once: three queries however many."""
    told: dict[int, list[Value]] = defaultdict(list)
    for value in Value.objects.filter(affiliation__in=posts):
        told[value.affiliation_id].append(value)
    known = {offer.pk: offer for offer in offers_on(day)} if told else {}
    read = [_offered(offer) for offer in known.values()]
    return {post: _helps(told.get(post, []), read, known, day) for post in posts}


def _helps(values: list[Value], read: list[Offered], known: Mapping[int, Offer], day: date) -> list[Help]:
    rows = {value.pk: value for value in values}
    found = matches([Need(value.pk, value.words) for value in values], read)
    return [
        Help(
            known[match.offer],
            match,
            tuple(rows[key] for key in match.needs),
            tuple(each for each in known[match.offer].colleagues.all() if not each.left_on or each.left_on >= day),
        )
        for match in found
    ]


def people_helped(user: User, offer: Offer) -> list[tuple[Value, Match]]:
    """What people at the accounts this user may see need and this entry answers; best first."""
    rows = Value.objects.filter(affiliation__in=visible_posts(user)).select_related(
        "affiliation__contact", "affiliation__account"
    )
    read = [_offered(offer)]
    found = [(value, match) for value in rows[:_VALUES] for match in matches([Need(value.pk, value.words)], read)]
    return sorted(found, key=lambda pair: -pair[1].points)


def _offered(offer: Offer) -> Offered:
    return Offered(offer.pk, offer.name, offer.gives, tuple(offer.tags))
