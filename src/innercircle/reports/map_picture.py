"""The picture of a relationship map as PDF or PNG, from the same places as the picture on the page.

Texts travel as data, never as markup. The PDF is tagged (PDF/UA-1) and says the map a second time as a table; only
where a name holds signs that no font here has, it goes without that promise rather than without the name.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import typst

from innercircle.maps.rules import drawing as picture
from innercircle.maps.rules.drawing import Card, Drawing

_SOURCE = Path(__file__).with_name("map_picture.typ")
_FONTS = Path(__file__).with_name("fonts")
_MARGIN, _HEADING, _LEGEND = 36.0, 58.0, 64.0  # points
_PAGE = 842.0  # points: the long side of A4, the short side of A3
_HEIGHTS = (595.0, 1191.0)  # A4 across, A3 upright; taller pictures get a page as long as they need
_LONGEST = 14_000.0  # points: what readers of PDF show
_UNDER, _EDGES, _BADGE = 11.5, 30.0, 23.0  # type below the name, and what the card's edges and a badge take
_PIXELS, _DOTS = 16_000_000, 150.0  # of an image at most, and per inch where that allows it


@dataclass(frozen=True, slots=True)
class Key:
    """A line of the legend: a level of strength and what it is called."""

    level: int
    word: str


@dataclass(frozen=True, slots=True)
class Poster:
    """A picture with what stands around it, in the reader's language (`language` as in `de`).

    `header` and `rows` are the same map as a table; `about` is the picture in one sentence for who cannot see it.
    """

    drawing: Drawing
    title: str
    under: str
    about: str
    language: str
    legend: Sequence[Key]
    notes: Sequence[str] = ()
    header: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()


def map_pdf(poster: Poster) -> bytes:
    """The picture on one page, the table on those that follow."""
    data = _data(poster, _sheet(poster.drawing, _HEIGHTS))
    for own, standard in ((True, True), (False, True)):
        try:
            return _compiled(data, own_fonts=own, tagged=standard)
        except typst.TypstError:  # a sign no font has: PDF/UA-1 forbids it
            continue
    return _compiled(data, own_fonts=False, tagged=False)


def map_png(poster: Poster) -> bytes:
    """The picture alone, with title and legend; a long one in coarser dots, so that the file stays usable."""
    sheet = _sheet(poster.drawing, ())
    data = _data(poster, sheet) | {"rows": []}
    dots = min(_DOTS, (_PIXELS * 72 * 72 / (_PAGE * sheet.height)) ** 0.5)
    return _made(data, format="png", ppi=dots)


def _compiled(data: dict[str, object], *, own_fonts: bool, tagged: bool) -> bytes:
    return _made(data, ignore_system_fonts=own_fonts, pdf_standards=["ua-1"] if tagged else [])


def _made(data: dict[str, object], **how: Any) -> bytes:
    found = typst.compile(_SOURCE.read_bytes(), sys_inputs={"data": json.dumps(data)}, font_paths=[str(_FONTS)], **how)
    return b"".join(found) if isinstance(found, list) else found or b""


@dataclass(frozen=True, slots=True)
class _Sheet:
    height: float  # of the page, in points
    unit: float  # points for each of the picture's


def _sheet(drawn: Drawing, heights: Sequence[float]) -> _Sheet:
    around = 2 * _MARGIN + _HEADING + _LEGEND
    unit = min((_PAGE - 2 * _MARGIN) / picture.WIDTH, (_LONGEST - around) / max(drawn.height, 1))
    needed = drawn.height * unit + around
    return _Sheet(next((each for each in heights if each >= needed), needed), unit)


def _data(poster: Poster, sheet: _Sheet) -> dict[str, object]:
    return {
        "page": {"width": _PAGE, "height": sheet.height},
        "margin": _MARGIN,
        "unit": sheet.unit,
        "high": poster.drawing.height * sheet.unit,
        **{name: getattr(poster, name) for name in ("title", "under", "about", "language", "notes", "header", "rows")},
        "sheer": picture.SHEER if poster.drawing.dense else 1,
        "legend": [asdict(each) for each in poster.legend],
        "house": {
            **{name: getattr(picture, name.upper()) for name in ("row", "head", "width", "side", "faded")},
            "strokes": [
                {"paint": paint, "thickness": width, "dash": dash}
                for paint, width, dash in zip(picture.COLOURS, poster.drawing.widths, picture.DASHES, strict=True)
            ],
        },
        "ours": [asdict(each) | {"border": picture.PLAIN} for each in poster.drawing.ours],
        "theirs": [asdict(each) | {"border": each.border} | _below(each) for each in poster.drawing.theirs],
        "bands": [asdict(each) for each in poster.drawing.bands],
        "links": [asdict(each) for each in poster.drawing.links],
    }


def _below(card: Card) -> dict[str, str]:
    """The line below the name where a superior is to be named too; any other is cut by the page itself."""
    room = picture.WIDTH * picture.SIDE * card.width - _EDGES - _BADGE * min(3, len(card.badges))
    return {"under": picture.beneath(card, _UNDER, room)} if card.above else {}
