"""Does one attempt at a job, and knows what every way it can end means."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextvars import ContextVar

from django.utils import timezone
from django.utils.translation import gettext as _

from innercircle.jobs.actions import finish, give_back, take
from innercircle.jobs.alive import alive
from innercircle.jobs.context import Context
from innercircle.jobs.kinds import KINDS, Kind
from innercircle.jobs.models import Job
from innercircle.jobs.reaping import give_up
from innercircle.jobs.rules import Failed, Leaving, Lost, State, Stopped

WORKER: ContextVar[str] = ContextVar("worker", default="")  # the name of the worker that runs here, if one does
GENTLY: ContextVar[bool] = ContextVar("gently", default=False)  # what the clock started rests and gives way
_logger = logging.getLogger(__name__)


def perform(
    job_id: int,
    *,
    tell: Callable[[int, int], None] | None = None,
    step: Callable[[str], None] | None = None,
) -> Job:
    """Do a waiting job's work now, in this process; returns the job as it then is. Only Ctrl-C is raised.

    `tell(done, total)` and `step(name)` follow the work more closely than the database does.
    """
    if WORKER.get():
        _perform(job_id, WORKER.get(), tell, step)
    else:
        with alive() as name:
            _perform(job_id, name, tell, step)
    return Job.objects.get(pk=job_id)


def _perform(
    job_id: int,
    worker: str,
    tell: Callable[[int, int], None] | None,
    step: Callable[[str], None] | None,
) -> None:
    at = timezone.now()
    job = take(job_id, worker, at)
    if job is not None:
        kind = KINDS[job.kind]
        by_clock = GENTLY.get() and kind.every is not None and job.by_id is None
        _attempt(Context(job, at, tell, step, by_clock), kind)


def _attempt(context: Context, kind: Kind) -> None:
    job = context.job
    try:
        kind.run(context, job.subject or 0)
    except Lost:
        return
    except Leaving:
        give_back(job, timezone.now(), counts=False)
    except (Stopped, KeyboardInterrupt) as stop:
        give_up(job, timezone.now(), State.STOPPED, _("Stopped."))
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
