"""The measure on DuckDB and PostgreSQL is that of the embedded pass, to the second; and what is said where not."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innercircle.hours.attendances.schema import UnusableAttendancesError
from innercircle.hours.engines import connecting
from innercircle.hours.engines.connecting import EngineError, answered_by, measured_by
from innercircle.hours.engines.expression import measure_on
from innercircle.hours.engines.named import Engine
from innercircle.hours.rules import Fact, Policy
from tests import machine, postgres
from tests.hours.attendances.rows import (
    as_text,
    counted,
    csv,
    damaged,
    expected,
    fact,
    facts,
    left_out,
    parquet,
    read,
    written,
)
from tests.hours.attendances.test_files import FACTS, NAMED, NUMBERS, ROWS, TEXTS


def on_duckdb(*paths: Path, policy: Policy = Policy.SEEN) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = measured_by(Engine.DUCKDB, list(map(str, paths)), policy).to_pylist()
    return found


def test_duckdb_on_numbers_words_and_csv(tmp_path: Path) -> None:
    assert on_duckdb(parquet(tmp_path / "n.parquet", ROWS)) == NUMBERS
    assert on_duckdb(parquet(tmp_path / "w.parquet", TEXTS)) == NAMED
    assert on_duckdb(csv(tmp_path / "w.csv", TEXTS)) == NAMED
    assert on_duckdb(*(parquet(tmp_path / f"{place}.parquet", ROWS[place::2]) for place in (0, 1))) == NUMBERS
    months = [row | {"month": "2026-03", "confirmed": int(row["confirmed"])} for row in ROWS]
    assert on_duckdb(parquet(tmp_path / "m.parquet", months)) == NUMBERS
    bare = [{name: value for name, value in row.items() if name != "mode"} for row in ROWS[:1]]
    assert on_duckdb(parquet(tmp_path / "b.parquet", bare)) == expected(FACTS[:1])


@pytest.mark.parametrize(
    "damage",
    [{name: None} for name in ROWS[0] if name != "mode"] + [{"end": ROWS[0]["start"]}, {"side": 7}, {"mode": 9}],
    ids=str,
)
def test_a_row_that_the_embedded_pass_leaves_out_is_left_out_here(tmp_path: Path, damage: dict[str, Any]) -> None:
    assert on_duckdb(parquet(tmp_path / "d.parquet", [*ROWS, ROWS[0] | damage])) == NUMBERS
    assert on_duckdb(parquet(tmp_path / "a.parquet", [ROWS[0] | damage, *ROWS[1:]])) == on_duckdb(
        parquet(tmp_path / "b.parquet", ROWS[1:])
    )


@pytest.mark.parametrize("words", [False, True], ids=["numbers", "words"])
@pytest.mark.parametrize("seed", [1, 2])
def test_duckdb_leaves_out_the_same_rows_and_counts_them_alike(tmp_path: Path, words: bool, seed: int) -> None:
    rows = damaged([written(each) for each in busy()], seed, words=words)
    files = [parquet(tmp_path / "a.parquet", rows)]
    if words:
        files.append(csv(tmp_path / "a.csv", [row | {"side": str(row["side"]).replace(",", "")} for row in rows]))
    for file in files:
        for policy in Policy:
            answer = answered_by(Engine.DUCKDB, [str(file)], policy)
            assert answer.table.to_pylist() == read(file, policy=policy)
        assert counted(answer.rows, answer.lost, answer.sentences) == left_out(file)
        assert answer.rows == len(rows) > answer.lost > 20


def test_a_table_without_rows_has_nothing_left_out(tmp_path: Path) -> None:
    file = parquet(tmp_path / "a.parquet", [], schema=pa.Table.from_pylist(ROWS).schema)
    answer = answered_by(Engine.DUCKDB, [str(file)], Policy.SEEN)
    assert (answer.table.num_rows, answer.rows, answer.lost, answer.sentences) == (0, 0, 0, ())


def test_an_engine_shows_an_example_of_what_is_wrong(tmp_path: Path) -> None:
    rows = [row | {"side": "theirs"} for row in TEXTS[:2]] + [TEXTS[0] | {"end": TEXTS[0]["start"]}, *TEXTS]
    answer = answered_by(Engine.DUCKDB, [str(parquet(tmp_path / "a.parquet", rows))], Policy.SEEN)
    assert answer.sentences == (
        "column side: “theirs” is not client or ours (0 or 1) (and 1 more like it). Left out.",
        "column end: it ends no later than it starts. Left out.",
    )


def busy() -> list[Fact]:
    """People who are at several meetings at a time."""
    return [
        fact(
            person, start=start * 60, end=start * 60 + 3600, account=person % 3, meeting=start, confirmed=start % 2 == 0
        )
        for person in range(9)
        for start in range(0, 400, 7)
    ]


def test_a_mode_nobody_wrote_is_unknown(tmp_path: Path) -> None:
    unknown = [row | {"mode": 3} for row in ROWS]
    silent = [row | {"mode": None if place else 3} for place, row in enumerate(ROWS)]
    assert on_duckdb(parquet(tmp_path / "s.parquet", silent)) == on_duckdb(parquet(tmp_path / "u.parquet", unknown))


@pytest.mark.spark
@pytest.mark.parametrize("url", ["http://spark.firm.example", "nonsense"])
def test_spark_is_not_started_for_an_address_it_does_not_know(url: str) -> None:
    with pytest.raises(EngineError, match="Spark needs --engine-url spark://"):
        measured_by(Engine.SPARK, ["attendances"], Policy.SEEN, url)


@settings(max_examples=40, deadline=None)
@given(rows=facts(), policy=st.sampled_from(Policy))
def test_duckdb_gives_what_the_rule_gives(duck: Any, rows: list[Fact], policy: Policy) -> None:
    if rows:
        table = ibis.memtable(pa.Table.from_pylist([written(each) for each in rows]))
        assert duck.to_pyarrow(measure_on(table, policy)).to_pylist() == expected(rows, policy)


@pytest.fixture(scope="module")
def duck() -> Iterator[Any]:
    backend = ibis.duckdb.connect()
    yield backend
    backend.disconnect()


def test_a_table_of_a_duckdb_file(tmp_path: Path) -> None:
    file = tmp_path / "lake.duckdb"
    backend = ibis.duckdb.connect(file)
    rows = parquet(tmp_path / "a.parquet", ROWS)
    backend.raw_sql(f"CREATE TABLE attendances AS SELECT * FROM read_parquet('{rows}')")
    backend.disconnect()
    assert measured_by(Engine.DUCKDB, ["attendances"], Policy.SEEN, str(file)).to_pylist() == NUMBERS
    with pytest.raises(EngineError, match="DuckDB has no table nothing"):
        measured_by(Engine.DUCKDB, ["nothing"], Policy.SEEN, str(file))


@pytest.mark.parametrize(
    ("sources", "url", "sentence"),
    [
        (["nowhere/none.parquet"], "", "DuckDB could not compute the measure: .*none.parquet"),
        (["a.parquet", "attendances"], "", "Files and tables cannot be read together"),
        (["one", "two"], "", "DuckDB reads one table"),
        (["attendances"], "/nowhere/lake.duckdb", "DuckDB cannot open /nowhere/lake.duckdb"),
    ],
)
def test_duckdb_says_what_is_wrong(sources: list[str], url: str, sentence: str) -> None:
    with pytest.raises(EngineError, match=sentence):
        measured_by(Engine.DUCKDB, sources, Policy.SEEN, url)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"start": "2026-03-01T10:00Z"}, "column start is of type string; an engine needs epoch seconds"),
        ({"confirmed": 1.0}, "column confirmed is of type float64; an engine needs true or false"),
        ({"month": 1.5}, "column month is of type float64; an engine needs whole numbers like 202603"),
        ({"person": 1.5}, "column person is of type float64; an engine needs whole numbers or text"),
        ({"side": 0.0}, "column side is of type float64; an engine needs one of client, ours"),
    ],
)
def test_a_column_no_engine_can_add_up_is_refused(tmp_path: Path, change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(UnusableAttendancesError, match=sentence):
        on_duckdb(parquet(tmp_path / "a.parquet", [ROWS[0] | change]))


def test_undecided_attendances_are_refused_with_the_way_out(tmp_path: Path) -> None:
    raw = [{name: value for name, value in row.items() if name != "month"} for row in ROWS]
    with pytest.raises(
        UnusableAttendancesError, match="needs the columns month and confirmed; `innercircle hours FILE"
    ):
        on_duckdb(parquet(tmp_path / "a.parquet", raw))


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A PostgreSQL of our own; where there is none, tests/everything.py says so at its end."""
    binaries = machine.postgres()
    if binaries is None:
        pytest.skip(f"THE MEASURE ON POSTGRESQL WAS NOT TRIED: {machine.NO_POSTGRES}")
    with postgres.server(binaries) as url:
        yield url


def test_postgresql_gives_what_the_embedded_pass_gives(server: str) -> None:
    backend = ibis.connect(server)
    facts = busy()
    for name, rows in (("numbers", [written(each) for each in facts]), ("words", [as_text(written(e)) for e in facts])):
        backend.create_table(name, pa.Table.from_pylist(rows))
    backend.create_table("empty", schema=ibis.schema(dict.fromkeys(ROWS[0], "int64")))
    backend.disconnect()
    for policy in Policy:
        found = measured_by(Engine.POSTGRES, ["public.numbers"], policy, server).to_pylist()
        assert found == expected(facts, policy)
        named = [cell | {"account": f"Account {cell['account']}"} for cell in found]
        assert measured_by(Engine.POSTGRES, ["words"], policy, server).to_pylist() == named
    assert measured_by(Engine.POSTGRES, ["empty"], Policy.SEEN, server).num_rows == 0
    with pytest.raises(EngineError, match="PostgreSQL has no table nothing"):
        measured_by(Engine.POSTGRES, ["nothing"], Policy.SEEN, server)


def test_postgresql_leaves_out_the_same_rows_and_counts_them_alike(server: str, tmp_path: Path) -> None:
    backend = ibis.connect(server)
    for words in (False, True):
        rows = damaged([written(each) for each in busy()], 3, words=words)
        file = parquet(tmp_path / f"{words}.parquet", rows)
        backend.create_table(f"odd_{words}".lower(), pq.read_table(file))
        answer = answered_by(Engine.POSTGRES, [f"odd_{words}".lower()], Policy.SEEN, server)
        assert answer.table.to_pylist() == read(file)
        assert counted(answer.rows, answer.lost, answer.sentences) == left_out(file)
    backend.disconnect()


def test_ctrl_c_ends_the_statement_on_the_server_too(server: str) -> None:
    backend, watching = ibis.connect(server), ibis.connect(server)
    backend.create_table("waited_for", pa.Table.from_pylist(ROWS))
    backend.raw_sql("CREATE VIEW slow AS SELECT waited_for.* FROM waited_for, pg_sleep(300)").close()
    backend.con.commit()
    asks = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"

    def asleep() -> int:
        number = int(watching.raw_sql(asks).fetchone()[0])
        watching.con.rollback()
        return number

    def interrupt(_words: str, _step: object) -> None:
        if asleep():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        answered_by(Engine.POSTGRES, ["slow"], Policy.SEEN, server, tell=interrupt)
    assert asleep() == 0  # a server does not notice that its client is gone while it computes
    for each in (backend, watching):
        each.disconnect()


@pytest.mark.parametrize(
    ("engine", "url", "sentence"),
    [
        (Engine.POSTGRES, "postgres://nobody@127.0.0.1:8170/none", "PostgreSQL cannot be reached: .*refused"),
        (Engine.POSTGRES, "", "PostgreSQL needs --engine-url postgres://user@host:port/database"),
        (
            Engine.SPARK,
            "spark://127.0.0.1:8171",
            "Spark cannot be reached at spark://127.0.0.1:8171: Connection refused",
        ),
        (Engine.SPARK, "sc://127.0.0.1:8172", "Is the cluster running, and the port open"),
        (Engine.SPARK, "spark://127.0.0.1:notaport", "Spark cannot be reached at spark://127.0.0.1:notaport"),
    ],
)
def test_an_engine_that_is_not_there_ends_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, engine: Engine, url: str, sentence: str
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", object())  # it is not asked before the cluster has answered
    with pytest.raises(EngineError, match=sentence):
        measured_by(engine, ["attendances"], Policy.SEEN, url)


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(EngineError, match=r"Spark needs further packages: pip install 'innercircle\[spark\]'"):
        measured_by(Engine.SPARK, ["attendances"], Policy.SEEN)
    usual = builtins.__import__

    def without_psycopg(name: str, *more: Any, **words: Any) -> Any:
        if name.partition(".")[0] == "psycopg":
            raise ImportError(name)
        return usual(name, *more, **words)

    monkeypatch.setattr(builtins, "__import__", without_psycopg)
    monkeypatch.setattr(connecting.ibis, "connect", lambda _: __import__("psycopg"))
    with pytest.raises(EngineError, match=r"PostgreSQL needs further packages: pip install 'innercircle\[engines\]'"):
        measured_by(Engine.POSTGRES, ["attendances"], Policy.SEEN, "postgres://somebody@nowhere/none")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("[JAVA_GATEWAY_EXITED] Java gateway process exited.", "it needs Java 17 or newer on this"),
        (
            "java.lang.UnsupportedClassVersionError: class file version 61.0",
            "it needs Java 17 or newer on this machine",
        ),
        ("An error occurred while calling None.org.apache.spark.api.java.JavaSparkContext.", "no Spark master of this"),
        ("[PACKAGE_NOT_INSTALLED] grpcio >= 1.67.0 must be installed", r"pip install 'pyspark\[connect\]'"),
        ('<_InactiveRpcError of RPC that terminated with:\n\tdetails = "No token."\n>', "at local.*: No token"),
        ("org.apache.spark.SparkException: out of room\n\tat java.base", "SparkException: out of room"),
    ],
)
def test_spark_that_does_not_start_says_what_it_needs(
    monkeypatch: pytest.MonkeyPatch, said: str, sentence: str
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", no_spark(said, []))
    with pytest.raises(EngineError, match=sentence):
        measured_by(Engine.SPARK, ["attendances"], Policy.SEEN)


def no_spark(said: str, asked: list[str]) -> Any:
    """A pyspark that notes what it is asked for and does not start."""

    class Builder:
        def __getattr__(self, name: str) -> Any:
            asked.append(name)
            return lambda *_: self

        def getOrCreate(self) -> None:  # noqa: N802 -- as Spark calls it
            raise RuntimeError(said)

    return SimpleNamespace(SparkSession=SimpleNamespace(builder=Builder()))


@pytest.mark.parametrize(
    ("submitted", "url", "by"),
    [("", "", "master"), ("35001", "", ""), ("35001", "local[1]", "master"), ("", "local[1]", "master")],
)
def test_under_spark_submit_the_cluster_is_the_one_it_named(
    monkeypatch: pytest.MonkeyPatch, submitted: str, url: str, by: str
) -> None:
    asked: list[str] = []
    monkeypatch.setitem(sys.modules, "pyspark.sql", no_spark("no room", asked))
    monkeypatch.setenv("PYSPARK_GATEWAY_PORT", submitted) if submitted else monkeypatch.delenv(
        "PYSPARK_GATEWAY_PORT", raising=False
    )
    with pytest.raises(EngineError, match="no room" if by else "the cluster of spark-submit: no room"):
        measured_by(Engine.SPARK, ["attendances"], Policy.SEEN, url)
    assert ("master" in asked) is bool(by)
