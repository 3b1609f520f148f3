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
    with_parent: Annotated[bool, typer.Option("--with-parent", hidden=True)] = False,
) -> None:
    """Work off background jobs until Ctrl-C; `innercircle serve` starts one of these by itself.

    Stopped in the middle of a job, it hands the job back; killed, another one takes it up.
    """
    django_ready()
    from innercircle.jobs.context import IS_LEAVING
    from innercircle.jobs.worker import run_worker

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: IS_LEAVING.set())
    if with_parent:
        threading.Thread(target=_leave_with_parent, args=(IS_LEAVING,), daemon=True).start()
    run_worker(once=once)


def _leave_with_parent(leaving: threading.Event) -> None:
    """End when the process that started this one is gone, however it ended."""
    parent = os.getppid()
    while not leaving.wait(_LOOK_SECONDS):
        if os.getppid() != parent:
            leaving.set()
