"""The bench of many attendances: seeded rows in order, one answer from both contenders, growth as an exponent."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from bench import elsewhere, scale
from bench.attendances import write
from bench.ratios import DisagreementError
from bench.scale import Turn, clustered_pass, duckdb, exponent, rows_of, scan, turns
from tests import machine


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


def test_engines_that_are_not_here_are_told_with_their_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elsewhere, "missing", lambda name: "there is no Java" if name == "spark" else "")
    said: list[tuple[str, str]] = []
    assert scale.here(("postgres", "spark"), lambda *each: said.append(each)) == ["postgres"]
    assert said == [("Spark local[2] (Ibis), warm", "there is no Java")]


def test_what_is_missing_is_what_the_tests_miss(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "postgres", lambda: None)
    monkeypatch.setattr(machine, "no_spark", lambda: "no pyspark")
    assert (elsewhere.missing("postgres"), elsewhere.missing("spark")) == (machine.NO_POSTGRES, "no pyspark")
    monkeypatch.setattr(machine, "postgres", lambda: Path("/"))
    monkeypatch.setattr(machine, "no_spark", lambda: "")
    assert (elsewhere.missing("postgres"), elsewhere.missing("spark")) == ("", "")


def test_engines_that_take_part_are_rows_and_must_agree(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    costs = {"pass": 2.0, "scan": 1.0, "duckdb": 8.0, "postgres": 20.0}
    monkeypatch.setattr(scale, "turn", lambda name, _: Turn(costs[name], 1.0, {"cells": 1}))
    found = rows_of(turns(file, 2, ["postgres"]), 1_000)
    assert [(row.against, row.middle) for row in found][-1] == ("PostgreSQL (Ibis, indexed in that order)", 10.0)
    monkeypatch.setattr(scale, "turn", lambda name, _: Turn(1.0, 1.0, {"cells": 1 + (name == "postgres")}))
    with pytest.raises(DisagreementError, match="the clustered pass and postgres differ"):
        turns(file, 1, ["postgres"])


def test_work_elsewhere_is_counted_by_its_own_clock(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    ticks = iter([0.0, 5.0, 7.0, 10.0])
    scale.contend_by(lambda _: {"cells": 1}, lambda: next(ticks), file)
    assert json.loads(capsys.readouterr().out) == {"cpu": 3.0, "warming": 7.0, "sums": {"cells": 1}}


def test_work_of_an_instant_is_done_until_it_can_be_measured(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, file: Path
) -> None:
    done: list[Path] = []
    monkeypatch.setattr(scale.time, "process_time", lambda: 0.4 * len(done))

    def work(each: Path) -> dict[str, int]:
        done.append(each)
        return {"cells": 1}

    scale.contend_by(work, scale.time.process_time, file)
    assert done == [file.with_name("few.parquet"), file, file, file]
    assert json.loads(capsys.readouterr().out)["cpu"] == pytest.approx(0.4)


def test_postgresql_gives_the_same_answer(file: Path) -> None:
    if machine.postgres() is None:
        pytest.skip(f"THE BENCH ON POSTGRESQL WAS NOT TRIED: {machine.NO_POSTGRES}")
    with elsewhere.postgres() as (work, clock):
        before = clock()
        assert scale.sums_of(work(file)) == clustered_pass(file)
        assert clock() > before
