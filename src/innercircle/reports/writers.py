"""Which writer makes which format; run through `kit.child`, so that no text can hold a worker up or end it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from innercircle.kit.child import MIB, Limits, Progress
from innercircle.reports.blocks import Document, Format
from innercircle.reports.pdf import write_pdf
from innercircle.reports.slides import write_pptx
from innercircle.reports.word import write_docx
from innercircle.reports.workbook import write_xlsx

WRITING = Limits(cpu=240, memory=2048 * MIB, wall=300)
_PIECE = 4 * MIB


WRITERS: dict[Format, Callable[[Document], bytes]] = {
    Format.PDF: write_pdf,
    Format.DOCX: write_docx,
    Format.PPTX: write_pptx,
    Format.XLSX: write_xlsx,
}


def written(document: Document, kind: Format) -> Iterator[bytes | Progress]:
    """The document in that format, in pieces."""
    yield Progress(0, 1)
    data = WRITERS[kind](document)
    yield Progress(1, 1)
    yield from (data[start : start + _PIECE] for start in range(0, len(data), _PIECE))
