"""`innercircle serve`: bring the database up to date and serve the pages, the API and the background jobs."""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Annotated, Any

import typer

from innercircle.cli.ready import django_ready, refuse

_FIRST_PORT, _LAST_PORT = 8000, 8099
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_STOP_SECONDS = 10  # that a process of ours gets to finish what it does
_LOOK_SECONDS = 1.0
_UP_SECONDS = 0.1

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
    stopping = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stopping.set())
    me = str(os.getpid())
    pages = [sys.executable, "-m", "innercircle.cli.listening", host, str(port), str(workers), me]
    jobs = [sys.executable, "-m", "innercircle", "work", "--with-parent", me]
    running = {name: _start(command) for name, command in (("pages", pages), ("jobs", jobs))}
    try:
        if _is_up(host, port, stopping):
            _say_where(host, port)
        while not stopping.wait(_LOOK_SECONDS):
            running = {name: each if each.poll() is None else _start(each.args) for name, each in running.items()}
    finally:
        _stop(*running.values())


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


def _start(command: Any) -> subprocess.Popen[bytes]:
    """A process of ours, out of reach of the terminal's Ctrl-C: it is this one that ends it, in order."""
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)


def _is_up(host: str, port: int, stopping: threading.Event) -> bool:
    """Wait until somebody listens; False when told to stop before."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # asked, not bound
    while not stopping.wait(_UP_SECONDS):
        with contextlib.suppress(OSError), socket.create_connection((here, port), timeout=_LOOK_SECONDS):
            return True
    return False


def _stop(*running: subprocess.Popen[bytes]) -> None:
    """End processes of ours in order, and whatever of their own they leave behind."""
    for each in running:
        each.terminate()
    for each in running:
        with contextlib.suppress(subprocess.TimeoutExpired):
            each.wait(_STOP_SECONDS)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(each.pid, signal.SIGKILL)
        each.wait()
