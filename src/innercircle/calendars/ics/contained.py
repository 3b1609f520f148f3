"""Reading files from outside in limited processes of their own (`kit.child`), with the same contract as `read`.

The limits of `limits` keep every known bomb short already; this is the wall behind them: whatever else a hostile file
does to a parser ends in one remark, and what was read before it stays read. CPU and memory grow with the file, so an
honest export of any size passes.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import tzinfo
from typing import TYPE_CHECKING, cast

from innercircle.calendars.ics.limits import DEFAULT, MIB, Limits
from innercircle.calendars.ics.travel import READER, Item, Progress, Reader, Unpacking, work
from innercircle.calendars.rules import Entry, Remark, Window
from innercircle.kit import child
from innercircle.kit.children import Call, Event, run_side_by_side

if TYPE_CHECKING:
    from pathlib import Path

_CHUNK = 1000
_CPU, _CPU_PER_MIB = 20.0, 2.0  # the fast lanes need 0.03 s a MiB, the library lane 1-2 s
_MEMORY = 768 * MIB
_SERIES = "innercircle.calendars.ics.series"
_MANY = 2  # files for each process; of more, some will need the libraries, which are then loaded once for all


@dataclass(frozen=True, slots=True)
class Wanted:
    """One of several calendars to read: its bytes or where they are, its name, who is told of what is odd in it.

    `reader` is who reads it; None: `read`.
    """

    source: Path | str | bytes
    name: str
    remark: Callable[[Remark], None]
    reader: Reader | None = None


def read_several(
    wanted: Sequence[Wanted],
    *,
    window: Window,
    zone: str | tzinfo,
    processes: int,
    progress: Progress | None = None,
    limits: Limits = DEFAULT,
) -> Iterator[tuple[int, Entry]]:
    """`(position, entry)` of all calendars, in their order whatever the number of processes; each as contained as one.

    `progress(done, total)` counts the bytes of all. What is read before its turn waits in memory.
    """
    sizes = [_size(each.source) for each in wanted]
    calls = [
        Call(
            work,
            (each.source, each.name, window, zone, limits, each.reader),
            _bounds(each.source, limits),
            what=f"“{each.name}”",
            size=size,
            chunk=_CHUNK,
        )
        for each, size in zip(wanted, sizes, strict=True)
    ]
    modules = {work.__module__, *(_module_of(each.reader) for each in wanted)}
    if len(wanted) > _MANY * processes:
        modules.add(_SERIES)
    done = [0] * len(wanted)

    def follow(event: Event) -> None:
        if progress is not None and (event.progress is not None or event.ended):
            done[event.position] = sizes[event.position] if event.progress is None else event.progress.done
            progress(sum(done), sum(sizes))

    with closing(run_side_by_side(calls, processes=processes, modules=sorted(modules))) as events:
        for position, of_one in _in_turn(events, len(wanted), follow):
            yield from ((position, entry) for entry in _entries_of(of_one, wanted[position]))


def _module_of(reader: Reader | None) -> str:
    return (
        READER if reader is None else str(getattr(reader, "func", reader).__module__)
    )  # of a partial, what it is part of


def _in_turn(
    events: Iterable[Event], number: int, follow: Callable[[Event], None]
) -> Iterator[tuple[int, Iterator[Event]]]:
    """For each of `number` calls in their order an iterator over its events; those of others wait for their turn."""
    held: dict[int, list[Event]] = defaultdict(list)
    coming = iter(events)

    def of_one(position: int) -> Iterator[Event]:
        while True:
            for event in held.pop(position, []):
                yield event
                if event.ended:
                    return
            event = next(coming)
            follow(event)
            held[event.position].append(event)

    for position in range(number):
        yield position, of_one(position)


def _entries_of(events: Iterable[Event], wanted: Wanted) -> Iterator[Entry]:
    unpack = Unpacking(wanted.remark)
    for event in events:
        yield from unpack(cast("Sequence[Item]", event.items))
        if isinstance(event.error, child.ChildError):
            wanted.remark(Remark(wanted.name, 0, "", str(event.error), skipped=True))
        elif event.error is not None:
            raise event.error


def read_contained(
    path_or_bytes: Path | str | bytes,
    *,
    name: str,
    window: Window,
    zone: str | tzinfo,
    remark: Callable[[Remark], None],
    progress: Progress | None = None,
    limits: Limits = DEFAULT,
    reader: Reader | None = None,
) -> Iterator[Entry]:
    """What `reader` yields, read in a child process; one that passes its limits ends in a remark on line 0.

    `reader` has the contract of `read` and must be importable by name in the child (`calendars.exports.read`).
    """
    unpack = Unpacking(remark)
    results = child.run(
        work,
        path_or_bytes,
        name,
        window,
        zone,
        limits,
        reader,
        limits=_bounds(path_or_bytes, limits),
        what=f"“{name}”",
        chunk=_CHUNK,
        progress=progress,
    )
    try:
        for chunk in results:
            yield from unpack(cast("list[Item]", chunk))
    except child.ChildError as error:
        remark(Remark(name, 0, "", str(error), skipped=True))


def _bounds(path_or_bytes: Path | str | bytes, limits: Limits) -> child.Limits:
    """What reading may cost: CPU and memory grow with the file."""
    size = _size(path_or_bytes)
    held = size if isinstance(path_or_bytes, bytes) else min(size, limits.recoded_bytes)
    cpu = _CPU + _CPU_PER_MIB * size / MIB
    return child.Limits(cpu=cpu, memory=_MEMORY + 5 * held, wall=60 + 5 * cpu, items=2 * limits.file_occurrences)


def _size(path_or_bytes: Path | str | bytes) -> int:
    if isinstance(path_or_bytes, bytes):
        return len(path_or_bytes)
    try:
        return os.stat(path_or_bytes).st_size  # noqa: PTH116 - as in `zones`
    except OSError:
        return 0  # `read` says what is wrong with it
