"""Two days of a map beside each other: which people and lines of each picture carry a mark (docs/rules/map.md)."""

from __future__ import annotations

from collections.abc import Iterable

from innercircle.maps.rules.changes import Change, Difference
from innercircle.maps.rules.drawing import Mark, Marks


def marks(found: Iterable[Difference]) -> tuple[Marks, Marks]:
    """The marks of the earlier picture and of the later one.

    What is gone shows only on the earlier picture, what was added only on the later,
    a person or a strength that changed on both.
    """
    past, present = Marks({}, {}), Marks({}, {})
    for each in found:
        mark = _mark(each)
        for marked in (past, present):
            if mark is (Mark.ADDED if marked is past else Mark.GONE):
                continue
            if each.colleague:
                marked.lines[each.post, each.colleague] = mark
            else:
                marked.people[each.post] = mark
    return past, present


def touched(found: Iterable[Difference]) -> frozenset[int]:
    """The posts that any difference is about."""
    return frozenset(each.post for each in found)


def _mark(each: Difference) -> Mark:
    if each.change in (Change.CAME, Change.COVERED):
        return Mark.ADDED
    if each.change in (Change.GONE, Change.UNCOVERED):
        return Mark.GONE
    if each.change is Change.PERSON:
        return Mark.CHANGED
    return Mark.STRONGER if _level(each.after) > _level(each.before) else Mark.WEAKER


def _level(strength: int | None) -> int:
    """Nothing said counts as less than no relationship."""
    return -1 if strength is None else int(strength)
