"""Reading a file from outside in a limited process of its own (`kit.child`), with the same contract as `read`.

The limits of `limits` keep every known bomb short already; this is the wall behind them: whatever else a hostile file
does to a parser ends in one remark, and what was read before it stays read. CPU and memory grow with the file, so an
honest export of any size passes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from datetime import tzinfo
from operator import attrgetter
from pathlib import Path
from typing import cast

from innercircle.calendars.ics.limits import DEFAULT, MIB, Limits
from innercircle.calendars.ics.reader import Progress, read
from innercircle.calendars.rules import Entry, Remark, Window
from innercircle.kit import child

_CHUNK = 1000
_CPU, _CPU_PER_MIB = 20.0, 2.0  # the fast lanes need 0.03 s a MiB, the library lane 1-2 s
_MEMORY = 768 * MIB
_Packed = tuple[object, ...]
Reader = Callable[..., Iterator[Entry]]
_fields: Callable[[Entry], _Packed] = attrgetter(*(field.name for field in fields(Entry)))


def read_contained(
    path_or_bytes: Path | str | bytes,
    *,
    name: str,
    window: Window,
    zone: str | tzinfo,
    remark: Callable[[Remark], None],
    progress: Progress | None = None,
    limits: Limits = DEFAULT,
    reader: Reader = read,
) -> Iterator[Entry]:
    """What `reader` yields, read in a child process; one that passes its limits ends in a remark on line 0.

    `reader` has the contract of `read` and must be importable by name in the child (`calendars.exports.read`).
    """
    size = _size(path_or_bytes)
    held = size if isinstance(path_or_bytes, bytes) else min(size, limits.recoded_bytes)
    cpu = _CPU + _CPU_PER_MIB * size / MIB
    bounds = child.Limits(cpu=cpu, memory=_MEMORY + 5 * held, wall=60 + 5 * cpu, items=2 * limits.file_occurrences)
    results = child.run(
        work,
        path_or_bytes,
        name,
        window,
        zone,
        limits,
        reader,
        limits=bounds,
        what=f"“{name}”",
        chunk=_CHUNK,
        progress=progress,
    )
    try:
        for chunk in results:
            yield from _unpacked(cast("list[_Packed | Remark]", chunk), remark)
    except child.ChildError as error:
        remark(Remark(name, 0, "", str(error), skipped=True))


def _size(path_or_bytes: Path | str | bytes) -> int:
    if isinstance(path_or_bytes, bytes):
        return len(path_or_bytes)
    try:
        return Path(path_or_bytes).stat().st_size
    except OSError:
        return 0  # `read` says what is wrong with it


def work(
    path_or_bytes: Path | str | bytes,
    name: str,
    window: Window,
    zone: str | tzinfo,
    limits: Limits,
    reader: Reader = read,
) -> Iterator[_Packed | Remark | child.Progress]:
    """The child's part: entries as plain tuples, which travel faster than values, with remarks among them."""
    remarks: list[Remark] = []
    steps: list[tuple[int, int]] = []

    def step(done: int, total: int) -> None:
        steps[:] = [(done, total)]

    for entry in reader(
        path_or_bytes, name=name, window=window, zone=zone, remark=remarks.append, progress=step, limits=limits
    ):
        if remarks:
            yield from remarks
            remarks.clear()
        if steps:
            yield child.Progress(*steps.pop())
        yield _fields(entry)
    yield from remarks
    if steps:
        yield child.Progress(*steps.pop())


def _unpacked(chunk: Iterable[_Packed | Remark], remark: Callable[[Remark], None]) -> Iterator[Entry]:
    for item in chunk:
        if isinstance(item, Remark):
            remark(item)
        else:
            yield Entry(*item)  # type: ignore[arg-type] # the fields in their order, as `_fields` took them
