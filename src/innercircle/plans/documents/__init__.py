"""Reads plans that came from elsewhere (CSV, XLSX, DOCX, Markdown, text) as lines with whatever structure they have.

Everything a file can do wrong ends in `UnusableDocumentError` with a sentence that says where and what would be right.
Spreadsheets and Word documents are parsed in a limited process (`kit.child`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from innercircle.kit.child import ChildError, run
from innercircle.kit.sheet import READING, UnusableSheetError, read_sheet
from innercircle.kit.table import Fault, Report, UnusableTableError, read_lines
from innercircle.plans.documents.entries import Entry, UnusableDocumentError
from innercircle.plans.documents.markdown import markdown_entries
from innercircle.plans.documents.tables import Record, table_entries
from innercircle.plans.documents.text import decoded, text_entries
from innercircle.plans.documents.word import UnusableWordError, read_word, word_entries
from innercircle.plans.words.normal import LONGEST

__all__ = ["Entry", "UnusableDocumentError", "read_document"]

LARGEST = 64 * 1024 * 1024  # bytes of one file
MOST_ROWS = 200_000
_SPREADSHEETS = frozenset({".xlsx", ".xlsm"})
_WORD = frozenset({".docx", ".docm"})
_TABLES = frozenset({".csv", ".tsv"})
_MARKDOWN = frozenset({".md", ".markdown"})


def read_document(path: Path, column: str | None, report: Report) -> list[Entry]:
    """The lines of a file; notes on what was skipped or guessed go to `report`.

    `column` names the column with the text in a table (or gives its number). Raises `UnusableDocumentError`.
    """
    data = _bytes(path)
    entries = _reader(path.suffix.lower(), data)(data, path.name, column, report)
    if not entries:
        raise UnusableDocumentError(f"{path.name} holds no line to read.")
    return [_shortened(entry, path.name, report) for entry in entries]


def _shortened(entry: Entry, file: str, report: Report) -> Entry:
    """The entry with no more text than is read of a line; that something was cut is said."""
    if len(entry.text) <= LONGEST:
        return entry
    message = f"has {len(entry.text):,} characters; the first {LONGEST:,} are read"
    report(Fault(file, entry.line, "", message, note=True))
    return replace(entry, text=entry.text[:LONGEST])


def _bytes(path: Path) -> bytes:
    if path.is_dir():
        raise UnusableDocumentError(f"{path} is a folder; name the files in it.")
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise UnusableDocumentError(
                f"{path.name} has {-(-size // 1024**2):,} MB; more than {LARGEST // 1024**2} MB are not read. Split it."
            )
        data = path.read_bytes()
    except OSError as error:
        raise UnusableDocumentError(f"{path} cannot be read: {error.strerror or error}.") from error
    if not data.strip():
        raise UnusableDocumentError(f"{path.name} is empty.")
    return data


_Reader = Callable[[bytes, str, str | None, Report], list[Entry]]


def _reader(suffix: str, data: bytes) -> _Reader:
    """How a file is read: by its ending, and by its content where there is no telling ending."""
    if suffix in _SPREADSHEETS:
        return _sheet
    if suffix in _WORD:
        return _word
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")):
        return _refused
    if suffix in _TABLES:
        return _csv
    return _markdown if suffix in _MARKDOWN else _text


def _refused(data: bytes, file: str, column: str | None, report: Report) -> list[Entry]:
    kind = "a PDF" if data.startswith(b"%PDF") else "an Office file or an archive"
    raise UnusableDocumentError(
        f"{file} is {kind}, not text. Save it as DOCX, XLSX, CSV or text, with the matching ending."
    )


def _csv(data: bytes, file: str, column: str | None, report: Report) -> list[Entry]:
    text = _decoded(data, file, report)
    lines = text.splitlines()
    try:
        records = [
            Record(line, tuple(cells), lines[line - 1].strip() if line <= len(lines) else "")
            for line, cells in read_lines(text.encode(), file, report)
        ]
    except UnusableTableError as error:
        raise UnusableDocumentError(f"{error}.") from error
    return table_entries(records, file, column, report)


def _sheet(data: bytes, file: str, column: str | None, report: Report) -> list[Entry]:
    records: list[Record] = []
    try:
        for chunk in run(read_sheet, data, MOST_ROWS, limits=READING, what=file):
            records.extend(Record(line, tuple(cells), "") for line, cells in chunk)
    except (UnusableSheetError, ChildError) as error:
        raise UnusableDocumentError(_sentence(file, str(error))) from error
    return table_entries(records, file, column, report)


def _word(data: bytes, file: str, column: str | None, report: Report) -> list[Entry]:
    pieces = []
    try:
        for chunk in run(read_word, data, limits=READING, what=file):
            pieces.extend(chunk)
    except (UnusableWordError, ChildError) as error:
        raise UnusableDocumentError(_sentence(file, str(error))) from error
    return word_entries(pieces, file, column, report)


def _markdown(data: bytes, file: str, column: str | None, report: Report) -> list[Entry]:
    return markdown_entries(_decoded(data, file, report), file, column, report)


def _text(data: bytes, file: str, column: str | None, report: Report) -> list[Entry]:
    if column:
        report(Fault(file, 0, "", "is plain text and has no columns; --column is not used", note=True))
    return text_entries(_decoded(data, file, report))


def _decoded(data: bytes, file: str, report: Report) -> str:
    """The text, where it has no more lines than are read of a sheet."""
    text = decoded(data, file, report)
    lines = max(text.count("\n"), text.count("\r"))
    if lines > MOST_ROWS:
        raise UnusableDocumentError(f"{file} has {lines:,} lines; more than {MOST_ROWS:,} are not read. Split it.")
    return text


def _sentence(file: str, message: str) -> str:
    said = message if file in message else f"{file}: {message}"
    return said if said.endswith(".") else f"{said}."
