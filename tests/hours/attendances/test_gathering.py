"""Thousands of small files are understood together, and a fault is still told with its own file and row."""

from __future__ import annotations

import gzip
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from innercircle.hours.attendances import gathering
from innercircle.hours.attendances.files import AttendanceFile
from innercircle.hours.attendances.gathering import gathered
from innercircle.hours.attendances.schema import UnusableAttendancesError
from tests.hours.attendances.rows import csv, damaged, expected, left_out, parquet, read
from tests.hours.attendances.test_files import FACTS, NAMED, NUMBERS, ROWS, TEXTS


def opened(*paths: Path) -> list[AttendanceFile]:
    return [AttendanceFile.at(path, path.name) for path in paths]


def sizes(files: list[AttendanceFile]) -> list[int]:
    return [len(batch) for batch in gathered(files, lambda _: None)]


def test_neighbours_of_the_same_columns_are_one_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [*ROWS, *ROWS, *ROWS]
    files = [parquet(tmp_path / f"{place}.parquet", [each]) for place, each in enumerate(rows)]
    assert sizes(opened(*files)) == [len(rows)]
    monkeypatch.setattr(gathering, "ENOUGH", 4)
    assert set(sizes(opened(*files))[:-1]) == {4}
    monkeypatch.setattr(gathering, "_MOST_BYTES", 1)
    assert sizes(opened(*files)) == [1] * len(rows)


@pytest.mark.parametrize("enough", [1, 3, 1_000])
def test_the_figures_are_those_of_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, enough: int) -> None:
    monkeypatch.setattr(gathering, "ENOUGH", enough)
    numbers = [parquet(tmp_path / f"{place}.parquet", [row]) for place, row in enumerate(ROWS)]
    texts = [csv(tmp_path / f"{place}.csv", [row]) for place, row in enumerate(TEXTS)]
    assert read(*numbers) == NUMBERS
    assert read(*texts) == NAMED
    assert read(*texts[::-1]) == NAMED


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("words", [False, True])
def test_each_fault_is_told_with_its_own_file(tmp_path: Path, seed: int, words: bool) -> None:
    rows, number = damaged(list(ROWS) * 5, seed, words=words), 7
    file = parquet(tmp_path / "whole.parquet", rows)
    schema = pq.read_schema(file)
    parts = [
        parquet(tmp_path / f"{place}.parquet", rows[place : place + number], schema=schema)
        for place in range(0, len(rows), number)
    ]
    files = opened(*parts)
    together = pa.Table.from_batches(list(gathered(files, lambda _: None)))
    (alone,) = opened(file)
    assert together.to_pylist() == pa.Table.from_batches(list(alone.batches())).to_pylist()
    assert sum(each.faults.rows for each in files) == alone.faults.rows > 0
    for each in files:
        assert (each.rows, each.faults.rows) == left_out(each.path)[:2]
        (again,) = opened(each.path)
        list(again.batches())
        assert each.faults.sentences() == again.faults.sentences()


def test_columns_in_another_order_or_type_are_their_own_batch(tmp_path: Path) -> None:
    turned = [dict(reversed(row.items())) for row in ROWS]
    files = [
        parquet(tmp_path / "a.parquet", ROWS),
        parquet(tmp_path / "b.parquet", turned),
        csv(tmp_path / "c.csv", ROWS),
    ]
    assert sizes(opened(*files[:2])) == [2 * len(ROWS)]  # columns are read by name
    without = [{name: value for name, value in row.items() if name != "mode"} for row in ROWS]
    files.insert(1, parquet(tmp_path / "d.parquet", without))
    assert sizes(opened(*files[:3])) == [len(ROWS)] * 3


def test_words_in_dictionaries_of_their_own_fit_together(tmp_path: Path) -> None:
    sides = [
        parquet(tmp_path / f"{side}.parquet", [row for row in TEXTS if row["side"] == side])
        for side in ("ours", "client")
    ]
    assert read(*sides) == NAMED == [each | {"account": f"Account {each['account']}"} for each in expected(FACTS)]


def test_a_part_that_is_damaged_is_named(tmp_path: Path) -> None:
    good = csv(tmp_path / "a.csv", TEXTS)
    (tmp_path / "b.csv").write_bytes(gzip.compress(good.read_bytes() * 400)[:-60])
    with pytest.raises(UnusableAttendancesError, match=r"b\.csv: cannot be read"):
        read(good, tmp_path / "b.csv")
    bad = tmp_path / "c.csv"
    bad.write_bytes(good.read_bytes() + good.read_bytes().splitlines()[1].replace(b"Account", b"\xff\xfe") + b"\n")
    with pytest.raises(UnusableAttendancesError, match=r"c\.csv: cannot be read .*not written in UTF-8"):
        read(good, bad)
