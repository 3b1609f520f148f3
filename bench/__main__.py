"""All benches in one command: `python -m bench`. A table of ratios, each taken within this run, and the same as JSON.

    python -m bench --json figures.json      # 20,000 entries; 500 accounts and 100,000 attendances; 1 M in a file
    python -m bench --rows 10000000          # the same with 10 M attendances in the file
    python -m bench --accounts 5000 --attendances 3000000 --firm FOLDER     # a large firm, built once and kept there
    python -m bench --without load maps      # not those
    python -m bench --growth 1000000 10000000 50000000    # and how CPU grows with the rows, as an exponent
    python -m bench --small                  # each in seconds: for the results' correctness, as CI runs it

Says what it is at and about how long the rest takes. Ctrl-C ends it and leaves nothing behind but the firm that was
asked to be kept. Fails where two contenders disagree or the portfolio needs too many queries, but only when all other
parts have run and their figures are shown. On PostgreSQL pages and load run where DATABASE_URL names an empty database.
What the figures are and are not: docs/performance.md.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

from bench import load
from bench.clearing import cleared
from bench.parts import PARTS, SMALL, Found, Part, Scale, Site
from bench.ratios import DisagreementError, Gap, Ratio, table
from bench.scale import growth

MINUTE = 60


def everything(scale: Scale, site: Site, parts: Sequence[Part] = PARTS) -> dict[str, Any]:
    """Every part at this scale; where results differ or a promise is broken, what failed and why by the part's name."""
    found, took, failed = Found(), dict[str, float](), dict[str, str]()
    for number, part in enumerate(parts):
        say(f"[{number + 1}/{len(parts)}] {part.words} ...", left(scale, parts, took))
        began = time.monotonic()
        try:
            part.run(scale, site, found)
        except DisagreementError as fault:
            failed[part.name] = str(fault)
        took[part.name] = round(time.monotonic() - began, 1)
    return {
        "scale": asdict(scale),
        "cores": os.cpu_count(),
        "load_average": round(os.getloadavg()[0], 1),
        "took": took,
        "failed": failed,
        "ratios": [asdict(row) for row in found.ratios],
        "not_measured": [asdict(gap) for gap in found.gaps],
        **found.more,
    }


def left(scale: Scale, parts: Sequence[Part], took: dict[str, float]) -> float:
    """About how many seconds the parts that are not over take, as fast as those that are."""
    expected = {part.name: part.seconds(scale) for part in parts}
    rate = sum(took.values()) / sum(expected[name] for name in took) if took else 1.0
    return rate * sum(seconds for name, seconds in expected.items() if name not in took)


def say(what: str, seconds: float) -> None:
    """Show on standard error what is running, and about how long there is left."""
    rest = f"{seconds:.0f} s" if seconds < MINUTE else f"{seconds / MINUTE:.0f} min"
    print(f"{what} (about {rest} left)", file=sys.stderr, flush=True)


def show(found: dict[str, Any]) -> None:
    """The table, then what the pages took and how long people waited."""
    gaps = [Gap(**gap) for gap in found["not_measured"]]
    print(f"\n{table([Ratio(**row) for row in found['ratios']], gaps)}\n")
    if "pages" in found:
        show_pages(found["pages"])
    if "load" in found:
        load.show(found["load"])


def show_pages(found: dict[str, Any]) -> None:
    """What each page took, and which promise is broken."""
    for page in found["pages"]:
        database = page["database_ms"]
        share = "" if database is None else f", {database} ms of them the database's"
        print(
            f"{page['page']}: {page['queries']} SQL queries, {page['bytes']:,} bytes, {page['cpu_ms']} ms of CPU{share}"
        )
    for sentence in found["broken_promises"]:
        print(f"NOT AS PROMISED: {sentence}")
    one = found["correction"]
    print(
        f"correction: {one['queries']} SQL statements, {one['cpu_ms']} ms of CPU here; {one['rows_changed']} rows of "
        "figures moved, all of that account"
    )


def parsed(words: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="All benches, as ratios within one run.")
    parser.add_argument("--small", action="store_true", help="each in seconds, for correctness only")
    for each in fields(Scale):
        parser.add_argument(f"--{each.name}", type=float if each.type == "float" else int)
    names = tuple(part.name for part in PARTS)
    parser.add_argument("--without", nargs="+", choices=names, default=[], metavar="PART", help=", ".join(names))
    parser.add_argument("--firm", type=Path, help="where the firm of pages and load lies, or is built and kept")
    parser.add_argument("--growth", type=int, nargs="+", metavar="ROWS", help="and how CPU grows with them")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    return parser.parse_args(words)


def main() -> None:
    """Run, show, write."""
    asked = parsed()
    chosen = {each.name: value for each in fields(Scale) if (value := getattr(asked, each.name)) is not None}
    scale = replace(SMALL if asked.small else Scale(), **chosen)
    parts = [part for part in PARTS if part.name not in asked.without]
    with cleared() as place:
        try:
            found = everything(scale, Site(place, asked.firm or place / "firm"), parts)
            if asked.growth:
                print("Growing ...", file=sys.stderr, flush=True)
                found["growth"] = growth(asked.growth, place)
        except DisagreementError as fault:
            sys.exit(f"bench: {fault}")
    show(found)
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    if found["failed"]:
        sys.exit("\n".join(f"bench: {name} failed: {why}" for name, why in found["failed"].items()))


if __name__ == "__main__":
    main()
