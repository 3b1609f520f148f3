"""Keeping the lines of a file until it is decided what becomes of them, and forgetting them again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.db import connection, transaction
from django.utils.translation import gettext as _

from innercircle.access.actions import record
from innercircle.access.models import User
from innercircle.access.rules import Refused
from innercircle.intake.actions.gate import Superseded, Tell, forget_file, locked, quiet, require_importer
from innercircle.intake.models import Import, Source, StagedLine
from innercircle.intake.reading import Table, UnusableFileError, open_file
from innercircle.intake.rules import Kind, guess_columns, looks_like
from innercircle.kit.table import Fault, normal_name

Stage = Import.Stage
_BATCH = 1_000  # lines kept in one transaction
_FORGOTTEN = 2_000
_KEPT = (Stage.APPLYING, Stage.STOPPED, Stage.APPLIED, Stage.UNDOING, Stage.HALTED, Stage.UNDONE)


def stage(*, by: User, at: datetime, kind: Kind, table: Table, file_name: str, source: str = "") -> Import:
    """Keep a short file's lines, with its columns guessed; small transactions, nothing of the directory is touched."""
    require_importer(by)
    with transaction.atomic():
        run = Import(by=by, at=at, file_name=file_name[:300], kind=kind, total=len(table.lines))
        _settle(run, table.headings, source)
        run.notes = _told(table.notes)
        run.save()
        after = {"kind": kind, "file": file_name, "lines": len(table.lines)}
        record(by=by, at=at, action="intake.import.read", target=run, after=after)
    _keep(run, table.lines)
    return run


@transaction.atomic
def receive(
    *, by: User, at: datetime, kind: Kind | None, place: Path, size: int, file_name: str, source: str = ""
) -> Import:
    """Note that a long file lies in the private folder and is to be read by `read`; it is deleted then."""
    require_importer(by)
    known = Source.objects.filter(kind=kind, name=source).first() if source and kind else None
    run = Import.objects.create(
        by=by,
        at=at,
        kind=kind or "",
        file_name=file_name[:300],
        place=str(place),
        size=size,
        stage=Stage.READING,
        source=known,
    )
    after = {"kind": kind or "", "file": file_name, "bytes": size}
    record(by=by, at=at, action="intake.import.received", target=run, after=after)
    return run


def read(*, by: User | None, at: datetime, run: Import, tell: Tell = quiet) -> Import:
    """Read a long file in a limited process and keep its lines as they come; again from the start after a kill.

    Raises `reading.UnusableFileError` with a sentence where it cannot be read.
    """
    by = require_importer(by)
    forget_lines(run)
    try:
        table = open_file(Path(run.place), run.file_name, tell)
    except FileNotFoundError:
        raise UnusableFileError(_("The file is no longer there; choose it again.")) from None
    kind = run.kind or looks_like(table.headings)
    if not kind:
        raise UnusableFileError(_("The headings do not tell what this file holds; read it again and say it."))
    count = _keep(run, table.lines)
    with transaction.atomic():
        row = locked(run, [Stage.READING])
        row.kind, row.total, row.stage, row.message = kind, count, Stage.READ, ""
        _settle(row, table.headings, row.source.name if row.source else "")
        row.notes = _told(table.notes)
        forget_file(row)
        row.save()
        after = {"kind": str(kind), "file": row.file_name, "lines": count}
        record(by=by, at=at, action="intake.import.read", target=row, after=after)
    return row


def _settle(run: Import, headings: list[str], source: str) -> None:
    """The headings, and which field each seems to be."""
    kind = Kind(run.kind)
    known = Source.objects.filter(kind=kind, name=source).first() if source else _like(kind, headings)
    run.source, run.headings = known, headings
    guessed = guess_columns(kind, headings, known.columns if known else None)
    run.columns = {str(place): name for place, name in guessed.items()}


def _like(kind: Kind, headings: list[str]) -> Source | None:
    """The source whose last file had exactly these headings."""
    wanted = {normal_name(heading) for heading in headings}
    return next((each for each in Source.objects.filter(kind=kind) if set(each.columns) == wanted), None)


def _told(notes: Sequence[Fault]) -> list[list[object]]:
    return [[fault.line, fault.column, fault.message] for fault in notes]


def _keep(run: Import, lines: Iterable[tuple[int, list[str]]]) -> int:
    """Store lines as they come, many to a transaction; returns how many."""
    field = StagedLine._meta.get_field("texts")
    names = "run_id, number, texts, outcome, name, reasons, changes, load, links"
    marks = "%s, %s, %s, '', '', '[]', '[]', '{}', %s"
    statement = f"INSERT INTO {StagedLine._meta.db_table} ({names}) VALUES ({marks})"  # noqa: S608 - names of our own
    count, rest = 0, iter(lines)
    while part := list(islice(rest, _BATCH)):
        rows = [(run.pk, number, field.get_db_prep_save(texts, connection), False) for number, texts in part]
        with transaction.atomic(), connection.cursor() as cursor:  # many times as quick as bulk_create()
            if not Import.objects.filter(pk=run.pk).exists():
                raise Superseded
            cursor.executemany(statement, rows)
        count += len(part)
    return count


def discard(*, by: User, at: datetime, run: Import) -> Import:
    """Forget an import that was never applied; its lines are cleared away by `forget_lines`."""
    require_importer(by)
    with transaction.atomic():
        row = Import.objects.select_for_update().get(pk=run.pk)
        if row.stage in _KEPT:
            raise Refused(_("An applied import is kept, so that it can be undone and looked up."))
        row.stage = Stage.FORGOTTEN
        forget_file(row)
        row.save()
        record(by=by, at=at, action="intake.import.discarded", target=row, before={"file": row.file_name})
    return row


def forget_lines(run: Import, tell: Tell = quiet) -> None:
    """Clear the lines of an import away, in small transactions; and itself where it is forgotten."""
    lines = StagedLine.objects.filter(run=run)
    while keys := list(lines.order_by("number").values_list("number", flat=True)[:_FORGOTTEN]):
        with transaction.atomic():
            lines.filter(number__lte=keys[-1]).delete()
        tell(0, 0)
    with transaction.atomic():
        Import.objects.filter(pk=run.pk, stage=Stage.FORGOTTEN).delete()
