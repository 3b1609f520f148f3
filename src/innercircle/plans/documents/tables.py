"""Tables: which row is the header, which column holds the text, and which columns answer the three tests."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from innercircle.kit.table import Fault, Report, normal_name
from innercircle.plans.documents.entries import Entry, UnusableDocumentError

_TEXT = (
    "text", "subject", "activity", "action", "task", "title", "description", "activity subject", "task name",
    "task title", "what", "step", "next step", "action item", "to do", "todo", "item", "initiative", "name",
    "summary", "notes", "note", "comment", "details", "line", "betreff", "aktivität", "aktivitaet", "maßnahme",
    "massnahme", "aufgabe", "titel", "beschreibung", "schritt", "nächster schritt", "thema", "was", "notiz",
    "bemerkung", "vorgang", "inhalt",
)  # fmt: skip
_FIELDS: dict[str, tuple[str, ...]] = {
    "billable": ("billable", "chargeable", "is billable", "abrechenbar", "fakturierbar", "verrechenbar"),
    "hours": ("hours", "our hours", "hours planned", "planned hours", "stunden", "geplante stunden", "unsere stunden"),
    "hours_spent": ("hours spent", "spent hours", "actual hours", "spent", "ist stunden", "geleistete stunden"),
    "participants": ("participants", "their participants", "who of theirs", "teilnehmer", "teilnehmer kunde"),
    "learn": ("learn", "to learn", "want to learn", "what we want to learn", "lernen", "was wir lernen wollen"),
    "learned": ("learned", "learnt", "what we learned", "gelernt", "was wir gelernt haben", "erkenntnis"),
    "useful": ("useful", "useful for them", "useful thing", "value for client", "nutzen", "nutzen für den kunden"),
    "state": ("state", "status", "stand"),
    "correction": ("correction", "corrected label", "korrektur"),
    "correction_reason": ("correction reason", "reason of correction", "grund der korrektur"),
}
_NUMBERISH = re.compile(r"^[\d\s.,:/€$£%+-]*$")


@dataclass(frozen=True, slots=True)
class Record:
    """One row: its line in the file, its cells, and the line as it was written ("" where there is no such thing)."""

    line: int
    cells: tuple[str, ...]
    raw: str


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a table is read: where the rows begin, which cell is the text (-1: the whole line), which are fields."""

    first: int
    text: int
    fields: dict[str, int]


def table_entries(
    records: Sequence[Record], file: str, column: str | None, report: Report, *, headed: bool = False
) -> list[Entry]:
    """The rows of a table as lines. `headed` says that the first row is a header whatever it says."""
    if not records:
        return []
    shape = _shape(records, file, column, report, headed=headed)
    entries = [Entry(record.line, _text(record, shape), _fields(record, shape)) for record in records[shape.first :]]
    return [entry for entry in entries if any(map(str.isalpha, entry.text))]


def _shape(records: Sequence[Record], file: str, column: str | None, report: Report, *, headed: bool) -> _Shape:
    header = [normal_name(cell) for cell in records[0].cells]
    fields = {name: place for name, names in _FIELDS.items() if (place := _place(header, names)) is not None}
    if column:
        return _by_name(records, header, fields, file, column)
    text = _place(header, _TEXT)
    if text is not None and (len(header) > 1 or len(records[0].cells[0].split()) <= 2):
        return _Shape(1, -1 if len(header) == 1 else text, fields)
    if headed or fields or _looks_headed(records):
        return _guessed(records[1:], 1, fields, file, records[0].cells, report)
    if len({len(record.cells) for record in records}) > 1 and records[0].raw:
        return _Shape(0, -1, {})  # sentences with commas in them, no table
    return _guessed(records, 0, {}, file, (), report)


def _by_name(
    records: Sequence[Record], header: Sequence[str], fields: dict[str, int], file: str, column: str
) -> _Shape:
    if normal_name(column) in header:
        return _Shape(1, header.index(normal_name(column)), fields)
    widest = max(len(record.cells) for record in records)
    if column.isdigit() and 1 <= int(column) <= widest:
        named = _place(header, _TEXT) is not None or bool(fields) or _looks_headed(records)
        return _Shape(int(named), int(column) - 1, fields if named else {})
    there = ", ".join(cell for cell in records[0].cells if cell) or "none"
    raise UnusableDocumentError(f'{file} has no column "{column}". Its first line names: {there}.')


def _place(header: Sequence[str], names: Sequence[str]) -> int | None:
    """The column with the first of `names` that is there."""
    return next((header.index(normal_name(name)) for name in names if normal_name(name) in header), None)


def _looks_headed(records: Sequence[Record]) -> bool:
    """Whether the first row names columns: only words there, where a later row has numbers or dates."""
    first = records[0].cells
    if len(first) < 2 or any(_NUMBERISH.match(cell) for cell in first) or len(set(first)) < len(first):
        return False
    below = [record.cells for record in records[1:20] if len(record.cells) == len(first)]
    return any(_NUMBERISH.match(cells[place]) and cells[place] for cells in below for place in range(len(first)))


def _guessed(
    rows: Sequence[Record], first: int, fields: dict[str, int], file: str, names: Sequence[str], report: Report
) -> _Shape:
    """The column with the most words is the text; that it was guessed is said."""
    words: dict[int, int] = {}
    for record in rows:
        for place, cell in enumerate(record.cells):
            if place not in fields.values() and not _NUMBERISH.match(cell):
                words[place] = words.get(place, 0) + len(cell.split())
    if not words:
        raise UnusableDocumentError(f"{file} has no column with text in it.")
    text = max(words, key=lambda place: (words[place], -place))
    if len(words) > 1:
        named = f'"{names[text]}"' if text < len(names) and names[text] else f"number {text + 1}"
        report(Fault(file, 0, "", f"the text is taken from column {named}; --column names another", note=True))
    return _Shape(first, text, fields)


def _text(record: Record, shape: _Shape) -> str:
    if shape.text < 0:
        return record.cells[0] if len(record.cells) == 1 or not record.raw else record.raw
    return record.cells[shape.text] if shape.text < len(record.cells) else ""


def _fields(record: Record, shape: _Shape) -> dict[str, str]:
    return {name: record.cells[at] if at < len(record.cells) else "" for name, at in shape.fields.items()}
