"""Attendance files that are written read back as what they were written from."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings

from innercircle.directory.files import time_zone
from innercircle.hours.attendances import ordering
from innercircle.hours.attendances.answers import by_account
from innercircle.hours.attendances.deciding import Zones
from innercircle.hours.attendances.files import AttendanceFile
from innercircle.hours.attendances.measuring import written_in_order
from innercircle.hours.attendances.ordering import put_in_order
from innercircle.hours.attendances.schema import UnusableAttendancesError
from innercircle.hours.attendances.streaming import measured
from innercircle.hours.attendances.writing import write_facts
from innercircle.hours.ledger import NamesInFiles
from innercircle.hours.measure import measure
from innercircle.hours.rules import Fact, Held, Policy
from tests.hours.attendances.rows import batch, expected, facts, parquet, read, written
from tests.hours.attendances.test_deciding import by_the_rule, meetings, row, rows_of
from tests.hours.attendances.test_files import FACTS, NAMED, NUMBERS, ROWS

USUAL = Zones(UTC, time_zone)
NAMES = NamesInFiles(
    lambda each: f"Account {each}", lambda each: f"p{each.side}-{each.person}", lambda each: f"m{each}"
)


@pytest.mark.parametrize("name", ["out.parquet", "out.csv"])
def test_facts_read_back_in_order(tmp_path: Path, name: str) -> None:
    said: list[str] = []
    assert write_facts(tmp_path / name, FACTS[::-1], NAMES) == len(FACTS)
    assert read(tmp_path / name, said=said) == NAMED
    assert said == []


def test_no_facts_are_an_empty_file(tmp_path: Path) -> None:
    assert write_facts(tmp_path / "out.parquet", [], NAMES) == 0
    assert read(tmp_path / "out.parquet") == []


@pytest.mark.parametrize("name", ["out.parquet", "out.csv"])
@pytest.mark.parametrize("per_file", [1, 2, 1_000])
def test_rows_of_files_are_put_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, per_file: int
) -> None:
    monkeypatch.setattr(ordering, "PER_FILE", per_file)
    said: list[str] = []
    file = AttendanceFile.at(parquet(tmp_path / "a.parquet", ROWS[::-1]), "a.parquet")
    assert written_in_order([file], tmp_path / name, USUAL) == len(ROWS)
    found = [{**cell, "account": int(cell["account"])} for cell in read(tmp_path / name, said=said)]
    assert (found, said) == (NUMBERS, [])


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(held=meetings())
def test_undecided_rows_are_decided(tmp_path: Path, held: list[Held]) -> None:
    rows = [each for one in held for each in rows_of(one)]
    if not by_the_rule(held):
        return
    file = AttendanceFile.at(parquet(tmp_path / "a.parquet", rows), "a.parquet")
    written_in_order([file], tmp_path / "out.parquet", USUAL)
    assert set(pq.read_schema(tmp_path / "out.parquet").names) >= {"month", "confirmed"}
    assert read(tmp_path / "out.parquet") == expected(by_the_rule(held))


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    file = AttendanceFile.at(parquet(tmp_path / "a.parquet", [row(), row(side="ours")]), "a.parquet")
    with pytest.raises(UnusableAttendancesError, match=r"cannot be written \(No such"):
        written_in_order([file], tmp_path / "none" / "out.parquet", USUAL)


@settings(deadline=None)
@given(rows=facts())
def test_figures_by_account_are_those_of_the_pass(rows: list[Fact]) -> None:
    found = {
        (name, month): each for name, months in by_account([_lists(rows)]).items() for month, each in months.items()
    }
    assert found == {(str(cell.account), cell.month): cell.figures for cell in measure(sorted(rows), Policy.SEEN)}


def _lists(rows: list[Fact]) -> list[list[object]]:
    table = put_in_order(list(measured([batch([written(each) for each in sorted(rows)])], Policy.SEEN)))
    return [column.to_pylist() for column in table.columns]
