"""Parquet and CSV of attendances: every type that may stand there, every fault with its column and row."""

from __future__ import annotations

import gzip
import re
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings

from innercircle.calendars.rules import Mode
from innercircle.hours.attendances.files import AttendanceFile
from innercircle.hours.attendances.recognising import AttendanceKind, kind_of
from innercircle.hours.attendances.schema import UnusableAttendancesError
from innercircle.hours.attendances.streaming import UnclusteredError, measured
from innercircle.hours.rules import Fact, Policy, Side
from tests.hours.attendances.rows import BEGIN, as_text, csv, expected, fact, facts, parquet, read, written

FACTS = sorted(
    [
        fact(1),
        fact(1, start=1800, end=5400, meeting=2),
        fact(2, start=7200, end=9000, meeting=3, confirmed=False, mode=Mode.VIDEO),
        fact(9, side=Side.OURS),
        fact(4, account=2, mode=Mode.PHONE),
        fact(5, account=2, start=60),
    ]
)
ROWS = [written(each) for each in FACTS]
TEXTS = [as_text(row) for row in ROWS]
NUMBERS = expected(FACTS)
NAMED = [cell | {"account": f"Account {cell['account']}"} for cell in NUMBERS]


def stamp(seconds: int, zone: Any = UTC) -> datetime:
    return datetime.fromtimestamp(seconds, zone)


def test_parquet_of_numbers_and_of_words(tmp_path: Path) -> None:
    assert read(parquet(tmp_path / "n.parquet", ROWS)) == NUMBERS
    assert read(parquet(tmp_path / "w.parquet", TEXTS)) == NAMED


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_with_any_usual_separator(tmp_path: Path, delimiter: str) -> None:
    assert read(csv(tmp_path / "w.csv", TEXTS, delimiter)) == NAMED


def test_csv_packed_and_with_a_mark(tmp_path: Path) -> None:
    plain = csv(tmp_path / "w.csv", TEXTS).read_bytes()
    (tmp_path / "w.csv.gz").write_bytes(gzip.compress(b"\xef\xbb\xbf" + plain))
    assert read(tmp_path / "w.csv.gz") == NAMED


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=facts(most=12))
def test_parquet_and_csv_give_what_the_rule_gives(tmp_path: Path, rows: list[Fact]) -> None:
    if rows:
        table = [written(each) for each in sorted(rows)]
        assert read(parquet(tmp_path / "h.parquet", table)) == expected(rows)
        named = [{**cell, "account": str(cell["account"])} for cell in expected(rows)]
        assert read(csv(tmp_path / "h.csv", table)) == named


@pytest.mark.parametrize(
    "change",
    [
        {"month": "2026-03"},
        {"month": "202603"},
        {"month": date(2026, 3, 31)},
        {"start": stamp(BEGIN), "end": stamp(BEGIN + 3600)},
        {"start": "2026-03-01T01:00+01:00", "end": "2026-03-01T00:00:00.500-0100"},
        {"start": "2026-03-01 00:00:00Z", "end": str(BEGIN + 3600)},
        {"side": "Client", "mode": "In-Person"},
        {"confirmed": "Yes"},
        {"confirmed": 1},
        {"mode": None},
    ],
)
def test_what_one_and_the_same_hour_may_look_like(tmp_path: Path, change: dict[str, Any]) -> None:
    (cell,) = read(parquet(tmp_path / "a.parquet", [ROWS[0] | change]))
    assert cell == expected(FACTS[:1])[0]
    texts = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in change.items()}
    if not isinstance(change.get("month"), date):
        (cell,) = read(csv(tmp_path / "a.csv", [ROWS[0] | texts]))
        assert cell | {"account": 1} == expected(FACTS[:1])[0]


@pytest.mark.parametrize("kind", [pa.int8(), pa.uint8(), pa.int16(), pa.uint32(), pa.int64(), pa.uint64()])
def test_any_width_of_integers(tmp_path: Path, kind: pa.DataType) -> None:
    table = pa.Table.from_pylist([dict(row) for row in ROWS])
    for name in ("account", "person", "meeting", "side", "mode"):
        table = table.set_column(table.schema.get_field_index(name), name, table[name].cast(kind))
    pq.write_table(table, tmp_path / "a.parquet")
    assert read(tmp_path / "a.parquet") == NUMBERS


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"start": None}, "row 2, column start: is empty. Left out."),
        ({"side": "both"}, "row 2, column side: “both” is not client or ours (0 or 1). Left out."),
        ({"mode": "carrier pigeon"}, "row 2, column mode: “carrier pigeon” is not in_person, video, phone or unknown"),
        ({"month": "2026-13"}, "row 2, column month: “2026-13” is not a month from 1970 to 2099"),
        ({"start": "10 o'clock"}, "row 2, column start: “10 o'clock” is not a moment"),
        ({"start": "2026-02-30T10:00Z"}, "row 2, column start: “2026-02-30T10:00Z” is not a moment"),
        ({"start": "2026-03-01T10:00"}, "row 2, column start: “2026-03-01T10:00” is not a moment"),
        ({"end": "-5"}, "row 2, column end: “-5” is not a moment"),
        ({"end": BEGIN}, "row 2, column end: it ends no later than it starts. Left out."),
        ({"confirmed": "perhaps"}, "row 2, column confirmed: “perhaps” is not true or false"),
        ({"account": "  "}, "row 2, column account: "),
    ],
)
def test_a_faulty_cell_costs_its_row_and_is_told(tmp_path: Path, change: dict[str, Any], sentence: str) -> None:
    said: list[str] = []
    rows = [TEXTS[0], dict(TEXTS[0]) | change, *TEXTS[1:]]
    assert read(csv(tmp_path / "a.csv", rows), said=said) == NAMED
    assert [line for line in said if sentence in line], said


def test_faulty_numbers_in_parquet_are_told_once_for_many(tmp_path: Path) -> None:
    said: list[str] = []
    bad = [ROWS[0] | {"side": 2}, ROWS[0] | {"month": 202613}, ROWS[0] | {"month": 202600}, ROWS[0] | {"start": -1}]
    rows = [*ROWS[:2], *bad, *ROWS[2:]]
    assert read(parquet(tmp_path / "a.parquet", rows), said=said) == NUMBERS
    assert "row 3, column side: “2” is not client or ours (0 or 1). Left out." in said
    assert (
        "row 4, column month: “202613” is not a month from 1970 to 2099, like 2026-03 or 202603 "
        "(and 1 more like it). Left out." in said
    )


def test_rows_with_nulls_in_parquet(tmp_path: Path) -> None:
    said: list[str] = []
    rows = [*ROWS[:2], ROWS[0] | {"person": None}, ROWS[0] | {"person": None, "end": None}, *ROWS[2:]]
    file = parquet(tmp_path / "a.parquet", rows)
    assert read(file, said=said) == NUMBERS
    assert "row 3, column person: is empty (and 1 more like it). Left out." in said
    assert "row 4, column end: is empty. Left out." in said
    opened = AttendanceFile.at(file, "a.parquet")
    assert sum(map(len, opened.batches())) == len(ROWS)
    assert (opened.rows, opened.faults.rows) == (len(rows), 2)


def test_a_line_with_too_many_cells_is_left_out_and_told(tmp_path: Path) -> None:
    file = csv(tmp_path / "a.csv", TEXTS)
    lines = file.read_text().splitlines()
    file.write_text("\n".join([*lines[:2], lines[1] + ",more", *lines[2:]]) + "\n")
    said: list[str] = []
    assert read(file, said=said) == NAMED
    assert "row 2, column (all): it has 10 cells, the header has 9. Left out." in said


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([{"account": 1, "person": 2, "meeting": 3}], "the columns side, start, end, confirmed (or state) are missing"),
        ([ROWS[0] | {"start": 1.5}], "column start is of type double; it should be a moment"),
        ([ROWS[0] | {"start": datetime(2026, 3, 1)}], "column start is of type timestamp[us]; it should be"),
        ([ROWS[0] | {"account": 1.0}], "column account is of type double; it should be a whole number or text"),
        ([ROWS[0] | {"confirmed": 0.5}], "column confirmed is of type double; it should be true or false"),
        ([ROWS[0] | {"month": 3.0}], "column month is of type double; it should be a month"),
        ([ROWS[0] | {"side": [1]}], "column side is of type list"),
    ],
)
def test_a_column_of_a_wrong_type_refuses_the_file(tmp_path: Path, rows: list[dict[str, Any]], sentence: str) -> None:
    with pytest.raises(UnusableAttendancesError, match=re.escape(sentence)):
        read(parquet(tmp_path / "a.parquet", rows))


def test_a_column_twice_is_refused_and_unknown_ones_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("account,person,meeting,start,end,start,side,confirmed\n")
    with pytest.raises(UnusableAttendancesError, match="two columns called start"):
        read(tmp_path / "a.csv")
    file = csv(tmp_path / "b.csv", [row | {"note": "x"} for row in TEXTS])
    assert AttendanceFile.at(file, "b.csv").ignored == ("note",)
    assert read(file) == NAMED


@pytest.mark.parametrize("keep", [4, 200, -8, -1])
def test_a_parquet_file_that_is_cut_is_refused(tmp_path: Path, keep: int) -> None:
    file = parquet(tmp_path / "a.parquet", ROWS)
    file.write_bytes(file.read_bytes()[:keep])
    with pytest.raises(UnusableAttendancesError, match=r"a\.parquet: this Parquet file is damaged"):
        read(file)


def test_a_parquet_file_that_is_damaged_inside_is_refused(tmp_path: Path) -> None:
    file = parquet(tmp_path / "a.parquet", ROWS * 500)
    whole = file.read_bytes()
    file.write_bytes(whole[:40] + b"\xff" * 400 + whole[440:])
    with pytest.raises(UnusableAttendancesError, match=r"a\.parquet: cannot be read at its beginning"):
        read(file)


def test_a_packed_table_that_is_cut_or_a_bomb_is_refused(tmp_path: Path) -> None:
    whole = csv(tmp_path / "a.csv", TEXTS * 3_000).read_bytes()
    (tmp_path / "cut.csv").write_bytes(gzip.compress(whole)[:-2_000])
    with pytest.raises(UnusableAttendancesError, match=r"cut\.csv: cannot be read"):
        read(tmp_path / "cut.csv")
    (tmp_path / "bomb.csv").write_bytes(gzip.compress(whole.splitlines()[0] + b"\n" + b"a" * 60_000_000))
    with pytest.raises(UnusableAttendancesError, match="it unpacks to far more than such a file can hold"):
        read(tmp_path / "bomb.csv")


def test_rows_out_of_order_are_sorted_and_it_is_said(tmp_path: Path) -> None:
    said: list[str] = []
    assert read(parquet(tmp_path / "a.parquet", ROWS[::-1]), said=said) == NUMBERS
    assert said[0].startswith("The rows are not in their order: row 2 comes before one it should follow")
    with pytest.raises(UnclusteredError):
        list(measured(AttendanceFile.at(tmp_path / "a.parquet", "a").batches(), Policy.SEEN))


def test_several_files_are_one(tmp_path: Path) -> None:
    paths = [parquet(tmp_path / f"{place}.parquet", ROWS[place::3]) for place in range(3)]
    assert read(*paths) == NUMBERS


def test_files_that_do_not_fit_together_are_refused(tmp_path: Path) -> None:
    one, words = parquet(tmp_path / "one.parquet", ROWS), parquet(tmp_path / "words.parquet", TEXTS)
    with pytest.raises(
        UnusableAttendancesError, match=r"column account holds text in words\.parquet and numbers in one"
    ):
        read(one, words)
    less = parquet(tmp_path / "less.parquet", [{k: v for k, v in row.items() if k != "month"} for row in ROWS])
    with pytest.raises(UnusableAttendancesError, match=r"less\.parquet has the columns"):
        read(one, less)


def test_only_what_is_an_attendance_file_is_taken_for_one(tmp_path: Path) -> None:
    assert kind_of(parquet(tmp_path / "without ending", ROWS)) is AttendanceKind.PARQUET
    assert kind_of(csv(tmp_path / "table.txt", TEXTS)) is AttendanceKind.CSV
    (tmp_path / "contacts.csv").write_text("account,name,email\n")
    (tmp_path / "broken.gz").write_bytes(b"\x1f\x8b" + b"\0" * 50)
    assert [kind_of(tmp_path / name) for name in ("contacts.csv", "broken.gz", "missing")] == [None, None, None]
    with pytest.raises(UnusableAttendancesError, match="neither a Parquet nor a CSV file of attendances"):
        AttendanceFile.at(tmp_path / "contacts.csv", "contacts.csv")


def test_progress_is_told_in_bytes(tmp_path: Path) -> None:
    for file in (parquet(tmp_path / "a.parquet", ROWS), csv(tmp_path / "a.csv", TEXTS)):
        steps: list[tuple[int, ...]] = []
        list(AttendanceFile.at(file, file.name).batches(partial(_note, steps)))
        assert steps[-1] == (file.stat().st_size, file.stat().st_size)


def _note(steps: list[tuple[int, ...]], *step: int) -> None:
    steps.append(step)
