"""An import killed with -9 anywhere comes to the same end when a worker takes it up; so does its undoing."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from innercircle.access.models import User
from innercircle.intake import actions, queries
from innercircle.intake.actions import portions
from innercircle.intake.models import Import
from innercircle.intake.rules import Kind
from innercircle.jobs import intake as work
from innercircle.jobs.performing import perform
from innercircle.jobs.reaping import reap
from innercircle.jobs.rules import ATTEMPTS, State
from tests import cast as standing
from tests.calendars.test_imports_killed import Statements, in_a_process
from tests.intake.files import AT, table_of
from tests.intake.test_portions import LINES, people, state
from tests.races import shared_database

__all__ = ["shared_database"]

ROUNDS = 6
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shared_database")]


@pytest.fixture(autouse=True)
def _in_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portions, "PORTION", 4)
    monkeypatch.setattr(queries, "SHORT", 0)


def worked(run: Import) -> Import:
    """The job of an import done to its end, taken from a killed worker where one had it."""
    reap(timezone.now())
    for _attempt in range(ATTEMPTS + 1):
        job = work.running(run)
        if job is None:
            return Import.objects.get(pk=run.pk)
        assert job.state == State.WAITING, "nobody took it from the killed worker"
        perform(job.pk)
    raise AssertionError("the job never ended")


def statements(run: Import) -> int:
    """How many statements its job sends; it is done then."""
    counter = Statements()
    with connection.execute_wrapper(counter):
        worked(run)
    return counter.count


def killed(run: Import, at: int) -> None:
    """Its job, killed before one of its statements."""
    job = work.running(run)
    assert job is not None

    def die_within() -> None:
        with connection.execute_wrapper(Statements(at)):
            perform(job.pk)

    assert in_a_process(die_within) == signal.SIGKILL


def planned(by: User) -> Import:
    table = table_of(people().encode())
    run = actions.stage(by=by, at=AT, kind=Kind.CONTACTS, table=table, file_name="people.csv")
    return actions.plan(by=by, at=AT, run=run)


def test_killed_while_it_is_written_or_taken_back_it_comes_to_the_same_end() -> None:
    adam = standing.build().adam
    before = state()
    run = work.apply_import(by=adam, at=timezone.now(), run=planned(adam))
    writing = statements(run)
    after = state()
    run = work.undo_import(by=adam, at=timezone.now(), run=Import.objects.get(pk=run.pk))
    undoing = statements(run)
    assert state() == before != after
    between = 0
    for point in range(1, ROUNDS + 1):
        run = work.apply_import(by=adam, at=timezone.now(), run=planned(adam))
        killed(run, round(point * writing / (ROUNDS + 1)))
        between += state() not in (before, after)
        run = worked(run)
        assert (run.stage, run.done, run.message) == (Import.Stage.APPLIED, LINES + 1, "")
        assert state() == after
        run = work.undo_import(by=adam, at=timezone.now(), run=run)
        killed(run, round(point * undoing / (ROUNDS + 1)))
        assert worked(run).stage == Import.Stage.UNDONE
        assert state() == before
    assert between > 2


def test_killed_while_it_is_read_or_planned_it_begins_again(tmp_path: Path) -> None:
    adam = standing.build().adam

    def received(name: str) -> Import:
        place = tmp_path / name
        place.write_text(people())
        us = {"by": adam, "at": timezone.now()}
        return work.read_later(**us, kind=None, place=place, file_name="people.csv")[0]

    first = received("whole")
    total = statements(first)
    whole = Import.objects.get(pk=first.pk)
    lines: Callable[[Import], list[object]] = lambda run: list(run.lines.values_list("number", "outcome", "load"))  # noqa: E731
    assert (whole.stage, whole.total) == (Import.Stage.PLANNED, LINES + 1)
    for point in (0.2, 0.45, 0.9):
        run = received(f"upload-{point}")
        killed(run, round(point * total))
        run = worked(run)
        assert (run.stage, run.digest, run.place) == (Import.Stage.PLANNED, whole.digest, "")
        assert lines(run) == lines(whole)
