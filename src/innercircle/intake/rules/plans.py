"""What an import would do with each line of a file, decided before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from innercircle.directory.records import AccountLoad, ColleagueLoad, ContactLoad
from innercircle.intake.rules.values import CellFault
from innercircle.kit.words import Sentence
from innercircle.maps.rules.loads import CoverageLoad

Value = TypeVar("Value")
Load = AccountLoad | ContactLoad | ColleagueLoad | CoverageLoad


class Outcome(StrEnum):
    """What becomes of a line."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file: its 1-based number and its texts by field; a field without a column is missing."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, field_name: str) -> str:
        """The text of a field, "" where it is empty or has no column."""
        return self.cells.get(field_name, "")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a line is rejected, or what is to be known of it: the field it is about, "" for the whole line."""

    column: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Change:
    """What a field held and what it will hold."""

    column: str
    old: str
    new: str


@dataclass(slots=True)
class Plan:
    """What will be done with one line."""

    line: int
    name: str = ""
    target: int | None = None
    reasons: list[Reason] = field(default_factory=list)
    notes: list[Reason] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    load: Load | None = None
    same: bool = False  # the line repeats an earlier one: nothing to do

    @property
    def outcome(self) -> Outcome:
        """What becomes of the line."""
        if self.reasons:
            return Outcome.REJECTED
        if self.same or (self.target is not None and not self.changes):
            return Outcome.UNCHANGED
        return Outcome.CHANGED if self.target is not None else Outcome.NEW

    def reject(self, column: str, text: str, /, **values: str) -> None:
        """Add a reason why the line cannot be taken."""
        self.reasons.append(Reason(column, Sentence(text, values)))

    def remark(self, column: str, text: str, /, **values: str) -> None:
        """Add what is to be known of a line that is taken."""
        self.notes.append(Reason(column, Sentence(text, values)))

    def read(self, line: Line, column: str, reader: Callable[[str], Value]) -> Value | None:
        """The value of a cell; None where it is empty or wrong (then the reason is kept)."""
        text = line[column]
        if not text:
            return None
        try:
            return reader(text)
        except CellFault as fault:
            self.reasons.append(Reason(column, fault.sentence))
            return None

    def change(self, column: str, old: object, new: object) -> bool:
        """Note what differs; whether it does."""
        before, after = _shown(old), _shown(new)
        if before != after:
            self.changes.append(Change(column, before, after))
        return before != after


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(map(str, value))
    return str(value)


def nearest(name: str, names: Iterable[str]) -> str:
    """` (did you mean …?)` where a known name is close, else nothing."""
    known = {each.casefold(): each for each in names}
    near = get_close_matches(name.casefold(), known, n=1, cutoff=0.75)
    return f" ({known[near[0]]}?)" if near else ""


def only(found: Iterable[int]) -> int | None:
    """The one key found, None where there is none or more than one."""
    keys = list(dict.fromkeys(found))
    return keys[0] if len(keys) == 1 else None
