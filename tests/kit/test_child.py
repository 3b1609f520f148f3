"""A child process is limited in every way a hostile file attacks, and tells of it in one sentence."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest

from innercircle.kit import child
from innercircle.kit.child import MIB, ChildError, Limits, Progress, run, tell


def count(end: int) -> Iterator[int | Progress]:
    for number in range(end):
        if number % 100 == 0:
            yield Progress(number, end)
        yield number


def work_in_silence() -> Iterator[int]:
    tell(1, 2)
    tell(2, 2)
    yield 1


def spin() -> Iterator[int]:
    yield 1
    while True:
        pass


def sleep() -> Iterator[int]:
    time.sleep(60)
    yield 1


def hoard() -> Iterator[int]:
    yield len(bytearray(4096 * MIB))


def abort() -> Iterator[int]:
    yield 1
    os.abort()


def write_a_file(path: Path) -> Iterator[int]:
    path.write_text("written", encoding="utf-8")
    yield 1


def same(value: object) -> Iterator[object]:
    yield value


def refuse(text: str) -> Iterator[int]:
    if text:
        raise ValueError(text)
    yield 1


class Bent:
    """What a parser that was taken over may send in the place of a value."""

    def __init__(self, call: Callable[..., object], *args: object) -> None:
        self.call, self.args = call, args

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return self.call, self.args


def bend(call: Callable[..., object], *args: object) -> Iterator[Bent]:
    yield Bent(call, *args)


def raise_bent(path: str) -> Iterator[int]:
    error = ValueError("odd")
    error.extra = Bent(os.mkdir, path)  # type: ignore[attr-defined] # an exception may carry anything
    yield 1
    raise error


class AwkwardError(Exception):
    def __init__(self, first: str, second: str) -> None:
        super().__init__(first + second)


def refuse_awkwardly(first: str) -> Iterator[int]:
    if first:
        raise AwkwardError(first, "two" * 1000)
    yield 1


def environment(name: str) -> Iterator[str | None]:
    sys.stdout.write("noise that must not reach the parent")
    sys.stdout.flush()
    yield os.environ.get(name)


def open_files() -> Iterator[int]:
    yield from (int(entry.name) for entry in Path("/dev/fd").iterdir())


def size(data: bytes) -> Iterator[int]:
    yield len(data)


def test_results_come_in_chunks_in_order_with_progress() -> None:
    seen: list[tuple[int, int]] = []
    chunks = list(run(count, 1200, chunk=500, progress=lambda done, total: seen.append((done, total))))
    assert [number for chunk in chunks for number in chunk] == list(range(1200))
    assert max(map(len, chunks)) <= 500
    assert seen[0] == (0, 1200)
    assert seen[-1] == (1100, 1200)


def test_progress_is_told_before_anything_is_yielded() -> None:
    seen: list[tuple[int, int]] = []
    results = run(work_in_silence, progress=lambda done, total: seen.append((done, total)))
    assert next(results) == [1]
    assert seen == [(1, 2), (2, 2)]
    tell(3, 3)  # outside of a child there is nobody to tell


def test_progress_may_be_ignored() -> None:
    assert sum(map(len, run(count, 150))) == 150


def test_no_end_of_computing_is_stopped_by_the_cpu_limit() -> None:
    results = run(spin, limits=Limits(cpu=1), what="the calendar", chunk=1)
    assert next(results) == [1]  # what came before the limit is delivered
    with pytest.raises(ChildError, match=r"the calendar needed more than 1 seconds of computing") as caught:
        next(results)
    assert caught.value.limit == "cpu"


def test_waiting_is_stopped_by_the_wall_clock() -> None:
    with pytest.raises(ChildError, match=r"took longer than 0\.5 seconds") as caught:
        list(run(sleep, limits=Limits(wall=0.5)))
    assert caught.value.limit == "time"


def test_a_slow_caller_does_not_use_up_the_wall_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(child, "time", SimpleNamespace(monotonic=lambda: now))
    total = 0
    for chunk in run(count, 100, chunk=10, limits=Limits(wall=60)):
        now += 1000  # the caller's time; the clock stands still while the child is waited for
        total += len(chunk)
    assert total == 100


def test_too_much_memory_is_refused() -> None:
    with pytest.raises(ChildError, match=r"more than 512 MiB of memory") as caught:
        list(run(hoard))
    assert caught.value.limit == "memory"


def test_an_aborted_interpreter_is_one_sentence() -> None:
    with pytest.raises(ChildError, match=r"the sheet failed: the process ended unexpectedly") as caught:
        list(run(abort, what="the sheet"))
    assert caught.value.limit == "crash"


def test_too_many_items_are_refused() -> None:
    with pytest.raises(ChildError, match=r"more than 1,000 entries") as caught:
        list(run(count, 5000, limits=Limits(items=1000)))
    assert caught.value.limit == "items"


def test_nothing_is_written_to_disk(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="too large"):
        list(run(write_a_file, tmp_path / "x"))


def test_an_exception_of_the_work_comes_through() -> None:
    with pytest.raises(ValueError, match="line 7: not a date"):
        list(run(refuse, "line 7: not a date"))


def test_an_exception_that_cannot_travel_is_told() -> None:
    with pytest.raises(ChildError, match=r"could not be read \(AwkwardError: onetwo") as caught:
        list(run(refuse_awkwardly, "one"))
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    "call", [os.mkdir, getattr, Path, open, SimpleNamespace, SystemExit], ids=lambda call: call.__name__
)
def test_nothing_but_values_is_let_in(call: Callable[..., object], tmp_path: Path) -> None:
    with pytest.raises(ChildError, match="is no value"):
        list(run(bend, call, str(tmp_path / "made")))
    assert not (tmp_path / "made").exists()


def test_nothing_hides_behind_one_of_our_modules() -> None:
    assert all(map(child._is_value, (Limits, ChildError, ValueError)))
    assert not any(map(child._is_value, (child.subprocess.Popen, child.subprocess.TimeoutExpired, child.run)))


def test_an_exception_brings_nothing_else_along(tmp_path: Path) -> None:
    with pytest.raises(ChildError, match="odd"):
        list(run(raise_bent, str(tmp_path / "made")))
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    "value",
    [date(2026, 11, 22), datetime(2026, 11, 22, 9, 30, tzinfo=UTC), Decimal("1.50"), {1}, frozenset("a"), Limits()],
    ids=lambda value: type(value).__name__,
)
def test_values_come_through(value: object) -> None:
    assert list(run(same, value)) == [[value]]


def test_secrets_of_the_environment_stay_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "canary")
    monkeypatch.setenv("TZ", "UTC")
    assert list(run(environment, "SECRET_KEY")) == [[None]]
    assert list(run(environment, "TZ")) == [["UTC"]]


def test_open_files_and_sockets_are_not_inherited(tmp_path: Path) -> None:
    with (tmp_path / "open").open("w") as held:
        os.set_inheritable(held.fileno(), True)
        descriptor = os.dup2(held.fileno(), 77)
        inherited = {number for chunk in run(open_files) for number in chunk}
        os.close(descriptor)
    assert descriptor not in inherited
    assert len(inherited) <= 6


def test_closing_the_iterator_ends_the_process() -> None:
    results = run(spin, chunk=1, limits=Limits(cpu=30))
    assert next(results) == [1]
    began = time.monotonic()
    results.close()
    assert time.monotonic() - began < 5


def test_large_arguments_travel() -> None:
    assert list(run(size, b"x" * (3 * MIB))) == [[3 * MIB]]
