"""The bench of many attendances: seeded rows in order, one answer from both contenders, growth as an exponent."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from bench import scale
from bench.attendances import write
from bench.ratios import DisagreementError
from bench.scale import Turn, clustered_pass, duckdb, exponent, rows_of, scan, turns


@pytest.fixture
def file(tmp_path: Path) -> Path:
    write(tmp_path / "a.parquet", 3_000)
    return tmp_path / "a.parquet"


def test_the_rows_are_seeded_and_clustered(file: Path, tmp_path: Path) -> None:
    write(tmp_path / "again.parquet", 3_000)
    write(tmp_path / "other.parquet", 3_000, seed=2)
    assert pq.read_table(file).equals(pq.read_table(tmp_path / "again.parquet"))
    assert not pq.read_table(file).equals(pq.read_table(tmp_path / "other.parquet"))
    rows = pq.read_table(file).select(["account", "month", "side", "person", "start"]).to_pylist()
    assert [tuple(row.values()) for row in rows] == sorted(tuple(row.values()) for row in rows)


def test_both_contenders_give_one_answer_and_the_scan_sees_every_row(file: Path) -> None:
    ours = clustered_pass(file)
    assert ours == duckdb(file)
    assert ours["cells"] > 50
    assert min(ours.values()) > 0
    assert scan(file) == {"rows": pq.read_metadata(file).num_rows}


def test_answers_that_differ_fail_the_run(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    monkeypatch.setattr(scale, "turn", lambda name, _: Turn(1.0, 1.0, {"cells": 1 + (name == "duckdb")}))
    with pytest.raises(DisagreementError, match="differ"):
        turns(file, 1)


def test_ratios_are_of_one_turn() -> None:
    found = {name: [Turn(cpu, 1.0, {})] * 2 for name, cpu in (("pass", 2.0), ("scan", 1.0), ("duckdb", 8.0))}
    rows = rows_of(found, 1_000)
    assert [(row.what, row.middle) for row in rows] == [
        ("bare scan of the columns", 2.0),
        ("clustered pass", 4.0),
        ("clustered pass", 1.0),
    ]
    assert rows[0].bench == "measure, 1,000 attendances"


def test_growth_is_an_exponent() -> None:
    assert exponent([(1, 3), (10, 30), (100, 300)]) == pytest.approx(1.0)
    assert exponent([(1, 3), (10, 300), (100, 30_000)]) == pytest.approx(2.0)
