"""Find accounts and people by a few letters, for whoever asks: the command menu (spec 90, Pages)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Case, F, IntegerField, Model, Q, QuerySet, Value, When

from innercircle.access.models import User
from innercircle.directory.models import Affiliation
from innercircle.directory.queries.visible import visible_accounts, visible_colleagues, visible_contacts

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Find:
    """One row that fits: its key, its name, and what tells it from others of that name."""

    key: int
    name: str
    detail: str


def find_accounts(user: User, words: str, most: int) -> tuple[Find, ...]:
    """At most `most` visible accounts whose name or domain holds every word; the detail is who looks after it."""
    rows = _fitting(visible_accounts(user), words, "domains__domain").values_list("pk", "name", "account_manager__name")
    return _finds(rows[:most])


def find_contacts(user: User, words: str, most: int) -> tuple[Find, ...]:
    """At most `most` visible contacts, by name or address; the detail is an account of theirs that the user sees."""
    rows = list(_fitting(visible_contacts(user), words, "emails__address").values_list("pk", "name")[:most])
    posts = Affiliation.objects.filter(contact__in=[pk for pk, _ in rows], account__in=visible_accounts(user))
    newest = posts.order_by(F("until").desc(nulls_last=True), "-since").values_list("contact", "account__name")
    now = dict(posts.filter(until=None).values_list("contact", "account__name"))
    at = dict(reversed(newest)) | now
    return tuple(Find(pk, name, at.get(pk, "")) for pk, name in rows)


def find_colleagues(user: User, words: str, most: int) -> tuple[Find, ...]:
    """At most `most` colleagues, by name or address; the detail is their team."""
    rows = _fitting(visible_colleagues(user), words, "emails__address").values_list("pk", "name", "team__name")
    return _finds(rows[:most])


def _fitting(rows: QuerySet[Row], words: str, other: str) -> QuerySet[Row]:
    """Rows that hold every word in their name or in `other`; names that begin with the words come first."""
    found = rows
    for word in words.split():
        keys = rows.model._default_manager.filter(holds(other, word)).values("pk")  # noqa: SLF001  # Django's public way
        found = found.filter(holds("name", word) | Q(pk__in=keys))
    first = Case(When(name__istartswith=words, then=Value(0)), default=Value(1), output_field=IntegerField())
    return found.order_by(first, "name", "pk")


def holds(field: str, word: str) -> Q:
    """SQLite's own comparison knows the case of A to Z only; the expression knows that of every letter."""
    return Q(**({f"{field}__icontains": word} if word.isascii() else {f"{field}__iregex": re.escape(word)}))


def _finds(rows: Iterable[tuple[int, str, str | None]]) -> tuple[Find, ...]:
    return tuple(Find(key, name, detail or "") for key, name, detail in rows)
