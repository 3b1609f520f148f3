"""In whose name the demo firm's documents go out: a name, and a logo that is drawn here."""

from __future__ import annotations

import io
from datetime import datetime

from PIL import Image, ImageDraw

from innercircle.documents.actions import save_firm
from innercircle.documents.queries import firm

NAME = "Nordwerk"
_WIDE, _HIGH, _SCALE = 640, 200, 3  # drawn three times as large, so that its edges are smooth
_BLUE, _PALE = (31, 75, 165, 255), (185, 202, 240, 255)


def name_the_firm(at: datetime) -> None:
    """Name and logo, unless somebody has set a name already."""
    if not firm().name:
        save_firm(by=None, at=at, name=NAME, logo=drawn_logo())


def forget_the_name(at: datetime) -> None:
    """Take name and logo away, if they are still those of the demo firm."""
    if firm().name == NAME:
        save_firm(by=None, at=at, name="", no_logo=True)


def drawn_logo() -> bytes:
    """A bearing seen from the front: two rings with balls between them, beside three lines of its shaft."""
    picture = Image.new("RGBA", (_WIDE * _SCALE, _HIGH * _SCALE))
    pen = ImageDraw.Draw(picture)
    middle = _HIGH * _SCALE // 2
    for radius, colour in ((95, _BLUE), (80, (255, 255, 255, 255)), (48, _BLUE), (33, (255, 255, 255, 255))):
        _disc(pen, middle, middle, radius * _SCALE, colour)
    for right, down in ((64, 0), (45, 45), (0, 64), (-45, 45), (-64, 0), (-45, -45), (0, -64), (45, -45)):
        _disc(pen, middle + right * _SCALE, middle + down * _SCALE, 13 * _SCALE, _BLUE)
    for line, colour in ((-34, _PALE), (0, _BLUE), (34, _PALE)):
        left, top = (_HIGH + 30) * _SCALE, middle + (line - 9) * _SCALE
        pen.rectangle((left, top, (_WIDE - 10) * _SCALE, top + 18 * _SCALE), fill=colour)
    out = io.BytesIO()
    picture.resize((_WIDE, _HIGH)).save(out, "PNG")
    return out.getvalue()


def _disc(pen: ImageDraw.ImageDraw, x: int, y: int, radius: int, colour: tuple[int, int, int, int]) -> None:
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
