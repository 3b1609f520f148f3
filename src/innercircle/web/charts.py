"""Charts as SVG, written on the server: they work without script, follow light and dark, and print.

Pure functions of values; words and numbers arrive ready to show. Colours come from classes in `css/charts.css`;
without that sheet the drawing falls back to the colour of the text. Across, coordinates are percentages, so that a
chart fills the width it is given while letters keep their size.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby, pairwise

from django.utils.safestring import SafeString, mark_safe

from innercircle.web.svg import element, percent, short

HEIGHT, TOP, BOTTOM = 248, 24, 44  # pixels: the whole drawing, above the plot, below the plot
BAR_SHARE = 0.62  # of a column's width
ROUND = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)  # steps of an axis that the eye divides easily
FINEST = 0.1  # no axis is divided more finely, so that its figures stay short
LEAST = 1e-6  # below this a figure counts as nothing
SPARK_WIDTH, SPARK_HEIGHT, SPARK_EDGE = 104, 26, 4


@dataclass(frozen=True, slots=True)
class Column:
    """One month of the bar chart, in hours; `hint` is the whole truth in words, `href` leads to the rows behind it."""

    label: str
    low: float
    high: float
    ours: float | None
    hint: str
    href: str = ""
    below: str = ""
    value: str = ""
    running: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One account on the Pareto curve: its share of the whole, between 0 and 1."""

    label: str
    share: float
    hint: str = ""
    href: str = ""


def nice_ceiling(value: float, steps: int = 4) -> float:
    """The smallest round number at or above `value` that `steps` equal grid lines divide into round parts."""
    if value <= LEAST or not math.isfinite(value):
        return float(steps)
    step = max(value / steps, FINEST)
    scale = 10.0 ** math.floor(math.log10(step))
    return next((scale * factor * steps for factor in ROUND if scale * factor >= step), scale * 10 * steps)


def month_bars(
    columns: Sequence[Column],
    *,
    title: str,
    description: str,
    number: Callable[[float], str] = short,
    key: str = "hours",
) -> SafeString:
    """Client hours by month: confirmed solid, presumed hollow above, our hours as a line (spec 20, Around the verdict).

    Every column with an address is a link; without any the drawing is one image. `key` keeps ids apart on one page.
    """
    top = nice_ceiling(max([value for column in columns for value in (column.high, column.ours or 0.0)], default=0))
    plot = _Plot(len(columns), top)
    return _drawing(
        _grid(plot, [number(top * quarter / 4) for quarter in range(5)]),
        *(_column(plot, place, column) for place, column in enumerate(columns)),
        _line(plot, columns),
        element(
            "g",
            *(word for place, column in enumerate(columns) for word in _words(plot, place, column)),
            class_="words",
            aria_hidden="true",
        ),
        title=title,
        description=description,
        key=key,
        linked=any(column.href for column in columns),
        kind="bars",
    )


def spark(spreads: Sequence[tuple[float, float]], *, title: str, state: str = "") -> SafeString:
    """Months in the space of a word: the confirmed figure as a line, the presumed part as a band above it.

    Kept to few characters, because a page shows fifty of them.
    """
    kind = f"spark spark-{state}" if state else "spark"
    drawn = (
        f'<svg class="{escape(kind)}" viewBox="0 0 {SPARK_WIDTH} {SPARK_HEIGHT}" role="img">'
        f"<title>{escape(title, quote=False)}</title>{_spark_paths(spreads) if spreads else ''}</svg>"
    )
    return mark_safe(drawn)  # noqa: S308  words are escaped, all else is numbers


def _spark_heights(shares: Iterable[float], top: float) -> list[int]:
    low, scale = SPARK_HEIGHT - SPARK_EDGE, (SPARK_HEIGHT - 2 * SPARK_EDGE) / top
    return [round(low - value * scale) for value in shares]


def _spark_paths(spreads: Sequence[tuple[float, float]]) -> str:
    """The band where there is one, the line, and last the dot at its end, which the style sheet knows by its place."""
    lows, highs = zip(*spreads, strict=True)
    top = max(highs) or 1
    across = (SPARK_WIDTH - 2 * SPARK_EDGE) / max(len(lows) - 1, 1)
    last, line = short(SPARK_EDGE + across * (len(lows) - 1)), _spark_heights(lows, top)
    drawn = f'<path d="M{SPARK_EDGE} {line[0]}{_steps(line, across)}"/><path d="M{last} {line[-1]}h0"/>'
    upper = line if lows == highs else _spark_heights(highs, top)
    if upper == line:
        return drawn
    outline = f"M{SPARK_EDGE} {upper[0]}{_steps(upper, across)}V{line[-1]}{_steps(line[::-1], -across)}z"
    return f'<path class="band" d="{outline}"/>{drawn}'


def _steps(heights: Sequence[int], across: float) -> str:
    """From height to height, relative: shorter than places, and a minus sign parts two numbers by itself.

    What goes on in the same direction is one stroke.
    """
    strokes = []
    for up, run in groupby([after - before for before, after in pairwise(heights)]):
        months = len(list(run))
        wide, high = short(across * months), up * months
        strokes.append(f"{'' if across < 0 else ' '}{wide}{'' if up < 0 else ' '}{high}")
    return f"l{''.join(strokes).lstrip(' ')}" if strokes else ""


def pareto(
    steps: Sequence[Step], *, title: str, description: str, caption: str = "", mark: float = 0.8, key: str = "pareto"
) -> SafeString:
    """How much of the whole the largest hold: shares summed from the largest down, with a line at `mark` of the whole.

    A step without a hint is a stretch of the curve and no point on it. The figures of the axis stand at the right,
    where the curve has passed them; `caption` names what runs across.
    """
    sums = [0.0]
    for step in steps:
        sums.append(sums[-1] + step.share)
    plot = _Plot(len(steps), 1.0, axis=False)
    return _drawing(
        _grid(plot, ["", "20 %", "40 %", "60 %", "80 %", "100 %"], anchor="end"),
        _curve(sums, plot),
        element("line", class_="mark", x1="0", x2="100%", y1=plot.y(mark), y2=plot.y(mark), stroke="currentColor"),
        *(_stop(plot, place, step, sums[place + 1]) for place, step in enumerate(steps) if step.hint),
        element("text", text=caption, x="50%", y=HEIGHT - BOTTOM + 22, text_anchor="middle", fill="currentColor"),
        title=title,
        description=description,
        key=key,
        linked=any(step.href for step in steps),
        kind="pareto",
    )


class _Plot:
    """Where values land: across in percent of the width, down in pixels."""

    def __init__(self, columns: int, top: float, *, axis: bool = True) -> None:
        self.top = top
        self.slots = columns + (1 if axis else 0) or 1
        self.first = 1 if axis else 0

    def left(self, place: int) -> float:
        """Where a column begins, in percent of the width."""
        return (place + self.first) * 100 / self.slots

    def middle(self, place: int) -> float:
        """The middle of a column, in percent of the width."""
        return self.left(place) + 50 / self.slots

    def y(self, value: float) -> float:
        """How far down a value lies, in pixels."""
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / self.top)


def _drawing(*parts: SafeString, title: str, description: str, key: str, linked: bool, kind: str) -> SafeString:
    return element(
        "svg",
        element("title", text=title, id=f"{key}-title"),
        element("desc", text=description, id=f"{key}-desc"),
        *parts,
        class_=f"chart chart-{kind}",
        width="100%",
        height=HEIGHT,
        role="group" if linked else "img",
        aria_labelledby=f"{key}-title",
        aria_describedby=f"{key}-desc",
    )


def _grid(plot: _Plot, figures: Sequence[str], anchor: str = "start") -> SafeString:
    lines = []
    for place, figure in enumerate(figures):
        y = plot.y(plot.top * place / (len(figures) - 1))
        lines.append(element("line", x1="0", x2="100%", y1=y, y2=y, stroke="currentColor", stroke_opacity="0.15"))
        at = "0" if anchor == "start" else "100%"
        lines.append(element("text", x=at, y=y - 4, text=figure, text_anchor=anchor, fill="currentColor"))
    return element("g", *lines, class_="grid", aria_hidden="true")


def _column(plot: _Plot, place: int, column: Column) -> SafeString:
    wide = 100 / plot.slots
    x, width = percent(plot.middle(place) - wide * BAR_SHARE / 2), percent(wide * BAR_SHARE)
    base, low, high = plot.y(0), plot.y(column.low), plot.y(column.high)
    parts = [
        element("title", text=column.hint),
        element(
            "rect", class_="hit", x=percent(plot.left(place)), y=0, width=percent(wide), height=HEIGHT, fill="none"
        ),
        *_hollow(x, width, high, low),
        *_solid(x, width, low, base),
    ]
    kind = "column running" if column.running else "column"
    if column.href:
        return element("a", *parts, href=column.href, class_=kind, aria_label=column.hint)
    return element("g", *parts, class_=kind)


def _solid(x: str, width: str, low: float, base: float) -> list[SafeString]:
    return (
        [element("rect", class_="low", x=x, y=low, width=width, height=base - low, rx=2, fill="currentColor")]
        if base > low
        else []
    )


def _hollow(x: str, width: str, high: float, low: float) -> list[SafeString]:
    if high >= low:
        return []
    return [
        element(
            "rect", class_="high", x=x, y=high, width=width, height=low - high, rx=2, fill="none", stroke="currentColor"
        )
    ]


def _words(plot: _Plot, place: int, column: Column) -> list[SafeString]:
    """Figure, month and year of one column; the figure stands clear of the bar and of our own line."""
    x, kind = percent(plot.middle(place)), " running" if column.running else ""
    clear = min(plot.y(column.high) - 6, plot.y(column.ours or 0.0) - 8)
    words = [
        (column.value, clear, "value"),
        (column.label, HEIGHT - BOTTOM + 18, "label"),
        (column.below, HEIGHT - 10, "below"),
    ]
    return [
        element("text", text=text, class_=f"{name}{kind}", x=x, y=y, text_anchor="middle", fill="currentColor")
        for text, y, name in words
        if text
    ]


def _line(plot: _Plot, columns: Sequence[Column]) -> SafeString:
    points = [
        (plot.middle(place), plot.y(column.ours)) for place, column in enumerate(columns) if column.ours is not None
    ]
    lines = [
        element("line", x1=percent(x1), y1=y1, x2=percent(x2), y2=y2, stroke="currentColor")
        for (x1, y1), (x2, y2) in pairwise(points)
    ]
    dots = [element("circle", cx=percent(x), cy=y, r=2.5, fill="currentColor") for x, y in points]
    return element("g", *lines, *dots, class_="ours", aria_hidden="true")


def _curve(sums: Sequence[float], plot: _Plot) -> SafeString:
    across = 1000 / max(len(sums) - 1, 1)
    points = " ".join(f"{short(place * across)},{short(plot.y(value))}" for place, value in enumerate(sums))
    base = short(plot.y(0))
    return element(
        "svg",
        element("path", class_="area", d=f"M0,{base} {points} 1000,{base}z", fill="currentColor", fill_opacity="0.1"),
        element(
            "path",
            class_="curve",
            d=f"M{points}",
            fill="none",
            stroke="currentColor",
            vector_effect="non-scaling-stroke",
        ),
        view_box=f"0 0 1000 {HEIGHT}",
        width="100%",
        height=HEIGHT,
        preserveAspectRatio="none",
        aria_hidden="true",
    )


def _stop(plot: _Plot, place: int, step: Step, reached: float) -> SafeString:
    wide = 100 / plot.slots
    parts = [
        element("title", text=step.hint),
        element(
            "rect", class_="hit", x=percent(plot.left(place)), y=0, width=percent(wide), height=HEIGHT, fill="none"
        ),
        element("circle", cx=percent(plot.left(place) + wide), cy=plot.y(reached), r=3, fill="currentColor"),
    ]
    if step.href:
        return element("a", *parts, href=step.href, class_="stop", aria_label=step.hint)
    return element("g", *parts, class_="stop")
