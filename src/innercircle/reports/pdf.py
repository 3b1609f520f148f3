"""The account plan as tagged PDF (PDF/UA-1), and single charts and maps as pictures, by typst.

Texts reach the template as data and are never markup. Fonts are those inside typst, with the system's for letters
they lack; a letter that no font has is shown as a box, because a document that says so beats none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from innercircle.maps.rules import drawing
from innercircle.maps.rules.drawing import Card, Drawing, beneath, fitted
from innercircle.reports.blocks import Block, Chart, Document, Maps, Table

Write = Callable[[dict[str, str]], bytes]
_STANDARD = "ua-1"
_LONG_WORD = re.compile(r"\S{25,}")
_PIECE = 16
_BREAK = "\u200b"  # where a word may break that has no place of its own for it
_LACKING = re.compile(r'the text `"((?:[^"\\]|\\.)+)"` could not be displayed')
_FONTS = str(Path(__file__).with_name("fonts"))
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_BOX = "\u25a1"
_TRIES = 4
_CARD, _BADGE, _NUMBER = 148.0, 12.0, 24.0  # points: room of a card, of a badge, of the count of a department
_NAME, _UNDER, _BAND = 7.8, 6.4, 6.9  # points: sizes of type
_RUNNING = 70  # letters of title and firm at the head of a page
_PICTURE_INCHES = 220.0  # points per inch of charts and maps in DOCX


def write_pdf(document: Document) -> bytes:
    """The document as PDF; the same document gives the same bytes."""
    return _compiled(_data(document), document.logo, {}, _pdf)


def draw_chart(document: Document, chart: Chart) -> bytes:
    """A chart as PNG."""
    return _drawn(document, _tagged(chart))


def draw_map(document: Document, maps: Maps, picture: Drawing) -> bytes:
    """One picture of the map as PNG, with what the signs mean."""
    return _drawn(document, _tagged(replace(maps, pictures=(picture,))))


def _drawn(document: Document, only: dict[str, Any]) -> bytes:
    data = {**_data(document), "chapters": [], "only": only}
    return _compiled(data, b"", {"only": "yes"}, _png)


def _data(document: Document) -> dict[str, Any]:
    chapters = [
        {"title": each.title, "lead": each.lead, "blocks": [_tagged(block) for block in each.blocks]}
        for each in document.chapters
    ]
    names = ("title", "subtitle", "firm", "as_of", "made_by", "language", "confidential", "one_page")
    rest = {name: getattr(document, name) for name in names}
    rest["running"] = [_one_line(each)[:_RUNNING] for each in (document.title, document.firm)]
    strokes = [
        {"paint": paint, "thickness": width, "dash": dash}
        for paint, width, dash in zip(drawing.COLOURS, drawing.WIDTHS, drawing.DASHES, strict=True)
    ]
    house = {"row": drawing.ROW, "head": drawing.HEAD, "side": drawing.SIDE, "strokes": strokes}
    cover = {
        "house": house,
        "words": asdict(document.words),
        "facts": asdict(document.facts),
        "has_logo": bool(document.logo),
    }
    return {**rest, **cover, "chapters": chapters}


def _tagged(block: Block) -> dict[str, Any]:
    """A block with the word for its kind; a table cut to what a reader can take in."""
    kind = type(block).__name__.lower()
    if isinstance(block, Table):
        rows = [[{"text": cell.text, "tone": cell.tone} for cell in row] for row in block.rows[: block.most]]
        columns = [asdict(column) for column in block.columns]
        words = {"title": block.title, "note": block.note, "left_out": block.left_out(block.most)}
        return {"kind": kind, "columns": columns, "rows": rows, **words}
    if isinstance(block, Maps):
        return {**asdict(block), "kind": kind, "pictures": [_places(each) for each in block.pictures]}
    return {**asdict(block), "kind": kind}


def _places(picture: Drawing) -> dict[str, Any]:
    """A picture with the colours of its cards."""
    bands = [{**asdict(each), "name": fitted(_one_line(each.name), _BAND, _CARD - _NUMBER)} for each in picture.bands]
    ours = [asdict(each) | _fitting(each) for each in picture.ours]
    theirs = [asdict(each) | _fitting(each) | {"border": each.border} for each in picture.theirs]
    return {**asdict(picture), "bands": bands, "ours": ours, "theirs": theirs}


def _fitting(card: Card) -> dict[str, str]:
    """Name and line below, each cut to its one line."""
    room = _CARD * card.width - _BADGE * min(3, len(card.badges))
    plain = replace(card, under=_one_line(card.under), above=_one_line(card.above))
    return {"name": fitted(_one_line(card.name), _NAME, room), "under": beneath(plain, _UNDER, room)}


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _compiled(data: Mapping[str, Any], logo: bytes, inputs: dict[str, str], write: Write) -> bytes:
    """Compile; where a letter has no font, once more with a box in its place."""
    text = json.dumps(_breakable(data), ensure_ascii=False, default=_plain)
    others = {**inputs, "logo": json.dumps(list(logo))}  # a template can be given texts only
    for _ in range(_TRIES):
        try:
            return write({**others, "document": text})
        except typst.TypstError as fault:
            lacking = _letters(str(fault.diagnostic))
            if not lacking:
                raise
            text = "".join(_BOX if letter in lacking else letter for letter in text)
    return write({**others, "document": _ascii(text)})


def _pdf(inputs: dict[str, str]) -> bytes:
    return _made(inputs, format="pdf", pdf_standards=[_STANDARD])


def _png(inputs: dict[str, str]) -> bytes:
    return _made(inputs, format="png", ppi=_PICTURE_INCHES)


def _made(inputs: dict[str, str], **how: Any) -> bytes:
    found = typst.compile(_template(), sys_inputs=inputs, timestamp=0, font_paths=[_FONTS], **how)
    return b"".join(found) if isinstance(found, list) else found or b""


@lru_cache(maxsize=1)
def _template() -> bytes:
    return Path(__file__).with_name("account_plan.typ").read_bytes()


def _letters(diagnostic: str) -> set[str]:
    found = (_ESCAPED.sub(lambda code: chr(int(code[1], 16)), words) for words in _LACKING.findall(diagnostic))
    return {letter for words in found for letter in words if not letter.isascii()}


def _ascii(text: str) -> str:
    return "".join(letter if ord(letter) < 0x250 else _BOX for letter in text)


def _breakable(value: Any) -> Any:
    """Every text with places where a word of endless letters may break."""
    if isinstance(value, str):
        return _LONG_WORD.sub(lambda word: _broken(word[0]), value)
    if isinstance(value, Mapping):
        return {key: _breakable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_breakable(each) for each in value]
    return value


def _broken(word: str) -> str:
    return _BREAK.join(word[place : place + _PIECE] for place in range(0, len(word), _PIECE))


def _plain(value: object) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
