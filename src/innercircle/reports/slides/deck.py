"""Slides with a title, a place where the next block goes, and a foot; what does not fit goes on the next slide."""

from __future__ import annotations

import io
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from innercircle.reports.blocks import Document, Tone
from innercircle.reports.palette import ACCENT, TONES

WIDTH, HEIGHT = 13.333, 7.5  # inches
LEFT, TOP, BOTTOM = 0.6, 1.35, 6.85  # where blocks may stand
WIDE = WIDTH - 2 * LEFT
FONT = "Calibri"
_TITLE_ONLY, _TITLE = 5, 0  # layouts of the library's own template
_LONG = 60  # characters


class Deck:
    """A presentation under way; the next block begins at `x` and `y` and is `wide`, all in inches."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.file = Presentation()
        self.file.slide_width, self.file.slide_height = Inches(WIDTH), Inches(HEIGHT)
        self.slide: Any = None
        self.x, self.y, self.wide, self.bottom = LEFT, TOP, WIDE, BOTTOM
        self.size = 11.0  # points of a table's type
        self.reserved = 0.0  # inches that the next block shall find on this slide
        self._title = ""

    @property
    def left(self) -> float:
        """The room that is left on this slide, in inches."""
        return self.bottom - self.y

    def begin(self, title: str, lead: str = "") -> None:
        """A new slide with its title."""
        self._title = title
        self._open(title)
        if lead:
            box = self.box(LEFT, self.y - 0.32, WIDE, 0.3)
            words(box.text_frame.paragraphs[0], lead, Tone.QUIET, 12, italic=True)

    def on(self) -> None:
        """The next slide of the same chapter."""
        self._open(f"{self._title} ({self.document.words.continued})")

    def need(self, room: float) -> None:
        """Go on to the next slide unless so many inches are left here."""
        if self.left < room and self.y > TOP:
            self.on()

    def box(self, x: float, y: float, wide: float, high: float) -> Any:
        """A box for text that wraps and has no margins."""
        box = self.slide.shapes.add_textbox(Inches(x), Inches(y), Inches(wide), Inches(high))
        frame = box.text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        return box

    def _open(self, title: str) -> None:
        self.slide = self.file.slides.add_slide(self.file.slide_layouts[_TITLE_ONLY])
        shape = self.slide.shapes.title
        shape.left, shape.top, shape.width, shape.height = Inches(LEFT), Inches(0.35), Inches(WIDE), Inches(0.6)
        shape.text_frame.word_wrap, shape.text_frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
        shape.text_frame.margin_left = 0
        paragraph = shape.text_frame.paragraphs[0]
        paragraph.alignment = PP_ALIGN.LEFT
        words(paragraph, title, size=20 if len(title) > _LONG else 26, bold=True, colour=ACCENT)
        self.x, self.y, self.wide = LEFT, TOP, WIDE

    def cover(self) -> None:
        """The first slide: in whose name, about whom, as of when."""
        document = self.document
        self.slide = self.file.slides.add_slide(self.file.slide_layouts[_TITLE])
        title, under = self.slide.shapes.title, self.slide.placeholders[1]
        title.left, title.top, title.width, title.height = Inches(0.9), Inches(2.1), Inches(11.5), Inches(1.4)
        title.text_frame.word_wrap, title.text_frame.margin_left = True, 0
        under.text_frame.margin_left = 0
        title.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
        title.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT
        size = 28 if len(document.title) > _LONG else 44
        words(title.text_frame.paragraphs[0], document.title, size=size, bold=True, colour=ACCENT)
        under.left, under.top, under.width, under.height = Inches(0.9), Inches(3.8), Inches(11.5), Inches(2.2)
        lines = [document.subtitle, *(f"{label}: {text}" for label, text in document.facts.rows)]
        for place, line in enumerate(lines):
            paragraph = under.text_frame.paragraphs[0] if place == 0 else under.text_frame.add_paragraph()
            paragraph.alignment = PP_ALIGN.LEFT
            words(paragraph, line, Tone.QUIET if place else Tone.PLAIN, 14 if place else 20)
        bar = self.slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, Inches(0.9), Inches(3.6), Inches(1.8), Inches(0.05))
        bar.fill.solid()
        bar.fill.fore_color.rgb = RGBColor.from_string(ACCENT)
        bar.line.fill.background()
        without_shadow(bar)
        self._logo()
        box = self.box(0.9, 6.7, 11.5, 0.3)
        words(box.text_frame.paragraphs[0], f"{document.confidential} · {document.made_by}", Tone.QUIET, 10)

    def _logo(self) -> None:
        top = 0.7
        if self.document.logo:
            picture = self.slide.shapes.add_picture(io.BytesIO(self.document.logo), Inches(0.9), Inches(top))
            scale = min(Inches(3.2) / picture.width, Inches(0.7) / picture.height)
            picture.width, picture.height = int(picture.width * scale), int(picture.height * scale)
            describe(picture, self.document.firm)
            top += 0.8
        words(self.box(0.9, top, 11.5, 0.35).text_frame.paragraphs[0], self.document.firm, size=14, bold=True)

    def number(self) -> None:
        """The foot of every slide but the cover."""
        slides, first = list(self.file.slides), 0 if self.document.one_page else 1
        for place, slide in enumerate(slides):
            if place < first:
                continue
            self.slide = slide
            page = self.document.words.page % {"page": place + 1, "of": len(slides)}
            foot = self.box(LEFT, 7.05, WIDE * 0.8, 0.25).text_frame.paragraphs[0]
            title = self.document.title if len(self.document.title) <= _LONG else f"{self.document.title[: _LONG - 1]}…"
            words(foot, f"{title} · {self.document.as_of} · {self.document.confidential}", Tone.QUIET, 9)
            end = self.box(LEFT + WIDE * 0.8, 7.05, WIDE * 0.2, 0.25).text_frame.paragraphs[0]
            end.alignment = PP_ALIGN.RIGHT
            words(end, page, Tone.QUIET, 9)


def words(
    paragraph: Any,
    text: str,
    tone: Tone = Tone.PLAIN,
    size: float = 12,
    *,
    bold: bool = False,
    italic: bool = False,
    colour: str = "",
) -> None:
    """Words at the end of a paragraph."""
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold, run.font.italic, run.font.name = Pt(size), bold, italic, FONT
    run.font.color.rgb = RGBColor.from_string(colour or TONES[tone])


def without_shadow(shape: Any) -> None:
    """A flat shape: no shadow and no colour from the template's style."""
    style = shape._element.find(qn("p:style"))  # noqa: SLF001 - python-pptx has no word for it
    if style is not None:
        shape._element.remove(style)  # noqa: SLF001 - as above


def describe(shape: Any, text: str) -> None:
    """What a shape shows, for who cannot see it."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", text)  # noqa: SLF001 - python-pptx has no word for it
