"""What a job's function is given: a way to say how far it is, and to hear that it should stop."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event
from time import sleep

from django.utils import timezone

from innercircle.jobs.actions import sign_of_life
from innercircle.jobs.models import Job
from innercircle.jobs.queries import people_wait
from innercircle.jobs.rules import LEASE, LONG_LEASE, Heard, Leaving, Lost, Stopped

_BETWEEN_SIGNS = 1.0  # seconds; more often would only make others wait
_BETWEEN_RESTS, _REST = 0.1, 0.01  # seconds; without, a small write beside two jobs waited four times as long
_RESTS, _LONGEST_REST = 3.0, 2.0  # what nobody waits for rests so many times as long as it worked; at most so long
_GIVES_WAY = 5  # times; after that it goes on to its end whoever waits

IS_LEAVING = Event()  # set when this process was asked to end


def _now() -> float:
    return time.monotonic()


@dataclass(slots=True)
class Context:
    """One attempt at a job. `tell` is called with every progress, for a terminal that shows it.

    Work `by_clock` takes a quarter of one core and no more, and goes back into the queue where somebody waits for what
    they asked for (docs/decisions/0010-work-by-the-clock.md).
    """

    job: Job
    at: datetime
    tell: Callable[[int, int], None] | None = None
    step: Callable[[str], None] | None = None
    by_clock: bool = False
    _last: float = field(default=0.0)
    _rested: float = field(default_factory=_now)

    def progress(self, done: int, total: int) -> None:
        """Say how far the work is, and let others write; raises what ends it, so call it where nothing is half done."""
        if self.tell is not None:
            self.tell(done, total)
        self._let_others()
        if _now() - self._last >= _BETWEEN_SIGNS:
            self._last = _now()
            self._sign(done, total)

    def _let_others(self) -> None:
        """Stand back a moment between two transactions: the queue before SQLite gives the lock to whoever is awake."""
        worked = _now() - self._rested
        if worked >= _BETWEEN_RESTS:
            sleep(min(_RESTS * worked, _LONGEST_REST) if self.by_clock else _REST)
            self._rested = _now()

    def reached(self, step: str) -> None:
        """Say that a step has been reached; the next may take long without a sign of life."""
        self.passed(step)
        row = Job.objects.filter(pk=self.job.pk).values_list("done", "total").first() or (0, 0)
        self._sign(*row, lease=LONG_LEASE)

    def passed(self, step: str) -> None:
        """Say that a step is behind us, where it is too late to stop."""
        if self.step is not None:
            self.step(step)

    def _sign(self, done: int, total: int, lease: timedelta = LEASE) -> None:
        if IS_LEAVING.is_set() or (self.by_clock and self.job.attempt <= _GIVES_WAY and people_wait()):
            raise Leaving
        heard = sign_of_life(self.job, timezone.now(), done, total, lease)
        if heard is Heard.STOP:
            raise Stopped
        if heard is Heard.LOST:
            raise Lost
