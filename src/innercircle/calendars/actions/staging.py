"""Takes what the reading process sends, and stages it in small steps."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass

from innercircle.calendars.actions.imports import finish_reading, stage
from innercircle.calendars.door import Admitted
from innercircle.calendars.models import Import
from innercircle.calendars.reading import Item, Opened, Order, Source, read_calendars
from innercircle.calendars.rules import Remark
from innercircle.calendars.sources import SourceError
from innercircle.kit.child import MIB, Limits, run

AT_A_TIME = 1000  # entries staged in one transaction


@dataclass(slots=True)
class Watch:
    """How the one who waits follows the work: `progress(done, total)` in bytes, and the name of each step reached.

    Either may raise to stop it; nothing half done stays. `passed` names the steps behind which it is too late to stop.
    """

    progress: Callable[[int, int], None] = lambda done, total: None
    reached: Callable[[str], None] = lambda step: None
    passed: Callable[[str], None] = lambda step: None


class Unusable(Exception):
    """Nothing of the file could be read; the text says why, fit for the user."""


def read_and_stage(order: Order, row: Import, attempt: int, watch: Watch) -> None:
    """Read the file, stage what may come in, and note what each calendar of it tells of.

    Raises `Unusable` where nothing could be read, `kit.child.ChildError` where the file asks for too much.
    """
    desk = _Desk(row, attempt, watch)
    limits = limits_for(order.path.stat().st_size)
    results: Generator[list[Item], None, None] = run(
        read_calendars, order, limits=limits, what=f"“{order.name}”", progress=watch.progress
    )
    try:
        for items in results:
            for item in items:
                desk.take(item)
    except SourceError as error:
        raise Unusable(str(error).replace(order.path.name, order.name)) from error
    finally:
        results.close()
    desk.close()
    watch.reached("read")


def limits_for(size: int) -> Limits:
    """What reading may cost: more for a larger file (measured: 1.5 s of CPU per MB where the library reads all)."""
    cpu = 30 + 6 * size / MIB
    return Limits(cpu=cpu, memory=2560 * MIB, wall=4 * cpu + 60, items=5_000_000)


class _Desk:
    """Takes what the reading process sends and stages it."""

    def __init__(self, row: Import, attempt: int, watch: Watch) -> None:
        self._row = row
        self._attempt = attempt
        self._watch = watch
        self._calendar = ""
        self._entries: list[Admitted] = []
        self._remarks: list[Remark] = []
        self._sources: list[Source] = []

    def take(self, item: Item) -> None:
        """Sort one item in."""
        if isinstance(item, Admitted):
            self._entries.append(item)
            if len(self._entries) >= AT_A_TIME:
                self._flush()
        elif isinstance(item, Remark):
            self._remarks.append(item)
        elif isinstance(item, Opened):
            self._calendar = item.name
        else:
            self._flush()
            self._sources.append(item)

    def close(self) -> None:
        """All was sent: note what each calendar tells of, or refuse a file of which nothing could be read."""
        refused = [remark for remark in self._remarks if remark.skipped]
        if not any(source.read for source in self._sources) and refused:
            raise Unusable(refused[0].message)
        finish_reading(self._row, self._attempt, self._sources, self._remarks)

    def _flush(self) -> None:
        if self._entries:
            stage(self._row, self._attempt, self._calendar, self._entries)
            self._entries = []
            self._watch.reached("staged")
