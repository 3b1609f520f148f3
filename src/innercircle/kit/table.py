"""Tables in text files: reading CSV as people really save it, with the place of every fault, and writing it safely.

Reading knows UTF-8 (with or without mark), UTF-16 and Windows encodings, commas, semicolons and tabs; a faulty line
costs only itself. Columns are found without regard to case, spaces, underscores and hyphens.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from innercircle.kit.cells import quoted, unquoted

_DELIMITERS = ",;\t|"
_IGNORED_IN_NAMES = re.compile(r"[\s_\-]+")
_MOST_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a file, fit for the user: where, and what would be right.

    `line` is 1-based, 0 for the whole file; `column` is the column's name, "" for the whole line. `note` marks what
    costs nothing, such as a column that is not needed.
    """

    file: str
    line: int
    column: str
    message: str
    note: bool = False

    def __str__(self) -> str:
        """`accounts.csv, line 3, column domains: …`."""
        line = f", line {self.line}" if self.line else ""
        column = f", column {self.column}" if self.column else ""
        return f"{self.file}{line}{column}: {self.message}"


Report = Callable[[Fault], None]


class UnusableTableError(ValueError):
    """The file cannot be read as the table wanted; the message says which file and what would be right."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column to look for: its name, other names it goes by, and whether the table is of no use without it."""

    name: str
    aliases: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: its 1-based number in the file, and the trimmed text of each wanted column ("" if missing)."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """The trimmed text in `column`."""
        return self.cells[column]


def read_table(data: bytes, file: str, columns: Sequence[Column], report: Report) -> list[Row]:
    """The rows of a CSV file, faults going to `report` while the other lines are taken.

    Raises `UnusableTableError` when it is no text, is empty, or lacks a required column.
    """
    text = _decoded(data, file, report)
    records = _records(text, file, report)
    header = next(records, None)
    if header is None:
        names = ", ".join(column.name for column in columns)
        raise UnusableTableError(f"{file} is empty; its first line should name the columns: {names}")
    places = _places(header, file, columns, report)
    return list(_rows(records, file, places, len(header.cells), report))


def read_lines(data: bytes, file: str, report: Report) -> Iterator[tuple[int, list[str]]]:
    """Every line of a CSV file that holds anything, as (1-based line, trimmed texts), the header too.

    For whoever finds out by themselves what the columns mean; raises `UnusableTableError` when it is no text.
    """
    for record in _records(_decoded(data, file, report), file, report):
        yield record.line, [unquoted(cell.strip()) for cell in record.cells]


@dataclass(frozen=True, slots=True)
class _Record:
    line: int
    cells: list[str]


@dataclass(slots=True)
class _Lines:
    """Hands lines to the CSV reader and can go back when a line turns out to be broken."""

    lines: list[str]
    at: int = field(default=0)

    def __iter__(self) -> Iterator[str]:
        while self.at < len(self.lines):
            self.at += 1
            yield self.lines[self.at - 1]


def _decoded(data: bytes, file: str, report: Report) -> str:
    if data.startswith(b"PK\x03\x04"):
        raise UnusableTableError(f"{file} is a spreadsheet or archive, not text; save it as CSV (UTF-8)")
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if b"\0" in data:
        raise UnusableTableError(f"{file} is no text; save it as CSV (UTF-8)")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        report(Fault(file, line, "", "is not UTF-8; read as Windows (Western European) text instead", note=True))
        return data.decode("cp1252", errors="replace")


def _records(text: str, file: str, report: Report) -> Iterator[_Record]:
    """Each record with the line it starts on; a broken one is reported and reading goes on with the next line."""
    lines = _Lines(list(io.StringIO(text, newline="")))
    delimiter = _delimiter(lines)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        start = lines.at + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            report(Fault(file, start, "", f"cannot be read ({fault}); is a quotation mark missing or one too many?"))
            lines.at = start
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            continue
        if any(cell.strip() for cell in cells):
            yield _Record(start, cells)


def _delimiter(lines: _Lines) -> str:
    """What separates the cells: what Excel's `sep=` line says, else what the first line has most of."""
    first = next((line for line in lines.lines if any(map(str.isalnum, line))), "")
    if first.lower().startswith("sep=") and first.strip()[4:] in _DELIMITERS:
        lines.at = lines.lines.index(first) + 1
        return first.strip()[4:] or ","
    bare = re.sub(r'"[^"]*"', "", first)
    return max(_DELIMITERS, key=bare.count)


def normal_name(name: str) -> str:
    """A column's name as it is compared: `Time Zone`, `time_zone` and `TIME-ZONE` are one."""
    return _IGNORED_IN_NAMES.sub("", name).casefold()


def _places(header: _Record, file: str, columns: Sequence[Column], report: Report) -> dict[str, int]:
    """Which cell holds which wanted column; what is missing or not needed is said."""
    found: dict[str, int] = {}
    for index, name in enumerate(header.cells):
        found.setdefault(normal_name(name), index)
    places: dict[str, int] = {}
    for column in columns:
        names = [normal_name(name) for name in (column.name, *column.aliases)]
        place = next((found[name] for name in names if name in found), None)
        if place is not None:
            places[column.name] = place
    _refuse_missing(header, file, columns, places)
    further = [name.strip() for index, name in enumerate(header.cells) if name.strip() and index not in places.values()]
    if further:
        report(Fault(file, header.line, "", f"further columns are ignored: {_listed(further)}", note=True))
    return {column.name: places.get(column.name, -1) for column in columns}


def _refuse_missing(header: _Record, file: str, columns: Sequence[Column], places: Mapping[str, int]) -> None:
    missing = [column.name for column in columns if column.required and column.name not in places]
    if missing:
        needed = f"the column {missing[0]} is" if len(missing) == 1 else f"the columns {' and '.join(missing)} are"
        there = _listed([name.strip() or "(no name)" for name in header.cells])
        raise UnusableTableError(f"{file}, line {header.line}: {needed} missing; the columns there are: {there}")


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_MOST_SHOWN])
    return f"{shown} and {len(names) - _MOST_SHOWN} more" if len(names) > _MOST_SHOWN else shown


def _rows(
    records: Iterable[_Record], file: str, places: Mapping[str, int], width: int, report: Report
) -> Iterator[Row]:
    for record in records:
        if any(cell.strip() for cell in record.cells[width:]):
            message = f"has {len(record.cells)} cells where the first line names {width} columns; the last are ignored"
            report(Fault(file, record.line, "", message))
        cells = {name: _cell(record.cells, place) for name, place in places.items()}
        yield Row(record.line, cells)


def _cell(cells: Sequence[str], place: int) -> str:
    return unquoted(cells[place].strip()) if 0 <= place < len(cells) else ""


def harmless(cell: object) -> object:
    """The cell so that no spreadsheet takes it for a formula (`kit.cells.quoted`); numbers stay as they are."""
    return quoted(cell) if isinstance(cell, str) else cell


def original(cell: str) -> str:
    """What `harmless` was given."""
    return unquoted(cell)


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A CSV table as text, each line ended by a line feed, text cells made `harmless`."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue()
