"""`innercircle work`: the background jobs (imports from the pages, upkeep by the clock)."""

from __future__ import annotations

import os
import signal
import threading
from typing import Annotated

import typer

from innercircle.cli.ready import django_ready

_LOOK_SECONDS = 1.0


def work(
    *,
    once: Annotated[bool, typer.Option("--once", help="End when nothing waits any more.")] = False,
    with_parent: Annotated[int | None, typer.Option("--with-parent", hidden=True, metavar="PID")] = None,
) -> None:
    """Work off background jobs until Ctrl-C; `innercircle serve` starts one of these by itself.

    Stopped in the middle of a job, it hands the job back; killed, another one takes it up.
    """
    django_ready()
    from innercircle.jobs.context import IS_LEAVING
    from innercircle.jobs.worker import run_worker

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: IS_LEAVING.set())
    if with_parent is not None:
        threading.Thread(target=_leave_with_parent, args=(with_parent, IS_LEAVING), daemon=True).start()
    run_worker(once=once)


def _leave_with_parent(parent: int, leaving: threading.Event) -> None:
    """End when the process that started this one is gone, however and however early it ended."""
    while os.getppid() == parent and not leaving.wait(_LOOK_SECONDS):
        pass
    leaving.set()
