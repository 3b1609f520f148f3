"""Imports of the directory as jobs: whatever a long file waits for, reading, the dry run, writing, taking back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from innercircle.access.models import User
from innercircle.access.rules import Conflict, Refused
from innercircle.intake import actions
from innercircle.intake.models import Import
from innercircle.intake.queries import import_of, is_ready, is_short
from innercircle.intake.reading import UnusableFileError
from innercircle.intake.rules import Kind
from innercircle.jobs.actions import enqueue, request_stop
from innercircle.jobs.context import Context
from innercircle.jobs.models import Job
from innercircle.jobs.queries import latest_job
from innercircle.jobs.rules import Failed, Lost, State

WORK = "intake.work"
Stage = Import.Stage


@transaction.atomic
def read_later(
    *, by: User, at: datetime, kind: Kind | None, place: Path, file_name: str, source: str = ""
) -> tuple[Import, Job]:
    """Queue the reading and the dry run of a file that lies in the private folder; it is deleted when it is read."""
    size = place.stat().st_size
    run = actions.receive(by=by, at=at, kind=kind, place=place, size=size, file_name=file_name, source=source)
    return run, _queue(by, at, run)


def plan_import(*, by: User, at: datetime, run: Import) -> Import:
    """The dry run: at once for a short file, else queued."""
    if is_short(run):
        return actions.plan(by=by, at=at, run=run)
    with transaction.atomic():
        row = actions.begin_plan(by=by, run=run)
        _queue(by, at, row)
    return row


def apply_import(*, by: User, at: datetime, run: Import) -> Import:
    """Write what the preview shows, or go on with it: at once for a short file, else queued."""
    if is_short(run) and run.stage == Stage.PLANNED:
        return actions.apply(by=by, at=at, run=run)
    with transaction.atomic():
        row = actions.begin_apply(by=by, at=at, run=run)
        _queue(by, at, row)
    return row


def undo_import(*, by: User, at: datetime, run: Import) -> Import:
    """Take an import back: at once for a short file, else queued."""
    if is_short(run):
        return actions.undo(by=by, at=at, run=run)
    with transaction.atomic():
        row = actions.begin_undo(by=by, at=at, run=run)
        _queue(by, at, row)
    return row


def discard_import(*, by: User, at: datetime, run: Import) -> None:
    """Forget a file that was never applied; the lines of a long one go in the background."""
    stop_import(by=by, at=at, run=run)
    with transaction.atomic():
        row = actions.discard(by=by, at=at, run=run)
        if not is_short(row):
            _queue(by, at, row)
    if is_short(row):
        actions.forget_lines(row)


def stop_import(*, by: User, at: datetime, run: Import) -> None:
    """Stop the work on an import; what was written by then stays."""
    job = running(run)
    if job is not None and request_stop(at=at, job=job).state == State.STOPPED:
        actions.halt(by=by, at=at, run=run, message=_stopped(run))


def running(run: Import) -> Job | None:
    """The job that works on an import or waits to."""
    job = latest_job(WORK, run.pk)
    return None if job is None or job.ended else job


def _queue(by: User, at: datetime, run: Import) -> Job:
    return enqueue(by=by, at=at, kind=WORK, subject=run.pk, total=run.total)


def run_import(context: Context, subject: int) -> None:
    """Do what the import waits for, from where a killed attempt left it."""
    run = import_of(subject)
    if run is None:
        raise Failed(_("The import was forgotten meanwhile."))
    try:
        _work(context, run)
    except (UnusableFileError, Refused, Conflict) as refusal:
        raise Failed(str(refusal)) from refusal
    except actions.Superseded:
        raise Lost from None


def _work(context: Context, run: Import) -> None:
    by, at, tell = context.job.by, context.at, context.progress
    if run.stage == Stage.READING:
        run = actions.read(by=by, at=at, run=run, tell=tell)
        if is_ready(run):
            run = actions.begin_plan(by=by, run=run) if by else run
    steps: dict[str, Callable[..., Import]] = {
        Stage.PLANNING: actions.plan,
        Stage.APPLYING: actions.write_on,
        Stage.UNDOING: actions.take_back,
    }
    step = steps.get(run.stage)
    if step is not None:
        step(by=by, at=at, run=run, tell=tell)
    elif run.stage == Stage.FORGOTTEN:
        actions.forget_lines(run, tell)


def give_up_import(subject: int, at: datetime, state: State, message: str) -> None:
    """The job failed or was stopped for good: the import stands where it came to."""
    run = import_of(subject)
    if run is not None:
        said = _stopped(run) if state is State.STOPPED else message
        job = latest_job(WORK, subject)
        actions.halt(by=job.by if job else None, at=at, run=run, message=said)
        if run.stage == Stage.READING:
            actions.forget_lines(run)


def _stopped(run: Import) -> str:
    match run.stage:
        case Stage.APPLYING:
            return _("Stopped. What was written up to then stays; go on with the rest, or take it all back.")
        case Stage.UNDOING:
            return _("Stopped. What was not taken back yet stays; go on when you like.")
    return _("Stopped. Nothing was written.")
