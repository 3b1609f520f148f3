"""What the forms of a plan offer to choose from, by name: one statement for all their lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from innercircle.directory.queries import every_colleague, every_post, together
from innercircle.maps.queries import offers_on
from innercircle.plans.models import Objective

if TYPE_CHECKING:
    from innercircle.directory.models import Account

_FAR = str(date.max)


@dataclass(frozen=True, slots=True)
class Named:
    """A row one may choose, by its id and what it is called."""

    pk: int
    name: str

    def __str__(self) -> str:
        return self.name


def names_on_offer(account: Account, day: date) -> dict[str, list[Named]]:
    """The people of an account the reader may see, our people, objectives and offered helps, as of `day`.

    In the order in which the rows themselves come: people who stay first, the latest objectives first, else by name.
    """
    here = every_post().filter(Q(until=None) | Q(until__gte=day), account=account)
    read = together(
        {
            "contacts": (here, ("contact", "contact__name", "until")),
            "colleagues": (every_colleague().filter(left_on=None), ("pk", "name")),
            "objectives": (Objective.objects.filter(closed_on=None), ("pk", "name", "year")),
            "offers": (offers_on(day).prefetch_related(None), ("pk", "name")),
        }
    )
    posts = sorted(sorted(read["contacts"], key=_by_name), key=_until, reverse=True)
    objectives = sorted(read["objectives"], key=lambda row: (-row[2], row[1], row[0]))
    return {
        "contacts": list({row[0]: Named(row[0], row[1]) for row in posts}.values()),
        "colleagues": [Named(*row) for row in sorted(read["colleagues"], key=_by_name)],
        "objectives": [Named(row[0], f"{row[1]} ({row[2]})") for row in objectives],
        "offers": [Named(*row) for row in sorted(read["offers"], key=_by_name)],
    }


def _by_name(row: list[Any]) -> tuple[str, int]:
    return row[1].casefold(), row[0]


def _until(row: list[Any]) -> str:
    return row[2] or _FAR
