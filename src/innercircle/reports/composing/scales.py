"""Axes of charts: where they end, and the lines the eye divides them by."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

_ROUND = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
_STEPS = 4
_NOTHING = 1e-6


def axis(values: Iterable[float], label: Callable[[float], str]) -> tuple[float, tuple[tuple[float, str], ...]]:
    """The end of an axis from zero that holds `values`, and five lines with their labels."""
    most = max((value for value in values if math.isfinite(value)), default=0.0)
    top = _ceiling(most)
    return top, tuple((top * step / _STEPS, label(top * step / _STEPS)) for step in range(_STEPS + 1))


def _ceiling(most: float) -> float:
    if most <= _NOTHING:
        return float(_STEPS)
    step = most / _STEPS
    scale = 10.0 ** math.floor(math.log10(step))
    return float(next(scale * factor for factor in _ROUND if scale * factor >= step * 0.999999) * _STEPS)
