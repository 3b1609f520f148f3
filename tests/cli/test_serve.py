"""`innercircle serve` as a process: where it listens, what it starts beside itself, and that nothing of it stays."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from innercircle.cli import serve

PATIENCE = 60  # seconds


class Served:
    """A running server with an empty database of its own."""

    def __init__(self, home: Path, *arguments: str) -> None:
        ours = ("INNERCIRCLE", "DATABASE", "DJANGO")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        self.said = home.parent / "said"
        with self.said.open("w") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "innercircle", "serve", "--workers", "1", *arguments],
                env=kept | {"INNERCIRCLE_HOME": str(home), "PYTHONUNBUFFERED": "1"},
                stdout=file,
                stderr=file,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        until(lambda: "Innercircle is at" in self.said.read_text() or self.process.poll() is not None)
        self.address = re.findall(r"http://[\d.]+:\d+", self.said.read_text())[0]
        until(lambda: bool(self.page("/auth/login/")))

    def page(self, path: str) -> str:
        """The page at `path`; empty while the server does not answer."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=20) as answer:
                return str(answer.read().decode())
        except OSError:
            return ""

    def jobs(self) -> list[int]:
        """The processes for background jobs that this server started."""
        mine = self.process.pid
        return [pid for pid, (parent, words) in processes().items() if parent == mine and " work " in words]

    def family(self) -> set[int]:
        """Every process that came from this server."""
        found, grown = {self.process.pid}, True
        while grown:
            young = {pid for pid, (parent, _) in processes().items() if parent in found} - found
            found, grown = found | young, bool(young)
        return found - {self.process.pid}

    def end(self) -> int:
        """Ctrl-C; the exit status."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)


def until(ready: Callable[[], bool]) -> None:
    """Wait for `ready`, or fail the test."""
    late = time.monotonic() + PATIENCE
    while not ready():
        assert time.monotonic() < late, "waited in vain"
        time.sleep(0.1)


def processes() -> dict[int, tuple[int, str]]:
    """Every living process of this machine: its parent and its command line (a bare Debian has no `ps`)."""
    if Path("/proc/self/stat").exists():
        found = (_of_proc(entry) for entry in Path("/proc").iterdir() if entry.name.isdigit())
        return {pid: (parent, words) for pid, parent, words in filter(None, found)}
    listed = subprocess.run(["ps", "-A", "-ww", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True)
    lines = [line.split(None, 2) for line in listed.stdout.splitlines()]
    return {int(pid): (int(parent), words) for pid, parent, words in lines}


def _of_proc(entry: Path) -> tuple[int, int, str] | None:
    try:
        state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
        words = (entry / "cmdline").read_text().replace("\0", " ")
    except OSError:  # it has just ended
        return None
    return None if state == "Z" else (int(entry.name), int(parent), words)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One home for all servers of this module: its database is brought up to date once."""
    return tmp_path_factory.mktemp("serve") / "home"


@pytest.fixture
def served(home: Path) -> Iterator[Served]:
    """A server at the first free port."""
    server = Served(home)
    yield server
    if server.process.poll() is None:
        os.killpg(server.process.pid, signal.SIGKILL)
        server.process.wait(PATIENCE)


@pytest.mark.slow
def test_it_serves_says_how_to_come_in_and_leaves_nothing_running(served: Served) -> None:
    assert "<form" in served.page("/auth/login/")
    assert "innercircle add-user" in served.said.read_text()
    until(lambda: len(served.jobs()) == 1)
    ours = served.family()
    assert len(ours) >= 3  # the server, its worker, the jobs
    assert served.end() == 0
    assert ours & set(processes()) == set()
    assert "Traceback" not in served.said.read_text()


@pytest.mark.slow
def test_background_jobs_are_kept_running_and_die_with_the_server(served: Served) -> None:
    until(lambda: len(served.jobs()) == 1)
    (first,) = served.jobs()
    os.kill(first, signal.SIGKILL)
    until(lambda: served.jobs() not in ([], [first]))
    (second,) = served.jobs()
    served.process.kill()
    served.process.wait(PATIENCE)
    until(lambda: second not in processes())


def test_a_taken_port_is_refused_and_passed_over() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit) as ended:
            serve.choose_port("127.0.0.1", port)
    assert ended.value.code == 2
    assert serve.choose_port("127.0.0.1", None) in range(8000, 8100)


def test_no_free_port_at_all_is_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(serve, "_is_free", lambda _host, _port: False)
    with pytest.raises(SystemExit):
        serve.choose_port("127.0.0.1", None)
    assert "All ports from 8000 to 8099 are taken" in capsys.readouterr().err
