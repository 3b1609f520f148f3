"""A PostgreSQL server of our own for the tests: on a socket in a temporary folder, gone afterwards.

`python -m tests.postgres COMMAND ...` runs COMMAND with DATABASE_URL pointing at it and ends with COMMAND's status.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests import machine

_USER = "innercircle"
_LOCALE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
# Nothing here outlives the run, so nothing is flushed; no port is opened. Statistics of tables that a test had not
# filled yet made the demo firm take minutes in place of seconds, by chance: none are taken.
_OPTIONS = (
    "-c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"
    " -c autovacuum=off"
)


@contextmanager
def server(binaries: Path) -> Iterator[str]:
    """Start a fresh server from `binaries` and give its DATABASE_URL; stop it and remove its folder in the end."""
    folder = Path(tempfile.mkdtemp(prefix="innercircle-pg-"))
    person = _unprivileged(folder)
    data, log = folder / "data", folder / "log"
    try:
        _run(binaries / "initdb", "-D", data, "-U", _USER, "-A", "trust", "-E", "UTF8", f"--locale={_LOCALE}", **person)
        _run(binaries / "pg_ctl", "-D", data, "-l", log, "-w", "-o", f"{_OPTIONS} -k '{folder}'", "start", **person)
        try:
            yield f"postgres://{_USER}@/postgres?host={quote(str(folder), safe='')}"
        finally:
            _run(binaries / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop", **person)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """Run the command line's command against a server of its own; status 3 with a sentence where there is none."""
    binaries = machine.postgres()
    if binaries is None:
        print(f"PostgreSQL tests not run: {machine.NO_POSTGRES}.", file=sys.stderr)
        return 3
    with server(binaries) as url:
        return subprocess.call(sys.argv[1:], env=os.environ | {"DATABASE_URL": url})


def _unprivileged(folder: Path) -> dict[str, Any]:
    """How to run as somebody else when we are root, which PostgreSQL refuses to be."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    person = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(folder, person.pw_uid, person.pw_gid)
    return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}


def _run(program: Path, *arguments: object, **person: Any) -> None:
    words = [str(program), *map(str, arguments)]
    with tempfile.TemporaryFile("w+") as output:  # a pipe would be held open by the server for as long as it runs
        done = subprocess.run(
            words, cwd="/", stdout=output, stderr=output, stdin=subprocess.DEVNULL, check=False, **person
        )
        if done.returncode:
            output.seek(0)
            raise RuntimeError(f"{program.name} ended with status {done.returncode}: {output.read()}")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main())
