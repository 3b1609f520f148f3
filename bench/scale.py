"""The measure over many attendances: the pass over columns against the bare scan (the limit) and against DuckDB.

    python -m bench.scale --rows 10000000                       # ratios, three turns
    python -m bench.scale --growth 1000000 10000000 50000000    # how CPU grows with the rows, as an exponent
    python -m bench.scale --growth 1000000 10000000 --engine spark          # that of Spark too

PostgreSQL and Spark take part where they are. Each contender is a process of its own and reads the same columns of the
same Parquet file; CPU is that of the work, start and imports apart. All answers are reduced to check sums over every
account and month; one that differs fails the run.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from bench import elsewhere
from bench.clearing import cleared
from bench.ratios import DisagreementError, Ratio, ratio, spent

CONTENDERS = ("pass", "scan", "duckdb")
OTHERS = {"postgres": "PostgreSQL (Ibis, indexed in that order)", "spark": "Spark local[2] (Ibis), warm"}
PASS, SCAN, DUCKDB = "clustered pass", "bare scan of the columns", "DuckDB (Ibis, window and group by)"
MOST_TIMES = 10
Sums = dict[str, int]


@dataclass(frozen=True, slots=True)
class Turn:
    """One contender's work once: CPU seconds, peak MB, rows or check sums."""

    cpu: float
    mb: float
    sums: Sums


def scan(file: Path) -> Sums:
    """Only read the columns: what nothing can be faster than."""
    files = import_module("innercircle.hours.attendances.files")
    parquet = import_module("pyarrow.parquet")
    names = list(files.AttendanceFile.at(file, file.name).layout.columns)
    batches = parquet.ParquetFile(file, pre_buffer=False).iter_batches(files.BATCH, columns=names, use_threads=False)
    return {"rows": sum(map(len, batches))}


def clustered_pass(file: Path) -> Sums:
    """The product's own pass."""
    files = import_module("innercircle.hours.attendances.files")
    measuring, deciding = (import_module(f"innercircle.hours.attendances.{name}") for name in ("measuring", "deciding"))
    policy = import_module("innercircle.hours.rules").Policy.SEEN
    one = files.AttendanceFile.at(file, file.name)
    return sums_of(measuring.figures_of([one], policy, deciding.Zones(None, lambda _: None), notice=_refuse))


def duckdb(file: Path) -> Sums:
    """The product's expressions on DuckDB."""
    connecting = import_module("innercircle.hours.engines.connecting")
    rules, named = import_module("innercircle.hours.rules"), import_module("innercircle.hours.engines.named")
    return sums_of(connecting.measured_by(named.Engine.DUCKDB, [str(file)], rules.Policy.SEEN))


WORK: dict[str, Callable[[Path], Sums]] = {"pass": clustered_pass, "scan": scan, "duckdb": duckdb}


def _refuse(said: str) -> None:
    raise DisagreementError(f"the generated file is not clustered: {said}")


def sums_of(table: Any) -> Sums:
    """Every figure summed, and mixed with its account and month so that a swap is noticed."""
    columns = {name: table[name].to_numpy() for name in table.column_names}
    weight = (columns["account"] * 131 + columns["month"]) % 1009 + 1
    return {"cells": table.num_rows} | {name: int((column * weight).sum()) for name, column in columns.items()}


def turn(contender: str, file: Path) -> Turn:
    """The contender in a process of its own."""
    done = spent([sys.executable, "-m", "bench.scale", "--contender", contender, file])
    said = json.loads(done.printed.splitlines()[-1])
    return Turn(said["cpu"], done.mb, said["sums"])


def contend(contender: str, file: Path) -> None:
    """What the process does: the work, then one line of JSON."""
    if contender in OTHERS:
        with elsewhere.PLACES[contender]() as (work, clock):
            contend_by(lambda each: sums_of(work(each)), clock, file)
    else:
        contend_by(WORK[contender], time.process_time, file)


def contend_by(work: Callable[[Path], Sums], clock: Callable[[], float], file: Path) -> None:
    """The work twice, counted the second time: imports and whatever starts up are over then.

    What is over in an instant is done again until it adds up to a second: one instant on a busy machine says nothing.
    """
    began = clock()
    work(_few_rows(file))
    warm = clock()
    sums = work(file)
    times = 1
    if clock is not time.process_time:  # a server keeps what it has read: that was the bringing in, this is the work
        warm = clock()
        sums = work(file)
    else:
        while times < MOST_TIMES and clock() - warm < 1:
            work(file)
            times += 1
    print(json.dumps({"cpu": (clock() - warm) / times, "warming": warm - began, "sums": sums}))


def _few_rows(file: Path) -> Path:
    few = file.with_name("few.parquet")
    if not few.exists():
        write(few, 1_000)
    return few


def write(file: Path, rows: int) -> int:
    """A file of about that many attendances; returns how many.

    Written by another process: a child's peak memory begins with what its parent holds.
    """
    return int(spent([sys.executable, "-m", "bench.attendances", file, "--rows", str(rows)]).printed)


def turns(file: Path, repeat: int, others: Sequence[str] = ()) -> dict[str, list[Turn]]:
    """Every contender, turn by turn. Raises `DisagreementError` unless all agree."""
    found: dict[str, list[Turn]] = {name: [] for name in (*CONTENDERS, *others)}
    for _ in range(repeat):
        for name, each in found.items():
            each.append(turn(name, file))
    ours = found["pass"][0].sums
    for name in ("duckdb", *others):
        theirs = found[name][0].sums
        if ours != theirs or not ours["cells"]:
            raise DisagreementError(f"the clustered pass and {name} differ:\n{ours}\n{theirs}")
    return found


def rows_of(found: dict[str, list[Turn]], rows: int) -> list[Ratio]:
    """What the turns say, as ratios."""
    bench = f"measure, {rows:,} attendances"
    pairs = {name: list(zip(found["pass"], found[name], strict=True)) for name in found if name != "pass"}
    return [
        ratio(bench, SCAN, PASS, "CPU", [(theirs.cpu, ours.cpu) for ours, theirs in pairs["scan"]]),
        ratio(bench, PASS, DUCKDB, "CPU", [(ours.cpu, theirs.cpu) for ours, theirs in pairs["duckdb"]]),
        ratio(bench, PASS, DUCKDB, "peak memory", [(ours.mb, theirs.mb) for ours, theirs in pairs["duckdb"]]),
        *(
            ratio(bench, PASS, OTHERS[name], "CPU", [(ours.cpu, theirs.cpu) for ours, theirs in each])
            for name, each in pairs.items()
            if name in OTHERS
        ),
    ]


def here(asked: Sequence[str], tell: Callable[[str, str], None]) -> list[str]:
    """Those of the engines that can be measured on this machine; `tell` is told which cannot, and why."""
    reasons = {name: elsewhere.missing(name) for name in asked}
    for name, reason in reasons.items():
        if reason:
            tell(OTHERS[name], reason)
    return [name for name, reason in reasons.items() if not reason]


def compare(rows: int, repeat: int, others: Sequence[str] = ()) -> list[Ratio]:
    """The contenders on one generated file, and those of `OTHERS` that are named."""
    with tempfile.TemporaryDirectory(prefix="innercircle-bench-") as place:
        file = Path(place) / "attendances.parquet"
        written = write(file, rows)
        return rows_of(turns(file, repeat, others), written)


def exponent(points: Sequence[tuple[float, float]]) -> float:
    """The slope of log(cost) over log(rows): 1 is in proportion, 2 is quadratic."""
    logs = [(math.log(rows), math.log(cost)) for rows, cost in points]
    middle = [sum(each) / len(logs) for each in zip(*logs, strict=True)]
    above = sum((x - middle[0]) * (y - middle[1]) for x, y in logs)
    return above / sum((x - middle[0]) ** 2 for x, _ in logs)


def growth(sizes: Sequence[int], folder: Path, others: Sequence[str] = ()) -> dict[str, Any]:
    """Each contender once at each size; CPU, memory and bytes, and how CPU grows."""
    found: list[dict[str, Any]] = []
    for size in sizes:
        file = folder / f"{size}.parquet"
        rows = write(file, size)
        for name, each in turns(file, 1, others).items():
            found.append({"rows": rows, "contender": name, "cpu": each[0].cpu, "mb": each[0].mb})
            print(f"  {rows:>12,} rows  {name:8} {each[0].cpu:8.2f} s of CPU  {each[0].mb:7.0f} MB", flush=True)
        found.append({"rows": rows, "bytes": file.stat().st_size, "a_row": file.stat().st_size / rows})
        print(f"  {rows:>12,} rows  {file.stat().st_size / rows:.1f} bytes a row", flush=True)
        file.unlink()
    slopes = {
        name: exponent([(each["rows"], each["cpu"]) for each in found if each.get("contender") == name])
        for name in (*CONTENDERS, *others)
    }
    for name, slope in slopes.items():
        print(f"  CPU of {name} grows with the rows to the power of {slope:.2f}")
    return {"measured": found, "exponents": slopes}


def main() -> None:
    """Compare or grow, and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description="The measure over many attendances.")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--growth", type=int, nargs="+", metavar="ROWS", help="sizes to grow through")
    parser.add_argument("--engine", nargs="*", default=[], choices=tuple(OTHERS), help="engines that grow with them")
    parser.add_argument(
        "--contender", choices=(*CONTENDERS, *OTHERS), help="one contender's work, for the bench itself"
    )
    parser.add_argument("file", type=Path, nargs="?")
    asked = parser.parse_args()
    if asked.contender:
        contend(asked.contender, asked.file)
    elif asked.growth:
        with tempfile.TemporaryDirectory(prefix="innercircle-bench-") as place:
            growth(asked.growth, Path(place), asked.engine)
    else:
        for row in compare(asked.rows, asked.repeat, here(tuple(OTHERS), lambda *said: print("NOT MEASURED:", *said))):
            print(*row.cells, sep="  ")


if __name__ == "__main__":
    with cleared():
        main()
