"""The queue of django-tasks: one task for every kind of work, which names a row of ours."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.module_loading import import_string
from django_tasks import task

_PERFORM = "innercircle.jobs.performing.perform"


@task()
def work(job: int) -> None:
    """Do the work of a job's row; what the queue stores is only the row's number."""
    import_string(_PERFORM)(job)


def put(job: int, after: datetime | None = None) -> Any:
    """Queue the work of a job, for now or for later."""
    return work.using(run_after=after).enqueue(job)
