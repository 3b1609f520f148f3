"""Pages of a list: how many there are in all, and the part that was asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet
from ninja import Field, Schema

T = TypeVar("T")
MOST = 200


class Page(Schema, Generic[T]):
    """Part of a list."""

    total: int
    offset: int
    limit: int
    items: list[T]


class Paging(Schema):
    """Which part of a list is wanted."""

    offset: int = Field(0, ge=0, le=10_000_000, description="How many rows to pass over.")
    limit: int = Field(50, ge=1, le=MOST, description="How many rows at the most.")


def page(rows: QuerySet[Any] | Sequence[Any], paging: Paging, show: Callable[[Any], T]) -> dict[str, Any]:
    """The part of `rows` that was asked for, each shown by `show`."""
    total = rows.count() if isinstance(rows, QuerySet) else len(rows)
    part = rows[paging.offset : paging.offset + paging.limit]
    return {"total": total, "offset": paging.offset, "limit": paging.limit, "items": [show(row) for row in part]}
