"""What a person needs, and what of the help catalogue answers it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from innercircle.directory.models import Affiliation
from innercircle.maps import queries
from innercircle.maps.queries import Help
from innercircle.maps.words import match_words

_SHOWN = 8


def needs_and_help(posts: Iterable[Affiliation], day: date) -> dict[str, Any]:
    """`told` and `suggestions` of a person's present posts, which the reader sees."""
    keys = [post.pk for post in posts]
    told = list(queries.values_of_people(keys)) if keys else []
    found = queries.help_for_posts({each.affiliation_id for each in told}, day) if told else {}
    return {"told": told, "suggestions": suggestions([each for rows in found.values() for each in rows])}


def suggestions(found: list[Help]) -> list[dict[str, Any]]:
    """Matches as the person's panel and page show them, the best ones."""
    return [
        {"offer": each.offer, "why": match_words(each.match), "needs": each.needs, "givers": each.givers}
        for each in found[:_SHOWN]
    ]
