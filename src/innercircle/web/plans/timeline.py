"""A plan along time, drawn on the server: goals with the day they are due, initiatives as bars, activities as dots.

Pure functions of values. Across, coordinates are percentages, so that the drawing fills a desk and a phone alike while
letters keep their size; names stand above their bars, where a phone has room for them. Colours: css/plans.css.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils.safestring import SafeString

from innercircle.kit.month import Month
from innercircle.web.svg import element, percent

_HEAD, _GOAL, _DUE, _BAR, _GAP = 28, 22, 16, 38, 12  # pixels down: months, a goal's name, its day, an initiative, a gap
_WORDS = 90  # letters of a name; the rest is in its hint


class Scale(StrEnum):
    """How much of the calendar is shown: nine months, or three years by quarter."""

    MONTHS = "month"
    QUARTERS = "quarter"


@dataclass(frozen=True, slots=True)
class Span:
    """The days shown, `until` not among them."""

    since: date
    until: date

    def place(self, day: date) -> float:
        """Where a day lies across, in percent; below 0 or above 100 outside."""
        return (day - self.since).days * 100 / max((self.until - self.since).days, 1)

    def holds(self, day: date) -> bool:
        """Whether the day is shown."""
        return self.since <= day < self.until


@dataclass(frozen=True, slots=True)
class Dot:
    """An activity: its day, what it is (relationship, sales, neutral), its state, the whole truth in words."""

    day: date
    label: str
    state: str
    hint: str
    href: str


@dataclass(frozen=True, slots=True)
class Bar:
    """An initiative from start to end (either may be unknown) with its activities."""

    title: str
    start: date | None
    end: date | None
    hint: str
    href: str
    dots: tuple[Dot, ...] = ()


@dataclass(frozen=True, slots=True)
class Lane:
    """A goal with what accomplishes it; `due` where it has a day."""

    title: str
    due: date | None
    hint: str
    href: str
    bars: tuple[Bar, ...] = ()


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the calendar with its word."""

    day: date
    word: str


def span_of(today: date, scale: Scale) -> Span:
    """The days around today: two months back and seven ahead, or one year back and two ahead."""
    this = Month.of_day(today)
    if scale is Scale.MONTHS:
        return Span(this.plus(-2).first_day, this.plus(7).first_day)
    first = this.plus(-((this.number - 1) % 3))
    return Span(first.plus(-12).first_day, first.plus(24).first_day)


def outside(lanes: Sequence[Lane], span: Span) -> int:
    """How many activities and due days the drawing leaves out, so that the page can say so."""
    dots = [dot.day for lane in lanes for bar in lane.bars for dot in bar.dots]
    return sum(not span.holds(day) for day in [*dots, *(lane.due for lane in lanes if lane.due)])


def timeline(
    lanes: Sequence[Lane], span: Span, ticks: Sequence[Tick], *, today: date, title: str, now: str
) -> SafeString:
    """The drawing; `now` is the word above the line of today."""
    height = _HEAD + sum(map(_tall, lanes))
    at, parts = _HEAD, []
    for lane in lanes:
        parts.append(_lane(lane, span, at))
        at += _tall(lane)
    return element(
        "svg", element("title", text=title), *_calendar(ticks, span, height), _today(today, span, height, now), *parts,
        class_="timeline", width="100%", height=height, role="group", aria_label=title,
    )  # fmt: skip


def _tall(lane: Lane) -> int:
    return _GOAL + (_DUE if lane.due else 0) + _BAR * len(lane.bars) + _GAP


def _calendar(ticks: Sequence[Tick], span: Span, height: int) -> Iterator[SafeString]:
    for tick in ticks:
        x = percent(span.place(tick.day))
        yield element("line", x1=x, x2=x, y1=_HEAD - 8, y2=height, class_="tick", stroke="currentColor")
        yield element("text", text=tick.word, x=x, y=14, dx=4, class_="month", fill="currentColor", aria_hidden="true")


def _today(today: date, span: Span, height: int, word: str) -> SafeString:
    x = percent(span.place(today))
    line = element("line", x1=x, x2=x, y1=_HEAD - 8, y2=height, stroke="currentColor")
    return element("g", element("title", text=word), line, class_="today")


def _lane(lane: Lane, span: Span, at: int) -> SafeString:
    words = element("text", text=_short(lane.title), x=0, y=at + 15, class_="goal", fill="currentColor")
    parts = [element("title", text=lane.hint), words, *_due(lane, span, at)]
    goal = element("a", *parts, href=lane.href, aria_label=lane.hint)
    first = at + _GOAL + (_DUE if lane.due else 0)
    bars = [_bar(bar, span, first + _BAR * place) for place, bar in enumerate(lane.bars)]
    return element("g", goal, *bars, class_="lane")


def _due(lane: Lane, span: Span, at: int) -> list[SafeString]:
    """The day a goal is due: a diamond below its name, so that form and not only colour tells it."""
    if lane.due is None or not span.holds(lane.due):
        return []
    diamond = element("path", d="M0,-7 7,0 0,7 -7,0z", fill="currentColor")
    x, y = percent(span.place(lane.due)), at + _GOAL + _DUE // 2
    line = element("line", x1=0, x2=x, y1=y, y2=y, class_="way", stroke="currentColor", stroke_dasharray="2 4")
    return [line, element("svg", diamond, x=x, y=y, overflow="visible", class_="due")]


def _bar(bar: Bar, span: Span, at: int) -> SafeString:
    words = element("text", text=_short(bar.title), x=0, y=at + 13, class_="name", fill="currentColor")
    first = element("a", element("title", text=bar.hint), words, *_stretch(bar, span, at), href=bar.href,
                    aria_label=bar.hint)  # fmt: skip
    dots = [_dot(dot, span, at + 25) for dot in bar.dots if span.holds(dot.day)]
    return element("g", first, *dots, class_="bar")


def _stretch(bar: Bar, span: Span, at: int) -> list[SafeString]:
    """The bar itself, cut where the drawing ends; one without days lasts from its first to its last activity."""
    days = [dot.day for dot in bar.dots]
    start = bar.start or min(days, default=bar.end)
    end = bar.end or max(days, default=bar.start)
    if start is None or end is None or end < span.since or start >= span.until:
        return []
    left = max(span.place(start), 0)
    width = max(min(span.place(end + timedelta(days=1)), 100) - left, 0.6)
    kind = "stretch" if bar.start and bar.end else "stretch open"
    return [element("rect", x=percent(left), y=at + 20, width=percent(width), height=10, rx=5, class_=kind)]


def _dot(dot: Dot, span: Span, y: int) -> SafeString:
    x = percent(span.place(dot.day))
    shape = element("circle", cx=x, cy=y, r=6, class_=f"dot {dot.label} {dot.state}")
    reach = element("circle", cx=x, cy=y, r=12, fill="none", class_="reach")
    return element("a", element("title", text=dot.hint), reach, shape, href=dot.href, aria_label=dot.hint)


def _short(words: str) -> str:
    return words if len(words) <= _WORDS else f"{words[: _WORDS - 1]}…"
