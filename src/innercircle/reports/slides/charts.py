"""Native charts: stacked columns with lines over them, editable with the figures behind them."""

from __future__ import annotations

from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from innercircle.reports.blocks import Chart
from innercircle.reports.palette import QUIET, RULE
from innercircle.reports.slides.deck import FONT, Deck, describe

_WHOLE = 20  # from here on an axis needs no decimals


def add_chart(deck: Deck, block: Chart, high: float) -> None:
    """The chart at the deck's place, so many inches high."""
    data = CategoryChartData()
    data.categories = block.categories
    for series in block.series:
        data.add_series(series.name, series.values)
    place = (Inches(deck.x), Inches(deck.y), Inches(deck.wide), Inches(high))
    frame = deck.slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_STACKED, *place, data)
    describe(frame, block.alt)
    chart = frame.chart
    chart.font.size, chart.font.name = Pt(deck.size), FONT
    chart.font.color.rgb = RGBColor.from_string(QUIET)
    chart.has_title = bool(block.title)
    if block.title:
        chart.chart_title.text_frame.text = block.title
        chart.chart_title.text_frame.paragraphs[0].runs[0].font.size = Pt(13)
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    _axes(chart, block)
    chart.plots[0].gap_width = 60
    for drawn, series in zip(chart.plots[0].series, block.series, strict=True):
        drawn.format.fill.solid()
        drawn.format.fill.fore_color.rgb = RGBColor.from_string(series.colour)
    _lines(chart, block)


def _axes(chart: Any, block: Chart) -> None:
    axis = chart.value_axis
    axis.minimum_scale, axis.maximum_scale = 0, block.top
    axis.has_major_gridlines = True
    axis.major_gridlines.format.line.color.rgb = RGBColor.from_string(RULE)
    axis.format.line.fill.background()
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "#,##0.##", False
    if block.top >= _WHOLE:
        axis.tick_labels.number_format = "#,##0"
    if len(block.ticks) > 1:
        axis.major_unit = block.ticks[1][0] - block.ticks[0][0]
    chart.category_axis.format.line.color.rgb = RGBColor.from_string(RULE)


def _lines(chart: Any, block: Chart) -> None:
    """Move the series that are lines from the columns into a line chart over the same axes."""
    columns = chart._chartSpace.find(f".//{qn('c:barChart')}")  # noqa: SLF001 - python-pptx cannot mix kinds
    moved = [
        (element, series.colour)
        for element, series in zip(columns.findall(qn("c:ser")), block.series, strict=True)
        if series.line
    ]
    if not moved:
        return
    plot = _below(columns.getparent(), qn("c:lineChart"))
    columns.addnext(plot)
    _below(plot, qn("c:grouping")).set("val", "standard")
    _below(plot, qn("c:varyColors")).set("val", "0")
    for element, colour in moved:
        _as_line(element, colour)
        plot.append(element)
    _below(plot, qn("c:marker")).set("val", "1")
    for axis in columns.findall(qn("c:axId")):
        _below(plot, qn("c:axId")).set("val", axis.get("val"))


def _below(parent: Any, name: str) -> Any:
    """A new element at the end of another."""
    element = parent.makeelement(name, {})
    parent.append(element)
    return element


def _as_line(element: Any, colour: str) -> None:
    for name in ("c:invertIfNegative", "c:spPr"):
        for each in element.findall(qn(name)):
            element.remove(each)
    look = parse_xml(
        f'<c:spPr xmlns:c="{_C}" xmlns:a="{_A}"><a:ln w="25400"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
        "</a:ln></c:spPr>"
    )
    marker = parse_xml(
        f'<c:marker xmlns:c="{_C}" xmlns:a="{_A}"><c:symbol val="circle"/><c:size val="5"/><c:spPr><a:solidFill>'
        f'<a:srgbClr val="{colour}"/></a:solidFill></c:spPr></c:marker>'
    )
    element.find(qn("c:tx")).addnext(look)
    look.addnext(marker)
    _below(element, qn("c:smooth")).set("val", "0")


_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
