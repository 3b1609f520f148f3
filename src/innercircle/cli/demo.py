"""`innercircle demo`: build the demo firm, print the log-ins, serve it; or take it away again."""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from innercircle.cli.ready import django_ready, refuse
from innercircle.cli.serve import Host, Port, choose_port, prepare, run

_LETTERS = "abcdefghkmnpqrstuvwxyz"
_LENGTH = 9  # letters of the password: for a demo on one's own machine


def demo(
    host: Host = "127.0.0.1",
    port: Port = None,
    build_only: Annotated[bool, typer.Option("--build-only", help="Build the demo firm and do not serve it.")] = False,
    clear: Annotated[bool, typer.Option("--clear", help="Take the demo firm away again, and only it.")] = False,
    anew: Annotated[bool, typer.Option("--anew", help="Take it away and build it as of today.")] = False,
) -> None:
    """Build a believable demo firm (once), print its log-ins and serve it. All of it is marked as sample data."""
    prepare(host)
    if clear or anew:
        _clear()
    if clear:
        return
    _build()
    if not build_only:
        chosen = choose_port(host, port)
        _print_log_ins()
        run(host, chosen)


def _clear() -> None:
    from innercircle.demo import clear

    counts = clear.clear(at=datetime.now(UTC))
    gone = ", ".join(f"{count} {name}s" for name, count in counts.items() if count)
    print(f"Removed the demo firm: {gone or 'there was none'}.")
    _password_file().unlink(missing_ok=True)


def _build() -> None:
    django_ready()
    from innercircle.demo import clear

    if clear.is_there():
        return
    if clear.anything_else():
        refuse(
            "This database holds a real firm; sample data does not belong beside it.",
            "Name another folder for the demo firm's data in INNERCIRCLE_HOME and run the command again.",
        )
    from innercircle.demo.build import build

    _say("Building the demo firm ...")
    try:
        with tempfile.TemporaryDirectory(prefix="innercircle-demo-") as folder:
            build(at=datetime.now(UTC), folder=Path(folder), password=_password(), say=_say)
    except BaseException:
        clear.clear(at=datetime.now(UTC))
        raise


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _password_file() -> Path:
    from django.conf import settings

    return Path(settings.HOME) / "demo-password"


def _password() -> str:
    """The demo's password: made once for this installation, readable by its owner only."""
    place = _password_file()
    if not place.exists():
        word = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
        with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(f"{word[:3]}-{word[3:6]}-{word[6:]}")
    return place.read_text().strip()


def _print_log_ins() -> None:
    from innercircle.demo.firm import FIRM, our_people

    print(f"\n{FIRM} (sample data). The password of every log-in is {_password()}\n")
    for one in our_people():
        if one.role:
            print(f"  {one.role.replace('_', ' '):16} {one.email:32} {one.function}")
