"""What the clock started takes little of the machine, and goes behind whatever a person asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Event
from types import SimpleNamespace

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from innercircle.access.actions import add_user
from innercircle.access.models import User
from innercircle.access.rules import Role
from innercircle.jobs import context as contexts
from innercircle.jobs import kinds
from innercircle.jobs.actions import enqueue, take
from innercircle.jobs.context import Context
from innercircle.jobs.kinds import Kind
from innercircle.jobs.models import Job
from innercircle.jobs.performing import perform
from innercircle.jobs.queries import people_wait
from innercircle.jobs.queue import put
from innercircle.jobs.rules import Every, Leaving, State
from innercircle.jobs.worker import run_worker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_kinds")]
HOURLY = Every(timedelta(hours=1))


@pytest.fixture
def person() -> User:
    return add_user(
        by=None, at=timezone.now(), email="a@ours.example", name="A", role=Role.EXECUTIVE, password="only-for-this-test"
    )


@pytest.fixture
def rests(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Every rest that was taken; nobody really sleeps."""
    found: list[float] = []
    monkeypatch.setattr(contexts, "sleep", found.append)
    return found


def begun(by: User | None = None) -> Job:
    job = enqueue(by=by, at=timezone.now(), kind="test", attempts=3)
    DBTaskResult.objects.all().delete()
    taken = take(job.pk, "worker", timezone.now())
    assert taken is not None
    return taken


def paced(worked: float, monkeypatch: pytest.MonkeyPatch, *, by_clock: bool) -> None:
    """A portion that took so many seconds, between two looks at the clock."""
    clock = SimpleNamespace(now=100.0)
    monkeypatch.setattr(contexts, "time", SimpleNamespace(monotonic=lambda: clock.now))
    context = Context(begun(), timezone.now(), by_clock=by_clock)
    clock.now += worked
    context.progress(1, 2)


@pytest.mark.parametrize(
    ("worked", "by_clock", "rested"),
    [(0.05, True, []), (0.2, True, [0.6]), (0.5, True, [1.5]), (30.0, True, [2.0]), (0.5, False, [0.01])],
)
def test_it_rests_three_times_as_long_as_it_worked(
    worked: float, by_clock: bool, rested: list[float], rests: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    paced(worked, monkeypatch, by_clock=by_clock)
    assert rests == pytest.approx(rested)


def test_it_goes_back_into_the_queue_where_somebody_waits(person: User) -> None:
    context = Context(begun(), timezone.now(), by_clock=True)
    context.progress(1, 2)
    enqueue(by=person, at=timezone.now(), kind="theirs")
    with pytest.raises(Leaving):
        context.reached("the next")


def test_what_a_person_asked_for_never_gives_way(person: User) -> None:
    enqueue(by=person, at=timezone.now(), kind="theirs")
    Context(begun(person), timezone.now()).reached("the next")


def test_it_gives_way_only_so_often(person: User) -> None:
    job = begun()
    enqueue(by=person, at=timezone.now(), kind="theirs")
    for attempt, gives_way in ((5, True), (6, False)):
        job.attempt = attempt
        Job.objects.filter(pk=job.pk).update(attempt=attempt)
        context = Context(job, timezone.now(), by_clock=True)
        if gives_way:
            with pytest.raises(Leaving):
                context.progress(1, 2)
        else:
            context.progress(1, 2)


def test_nobody_waits_where_the_clock_asked_or_it_is_not_time_yet(person: User) -> None:
    assert not people_wait()
    enqueue(by=None, at=timezone.now(), kind="of the clock")
    assert not people_wait()
    job = enqueue(by=person, at=timezone.now(), kind="theirs")
    assert people_wait()
    DBTaskResult.objects.all().delete()
    put(job.pk, timezone.now() + timedelta(minutes=1))  # it stumbled, and is tried again later
    assert not people_wait()


def test_the_person_comes_first_and_the_clock_s_work_is_done_after(
    person: User, rests: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    done, told = list[str](), Event()

    def by_the_clock(context: Context, subject: int) -> None:
        if context.job.attempt == 1:
            enqueue(by=person, at=timezone.now(), kind="theirs", subject=1)
        context.progress(1, 2)
        done.append("the clock's")
        told.set()

    monkeypatch.setitem(kinds.KINDS, "test", Kind(by_the_clock, every=HOURLY))
    monkeypatch.setitem(kinds.KINDS, "theirs", Kind(lambda context, subject: done.append("the person's")))
    assert run_worker(interval=0.01, until=told) == 3  # begun, theirs, and begun again
    assert done == ["the person's", "the clock's"]
    assert set(Job.objects.values_list("state", flat=True)) == {State.DONE}


@pytest.mark.parametrize(
    ("asked_by_person", "once", "gently"),
    [(False, False, True), (True, False, False), (False, True, False)],
    ids=["clock", "person", "once"],
)
def test_only_what_the_clock_started_in_a_lasting_worker_is_gentle(
    asked_by_person: bool, once: bool, gently: bool, person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, told = list[bool](), Event()

    def run(context: Context, subject: int) -> None:
        seen.append(context.by_clock)
        told.set()

    monkeypatch.setitem(kinds.KINDS, "test", Kind(run, every=None if asked_by_person else HOURLY))
    if asked_by_person:
        monkeypatch.setitem(kinds.KINDS, "test", Kind(run, every=Every(timedelta(days=999))))
        enqueue(by=person, at=timezone.now(), kind="test")
        kinds_started: Callable[..., list[str]] = lambda at: []  # noqa: E731
        monkeypatch.setattr("innercircle.jobs.worker.start_due", kinds_started)
    run_worker(once=once, interval=0.01, until=told)
    assert seen == [gently]


def test_in_the_terminal_nothing_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []
    monkeypatch.setitem(kinds.KINDS, "test", Kind(lambda context, subject: seen.append(context.by_clock), every=HOURLY))
    perform(enqueue(by=None, at=timezone.now(), kind="test").pk)
    assert seen == [False]
