"""What every step of an import asks first, and how one ends before its time."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from innercircle.access.actions import record
from innercircle.access.models import User
from innercircle.access.rules import Conflict, Refused
from innercircle.intake.models import Import, Turn
from innercircle.intake.queries import may_import

Tell = Callable[[int, int], None]
_REST = 0.01  # seconds
Stage = Import.Stage
_ENDS = {Stage.READING: Stage.FAILED, Stage.PLANNING: Stage.READ, Stage.UNDOING: Stage.HALTED}
_ACTIONS = {Stage.APPLYING: "intake.import.stopped", Stage.UNDOING: "intake.import.undo_stopped"}


class Superseded(Exception):
    """Somebody else works on this import now; whoever gets this stops without a trace."""


def quiet(_done: int, _total: int) -> None:
    """Tells nobody how far the work is."""


def let_others() -> None:
    """Stand back between two portions, so that whoever waits to write gets the turn."""
    time.sleep(_REST)


def require_importer(by: User | None) -> User:
    """The person, where they may import the directory; Refused otherwise."""
    if by is None or not may_import(by):
        raise Refused(_("Only an administrator imports the directory."))
    return by


def require_open(run: Import) -> None:
    """Conflict unless nothing of the import was written yet and its columns may still change."""
    open_ = (Stage.READ, Stage.PLANNING, Stage.PLANNED)
    if not Import.objects.filter(pk=run.pk, stage__in=open_).exists():
        raise Conflict(_("This import was applied already."))


def locked(run: Import, stages: Collection[str]) -> Import:
    """The import's row, ours until the end of the transaction; `Superseded` where it is at none of these stages."""
    row = Import.objects.select_for_update().filter(pk=run.pk).first()
    if row is None or row.stage not in stages:
        raise Superseded
    return row


def take_turn() -> None:
    """Be the one who writes a portion, until the end of the transaction."""
    Turn.objects.get_or_create(pk=1)
    Turn.objects.select_for_update().get(pk=1)


@transaction.atomic
def halt(*, by: User | None, at: datetime, run: Import, message: str) -> Import:
    """Note that the work on an import ended before its time: a person stopped it, or it could not be done.

    What was written by then stays: the import can be gone on with or taken back.
    """
    row = Import.objects.select_for_update().get(pk=run.pk)
    was, row.message = Stage(row.stage), message[:500]
    if was in {Stage.APPLYING, Stage.UNDOING}:
        row.stage = _rest(row)
    else:
        row.stage = _ENDS.get(was, was)
    if was is Stage.READING:
        forget_file(row)
    row.save()
    record(by=by, at=at, action=_ACTIONS.get(was, "intake.import.halted"), target=row, after=standing(row))
    return row


def _rest(row: Import) -> Import.Stage:
    """Where an import stands whose applying or undoing ended early."""
    if row.stage == Stage.UNDOING and row.portions.filter(undone_at__isnull=False).exists():
        return Stage.HALTED
    if row.applied_at is not None:
        return Stage.APPLIED
    return Stage.STOPPED if row.portions.exists() else Stage.PLANNED


def standing(row: Import) -> dict[str, object]:
    """How far an import is, for the audit."""
    return {"stage": row.stage, "done": row.done, **row.counts, "message": row.message}


def forget_file(row: Import) -> None:
    """Delete the uploaded file; the caller saves the row."""
    if row.place:
        Path(row.place).unlink(missing_ok=True)
        row.place = ""
