"""Handing work over, stopping it, and the steps of a job's life; each a small transaction of its own."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from innercircle.access.models import User
from innercircle.jobs.models import Job
from innercircle.jobs.queue import put
from innercircle.jobs.rules import ATTEMPTS, LEASE, Heard, State, wait_before


@transaction.atomic
def enqueue(
    *, by: User | None, at: datetime, kind: str, subject: int | None = None, total: int = 0, attempts: int = ATTEMPTS
) -> Job:
    """Hand work to the workers; inside the caller's transaction, so it is never there without what it works on."""
    job = note(by=by, at=at, kind=kind, subject=subject, total=total, attempts=attempts)
    put(job.pk)
    return job


@transaction.atomic
def note(
    *, by: User | None, at: datetime, kind: str, subject: int | None = None, total: int = 0, attempts: int = 1
) -> Job:
    """Note work that the caller does itself, at once (`worker.perform`), so that it is seen and can be stopped."""
    return Job.objects.create(by=by, at=at, kind=kind, subject=subject, total=total, attempts=attempts)


@transaction.atomic
def request_stop(*, at: datetime, job: Job) -> Job:
    """Ask for a job to stop: one that waits ends at once, one that runs at its next sign of life.

    Who may ask is decided by the door that shows the job's subject.
    """
    row = Job.objects.select_for_update().get(pk=job.pk)
    if row.state == State.WAITING:
        _end(row, at, State.STOPPED, _("Stopped before it began."))
    elif row.state == State.RUNNING:
        row.stop_requested = True
    row.save()
    return row


@transaction.atomic
def take(job_id: int, worker: str, at: datetime) -> Job | None:
    """Take a waiting job up; None when there is nothing to do (any more)."""
    row = Job.objects.select_for_update().filter(pk=job_id, state=State.WAITING).first()
    if row is None:
        return None
    row.state, row.worker, row.lease_until = State.RUNNING, worker, at + LEASE
    row.attempt, row.done = row.attempt + 1, 0
    row.started_at = row.started_at or at
    row.save()
    return row


@transaction.atomic
def sign_of_life(job: Job, at: datetime, done: int, total: int, lease: timedelta = LEASE) -> Heard:
    """Say how far the work is and keep it; returns whether to go on with it."""
    mine = Job.objects.filter(pk=job.pk, state=State.RUNNING, attempt=job.attempt)
    if not mine.update(done=done, total=total, lease_until=at + lease):
        return Heard.LOST
    return Heard.STOP if mine.filter(stop_requested=True).exists() else Heard.GO_ON


@transaction.atomic
def finish(job: Job, at: datetime, state: State, message: str = "") -> bool:
    """End a job, if it is still this attempt's."""
    row = _mine(job)
    if row is None:
        return False
    _end(row, at, state, message)
    row.save()
    return True


@transaction.atomic
def give_back(job: Job, at: datetime, *, counts: bool) -> bool:
    """Let somebody go on with the work later: at once, or (where the attempt `counts`) after a wait.

    Returns False when the work has used up its attempts, or is not this attempt's any more.
    """
    row = _mine(job)
    if row is None or (counts and row.attempt >= row.attempts):
        return False
    row.state, row.worker, row.lease_until = State.WAITING, "", None
    row.attempts += not counts
    row.save()
    put(row.pk, at + wait_before(row.attempt) if counts else None)
    return True


def _mine(job: Job) -> Job | None:
    rows = Job.objects.select_for_update()
    return rows.filter(pk=job.pk, state=State.RUNNING, attempt=job.attempt).first()


def _end(row: Job, at: datetime, state: State, message: str) -> None:
    row.state, row.message, row.ended_at, row.lease_until, row.worker = state, message[:500], at, None, ""
    if state == State.DONE:
        row.done = max(row.done, row.total)
