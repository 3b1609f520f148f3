"""Imports as jobs: what is done at once and what waits, how each way of ending is said, and what is cleared away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from innercircle.access.rules import Conflict, Refused
from innercircle.calendars.actions import imports
from innercircle.calendars.models import Import as CalendarImport
from innercircle.directory.models import Account, Colleague
from innercircle.intake import actions, queries
from innercircle.intake.models import Import
from innercircle.intake.rules import Kind
from innercircle.jobs import calendars, intake
from innercircle.jobs.actions import note, take
from innercircle.jobs.context import Context
from innercircle.jobs.models import Job
from innercircle.jobs.rules import Failed, Lost, State
from tests.cast import Cast
from tests.intake.files import AT, staged

MIDWAY = "Stopped. What was taken up to then stays and is counted; import the file again to take the rest."
ACCOUNTS = "name,industry\nDelta,Pumps\nOmega,Valves\n"


def working(subject: int, kind: str = intake.WORK) -> Context:
    """One attempt at a job on that subject."""
    job = take(note(by=None, at=AT, kind=kind, subject=subject).pk, "worker", timezone.now())
    assert job is not None
    return Context(job, AT)


@pytest.fixture
def long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is imported is too long to be waited for."""
    monkeypatch.setattr(queries, "SHORT", 0)


def test_a_short_file_is_done_while_its_reader_waits(cast: Cast) -> None:
    us: dict[str, Any] = {"by": cast.adam, "at": AT}
    run = intake.plan_import(**us, run=staged(cast.adam, Kind.ACCOUNTS, ACCOUNTS))
    run = intake.apply_import(**us, run=run)
    assert (run.stage, Account.objects.filter(name__in=["Delta", "Omega"]).count()) == (Import.Stage.APPLIED, 2)
    run = intake.undo_import(**us, run=run)
    assert (run.stage, Account.objects.filter(name="Delta").exists()) == (Import.Stage.UNDONE, False)
    assert not Job.objects.exists()


def test_a_long_file_waits_and_the_job_does_each_step_in_the_name_of_who_asked(cast: Cast, long: None) -> None:
    us: dict[str, Any] = {"by": cast.adam, "at": AT}
    run = staged(cast.adam, Kind.ACCOUNTS, ACCOUNTS)
    steps = (
        (intake.plan_import, Import.Stage.PLANNING, Import.Stage.PLANNED),
        (intake.apply_import, Import.Stage.APPLYING, Import.Stage.APPLIED),
        (intake.undo_import, Import.Stage.UNDOING, Import.Stage.UNDONE),
    )
    for ask, waits, done in steps:
        run = ask(**us, run=run)
        job = intake.running(run)
        assert job is not None
        assert (run.stage, job.by, job.state) == (waits, cast.adam, State.WAITING)
        taken = take(job.pk, "worker", timezone.now())
        assert taken is not None
        intake.run_import(Context(taken, AT), run.pk)
        Job.objects.filter(pk=job.pk).update(state=State.DONE)
        run.refresh_from_db()
        assert run.stage == done
        assert intake.running(run) is None
    assert DBTaskResult.objects.count() == 3
    assert not Account.objects.filter(name="Delta").exists()


def test_who_may_not_import_queues_nothing(cast: Cast, long: None) -> None:
    run = staged(cast.adam, Kind.ACCOUNTS, ACCOUNTS)
    for ask in (intake.plan_import, intake.apply_import, intake.undo_import, intake.discard_import):
        with pytest.raises(Refused):
            ask(by=cast.nora, at=AT, run=run)
    assert not Job.objects.exists()


def test_one_that_waits_to_be_written_is_stopped_at_once_and_says_so(cast: Cast, long: None) -> None:
    us: dict[str, Any] = {"by": cast.adam, "at": AT}
    run = staged(cast.adam, Kind.ACCOUNTS, ACCOUNTS)
    run = intake.apply_import(**us, run=run)
    intake.stop_import(**us, run=run)
    run.refresh_from_db()
    assert run.stage == Import.Stage.PLANNED
    assert run.message == "Stopped. What was written up to then stays; go on with the rest, or take it all back."
    assert Job.objects.get().state == State.STOPPED
    intake.stop_import(**us, run=run)  # nothing to stop is no fault
    intake.discard_import(**us, run=run)
    job = intake.running(run)
    assert job is not None
    taken = take(job.pk, "worker", timezone.now())
    assert taken is not None
    intake.run_import(Context(taken, AT), run.pk)
    assert not Import.objects.exists()


def test_a_forgotten_import_and_one_nobody_may_write_end_with_a_sentence(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Failed, match="The import was forgotten meanwhile"):
        intake.run_import(working(999_999), 999_999)
    run = actions.begin_apply(by=cast.adam, at=AT, run=staged(cast.adam, Kind.ACCOUNTS, ACCOUNTS))
    with pytest.raises(Failed, match="administrator"):
        intake.run_import(working(run.pk), run.pk)  # nobody's job

    def changed(**_more: object) -> None:
        raise Conflict("Somebody was faster.")

    def superseded(**_more: object) -> None:
        raise actions.Superseded

    monkeypatch.setattr(actions, "write_on", changed)
    with pytest.raises(Failed, match="Somebody was faster"):
        intake.run_import(working(run.pk), run.pk)
    monkeypatch.setattr(actions, "write_on", superseded)
    with pytest.raises(Lost):
        intake.run_import(working(run.pk), run.pk)


def test_given_up_while_it_was_read_nothing_of_the_file_is_left(cast: Cast, tmp_path: Path) -> None:
    place = tmp_path / "upload"
    place.write_text(ACCOUNTS)
    run, job = intake.read_later(by=cast.adam, at=AT, kind=Kind.ACCOUNTS, place=place, file_name="a.csv")
    assert (job.subject, job.kind, run.size) == (run.pk, intake.WORK, len(ACCOUNTS))
    actions.read(by=cast.adam, at=AT, run=run)
    Import.objects.filter(pk=run.pk).update(stage=Import.Stage.READING)
    place.write_text(ACCOUNTS)
    intake.give_up_import(run.pk, AT, State.FAILED, "The file is damaged.")
    run.refresh_from_db()
    assert (run.stage, run.message) == (Import.Stage.FAILED, "The file is damaged.")
    assert (run.lines.count(), run.place) == (0, "")
    intake.give_up_import(999_999, AT, State.FAILED, "x")  # nothing to give up is no fault


@pytest.mark.parametrize(
    ("begin", "words"),
    [
        (actions.begin_plan, "Stopped. Nothing was written."),
        (actions.begin_apply, "Stopped. What was written up to then stays; go on with the rest, or take it all back."),
    ],
    ids=["plan", "apply"],
)
def test_what_is_stopped_says_how_far_it_came(cast: Cast, begin: Any, words: str) -> None:
    more = {} if begin is actions.begin_plan else {"at": AT}
    run = begin(by=cast.adam, run=staged(cast.adam, Kind.ACCOUNTS, ACCOUNTS), **more)
    intake.give_up_import(run.pk, AT, State.STOPPED, "Stopped.")
    run.refresh_from_db()
    assert run.message == words


def calendar_import(cast: Cast, place: Path) -> CalendarImport:
    owner = Colleague.objects.get(user=cast.anna)
    return imports.start_import(by=cast.anna, at=AT, owner=owner, file_name="a.ics", place=str(place), size=1)


def test_a_calendar_file_that_is_gone_or_no_calendar_ends_with_a_sentence(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(Failed, match="The calendar or its owner was deleted meanwhile"):
        calendars.run_import(working(999_999, calendars.IMPORT), 999_999)
    run = calendar_import(cast, tmp_path / "gone")
    with pytest.raises(Failed):
        calendars.run_import(working(run.pk, calendars.IMPORT), run.pk)


@pytest.mark.parametrize(
    ("state", "counts", "words"),
    [
        (State.STOPPED, {}, "Stopped. Nothing was changed."),
        (State.STOPPED, {"new": 3}, MIDWAY),
        (State.FAILED, {"new": 3}, "No."),
    ],
    ids=["stopped before", "stopped midway", "failed"],
)  # fmt: skip
def test_a_calendar_import_that_is_given_up_says_what_stays(
    cast: Cast, tmp_path: Path, settings: Any, state: State, counts: dict[str, int], words: str
) -> None:
    run = calendar_import(cast, tmp_path / "a.ics")
    CalendarImport.objects.filter(pk=run.pk).update(counts=counts, stage="applying")
    calendars.give_up_import(run.pk, AT, state, "No.")
    run.refresh_from_db()
    assert (run.message, run.stage, run.ended) == (words, state.value, True)
    calendars.give_up_import(999_999, AT, state, "No.")  # nothing to give up is no fault
