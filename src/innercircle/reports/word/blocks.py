"""The blocks of a document in DOCX."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from docx.shared import Cm, Pt

from innercircle.reports.blocks import (
    Block,
    Cell,
    Chart,
    Column,
    Document,
    Facts,
    Figures,
    Maps,
    Notice,
    Points,
    Table,
    Text,
    Tone,
)
from innercircle.reports.palette import ACCENT, GROUNDS, RULE, TONES
from innercircle.reports.pdf import draw_chart, draw_map
from innercircle.reports.word.frame import WIDE
from innercircle.reports.word.parts import describe, edge, put, repeat, right, shade, whole, widths

_TILES = 4  # in one row
_SMALL, _CELL, _NOTE = 7.5, 8.5, 8.0  # points


class Paper:
    """A document under way; `add` puts one block at its end."""

    def __init__(self, document: Document, file: Any) -> None:
        self.document, self.file, self.small = document, file, document.one_page
        self._writers: dict[type, Callable[[Any], None]] = {
            Text: self.text,
            Points: self.points,
            Notice: self.notice,
            Facts: self.facts,
            Figures: self.figures,
            Table: self.table,
            Chart: self.chart,
            Maps: self.maps,
        }

    def add(self, block: Block) -> None:
        """One block."""
        self._writers[type(block)](block)

    def text(self, block: Text) -> None:
        """A paragraph, broken where its text is."""
        for words in block.words.split("\n"):
            put(self.file.add_paragraph(), words, block.tone)

    def points(self, block: Points) -> None:
        """A list."""
        for item in block.items:
            self.file.add_paragraph(item, style="List Bullet")

    def notice(self, block: Notice) -> None:
        """A shaded box of one cell."""
        table = self.file.add_table(rows=1, cols=1)
        cell = table.rows[0].cells[0]
        shade(cell, GROUNDS[block.tone])
        edge(cell, "left", TONES[block.tone], 24)
        put(cell.paragraphs[0], block.title, block.tone, bold=True)
        if block.words:
            put(cell.add_paragraph(), block.words)
        self._gap()

    def facts(self, block: Facts) -> None:
        """Names and what they are, without lines."""
        if not block.rows:
            return
        table = self.file.add_table(rows=0, cols=2)
        for label, words in block.rows:
            cells = table.add_row().cells
            put(cells[0].paragraphs[0], label, Tone.QUIET)
            put(cells[1].paragraphs[0], words)
        widths(table, (0.27 * WIDE, 0.73 * WIDE))
        self._gap()

    def figures(self, block: Figures) -> None:
        """Tiles in rows of four."""
        for start in range(0, len(block.items), _TILES):
            items = block.items[start : start + _TILES]
            row = self.file.add_table(rows=1, cols=len(items)).rows[0]
            whole(row)
            for cell, item in zip(row.cells, items, strict=True):
                shade(cell, GROUNDS[item.tone])
                edge(cell, "right", "FFFFFF", 48)
                put(cell.paragraphs[0], item.label, Tone.QUIET, size=_NOTE)
                put(cell.add_paragraph(), item.text, item.tone, size=12 if self.small else 15, bold=True)
                if item.note:
                    put(cell.add_paragraph(), item.note, Tone.QUIET, size=_SMALL)
            self._gap()

    def table(self, block: Table) -> None:
        """A table whose heading row repeats on every page."""
        if block.title:
            self.file.add_heading(block.title, 2)
        shown = block.rows[: block.most]
        table = self.file.add_table(rows=1 + len(shown), cols=len(block.columns))
        rows = list(table.rows)
        for cell, column in zip(rows[0].cells, block.columns, strict=True):
            self._cell(cell, Cell(column.label, tone=Tone.QUIET), column, bold=True)
            edge(cell, "bottom", ACCENT, 8)
        repeat(rows[0])
        for row, cells in zip(rows[1:], shown, strict=True):
            whole(row)
            for place, each, column in zip(row.cells, cells, block.columns, strict=True):
                self._cell(place, each, column)
                edge(place, "bottom", RULE, 4)
        parts = sum(column.part for column in block.columns)
        widths(table, tuple(WIDE * column.part / parts for column in block.columns))
        for words in filter(None, (block.left_out(block.most), block.note)):
            put(self.file.add_paragraph(), words, Tone.QUIET, size=_NOTE)
        self._gap()

    def _cell(self, place: Any, cell: Cell, column: Column, *, bold: bool = False) -> None:
        paragraph = place.paragraphs[0]
        room = Pt(0.5 if self.small else 2)
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = room
        put(paragraph, cell.text, cell.tone, size=_SMALL if self.small else _CELL, bold=bold)
        if column.numeric:
            right(paragraph)

    def chart(self, block: Chart) -> None:
        """A chart as picture."""
        if block.title:
            self.file.add_heading(block.title, 2)
        self._picture(draw_chart(self.document, block), block.alt)

    def maps(self, block: Maps) -> None:
        """Each picture of the map, with what the signs mean."""
        if block.title:
            self.file.add_heading(block.title, 2)
        for picture in block.pictures:
            self._picture(draw_map(self.document, block, picture), block.alt)

    def _picture(self, data: bytes, alt: str) -> None:
        wide = Cm(WIDE * 0.72 if self.small else WIDE)
        describe(self.file.add_picture(io.BytesIO(data), width=wide), alt)

    def _gap(self) -> None:
        """A little room below a table, which has no space of its own."""
        paragraph = self.file.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.line_spacing = Pt(3 if self.small else 7)
