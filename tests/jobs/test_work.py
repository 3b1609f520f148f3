"""Jobs from hand-over to end: done, failed, tried again, stopped, taken from the dead, started by the clock."""

from __future__ import annotations

import fcntl
import logging
import os
import signal
from collections.abc import Callable
from datetime import timedelta
from threading import Event
from types import SimpleNamespace

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from innercircle.jobs import actions, kinds
from innercircle.jobs.actions import enqueue, finish, give_back, note, request_stop, sign_of_life, take
from innercircle.jobs.alive import alive, folder, is_dead
from innercircle.jobs.context import IS_LEAVING, Context
from innercircle.jobs.kinds import Kind
from innercircle.jobs.models import Job, Recurrence
from innercircle.jobs.performing import perform
from innercircle.jobs.reaping import reap
from innercircle.jobs.rules import LEASE, Every, Failed, Heard, State
from innercircle.jobs.schedule import start_due
from innercircle.jobs.worker import run_worker
from tests.races import shared_database

__all__ = ["shared_database"]

Work = Callable[[Context, int], None]


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch, no_kinds: None) -> None:
    """No wait between tries, and no work by the clock but what a test asks for."""
    monkeypatch.setattr(actions, "wait_before", lambda attempt: timedelta(0))
    monkeypatch.setattr(kinds, "KINDS", kinds.KINDS)


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[tuple[State, str]]]:
    """Name a kind “test”; returns what its clearing up was told."""

    def name(run: Work, every: Every | None = None) -> list[tuple[State, str]]:
        given_up: list[tuple[State, str]] = []
        clear_up = lambda subject, at, state, message: given_up.append((state, message))  # noqa: E731
        monkeypatch.setitem(kinds.KINDS, "test", Kind(run, clear_up, every))
        return given_up

    return name


def hand_over(**more: int) -> Job:
    return enqueue(by=None, at=timezone.now(), kind="test", subject=7, **more)


def fresh(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


@pytest.mark.django_db
def test_work_is_done_once_and_its_progress_is_seen(kind: Callable[..., object]) -> None:
    seen: list[tuple[int, int]] = []

    def run(context: Context, subject: int) -> None:
        context.progress(30, 100)
        seen.append((subject, fresh(context.job).done))

    kind(run)
    job = hand_over(total=100)
    assert run_worker(once=True) == 1
    assert seen == [(7, 30)]
    assert (fresh(job).state, fresh(job).done, fresh(job).attempt) == (State.DONE, 100, 1)
    assert run_worker(once=True) == 0


@pytest.mark.django_db
def test_work_after_a_worker_has_a_living_name_of_its_own(kind: Callable[..., list[object]]) -> None:
    names: list[str] = []
    kind(lambda context, subject: names.append(fresh(context.job).worker))
    hand_over()
    run_worker(once=True)
    perform(hand_over().pk)
    assert all(names)
    assert len(set(names)) == 2


@pytest.mark.django_db
def test_a_refusal_is_the_end_and_its_sentence_is_kept(kind: Callable[..., list[object]]) -> None:
    def run(context: Context, subject: int) -> None:
        raise Failed("The file is empty.")

    given_up = kind(run)
    job = hand_over()
    run_worker(once=True)
    assert (fresh(job).state, fresh(job).message) == (State.FAILED, "The file is empty.")
    assert given_up == [(State.FAILED, "The file is empty.")]


@pytest.mark.django_db
def test_what_stumbles_is_tried_again(kind: Callable[..., object], caplog: pytest.LogCaptureFixture) -> None:
    tries: list[int] = []

    def run(context: Context, subject: int) -> None:
        tries.append(context.job.attempt)
        if len(tries) < 3:
            raise OSError("the disk is full")

    kind(run)
    job = hand_over()
    with caplog.at_level(logging.CRITICAL, "innercircle.jobs.performing"):
        run_worker(once=True)
    assert tries == [1, 2, 3]
    assert fresh(job).state == State.DONE


@pytest.mark.django_db
def test_what_stumbles_too_often_fails_with_a_sentence_and_no_traceback(
    kind: Callable[..., list[object]], caplog: pytest.LogCaptureFixture
) -> None:
    def run(context: Context, subject: int) -> None:
        raise OSError("secret detail")

    given_up = kind(run)
    job = hand_over()
    run_worker(once=True)
    row = fresh(job)
    assert (row.state, row.attempt, len(given_up)) == (State.FAILED, 3, 1)
    assert row.message == (
        f"Something unexpected went wrong (OSError). The server's log tells more under “Job {job.pk}”."
    )
    assert "secret detail" in caplog.text
    assert not DBTaskResult.objects.exclude(traceback="").exists()


@pytest.mark.django_db
def test_a_person_stops_work_before_it_begins_and_while_it_runs(kind: Callable[..., list[object]]) -> None:
    def run(context: Context, subject: int) -> None:
        request_stop(at=timezone.now(), job=context.job)
        context.progress(1, 2)
        raise AssertionError("it went on")

    given_up = kind(run)
    waiting = hand_over()
    assert request_stop(at=timezone.now(), job=waiting).state == State.STOPPED
    running = hand_over()
    run_worker(once=True)
    assert [fresh(job).state for job in (waiting, running)] == [State.STOPPED, State.STOPPED]
    assert given_up == [(State.STOPPED, "Stopped.")]
    assert request_stop(at=timezone.now(), job=fresh(running)).state == State.STOPPED


@pytest.mark.django_db
def test_a_worker_that_is_stopped_hands_the_work_back(kind: Callable[..., list[object]]) -> None:
    def run(context: Context, subject: int) -> None:
        if context.job.attempt == 1:
            IS_LEAVING.set()
        context.progress(1, 2)

    given_up = kind(run)
    job = hand_over(attempts=1)
    run_worker(once=True)
    assert (fresh(job).state, given_up) == (State.WAITING, [])
    IS_LEAVING.clear()
    run_worker(once=True)
    assert (fresh(job).state, fresh(job).attempt) == (State.DONE, 2)


@pytest.mark.django_db
def test_ctrl_c_in_the_terminal_stops_the_job_and_is_raised_again(kind: Callable[..., list[object]]) -> None:
    def run(context: Context, subject: int) -> None:
        raise KeyboardInterrupt

    given_up = kind(run)
    job = note(by=None, at=timezone.now(), kind="test")
    with pytest.raises(KeyboardInterrupt):
        perform(job.pk)
    assert (fresh(job).state, len(given_up)) == (State.STOPPED, 1)


@pytest.mark.django_db
def test_only_the_latest_attempt_may_report() -> None:
    job = note(by=None, at=timezone.now(), kind="test", attempts=3)
    first = take(job.pk, "one", timezone.now())
    assert first is not None
    assert take(job.pk, "two", timezone.now()) is None
    assert give_back(first, timezone.now(), counts=True)
    second = take(job.pk, "two", timezone.now())
    assert second is not None
    assert sign_of_life(first, timezone.now(), 1, 2) is Heard.LOST
    assert not finish(first, timezone.now(), State.FAILED, "late")
    assert sign_of_life(second, timezone.now(), 1, 2) is Heard.GO_ON
    assert finish(second, timezone.now(), State.DONE)


@pytest.mark.django_db
def test_silent_work_is_taken_away_when_its_lease_ends(kind: Callable[..., list[object]]) -> None:
    given_up = kind(lambda context, subject: None)
    job = hand_over(attempts=2)
    taken = take(job.pk, "on another machine", timezone.now())
    assert taken is not None
    assert reap(timezone.now()) == 0
    assert reap(timezone.now() + LEASE * 2) == 1
    assert fresh(job).state == State.WAITING
    assert take(job.pk, "on another machine", timezone.now()) is not None
    assert reap(timezone.now() + LEASE * 2) == 1
    assert (fresh(job).state, len(given_up)) == (State.FAILED, 1)
    assert "ended before its time" in fresh(job).message


def test_a_worker_is_alive_as_long_as_it_holds_its_lock() -> None:
    with alive() as name:
        assert not is_dead(name)
        assert is_dead("") is False
        assert is_dead("of another machine") is False
    assert not (folder() / name).exists()
    (folder() / "killed").touch()
    assert is_dead("killed")
    with (folder() / "killed").open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert not is_dead("killed")
    (folder() / "killed").unlink()


@pytest.mark.slow
def test_the_work_of_a_killed_worker_is_done_by_the_next(shared_database: None, kind: Callable[..., object]) -> None:
    def run(context: Context, subject: int) -> None:
        if context.job.attempt == 1:
            os.kill(os.getpid(), signal.SIGKILL)

    kind(run)
    job = hand_over()
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            run_worker(once=True)
        finally:
            os._exit(1)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    assert fresh(job).state == State.RUNNING
    run_worker(once=True)
    assert (fresh(job).state, fresh(job).attempt) == (State.DONE, 2)
    assert not DBTaskResult.objects.running().exists()


@pytest.mark.django_db
def test_a_row_claimed_by_a_worker_that_died_before_it_began_is_queued_again(kind: Callable[..., object]) -> None:
    kind(lambda context, subject: None)
    job = hand_over()
    (folder() / "gone").touch()
    DBTaskResult.objects.get().claim("gone")
    run_worker(once=True)
    assert fresh(job).state == State.DONE
    (folder() / "gone").unlink()


@pytest.mark.django_db
def test_the_clock_starts_work_once(kind: Callable[..., object]) -> None:
    kind(lambda context, subject: None, Every(timedelta(hours=1)))
    at = timezone.now()
    assert start_due(at) == ["test"]
    assert start_due(at + timedelta(minutes=30)) == []
    assert start_due(at + timedelta(hours=2)) == []  # the first still waits
    run_worker(once=True)
    assert Job.objects.filter(state=State.DONE).count() == 1
    assert start_due(at + timedelta(hours=4)) == ["test"]
    assert Recurrence.objects.get().last_at == at + timedelta(hours=4)


@pytest.mark.django_db
def test_a_worker_runs_until_it_is_told_to_end(kind: Callable[..., object]) -> None:
    told = Event()

    def run(context: Context, subject: int) -> None:
        told.set()

    kind(run)
    job = hand_over()
    assert run_worker(interval=0.01, until=told) == 1
    assert fresh(job).state == State.DONE


@pytest.mark.django_db
def test_old_jobs_are_tidied_away(monkeypatch: pytest.MonkeyPatch) -> None:
    from innercircle.jobs.tidying import tidy

    at = timezone.now()
    old = Job.objects.create(kind="test", at=at, state=State.DONE, ended_at=at - timedelta(days=31))
    new = Job.objects.create(kind="test", at=at, state=State.DONE, ended_at=at - timedelta(days=29))
    running = Job.objects.create(kind="jobs.tidy", at=at, state=State.RUNNING, attempt=1)
    tidy(Context(running, at), 0)
    assert set(Job.objects.values_list("pk", flat=True)) == {new.pk, running.pk}
    assert not Job.objects.filter(pk=old.pk).exists()


@pytest.mark.django_db
def test_a_job_stands_back_between_its_transactions_but_not_at_every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    at = timezone.now()
    running = Job.objects.create(kind="test", at=at, state=State.RUNNING, attempt=1)
    rests: list[float] = []
    clock = iter(number / 20 for number in range(20, 10_000))  # every look at it is a twentieth of a second later
    monkeypatch.setattr("innercircle.jobs.context.time", SimpleNamespace(monotonic=lambda: next(clock)))
    monkeypatch.setattr("innercircle.jobs.context.sleep", rests.append)
    context = Context(running, at)
    for done in range(40):
        context.progress(done, 40)
    assert 5 < len(rests) < 40
    assert max(rests) < 0.05


@pytest.mark.django_db
def test_what_is_tidied_away_goes_little_by_little(monkeypatch: pytest.MonkeyPatch) -> None:
    from innercircle.jobs import tidying

    monkeypatch.setattr(tidying, "_AT_A_TIME", 2)
    at = timezone.now()
    for _ in range(5):
        Job.objects.create(kind="test", at=at, state=State.DONE, ended_at=at - timedelta(days=31))
    running = Job.objects.create(kind="jobs.tidy", at=at, state=State.RUNNING, attempt=1)
    with CaptureQueriesContext(connection) as caught:
        tidying.tidy(Context(running, at), 0)
    deleting = [each["sql"] for each in caught if each["sql"].startswith('DELETE FROM "jobs_job"')]
    assert len(deleting) == 3
    assert list(Job.objects.all()) == [running]
