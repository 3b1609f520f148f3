"""Reading a table from outside, CSV or XLSX, in a limited process: the answer is lines or a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from innercircle.kit.child import MIB, ChildError, Limits, Progress, run
from innercircle.kit.sheet import READING, UnusableSheetError, read_sheet
from innercircle.kit.table import Fault, UnusableTableError, read_lines
from innercircle.kit.text import seen

MOST_BYTES = 64 * MIB
MOST_LINES = 250_000
AT_ONCE = 64 * 1024  # bytes of a file that is read and planned while its sender waits (docs/performance.md)
_MOST_HEADINGS = 300
_MOST_NOTES = 100
_TEXT = Limits(cpu=20, memory=768 * MIB, wall=60, items=MOST_LINES + 10_000)
_SHEET = replace(READING, items=MOST_LINES + 10_000)
_SECONDS = 6  # of computing, for each megabyte of a sheet; text needs far less
_PART = 2_000


class UnusableFileError(ValueError):
    """The file cannot be read as a table; the message says why and what would be right."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file as read: its headings and their line, the lines below, and what there was to say about it."""

    headings: list[str]
    lines: list[tuple[int, list[str]]]
    notes: list[Fault]


@dataclass(slots=True)
class Stream:
    """A file as it is being read: `notes` grow while the lines are taken."""

    headings: list[str]
    lines: Iterator[tuple[int, list[str]]]
    notes: list[Fault] = field(default_factory=list)


def read_file(data: bytes, name: str) -> Table:
    """The table in a short file; raises `UnusableFileError` with a sentence that names the file."""
    if not data.strip():
        raise UnusableFileError(f"{name} is empty")
    stream = _stream(data, data[:4], len(data), name)
    lines = list(stream.lines)
    return Table(stream.headings, lines, stream.notes)


def open_file(path: Path, name: str, tell: Callable[[int, int], None] | None = None) -> Stream:
    """The table in a long file, its lines as they are read; raises `UnusableFileError`, also while they are taken."""
    size = path.stat().st_size
    with path.open("rb") as file:
        begins = file.read(4)
    return _stream(path, begins, size, name, tell)


def _stream(
    source: bytes | Path, begins: bytes, size: int, name: str, tell: Callable[[int, int], None] | None = None
) -> Stream:
    if size > MOST_BYTES:
        raise UnusableFileError(f"{name} is larger than {MOST_BYTES // MIB} MB; split it")
    notes: list[Fault] = []
    found = _read(source, begins, size, name, notes, tell)
    headings = next(found, None)
    if headings is None:
        raise UnusableFileError(f"{name} holds no line")
    names = [heading.strip()[:200] for heading in headings[1]]
    if not any(names):
        raise UnusableFileError(f"{name}: the first line should name the columns")
    return Stream(names, _fitted(found, names, name, notes), notes)


def _read(
    source: bytes | Path,
    begins: bytes,
    size: int,
    name: str,
    notes: list[Fault],
    tell: Callable[[int, int], None] | None,
) -> Iterator[tuple[int, list[str]]]:
    """The lines, from a limited process; what there is to say about them goes to `notes`."""
    sheet = begins in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
    limits = _SHEET if sheet else _TEXT
    limits = replace(limits, cpu=limits.cpu + size // MIB * _SECONDS, wall=limits.wall + 3 * size // MIB * _SECONDS)
    read, count = _sheet if sheet else _text, 0
    try:
        for part in run(read, source, name, limits=limits, what=name, chunk=_PART):
            for item in part:
                if isinstance(item, tuple):
                    yield item
                elif isinstance(item, Fault) and len(notes) < _MOST_NOTES:
                    notes.append(item)
            count += len(part)
            if tell is not None:
                tell(count, 0)
    except (UnusableSheetError, UnusableTableError, ChildError) as fault:
        raise UnusableFileError(_named(str(fault), name)) from None


def _fitted(
    found: Iterator[tuple[int, list[str]]], headings: list[str], name: str, notes: list[Fault]
) -> Iterator[tuple[int, list[str]]]:
    """The lines, each as wide as the headings, without signs that nobody sees."""
    width = len(headings)
    for number, texts in found:
        if len(notes) < _MOST_NOTES and any(text.strip() for text in texts[width:]):
            said = "has more cells than the first line names columns; the last are ignored"
            notes.append(Fault(name, number, "", said))
        yield number, [*(seen(text).strip() for text in texts[:width]), *[""] * (width - len(texts))]


def _named(sentence: str, name: str) -> str:
    return sentence if name in sentence else f"{name}: {sentence}"


def _bytes(source: bytes | Path) -> bytes:
    return source if isinstance(source, bytes) else source.read_bytes()


def _sheet(source: bytes | Path, _name: str) -> Iterator[tuple[int, list[str]] | Fault | Progress]:
    yield from read_sheet(_bytes(source), MOST_LINES + 1)


def _text(source: bytes | Path, name: str) -> Iterator[tuple[int, list[str]] | Fault | Progress]:
    notes: list[Fault] = []
    for count, line in enumerate(read_lines(_bytes(source), name, notes.append)):
        if count > MOST_LINES:
            raise UnusableTableError(f"{name} has more than {MOST_LINES:,} lines; split it")
        if len(line[1]) > _MOST_HEADINGS:
            raise UnusableTableError(f"{name}, line {line[0]}: {len(line[1]):,} columns; is it a table?")
        yield line
    yield from notes
