"""Django's SQLite backend with one lock file before every write transaction.

SQLite's own busy wait is unfair, and up to 3.51.2 it has a race between two processes that write and checkpoint at the
same time. Every `atomic()` therefore queues on one `flock` beside the database before `BEGIN IMMEDIATE` and leaves the
queue after the commit, which includes the checkpoint (docs/decisions/0003-sqlite-for-teams.md).
"""

from __future__ import annotations

import fcntl
import os
from typing import Any

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """The stock backend, with the queue around each outermost transaction."""

    _queue: int | None = None

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
        self._queue = place

    def _leave_queue(self) -> None:
        if self._queue is not None:
            place, self._queue = self._queue, None
            os.close(place)
