"""What a test reads out of documents."""

from __future__ import annotations

import io
from functools import cache
from typing import TypeVar

from pypdf import PdfReader

from innercircle.reports.blocks import Document, Format
from innercircle.reports.composing import compose
from innercircle.reports.writers import WRITERS
from tests.reports import plans

Block = TypeVar("Block")


@cache
def made(name: str, kind: Format, language: str = "en", *, short: bool = False) -> bytes:
    """The file of one of the plans of `plans`, written once for all tests."""
    return WRITERS[kind](compose(getattr(plans, name)(), language=language, short=short))


def pdf_text(data: bytes) -> str:
    """Every word of a PDF."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def blocks_of(document: Document, kind: type[Block]) -> list[Block]:
    """The blocks of one kind, in order."""
    return [block for chapter in document.chapters for block in chapter.blocks if isinstance(block, kind)]
