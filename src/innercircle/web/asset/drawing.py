"""Plots of the asset as SVG: a strip of quarters, and accounts or quarters as points of a scatter.

Drawn as `web.charts` draws: colours by class, percent across, pixels down, every mark a link to its rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.safestring import SafeString

from innercircle.web.charts import nice_ceiling
from innercircle.web.svg import element, percent, short

HEIGHT, TOP, BOTTOM = 148, 26, 34  # pixels of a strip
TALL, FOOT, SIDE = 340, 46, 9.0  # a scatter: pixels, below its plot, percent at its left
_FINE = 5  # places to a percent across, where points are too many for links
BAR = 0.6  # of a column's width
_SHORT = 4  # letters that fit above a bar


@dataclass(frozen=True, slots=True)
class Mark:
    """One quarter of a strip; `value` is None where nothing is known, `low` the confirmed part of it."""

    label: str
    below: str
    value: float | None
    low: float | None
    figure: str
    hint: str
    href: str
    running: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    """One point of a scatter with what it is, in words, and where its rows are."""

    x: float
    y: float
    label: str
    hint: str
    href: str


Number = Callable[[float], str]


def strip(
    marks: Sequence[Mark], *, title: str, key: str, number: Number, top: float | None = None, line: bool = False
) -> SafeString:
    """One figure over the quarters, as bars from nothing or, for a level, as a line of points."""
    highest = top or nice_ceiling(max((mark.value or 0.0 for mark in marks), default=0.0), 2)
    scale = _Scale(len(marks), highest)
    draw = _point if line else _bar
    return _svg(
        [
            _lines(scale, [number(highest * part / 2) for part in range(3)]),
            *([_joined(scale, marks)] if line else []),
            *(draw(scale, place, mark) for place, mark in enumerate(marks)),
            element("g", *_labels(scale, marks), class_="words", aria_hidden="true"),
        ],
        title=title, key=key, height=HEIGHT, kind="strip",
    )  # fmt: skip


def scatter(
    dots: Sequence[Dot], *, title: str, key: str, across: tuple[str, Number], up: tuple[str, Number],
    tops: tuple[float | None, float | None] = (None, None), others: Sequence[tuple[float, float]] = (),
) -> SafeString:  # fmt: skip
    """Points across by what the asset was and up by what followed; every point is a link, but `others`: of thousands
    a page links some, and draws the rest as one path.
    """
    pairs = [*((dot.x, dot.y) for dot in dots), *others]
    right = tops[0] or nice_ceiling(max((x for x, _y in pairs), default=0.0))
    high = tops[1] or nice_ceiling(max((y for _x, y in pairs), default=0.0))
    parts = [
        *(_level(value, high, up[1]) for value in _steps(high)),
        *(_tick(value, right, across[1]) for value in _steps(right)),
        element("text", text=up[0], x="0", y=14, class_="axis"),
        element("text", text=across[0], x="100%", y=TALL - 8, text_anchor="end", class_="axis"),
        *([_others(others, right, high)] if others else []),
        *(_dot(dot, right, high) for dot in dots),
    ]
    return _svg(parts, title=title, key=key, height=TALL, kind="scatter")


def _steps(top: float) -> list[float]:
    """The figures of an axis: four equal steps, five where the end is five."""
    count = 5 if top == 5 else 4
    return [top * step / count for step in range(count + 1)]


class _Scale:
    """Where the quarters of a strip stand."""

    def __init__(self, columns: int, top: float) -> None:
        self.top = top
        self.wide = (100 - SIDE) / max(columns, 1)

    def left(self, place: int) -> float:
        """Where a column begins, in percent."""
        return SIDE + place * self.wide

    def middle(self, place: int) -> float:
        """The middle of a column, in percent."""
        return self.left(place) + self.wide / 2

    def y(self, value: float) -> float:
        """How far down a value lies, in pixels."""
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - min(max(value, 0.0), self.top) / self.top)


def _svg(parts: Sequence[SafeString], *, title: str, key: str, height: int, kind: str) -> SafeString:
    return element(
        "svg", element("title", text=title, id=f"{key}-title"), *parts, class_=f"chart chart-{kind}", width="100%",
        height=height, role="group", aria_labelledby=f"{key}-title",
    )  # fmt: skip


def _lines(scale: _Scale, figures: Sequence[str]) -> SafeString:
    drawn = []
    for place, figure in enumerate(figures):
        y = scale.y(scale.top * place / (len(figures) - 1))
        drawn.append(element("line", x2="100%", y1=y, y2=y))
        drawn.append(element("text", y=y - 4, text=figure))
    return element("g", *drawn, class_="grid", aria_hidden="true")


def _bar(scale: _Scale, place: int, mark: Mark) -> SafeString:
    x, width = percent(scale.middle(place) - scale.wide * BAR / 2), percent(scale.wide * BAR)
    value, low = mark.value or 0.0, mark.value if mark.low is None else mark.low
    parts = [_rectangle("high", x, width, scale.y(value), scale.y(low or 0.0)) if low != mark.value else None]
    parts += [_rectangle("low", x, width, scale.y(low), scale.y(0)) if low else None]
    return _linked(scale, place, mark, [part for part in parts if part])


def _rectangle(kind: str, x: str, width: str, upper: float, lower: float) -> SafeString | None:
    if lower - upper <= 0:
        return None
    return element("rect", class_=kind, x=x, y=upper, width=width, height=lower - upper)


def _point(scale: _Scale, place: int, mark: Mark) -> SafeString:
    if mark.value is None:
        return _linked(scale, place, mark, [])
    x, y = percent(scale.middle(place)), scale.y(mark.value)
    return _linked(scale, place, mark, [element("circle", class_="point", cx=x, cy=y, r=4)])


def _joined(scale: _Scale, marks: Sequence[Mark]) -> SafeString:
    known = [(scale.middle(place), scale.y(mark.value)) for place, mark in enumerate(marks) if mark.value is not None]
    lines = [element("line", x1=percent(x1), y1=y1, x2=percent(x2), y2=y2) for (x1, y1), (x2, y2) in pairwise(known)]
    return element("g", *lines, class_="joined", aria_hidden="true")


def _linked(scale: _Scale, place: int, mark: Mark, inside: Sequence[SafeString]) -> SafeString:
    parts = [
        element("title", text=mark.hint),
        element("rect", x=percent(scale.left(place)), width=percent(scale.wide)),
        *inside,
    ]  # fmt: skip
    kind = "column running" if mark.running else "column"
    return element("a", *parts, href=mark.href, class_=kind)


def _labels(scale: _Scale, marks: Sequence[Mark]) -> list[SafeString]:
    """Figures above, quarters and years below; what a row of words shares is said once for it."""
    figures, quarters, years = [], [], []
    for place, mark in enumerate(marks):
        x, kind = percent(scale.middle(place)), "running" if mark.running else None
        if mark.value and len(mark.figure) <= _SHORT:
            above = scale.y(mark.value) - 7
            figures.append(element("text", text=mark.figure, class_=kind, x=x, y=above))
        quarters.append(element("text", text=mark.label, class_=kind, x=x))
        years.append(element("text", text=mark.below, class_=kind, x=x) if mark.below else SafeString())
    return [
        element("g", *figures, class_="value"),
        element("g", *quarters, class_="label", transform=f"translate(0 {HEIGHT - BOTTOM + 15})"),
        element("g", *years, class_="below", transform=f"translate(0 {HEIGHT - 5})"),
    ]


def _level(value: float, top: float, number: Number) -> SafeString:
    y = _up(value, top)
    line = element("line", x1=percent(SIDE), x2="100%", y1=y, y2=y)
    figure = element("text", x="0", y=y + 4, text=number(value))
    return element("g", line, figure, class_="grid", aria_hidden="true")


def _tick(value: float, right: float, number: Number) -> SafeString:
    return element(
        "text", text=number(value), x=percent(_across(value, right)), y=TALL - FOOT + 18, text_anchor="middle",
        class_="label", aria_hidden="true",
    )  # fmt: skip


def _dot(dot: Dot, right: float, high: float) -> SafeString:
    x, y = percent(_across(dot.x, right)), short(_up(dot.y, high))
    parts = [
        element("title", text=dot.hint),
        element("circle", class_="hit", cx=x, cy=y, r=14),
        element("circle", class_="point", cx=x, cy=y, r=5),
    ]
    return element("a", *parts, href=dot.href, class_="dot")


def _others(pairs: Sequence[tuple[float, float]], right: float, high: float) -> SafeString:
    """Many points as strokes of no length, each place once."""
    places = sorted({(round(_FINE * _across(x, right)), round(_up(y, high))) for x, y in pairs})
    path = element("path", class_="others", d="".join(f"M{x},{y}h0" for x, y in places))
    return element(
        "svg", path, view_box=f"0 0 {100 * _FINE} {TALL}", width="100%", height=TALL, preserveAspectRatio="none",
        aria_hidden="true",
    )  # fmt: skip


def _across(value: float, right: float) -> float:
    return SIDE + (97 - SIDE) * max(value, 0.0) / right


def _up(value: float, top: float) -> float:
    return TOP + (TALL - TOP - FOOT) * (1 - max(value, 0.0) / top)
