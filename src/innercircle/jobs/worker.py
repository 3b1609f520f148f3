"""Works jobs off: `run_worker` until it is asked to end, `perform` one at once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextvars import ContextVar
from datetime import timedelta
from threading import Event
from typing import Any

from django.db import close_old_connections, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from innercircle.jobs.actions import finish, give_back, take
from innercircle.jobs.alive import alive
from innercircle.jobs.context import IS_LEAVING, Context
from innercircle.jobs.kinds import KINDS, Kind
from innercircle.jobs.models import Job
from innercircle.jobs.reaping import give_up, reap
from innercircle.jobs.rules import Failed, Leaving, Lost, State, Stopped
from innercircle.jobs.schedule import start_due

_ROUND = timedelta(seconds=15)  # between two looks at dead workers and the clock
_worker: ContextVar[str] = ContextVar("worker", default="")  # the name of the one that runs here
_logger = logging.getLogger(__name__)


def run_worker(*, once: bool = False, interval: float = 1.0, until: Event | None = None) -> int:
    """Work off what is queued, take up what killed workers left, start what is due; returns how many jobs it worked on.

    Runs until `until` is set (a job in work is then handed back and gone on with by the next worker), with `once` until
    nothing waits. Several may run at the same time, on one machine or many.
    """
    until = until or IS_LEAVING
    count, next_round = 0, timezone.now()
    with alive() as worker:
        while not until.is_set():
            close_old_connections()
            if timezone.now() >= next_round:
                next_round = timezone.now() + _ROUND
                reap(timezone.now())
                start_due(timezone.now())
            row = _claimed(worker)
            if row is not None:
                _run(row, worker)
                count += 1
            elif once:
                break
            else:
                until.wait(interval)
    return count


def _claimed(worker: str) -> DBTaskResult[Any, Any] | None:
    """The next row of the queue, now ours; looks before it locks, so that an idle worker holds nobody up."""
    if not DBTaskResult.objects.ready().exists():
        return None
    with transaction.atomic():
        row = DBTaskResult.objects.ready().get_locked()
        if row is not None:
            row.claim(worker)
        return row


def _run(row: DBTaskResult[Any, Any], worker: str) -> None:
    _worker.set(worker)
    row.task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
    with transaction.atomic():
        row.set_successful(None)


def perform(
    job_id: int,
    *,
    tell: Callable[[int, int], None] | None = None,
    step: Callable[[str], None] | None = None,
) -> Job:
    """Do a waiting job's work now, in this process; returns the job as it then is. Only Ctrl-C is raised.

    `tell(done, total)` and `step(name)` follow the work more closely than the database does.
    """
    at = timezone.now()
    job = take(job_id, _worker.get(), at)
    if job is not None:
        _attempt(Context(job, at, tell, step), KINDS[job.kind])
    return Job.objects.get(pk=job_id)


def _attempt(context: Context, kind: Kind) -> None:
    job = context.job
    try:
        kind.run(context, job.subject or 0)
    except Lost:
        return
    except Leaving:
        give_back(job, timezone.now(), counts=False)
    except (Stopped, KeyboardInterrupt) as stop:
        give_up(job, timezone.now(), State.STOPPED, _("Stopped. Nothing was changed."))
        if isinstance(stop, KeyboardInterrupt):
            raise
    except Failed as refusal:
        give_up(job, timezone.now(), State.FAILED, str(refusal))
    except Exception as error:  # noqa: BLE001 - whatever it is, the worker lives on and the person gets a sentence
        _stumbled(job, error)
    else:
        finish(job, timezone.now(), State.DONE)


def _stumbled(job: Job, error: Exception) -> None:
    _logger.error("Job %s (%s), attempt %s", job.pk, job.kind, job.attempt, exc_info=error)
    if not give_back(job, timezone.now(), counts=True):
        give_up(job, timezone.now(), State.FAILED, _unexpected(job, error))


def _unexpected(job: Job, error: Exception) -> str:
    return _("Something unexpected went wrong (%(kind)s). The server's log tells more under “Job %(job)d”.") % {
        "kind": type(error).__name__,
        "job": job.pk,
    }
