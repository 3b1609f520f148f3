"""`innercircle jobs`: the process that does long work in the background; `innercircle serve` starts one by itself."""

from __future__ import annotations

import os
import signal
import threading
from typing import Annotated

import typer

from innercircle.cli.ready import django_ready

_LOOK = 1.0  # seconds between two looks at the process that started this one


def jobs(
    once: Annotated[bool, typer.Option("--once", help="End as soon as nothing waits.")] = False,
    with_parent: Annotated[
        bool, typer.Option("--with-parent", help="End when the process that started this one ends.")
    ] = False,
) -> None:
    """Do the work that pages and the clock hand over: imports, recomputing, tidying. More than one may run."""
    django_ready()
    from innercircle.jobs.context import IS_LEAVING
    from innercircle.jobs.worker import run_worker

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: IS_LEAVING.set())
    if with_parent:
        threading.Thread(target=_follow, args=(os.getppid(), IS_LEAVING), daemon=True).start()
    run_worker(once=once)


def _follow(parent: int, leaving: threading.Event) -> None:
    while os.getppid() == parent and not leaving.wait(_LOOK):
        pass
    leaving.set()
