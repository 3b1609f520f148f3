"""Charts: what is drawn, where it leads, and that nothing from outside becomes markup."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innercircle.web.charts import (
    HEIGHT,
    SPARK_HEIGHT,
    SPARK_WIDTH,
    Column,
    Step,
    month_bars,
    nice_ceiling,
    pareto,
    spark,
)
from innercircle.web.svg import element, short


def column(low: float = 2.0, high: float = 3.0, **more: object) -> Column:
    values: dict[str, object] = {"label": "Oct", "ours": 1.0, "hint": "October: 2 to 3 h", "href": "/m", "value": "3"}
    return Column(low=low, high=high, **(values | more))  # type: ignore[arg-type]


def drawn(svg: str) -> ET.Element:
    return ET.fromstring(svg)


def bars(*columns: Column) -> ET.Element:
    return drawn(month_bars(columns, title="Hours", description="Month by month"))


def rects(svg: ET.Element, kind: str) -> list[ET.Element]:
    return [each for each in svg.iter("rect") if each.get("class") == kind]


def test_chart_has_title_description_and_both_are_its_name() -> None:
    svg = bars(column())
    assert svg.findtext("title") == "Hours"
    assert svg.findtext("desc") == "Month by month"
    assert svg.get("aria-labelledby") == svg.find("title").get("id")  # type: ignore[union-attr]
    assert svg.get("aria-describedby") == svg.find("desc").get("id")  # type: ignore[union-attr]


def test_two_charts_on_one_page_share_no_id() -> None:
    first, second = (month_bars([column()], title="T", description="D", key=key) for key in ("a", "b"))
    assert not set(re.findall(r' id="([^"]+)"', first)) & set(re.findall(r' id="([^"]+)"', second))


def test_confirmed_is_solid_and_presumed_stands_on_top_of_it() -> None:
    svg = bars(column(low=2, high=4))
    (low,), (high,) = rects(svg, "low"), rects(svg, "high")
    assert float(high.get("y")) + float(high.get("height")) == pytest.approx(float(low.get("y")))  # type: ignore[arg-type]
    assert float(low.get("height")) == pytest.approx(float(high.get("height")))  # type: ignore[arg-type]
    assert high.get("fill") == "none"


def test_a_settled_month_has_no_hollow_part_and_an_empty_one_no_bar() -> None:
    svg = bars(column(low=2, high=2), column(low=0, high=0))
    assert len(rects(svg, "low")) == 1
    assert not rects(svg, "high")


def test_every_column_with_an_address_is_a_link_that_says_everything() -> None:
    svg = bars(column(), column(href="/n", hint="November"))
    assert [(each.get("href"), each.get("aria-label")) for each in svg.iter("a")] == [
        ("/m", "October: 2 to 3 h"),
        ("/n", "November"),
    ]
    assert svg.get("role") == "group"


def test_without_links_the_chart_is_one_image() -> None:
    svg = bars(column(href=""))
    assert svg.get("role") == "img"
    assert not list(svg.iter("a"))


def test_our_hours_are_one_line_through_the_months_that_have_them() -> None:
    svg = bars(column(ours=1.0), column(ours=None), column(ours=2.0))
    (ours,) = [each for each in svg.iter("g") if each.get("class") == "ours"]
    assert len(list(ours.iter("circle"))) == 2
    assert len(list(ours.iter("line"))) == 1


def test_running_month_is_marked() -> None:
    svg = bars(column(running=True))
    assert [each.get("class") for each in svg.iter("a")] == ["column running"]


def test_figure_stands_clear_of_bar_and_line() -> None:
    svg = bars(column(low=1, high=1, ours=3.0), column(low=4, high=4, ours=1.0))
    values = [float(each.get("y", "")) for each in svg.iter("text") if each.get("class") == "value"]
    dots = [float(each.get("cy", "")) for each in svg.iter("circle")]
    assert values[0] < dots[0]
    assert values[1] < min(float(each.get("y", "")) for each in rects(svg, "low"))


def test_no_months_is_still_a_chart() -> None:
    assert bars().findtext("title") == "Hours"


def test_nothing_is_drawn_with_a_style_attribute() -> None:
    for svg in (
        month_bars([column()], title="T", description="D"),
        pareto([Step("A", 1.0, "A")], title="T", description="D"),
        spark([(1, 2)], title="T"),
    ):
        assert "style=" not in svg


@given(st.text(max_size=40))
def test_words_from_outside_never_become_markup(words: str) -> None:
    svg = month_bars([column(label=words, hint=words, href=words)], title=words, description=words)
    assert "<script" not in svg.lower().replace("&lt;script", "")
    assert svg.count("<a ") == bool(words)


@given(st.lists(st.tuples(st.floats(0, 1000), st.floats(0, 1000)), max_size=13))
def test_every_bar_lies_within_the_drawing(pairs: list[tuple[float, float]]) -> None:
    svg = bars(*(column(low=min(pair), high=max(pair), ours=pair[0]) for pair in pairs))
    for each in (*rects(svg, "low"), *rects(svg, "high")):
        top, tall = float(each.get("y", "")), float(each.get("height", ""))
        assert 0 <= top <= top + tall <= HEIGHT


@pytest.mark.parametrize(
    ("value", "ceiling"),
    [(0, 4), (-1, 4), (0.3, 0.4), (3.9, 4), (4.1, 6), (8.5, 10), (12.5, 16), (99, 100), (101, 120)],
)
def test_axis_ends_at_a_round_figure(value: float, ceiling: float) -> None:
    assert nice_ceiling(value) == pytest.approx(ceiling)


@pytest.mark.parametrize("value", [5e-324, 1e-300, float("inf"), float("nan")])
def test_axis_of_what_is_no_figure_is_still_an_axis(value: float) -> None:
    assert nice_ceiling(value) == 4


@given(st.floats(0.001, 1e9))
def test_axis_reaches_every_value_and_not_far_beyond(value: float) -> None:
    assert value <= nice_ceiling(value) * (1 + 1e-9)
    assert nice_ceiling(value) <= max(value * 1.6, 0.4)


def test_spark_has_a_band_only_where_something_is_presumed() -> None:
    assert "band" in spark([(1, 2), (2, 2)], title="T")
    assert "band" not in spark([(1, 1), (2, 2)], title="T")


def test_spark_is_small_enough_to_show_fifty_times() -> None:
    months = [(place * 1.37, place * 1.9) for place in range(13)]
    assert len(spark(months, title="13 months: from 2.0 h to 9.0–12.5 h", state="not-developing")) < 450


def test_spark_of_nothing_and_of_zeros_is_drawn() -> None:
    assert drawn(spark([], title="T")).findtext("title") == "T"
    assert "nan" not in spark([(0, 0)] * 13, title="T")


PAIRS = ((5, 5), (0, 5), (5, 0))


def test_spark_rises_with_the_figures() -> None:
    flat, rising, falling = (spark([(first, first), (5, 5), (last, last)], title="T") for first, last in PAIRS)
    assert 'd="M4 4l96 0"' in flat  # what goes on in one direction is one stroke
    assert 'd="M4 22l48-18 48 0"' in rising
    assert 'd="M4 4l48 0 48 18"' in falling


@given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900)), min_size=1, max_size=13))
def test_every_stroke_of_a_spark_stays_in_it_and_ends_at_the_last_month(pairs: list[tuple[int, int]]) -> None:
    paths = [each.get("d", "") for each in drawn(spark([(min(pair), max(pair)) for pair in pairs], title="T"))[1:]]
    *band, line, end = (trail(path) for path in paths)
    assert all(0 <= x <= SPARK_WIDTH and 0 <= y <= SPARK_HEIGHT for path in (*band, line) for x, y in path)
    assert line[-1] == pytest.approx(end[0], abs=0.1)
    for outline in band:
        assert outline[-len(line) :] == [pytest.approx(point, abs=0.1) for point in reversed(line)]


def trail(path: str) -> list[tuple[float, float]]:
    """The points of a path of one M, some relative steps and at most one V."""
    found: list[tuple[float, float]] = []
    for command, text in re.findall(r"([MlV])([^MlVhz]*)", path):
        numbers = [float(each) for each in re.findall(r"-?[\d.]+", text)]
        for x, y in [(found[-1][0], numbers[0])] if command == "V" else zip(numbers[::2], numbers[1::2], strict=True):
            found.append((found[-1][0] + x, found[-1][1] + y) if command == "l" else (x, y))
    return found


def test_pareto_climbs_to_the_whole_and_links_each_account() -> None:
    svg = drawn(pareto([Step("A", 0.75, "A", "/a"), Step("B", 0.25, "B", "/b")], title="T", description="D"))
    heights = [float(each.get("cy", "")) for each in svg.iter("circle")]
    grid = [float(each.get("y1", "")) for each in svg.iter("line")]
    assert heights == sorted(heights, reverse=True)
    assert heights[-1] == min(grid)
    assert [each.get("href") for each in svg.iter("a")] == ["/a", "/b"]


def test_pareto_of_nothing_is_drawn() -> None:
    assert drawn(pareto([], title="T", description="D")).findtext("desc") == "D"


def test_element_escapes_text_and_attributes() -> None:
    made = element("text", text="a < b & c", aria_label='say "x" <y>', x=1.0, class_="k", stroke=None)
    assert made == '<text aria-label="say &quot;x&quot; &lt;y&gt;" x="1" class="k">a &lt; b &amp; c</text>'


@pytest.mark.parametrize(("value", "text"), [(1.0, "1"), (1.239, "1.24"), (100.0, "100"), (0.001, "0"), (-2.5, "-2.5")])
def test_coordinates_are_short(value: float, text: str) -> None:
    assert short(value) == text
