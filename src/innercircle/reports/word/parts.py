"""What python-docx has no word for: shades, widths, repeated headings, fields, words for pictures."""

from __future__ import annotations

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from innercircle.reports.blocks import Tone
from innercircle.reports.palette import TONES


def put(paragraph: Any, words: str, tone: Tone = Tone.PLAIN, *, size: float = 0, bold: bool = False) -> Any:
    """Words at the end of a paragraph; returns the paragraph."""
    run = paragraph.add_run(words)
    run.bold = bold or None
    if tone is not Tone.PLAIN:
        run.font.color.rgb = RGBColor.from_string(TONES[tone])
    if size:
        run.font.size = Pt(size)
    return paragraph


def right(paragraph: Any) -> Any:
    """The paragraph, set to the right."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return paragraph


def shade(cell: Any, colour: str) -> None:
    """The ground of a cell."""
    element = OxmlElement("w:shd")
    element.set(qn("w:val"), "clear")
    element.set(qn("w:color"), "auto")
    element.set(qn("w:fill"), colour)
    cell._tc.get_or_add_tcPr().append(element)  # noqa: SLF001 - python-docx has no word for it


def edge(cell: Any, side: str, colour: str, eighths: int) -> None:
    """A line along one side of a cell, so many eighths of a point wide."""
    borders = OxmlElement("w:tcBorders")
    line = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", str(eighths)), ("space", "0"), ("color", colour)):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    cell._tc.get_or_add_tcPr().append(borders)  # noqa: SLF001 - as above


def widths(table: Any, centimetres: tuple[float, ...]) -> None:
    """Columns of these widths, which the text does not change."""
    table.autofit = False
    for column, wide in zip(table.columns, centimetres, strict=True):
        column.width = Cm(wide)
    for row in table.rows:
        for cell, wide in zip(row.cells, centimetres, strict=True):
            cell.width = Cm(wide)


def repeat(row: Any) -> None:
    """Say that a row is the heading, and stands again on every page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - as above


def whole(row: Any) -> None:
    """Keep a row on one page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 - as above


def describe(picture: Any, words: str) -> None:
    """What a picture shows, for who cannot see it."""
    picture._inline.docPr.set("descr", words)  # noqa: SLF001 - as above


def field(paragraph: Any, instruction: str, shown: str = "1") -> None:
    """A field that the word processor computes, such as the number of the page."""
    for kind, text in (("begin", ""), ("instr", instruction), ("separate", ""), ("shown", shown), ("end", "")):
        if kind in {"begin", "separate", "end"}:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        else:
            element = OxmlElement("w:instrText" if kind == "instr" else "w:t")
            element.set(qn("xml:space"), "preserve")
            element.text = text
        paragraph.add_run()._r.append(element)  # noqa: SLF001 - as above


def languages(file: Any, language: str) -> None:
    """The language of all texts, for spelling and for screen readers."""
    defaults = file.styles.element.find(qn("w:docDefaults"))
    for element in defaults.iter(qn("w:lang")):
        element.set(qn("w:val"), {"de": "de-DE"}.get(language, "en-GB"))
