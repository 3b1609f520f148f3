"""What a bench says: one thing against another in the same run, as a ratio with its spread, never as bare seconds.

A shared machine has no stable seconds; two things done in turn on it have a stable ratio.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

PATIENCE = 60.0  # seconds that a process has to clear up


class DisagreementError(SystemExit):
    """Two contenders gave different answers, or a promise about a page is broken; no figure is worth anything then."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times `against` costs what `what` costs; `low` and `high` are the extremes over the repetitions."""

    bench: str
    what: str
    against: str
    unit: str  # of what the ratio is: CPU, memory
    middle: float
    low: float
    high: float

    @property
    def cells(self) -> tuple[str, ...]:
        """The row of the table."""
        return self.bench, self.what, self.against, self.unit, f"{self.middle:.2f}", f"{self.low:.2f} - {self.high:.2f}"


@dataclass(frozen=True, slots=True)
class Gap:
    """What was not measured, and why: a line of the table too, so that nobody takes a silence for a result."""

    bench: str
    against: str
    why: str


HEADINGS = ("bench", "ours", "against", "of", "ratio", "spread")


@dataclass(frozen=True, slots=True)
class Spent:
    """What the operating system says a process and its children took: CPU seconds (user and system), peak MB."""

    cpu: float
    mb: float
    printed: str


def spent(command: Sequence[str | Path], env: Mapping[str, str] | None = None, *, aloud: bool = False) -> Spent:
    """Run a command to its end, start included. Raises `DisagreementError` with its words when it fails.

    `aloud`: what it says on standard error is shown as it comes. It and all it starts end when we do.
    """
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as words:
        process = subprocess.Popen(
            command, stdout=output, stderr=None if aloud else words, env=env, start_new_session=True
        )
        try:
            _pid, status, usage = os.wait4(process.pid, 0)
        except BaseException:  # Ctrl-C too, which a process of another session does not hear
            _end(process)
            raise
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        words.seek(0)
        if process.returncode:
            raise DisagreementError(f"{' '.join(map(str, command))} failed ({process.returncode}):\n{words.read()}")
        peak = usage.ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024)
        return Spent(usage.ru_utime + usage.ru_stime, peak, output.read())


def _end(process: subprocess.Popen[bytes]) -> None:
    """A process and its group: asked first, so that it clears up."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def ratio(bench: str, what: str, against: str, unit: str, pairs: Sequence[tuple[float, float]]) -> Ratio:
    """The ratio from pairs of (ours, theirs), each pair taken in one turn."""
    each = [theirs / ours for ours, theirs in pairs]
    return Ratio(bench, what, against, unit, median(each), min(each), max(each))


def together(turns: Sequence[Sequence[Ratio]]) -> list[Ratio]:
    """The same rows of several turns as one: the middle one, from the least to the most."""
    return [
        replace(
            rows[0],
            middle=median(row.middle for row in rows),
            low=min(row.low for row in rows),
            high=max(row.high for row in rows),
        )
        for rows in zip(*turns, strict=True)
    ]


def table(rows: Sequence[Ratio], gaps: Sequence[Gap] = ()) -> str:
    """Ratios as text in columns, what is missing below them."""
    lines = [HEADINGS, *(row.cells for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(HEADINGS))]
    told = [f"NOT MEASURED: {gap.bench}, against {gap.against}: {gap.why}" for gap in gaps]
    shown = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]
    return "\n".join([*shown, *told])
