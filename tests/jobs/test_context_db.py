"""What a running job hears, how often it says where it is, and what its readers see of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from innercircle.jobs import context as contexts
from innercircle.jobs.actions import give_back, note, request_stop, take
from innercircle.jobs.context import IS_LEAVING, Context
from innercircle.jobs.models import Job
from innercircle.jobs.queries import is_waiting, latest_job, seconds_left
from innercircle.jobs.rules import LEASE, LONG_LEASE, Leaving, Lost, State, Stopped

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_leaves() -> Iterator[None]:
    IS_LEAVING.clear()
    yield
    IS_LEAVING.clear()


def begun(**more: int) -> Job:
    job = note(by=None, at=timezone.now(), kind="test", attempts=3, **more)
    taken = take(job.pk, "worker", timezone.now())
    assert taken is not None
    return taken


def fresh(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def test_signs_are_written_once_a_second_but_the_terminal_sees_all(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, told = SimpleNamespace(now=100.0), list[tuple[int, int]]()
    monkeypatch.setattr(contexts, "time", SimpleNamespace(monotonic=lambda: clock.now))
    job = begun(total=10)
    context = Context(job, timezone.now(), lambda done, total: told.append((done, total)))
    kept = []
    for seconds in (0, 0.9, 0.1):
        clock.now += seconds
        context.progress(len(told) + 1, 10)
        kept.append(fresh(job).done)
    assert told == [(1, 10), (2, 10), (3, 10)]
    assert kept == [1, 1, 3]


def test_a_step_that_may_take_long_keeps_the_job_longer() -> None:
    steps: list[str] = []
    job, before = begun(total=10), timezone.now()
    context = Context(job, before, step=steps.append)
    context.progress(4, 10)
    short = fresh(job).lease_until
    context.reached("written")
    long = fresh(job).lease_until
    assert short is not None
    assert long is not None
    assert short - before < LEASE + timedelta(seconds=30) < LONG_LEASE <= long - before
    assert (fresh(job).done, fresh(job).total) == (4, 10)  # where it was stays
    context.passed("cleared")
    assert steps == ["written", "cleared"]


def test_a_job_without_a_terminal_says_its_steps_to_nobody() -> None:
    job = begun()
    context = Context(job, timezone.now())
    context.passed("read")
    context.reached("written")
    assert fresh(job).state == State.RUNNING


def test_a_step_hears_a_stop_too() -> None:
    job = begun()
    request_stop(at=timezone.now(), job=job)
    for say in (lambda: Context(job, timezone.now()).reached("x"), lambda: Context(job, timezone.now()).progress(1, 2)):
        with pytest.raises(Stopped):
            say()


def test_who_lost_the_job_hears_it_and_writes_nothing() -> None:
    job = begun(total=10)
    give_back(job, timezone.now(), counts=False)
    with pytest.raises(Lost):
        Context(job, timezone.now()).progress(7, 10)
    assert (fresh(job).done, fresh(job).state) == (0, State.WAITING)


def test_a_worker_that_ends_hands_back_even_what_a_person_stops() -> None:
    job = begun(total=10)
    request_stop(at=timezone.now(), job=job)
    IS_LEAVING.set()
    with pytest.raises(Leaving):
        Context(job, timezone.now()).progress(1, 10)
    assert fresh(job).done == 0


def test_a_job_that_was_handed_back_is_still_to_be_stopped() -> None:
    job = begun()
    request_stop(at=timezone.now(), job=job)
    give_back(job, timezone.now(), counts=False)
    again = take(job.pk, "another", timezone.now())
    assert again is not None
    with pytest.raises(Stopped):
        Context(again, timezone.now()).progress(1, 2)


def test_a_deleted_job_is_lost() -> None:
    job = begun()
    Job.objects.all().delete()
    with pytest.raises(Lost):
        Context(job, timezone.now()).reached("written")


def test_readers_see_the_newest_job_of_a_subject_and_what_waits() -> None:
    at = timezone.now()
    old = note(by=None, at=at - timedelta(days=1), kind="test", subject=7)
    assert is_waiting("test")
    new = note(by=None, at=at, kind="test", subject=7)
    note(by=None, at=at, kind="other", subject=7)
    note(by=None, at=at, kind="test", subject=8)
    assert latest_job("test", 7) == new
    assert latest_job("test", 9) is None
    Job.objects.filter(kind="test").exclude(pk=old.pk).delete()
    take(old.pk, "worker", at)
    assert not is_waiting("test")
    assert is_waiting("other")


def test_the_time_left_is_told_of_what_runs_only() -> None:
    job, at = begun(total=100), timezone.now()
    Job.objects.filter(pk=job.pk).update(started_at=at - timedelta(seconds=10), done=25)
    assert seconds_left(fresh(job), at) == 30
    assert seconds_left(fresh(job), at + timedelta(seconds=10)) == 60
    for change in ({"state": State.WAITING}, {"started_at": None}, {"done": 0}):
        row = fresh(job)
        for name, value in change.items():
            setattr(row, name, value)
        assert seconds_left(row, at) is None
