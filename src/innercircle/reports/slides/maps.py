"""The relationship map as shapes and connectors that somebody can move, rename and colour."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Inches, Pt

from innercircle.maps.rules import drawing
from innercircle.maps.rules.drawing import Band, Card, Drawing, Link, beneath, fitted
from innercircle.reports.blocks import Maps, Tone
from innercircle.reports.palette import INK, QUIET
from innercircle.reports.slides.deck import LEFT, TOP, WIDE, Deck, describe, without_shadow, words

_ROOM = 4.85  # inches for the picture; the legend stands below
_RIGHT, _OTHER = 3, 1  # connection sites of a rectangle
_DASHES = (
    MSO_LINE.ROUND_DOT, MSO_LINE.SQUARE_DOT, MSO_LINE.DASH, MSO_LINE.LONG_DASH, MSO_LINE.LONG_DASH_DOT, MSO_LINE.SOLID,
)  # fmt: skip
_SIDE = drawing.SIDE * WIDE
_PALE = "C3CBD8"


def add_map(deck: Deck, block: Maps, picture: Drawing) -> None:
    """One picture on this slide, as one group with words for who cannot see it."""
    unit = min(_ROOM / max(picture.height, 1.0), 0.011)  # inches for each of the picture's points
    group = deck.slide.shapes.add_group_shape()
    ours = {each.key: _card(group, each, LEFT, unit, theirs=False) for each in picture.ours}
    theirs = {each.key: _card(group, each, LEFT + WIDE - _SIDE, unit, theirs=True) for each in picture.theirs}
    for band in picture.bands:
        _band(group, band, unit)
    for link in picture.links:
        _connect(group, ours[link.colleague], theirs[link.post], link)
    describe(group, block.alt)
    _legend(deck, block)


def _box(group: Any, x: float, y: float, wide: float, high: float) -> Any:
    shape = group.shapes.add_shape(MSO_SHAPE.ROUNDED_RECTANGLE, Inches(x), Inches(TOP + y), Inches(wide), Inches(high))
    shape.adjustments[0] = 0.16
    without_shadow(shape)
    shape.fill.solid()
    frame = shape.text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
    frame.margin_left = frame.margin_right = Inches(0.1)
    frame.margin_top = frame.margin_bottom = 0
    return shape


def _card(group: Any, each: Card, x: float, unit: float, *, theirs: bool) -> Any:
    wide, high = _SIDE * (each.width if theirs else 1.0), (drawing.ROW - 3) * unit
    shape = _box(group, x, each.top * unit, wide, high)
    shape.name = each.name[:80]
    shape.fill.fore_color.rgb = RGBColor(255, 255, 255)
    shape.line.color.rgb = RGBColor.from_string(each.border[1:].upper() if theirs else _PALE)
    shape.line.width = Pt(1.5)
    if each.hole:
        shape.line.dash_style = MSO_LINE.DASH
    size = 10.5 if high > 0.36 else 8.5
    roles = "".join(f"{name[:1]} " for _key, name in each.badges[:3])
    paragraph = shape.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if theirs else PP_ALIGN.LEFT
    room = wide * 72 - 22
    if roles:
        words(paragraph, f"{roles} ", size=size - 2, bold=True, colour="1F4BA5")
    name = fitted(" ".join(each.name.split()), size, room - 6 * len(roles))
    words(paragraph, name, size=size, bold=True, colour=QUIET if each.faded else INK)
    plain = replace(each, under=" ".join(each.under.split()), above=" ".join(each.above.split()))
    below = beneath(plain, size - 2, room)
    if below:
        second = shape.text_frame.add_paragraph()
        second.alignment = paragraph.alignment
        words(second, below, Tone.QUIET, size - 2)
    return shape


def _band(group: Any, band: Band, unit: float) -> None:
    shape = _box(group, LEFT + WIDE - _SIDE, band.top * unit, _SIDE, drawing.HEAD * unit)
    shape.fill.fore_color.rgb = RGBColor.from_string("EEF1F6")
    shape.line.fill.background()
    paragraph = shape.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT
    text = fitted(f"{' '.join(band.name.split()) or '–'} · {band.count}", 9, _SIDE * 72 - 22)
    words(paragraph, text, Tone.QUIET, 9, bold=True)


def _connect(group: Any, ours: Any, theirs: Any, link: Link) -> None:
    line = group.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, Emu(0), Emu(0), Emu(0), Emu(0))
    line.begin_connect(ours, _RIGHT)
    line.end_connect(theirs, _OTHER)
    line.line.color.rgb = RGBColor.from_string(drawing.COLOURS[link.level][1:].upper())
    line.line.width = Pt(drawing.WIDTHS[link.level] * 0.75)
    line.line.dash_style = _DASHES[link.level]
    if link.faded:
        line.line.color.brightness = 0.5


def _legend(deck: Deck, block: Maps) -> None:
    y, step = TOP + _ROOM + 0.1, WIDE / max(len(block.legend), 1)
    for place, (level, word) in enumerate(block.legend):
        x = LEFT + place * step
        line = deck.slide.shapes.add_connector(
            MSO_CONNECTOR.STRAIGHT, Inches(x), Inches(y + 0.1), Inches(x + 0.4), Inches(y + 0.1)
        )
        line.line.color.rgb = RGBColor.from_string(drawing.COLOURS[level][1:].upper())
        line.line.width, line.line.dash_style = Pt(drawing.WIDTHS[level] * 0.75), _DASHES[level]
        words(deck.box(x + 0.5, y, step - 0.55, 0.22).text_frame.paragraphs[0], word, Tone.QUIET, 10)
    signs = " ".join(filter(None, (f"{block.ours} – {block.theirs}.", block.signs, block.note)))
    words(deck.box(LEFT, y + 0.26, WIDE, 0.36).text_frame.paragraphs[0], signs, Tone.QUIET, 9)
