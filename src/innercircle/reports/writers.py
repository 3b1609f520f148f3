"""Which writer makes which format; run through `kit.child`, so that no text can hold a worker up or end it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from innercircle.kit.child import MIB, Limits, Progress
from innercircle.reports.blocks import Document, Format
from innercircle.reports.pdf import write_pdf
from innercircle.reports.slides import write_pptx
from innercircle.reports.word import write_docx
from innercircle.reports.workbook import write_xlsx

WRITING = Limits(cpu=240, memory=2048 * MIB, wall=300)
MOST_BYTES = 64 * MIB
_PIECE = 4 * MIB


@dataclass(frozen=True, slots=True)
class Kind:
    """How a format is written, what it is called to a browser."""

    write: Callable[[Document], bytes]
    content_type: str


_OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS = {
    Format.PDF: Kind(write_pdf, "application/pdf"),
    Format.DOCX: Kind(write_docx, f"{_OFFICE}.wordprocessingml.document"),
    Format.PPTX: Kind(write_pptx, f"{_OFFICE}.presentationml.presentation"),
    Format.XLSX: Kind(write_xlsx, f"{_OFFICE}.spreadsheetml.sheet"),
}


def written(document: Document, kind: Format) -> Iterator[bytes | Progress]:
    """The document in that format, in pieces."""
    yield Progress(0, 1)
    data = KINDS[kind].write(document)
    yield Progress(1, 1)
    yield from (data[start : start + _PIECE] for start in range(0, len(data), _PIECE))
