"""Attendance files for tests, from facts."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import strategies as st

from innercircle.calendars.rules import Mode
from innercircle.directory.files import time_zone
from innercircle.hours.attendances.deciding import Zones
from innercircle.hours.attendances.files import AttendanceFile
from innercircle.hours.attendances.measuring import figures_of
from innercircle.hours.attendances.schema import MODES
from innercircle.hours.measure import measure
from innercircle.hours.rules import Fact, Policy, Side
from innercircle.kit.month import Month

MARCH = Month(2026, 3)
BEGIN = MARCH.bounds(UTC)[0]
NAMES = ("account", "month", "side", "person", "start", "end", "meeting", "confirmed", "mode")
Rows = Sequence[Mapping[str, Any]]


def fact(person: int = 1, start: int = 0, end: int = 3600, **more: Any) -> Fact:
    """A client's hour in March of account 1, unless said otherwise."""
    usual = {
        "account": 1,
        "month": MARCH.index,
        "side": Side.CLIENT,
        "meeting": 1,
        "confirmed": True,
        "mode": Mode.IN_PERSON,
    }
    return Fact(person=person, start=BEGIN + start, end=BEGIN + end, **(usual | more))


@st.composite
def facts(draw: st.DrawFn, most: int = 24) -> list[Fact]:
    """Facts of few accounts, months and people, so that they overlap a lot, in any order."""
    return [
        fact(
            person=draw(st.integers(0, 3)),
            start=(start := draw(st.integers(0, 30))),
            end=start + draw(st.integers(1, 12)),
            account=draw(st.integers(0, 2)),
            month=MARCH.index + draw(st.integers(0, 1)),
            side=draw(st.sampled_from(Side)),
            meeting=draw(st.sampled_from([0, 1, 2, 3, 2**62, -(2**62)])),
            confirmed=draw(st.booleans()),
            mode=draw(st.sampled_from(Mode)),
        )
        for _ in range(draw(st.integers(0, most)))
    ]


def written(each: Fact) -> dict[str, Any]:
    """A fact as a row of numbers."""
    month = Month.from_index(each.month)
    numbers = each._asdict() | {"month": month.year * 100 + month.number, "side": int(each.side)}
    return numbers | {"mode": MODES.index(each.mode)}


def as_text(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as people write it: words and names."""
    words = {"account": f"Account {row['account']}", "person": f"p{row['person']}", "meeting": f"m{row['meeting']}"}
    words |= {"side": ("client", "ours")[row["side"]], "mode": MODES[row["mode"]]}
    return dict(row) | words


def batch(rows: Rows) -> pa.RecordBatch:
    """Rows as the readers hand them on."""
    kinds = {"month": pa.int32(), "side": pa.int8(), "mode": pa.int8(), "confirmed": pa.bool_()}
    columns = [pa.array([row[name] for row in rows], kinds.get(name, pa.int64())) for name in NAMES]
    return pa.RecordBatch.from_arrays(columns, list(NAMES))


def parquet(path: Path, rows: Rows, *, schema: pa.Schema | None = None) -> Path:
    """A Parquet file of the rows."""
    pq.write_table(pa.Table.from_pylist([dict(row) for row in rows], schema=schema), path)
    return path


def csv(path: Path, rows: Rows, delimiter: str = ",") -> Path:
    """A CSV file of the rows."""
    lines = [list(rows[0]), *(row.values() for row in rows)]
    text = "\n".join(delimiter.join(_cell(cell) for cell in line) for line in lines)
    path.write_text(f"{text}\n", encoding="utf-8")
    return path


def _cell(value: Any) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


DAMAGES: tuple[dict[str, Any], ...] = (
    *({name: None} for name in NAMES),
    {"end": 0},
    {"start": -5},
    {"end": 2**40},
    {"start": 2**62},
    {"month": 202613},
    {"month": 196912},
    {"side": 7},
    {"side": -1},
    {"mode": 9},
)
IN_WORDS: tuple[dict[str, Any], ...] = (
    {"account": "  "},
    {"account": " Account 1 "},
    {"person": ""},
    {"month": "2026-13"},
    {"month": "March"},
    {"side": " Client"},
    {"side": "1"},
    {"side": "client, ours"},
    {"mode": "In-Person"},
    {"mode": "in person"},
    {"mode": "fax"},
    {"mode": ""},
)


def damaged(rows: Rows, number: int, *, words: bool) -> list[dict[str, Any]]:
    """The rows, many of them with something odd or wrong, as a seeded draw says."""
    draw = random.Random(number)
    odd = (*DAMAGES[: len(NAMES)], {"end": 0}, {"start": -5}, *IN_WORDS) if words else DAMAGES
    found = [
        as_text(row) | {"month": f"{str(row['month'])[:4]}-{str(row['month'])[4:]}"} if words else dict(row)
        for row in rows
    ]
    return [row | draw.choice(odd) if draw.random() < 0.4 else row for row in found]


def left_out(*paths: Path) -> tuple[int, int, set[str]]:
    """How many rows files have, how many are left out, and why, without the row where each fault was met first."""
    files = [AttendanceFile.at(path, path.name) for path in paths]
    for file in files:
        for _ in file.batches():
            pass
    said = {_without_place(each) for file in files for each in file.faults.sentences()}
    return sum(file.rows for file in files), sum(file.faults.rows for file in files), said


def counted(rows: int, lost: int, sentences: Iterable[str]) -> tuple[int, int, set[str]]:
    """What an engine says of the same, without its example."""
    return rows, lost, set(map(_without_place, sentences))


def _without_place(sentence: str) -> str:
    return re.sub("“.*”", "“…”", sentence.partition("column ")[2])


def read(*paths: Path, policy: Policy = Policy.SEEN, said: list[str] | None = None) -> list[dict[str, Any]]:
    """The figures of files, with what was said about their order."""
    files = [AttendanceFile.at(path, path.name) for path in paths]
    notes: list[str] = [] if said is None else said
    table = figures_of(files, policy, Zones(UTC, time_zone), notice=notes.append)
    notes += [sentence for file in files for sentence in file.faults.sentences()]
    found: list[dict[str, Any]] = table.to_pylist()
    return found


def expected(rows: Iterable[Fact], policy: Policy = Policy.SEEN) -> list[dict[str, Any]]:
    """What the pass over facts, proved equal to the rule elsewhere, says of the same."""
    found = []
    for account, month, figures in measure(sorted(rows), policy):
        named = Month.from_index(month)
        found.append(
            {
                "account": account,
                "month": named.year * 100 + named.number,
                "client_low": figures.client.low,
                "client_high": figures.client.high,
                "ours_low": figures.ours.low,
                "ours_high": figures.ours.high,
                "in_person_low": figures.in_person.low,
                "in_person_high": figures.in_person.high,
                "meetings": figures.meetings,
                "contacts": figures.contacts,
            }
        )
    return found
