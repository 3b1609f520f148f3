"""Watches SQLite's write lock from outside: how long it was taken, and by whom.

    python -m bench.lock FOLDER/innercircle.sqlite3.lock     # until SIGTERM; prints JSON, seconds

Everybody who writes queues on that file (`innercircle.config.sqlite`). `taken` is the longest time in which it was
never seen free; two who write one after the other without a gap count as one there, so it is never too small. `held`
is the longest that one process was seen to have it, and `by` says which (Linux only: elsewhere 0 and nobody).
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

BETWEEN = 0.002  # seconds between two looks
PATIENCE = 30
LOCKS = Path("/proc/locks")
HOLDER = re.compile(r"^\d+: FLOCK +ADVISORY +WRITE +(\d+) [0-9a-f]+:[0-9a-f]+:(\d+) ", re.MULTILINE)
KEPT = "kept all others waiting"  # what innercircle.config.sqlite says


@dataclass(frozen=True, slots=True)
class Longest:
    """The longest that the lock was taken without a gap, and held by one process; seconds."""

    taken: float = 0.0
    held: float = 0.0
    by: str = ""


class LockWatch:
    """The watch in a process of its own, so that the load test does not slow it down."""

    def __init__(self, home: Path) -> None:
        """Begin; nothing is watched on PostgreSQL, which has no such lock."""
        self.process = None
        if not os.environ.get("DATABASE_URL"):
            command = [sys.executable, "-m", "bench.lock", str(home / "innercircle.sqlite3.lock")]
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def longest(self) -> Longest | None:
        """End the watch; None on PostgreSQL."""
        if self.process is None:
            return None
        self.process.terminate()
        said, _nothing = self.process.communicate(timeout=PATIENCE)
        return Longest(**json.loads(said or "{}"))


def logs(home: Path) -> dict[Path, int]:
    """Where the server and the long work beside it tell of such writes, and how long each log is by now."""
    places = [home / "server.log", *sorted(home.glob("innercircle-load-*/*.log"))]
    return {place: place.stat().st_size for place in places if place.exists()}


def kept_waiting(home: Path, before: dict[Path, int]) -> list[str]:
    """What the logs tell of long writes since they were as long as `before`, each with who said it."""
    found = []
    for place in logs(home):
        with place.open("rb") as log:
            log.seek(before.get(place, 0))
            lines = log.read().decode("utf-8", "replace").splitlines()
        found += [f"{place.stem}: {line.strip()}" for line in lines if KEPT in line]
    return found


def watch(file: Path) -> Longest:
    """Look until told to end."""
    ended: list[int] = []
    signal.signal(signal.SIGTERM, lambda *_: ended.append(1))
    place = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    inode = os.fstat(place).st_ino
    since, holder, has_since, longest = 0.0, 0, 0.0, Longest()
    while not ended:
        now = time.monotonic()
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
            fcntl.flock(place, fcntl.LOCK_UN)
            since, holder = 0.0, 0
        except BlockingIOError:
            since, has_it = since or now, _holder(inode)
            if has_it != holder:
                holder, has_since = has_it, now
            longest = _longer(longest, now - since, holder, now - has_since)
        time.sleep(BETWEEN)
    return Longest(round(longest.taken, 3), round(longest.held, 3), longest.by)


def _longer(longest: Longest, taken: float, holder: int, held: float) -> Longest:
    taken = max(longest.taken, taken)
    if not holder or held <= longest.held:
        return Longest(taken, longest.held, longest.by)
    known = longest.by.startswith(f"{holder} ")
    return Longest(taken, held, longest.by if known else f"{holder} {_command(holder)}")


def _holder(inode: int) -> int:
    """The process that has the lock of this file; 0 where the system does not tell."""
    try:
        found = HOLDER.findall(LOCKS.read_text())
    except OSError:
        return 0
    return next((int(pid) for pid, number in found if int(number) == inode), 0)


def _command(pid: int) -> str:
    """What the process was started as; "" where it ended meanwhile."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return ""
    return b" ".join(words).decode("utf-8", "replace").strip()


if __name__ == "__main__":
    print(json.dumps(asdict(watch(Path(sys.argv[1])))))
