"""Native tables without the template's stripes: thin lines, a heading in the house's colour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from innercircle.reports.blocks import Cell, Column
from innercircle.reports.palette import ACCENT, RULE
from innercircle.reports.slides.deck import Deck, words

_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # PowerPoint's “No style, no grid”


def plain_table(
    deck: Deck,
    columns: Sequence[Column],
    widths: Sequence[float],
    rows: Sequence[tuple[Sequence[Cell], float]],
    *,
    size: float,
    head: bool,
) -> None:
    """Rows with their heights in inches, at the deck's place."""
    high = sum(height for _row, height in rows)
    frame = deck.slide.shapes.add_table(
        len(rows), len(columns), Inches(deck.x), Inches(deck.y), Inches(deck.wide), Inches(high)
    )
    table = frame.table
    table.first_row, table.horz_banding = head, False
    frame._element.graphic.graphicData.tbl.tblPr.find(qn("a:tableStyleId")).text = _NO_STYLE  # noqa: SLF001
    for place, wide in enumerate(widths):
        table.columns[place].width = Inches(wide)
    for line, (row, height) in enumerate(rows):
        table.rows[line].height = Inches(height)
        for place, (cell, column) in enumerate(zip(row, columns, strict=True)):
            _cell(table.cell(line, place), cell, column, size, head=head and line == 0)


def _cell(place: Any, cell: Cell, column: Column, size: float, *, head: bool) -> None:
    place.margin_left = place.margin_right = Inches(0.06)
    place.margin_top, place.margin_bottom = Inches(0.05), Inches(0.03)
    place.vertical_anchor = MSO_ANCHOR.BOTTOM if head else MSO_ANCHOR.TOP
    frame = place.text_frame
    frame.word_wrap = True
    for number, line in enumerate(cell.text.split("\n")):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.RIGHT if column.numeric else PP_ALIGN.LEFT
        words(paragraph, line, cell.tone, size, bold=head)
    _under(place, ACCENT if head else RULE, 1.25 if head else 0.5)


def _under(place: Any, colour: str, points: float) -> None:
    """A line below the cell; python-pptx has no word for it."""
    properties = place._tc.get_or_add_tcPr()  # noqa: SLF001
    line = properties.makeelement(qn("a:lnB"), {"w": str(int(Pt(points))), "cap": "flat", "cmpd": "sng"})
    fill = line.makeelement(qn("a:solidFill"), {})
    fill.append(fill.makeelement(qn("a:srgbClr"), {"val": colour}))
    line.append(fill)
    properties.insert(0, line)
