"""From a calendar file to client hours: `innercircle hours` against the plain pipeline, with identical results.

    python -m bench.measure                   # 20,000 entries
    python -m bench.measure --events 800      # small: for correctness

The plain pipeline is what one would write first: icalendar reads the file, recurring-ical-events expands it, a Python
loop adds up (`bench/plain.py`). Both print account, month and every figure; a single different cell fails the run. The
file spans three years and all of them are asked for.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
import tempfile
from pathlib import Path

from bench.clearing import cleared
from bench.ics_generate import calendar
from bench.ratios import DisagreementError, Ratio, Spent, ratio, spent

CLIENTS = 90  # of the 97 domains in the generated file: the other people belong to no account
OURS = 200
ACCOUNT_ZONES = ("Europe/Berlin", "Europe/London", "America/New_York", "Asia/Tokyo")
AS_OF = "2027-03-01"
FIGURES = ("low_hours", "high_hours", "our_hours", "meetings", "contacts")
Cells = dict[tuple[str, str], tuple[float, ...]]


def write_directory(folder: Path) -> None:
    """The three lists that `innercircle hours` wants; contacts are told by their domain."""
    accounts = [
        f"Client {number},client{number}.example,{ACCOUNT_ZONES[number % len(ACCOUNT_ZONES)]}"
        for number in range(CLIENTS)
    ]
    colleagues = [f"person.{number:04}@ours.example" for number in range(OURS)]
    (folder / "accounts.csv").write_text("\n".join(["name,domains,time_zone", *accounts, ""]), encoding="utf-8")
    (folder / "colleagues.csv").write_text("\n".join(["email", *colleagues, ""]), encoding="utf-8")


def product(calendar_file: Path, folder: Path) -> Spent:
    """What a user runs: reader, ledger, measure, written as CSV."""
    options = ["--directory", folder, "--as-of", AS_OF, "--format", "csv"]
    return spent([sys.executable, "-m", "innercircle", "hours", calendar_file, *options])


def cells(text: str) -> Cells:
    """Figures by account and month out of CSV; months in which nothing happened are left out."""
    rows = csv.DictReader(io.StringIO(text))
    found = {(row["account"], row["month"]): tuple(float(row[name]) for name in FIGURES) for row in rows}
    return {key: figures for key, figures in found.items() if any(figures)}


def compare(events: int, repeat: int) -> list[Ratio]:
    """Both on the same file, turn by turn. Raises `DisagreementError` unless every cell is the same."""
    with tempfile.TemporaryDirectory(prefix="innercircle-bench-") as place:
        folder, file = Path(place), Path(place) / "calendar.ics"
        write_directory(folder)
        with file.open("wb") as stream:
            stream.writelines(calendar(events))
        turns = [_turn(file, folder) for _ in range(repeat)]
    bench = f"import and measure, {events:,} entries"
    against = "icalendar + recurring-ical-events + loop"
    return [
        ratio(bench, "innercircle hours", against, "CPU", [(ours.cpu, theirs.cpu) for ours, theirs in turns]),
        ratio(bench, "innercircle hours", against, "peak memory", [(ours.mb, theirs.mb) for ours, theirs in turns]),
    ]


def _turn(file: Path, folder: Path) -> tuple[Spent, Spent]:
    ours = product(file, folder)
    theirs = spent([sys.executable, "-m", "bench.plain", file, folder])
    same(cells(ours.printed), cells(theirs.printed))
    print(
        f"  ours {ours.cpu:.2f} s of CPU, {ours.mb:.0f} MB; plain {theirs.cpu:.2f} s, {theirs.mb:.0f} MB",
        file=sys.stderr,
    )
    return ours, theirs


def same(ours: Cells, theirs: Cells) -> None:
    """Raise `DisagreementError` with the first cells that differ, or when there is nothing to compare."""
    if not ours:
        raise DisagreementError("innercircle hours found no hours in the generated calendar")
    wrong = [key for key in sorted(ours.keys() | theirs.keys()) if ours.get(key) != theirs.get(key)]
    if wrong:
        shown = "\n".join(f"{key}: ours {ours.get(key)}, plain {theirs.get(key)}" for key in wrong[:10])
        raise DisagreementError(f"{len(wrong)} of {len(ours)} cells differ:\n{shown}")


def main() -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser(description="From a calendar file to client hours, against the plain pipeline.")
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--repeat", type=int, default=3)
    asked = parser.parse_args()
    for row in compare(asked.events, asked.repeat):
        print(*row.cells, sep="  ")


if __name__ == "__main__":
    with cleared():
        main()
