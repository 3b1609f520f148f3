"""Reading a calendar: our reader against the Python libraries, libical (C) and the bare split into lines, in one run.

    python bench/ics_read.py                          # 20,000 entries, a month's and a year's window
    python bench/ics_read.py --events 500             # small: for correctness, as CI runs it
    python bench/ics_read.py --events 100000 --without library --json out.json

Each contender is a process of its own; its CPU seconds (user and system, start included) and its peak memory are what
the operating system says. All must find the same instances, seconds and people, else the run fails. `library` is
icalendar and recurring-ical-events with a plain loop; `libical` needs a C compiler and libical's headers and is passed
over, with a word, where they are missing.

Then the same number of entries in four files, read by one process and by two side by side: there the seconds until all
is read count too.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

sys.path.insert(0, str(Path(__file__).parent))

from ics_generate import calendar

HERE = Path(__file__).parent
PACKAGE = HERE.parent / "src" / "innercircle"
FILES = 4
SIDE_BY_SIDE = ("one_process", "two_processes")
CONTENDERS = ("lines", "ours", "contained", "libical", "library")
WINDOWS = {
    "month": (datetime(2025, 5, 1, tzinfo=UTC), datetime(2025, 6, 1, tzinfo=UTC)),
    "year": (datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)),
}


def compiled(folder: Path) -> Path | None:
    """The C contender, built; None with a word where it cannot be."""
    compiler, binary = shutil.which("cc") or shutil.which("gcc"), folder / "ics_libical"
    if compiler is None:
        print("libical: no C compiler here; passed over", file=sys.stderr)
        return None
    command: list[str | Path] = [compiler, "-O2", "-o", binary, HERE / "ics_libical.c", "-lical"]
    built = subprocess.run(command, check=False, capture_output=True)
    if built.returncode:
        print("libical: its headers (libical-dev) are missing; passed over", file=sys.stderr)
        return None
    return binary


def measured(command: list[str | Path]) -> dict[str, float]:
    """CPU seconds, seconds and peak MB of a process and its children, and the three sums it printed."""
    reading, writing = os.pipe()
    began = time.monotonic()
    process = subprocess.Popen(command, stdout=writing)
    os.close(writing)
    with os.fdopen(reading) as output:
        printed = output.read()
    _pid, status, usage = os.wait4(process.pid, 0)
    passed = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command[0]} failed with {process.returncode}")
    instances, seconds, people = map(int, printed.split())
    memory = usage.ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024)
    return {
        "cpu": usage.ru_utime + usage.ru_stime,
        "wall": passed,
        "mb": memory,
        "instances": instances,
        "seconds": seconds,
        "people": people,
    }


def compare(path: Path, names: list[str], repeat: int, folder: Path) -> dict[str, object]:
    """Every contender on both windows."""
    binary = compiled(folder) if "libical" in names else None
    compileall.compile_dir(str(PACKAGE), quiet=1)  # as pip does when it installs; here sources may be newer
    results: dict[str, object] = {"bytes": path.stat().st_size}
    for window, (first, last) in WINDOWS.items():
        bounds = [str(int(first.timestamp())), str(int(last.timestamp()))]
        runs: dict[str, list[dict[str, float]]] = {}
        # Around and around rather than one after the other, so that a busy machine is busy for all.
        for turn in range(repeat):
            for name in names:
                if (name == "library" and turn) or (name == "libical" and binary is None):
                    continue
                own: list[str | Path] = [sys.executable, HERE / "ics_contenders.py", name]
                if name == "libical" and binary is not None:
                    own = [binary]
                runs.setdefault(name, []).append(measured([*own, path, *bounds]))
        results[window] = {name: _summary(of_one) for name, of_one in runs.items()}
        _check(window, runs)
    return results


def side_by_side(folder: Path, repeat: int) -> dict[str, object]:
    """All calendars of a folder over a year, by one process and by two."""
    bounds = [str(int(moment.timestamp())) for moment in WINDOWS["year"]]
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in SIDE_BY_SIDE}
    for _ in range(repeat):
        for name, of_one in runs.items():
            of_one.append(measured([sys.executable, HERE / "ics_contenders.py", name, folder, *bounds]))
    _check("side by side", runs)
    ratios = [one["wall"] / two["wall"] for one, two in zip(runs["one_process"], runs["two_processes"], strict=True)]
    return {
        **{name: _summary(of_one) | {"wall": _median(of_one, "wall")} for name, of_one in runs.items()},
        "files": len(list(folder.glob("*.ics"))),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        "faster": [round(ratio, 2) for ratio in (min(ratios), statistics.median(ratios), max(ratios))],
    }


def in_files(folder: Path, events: int) -> Path:
    """A folder with as many entries in four calendars, each another."""
    folder.mkdir()
    for number in range(FILES):
        with (folder / f"{number}.ics").open("wb") as file:
            file.writelines(calendar(max(1, events // FILES), seed=number))
    return folder


def _median(runs: list[dict[str, float]], name: str) -> float:
    return round(statistics.median(run[name] for run in runs), 3)


def _summary(runs: list[dict[str, float]]) -> dict[str, float]:
    cpu = [run["cpu"] for run in runs]
    return {
        "cpu": round(statistics.median(cpu), 3),
        "cpu_low": round(min(cpu), 3),
        "cpu_high": round(max(cpu), 3),
        "mb": round(max(run["mb"] for run in runs), 1),
        "instances": runs[0]["instances"],
    }


def _check(window: str, runs: dict[str, list[dict[str, float]]]) -> None:
    sums = {
        name: {(run["instances"], run["seconds"], run["people"]) for run in of_one}
        for name, of_one in runs.items()
        if name != "lines"
    }
    if len(set().union(*sums.values())) > 1:
        raise SystemExit(f"{window}: the contenders disagree: {sums}")


def table(results: dict[str, object]) -> None:
    """Print the figures, each as a ratio to ours."""
    for window in WINDOWS:
        of_window = results[window]
        assert isinstance(of_window, dict)
        own = of_window["ours"]
        print(f"\n{window}: {own['instances']:,.0f} instances of {results['bytes']:,} bytes")
        print(f"{'':12}{'CPU s':>8}{'spread':>16}{'to ours':>9}{'peak MB':>9}{'to ours':>9}")
        for name, one in of_window.items():
            spread = f"{one['cpu_low']:.2f}-{one['cpu_high']:.2f}"
            ratios = one["cpu"] / own["cpu"], one["mb"] / own["mb"]
            print(f"{name:12}{one['cpu']:8.2f}{spread:>16}{ratios[0]:9.2f}{one['mb']:9.0f}{ratios[1]:9.2f}")


def table_of_files(found: dict[str, object]) -> None:
    """Print what two processes gain."""
    low, middle, high = cast("list[float]", found["faster"])
    print(f"\na year of {found['files']} files: two processes on {found['cores']} cores are through {middle:.2f} times")
    print(f"({low:.2f}-{high:.2f}) as soon as one, with the same entries")
    for name in SIDE_BY_SIDE:
        one = found[name]
        assert isinstance(one, dict)
        print(f"{name:14}{one['wall']:8.2f} s{one['cpu']:8.2f} CPU s{one['mb']:8.0f} MB")


def main() -> None:
    """Generate, compare, print."""
    parser = argparse.ArgumentParser(description="Reading a calendar, against its peers.")
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--repeat", type=int, default=3, help="runs of each contender; the library runs once")
    parser.add_argument("--without", action="append", default=[], choices=CONTENDERS)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="innercircle-bench-") as place:
        path = Path(place) / "calendar.ics"
        with path.open("wb") as file:
            file.writelines(calendar(arguments.events))
        names = [name for name in CONTENDERS if name not in arguments.without]
        results = compare(path, names, arguments.repeat, Path(place))
        results["several"] = side_by_side(in_files(Path(place) / "files", arguments.events), arguments.repeat)
    table(results)
    table_of_files(cast("dict[str, object]", results["several"]))
    if arguments.json:
        arguments.json.write_text(
            json.dumps({"events": arguments.events, **results}, indent=2) + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
