"""Takes the work of killed workers away from them, and gives up what has been tried too often."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from innercircle.jobs.actions import finish, give_back
from innercircle.jobs.alive import is_dead
from innercircle.jobs.kinds import KINDS
from innercircle.jobs.models import Job
from innercircle.jobs.queue import put
from innercircle.jobs.rules import LONG_LEASE, State


def reap(at: datetime) -> int:
    """Hand on the work of workers that are dead or silent; returns how many jobs that concerned."""
    orphans = [row for row in Job.objects.filter(state=State.RUNNING) if _is_orphan(row, at)]
    for job in orphans:
        if not give_back(job, at, counts=True):
            give_up(job, at, State.FAILED, _("The program that worked on it ended before its time. Start it again."))
    _reap_queue(at)
    return len(orphans)


def give_up(job: Job, at: datetime, state: State, message: str) -> None:
    """End a job that nobody will go on with, and clear up after it."""
    if finish(job, at, state, message) and job.kind in KINDS:
        KINDS[job.kind].give_up(job.subject or 0, at, state, message)


def _is_orphan(job: Job, at: datetime) -> bool:
    return is_dead(job.worker) or job.lease_until is None or job.lease_until < at


@transaction.atomic
def _reap_queue(at: datetime) -> None:
    """Rows of the queue that a dead worker had: what it had not even begun is queued again."""
    for row in DBTaskResult.objects.running():
        worker = row.worker_ids[-1] if row.worker_ids else ""
        if not is_dead(worker) and row.started_at and row.started_at > at - LONG_LEASE:
            continue
        job = Job.objects.filter(pk=row.args_kwargs["args"][0]).first()
        if job is not None and job.state == State.RUNNING and job.worker == worker:
            continue
        DBTaskResult.objects.filter(pk=row.pk).update(status="FAILED", finished_at=at)
        if job is not None and job.state == State.WAITING and not _is_queued(job):
            put(job.pk)


def _is_queued(job: Job) -> bool:
    ready = DBTaskResult.objects.filter(status="READY")
    return any(row.args_kwargs["args"][0] == job.pk for row in ready)
