"""The picture of a relationship map, cut into pieces that fit a page or a slide (`maps.rules.drawing`). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from innercircle.maps.rules.drawing import Drawing, View, Words, drawing
from innercircle.maps.rules.outline import Row, outline
from innercircle.maps.rules.values import Map, Person

ROWS = 15  # lines of a picture, headings of departments included
MOST = 4  # pictures of one map


@dataclass(frozen=True, slots=True)
class Drawn:
    """The pictures of a map, and how many people are on none of them."""

    pictures: tuple[Drawing, ...]
    left_out: int = 0


def pages(found: Map, day: date, now: int, words: Words, *, most: int = MOST) -> Drawn:
    """The map on that day in at most `most` pictures; each shows those of ours who know somebody on it.

    Where there are more people than that, whoever has neither role, stance nor line is left out first.
    """
    here = found.present(day)
    chosen = here if len(here) <= most * ROWS else _telling(found, here)
    pieces = list(_pieces(outline(chosen)))[:most]
    shown = sum(1 for piece in pieces for row in piece if row.person)
    return Drawn(tuple(_picture(found, piece, day, now, words) for piece in pieces), len(here) - shown)


def _telling(found: Map, people: Iterable[Person]) -> list[Person]:
    """Whoever something is known of."""
    return [each for each in people if each.roles or each.stance is not None or found.lines_of(each.post)]


def _pieces(rows: Sequence[Row]) -> Iterable[list[Row]]:
    """The outline in pieces; a department that goes on has its heading again, and no heading stands last."""
    piece: list[Row] = []
    heading: Row | None = None
    for row in rows:
        if row.person is None:
            heading = row
        full = len(piece) >= ROWS or (row.person is None and len(piece) >= ROWS - 1)
        if full and piece:
            yield piece
            piece = [heading] if heading and row.person else []
        piece.append(row)
    if piece:
        yield piece


def _picture(found: Map, rows: Sequence[Row], day: date, now: int, words: Words) -> Drawing:
    posts = {row.person.post for row in rows if row.person}
    ours = {line.colleague for line in found.lines if line.post in posts and line.assessed is not None}
    return drawing(View(rows, found, day, now, ours=ours, words=words))
