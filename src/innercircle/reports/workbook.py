"""The account plan as XLSX, to compute with: an overview, then one sheet for each table, charts beside their figures.

Every text is a text whatever it begins with, every figure a figure, every day a day (`kit.sheet`).
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from innercircle.kit.sheet import DAY, TEXTS_ARE_TEXTS, sheet_name, write_text
from innercircle.reports.blocks import Cell, Chapter, Chart, Document, Facts, Figures, Notice, Points, Table, Text
from innercircle.reports.packing import same_bytes
from innercircle.reports.palette import ACCENT, GROUNDS, INK, QUIET, RULE, TONES

_MOST_ROWS = 20_000
_WIDE = 92  # characters of a sheet's whole width
_HIGH = 18  # rows a chart covers
_LINE = 15.0  # points of height for a line of text
_OVERVIEW = (44, 60, 50)  # characters of its columns


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A table and the chart that stands beside it."""

    chapter: str
    table: Table | None = None
    chart: Chart | None = None


class _Formats:
    """Formats made once each: a workbook holds only so many."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def of(self, **how: Any) -> Any:
        """The format of those properties."""
        key = tuple(sorted(how.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"font_name": "Calibri", "valign": "top", **how})
        return self._made[key]


def write_xlsx(document: Document) -> bytes:
    """The document as XLSX; the same document gives the same bytes."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {**TEXTS_ARE_TEXTS, "in_memory": True}) as book:
        moment = datetime.fromisoformat(document.moment).replace(tzinfo=None)
        about = {"title": document.title, "author": document.firm, "subject": document.subtitle, "created": moment}
        book.set_properties(about)
        formats = _Formats(book)
        names: set[str] = set()
        _overview(book.add_worksheet(_name(document.words.overview, names)), document, formats)
        for each in _sheets(document):
            title = (each.table.title if each.table and each.table.title else "") or each.chapter
            _sheet(book, book.add_worksheet(_name(title, names)), each, document, formats)
    return same_bytes(out.getvalue())


def _sheets(document: Document) -> Iterator[_Sheet]:
    """Tables with the chart of the same name; charts without a table by themselves."""
    for chapter in document.chapters:
        charts = {block.key: block for block in chapter.blocks if isinstance(block, Chart)}
        tables = [block for block in chapter.blocks if isinstance(block, Table)]
        for table in tables:
            yield _Sheet(chapter.title, table, charts.pop(table.key, None))
        yield from (_Sheet(chapter.title, chart=chart) for chart in charts.values())


def _name(title: str, taken: set[str]) -> str:
    """A name of a sheet that no other has, whatever its case."""
    name, number = sheet_name(title), 1
    while name.casefold() in taken:
        number += 1
        name = f"{sheet_name(title)[: 31 - len(f' {number}')]} {number}"
    taken.add(name.casefold())
    return name


def _overview(sheet: Any, document: Document, formats: _Formats) -> None:
    sheet.hide_gridlines(2)
    for place, wide in enumerate(_OVERVIEW):
        sheet.set_column(place, place, wide)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    _title(sheet, document, formats)
    line = 5
    for label, words in document.facts.rows:
        line = _put(sheet, line, (label, words, ""), formats)
    for chapter in document.chapters:
        rows = list(_lines(chapter))
        if rows:
            line += 1
            _text(sheet, line, 0, chapter.title, formats, bold=True, font_size=13, font_color=f"#{ACCENT}")
            line += 1
        for row in rows:
            line = _put(sheet, line, row, formats)


def _title(sheet: Any, document: Document, formats: _Formats) -> None:
    if document.logo:
        sheet.insert_image(0, 2, "logo.png", {"image_data": io.BytesIO(document.logo), "object_position": 3,
                                              "description": document.firm, **_scale(document.logo)})  # fmt: skip
    _text(sheet, 0, 0, document.firm, formats, bold=True)
    _text(sheet, 1, 0, document.title, formats, bold=True, font_size=18, font_color=f"#{ACCENT}")
    _text(sheet, 2, 0, f"{document.subtitle} · {document.as_of}", formats, font_color=f"#{QUIET}")
    _text(sheet, 3, 0, f"{document.confidential} · {document.made_by}", formats, font_color=f"#{QUIET}")


def _scale(logo: bytes) -> dict[str, float]:
    """At most 50 pixels high; the height stands in the PNG's head."""
    high = int.from_bytes(logo[20:24], "big") or 50
    part = min(1.0, 50 / high)
    return {"x_scale": part, "y_scale": part}


def _lines(chapter: Chapter) -> Iterator[tuple[str, str, str]]:
    """What a chapter says beside its tables: name, text, and a line beside it."""
    for block in chapter.blocks:
        if isinstance(block, Facts):
            yield from ((label, words, "") for label, words in block.rows)
        elif isinstance(block, Figures):
            yield from ((item.label, item.text, item.note) for item in block.items)
        elif isinstance(block, Notice):
            yield block.title, block.words, ""
        elif isinstance(block, Text):
            yield "", block.words, ""
        elif isinstance(block, Points):
            yield from (("", item, "") for item in block.items)


def _height(texts: Iterable[str], widths: Iterable[float]) -> float:
    """The points of height that texts need in columns of so many characters; not every program adjusts it itself."""
    lines = max(
        sum(max(1, math.ceil(len(line) / max(wide - 1, 1))) for line in text.split("\n"))
        for text, wide in zip(texts, widths, strict=True)
    )
    return _LINE * min(lines, 27)  # a row is at most 409 points high


def _put(sheet: Any, line: int, row: tuple[str, str, str], formats: _Formats) -> int:
    sheet.set_row(line, _height(row, _OVERVIEW))
    for column, (text, colour) in enumerate(zip(row, (QUIET, INK, QUIET), strict=True)):
        if text:
            _text(sheet, line, column, text, formats, text_wrap=True, font_color=f"#{colour}")
    return line + 1


def _text(sheet: Any, line: int, column: int, text: str, formats: _Formats, **how: Any) -> None:
    write_text(sheet, line, column, text, formats.of(**how), formats.of(**how, quote_prefix=True))


def _sheet(book: Any, sheet: Any, each: _Sheet, document: Document, formats: _Formats) -> None:
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{_footer(document)}&R&P / &N")
    _text(sheet, 0, 0, document.title, formats, font_color=f"#{QUIET}")
    _text(sheet, 1, 0, each.chapter, formats, bold=True, font_size=14, font_color=f"#{ACCENT}")
    line = 3
    if each.chart is not None:
        line = _chart(book, sheet, each.chart, line, formats)
    if each.table is not None:
        _table(sheet, each.table, line, formats)


def _footer(document: Document) -> str:
    return f"{document.as_of} · {document.confidential}".replace("&", "&&")


def _table(sheet: Any, table: Table, top: int, formats: _Formats) -> None:
    parts = sum(column.part for column in table.columns)
    widths = [max(11, round(_WIDE * 1.6 * column.part / parts)) for column in table.columns]
    sheet.set_row(top, _height([column.label for column in table.columns], widths))
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, widths[place])
        align = "right" if column.numeric else "left"
        how = {"bold": True, "font_color": f"#{QUIET}", "bottom": 2, "bottom_color": f"#{ACCENT}", "text_wrap": True}
        _text(sheet, top, place, column.label or "#", formats, align=align, **how)
    rows = table.rows[:_MOST_ROWS]
    sheet.print_area(0, 0, top + len(rows) + 3, len(table.columns) - 1)
    for line, row in enumerate(rows, top + 1):
        sheet.set_row(line, _height([cell.text for cell in row], widths))
        for place, cell in enumerate(row):
            _cell(sheet, line, place, cell, formats)
    sheet.freeze_panes(top + 1, 0)
    sheet.repeat_rows(top)
    if rows:
        sheet.autofilter(top, 0, top + len(rows), len(table.columns) - 1)
    notes = filter(None, (table.left_out(_MOST_ROWS), table.note))
    for line, words in enumerate(notes, top + len(rows) + 2):
        _text(sheet, line, 0, words, formats, font_color=f"#{QUIET}")


def _cell(sheet: Any, line: int, place: int, cell: Cell, formats: _Formats) -> None:
    how = {"bottom": 1, "bottom_color": f"#{RULE}", "font_color": f"#{TONES[cell.tone]}"}
    if cell.tone.value in {"good", "warn", "bad"}:
        how["bg_color"] = f"#{GROUNDS[cell.tone]}"
    value = cell.value
    if isinstance(value, date):
        sheet.write_datetime(line, place, value, formats.of(**how, num_format=DAY, align="left"))
    elif value is not None:
        sheet.write_number(line, place, value, formats.of(**how, num_format=_number_format(cell)))
    else:
        _text(sheet, line, place, cell.text, formats, **how, text_wrap=True)


def _number_format(cell: Cell) -> str:
    if "%" in cell.text:
        return "0.0%"
    if isinstance(cell.value, Decimal):
        return "#,##0.00"
    return "0.00" if isinstance(cell.value, float) else "0"


def _chart(book: Any, sheet: Any, block: Chart, top: int, formats: _Formats) -> int:
    """The chart, and at the right the figures it is drawn from; returns the line below it."""
    first = 26  # column AA: beyond what is printed
    name = sheet.get_name().replace("'", "''")
    for line, category in enumerate(block.categories, top + 1):
        _text(sheet, line, first, category, formats)
    columns = book.add_chart({"type": "column", "subtype": "stacked"})
    lines = book.add_chart({"type": "line"})
    last = top + len(block.categories)
    for place, series in enumerate(block.series):
        column = first + 1 + place
        _text(sheet, top, column, series.name, formats, bold=True)
        for line, value in enumerate(series.values, top + 1):
            if value is not None:
                sheet.write_number(line, column, value)
        look = (
            {"line": {"color": f"#{series.colour}", "width": 2.25}}
            if series.line
            else {"fill": {"color": f"#{series.colour}"}}
        )
        (lines if series.line else columns).add_series(
            {
                "name": [name, top, column], "categories": [name, top + 1, first, last, first],
                "values": [name, top + 1, column, last, column], "gap": 60, **look,
            }
        )  # fmt: skip
    if any(series.line for series in block.series):
        columns.combine(lines)
    columns.set_title({"name": block.title or sheet.get_name(), "name_font": {"size": 12}})
    columns.set_y_axis(
        {
            "name": block.unit,
            "min": 0,
            "max": block.top,
            "major_gridlines": {"visible": True, "line": {"color": f"#{RULE}"}},
        }
    )
    columns.set_legend({"position": "bottom"})
    columns.set_size({"width": 900, "height": 20 * _HIGH - 10})
    sheet.insert_chart(top, 0, columns, {"description": block.alt, "object_position": 3})
    _text(sheet, top + _HIGH, 0, block.source, formats, font_color=f"#{QUIET}")
    return top + _HIGH + 2
