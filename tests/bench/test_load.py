"""The load test is bounded, speaks to nobody but this machine, and counts what goes wrong."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from bench.family import spent
from bench.load import LIMITS, SMALL, Seen, User, _waits, measure, refuse_errors
from bench.load_site import calendar
from bench.lock import LOCKS, LockWatch, kept_waiting, logs
from bench.ratios import DisagreementError
from innercircle.calendars.ics import read
from innercircle.calendars.rules import Window

READER = {"session": "x", "accounts": [1], "meetings": [], "writes": False}


@pytest.mark.parametrize("address", ["http://example.com:80", "http://10.0.0.1:8000", "http://127.0.0.1.example.com"])
def test_it_speaks_to_nobody_else(address: str) -> None:
    with pytest.raises(DisagreementError, match="not this machine"):
        User(0, address, READER, Seen(), Event(), 1.0)


@pytest.mark.parametrize("change", [{"users": 401}, {"seconds": 1801.0}])
def test_it_is_bounded(change: dict[str, float], tmp_path: Path) -> None:
    with pytest.raises(DisagreementError, match="At most 400 users and 1800 seconds"):
        measure(replace(SMALL, **change), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_waits_are_the_ordered_ones() -> None:
    found = _waits([number / 100 for number in range(100, 0, -1)])
    assert (found["count"], found["p50"], found["p95"], found["p99"], found["most"]) == (100, 0.51, 0.96, 1.0, 1.0)
    assert _waits([])["most"] == 0


def test_a_wrong_answer_fails_the_run() -> None:
    seen = Seen()
    seen.note("hours", 0.1)
    seen.note("hours", 0.1, "/accounts/1/ answered 500")
    phases = [{"errors": seen.errors} for _ in LIMITS]
    with pytest.raises(DisagreementError, match="answered 500"):
        refuse_errors({"phases": phases})
    refuse_errors({"phases": [{"errors": []}]})


def test_the_calendar_is_readable_to_the_last_entry(tmp_path: Path) -> None:
    calendar(tmp_path / "c.ics", 30)
    remarks: list[object] = []
    found = read(tmp_path / "c.ics", name="c", window=Window(0, 2**40), zone="UTC", remark=remarks.append)
    entries = list(found)
    assert (len(entries), remarks) == (30, [])
    assert all(len(each.participants) > 1 for each in entries)


def test_the_watch_sees_how_long_a_lock_is_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)  # SQLite's lock, whatever the tests run on
    watch = LockWatch(tmp_path)
    place = os.open(tmp_path / "innercircle.sqlite3.lock", os.O_RDWR | os.O_CREAT, 0o600)
    for _ in range(200):  # until the watch looks, which it says by taking the lock for a moment
        time.sleep(0.01)
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            break
        fcntl.flock(place, fcntl.LOCK_UN)
    fcntl.flock(place, fcntl.LOCK_EX)
    time.sleep(0.3)
    os.close(place)
    longest = watch.longest()
    assert longest is not None
    assert longest.taken > 0.1
    if LOCKS.exists():
        assert longest.taken >= longest.held > 0.1
        assert longest.by.startswith(f"{os.getpid()} ")
    else:
        assert (longest.held, longest.by) == (0, "")


BUSY = "import time\nwhile time.process_time() < 0.2: pass\nprint(flush=True); input()"


@pytest.mark.parametrize(("named", "counted"), [("work", True), ("pages", False)])
def test_what_background_jobs_took_is_told_apart(named: str, counted: bool) -> None:
    before = spent(os.getpid())
    command = [sys.executable, "-c", BUSY, named, "--with-parent"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        after = spent(os.getpid())
        child.communicate(b"\n")
    everything, jobs = (one - other for one, other in zip(after, before, strict=True))
    assert (everything > 0.15) is LOCKS.exists()
    assert (jobs > 0.15) is (counted and LOCKS.exists())


def test_what_the_logs_tell_of_long_writes_is_shown(tmp_path: Path) -> None:
    said = "A write kept all others waiting for 2.1 s: innercircle.one."
    server, work = tmp_path / "server.log", tmp_path / "innercircle-load-x" / "backup.log"
    server.write_text(f"{said}\n")
    before = logs(tmp_path)
    work.parent.mkdir()
    work.write_text(f"Saved.\n{said}\n")
    with server.open("a") as log:
        log.write("Stopping\n")
    assert kept_waiting(tmp_path, before) == [f"backup: {said}"]
    assert kept_waiting(tmp_path, {}) == [f"server: {said}", f"backup: {said}"]


def test_postgresql_has_no_such_lock_to_watch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://localhost/none")
    assert LockWatch(tmp_path).longest() is None
