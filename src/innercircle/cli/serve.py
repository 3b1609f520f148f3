"""`innercircle serve`: bring the database up to date and serve the pages, the API and the background jobs."""

from __future__ import annotations

import hashlib
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Annotated

import typer

from innercircle.cli.ready import django_ready, refuse

_FIRST_PORT, _LAST_PORT = 8000, 8099
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_THREADS = 8
_STOP_SECONDS = 10
_LOOK_SECONDS = 1.0

Host = Annotated[str, typer.Option(help="Address to listen on; anything but this machine needs https in front.")]
Port = Annotated[int | None, typer.Option(min=1, max=65535, help="Port; without it the first free one from 8000.")]


def serve(
    host: Host = "127.0.0.1",
    port: Port = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that answer pages.")] = 2,
) -> None:
    """Serve the pages, the API and the background jobs until Ctrl-C."""
    prepare(host)
    run(host, choose_port(host, port), workers)


def prepare(host: str = "127.0.0.1") -> None:
    """Set Django up for `host`, refuse unsafe settings with a sentence, bring database and static files up to date."""
    if host in _LOOPBACK:
        os.environ.setdefault("INNERCIRCLE_HTTPS", "no")
    os.umask(0o077)
    django_ready(schema=False)
    _refuse_unsafe(host)
    django_ready()
    _collect_static()


def choose_port(host: str, port: int | None) -> int:
    """`port` where it is free, or else the first free one from 8000; end with a sentence where there is none."""
    if port is not None:
        return port if _is_free(host, port) else refuse(f"Port {port} at {host} is taken; name another with --port.")
    free = (each for each in range(_FIRST_PORT, _LAST_PORT + 1) if _is_free(host, each))
    return next(free, 0) or refuse(f"All ports from {_FIRST_PORT} to {_LAST_PORT} are taken; name one with --port.")


def run(host: str, port: int, workers: int = 2) -> None:
    """Serve at `host` and `port`, with one process for the background jobs beside; return when stopped."""
    from granian import Granian
    from granian.constants import Interfaces

    _say_where(host, port)
    stopping = threading.Event()
    jobs = threading.Thread(target=_keep_jobs_running, args=(stopping,))
    jobs.start()
    try:
        Granian(
            "innercircle.config.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=_THREADS,
            websockets=False,
            respawn_failed_workers=True,
            log_enabled=False,
        ).serve()
    finally:
        stopping.set()
        jobs.join()


def _refuse_unsafe(host: str) -> None:
    from django.conf import settings
    from django.core import checks

    found = checks.run_checks(include_deployment_checks=True, databases=["default"])
    wrong = [f"- {each.msg} {each.hint or ''}".rstrip() for each in found if not each.is_silenced()]
    if host not in _LOOPBACK and not settings.SECURE_PROXY_SSL_HEADER:
        wrong.append(
            f"- {host} is reached over the network: put an https proxy in front and set INNERCIRCLE_BEHIND_PROXY=yes "
            "(docs/install.md)."
        )
    if wrong:
        refuse("Innercircle was not started:", *wrong)


def _collect_static() -> None:
    """Lay out the static files with their content in the name, once per state of the sources."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    files = [
        (path, storage.path(path)) for finder in get_finders() for path, storage in finder.list(ignore_patterns=None)
    ]
    state = hashlib.sha256()
    for name, place in sorted(files):
        status = Path(place).stat()
        state.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    mark = Path(settings.STATIC_ROOT) / "state"
    if not mark.exists() or mark.read_text() != state.hexdigest():
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        mark.write_text(state.hexdigest())


def _say_where(host: str, port: int) -> None:
    from django.conf import settings

    from innercircle.access.queries import anybody

    name = f"[{host}]" if ":" in host else host
    print(f"\nInnercircle is at http://{name}:{port}/   (data in {settings.HOME}; Ctrl-C stops it)", flush=True)
    if not anybody():
        print(
            "Nobody can log in yet. In another terminal: innercircle add-user YOU@FIRM --name 'YOUR NAME'", flush=True
        )


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _keep_jobs_running(stopping: threading.Event) -> None:
    """One process for background jobs, started again should it end; its unfinished work is taken up by the next."""
    while not stopping.is_set():
        command = [sys.executable, "-m", "innercircle", "work", "--with-parent"]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
        while process.poll() is None and not stopping.wait(_LOOK_SECONDS):
            pass
        _stop(process)
        stopping.wait(_LOOK_SECONDS)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
