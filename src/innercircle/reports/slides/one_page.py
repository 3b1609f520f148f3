"""The one-page version: figures across, chapters side by side below; on one slide where they fit, else on two."""

from __future__ import annotations

from collections.abc import Sequence

from innercircle.reports.blocks import Block, Chapter, Document, Figures
from innercircle.reports.palette import ACCENT
from innercircle.reports.slides.blocks import add
from innercircle.reports.slides.deck import LEFT, TOP, WIDE, Deck, words

_GAP = 0.4  # inches between the columns
_HALF = (WIDE - _GAP) / 2
_HEADING = 0.36
_SIZES = (10.5, 10.0, 9.5, 9.0)  # points; the first with which everything fits on two slides
_SLIDES = 2
_UPPER, _LOWER = 1.1, 7.15  # of a slide that goes on, without a line below its title; every piece ends with 0.2 of air
_ENDLESS = 1000.0


def write(deck: Deck) -> None:
    """The slides of a one-page document."""
    deck.bottom = _LOWER
    across, pieces = _pieces(deck.document)
    deck.begin(deck.document.title, deck.document.subtitle)
    for block in across:
        add(deck, block)
    for place, columns in enumerate(_laid_out(deck, pieces)):
        if place:
            deck.on()
            deck.y = _UPPER
        _fill(deck, [[pieces[each] for each in column] for column in columns])


def _laid_out(deck: Deck, pieces: Sequence[Chapter]) -> list[tuple[list[int], list[int]]]:
    """Where each piece stands, in the largest type that keeps it short; the deck then writes in that type."""
    for size in _SIZES:
        deck.size = size
        slides = placed(_heights(deck.document, pieces, size), deck.left, _LOWER - _UPPER)
        if len(slides) <= _SLIDES:
            break
    return slides


def placed(heights: Sequence[float], first: float, room: float) -> list[tuple[list[int], list[int]]]:
    """Which pieces stand in the left and the right column of each slide: the first column that has room for one.

    A piece that is higher than a whole slide has a slide to itself.
    """
    columns: list[list[int]] = [[], []]
    left = [first, first]
    for place, high in enumerate(heights):
        at = next((at for at, free in enumerate(left) if high <= free), len(left))
        if at == len(left):
            columns += [[], []]
            left += [room, room] if high <= room else [0.0, 0.0]
        columns[at].append(place)
        left[at] -= high
    return [pair for pair in zip(columns[::2], columns[1::2], strict=True) if any(pair)] or [([], [])]


def _pieces(document: Document) -> tuple[Sequence[Block], list[Chapter]]:
    """The tiles, which go across, and everything else by chapter; what stood with the tiles needs no heading."""
    chapters = list(document.chapters)
    if not chapters or not isinstance(chapters[0].blocks[0], Figures):
        return (), chapters
    tiles, *others = chapters[0].blocks
    beside = [Chapter("", tuple(others))] if others else []
    return (tiles,), [*beside, *chapters[1:]]


def _heights(document: Document, pieces: Sequence[Chapter], size: float) -> list[float]:
    """How high each piece is in a column, tried out on a slide without end."""
    trial, found = Deck(document), []
    trial.size, trial.bottom = size, _ENDLESS
    for piece in pieces:
        trial.begin("")
        trial.wide = _HALF
        _write(trial, piece)
        found.append(trial.y - TOP + 0.01)
    return found


def _fill(deck: Deck, columns: Sequence[Sequence[Chapter]]) -> None:
    """Both columns of a slide from here down; one that is alone takes the whole width."""
    top, slide, used = deck.y, deck.slide, [column for column in columns if column]
    wide = _HALF if len(used) > 1 else WIDE
    for place, column in enumerate(used):
        deck.slide, deck.x, deck.y, deck.wide = slide, LEFT + place * (_HALF + _GAP), top, wide
        for piece in column:
            _write(deck, piece)


def _write(deck: Deck, piece: Chapter) -> None:
    if piece.title:
        heading = deck.box(deck.x, deck.y, deck.wide, _HEADING).text_frame.paragraphs[0]
        words(heading, piece.title, size=16, bold=True, colour=ACCENT)
        deck.y += _HEADING
    for block in piece.blocks:
        add(deck, block)
    deck.y += 0.1
