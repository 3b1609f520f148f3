"""Many rows in few statements: what keeps the transaction that applies an import short.

Django's `bulk_create` builds an object and a parameter list per row and writes about ten thousand rows a second; the
plain statement writes ten times as many, and an import holds everybody else's writes up for exactly that long.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, cast

from django.db import connection, models

from innercircle.kit.parts import parts

_AT_A_TIME = 2_000


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
