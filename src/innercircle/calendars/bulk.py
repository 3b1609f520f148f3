"""Many rows in few statements: what keeps the transaction that applies an import short.

Django's `bulk_create` builds an object and a parameter list per row and writes about ten thousand rows a second; the
plain statement writes ten times as many, and an import holds everybody else's writes up for exactly that long.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar, cast

from django.db import connection, models

Item = TypeVar("Item")
_AT_A_TIME = 2_000


def parts(items: Iterable[Item], size: int = 500) -> Iterator[list[Item]]:
    """The items in lists of at most `size`."""
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part


def portions(weights: Iterable[tuple[Item, int]], most: int) -> Iterator[list[Item]]:
    """The items in lists that weigh at most `most` together, or hold a single one that is heavier."""
    part, weight = list[Item](), 0
    for item, each in weights:
        if part and weight + each > most:
            yield part
            part, weight = [], 0
        part.append(item)
        weight += each
    if part:
        yield part


def insert(
    model: type[models.Model],
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    unless: Sequence[str] = (),
    update: Sequence[str] = (),
) -> None:
    """Insert rows given by the attributes `names`; where the unique fields `unless` are taken, set `update` there."""
    columns = [_column(model, name) for name in names]
    sql = f"INSERT INTO {_table(model)} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})"  # noqa: S608
    if unless:
        taken = ", ".join(_column(model, name) for name in unless)
        sets = ", ".join(f"{_column(model, name)} = excluded.{_column(model, name)}" for name in update)
        sql += f" ON CONFLICT ({taken}) DO " + (f"UPDATE SET {sets}" if sets else "NOTHING")
    _run(sql, rows)


def update(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Set the attributes `names` of rows; each row gives the values and, last, its primary key."""
    sets = ", ".join(f"{_column(model, name)} = %s" for name in names)
    _run(f"UPDATE {_table(model)} SET {sets} WHERE id = %s", rows)  # noqa: S608 - names of our own columns


def _run(sql: str, rows: Iterable[Sequence[Any]]) -> None:
    with connection.cursor() as cursor:
        for part in parts(rows, _AT_A_TIME):
            cursor.executemany(sql, [tuple(map(_plain, row)) for row in part])


def _plain(value: Any) -> Any:
    return json.dumps(value, separators=(",", ":")) if isinstance(value, dict | list) else value


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _column(model: type[models.Model], name: str) -> str:
    return connection.ops.quote_name(cast("models.Field[Any, Any]", model._meta.get_field(name)).column or "")
