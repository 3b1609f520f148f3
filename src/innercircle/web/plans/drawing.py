"""Two small drawings of a plan: what its activities are by quarter, and a goal's way to its target. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.safestring import SafeString

from innercircle.web.svg import element, percent

_HEIGHT, _TOP, _BOTTOM = 148, 20, 24  # pixels: the drawing, above the columns, below them
_WIDE = 0.5  # of a column's slot
_LINE, _EDGE = 120, 16  # pixels: height of the progress drawing, room above and below


@dataclass(frozen=True, slots=True)
class Quarter:
    """One quarter: activities that build the relationship, that sell, and that are neither; `hint` says it in words."""

    label: str
    relationship: int
    sales: int
    neutral: int
    hint: str
    href: str


def quarters(columns: Sequence[Quarter], *, title: str) -> SafeString:
    """Activities by quarter, stacked: what builds the relationship below, then sales, then neutral."""
    most = max((each.relationship + each.sales + each.neutral for each in columns), default=0) or 1
    slot = 100 / (len(columns) or 1)
    parts = [_quarter(each, place * slot, slot, most) for place, each in enumerate(columns)]
    return element(
        "svg", element("title", text=title), *parts,
        class_="chart quarters", width="100%", height=_HEIGHT, role="group", aria_label=title,
    )  # fmt: skip


def _quarter(each: Quarter, left: float, slot: float, most: int) -> SafeString:
    middle, room = percent(left + slot / 2), _HEIGHT - _TOP - _BOTTOM
    x, width, y, blocks = percent(left + slot * (1 - _WIDE) / 2), percent(slot * _WIDE), float(_HEIGHT - _BOTTOM), []
    for name in ("relationship", "sales", "neutral"):
        tall = getattr(each, name) * room / most
        y -= tall
        if tall:
            blocks.append(element("rect", class_=name, x=x, y=y, width=width, height=tall))
    words = (
        element("text", text=_sum(each), x=middle, y=y - 6),
        element("text", text=each.label, x=middle, y=_HEIGHT - 6),
    )
    hit = element("rect", class_="hit", x=percent(left), y=0, width=percent(slot), height=_HEIGHT, fill="none")
    return element("a", element("title", text=each.hint), hit, *blocks, *words, href=each.href, aria_label=each.hint)


def _sum(each: Quarter) -> str:
    return f"{each.relationship}/{each.relationship + each.sales}"


@dataclass(frozen=True, slots=True)
class Point:
    """A reading of a goal."""

    day: date
    value: float


def progress(points: Sequence[Point], target: float | None, *, title: str, goal: str = "") -> SafeString:
    """A goal's readings as a line, the target as a dashed one; `goal` is the target's word."""
    values = [each.value for each in points] + ([target] if target is not None else [])
    low, high = min(values, default=0.0), max(values, default=1.0)
    first, last = (points[0].day, points[-1].day) if points else (date.min, date.min)
    days = max((last - first).days, 1)
    dots = [(4 + (each.day - first).days * 92 / days, _y(each.value, low, high)) for each in points]
    lines = [
        element("line", x1=percent(a), y1=b, x2=percent(c), y2=d, stroke="currentColor")
        for (a, b), (c, d) in pairwise(dots)
    ]
    marks = [element("circle", cx=percent(x), cy=y, r=4, fill="currentColor") for x, y in dots]
    return element(
        "svg", element("title", text=title), *_target(target, low, high, goal), *lines, *marks,
        class_="chart progress-line-chart", width="100%", height=_LINE, role="img", aria_label=title,
    )  # fmt: skip


def _target(target: float | None, low: float, high: float, word: str) -> list[SafeString]:
    if target is None:
        return []
    y = _y(target, low, high)
    line = element("line", x1="0", x2="100%", y1=y, y2=y, class_="aim", stroke="currentColor", stroke_dasharray="5 4")
    below = y + 14 if y < _LINE / 2 else y - 5
    return [line, element("text", text=word, x="100%", y=below, text_anchor="end", class_="aim", fill="currentColor")]


def _y(value: float, low: float, high: float) -> float:
    return _LINE - _EDGE - (value - low) * (_LINE - 2 * _EDGE) / ((high - low) or 1)
