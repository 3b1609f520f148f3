"""What an import would do with each line of a file, decided before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from typing import Protocol, TypeVar

from innercircle.directory.records import AccountLoad, ColleagueLoad, ContactLoad
from innercircle.intake.rules.values import CellFault
from innercircle.kit.words import Sentence
from innercircle.kit.words import gettext_noop as _
from innercircle.maps.rules.loads import CoverageLoad

Value = TypeVar("Value")
Load = AccountLoad | ContactLoad | ColleagueLoad | CoverageLoad


class Outcome(StrEnum):
    """What becomes of a line."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"
    CONFLICT = "conflict"  # shown as new or changed, but the directory changed before the line could be written


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
        before, after = shown(old), shown(new)
        if before != after:
            self.changes.append(Change(column, before, after))
        return before != after


class Planner(Protocol):
    """Plans a file line by line, so that a long one need not be held at once.

    `plan` each line in order; `settle` those that were not rejected and `waits` for, in order, once all are planned;
    `close` at last tells which lines lean on a rejected one.
    """

    def plan(self, line: Line) -> Plan:
        """The plan of one line, as far as the lines before it tell."""

    def waits(self, line: Line) -> bool:
        """Whether the line speaks of another one that may stand further down."""

    def settle(self, line: Line, plan: Plan) -> None:
        """Add to a plan what lines further down decide."""

    def close(self) -> Mapping[int, int]:
        """Lines that cannot be taken after all, each with the rejected line that it needs."""


def lean(plan: Plan, line: int) -> None:
    """Reject a line because another one, which it needs, is rejected."""
    plan.reject("", _("needs line %(line)s, which is rejected"), line=str(line))


def leaning(leans: Mapping[int, Iterable[int]], lost: Iterable[int]) -> dict[int, int]:
    """Every line that leans, directly or through others, on a lost one: line -> the lost line that it needs."""
    on: dict[int, list[int]] = {}
    for line, needs in leans.items():
        for need in needs:
            on.setdefault(need, []).append(line)
    found: dict[int, int] = {}
    gone = set(lost)
    queue = sorted(gone)
    for need in queue:
        for line in on.get(need, ()):
            if line not in gone:
                gone.add(line)
                found[line] = need
                queue.append(line)
    return found


def shown(value: object) -> str:
    """A value as the preview shows it."""
    if isinstance(value, date):
        return value.isoformat()
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(map(str, value))
    return str(value)


class Near:
    """Names that a misspelt one may have meant; gives up after some, for each look-up goes through all the names."""

    def __init__(self, names: Iterable[str], most: int = 200) -> None:
        self._names = names
        self._left = most
        self._known: dict[str, str] = {}
        self._said: dict[str, str] = {}

    def __call__(self, name: str) -> str:
        """` (did you mean …?)` where a known name is close, else nothing."""
        asked = name.casefold()
        if asked not in self._said and self._left:
            self._left -= 1
            self._known = self._known or {each.casefold(): each for each in self._names}
            near = get_close_matches(asked, self._known, n=1, cutoff=0.75)
            self._said[asked] = f" ({self._known[near[0]]}?)" if near else ""
        return self._said.get(asked, "")


def only(found: Iterable[int]) -> int | None:
    """The one key found, None where there is none or more than one."""
    keys = list(dict.fromkeys(found))
    return keys[0] if len(keys) == 1 else None
