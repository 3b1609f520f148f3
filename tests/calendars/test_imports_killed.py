"""An import killed with -9 anywhere leaves nothing half applied, and comes to the same end when it is run again."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections

from innercircle.calendars.actions import carrying
from innercircle.calendars.actions.carrying import uploads
from innercircle.calendars.models import Calendar, Import, Meeting, StagedEntry
from innercircle.directory.models import Colleague, Contact
from innercircle.hours.models import AccountMonth, Tracking
from innercircle.hours.queries import deviations
from innercircle.jobs import actions
from innercircle.jobs.importing import Wanted, import_later, import_now
from innercircle.jobs.models import Job
from innercircle.jobs.rules import State
from innercircle.jobs.worker import run_worker
from tests import cast as standing
from tests.calendars.desk import NOW, calendar, done, dump, event, load, now, weeks
from tests.races import shared_database

__all__ = ["shared_database"]

ANNA, KIM = "anna@ours.example:ACCEPTED", "kim@acme.example"
SERIES = "FREQ=WEEKLY;COUNT=12"
FIRST = calendar(
    *weeks("w", 30, ANNA, KIM), event("s", "2026-09-01 09:00", "2026-09-01 10:00", ANNA, KIM, rrule=SERIES)
)
SECOND = calendar(
    *list(weeks("w", 30, ANNA, KIM))[:25],  # five are gone
    *weeks("x", 10, ANNA, "new@beta.example", first="2026-06-02 09:00"),
    event("s", "2026-09-01 11:00", "2026-09-01 12:00", ANNA, KIM, "two@acme.example", rrule=SERIES, sequence=1),
    event("late", "2026-12-30 09:00", "2026-12-30 10:00", ANNA, KIM),
    event("lunch", "2026-09-03 12:00", "2026-09-03 13:00", title="Lunch at Acme"),
)
STATEMENTS, RANDOM, PARTS = 48, 16, 8
COUNTED = ("read", "kept", "new", "changed", "removed", "unchanged", "discovered", "suggested")

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shared_database")]


def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def in_a_process(work: Callable[[], Any], *, killed_after: float | None = None) -> int:
    """Run the work in a process of its own, which is killed after so many seconds; returns how it ended."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        finally:
            connections.close_all()
            os._exit(status)
    if killed_after is not None:
        time.sleep(killed_after)
        os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


class Statements:
    """Counts the statements sent to the database, and dies before one of them."""

    def __init__(self, deadly: int = 0) -> None:
        self.count = 0
        self.deadly = deadly

    def __call__(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        self.count += 1
        if self.count == self.deadly:
            die()
        return execute(sql, params, many, context)


class Scene:
    """The first export is in; the second is about to be imported, in the terminal or by a worker."""

    def __init__(self, folder: Path) -> None:
        standing.build()
        standing.contact("Kim", Colleague.objects.get(name="Anna").managed_accounts.get(name="Acme"))
        self.folder = folder
        self.reset()
        self.before = dump()
        done(load(SECOND, name="anna.ics"))
        self.after = dump()
        self.reset()
        assert dump() == self.before != self.after

    def reset(self) -> None:
        """Back to the first export."""
        for model in (Import, Calendar, Meeting, AccountMonth, Tracking, Job):
            model.objects.all().delete()
        Contact.objects.filter(discovered=True).delete()
        done(load(FIRST, name="anna.ics"))

    def wanted(self, place: Path) -> Wanted:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(SECOND)
        return Wanted(Colleague.objects.get(name="Anna"), place, "anna.ics")

    def in_terminal(self, step: Callable[[str], None] | None = None) -> Import:
        return import_now(self.wanted(self.folder / "anna.ics"), by=None, at=NOW, step=step)

    def by_worker(self) -> None:
        run_worker(once=True)

    def judge(self) -> None:
        """Nothing is half applied; run again, it comes to the same end."""
        assert dump() in (self.before, self.after)
        done(self.in_terminal())
        assert dump() == self.after
        self.reset()

    def judge_worker(self) -> None:
        """Nothing is half applied; the next worker takes it up and comes to the same end."""
        assert dump() in (self.before, self.after)
        run_worker(once=True)
        run = Import.objects.first()
        assert run is not None
        assert run.stage == Import.Stage.DONE, run.message
        assert dump() == self.after
        assert not StagedEntry.objects.exists()
        assert not any(uploads().iterdir())
        assert Job.objects.get(subject=run.pk, kind="calendars.import").state == State.DONE
        self.reset()


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "uploads")  # nothing that other tests leave waiting
    monkeypatch.setattr(actions, "wait_before", lambda attempt: now() - now())  # no wait between tries
    return Scene(tmp_path)


def count_statements(work: Callable[[], Any]) -> int:
    counter = Statements()
    with connection.execute_wrapper(counter):
        work()
    return counter.count


def deadly(work: Callable[[], Any], number: int) -> Callable[[], Any]:
    def run() -> None:
        with connection.execute_wrapper(Statements(number)):
            work()

    return run


def test_killed_before_any_statement_in_the_terminal(scene: Scene) -> None:
    total = count_statements(scene.in_terminal)
    scene.reset()
    for number in sorted({1 + round(point * (total - 1) / (STATEMENTS - 1)) for point in range(STATEMENTS)}):
        status = in_a_process(deadly(scene.in_terminal, number))
        assert status == signal.SIGKILL, number
        scene.judge()


def test_killed_at_every_step(scene: Scene) -> None:
    steps: list[str] = []
    scene.in_terminal(step=steps.append)
    scene.reset()
    assert steps == ["begun", "staged", "read", "prepared", "applied", "cleared"]
    for step in steps:
        status = in_a_process(lambda step=step: scene.in_terminal(step=lambda name: die() if name == step else None))
        assert status == signal.SIGKILL
        scene.judge()


def test_killed_between_the_parts_of_a_long_import(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = scene.in_terminal().counts
    scene.reset()
    monkeypatch.setattr(carrying, "COPIES_AT_A_TIME", 7)
    steps: list[str] = []
    assert scene.in_terminal(step=steps.append).counts == whole
    assert dump() == scene.after
    assert steps.count("prepared") > 3
    scene.reset()
    total = count_statements(scene.in_terminal)
    scene.reset()
    between = 0
    for point in range(1, PARTS + 1):
        assert in_a_process(deadly(scene.in_terminal, round(point * total / (PARTS + 1)))) == signal.SIGKILL, point
        between += dump() not in (scene.before, scene.after)
        assert not list(deviations())  # what is in is complete: its figures follow from its meetings
        done(scene.in_terminal())
        assert dump() == scene.after
        scene.reset()
    assert between > 2


def test_a_worker_goes_on_with_the_parts_that_are_left(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carrying, "COPIES_AT_A_TIME", 7)
    import_later(scene.wanted(uploads() / "upload"), by=None, at=NOW)
    total = count_statements(scene.by_worker)
    whole = Import.objects.latest("pk").counts
    scene.reset()
    for point in range(1, PARTS + 1):
        import_later(scene.wanted(uploads() / f"upload-{point}"), by=None, at=NOW)
        in_a_process(deadly(scene.by_worker, round(point * total / (PARTS + 1))))
        run_worker(once=True)
        run = Import.objects.latest("pk")
        assert (run.stage, dump() == scene.after) == (Import.Stage.DONE, True)
        assert {name: run.counts[name] for name in COUNTED} == {name: whole[name] for name in COUNTED}
        scene.reset()


def test_killed_at_any_moment(scene: Scene) -> None:
    began = time.monotonic()
    in_a_process(scene.in_terminal)
    lasts = time.monotonic() - began
    scene.reset()
    chance = random.Random(20)
    for _ in range(RANDOM):
        in_a_process(scene.in_terminal, killed_after=chance.uniform(0, lasts))
        scene.judge()


def test_a_killed_worker_is_replaced(scene: Scene) -> None:
    import_later(scene.wanted(uploads() / "upload"), by=None, at=NOW)
    total = count_statements(scene.by_worker)
    scene.reset()
    for point in range(RANDOM):
        import_later(scene.wanted(uploads() / f"upload-{point}"), by=None, at=NOW)
        in_a_process(deadly(scene.by_worker, 2 + round(point * (total - 3) / (RANDOM - 1))))
        scene.judge_worker()
