"""Works off what is queued, until it is asked to end."""

from __future__ import annotations

from datetime import timedelta
from threading import Event
from typing import Any

from django.db import close_old_connections, connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from innercircle.jobs.alive import alive
from innercircle.jobs.context import IS_LEAVING
from innercircle.jobs.performing import GENTLY, WORKER
from innercircle.jobs.reaping import reap
from innercircle.jobs.schedule import start_due

_ROUND = timedelta(seconds=15)  # between two looks at dead workers and the clock


def run_worker(*, once: bool = False, interval: float = 1.0, until: Event | None = None) -> int:
    """Work off what is queued, take up what killed workers left, start what is due; returns how many jobs it worked on.

    Runs until `until` is set (a job in work is then handed back and gone on with by the next worker), with `once` until
    nothing waits (then nothing rests either). Several may run at the same time, on one machine or many.
    """
    until = until or IS_LEAVING
    count, next_round = 0, timezone.now()
    with alive() as worker:
        while not until.is_set():
            _leave_old_connections()
            if timezone.now() >= next_round:
                next_round = timezone.now() + _ROUND
                reap(timezone.now())
                start_due(timezone.now())
            row = _claimed(worker)
            if row is not None:
                _run(row, worker, gently=not once)
                count += 1
            elif once:
                break
            else:
                until.wait(interval)
    return count


def _leave_old_connections() -> None:
    """Give a lost or aged connection up; never one whose transaction the caller holds."""
    if not connection.in_atomic_block:
        close_old_connections()


def _claimed(worker: str) -> DBTaskResult[Any, Any] | None:
    """The next row of the queue, now ours; looks before it locks, so that an idle worker holds nobody up."""
    if not DBTaskResult.objects.ready().exists():
        return None
    with transaction.atomic():
        row = DBTaskResult.objects.ready().get_locked()
        if row is not None:
            row.claim(worker)
        return row


def _run(row: DBTaskResult[Any, Any], worker: str, *, gently: bool) -> None:
    token, pace = WORKER.set(worker), GENTLY.set(gently)
    try:
        row.task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
    finally:
        GENTLY.reset(pace)
        WORKER.reset(token)  # the name is alive no longer than this worker: later work of this process needs its own
    with transaction.atomic():
        row.set_successful(None)
