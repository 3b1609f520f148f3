"""The account plan as PPTX, read back: titles, native charts and tables, a map of shapes and connectors."""

from __future__ import annotations

import io
from typing import Any

import pytest
import time_machine
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.util import Inches

from innercircle.reports.blocks import Format
from innercircle.reports.composing import compose
from innercircle.reports.slides import write_pptx
from innercircle.reports.slides.deck import HEIGHT, WIDTH
from tests.reports import plans
from tests.reports.reading import made


def slides_of(name: str, language: str = "en", *, short: bool = False) -> list[Any]:
    return list(Presentation(io.BytesIO(made(name, Format.PPTX, language, short=short))).slides)


def shapes_of(slides: list[Any]) -> list[Any]:
    return [shape for slide in slides for shape in slide.shapes]


def test_every_slide_has_its_title_and_number() -> None:
    slides = slides_of("rich")
    assert all(slide.shapes.title.text_frame.text for slide in slides)
    texts = [shape.text_frame.text for shape in slides[-1].shapes if shape.has_text_frame]
    assert f"Page {len(slides)} of {len(slides)}" in texts
    assert 14 <= len(slides) <= 30


def test_charts_are_native_and_the_line_lies_over_the_columns() -> None:
    charts = [shape.chart for shape in shapes_of(slides_of("rich")) if shape.has_chart]
    assert len(charts) == 3
    hours = next(chart for chart in charts if "Client hours" in chart.chart_title.text_frame.text)
    kinds = [type(plot).__name__ for plot in hours.plots]
    assert kinds == ["BarPlot", "LinePlot"]
    assert next(iter(hours.plots[0].categories)) == "Oct 2025"
    assert [series.name for series in hours.plots[1].series] == ["Our hours"]
    assert hours.plots[0].series[0].values[0] == 8.0


def test_the_map_is_shapes_joined_by_connectors() -> None:
    groups = [shape for shape in shapes_of(slides_of("rich")) if shape.shape_type == MSO_SHAPE_TYPE.GROUP]
    assert len(groups) == 1
    names = {shape.name for shape in groups[0].shapes}
    assert {"Maria Brandt", "Otto Kern", "Nina Vogt", "Anna Kim", "Ben Roth"} <= names
    lines = [shape for shape in groups[0].shapes if shape.shape_type == MSO_SHAPE_TYPE.LINE]
    assert len(lines) == 2
    ends = groups[0]._element.xpath(".//a:stCxn | .//a:endCxn")
    assert len(ends) == 4
    assert "Map of 3 people" in groups[0]._element.xpath("./p:nvGrpSpPr/p:cNvPr")[0].get("descr")


def test_tables_are_native_and_go_on_with_their_headings() -> None:
    tables = [shape.table for shape in shapes_of(slides_of("sixty")) if shape.has_table]
    steps = [table for table in tables if table.cell(0, 1).text == "Activity"]
    assert len(steps) > 1
    assert sum(len(table.rows) - 1 for table in steps) == 60


@pytest.mark.parametrize("name", ["rich", "empty", "hostile"])
@pytest.mark.parametrize("short", [False, True])
def test_nothing_stands_beside_the_slide(name: str, short: bool) -> None:
    for shape in shapes_of(slides_of(name, short=short)):
        assert shape.left >= 0
        assert shape.left + shape.width <= Inches(WIDTH) + 1
        assert shape.top >= 0
        assert shape.top <= Inches(HEIGHT)


def test_german_and_the_same_bytes_again() -> None:
    document = compose(plans.rich(), language="de")
    with time_machine.travel("2031-05-05"):
        assert write_pptx(document) == made("rich", Format.PPTX, "de")
    titles = [slide.shapes.title.text_frame.text for slide in slides_of("rich", "de")]
    assert "Kundenstunden und der Monatstest" in titles


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(("name", "most"), [("rich", 2), ("empty", 1), ("hostile", 2), ("sixty", 2)])
def test_one_page_is_two_slides_at_most(name: str, most: int, language: str) -> None:
    slides = slides_of(name, language, short=True)
    assert len(slides) <= most
    assert all(slide.shapes.title.text_frame.text for slide in slides)


def test_one_page_holds_every_chapter_side_by_side() -> None:
    shapes = shapes_of(slides_of("rich", short=True))
    texts = {shape.text_frame.text: shape for shape in shapes if shape.has_text_frame}
    for chapter in compose(plans.rich(), language="en", short=True).chapters[1:]:
        assert chapter.title in texts
    assert texts["Client hours by month"].left > Inches(WIDTH / 2)
    assert any("Verdict on the plan" in text for text in texts)
    assert len([shape for shape in shapes if shape.has_chart]) == 1


@pytest.mark.parametrize("name", ["rich", "sixty"])
def test_no_slide_holds_a_note_alone(name: str) -> None:
    for slide in slides_of(name)[1:]:
        title = slide.shapes.title.text_frame.text
        others = [shape for shape in slide.shapes if shape != slide.shapes.title and shape.top < Inches(7)]
        assert any(not shape.has_text_frame or shape.text_frame.text for shape in others), title
        assert (
            not title.endswith("(continued)")
            or any(shape.has_table or shape.has_chart for shape in others)
            or any(shape.shape_type == MSO_SHAPE_TYPE.GROUP for shape in others)
        ), title
