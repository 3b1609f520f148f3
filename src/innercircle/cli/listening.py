"""The process that answers pages, `python -m innercircle.cli.listening HOST PORT WORKERS PARENT`; `serve` starts it.

Its workers are forked from it, so neither Django nor a database connection may be open here.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time

from granian import Granian
from granian.constants import Interfaces

_THREADS = 8  # that each worker answers with
_LOOK_SECONDS = 1.0
_GRACE_SECONDS = 5  # that a worker gets to finish its answers; now and then one does not hear that it should end


def listen(host: str, port: int, workers: int, parent: int) -> None:
    """Answer at `host` and `port` until told to end, or until the process `parent`, which started this one, is gone."""
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    Granian(
        "innercircle.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=_THREADS,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=_GRACE_SECONDS,
        log_enabled=False,
    ).serve()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    listen(sys.argv[1], *map(int, sys.argv[2:5]))
