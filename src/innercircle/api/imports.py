"""Imports of the directory over the API: how far each is, what would become of its lines, and its next step."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status

from innercircle.access.rules import Refused
from innercircle.api.paging import Page, Paging, page
from innercircle.api.v1 import PROBLEMS, caller, now, writer
from innercircle.intake import queries
from innercircle.intake.models import Import, StagedLine
from innercircle.intake.rules import Outcome
from innercircle.jobs import intake as work
from innercircle.jobs.queries import seconds_left
from innercircle.wording.remarks import said

router = Router(tags=["Imports of the directory"])


class ImportOut(Schema):
    """An import: its stage, lines by outcome, `written` of those to be written, and the work on it while there is any.

    `done` and `total` count lines, portions while it is undone; `seconds_left` is at the rate so far.
    """

    id: int
    kind: str
    file_name: str
    by: str
    at: datetime
    stage: str
    message: str
    lines: int
    counts: dict[str, int]
    written: int
    working: bool
    done: int
    total: int
    seconds_left: int | None


class ReasonOut(Schema):
    """Why a line is not taken, or what is to be known of it."""

    column: str
    sentence: str


class ChangeOut(Schema):
    """What a column holds and will hold."""

    column: str
    old: str
    new: str


class LineOut(Schema):
    """A line of the file and what becomes of it."""

    number: int
    outcome: str
    name: str
    reasons: list[ReasonOut]
    changes: list[ChangeOut]


class LinesFilter(Paging):
    """Which lines are wanted."""

    outcome: Outcome | None = None


@router.get("/imports", response={200: Page[ImportOut], **PROBLEMS})
def list_imports(request: HttpRequest, asked: Query[Paging]) -> dict[str, Any]:
    """Imports, newest first; they hold whole files, so only administrators see any."""
    return page(queries.visible_imports(caller(request)), asked, _show)


@router.get("/imports/{import_id}", response={200: ImportOut, **PROBLEMS})
def get_import(request: HttpRequest, import_id: int) -> ImportOut:
    """How far an import is."""
    return _show(_seen(request, import_id))


@router.get("/imports/{import_id}/lines", response={200: Page[LineOut], **PROBLEMS})
def list_import_lines(request: HttpRequest, import_id: int, asked: Query[LinesFilter]) -> dict[str, Any]:
    """The lines, all of them or those of one outcome."""
    return page(queries.lines_of(_seen(request, import_id), asked.outcome or ""), asked, _show_line)


@router.post("/imports/{import_id}/apply", response={202: ImportOut, **PROBLEMS})
def apply_import(request: HttpRequest, import_id: int) -> Status[ImportOut]:
    """Write what the preview shows, or go on with an import that was stopped."""
    by, run = writer(request), _seen(request, import_id)
    return Status(202, _show(work.apply_import(by=by, at=now(), run=run)))


@router.post("/imports/{import_id}/stop", response={202: ImportOut, **PROBLEMS})
def stop_import(request: HttpRequest, import_id: int) -> Status[ImportOut]:
    """Stop the work on an import; what was written by then stays."""
    work.stop_import(by=writer(request), at=now(), run=_seen(request, import_id))
    return Status(202, _show(_seen(request, import_id)))


@router.post("/imports/{import_id}/undo", response={202: ImportOut, **PROBLEMS})
def undo_import(request: HttpRequest, import_id: int) -> Status[ImportOut]:
    """Take an import back, or go on taking it back."""
    by, run = writer(request), _seen(request, import_id)
    return Status(202, _show(work.undo_import(by=by, at=now(), run=run)))


@router.delete("/imports/{import_id}", response={204: None, **PROBLEMS})
def delete_import(request: HttpRequest, import_id: int) -> Status[None]:
    """Forget a file that was never applied."""
    work.discard_import(by=writer(request), at=now(), run=_seen(request, import_id))
    return Status(204, None)


def _seen(request: HttpRequest, import_id: int) -> Import:
    by = caller(request)
    if not queries.may_import(by):
        raise Refused(_("Only an administrator imports the directory."))
    return get_object_or_404(queries.visible_imports(by), pk=import_id)


def _show(run: Import) -> ImportOut:
    job = work.running(run)
    left = seconds_left(job, now()) if job else None
    return ImportOut(
        id=run.pk, kind=run.kind, file_name=run.file_name, by=str(run.by or ""), at=run.at, stage=run.stage,
        message=said(run.message), lines=run.total, counts=run.counts, written=run.done, working=job is not None,
        done=job.done if job else 0, total=job.total if job else 0, seconds_left=left,
    )  # fmt: skip


def _show_line(line: StagedLine) -> LineOut:
    told = map(queries.sentence_of, line.reasons)
    return LineOut(
        number=line.number,
        outcome=line.outcome,
        name=line.name,
        reasons=[ReasonOut(column=column, sentence=queries.translated(sentence)) for column, sentence in told],
        changes=[ChangeOut(column=column, old=old, new=new) for column, old, new in line.changes],
    )
