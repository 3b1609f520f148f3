"""Half-open intervals of whole seconds: their union and its length."""

from __future__ import annotations

from collections.abc import Iterable


def union_length(intervals: Iterable[tuple[int, int]]) -> int:
    """Length in seconds of the union of half-open `(start, end)` intervals; overlaps count once (spec 20)."""
    total = 0
    reach: int | None = None
    for start, end in sorted(intervals):
        if reach is None or start > reach:
            reach = start
        if end > reach:
            total += end - reach
            reach = end
    return total


def clip(interval: tuple[int, int], bounds: tuple[int, int]) -> tuple[int, int] | None:
    """The part of `interval` inside `bounds`, or None where they do not meet."""
    start, end = max(interval[0], bounds[0]), min(interval[1], bounds[1])
    return (start, end) if start < end else None
