"""All benches in one command: `python -m bench`. A table of ratios, each taken within this run, and the same as JSON.

    python -m bench --json figures.json      # 20,000 entries; 500 accounts and 100,000 attendances; 1 M in a file
    python -m bench --rows 10000000          # the same with 10 M attendances in the file
    python -m bench --growth 1000000 10000000 50000000    # and how CPU grows with the rows, as an exponent
    python -m bench --small                  # each in seconds: for the results' correctness, as CI runs it

Fails where two contenders disagree or the portfolio needs too many queries.
What the figures are and are not: docs/performance.md.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from bench import ics_read, load, measure
from bench.ics_generate import calendar
from bench.ratios import DisagreementError, Gap, Ratio, ratio, spent, table, together
from bench.scale import OTHERS, growth, here
from bench.scale import compare as in_bulk

AGAINST = {
    "lines": "the bytes split into lines",
    "libical": "libical (C)",
    "library": "icalendar + recurring-ical-events",
}
NO_LIBICAL = "no C compiler or no libical header here (Debian, Ubuntu: apt-get install gcc libical-dev)"
MEASURE = "the measure over attendances"


@dataclass(frozen=True, slots=True)
class Scale:
    """How large everything is, and how often it is repeated."""

    entries: int = 20_000
    accounts: int = 500
    attendances: int = 100_000
    lines: int = 20_000
    rows: int = 1_000_000
    people: int = 500
    reached: int = 500
    steps: int = 220
    repeat: int = 3


SMALL = Scale(
    entries=400, accounts=60, attendances=2_000, lines=1_000, rows=20_000, people=40, reached=20, steps=5, repeat=1
)


def reading(scale: Scale) -> tuple[list[Ratio], list[Gap]]:
    """The calendar reader against its peers on a month's and a year's window, and which peer is not here."""
    with tempfile.TemporaryDirectory(prefix="innercircle-bench-") as place:
        file = Path(place) / "calendar.ics"
        with file.open("wb") as stream:
            stream.writelines(calendar(scale.entries))
        found: Any = ics_read.compare(file, list(ics_read.CONTENDERS), scale.repeat, Path(place))
    named = {window: f"reading, a {window} of {scale.entries:,} entries" for window in ics_read.WINDOWS}
    there = [(window, name) for window in named for name in AGAINST if name in found[window]]
    rows = [row for window, name in there for row in of_peer(named[window], found[window], name)]
    gaps = [Gap(named[each], AGAINST["libical"], NO_LIBICAL) for each in named if "libical" not in found[each]]
    return rows, gaps


def of_peer(bench: str, window: dict[str, dict[str, float]], name: str) -> list[Ratio]:
    """A peer's CPU and memory over ours; the spread is from the least over the most to the most over the least."""
    ours, theirs = window["ours"], window[name]
    low, high = theirs["cpu_low"] / ours["cpu_high"], theirs["cpu_high"] / ours["cpu_low"]
    cpu = Ratio(bench, "calendars.ics", AGAINST[name], "CPU", theirs["cpu"] / ours["cpu"], low, high)
    return [cpu, ratio(bench, "calendars.ics", AGAINST[name], "peak memory", [(ours["mb"], theirs["mb"])])]


def engines(scale: Scale) -> tuple[list[str], list[Gap]]:
    """Which engines take part in the measure; Spark takes a minute to start, so not where it is to be quick."""
    gaps: list[Gap] = []
    asked = tuple(OTHERS) if scale.repeat > 1 else ("postgres",)
    found = here(asked, lambda against, why: gaps.append(Gap(MEASURE, against, why)))
    gaps += [Gap(MEASURE, OTHERS[name], "it takes a minute to start") for name in OTHERS if name not in asked]
    return found, gaps


def auditing(scale: Scale) -> list[Ratio]:
    """The index of phrases against the loop over every expression, a line each."""
    audit = import_module("bench.audit")  # not before: a child's peak memory begins with what its parent holds
    lines = audit.many(scale.lines)
    few = lines[:100]
    entries = [audit.Entry(number, text) for number, text in enumerate(lines, 1)]
    audit.plain_loop(few[:1])  # compiled before anything is measured
    audit.shipped_likeness()
    turns = []
    for _ in range(scale.repeat):
        ours = audit.seconds(lambda: audit.summed_up(audit.audit([("bench", entries)], audit.read)))
        turns.append((ours / len(lines), audit.seconds(lambda: audit.plain_loop(few)) / len(few)))
    whose = ("index of phrases", "every expression in turn", "CPU")
    return [ratio(f"audit, {scale.lines:,} lines", *whose, turns), linting(audit, scale)]


def linting(audit: Any, scale: Scale) -> Ratio:
    """The linter over plans against the loop over every expression on the same texts, an activity each."""
    activities = audit.written(scale.lines)
    some = activities[:40]
    texts, plans = audit.texts_of(some), audit.plans(activities)
    turns = []
    for _ in range(scale.repeat):
        ours = audit.seconds(lambda: audit.lint_all(plans)) / len(activities)
        turns.append((ours, audit.seconds(lambda: audit.plain_loop(texts)) / len(some)))
    return ratio(f"lint, {scale.lines:,} activities", "the linter", "every expression in turn", "CPU", turns)


def of_pages(scale: Scale) -> dict[str, Any]:
    """The pages, in a process of their own with an installation of their own."""
    sizes = ["--accounts", str(scale.accounts), "--attendances", str(scale.attendances), "--repeat", str(scale.repeat)]
    found: dict[str, Any] = json.loads(spent([sys.executable, "-m", "bench.pages", *sizes]).printed)
    return found


def of_others(scale: Scale) -> list[Ratio]:
    """The map of a large account, who knows whom, and documents, each turn in a process of its own.

    Fails where an answer differs.
    """
    asked = (
        ("bench.map", "--people", scale.people),
        ("bench.acquaintance", "--accounts", scale.reached),
        ("bench.report", "--steps", scale.steps),
    )
    return [row for name, size, many in asked for row in repeated(scale.repeat, [name, size, str(many), "--json"])]


def repeated(times: int, words: Sequence[str]) -> list[Ratio]:
    """What a bench says that prints its ratios as JSON, over that many turns."""
    said = [json.loads(spent([sys.executable, "-m", *words]).printed) for _ in range(times)]
    return together([[Ratio(**row) for row in each] for each in said])


def under_load(scale: Scale) -> tuple[list[Ratio], dict[str, Any]]:
    """Users on the real server; their waits and the write lock against their limits. Fails on any error."""
    small = scale.repeat == 1
    sizes = load.SMALL if small else replace(load.Scale(), accounts=scale.accounts, attendances=scale.attendances)
    with tempfile.TemporaryDirectory(prefix="innercircle-bench-") as place:
        found = load.measure(sizes, Path(place) / "home")
    load.refuse_errors(found)
    return load.ratios(found), found


def say(what: str) -> None:
    """Show on standard error what is running."""
    print(f"{what} ...", file=sys.stderr, flush=True)


def everything(scale: Scale) -> dict[str, Any]:
    """Every bench at this scale; raises `DisagreementError` where results differ or a promise is broken."""
    say("Reading calendars")
    rows, gaps = reading(scale)
    say("From the calendar to client hours")
    rows += measure.compare(scale.entries, scale.repeat)
    say("Measuring attendances in a file")
    others, missing = engines(scale)
    rows += in_bulk(scale.rows, scale.repeat, others)
    say("Auditing plans")
    rows += auditing(scale)
    say("Building a firm and opening its pages")
    found = of_pages(scale)
    rows += [Ratio(**row) for row in found.pop("ratios")]
    say("Drawing maps, asking who knows whom, writing documents")
    rows += of_others(scale)
    say("People at work on the server")
    more, found["load"] = under_load(scale)
    rows += more
    absent = [asdict(gap) for gap in gaps + missing]
    return {"scale": asdict(scale), "ratios": [asdict(row) for row in rows], "not_measured": absent, **found}


def show(found: dict[str, Any]) -> None:
    """The table, then what the pages took."""
    gaps = [Gap(**gap) for gap in found["not_measured"]]
    print(f"\n{table([Ratio(**row) for row in found['ratios']], gaps)}\n")
    for page in found["pages"]:
        print(
            f"{page['page']}: {page['queries']} SQL queries, {page['bytes']:,} bytes, {page['cpu_ms']} ms of CPU here"
        )
    for sentence in found["broken_promises"]:
        print(f"NOT AS PROMISED: {sentence}")
    load.show(found["load"])
    one = found["correction"]
    print(
        f"correction: {one['queries']} SQL statements, {one['cpu_ms']} ms of CPU here; {one['rows_changed']} rows of "
        "figures moved, all of that account"
    )


def main() -> None:
    """Run, show, write."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="All benches, as ratios within one run.")
    parser.add_argument("--small", action="store_true", help="each in seconds, for correctness only")
    parser.add_argument("--rows", type=int, help="attendances in the file, 1,000,000 unless said")
    parser.add_argument(
        "--growth", type=int, nargs="+", metavar="ROWS", help="how CPU grows: 1000000 10000000 50000000"
    )
    parser.add_argument("--json", type=Path, help="where to write the figures")
    asked = parser.parse_args()
    try:
        chosen = SMALL if asked.small else Scale()
        found = everything(replace(chosen, rows=asked.rows or chosen.rows))
        if asked.growth:
            say("Growing")
            with tempfile.TemporaryDirectory(prefix="innercircle-bench-") as place:
                found["growth"] = growth(asked.growth, Path(place))
    except DisagreementError as fault:
        sys.exit(f"bench: {fault}")
    show(found)
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
