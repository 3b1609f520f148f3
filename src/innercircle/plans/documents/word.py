"""Word documents: paragraphs and table rows, read without a library that would load the whole package.

Only `word/document.xml` is opened, inside a limited process; a document type declaration is refused, so no entity of
a hostile file is ever expanded.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from innercircle.kit.table import Report
from innercircle.plans.documents.entries import Entry
from innercircle.plans.documents.tables import Record, table_entries
from innercircle.plans.documents.text import unbulleted

_MOST_UNPACKED = 100 * 1024 * 1024
_BODY = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_HEADING = re.compile(
    r"^(heading|title|subtitle|berschrift|überschrift|titel|untertitel|toc|verzeichnis)", re.IGNORECASE
)


class UnusableWordError(ValueError):
    """The file is no Word document that can be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph (`table` 0) or a row of the table with that number; `line` counts paragraphs and rows from 1."""

    line: int
    table: int
    cells: tuple[str, ...]


def word_entries(pieces: Sequence[Piece], file: str, column: str | None, report: Report) -> list[Entry]:
    """Paragraphs as they are, tables by their columns, in the document's order."""
    entries = [Entry(piece.line, text) for piece in pieces if not piece.table and (text := unbulleted(piece.cells[0]))]
    for number in sorted({piece.table for piece in pieces} - {0}):
        rows = [Record(piece.line, piece.cells, "") for piece in pieces if piece.table == number]
        entries.extend(table_entries(rows, file, column, report, headed=len(rows) > 1 and len(rows[0].cells) > 1))
    return sorted((entry for entry in entries if any(map(str.isalpha, entry.text))), key=lambda entry: entry.line)


def read_word(data: bytes) -> Iterator[Piece]:
    """The paragraphs and table rows of a DOCX file; run it through `kit.child.run`. Raises `UnusableWordError`."""
    body = _body(data)
    if b"<!DOCTYPE" in body[:4096] or b"<!ENTITY" in body:
        raise UnusableWordError("the document declares entities, which no word processor writes; it is not read")
    try:
        yield from _pieces(body)
    except ET.ParseError as fault:
        raise UnusableWordError(f"the document is damaged ({fault})") from None


def _body(data: bytes) -> bytes:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnusableWordError("the file is an old or a protected Word file; save it as DOCX without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = package.namelist()
            if _BODY not in names:
                raise UnusableWordError(_other(names))
            if package.getinfo(_BODY).file_size > _MOST_UNPACKED:
                raise UnusableWordError("the document unpacks to more than 100 MB, which is not read")
            return package.read(_BODY)
    except (zipfile.BadZipFile, RuntimeError, EOFError, OSError):
        raise UnusableWordError(
            "the file is damaged or no DOCX file; open it in a word processor and save it as DOCX"
        ) from None


def _other(names: Sequence[str]) -> str:
    if "content.xml" in names:
        return "the file is an OpenDocument text; save it as DOCX"
    return "the file is an archive but no DOCX file; save it as DOCX from a word processor"


def _pieces(body: bytes) -> Iterator[Piece]:
    line = tables = depth = 0
    for event, element in ET.iterparse(io.BytesIO(body), events=("start", "end")):  # noqa: S314 - see module
        tag = element.tag.replace(_STRICT, _W)
        if tag == f"{_W}tbl":
            depth += 1 if event == "start" else -1
            tables += event == "start" and depth == 1
        elif event == "end" and tag == f"{_W}tr" and depth == 1:
            line += 1
            yield Piece(line, tables, tuple(_said(cell) for cell in element if _is(cell, "tc")))
            element.clear()
        elif event == "end" and tag == f"{_W}p" and not depth:
            line += 1
            if not _is_heading(element):
                yield Piece(line, 0, (_said(element),))
            element.clear()


def _is(element: ET.Element, name: str) -> bool:
    return element.tag in (f"{_W}{name}", f"{_STRICT}{name}")


def _is_heading(paragraph: ET.Element) -> bool:
    for part in paragraph.iter():
        if _is(part, "pStyle"):
            return any(_HEADING.match(value) for value in part.attrib.values())
    return False


def _said(element: ET.Element) -> str:
    """The text of an element as read: tabs and breaks are blanks, paragraphs of a cell are parted by one."""
    parts: list[str] = []
    for part in element.iter():
        if _is(part, "t"):
            parts.append(part.text or "")
        elif any(_is(part, name) for name in ("tab", "br", "cr", "p")):
            parts.append(" ")
    return " ".join("".join(parts).split())
