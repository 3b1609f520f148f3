"""The file around the blocks: styles, page, cover, contents, headers and footers."""

from __future__ import annotations

import io
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Cm, Pt, RGBColor

from innercircle.reports.blocks import Document, Tone
from innercircle.reports.palette import ACCENT, INK, QUIET
from innercircle.reports.word.parts import describe, field, languages, put, right, widths

WIDE = 17.0  # centimetres between the margins
_PAGE = "%(page)s"
_LONG = 60  # letters of a title


def new_file(document: Document) -> Any:
    """An empty file with the house's styles, its page, header and footer."""
    file = docx.Document()
    languages(file, document.language)
    _styles(file, small=document.one_page)
    section = file.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.0)
    section.top_margin, section.bottom_margin = (Cm(1.2), Cm(1.3)) if document.one_page else (Cm(2.3), Cm(2.2))
    section.header_distance, section.footer_distance = Cm(1.0), Cm(0.7)
    section.different_first_page_header_footer = not document.one_page
    if not document.one_page:
        _header(file, section, document)
    _footer(file, section, document)
    return file


def _styles(file: Any, *, small: bool) -> None:
    normal = file.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(8.5 if small else 10)
    normal.font.color.rgb = RGBColor.from_string(INK)
    normal.paragraph_format.space_after = Pt(1 if small else 4)
    sizes = {"Heading 1": (11, 5, 2) if small else (18, 20, 4), "Heading 2": (9, 3, 1) if small else (12, 12, 3)}
    for name, (size, above, below) in sizes.items():
        style = file.styles[name]
        style.font.name, style.font.size, style.font.bold = "Calibri", Pt(size), True
        style.font.color.rgb = RGBColor.from_string(ACCENT if name.endswith("1") else INK)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(above), Pt(below)
        style.paragraph_format.keep_with_next = True
    lead = file.styles.add_style("Lead", WD_STYLE_TYPE.PARAGRAPH)
    lead.base_style, lead.font.italic = normal, True
    lead.font.color.rgb = RGBColor.from_string(QUIET)
    lead.paragraph_format.keep_with_next = True


def _header(file: Any, section: Any, document: Document) -> None:
    line = _line(file.styles["Header"], section.header)
    title = document.title if len(document.title) <= _LONG else f"{document.title[:59]}…"
    put(line, f"{title}\t{document.firm[:50]}", Tone.QUIET, size=8)


def _footer(file: Any, section: Any, document: Document) -> None:
    line = _line(file.styles["Footer"], section.footer)
    before, _place, rest = document.words.page.partition(_PAGE)
    between, _place, after = rest.partition("%(of)s")
    put(line, f"{document.as_of} · {document.confidential}\t{before}", Tone.QUIET, size=8)
    field(line, "PAGE")
    put(line, between, Tone.QUIET, size=8)
    field(line, "NUMPAGES")
    put(line, after, Tone.QUIET, size=8)


def _line(style: Any, place: Any) -> Any:
    """A line of small letters with one stop at the right margin."""
    style.font.size = Pt(8)
    style.font.color.rgb = RGBColor.from_string(QUIET)
    style.paragraph_format.tab_stops.clear_all()
    style.paragraph_format.tab_stops.add_tab_stop(Cm(WIDE), WD_TAB_ALIGNMENT.RIGHT)
    return place.paragraphs[0]


def cover(file: Any, document: Document) -> None:
    """The first page: in whose name, about whom, as of when, and what is inside."""
    _logo(file.paragraphs[0] if file.paragraphs else file.add_paragraph(), document, 1.6)
    put(file.add_paragraph(), document.firm, size=13, bold=True)
    line = put(file.add_paragraph(), document.subtitle.upper(), Tone.QUIET, size=11)
    line.paragraph_format.space_before = Pt(20 if len(document.title) > _LONG else 110)
    title = file.add_paragraph(style="Title")
    run = title.add_run(document.title)
    run.font.size, run.font.name, run.bold = Pt(20 if len(document.title) > _LONG else 30), "Calibri", True
    run.font.color.rgb = RGBColor.from_string(ACCENT)
    table = file.add_table(rows=0, cols=2)
    for label, words in document.facts.rows:
        cells = table.add_row().cells
        put(cells[0].paragraphs[0], label, Tone.QUIET)
        put(cells[1].paragraphs[0], words)
    widths(table, (4.0, WIDE - 4.0))
    heading = put(file.add_paragraph(), document.words.contents, size=12, bold=True)
    heading.paragraph_format.space_before = Pt(20 if len(document.title) > _LONG else 70)
    for chapter in document.chapters:
        file.add_paragraph(chapter.title).paragraph_format.space_after = Pt(1)
    end = put(file.add_paragraph(), f"{document.confidential} · {document.made_by}", Tone.QUIET, size=8.5)
    end.paragraph_format.space_before = Pt(24)


def head_of_page(file: Any, document: Document) -> None:
    """The head of the one page."""
    table = file.add_table(rows=1, cols=2)
    left, end = table.rows[0].cells
    put(left.paragraphs[0], document.title, size=13 if len(document.title) > _LONG else 17, bold=True)
    left.paragraphs[0].runs[0].font.color.rgb = RGBColor.from_string(ACCENT)
    put(left.add_paragraph(), document.subtitle, Tone.QUIET, size=8.5)
    place = right(end.paragraphs[0])
    _logo(place, document, 0.8)
    if not document.logo:
        put(place, document.firm, bold=True)
    widths(table, (0.7 * WIDE, 0.3 * WIDE))


def _logo(paragraph: Any, document: Document, high: float) -> None:
    if document.logo:
        describe(paragraph.add_run().add_picture(io.BytesIO(document.logo), height=Cm(high)), document.firm)
