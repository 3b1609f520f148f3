"""Waiting for an engine: how far it is is told, Ctrl-C ends its work, and nothing of the watching costs the answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any

import ibis
import pytest

from innercircle.hours.engines import watching
from innercircle.hours.engines.connecting import answered_by
from innercircle.hours.engines.named import Engine
from innercircle.hours.engines.watching import (
    OnDuckDB,
    OnPostgres,
    OnSpark,
    OnSparkConnect,
    Step,
    watched,
    watcher_of,
)
from innercircle.hours.rules import Policy
from tests.hours.attendances.rows import parquet
from tests.hours.attendances.test_files import NUMBERS, ROWS


@dataclass
class Slow:
    """An engine whose work ends when it is stopped or looked at for the third time."""

    looks: int = 0
    stopped: bool = False
    ended: Event = field(default_factory=Event)

    def look(self) -> Step:
        self.looks += 1
        if self.looks == 3:
            self.ended.set()
        return Step(self.looks, 3, "tasks")

    def stop(self) -> None:
        self.stopped = True
        self.ended.set()

    def work(self) -> str:
        assert self.ended.wait(10)
        return "the answer"


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "_BETWEEN", 0.01)


def test_what_is_done_is_told_and_the_answer_comes() -> None:
    slow, told = Slow(), list[Step]()
    assert watched(slow.work, slow, told.append) == "the answer"
    assert told[:3] == [Step(number, 3, "tasks") for number in (1, 2, 3)]
    assert not slow.stopped


def test_an_interrupt_ends_the_work_of_the_engine() -> None:
    slow = Slow()

    def interrupt(_: Step) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        watched(slow.work, slow, interrupt)
    assert slow.stopped


def test_a_look_that_fails_costs_nothing() -> None:
    class Blind(Slow):
        def look(self) -> Step:
            super().look()
            raise RuntimeError("no tracker")

    told: list[Step] = []
    blind = Blind()
    assert watched(blind.work, blind, told.append) == "the answer"
    assert set(told) == {Step()}


def test_what_the_engine_raises_comes_through() -> None:
    def fails() -> None:
        raise LookupError("no such table")

    with pytest.raises(LookupError, match="no such table"):
        watched(fails, Slow(), lambda _: None)


class Tracker:
    """Spark's tracker at one moment after the other."""

    def __init__(self, *moments: dict[int, tuple[int, int]]) -> None:
        self.moments = list(moments)

    def getActiveStageIds(self) -> list[int]:  # noqa: N802 -- as Spark calls it
        self.now = self.moments.pop(0)
        return [*self.now, 99]

    def getStageInfo(self, number: int) -> Any:  # noqa: N802
        done, tasks = self.now.get(number, (0, 0))
        return SimpleNamespace(numCompletedTasks=done, numTasks=tasks) if number in self.now else None


def test_spark_counts_the_tasks_of_stages_that_are_over_too() -> None:
    tracker = Tracker({}, {1: (3, 8)}, {2: (1, 4)}, {2: (4, 4), 3: (0, 5)})
    cancelled: list[bool] = []
    context = SimpleNamespace(statusTracker=lambda: tracker, cancelAllJobs=lambda: cancelled.append(True))
    spark = OnSpark(context)
    assert [spark.look() for _ in range(4)] == [
        Step(),
        Step(3, 8, "tasks"),
        Step(9, 12, "tasks"),
        Step(12, 17, "tasks"),
    ]
    spark.stop()
    assert cancelled == [True]


def test_spark_connect_is_heard_and_only_its_own_work_is_stopped() -> None:
    heard: list[Any] = []
    stopped: list[bool] = []
    session = SimpleNamespace(registerProgressHandler=heard.append, interruptAll=lambda: stopped.append(True))
    spark = OnSparkConnect(session)
    assert spark.look() == Step()
    stages = [SimpleNamespace(num_tasks=8, num_completed_tasks=8), SimpleNamespace(num_tasks=4, num_completed_tasks=1)]
    heard[0](stages=stages, inflight_tasks=3, operation_id="x", done=False)
    assert spark.look() == Step(9, 12, "tasks")
    heard[0](stages=None, inflight_tasks=0, operation_id="x", done=True)
    assert spark.look() == Step()
    spark.stop()
    assert stopped == [True]


def test_a_connect_session_that_cannot_report_is_only_silent() -> None:
    assert OnSparkConnect(SimpleNamespace()).look() == Step()


def test_each_engine_has_its_watcher() -> None:
    class Session:
        sparkContext = object()  # noqa: N815 -- as Spark calls it

    assert isinstance(watcher_of(Engine.POSTGRES, SimpleNamespace(con=None)), OnPostgres)
    assert isinstance(watcher_of(Engine.SPARK, SimpleNamespace(_session=Session())), OnSpark)
    Session.__module__ = "pyspark.sql.connect.session"
    assert isinstance(watcher_of(Engine.SPARK, SimpleNamespace(_session=Session())), OnSparkConnect)


def test_postgresql_is_asked_to_cancel_and_tells_nothing() -> None:
    cancelled: list[float] = []

    def cancel(timeout: float) -> None:
        cancelled.append(timeout)

    postgres = OnPostgres(SimpleNamespace(cancel_safe=cancel))
    assert postgres.look() == Step()
    postgres.stop()
    assert cancelled == [watching._PATIENCE]


def test_duckdb_says_how_far_and_is_interrupted() -> None:
    backend = ibis.duckdb.connect()
    duck = watcher_of(Engine.DUCKDB, backend)
    assert isinstance(duck, OnDuckDB)
    assert duck.look() == Step(0, 100, "%")

    def interrupt(_: Step) -> None:
        raise KeyboardInterrupt

    endless = "SELECT count(*) FROM range(10000000000) a WHERE hash(a.range) % 7 = 1"  # minutes, unless stopped
    with pytest.raises(KeyboardInterrupt):
        watched(lambda: backend.raw_sql(endless).fetchall(), duck, interrupt)
    assert backend.raw_sql("SELECT 1").fetchall() == [(1,)]  # the connection is free again
    backend.disconnect()


def test_the_steps_of_a_question_are_told(tmp_path: Path) -> None:
    told: list[str] = []
    file = parquet(tmp_path / "a.parquet", ROWS)
    answer = answered_by(Engine.DUCKDB, [str(file)], Policy.SEEN, tell=lambda words, _: told.append(words))
    assert answer.table.to_pylist() == NUMBERS
    assert list(dict.fromkeys(told)) == ["looking at the table", "counting", f"computing {len(ROWS)} attendances"]
