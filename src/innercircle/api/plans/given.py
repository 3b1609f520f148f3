"""What a caller gives, as the values that the actions of plans take: ids become rows the caller may see."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from ninja import Schema

from innercircle.access.models import User
from innercircle.api.v1 import some_of
from innercircle.directory.models import Account
from innercircle.directory.queries import contacts_of, visible_colleagues
from innercircle.maps.queries import offers
from innercircle.plans import queries

_MINUTES = 60
_MUST = frozenset({"title", "name", "year", "priority", "billable", "in_paid_scope", "baseline", "target", "unit",
                   "next_step", "want_to_learn", "learned", "useful"})  # fmt: skip


def values_of(by: User, given: Schema, account: Account | None = None) -> dict[str, Any]:
    """The fields that were given; ValidationError for an id that is not known or not for this person."""
    said = given.dict(exclude_unset=True)
    values: dict[str, Any] = {}
    for name, value in said.items():
        if name in {"planned_hours", "spent_hours"}:
            values[name.replace("hours", "minutes")] = minutes(value)
        elif value is None and (name in _MUST or name in {"goals", "participants"}):
            continue  # what cannot be empty stays as it is
        elif name in {"goals", "participants"}:
            values[name] = some_of(_rows(by, account, name), value, name)
        elif name in _KINDS and value is not None:
            values[name] = some_of(_rows(by, account, name), [value], name)[0]
        else:
            values[name] = value
    return values


def minutes(hours: float | None) -> int | None:
    """Decimal hours as whole minutes."""
    return None if hours is None else round(hours * _MINUTES)


_KINDS = frozenset({"owner", "objective", "contact", "initiative", "goal", "offer"})


def _rows(by: User, account: Account | None, name: str) -> QuerySet[Any]:
    """Where an id under this name may point."""
    if name == "owner":
        return visible_colleagues(by)
    if name == "objective":
        return queries.visible_objectives(by)
    if name == "offer":
        return offers()
    if account is None:
        raise AssertionError(f"{name} belongs to an account")
    if name in {"contact", "participants"}:
        return contacts_of(account)
    rows: QuerySet[Any] = queries.visible_initiatives(by) if name == "initiative" else queries.visible_goals(by)
    return rows.filter(account=account)
