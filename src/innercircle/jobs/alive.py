"""Which workers of this machine still live: each holds a lock on a file of its own for as long as it runs.

The system frees the lock when a process ends in whatever way, so the work of a killed one is taken up at once. A worker
on another machine has no file here; of it only the lease tells.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

_NAME_BYTES = 12


def folder() -> Path:
    """Where the files lie."""
    place = Path(settings.HOME) / "workers"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


@contextmanager
def alive() -> Iterator[str]:
    """A name for this worker, known to be alive as long as the block (or the process) lasts."""
    name = secrets.token_hex(_NAME_BYTES)
    place = folder() / name
    handle = os.open(place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield name
    finally:
        place.unlink(missing_ok=True)
        os.close(handle)


def is_dead(name: str) -> bool:
    """Whether the worker is known to have ended; False also when it cannot be known from here."""
    place = folder() / name
    if not name or not place.exists():
        return False
    handle = os.open(place, os.O_RDWR | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(handle)
    return True
