"""The timeline, the quarters and a goal's way, as drawings of values: where things stand and what is left out."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innercircle.web.plans.drawing import Point, Quarter, progress, quarters
from innercircle.web.plans.timeline import Bar, Dot, Lane, Scale, Span, Tick, outside, span_of, timeline

TODAY = date(2026, 11, 22)
YEAR = Span(date(2026, 1, 1), date(2027, 1, 1))
DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


def lane(due: date | None = None, *bars: Bar) -> Lane:
    return Lane("Goal & <aim>", due, "A goal", "/goal/", bars)


def bar(start: date | None, end: date | None, *dots: Dot) -> Bar:
    return Bar("Way", start, end, "An initiative", "/way/", dots)


def dot(day: date, state: str = "planned") -> Dot:
    return Dot(day, "sales", state, "A step", "/step/")


def drawn(*lanes: Lane, span: Span = YEAR) -> str:
    return str(timeline(lanes, span, [Tick(span.since, "Jan")], today=TODAY, title="Plan", now="Today"))


@pytest.mark.parametrize(
    ("scale", "since", "until"),
    [(Scale.MONTHS, date(2026, 9, 1), date(2027, 6, 1)), (Scale.QUARTERS, date(2025, 10, 1), date(2028, 10, 1))],
)
def test_the_days_around_today(scale: Scale, since: date, until: date) -> None:
    assert span_of(TODAY, scale) == Span(since, until)


def test_words_are_escaped_and_everything_leads_somewhere() -> None:
    text = drawn(lane(date(2026, 7, 2), bar(date(2026, 3, 1), date(2026, 5, 1), dot(date(2026, 4, 1)))))
    assert "Goal &amp; &lt;aim&gt;" in text
    assert re.findall(r'<a href="([^"]+)"', text) == ["/goal/", "/way/", "/step/"]
    assert 'class="dot sales planned"' in text
    assert 'class="due"' in text


def test_a_bar_is_cut_where_the_drawing_ends_and_dashed_where_a_day_is_missing() -> None:
    whole = drawn(lane(None, bar(date(2020, 1, 1), date(2030, 1, 1))))
    assert 'x="0%" y="70" width="100%"' in whole
    assert 'class="stretch"' in whole
    assert 'class="stretch open"' in drawn(lane(None, bar(None, None, dot(date(2026, 2, 1)), dot(date(2026, 3, 1)))))


@pytest.mark.parametrize("span", [(None, None), (date(2020, 1, 1), date(2020, 2, 1)), (date(2030, 1, 1), None)])
def test_a_bar_outside_is_not_drawn(span: tuple[date | None, date | None]) -> None:
    text = drawn(lane(None, bar(*span)))
    assert "stretch" not in text
    assert "Way" in text


def test_what_is_left_out_is_counted() -> None:
    before, after, within = date(2025, 12, 31), date(2027, 1, 1), date(2026, 1, 1)
    lanes = [lane(before, bar(None, None, dot(before), dot(within), dot(after))), lane(within), lane()]
    assert outside(lanes, YEAR) == 3
    assert drawn(*lanes).count('class="dot') == 1


@given(DAYS, DAYS, DAYS)
def test_no_coordinate_lies_outside(start: date, end: date, due: date) -> None:
    text = drawn(lane(due, bar(min(start, end), max(start, end), dot(start))))
    across = [float(x) for x in re.findall(r'(?:x|x1|x2|cx|width)="(-?[\d.]+)%"', text)]
    assert all(0 <= x <= 100 for x in across)


def test_quarters_are_stacked_and_open_to_their_rows() -> None:
    columns = [Quarter("2026-Q3", 3, 1, 0, "Three of four", "/q3/"), Quarter("2026-Q4", 0, 0, 0, "Nothing", "/q4/")]
    text = str(quarters(columns, title="By quarter"))
    heights = re.findall(r'<rect class="(\w+)" x="[^"]+" y="([\d.]+)" width="[^"]+" height="([\d.]+)"', text)
    assert [name for name, _y, _height in heights if name != "hit"] == ["relationship", "sales"]
    assert ">3/4<" in text
    assert re.findall(r'<a href="([^"]+)"', text) == ["/q3/", "/q4/"]
    assert "<rect" not in str(quarters([], title="None"))


def test_a_goal_that_falls_to_its_target_is_drawn_downwards() -> None:
    points = [Point(date(2026, 1, 1), 20.0), Point(date(2026, 7, 1), 15.0)]
    text = str(progress(points, 10.0, title="Way", goal="Target: 10"))
    first, second = (float(y) for y in re.findall(r'<circle cx="[^"]+" cy="([\d.]+)"', text))
    aim = float(re.findall(r'y1="([\d.]+)"[^>]*class="aim"|class="aim"[^>]*?y1="([\d.]+)"', text)[0][0] or 0)
    assert first < second < aim
    assert "Target: 10" in text


def test_a_way_without_target_or_with_one_figure_is_still_a_drawing() -> None:
    assert "aim" not in str(progress([Point(TODAY, 1.0)], None, title="Way"))
    assert "<circle" not in str(progress([], None, title="Way"))
