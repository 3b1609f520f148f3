"""How the rows of a table spread over slides: none alone on the last one, and no note without a row above it."""

from __future__ import annotations

from collections.abc import Sequence


def parts(highs: Sequence[float], first: float, room: float, after: float = 0.0) -> list[int]:
    """How many rows each slide takes; all in inches.

    `first` is what is left on this slide (it may take none), `room` what a new one has; a row that is higher than a
    slide gets one to itself. Below the last row `after` stays free. The last two slides share their rows evenly.
    """
    counts, most = _filled(highs, first, room)
    if counts[-1] > 1 and sum(highs[-counts[-1] :]) + after > most:
        counts = [*counts[:-1], counts[-1] - 1, 1]
    while len(counts) > 1 and _takes_one_more(highs, counts, room - after):
        counts = [*counts[:-2], counts[-2] - 1, counts[-1] + 1]
    return counts


def _filled(highs: Sequence[float], first: float, room: float) -> tuple[list[int], float]:
    """As many rows on each slide as there is room for, and the room of the last one."""
    counts, used, most = [0], 0.0, first
    for high in highs:
        if used + high > most and (counts[-1] or first < room):
            counts.append(0)
            used, first, most = 0.0, room, room
        counts[-1] += 1
        used += high
    return counts, most


def _takes_one_more(highs: Sequence[float], counts: Sequence[int], room: float) -> bool:
    """Whether the last slide still holds less than the one before when that one's last row moves over."""
    if counts[-2] < 2:
        return False
    last = sum(highs[-counts[-1] :])
    before = sum(highs[-counts[-1] - counts[-2] : -counts[-1]])
    row = highs[-counts[-1] - 1]
    return last + row <= min(before - row, room)
