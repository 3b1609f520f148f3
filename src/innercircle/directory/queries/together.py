"""Several short lists of rows in one statement: a page that needs ten of them asks the database once, not ten times."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import IntegerField, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, JSONArray

Columns = tuple[str | Combinable, ...]


def together(asked: Mapping[str, tuple[QuerySet[Any, Any], Columns]]) -> dict[str, list[list[Any]]]:
    """The rows of each question by its name: a queryset and its columns, all read in one statement.

    The rows come unordered, as JSON has them: numbers, words, truth (0 and 1 on SQLite), days and moments as ISO
    text, see `day_of` and `moment_of`. Not for decimals, which JSON would round: cast them to text.
    """
    names = list(asked)
    parts = [
        rows.order_by().annotate(
            together_place=Value(place, output_field=IntegerField()),
            together_row=Cast(JSONArray(*columns), TextField()),
        ).values_list("together_place", "together_row")
        for place, (rows, columns) in enumerate(asked.values())
    ]  # fmt: skip
    found: dict[str, list[list[Any]]] = {name: [] for name in names}
    first, *others = parts
    for place, row in first.union(*others, all=True) if others else first:
        found[names[place]].append(json.loads(row))
    return found


def day_of(text: str | None) -> date | None:
    """A day that `together` read."""
    return date.fromisoformat(text[:10]) if text else None


def moment_of(text: str | None) -> datetime | None:
    """A moment that `together` read, aware."""
    if not text:
        return None
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
