"""What the matrices of pages and of the API share: the rolled back cell, the body with everything in it, the mask."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.http import HttpResponse

_MASKS = (
    re.compile(rb'name="csrf(?:middlewaretoken|-token)" (?:value|content)="[^"]+"'),
    re.compile(rb'nonce="[^"]+"'),
)


def body_of(answer: HttpResponse) -> bytes:
    """Everything an answer says: its body (unpacked where it is an archive) and its headers."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    head = repr(sorted(answer.headers.items())).encode()
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as file:
            body = b"".join(file.read(each) for each in file.namelist())
    return body + head


def masked(answer: HttpResponse) -> bytes:
    """The body without what differs from one answer to the next by nature."""
    body = answer.content
    for mask in _MASKS:
        body = mask.sub(b"", body)
    return body


@contextmanager
def rolled_back() -> Iterator[Callable[[], int]]:
    """A block whose writes are undone; gives how many rows were written in it so far."""
    with transaction.atomic():
        before = _written()
        yield lambda: _written() - before
        transaction.set_rollback(True)


def _written() -> int:
    if connection.vendor == "sqlite":
        return int(connection.connection.total_changes)
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_xact_user_tables")
        return int(cursor.fetchone()[0])
