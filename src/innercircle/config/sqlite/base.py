"""Django's SQLite backend with one lock file before every write transaction.

SQLite's own busy wait is unfair, and up to 3.51.2 it has a race between two processes that write and checkpoint at the
same time. Every `atomic()` therefore queues on one `flock` beside the database before `BEGIN IMMEDIATE` and leaves the
queue after the commit, which includes the checkpoint (docs/decisions/0003-sqlite-for-teams.md).
"""

from __future__ import annotations

import fcntl
import inspect
import logging
import os
import time
from typing import Any

from django.db.backends.sqlite3 import base

# Everybody who saves waits behind it (THREATS.md, L2): what takes longer is told in the log, with who did it.
_LONG = 1.5  # seconds

_logger = logging.getLogger(__name__)


class DatabaseWrapper(base.DatabaseWrapper):
    """The stock backend, with the queue around each outermost transaction."""

    _queue: int | None = None
    _since = 0.0  # on the monotonic clock

    def _start_transaction_under_autocommit(self) -> None:
        self._enter_queue()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # private in the stubs
        except BaseException:
            self._leave_queue()
            raise

    def _commit(self) -> Any:
        try:
            return super()._commit()  # type: ignore[misc]  # private in the stubs
        finally:
            self._leave_queue()

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc]  # private in the stubs
        finally:
            self._leave_queue()

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc]  # private in the stubs
        finally:
            self._leave_queue()

    def _enter_queue(self) -> None:
        if self._queue is not None or self.is_in_memory_db():
            return
        place = os.open(f"{self.settings_dict['NAME']}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(place, fcntl.LOCK_EX)
        except BaseException:
            os.close(place)
            raise
        self._queue, self._since = place, time.monotonic()

    def _leave_queue(self) -> None:
        if self._queue is not None:
            place, self._queue = self._queue, None
            os.close(place)
            if (held := time.monotonic() - self._since) > _LONG:
                _logger.warning("A write kept all others waiting for %.1f s: %s.", held, _writer())


def _writer() -> str:
    """The innermost function of ours that is ending its transaction, and the one that called it."""
    frame, names = inspect.currentframe(), list[str]()
    while frame is not None and len(names) < 2:
        module = frame.f_globals.get("__name__", "")
        if module.startswith("innercircle.") and module != __name__:
            names.append(f"{module}.{frame.f_code.co_qualname}")
        frame = frame.f_back
    return ", called by ".join(names) or "not by Innercircle's own code"
