"""Importing a calendar and a list of contacts: CPU against reading the same file alone, and the longest write lock.

    python -m bench.imports                          # 2,000 entries, 2,000 contacts into a firm of 60 accounts
    python -m bench.imports --entries 20000 --json

The calendar's peer is the reader over the same file, the contacts' is writing as many bare rows of three columns into
SQLite: nothing that stores them can be cheaper. Everything is done through the product's own doors, in processes of
their own with their starts, in a temporary folder on SQLite.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import sys
from dataclasses import asdict
from pathlib import Path

from bench.clearing import cleared
from bench.lock import LockWatch
from bench.ratios import DisagreementError, Ratio, ratio, spent
from innercircle.calendars.ics import read
from innercircle.calendars.rules import Window

MOST = 1.5  # seconds for which a write may keep the others waiting
OWNER = "person1@ours.example"
ACCOUNTS, ATTENDANCES = "60", "2000"


def compare(entries: int, contacts: int, place: Path) -> list[Ratio]:
    """Build a small firm in `place` and import into it. Raises `DisagreementError` where an import fails."""
    home, file = place / "home", place / "calendar.ics"
    home.mkdir()
    module = [sys.executable, "-m"]
    env = {name: value for name, value in os.environ.items() if not name.startswith(("INNERCIRCLE", "DATABASE_URL"))}
    env |= {"INNERCIRCLE_HOME": str(home), "INNERCIRCLE_HTTPS": "no"}
    spent([*module, "bench.build_firm", "--accounts", ACCOUNTS, "--attendances", ATTENDANCES], env)
    spent([*module, "bench.load_site", "sessions", "1"], env)  # who owns the calendar gets an address
    spent([*module, "bench.load_site", "calendar", file, str(entries)], env)
    watch = LockWatch(home)
    importing = spent([*module, "innercircle", "calendars", "import", file, "--owner", OWNER], env)
    listing = spent([*module, "bench.load_site", "directory", str(contacts)], env)
    longest = watch.longest()
    only = spent([*module, "bench.imports", "--read", file], env)
    bare = spent([*module, "bench.imports", "--write", str(contacts), place / "bare.sqlite3"], env)
    if int(only.printed) != entries or json.loads(listing.printed)["stage"] != "applied":
        raise DisagreementError(f"the imports did not end well:\n{only.printed}\n{listing.printed}")
    of_calendar, of_contacts = f"import, {entries:,} calendar entries", f"import, {contacts:,} contacts"
    rows = [
        ratio(of_calendar, "reading the file alone", "calendars import", "CPU", [(only.cpu, importing.cpu)]),
        ratio(of_contacts, "as many bare rows", "import of contacts", "CPU", [(bare.cpu, listing.cpu)]),
    ]
    if longest is not None:
        within = [(max(longest.taken, 0.001), MOST)]
        rows.append(ratio("both imports", "longest write lock", f"{MOST} s", "time", within))
    return rows


def only_read(file: Path) -> int:
    """How many entries the reader finds."""
    return sum(1 for _ in read(file, name=file.name, window=Window(0, 2**33), zone="UTC", remark=lambda _: None))


def bare_rows(number: int, file: Path) -> None:
    """Write as many rows as an import of contacts would, with nothing that makes them contacts."""
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE contact (id INTEGER PRIMARY KEY, name TEXT, email TEXT UNIQUE, account TEXT)")
        rows = ((f"Person {each}", f"n{each}@client.example", f"Account {each % 60}") for each in range(number))
        database.executemany("INSERT INTO contact (name, email, account) VALUES (?, ?, ?)", rows)


def main() -> None:
    """Import, compare, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.imports", description="Imports against their limits.")
    parser.add_argument("--entries", type=int, default=2_000)
    parser.add_argument("--contacts", type=int, default=2_000)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--read", type=Path, help="only read that calendar, for the bench itself")
    parser.add_argument("--write", nargs=2, metavar=("ROWS", "FILE"), help="only write bare rows, for the bench itself")
    asked = parser.parse_args()
    if asked.read:
        print(only_read(asked.read))
    elif asked.write:
        bare_rows(int(asked.write[0]), Path(asked.write[1]))
    else:
        with cleared() as place:
            rows = compare(asked.entries, asked.contacts, place)
        print(
            json.dumps([asdict(row) for row in rows])
            if asked.json
            else "\n".join(map(" ".join, (r.cells for r in rows)))
        )


if __name__ == "__main__":
    main()
