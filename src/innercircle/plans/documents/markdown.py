"""Markdown: list items, paragraphs and table rows; headings, code and rules are no activities."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from innercircle.kit.table import Report
from innercircle.plans.documents.entries import Entry
from innercircle.plans.documents.tables import Record, table_entries
from innercircle.plans.documents.text import unbulleted

_FENCE = re.compile(r"^\s*(```|~~~)")
_SKIPPED = re.compile(r"^\s*(#{1,6}\s|={3,}\s*$|-{3,}\s*$|\*{3,}\s*$|_{3,}\s*$|<!--.*-->\s*$|!\[[^\]]*\]\([^)]*\)\s*$)")
_UNDERLINE = re.compile(r"^\s*(={3,}|-{3,})\s*$")
_ITEM = re.compile(r"^\s*(?:>\s*)*(?:[-*+]|\d{1,3}[.)])\s+")
_ROW = re.compile(r"^\s*\|.*\|\s*$")
_RULER = re.compile(r"^[\s|:-]+$")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"(\*\*|__|~~|`)")
_EMPHASIS = re.compile(r"(?<!\w)[*_](\S(?:[^*_]*\S)?)[*_](?!\w)")


@dataclass(slots=True)
class _Blocks:
    """What was found so far: lines of text, and the rows of the table being read."""

    entries: list[Entry] = field(default_factory=list)
    rows: list[Record] = field(default_factory=list)
    open: bool = False  # whether the last line may go on in the next


def markdown_entries(text: str, file: str, column: str | None, report: Report) -> list[Entry]:
    """The lines of a Markdown file; a wrapped item is one line, at the place where it begins."""
    blocks = _Blocks()
    for number, line in _outside_code(text.splitlines()):
        if _ROW.match(line):
            _row(blocks, number, line)
            continue
        _end_table(blocks, file, column, report)
        _line(blocks, number, line)
    _end_table(blocks, file, column, report)
    return blocks.entries


def _outside_code(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Numbered lines without fenced code, front matter, and headings that are underlined."""
    fenced = bool(lines) and lines[0].strip() == "---" and "---" in (line.strip() for line in lines[1:])
    start = lines.index("---", 1) + 1 if fenced and "---" in lines[1:] else 0
    inside = False
    for number, line in enumerate(lines[start:], start + 1):
        if _FENCE.match(line):
            inside = not inside
        elif not inside and not (number < len(lines) and line.strip() and _is_heading(line, lines[number])):
            yield number, line


def _is_heading(line: str, below: str) -> bool:
    return bool(_UNDERLINE.match(below)) and not _ITEM.match(line) and not _ROW.match(line)


def _line(blocks: _Blocks, number: int, line: str) -> None:
    bare = line.lstrip("> \t")
    if not bare or _SKIPPED.match(line):
        blocks.open = False
        return
    said = plain(unbulleted(bare))
    goes_on = blocks.open and not _ITEM.match(line) and (line[:1] in " \t" or said[:1].islower())
    if goes_on and blocks.entries:
        last = blocks.entries[-1]
        blocks.entries[-1] = Entry(last.line, f"{last.text} {said}")
    elif any(map(str.isalpha, said)):
        blocks.entries.append(Entry(number, said))
        blocks.open = True


def _row(blocks: _Blocks, number: int, line: str) -> None:
    blocks.open = False
    if not _RULER.match(line):
        cells = [plain(cell.strip()) for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
        blocks.rows.append(Record(number, tuple(cells), ""))


def _end_table(blocks: _Blocks, file: str, column: str | None, report: Report) -> None:
    if blocks.rows:
        blocks.entries.extend(table_entries(blocks.rows, file, column, report, headed=True))
        blocks.rows = []


def plain(text: str) -> str:
    """Text without emphasis, code marks and the addresses of links."""
    return _EMPHASIS.sub(r"\1", _MARKS.sub("", _LINK.sub(r"\1", text))).strip()
