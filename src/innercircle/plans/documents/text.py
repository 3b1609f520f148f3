"""Plain text: its encoding, and its lines without bullets."""

from __future__ import annotations

import re

from innercircle.kit.table import Fault, Report
from innercircle.plans.documents.entries import Entry, UnusableDocumentError

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_SAMPLE = 4096
_BULLET = re.compile(r"^(?:[-*+•·‣▪–—o]|\(?\d{1,3}[.)]|[a-z]\))\s+(?:\[[ xX]\]\s+)?")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


def decoded(data: bytes, file: str, report: Report) -> str:
    """The text of a file in UTF-8, UTF-16 or UTF-32 (with or without mark) or Windows-1252.

    Raises `UnusableDocumentError` when it is no text at all.
    """
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None) or _without_mark(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as fault:
        if encoding != "utf-8":
            raise UnusableDocumentError(f"{file} breaks off or is damaged: it begins as {encoding} text.") from fault
        line = data.count(b"\n", 0, fault.start) + 1
        report(Fault(file, line, "", "is not UTF-8; read as Windows (Western European) text instead", note=True))
        text = data.decode("cp1252", errors="replace")
    if len(_CONTROLS.findall(text[:_SAMPLE])) > max(4, len(text[:_SAMPLE]) // 50):
        raise UnusableDocumentError(f"{file} is no text. Save it as text, CSV, XLSX, DOCX or Markdown.")
    return text.replace("\0", "")


def _without_mark(data: bytes) -> str:
    """UTF-16 that does not say so has a zero in every other byte of Western text."""
    sample = data[:_SAMPLE]
    if sample[1::2].count(0) > len(sample) // 4:
        return "utf-16-le"
    return "utf-16-be" if sample[0::2].count(0) > len(sample) // 4 else "utf-8"


def unbulleted(line: str) -> str:
    """A line without its bullet, number or box."""
    return _BULLET.sub("", line.strip()).strip()


def text_entries(text: str) -> list[Entry]:
    """Every line that holds a letter."""
    lines = ((number, unbulleted(line)) for number, line in enumerate(text.splitlines(), 1))
    return [Entry(number, line) for number, line in lines if any(map(str.isalpha, line))]
