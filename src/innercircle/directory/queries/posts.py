"""Who stood where at an account and when, and on which clock its months begin: what the measure asks."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import F, QuerySet

from innercircle.directory.models import Account, Affiliation, Colleague


@dataclass(frozen=True, slots=True)
class Post:
    """A contact's place at an account, from `since` to `until` (both included, None without bound)."""

    account: int
    contact: int
    name: str
    title: str
    department: str
    level: str
    since: date | None
    until: date | None


def every_account() -> QuerySet[Account]:
    """All accounts, whoever asks: for computations that serve everybody, never for a page."""
    return Account.objects.all()


def every_post() -> QuerySet[Affiliation]:
    """All posts, whoever asks: for areas above, which narrow them to accounts their reader may see."""
    return Affiliation.objects.all()


def every_colleague() -> QuerySet[Colleague]:
    """All of our own people, as `every_post`."""
    return Colleague.objects.all()


def clocks(accounts: Collection[int]) -> dict[int, ZoneInfo]:
    """The time zone of each of these accounts."""
    rows = Account.objects.filter(pk__in=accounts).values_list("pk", "time_zone")
    return {pk: ZoneInfo(time_zone) for pk, time_zone in rows}


def posts(accounts: Collection[int]) -> Iterator[Post]:
    """Every post at these accounts, the earlier before the later."""
    rows = Affiliation.objects.filter(account__in=accounts).order_by(F("since").asc(nulls_first=True), "pk")
    names = ("account", "contact", "contact__name", "title", "department", "level", "since", "until")
    return (Post(*row) for row in rows.values_list(*names).iterator())
