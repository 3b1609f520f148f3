"""The files with every trap of real calendars, read as anybody's own folder is (`bench/ics_folder.py`)."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from bench.ratios import Ratio, ratio, spent

FOLDER = Path(__file__).parent / "ics_folder.py"
TRAPS = Path(__file__).parent.parent / "tests" / "calendars" / "traps"


def compare(seconds: int) -> list[Ratio]:
    """Our reader against the plain libraries; raises `DisagreementError` where our lanes differ on one of them."""
    with tempfile.TemporaryDirectory(prefix="innercircle-bench-") as place:
        figures = Path(place) / "figures.json"
        spent([sys.executable, FOLDER, TRAPS, "--windows", "2026", "--seconds", str(seconds), "--json", figures])
        found = json.loads(figures.read_text(encoding="utf-8"))
    cpu = found["cpu"]
    whose = ("calendars.ics", "icalendar + recurring-ical-events", "CPU")
    return [ratio(f"reading {found['files']} files of traps", *whose, [(cpu["fast"], cpu["plain"])])]
