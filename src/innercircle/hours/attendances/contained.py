"""Attendance files read and measured in a limited process of its own (`kit.child`): they come from outside.

A Parquet of a few kilobytes can ask for terabytes (one long text said a million times) or for hours (a number said a
billion times). The process that reads it has an end set by the operating system; an honest table of any size stays far
below, since memory holds one batch and the largest account's month, and CPU and what is sorted grow with the bytes.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import tzinfo
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeAlias

from innercircle.directory.files import time_zone
from innercircle.hours.attendances.answers import Columns
from innercircle.hours.rules import Policy
from innercircle.kit import child
from innercircle.kit.child import MIB

_AT_ONCE = 50_000  # account months sent at a time
_CPU, _CPU_PER_MIB = 60.0, 2.0  # a pass needs 0.02 s a MiB, sorting packed text up to 0.5 s
_MEMORY = 3 * 1024 * MIB  # address space; the libraries alone take a fifth of it
_WRITTEN = 64 * 1024 * MIB
_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Order:
    """What the process is asked: which files, how to count, where to write them in order, where to sort."""

    paths: tuple[Path, ...]
    policy: Policy
    zone: tzinfo
    output: Path | None
    folder: str


@dataclass(frozen=True, slots=True)
class Ignored:
    """Columns of a file that no measure needs."""

    file: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence about all files."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Written:
    """How many attendances were written in order."""

    rows: int


@dataclass(frozen=True, slots=True)
class Told:
    """What was read of a file, what was left out, and why."""

    file: str
    rows: int
    lost: int
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the figures, column by column."""

    columns: Columns


Item: TypeAlias = Ignored | Said | Written | Told | Part


def is_possible() -> bool:
    """Whether the extra `parquet` is there."""
    return find_spec("pyarrow") is not None and find_spec("numpy") is not None


def answers(
    paths: Sequence[Path], policy: Policy, zone: tzinfo, *, output: Path | None, progress: Callable[[int, int], None]
) -> Iterator[Item]:
    """What there is to say about the files, then their figures.

    Raises `kit.child.ChildError` where a limit is passed, `schema.UnusableAttendancesError` (a ValueError) where a file
    cannot be used. Of `output` nothing stays then.
    """
    size = sum(path.stat().st_size for path in paths)
    cpu = _CPU + _CPU_PER_MIB * size / MIB
    bounds = child.Limits(cpu=cpu, memory=_MEMORY + size // 4, wall=_HOUR + 5 * cpu, items=10_000_000, written=_WRITTEN)
    what = f"“{paths[0].name}”" if len(paths) == 1 else f"{len(paths)} files"
    with tempfile.TemporaryDirectory(prefix="innercircle-") as folder:
        order = Order(tuple(paths), policy, zone, output, folder)
        results: Iterator[list[Item]] = child.run(work, order, limits=bounds, what=what, chunk=1, progress=progress)
        try:
            for items in results:
                yield from items
        finally:
            if output is not None:
                with suppress(OSError):
                    unfinished(output).unlink(missing_ok=True)


def unfinished(path: Path) -> Path:
    """What a file that is being written is called until it is whole."""
    return path.with_name(f"{path.stem}.part{path.suffix}")


def work(order: Order) -> Iterator[Item]:
    """The child's part."""
    tempfile.tempdir = order.folder
    pyarrow = import_module("pyarrow")
    pyarrow.set_memory_pool(pyarrow.system_memory_pool())  # the others take address space ahead
    measuring, deciding, files = (
        import_module(f"innercircle.hours.attendances.{name}") for name in ("measuring", "deciding", "files")
    )
    opened = [files.AttendanceFile.at(path, path.name) for path in order.paths]
    yield from (Ignored(file.name, file.ignored) for file in opened if file.ignored)
    zones = deciding.Zones(order.zone, time_zone)
    if order.output is not None:
        yield Written(measuring.written_in_order(opened, order.output, zones, watch=_watch(opened)))
    yield from _figures(measuring, opened, order.policy, zones)


def _figures(measuring: Any, opened: Sequence[Any], policy: Policy, zones: Any) -> Iterator[Item]:
    table = None
    try:
        table = measuring.in_one_pass(opened, policy, watch=_watch(opened))
    except measuring.UnclusteredError as fault:
        yield Said(measuring.UNSORTED.format(fault))
    if table is None:
        table = measuring.sorted_first(opened, policy, zones, watch=_watch(opened))
    yield from (Told(file.name, file.rows, file.faults.rows, tuple(file.faults.sentences())) for file in opened)
    for begin in range(0, table.num_rows, _AT_ONCE):
        yield Part([column.to_pylist() for column in table.slice(begin, _AT_ONCE).columns])


def _watch(opened: Sequence[Any]) -> Callable[[Any], Callable[[int, int], None]]:
    """Tells the bytes read of all files together."""
    done: dict[str, int] = {}
    total = sum(file.size for file in opened)

    def of(file: Any) -> Callable[[int, int], None]:
        def step(now: int, _: int) -> None:
            done[str(file.path)] = now
            child.tell(sum(done.values()), total)

        return step

    return of
