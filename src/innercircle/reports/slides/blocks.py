"""The blocks of a document on slides; heights are estimated, so that a table goes on before it runs over the edge."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Inches

from innercircle.reports.blocks import (
    Block,
    Cell,
    Chart,
    Column,
    Facts,
    Figures,
    Maps,
    Notice,
    Points,
    Table,
    Text,
    Tone,
)
from innercircle.reports.palette import GROUNDS
from innercircle.reports.slides.charts import add_chart
from innercircle.reports.slides.deck import TOP, Deck, without_shadow, words
from innercircle.reports.slides.maps import add_map
from innercircle.reports.slides.rows import parts
from innercircle.reports.slides.tables import plain_table

_MOST_ROWS = 60  # of one table; the rest is for the spreadsheet
_LONGEST = 260  # characters of a cell
_TILES = 4
_SHORT = 4  # rows
_LOWEST, _HIGHEST = 2.4, 4.6  # inches of a chart
_FLAT = 0.42  # of a chart's width
_LETTER = 0.0064  # inches of width for each point of type, on average
_LINE = 0.0172  # inches of height for each point of type


def add(deck: Deck, block: Block) -> None:
    """One block where there is room for it."""
    _WRITERS[type(block)](deck, block)


def lines_of(text: str, size: float, wide: float) -> int:
    """How many lines a text needs in so many inches; never fewer than it has breaks."""
    most = max(1, int(wide / (size * _LETTER)))
    return sum(max(1, math.ceil(len(line) / most)) for line in text.split("\n"))


def _text(deck: Deck, block: Text) -> None:
    for part in block.words.split("\n"):
        high = lines_of(part, 14, deck.wide) * 14 * _LINE + 0.08
        deck.need(min(high, 1.0))
        box = deck.box(deck.x, deck.y, deck.wide, high)
        words(box.text_frame.paragraphs[0], part, block.tone, 14)
        deck.y += high


def _points(deck: Deck, block: Points) -> None:
    for item in block.items:
        _text(deck, Text(f"•  {item}"))


def _notice(deck: Deck, block: Notice) -> None:
    said, size = _cut(block.words, 600), round(deck.size) + 2
    high = 0.42 + (lines_of(said, size, deck.wide - 0.5) * size * _LINE if said else 0.0)
    deck.need(high)
    shape = _ground(deck, deck.x, deck.wide, high, GROUNDS[block.tone])
    words(shape.text_frame.paragraphs[0], block.title, block.tone, size + 1, bold=True)
    if said:
        _line(shape, said, Tone.PLAIN, size)
    deck.y += high + 0.15


def _ground(deck: Deck, x: float, wide: float, high: float, colour: str) -> Any:
    shape = deck.slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, Inches(x), Inches(deck.y), Inches(wide), Inches(high))
    shape.fill.solid()
    shape.fill.fore_color.rgb = RGBColor.from_string(colour)
    shape.line.fill.background()
    without_shadow(shape)
    frame = shape.text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
    frame.margin_left = frame.margin_right = Inches(0.15)
    frame.margin_top = frame.margin_bottom = Inches(0.05)
    for paragraph in frame.paragraphs:
        paragraph.alignment = PP_ALIGN.LEFT
    return shape


def _facts(deck: Deck, block: Facts) -> None:
    columns = (Column("", 1.0), Column("", 3.2))
    rows = tuple((Cell(label, tone=Tone.QUIET), Cell(text)) for label, text in block.rows)
    _grid(deck, columns, rows, head=False, size=13)


def _figures(deck: Deck, block: Figures) -> None:
    for start in range(0, len(block.items), _TILES):
        items = block.items[start : start + _TILES]
        wide = (deck.wide - 0.15 * (len(items) - 1)) / len(items)
        high = 1.15 if any(item.note for item in items) else 0.95
        deck.need(high)
        for place, item in enumerate(items):
            shape = _ground(deck, deck.x + place * (wide + 0.15), wide, high, GROUNDS[item.tone])
            words(shape.text_frame.paragraphs[0], item.label, Tone.QUIET, 11)
            _line(shape, item.text, item.tone, 20, bold=True)
            if item.note:
                _line(shape, _cut(item.note, 60), Tone.QUIET, 10)
        deck.y += high + 0.15


def _line(shape: Any, text: str, tone: Tone, size: float, *, bold: bool = False) -> None:
    paragraph = shape.text_frame.add_paragraph()
    paragraph.alignment = PP_ALIGN.LEFT
    words(paragraph, text, tone, size, bold=bold)


def _table(deck: Deck, block: Table) -> None:
    if block.title:
        deck.need(1.5)
        box = deck.box(deck.x, deck.y, deck.wide, 0.3)
        words(box.text_frame.paragraphs[0], block.title, size=14, bold=True)
        deck.y += 0.34
    most = min(block.most, _MOST_ROWS)
    rows = tuple(tuple(Cell(_cut(cell.text), tone=cell.tone) for cell in row) for row in block.rows[:most])
    notes = [note for note in (block.left_out(most), block.note) if note]
    _grid(deck, block.columns, rows, size=deck.size, after=sum(_small_high(deck, note) for note in notes))
    for note in notes:
        _small(deck, note)
    deck.y += 0.1


def _small(deck: Deck, note: str) -> None:
    high = _small_high(deck, note)
    deck.need(high)
    words(deck.box(deck.x, deck.y, deck.wide, high).text_frame.paragraphs[0], note, Tone.QUIET, 10)
    deck.y += high


def _small_high(deck: Deck, note: str) -> float:
    return lines_of(note, 10, deck.wide) * 10 * _LINE + 0.06


def _grid(
    deck: Deck,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    *,
    head: bool = True,
    size: float,
    after: float = 0.0,
) -> None:
    """Rows in as many tables as they need slides; each has the headings, the last has `after` inches left below it."""
    whole = sum(column.part for column in columns)
    widths = [deck.wide * column.part / whole for column in columns]
    labels = tuple(Cell(column.label, tone=Tone.QUIET) for column in columns)
    top = _high(labels, widths, size) if head else 0.0
    highs = [_high(row, widths, size) for row in rows]
    start = 0
    for place, count in enumerate(parts(highs, deck.left - top, deck.bottom - TOP - top, after)):
        if place:
            deck.on()
        piece = rows[start : start + count]
        _finish(deck, columns, widths, [labels, *piece] if head else piece, size=size, head=head)
        start += count


def _finish(
    deck: Deck,
    columns: Sequence[Column],
    widths: Sequence[float],
    rows: Sequence[Sequence[Cell]],
    *,
    size: float,
    head: bool,
) -> None:
    if len(rows) > head:
        heights = [_high(row, widths, size) for row in rows]
        plain_table(deck, columns, widths, list(zip(rows, heights, strict=True)), size=size, head=head)
        deck.y += sum(heights) + 0.1


def _high(row: Sequence[Cell], widths: Sequence[float], size: float) -> float:
    lines = max(lines_of(cell.text, size, wide - 0.14) for cell, wide in zip(row, widths, strict=True))
    return lines * size * _LINE + 0.09


def _cut(text: str, most: int = _LONGEST) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def room_of(block: Block | None) -> float:
    """The inches to keep free below a chart for a short table, which would look lost on a slide of its own."""
    return 0.5 + 0.32 * len(block.rows) if isinstance(block, Table) and len(block.rows) <= _SHORT else 0.0


def _chart(deck: Deck, block: Chart) -> None:
    most = min(_HIGHEST, max(_LOWEST, deck.wide * _FLAT))
    deck.need(min(3.2, most + 0.3))
    high = max(_LOWEST, min(deck.left - 0.3 - deck.reserved, most))
    add_chart(deck, block, high)
    deck.y += high
    _small(deck, f"{block.unit} · {block.source}")


def _maps(deck: Deck, block: Maps) -> None:
    for place, picture in enumerate(block.pictures):
        if place or deck.y > TOP:
            deck.on()
        add_map(deck, block, picture)
        deck.y = 99.0  # whatever follows goes on the next slide


_WRITERS: dict[type, Callable[[Deck, Any], None]] = {
    Text: _text,
    Points: _points,
    Notice: _notice,
    Facts: _facts,
    Figures: _figures,
    Table: _table,
    Chart: _chart,
    Maps: _maps,
}
