"""Watches SQLite's write lock from outside: the longest time that it was seen taken without a gap.

    python -m bench.lock FOLDER/innercircle.sqlite3.lock     # until SIGTERM; prints seconds

Everybody who writes queues on that file (`innercircle.config.sqlite`), so two who write one after the other without a
gap count as one: the figure is never too small.
"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

BETWEEN = 0.002  # seconds between two looks
PATIENCE = 30


class LockWatch:
    """The watch in a process of its own, so that the load test does not slow it down."""

    def __init__(self, home: Path) -> None:
        """Begin; nothing is watched on PostgreSQL, which has no such lock."""
        self.process = None
        if not os.environ.get("DATABASE_URL"):
            command = [sys.executable, "-m", "bench.lock", str(home / "innercircle.sqlite3.lock")]
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def longest(self) -> float | None:
        """End the watch; seconds, None on PostgreSQL."""
        if self.process is None:
            return None
        self.process.terminate()
        said, _nothing = self.process.communicate(timeout=PATIENCE)
        return round(float(said or 0), 3)


def watch(file: Path) -> float:
    """Look until told to end; the longest time in seconds."""
    ended: list[int] = []
    signal.signal(signal.SIGTERM, lambda *_: ended.append(1))
    place = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    since, longest = 0.0, 0.0
    while not ended:
        now = time.monotonic()
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
            fcntl.flock(place, fcntl.LOCK_UN)
            since = 0.0
        except BlockingIOError:
            since = since or now
            longest = max(longest, now - since)
        time.sleep(BETWEEN)
    return longest


if __name__ == "__main__":
    print(watch(Path(sys.argv[1])))
