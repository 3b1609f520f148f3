"""The measure on Spark is that of the embedded pass, to the second. One session for all; needs pyspark and Java 17.

Where either is missing it is not run, and `./start test` says so at its end; `.ci/run` brings both and runs it.
"""

from __future__ import annotations

import logging
import os
import random
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import ibis
import pytest
from typer.testing import CliRunner

from innercircle.calendars.rules import Mode
from innercircle.cli.main import app
from innercircle.hours.engines import connecting
from innercircle.hours.engines.connecting import EngineError, answered_by, measured_by
from innercircle.hours.engines.named import Engine
from innercircle.hours.rules import Fact, Policy, Side
from tests import machine
from tests.hours.attendances.rows import as_text, counted, damaged, expected, fact, left_out, parquet, read, written

pytestmark = [pytest.mark.spark, pytest.mark.filterwarnings("ignore")]  # what pyspark says to pandas and the system


def many(number: int) -> list[Fact]:
    """Random facts that overlap a lot."""
    draw = random.Random(5)
    found = []
    for _ in range(number):
        start = draw.randrange(0, 5_000)
        found.append(
            fact(
                draw.randrange(6),
                start,
                start + draw.randrange(1, 900),
                account=draw.randrange(4),
                side=draw.choice(list(Side)),
                meeting=draw.randrange(300),
                confirmed=draw.random() < 0.6,
                mode=draw.choice(list(Mode)),
            )
        )
    return found


@pytest.fixture(scope="module")
def _session() -> Iterator[None]:
    """One Spark for the whole file: the product's own way to open it, but not to stop it after each question."""
    missing = machine.no_spark()
    if missing and os.environ.get("INNERCIRCLE_TEST_ALL"):
        pytest.fail(f"The measure on Spark cannot be tried: {missing}")
    if missing:
        pytest.skip(f"THE MEASURE ON SPARK WAS NOT TRIED: {missing}")
    sql = import_module("pyspark.sql")
    quiet = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "1", "spark.driver.host": "127.0.0.1"}
    builder = sql.SparkSession.builder.master("local[1]")
    for name, value in (quiet | {"spark.driver.bindAddress": "127.0.0.1"}).items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    logging.getLogger("py4j").setLevel(logging.CRITICAL)  # it speaks after the tests' output is closed
    backend = ibis.pyspark.connect(session=session)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(connecting._OPENERS, Engine.SPARK, lambda _: (backend, lambda: None))
        yield
    session.stop()


@pytest.mark.usefixtures("_session")
def test_spark_gives_what_the_embedded_pass_and_the_rule_give(tmp_path: Path) -> None:
    rows = many(3_000)
    numbers = parquet(tmp_path / "numbers.parquet", [written(each) for each in rows])
    for policy in Policy:
        found = measured_by(Engine.SPARK, [str(numbers)], policy).to_pylist()
        assert found == expected(rows, policy) == read(numbers, policy=policy)


@pytest.mark.usefixtures("_session")
def test_spark_leaves_out_the_same_rows_and_counts_them_alike(tmp_path: Path) -> None:
    for words in (False, True):
        file = parquet(tmp_path / f"{words}.parquet", damaged([written(each) for each in many(300)], 4, words=words))
        answer = answered_by(Engine.SPARK, [str(file)], Policy.SEEN)
        assert answer.table.to_pylist() == read(file)
        assert counted(answer.rows, answer.lost, answer.sentences) == left_out(file)


@pytest.mark.usefixtures("_session")
def test_the_command_on_spark_prints_what_it_prints_without(tmp_path: Path) -> None:
    file = parquet(tmp_path / "a.parquet", [as_text(written(each)) for each in many(200)])
    asked = ["hours", str(file), "--as-of", "2026-05-01", "--format", "csv"]
    found = CliRunner().invoke(app, [*asked, "--engine", "spark"])
    assert (found.exit_code, found.stdout) == (0, CliRunner().invoke(app, asked).stdout)
    assert "Computed by Spark: " in found.stderr


@pytest.mark.usefixtures("_session")
def test_spark_says_what_is_wrong_without_its_stack(tmp_path: Path) -> None:
    with pytest.raises(EngineError) as fault:
        measured_by(Engine.SPARK, [str(tmp_path / "none.parquet")], Policy.SEEN)
    assert "none.parquet" in str(fault.value)
    assert len(str(fault.value).splitlines()) == 1
    with pytest.raises(EngineError, match="Spark has no table nothing"):
        measured_by(Engine.SPARK, ["nothing"], Policy.SEEN)
