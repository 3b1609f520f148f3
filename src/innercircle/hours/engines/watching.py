"""Waiting for an engine: how far it says it is, and an end of its work when somebody asks for one.

The question runs in a thread, so that Ctrl-C is heard while the engine computes; it is then stopped where it runs, not
only left behind. Each engine tells what it can: DuckDB a part of a hundred, Spark its tasks, PostgreSQL nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future, wait
from contextlib import suppress
from dataclasses import dataclass
from threading import Thread
from typing import Any, Protocol, TypeVar

from innercircle.hours.engines.named import Engine

T = TypeVar("T")
_BETWEEN = 0.2  # seconds from one look to the next
_PATIENCE = 10.0  # seconds an engine has to stop
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Step:
    """How far an engine says it is: `done` of `total` of its `unit`; a total of 0 where it does not say."""

    done: int = 0
    total: int = 0
    unit: str = ""


class Watcher(Protocol):
    """What can be known of an engine's work from outside."""

    def look(self) -> Step:
        """How far it is."""

    def stop(self) -> None:
        """End the work, as far as it is this session's."""


def watched(work: Callable[[], T], watcher: Watcher, tell: Callable[[Step], None]) -> T:
    """What `work` gives, `tell` being told every moment how far it is; whatever `tell` raises stops the engine."""
    future: Future[T] = Future()
    Thread(target=_settle, args=(future, work), daemon=True).start()
    try:
        while not wait([future], _BETWEEN).done:
            tell(_seen(watcher))
    except BaseException:  # Ctrl-C too
        with suppress(Exception):
            watcher.stop()
        wait([future], _PATIENCE)
        raise
    return future.result()


def _settle(future: Future[T], work: Callable[[], T]) -> None:
    try:
        future.set_result(work())
    except BaseException as error:  # noqa: BLE001 -- it is raised where it is waited for
        future.set_exception(error)


def _seen(watcher: Watcher) -> Step:
    """A look that fails is no reason to lose the work."""
    with suppress(Exception):
        return watcher.look()
    return Step()


@dataclass(frozen=True, slots=True)
class OnDuckDB:
    """DuckDB's connection says a part of a hundred, which jumps: it knows what it read, not what a sort still takes."""

    connection: Any

    def look(self) -> Step:
        """Its own figure, -1 before it has one."""
        return Step(max(0, round(self.connection.query_progress())), _HUNDRED, "%")

    def stop(self) -> None:
        """Interrupt the query."""
        self.connection.interrupt()


@dataclass(frozen=True, slots=True)
class OnPostgres:
    """PostgreSQL says of a query only that it runs."""

    connection: Any

    def look(self) -> Step:
        """Nothing to see."""
        return Step()

    def stop(self) -> None:
        """Ask the server to cancel the query, over a connection of its own that is encrypted like this one."""
        self.connection.cancel_safe(timeout=_PATIENCE)


class OnSpark:
    """A Spark of our own: the tasks of its stages, those that are over with those that run."""

    def __init__(self, context: Any) -> None:
        """Begin with nothing seen."""
        self._context = context
        self._seen: dict[int, tuple[int, int]] = {}  # of each stage: tasks done, tasks

    def look(self) -> Step:
        """Tasks done of those planned so far; what comes behind them Spark plans later."""
        tracker = self._context.statusTracker()
        found = {number: tracker.getStageInfo(number) for number in tracker.getActiveStageIds()}
        over = {number: (tasks, tasks) for number, (_, tasks) in self._seen.items()}
        running = {number: (each.numCompletedTasks, each.numTasks) for number, each in found.items() if each}
        self._seen = over | running
        return _tasks(self._seen.values())

    def stop(self) -> None:
        """Cancel the jobs: the context is ours alone."""
        self._context.cancelAllJobs()


class OnSparkConnect:
    """Spark behind Spark Connect, which reports its stages while the answer is awaited."""

    def __init__(self, session: Any) -> None:
        """Ask the session to report from now on."""
        self._session, self._last = session, Step()
        with suppress(Exception):
            session.registerProgressHandler(self._hear)

    def _hear(self, stages: Iterable[Any] | None, **_: object) -> None:
        self._last = _tasks((each.num_completed_tasks, each.num_tasks) for each in stages or ())

    def look(self) -> Step:
        """What was last heard."""
        return self._last

    def stop(self) -> None:
        """Interrupt what this session asked for; other people's work goes on."""
        self._session.interruptAll()


def _tasks(stages: Iterable[tuple[int, int]]) -> Step:
    found = list(stages)
    return Step(sum(done for done, _ in found), sum(total for _, total in found), "tasks") if found else Step()


def watcher_of(engine: Engine, backend: Any) -> Watcher:
    """The watcher of an opened engine."""
    if engine is Engine.DUCKDB:
        with suppress(Exception):  # it computes its progress only where a bar is wanted; we draw it ourselves
            backend.con.execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false")
        return OnDuckDB(backend.con)
    if engine is Engine.POSTGRES:
        return OnPostgres(backend.con)
    session = backend._session  # noqa: SLF001 -- Ibis hands it out nowhere else
    return OnSparkConnect(session) if ".connect." in type(session).__module__ else OnSpark(session.sparkContext)
