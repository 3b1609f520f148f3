"""Every assessment ever made, for areas above that look at strength over time."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet

from innercircle.maps.models import Assessment


class Said(NamedTuple):
    """What somebody thought on a day of a colleague and a person; `until` is the colleague's last day with us."""

    account: int
    post: int
    colleague: int
    on: date
    level: int
    until: date | None


def every_assessment(accounts: Collection[int]) -> Iterator[Said]:
    """All that was ever said about the lines of these accounts, oldest first; lines taken away are gone."""
    rows = Assessment.objects.filter(coverage__affiliation__account__in=accounts).order_by("at", "pk")
    names = (
        "coverage__affiliation__account", "coverage__affiliation", "coverage__colleague", "at", "strength",
        "coverage__colleague__left_on",
    )  # fmt: skip
    for account, post, colleague, at, level, until in rows.values_list(*names).iterator():
        yield Said(account, post, colleague, at.date(), level, until)


def accounts_assessed() -> QuerySet[Assessment, Any]:
    """The accounts of which anything was ever said, as a condition for areas above: `pk__in`."""
    return Assessment.objects.order_by().values("coverage__affiliation__account")
