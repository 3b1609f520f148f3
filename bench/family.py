"""What the processes of a server have taken by now: all of them, and the one for background jobs."""

from __future__ import annotations

import os
from pathlib import Path


def spent(leader: int) -> tuple[float, float]:
    """CPU seconds of a process and all below it; what its background jobs took of them (Linux; 0 elsewhere)."""
    rows = {}
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = place.read_text().rpartition(")")[2].split()
            is_jobs = b"\0work\0" in (place.parent / "cmdline").read_bytes()
        except OSError:
            continue
        rows[int(place.parent.name)] = (int(words[1]), sum(map(int, words[11:15])), is_jobs)
    family = _below(rows, {leader})
    jobs = _below(rows, {pid for pid in family if pid in rows and rows[pid][2]})
    ticks = os.sysconf("SC_CLK_TCK")
    return _sum(rows, family) / ticks, _sum(rows, jobs) / ticks


def _below(rows: dict[int, tuple[int, int, bool]], found: set[int]) -> set[int]:
    while more := {pid for pid, (parent, *_) in rows.items() if parent in found} - found:
        found = found | more
    return found


def _sum(rows: dict[int, tuple[int, int, bool]], which: set[int]) -> int:
    return sum(rows[pid][1] for pid in which if pid in rows)
