"""Several calls side by side: each as limited and as alone as in a process of its own, and nothing is left running."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from innercircle.kit.child import MIB, ChildError, Limits, Progress
from innercircle.kit.children import Call, Event, run_side_by_side, usable_processes
from tests.kit.test_child import abort, count, hoard, refuse, sleep, spin, write_a_file

_left: list[int] = []


def who() -> Iterator[int]:
    yield os.getpid()
    yield os.getppid()


def leave_something(number: int) -> Iterator[int]:
    """Tell how much calls before have left behind here."""
    _left.append(number)
    yield len(_left)


def loaded(module: str) -> Iterator[bool]:
    yield module in sys.modules


def size(data: bytes) -> Iterator[int]:
    yield len(data)


def kill_the_nursery() -> Iterator[int]:
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(30)
    yield 1


def gather(calls: list[Call], processes: int = 2, **more: tuple[str, ...]) -> dict[int, list[object]]:
    """Everything each call gave, and its error's sentence at the end."""
    found: dict[int, list[object]] = {position: [] for position in range(len(calls))}
    here = {"modules": (__name__,), **more}
    for event in run_side_by_side(calls, processes=processes, **here):
        found[event.position] += event.items
        if event.error is not None:
            found[event.position].append(event.error)
    return found


def is_running(process: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except OSError:
        return False


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_every_call_gives_all_it_has_in_order_whatever_the_number_of_processes(processes: int) -> None:
    calls = [Call(count, (number,), Limits(), chunk=7) for number in (30, 0, 201, 1)]
    assert gather(calls, processes) == {0: [*range(30)], 1: [], 2: [*range(201)], 3: [0]}


def test_the_largest_begins_first() -> None:
    calls = [Call(size, (b"",), Limits(), size=each) for each in (1, 3, 2)]
    ended = [event.position for event in run_side_by_side(calls, processes=1) if event.ended]
    assert ended == [1, 2, 0]


def test_progress_is_told() -> None:
    events = list(run_side_by_side([Call(count, (101,), Limits())], processes=1))
    assert [event.progress for event in events if event.progress] == [Progress(0, 101), Progress(100, 101)]
    assert events[-1] == Event(0, ended=True)


def test_no_call_meets_what_another_left_and_none_shares_a_process() -> None:
    calls = [Call(leave_something, (number,), Limits()) for number in range(3)]
    assert gather(calls, 1) == {0: [1], 1: [1], 2: [1]}
    told = gather([Call(who, (), Limits())] * 2, 1)
    assert told[0][0] != told[1][0]
    assert told[0][1] == told[1][1]


def test_modules_are_there_when_a_call_begins() -> None:
    assert gather([Call(loaded, ("colorsys",), Limits())], 1) == {0: [False]}
    assert gather([Call(loaded, ("colorsys",), Limits())], 1, modules=("colorsys",)) == {0: [True]}


@pytest.mark.parametrize(
    ("function", "limits", "limit", "word"),
    [
        (spin, Limits(cpu=1), "cpu", "1 seconds of computing"),
        (sleep, Limits(wall=0.5), "time", "longer than 0.5 seconds"),
        (hoard, Limits(memory=256 * MIB), "memory", "256 MiB of memory"),
        (abort, Limits(), "crash", "ended unexpectedly"),
        (kill_the_nursery, Limits(wall=20), "cpu", "computing"),
    ],
)
def test_a_bomb_costs_only_itself(function: object, limits: Limits, limit: str, word: str) -> None:
    """And what comes after it, in the same nursery or in the one that replaces it, is read."""
    calls = [Call(count, (5,), Limits(), size=9), Call(function, (), limits, what="“bomb”", size=8)]  # type: ignore[arg-type]
    found = gather([*calls, Call(count, (3,), Limits())], 1)
    error = found[1][-1]
    assert isinstance(error, ChildError)
    assert (error.limit, "“bomb”" in str(error), word in str(error)) == (limit, True, True)
    assert (found[0], found[2]) == ([*range(5)], [*range(3)])


def test_an_exception_comes_through_and_nothing_is_written(tmp_path: Path) -> None:
    found = gather([Call(refuse, ("no",), Limits()), Call(write_a_file, (tmp_path / "x",), Limits())])
    assert repr(found[0]) == "[ValueError('no')]"
    assert isinstance(found[1][-1], OSError)
    assert list(tmp_path.iterdir()) == [] or (tmp_path / "x").stat().st_size == 0


def test_large_arguments_travel() -> None:
    assert gather([Call(size, (b"x" * (3 * MIB),), Limits())] * 3) == {0: [3 * MIB], 1: [3 * MIB], 2: [3 * MIB]}


def test_closing_leaves_nothing_running() -> None:
    events = run_side_by_side([Call(who_then_wait, (), Limits(), chunk=1)] * 2, processes=2)
    processes: list[int] = []
    for event in events:
        processes += [int(str(item)) for item in event.items]
        if len(processes) == 4:
            break
    assert all(map(is_running, processes))
    events.close()
    deadline = time.monotonic() + 5
    while any(map(is_running, processes)) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not any(map(is_running, processes))


def who_then_wait() -> Iterator[int]:
    yield os.getpid()
    yield os.getppid()
    time.sleep(60)


def test_as_many_processes_as_cores_but_two(monkeypatch: pytest.MonkeyPatch) -> None:
    for cores, used in ((1, 1), (2, 2), (64, 2)):
        monkeypatch.setattr(os, "sched_getaffinity", lambda _process, cores=cores: set(range(cores)), raising=False)
        assert usable_processes() == used
