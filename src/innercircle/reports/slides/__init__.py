"""The account plan as PPTX, to present and edit: native tables, charts and shapes, titles where titles belong."""

from __future__ import annotations

import io
from datetime import datetime

from innercircle.reports.blocks import Document
from innercircle.reports.packing import same_bytes
from innercircle.reports.slides import one_page
from innercircle.reports.slides.blocks import add, room_of
from innercircle.reports.slides.deck import Deck


def write_pptx(document: Document) -> bytes:
    """The document as PPTX; the same document gives the same bytes. Its one-page version is as few slides as can be."""
    deck = Deck(document)
    if document.one_page:
        one_page.write(deck)
    else:
        _write_full(deck)
    deck.number()
    about = deck.file.core_properties
    about.title, about.author, about.last_modified_by = document.title, document.firm, document.firm
    about.subject, about.language = document.subtitle, document.language
    about.created = about.modified = datetime.fromisoformat(document.moment).replace(tzinfo=None)
    out = io.BytesIO()
    deck.file.save(out)
    return same_bytes(out.getvalue())


def _write_full(deck: Deck) -> None:
    """A cover, then each chapter from a new slide on."""
    deck.cover()
    for chapter in deck.document.chapters:
        deck.begin(chapter.title, chapter.lead)
        for block, following in zip(chapter.blocks, [*chapter.blocks[1:], None], strict=True):
            deck.reserved = room_of(following)
            add(deck, block)
