"""Lists to take away as CSV, XLSX or JSON: safe cells, typed numbers, and an audit line saying who took what."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import slugify

from innercircle.access.actions import record
from innercircle.access.models import User
from innercircle.kit.cells import Cell, csv_lines
from innercircle.kit.sheet import write_sheet

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


def answer(
    request: HttpRequest, kind: str, name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> HttpResponse:
    """The rows as a file named after the list and the day; `kind` is one of KINDS."""
    user, lines, at = request.user, [list(row) for row in rows], timezone.now()
    body = _body(kind, name, header, lines)
    if isinstance(user, User):
        record(by=user, at=at, action="export", target=user, after={"list": name, "kind": kind, "rows": len(lines)})
    place = f"{slugify(name) or 'list'}-{at:%Y-%m-%d}.{kind}"
    return HttpResponse(
        body, content_type=KINDS[kind], headers={"Content-Disposition": f'attachment; filename="{place}"'}
    )


def _body(kind: str, name: str, header: Sequence[str], lines: list[list[Cell]]) -> bytes:
    if kind == "csv":
        return b"".join(csv_lines(header, lines))
    if kind == "json":  # read by programs, so cells are as they are
        rows = [dict(zip(header, line, strict=True)) for line in lines]
        return json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()
    return write_sheet(name, header, lines)
