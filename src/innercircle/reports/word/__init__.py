"""The account plan as DOCX, to edit: real headings, styles, tables; charts and maps as pictures with words for them."""

from __future__ import annotations

import io
from datetime import datetime

from innercircle.reports.blocks import Document
from innercircle.reports.packing import same_bytes
from innercircle.reports.word.blocks import Paper
from innercircle.reports.word.frame import cover, head_of_page, new_file


def write_docx(document: Document) -> bytes:
    """The document as DOCX; the same document gives the same bytes."""
    file = new_file(document)
    paper = Paper(document, file)
    if document.one_page:
        head_of_page(file, document)
    else:
        cover(file, document)
    for place, chapter in enumerate(document.chapters):
        heading = file.add_heading(chapter.title, 1)
        heading.paragraph_format.page_break_before = True if place == 0 and not document.one_page else None
        if chapter.lead:
            file.add_paragraph(chapter.lead, style="Lead")
        for block in chapter.blocks:
            paper.add(block)
    moment = datetime.fromisoformat(document.moment).replace(tzinfo=None)
    about = file.core_properties
    about.title, about.author, about.last_modified_by = document.title, document.firm, document.firm
    about.subject, about.language = document.subtitle, document.language
    about.created = about.modified = moment
    about.comments = ""
    out = io.BytesIO()
    file.save(out)
    return same_bytes(out.getvalue())
