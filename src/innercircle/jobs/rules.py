"""When work is tried again, taken away from a worker, or due by the clock; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

LEASE = timedelta(seconds=60)  # without a sign of life, the work is given to somebody else
LONG_LEASE = timedelta(minutes=15)  # for one step that cannot give signs, such as a transaction
ATTEMPTS = 3
_FIRST_WAIT = timedelta(seconds=5)
_LONGEST_WAIT = timedelta(minutes=10)


class State(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self in {State.DONE, State.FAILED, State.STOPPED}


class Heard(StrEnum):
    """The answer to a sign of life."""

    GO_ON = "go on"
    STOP = "stop"
    LOST = "lost"  # somebody else has the work now


class Failed(Exception):
    """The work cannot be done, and trying again would not help; the message is a sentence for the user."""


class Stopped(Exception):
    """A person asked for the work to stop."""


class Lost(Exception):
    """Somebody else has the work by now; whoever gets this goes away without a trace."""


class Leaving(Exception):
    """The worker is being stopped, not the work: somebody else goes on with it."""


def wait_before(attempt: int) -> timedelta:
    """How long to wait before the try after `attempt` tries: 5 s, 20 s, 80 s, … at most 10 minutes."""
    doublings = min(2 * max(0, attempt - 1), 10)
    return min(_FIRST_WAIT * (1 << doublings), _LONGEST_WAIT)


@dataclass(frozen=True, slots=True)
class Every:
    """Work by the clock: every `period`; a nightly one (`hour` set) once a day after that hour, UTC."""

    period: timedelta
    hour: int | None = None

    def is_due(self, last: datetime | None, at: datetime) -> bool:
        """Whether the work is due at `at`, when it was last started at `last`."""
        if last is None:
            return True
        if self.hour is None:
            return at - last >= self.period
        today = at.astimezone(UTC).replace(hour=self.hour, minute=0, second=0, microsecond=0)
        turn = today if at >= today else today - timedelta(days=1)
        return last < turn


def remaining(done: int, total: int, elapsed: timedelta) -> timedelta | None:
    """The time left at the rate so far; None while it cannot be told."""
    if done <= 0 or total <= 0 or elapsed < timedelta(seconds=1):
        return None
    return elapsed * (max(0, total - done) / done)
