"""Reads of jobs, for the doors that show them."""

from __future__ import annotations

from datetime import datetime

from django_tasks_db.models import DBTaskResult

from innercircle.jobs.models import Job
from innercircle.jobs.rules import State, remaining


def latest_job(kind: str, subject: int) -> Job | None:
    """The newest job of a kind on one subject; who may see the subject may see it."""
    return Job.objects.filter(kind=kind, subject=subject).first()


def is_waiting(kind: str) -> bool:
    """Whether work of a kind waits to be begun, so that it will see whatever was changed by now."""
    return Job.objects.filter(kind=kind, state=State.WAITING).exists()


def people_wait() -> bool:
    """Whether work that a person asked for could begin now and has not; what waits for another try does not count."""
    ready = [row["args"][0] for row in DBTaskResult.objects.ready().values_list("args_kwargs", flat=True)]
    return bool(ready) and Job.objects.filter(pk__in=ready, state=State.WAITING, by__isnull=False).exists()


def seconds_left(job: Job, at: datetime) -> int | None:
    """Seconds until the job is done, at the rate so far; None while that cannot be told."""
    if job.state != State.RUNNING or job.started_at is None:
        return None
    left = remaining(job.done, job.total, at - job.started_at)
    return None if left is None else round(left.total_seconds())
