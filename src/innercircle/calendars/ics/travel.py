"""How entries come from the process that reads a file to the one that asked: as plain tuples, which travel fast.

Who is on an entry is sent once and by number after that, for few people are on many entries; of an entry that differs
from the one before in its times alone, as the instances of a series do, only these are sent. The asking process needs
nothing of the reader but this.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from datetime import tzinfo
from importlib import import_module
from operator import attrgetter
from typing import TYPE_CHECKING, Any, cast

from innercircle.calendars.ics.limits import Limits
from innercircle.calendars.rules import Entry, Participant, Remark, Window
from innercircle.kit import child
from innercircle.kit.frozen import maker

if TYPE_CHECKING:
    from pathlib import Path

READER = "innercircle.calendars.ics.reader"
_MOST_PEOPLE = 50_000  # that are remembered while entries travel
_TIMES = ("original_start", "start", "end")
_REST = tuple(field.name for field in fields(Entry) if field.name not in _TIMES)  # these stand behind the UID
_PEOPLE = _REST.index("participants")
Progress = Callable[[int, int], None]
Reader = Callable[..., Iterator[Entry]]
Packed = tuple[Any, ...]
Item = Packed | Remark
_times: Callable[[Entry], Packed] = attrgetter(*_TIMES)
_rest: Callable[[Entry], Packed] = attrgetter(*_REST)
_of_person: Callable[[Participant], Packed] = attrgetter(*(field.name for field in fields(Participant)))
_entry, _person = maker(Entry), maker(Participant)  # from their fields in their order


def work(
    path_or_bytes: Path | str | bytes,
    name: str,
    window: Window,
    zone: str | tzinfo,
    limits: Limits,
    reader: Reader | None = None,
) -> Iterator[Item | child.Progress]:
    """The part of the process that reads: entries packed, with remarks among them; see `contained.read_contained`."""
    if reader is None:
        reader = cast("Reader", import_module(READER).read)
    pack = Packing()
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
        yield pack(entry)
    yield from remarks
    if steps:
        yield child.Progress(*steps.pop())


class Packing:
    """Makes entries ready to travel."""

    def __init__(self) -> None:
        self._last: Packed = ()
        self._numbers: dict[int, int] = {}  # by identity, which `_met` keeps unique
        self._met: list[Participant] = []

    def __call__(self, entry: Entry) -> Packed:
        """The times of the entry; behind them, unless all is as it was in the one before, the rest and its people."""
        rest = _rest(entry)
        if rest == self._last:
            return _times(entry)
        self._last = rest
        return *_times(entry), (*rest[:_PEOPLE], *rest[_PEOPLE + 1 :]), self._people(entry.participants)

    def _people(self, people: tuple[Participant, ...]) -> tuple[int, list[Packed], list[int | None]]:
        """The number of the first who is new here, those who are, and the numbers of all."""
        if len(self._met) > _MOST_PEOPLE:
            self._numbers.clear()
            self._met.clear()
        met = len(self._met)
        numbers = list(map(self._numbers.get, map(id, people)))
        new = self._number(people, numbers) if None in numbers else []
        return met, new, numbers

    def _number(self, people: tuple[Participant, ...], numbers: list[int | None]) -> list[Packed]:
        """Give numbers to those who have none yet, and return these people, packed."""
        new: list[Packed] = []
        for at, number in enumerate(numbers):
            if number is None:
                one = people[at]
                numbers[at] = self._numbers[id(one)] = len(self._met)
                self._met.append(one)
                new.append(_of_person(one))
        return new


class Unpacking:
    """Makes entries of what `Packing` made ready, in its order; remarks go to who is told of them."""

    def __init__(self, remark: Callable[[Remark], None]) -> None:
        self._remark = remark
        self._met: list[Participant] = []
        self._uid = ""
        self._rest: Packed = ()

    def __call__(self, chunk: Iterable[Item]) -> Iterator[Entry]:
        """The entries of a chunk."""
        for item in chunk:
            if isinstance(item, Remark):
                self._remark(item)
                continue
            original, start, end, *more = item
            if more:
                self._learn(*more)
            yield _entry(self._uid, original, start, end, *self._rest)

    def _learn(self, rest: Packed, people: tuple[int, list[Packed], list[int]]) -> None:
        first, new, numbers = people
        met = self._met
        del met[first:]
        met += [_person(*one) for one in new]
        everybody = tuple([met[number] for number in numbers])
        self._uid, self._rest = rest[0], (*rest[1:_PEOPLE], everybody, *rest[_PEOPLE:])
