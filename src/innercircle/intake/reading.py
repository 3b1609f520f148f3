"""Reading a table from outside, CSV or XLSX, in a limited process: the answer is lines or a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from innercircle.kit.child import MIB, ChildError, Limits, Progress, run
from innercircle.kit.sheet import READING, UnusableSheetError, read_sheet
from innercircle.kit.table import Fault, UnusableTableError, read_lines

MOST_BYTES = 20 * MIB
MOST_LINES = 25_000  # written in about three seconds, for which nobody else writes
_MOST_HEADINGS = 300
_MOST_NOTES = 100
_TEXT = Limits(cpu=20, memory=768 * MIB, wall=60, items=MOST_LINES + 10_000)


class UnusableFileError(ValueError):
    """The file cannot be read as a table; the message says why and what would be right."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file as read: its headings and their line, the lines below, and what there was to say about it."""

    headings: list[str]
    lines: list[tuple[int, list[str]]]
    notes: list[Fault]


def read_file(data: bytes, name: str) -> Table:
    """The table in a file; raises `UnusableFileError` with a sentence that names the file."""
    if not data.strip():
        raise UnusableFileError(f"{name} is empty")
    if len(data) > MOST_BYTES:
        raise UnusableFileError(f"{name} is larger than {MOST_BYTES // MIB} MB; split it")
    sheet = data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
    found: list[tuple[int, list[str]]] = []
    notes: list[Fault] = []
    try:
        for part in run(
            _sheet if sheet else _text, data, name, limits=READING if sheet else _TEXT, what=name, chunk=2_000
        ):
            found += [item for item in part if isinstance(item, tuple)]
            notes += [item for item in part if isinstance(item, Fault)]
    except (UnusableSheetError, UnusableTableError, ChildError) as fault:
        raise UnusableFileError(_named(str(fault), name)) from None
    return _table(found, notes[:_MOST_NOTES], name)


def _named(sentence: str, name: str) -> str:
    return sentence if name in sentence else f"{name}: {sentence}"


def _sheet(data: bytes, name: str) -> Iterator[tuple[int, list[str]] | Fault | Progress]:
    yield from read_sheet(data, MOST_LINES + 1)


def _text(data: bytes, name: str) -> Iterator[tuple[int, list[str]] | Fault | Progress]:
    notes: list[Fault] = []
    for count, line in enumerate(read_lines(data, name, notes.append)):
        if count > MOST_LINES:
            raise UnusableTableError(f"{name} has more than {MOST_LINES:,} lines; split it")
        if len(line[1]) > _MOST_HEADINGS:
            raise UnusableTableError(f"{name}, line {line[0]}: {len(line[1]):,} columns; is it a table?")
        yield line
    yield from notes


def _table(found: list[tuple[int, list[str]]], notes: list[Fault], name: str) -> Table:
    if not found:
        raise UnusableFileError(f"{name} holds no line")
    _line, headings = found[0]
    headings = [heading.strip()[:200] for heading in headings]
    if not any(headings):
        raise UnusableFileError(f"{name}: the first line should name the columns")
    width = len(headings)
    lines = [(number, [*texts[:width], *[""] * (width - len(texts))]) for number, texts in found[1:]]
    for number, texts in found[1:]:
        if any(text.strip() for text in texts[width:]):
            notes.append(
                Fault(name, number, "", "has more cells than the first line names columns; the last are ignored")
            )
    return Table(headings, lines, notes)
