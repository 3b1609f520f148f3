"""Cells that leave the house: no spreadsheet may take a text for a formula, and reading back gives the very text.

A text that begins (blanks and quotation marks apart) with a sign that starts a formula gets a `'` in front; so does a
text that already looks quoted, which makes `unquoted` an exact inverse. Numbers and dates stay what they are.
Source of the rule: THREATS T8, S9.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

# What a spreadsheet program may take for the beginning of a formula, in ASCII and full width, and what separates cells.
_STARTS = "=+\\-@\t\r\n\0＝＋－﹣−＠|"
_BLANKS = " \u00a0\u1680\u2000-\u200d\u202f\u205f\u2060\u3000\ufeff\v\f\u0085\u2028\u2029\x01-\x08\x0e-\x1f"
_DANGEROUS = re.compile(f"'*[{_BLANKS}]*[{_STARTS}]")

Cell = str | int | float | Decimal | date | datetime | bool | None


def is_dangerous(text: str) -> bool:
    """Whether a spreadsheet may take the text for a formula, or `unquoted` for a quoted text."""
    return _DANGEROUS.match(text) is not None


def quoted(text: str) -> str:
    """The text with a `'` in front where it needs one."""
    return f"'{text}" if is_dangerous(text) else text


def unquoted(text: str) -> str:
    """What `quoted` was given."""
    return text[1:] if text.startswith("'") and is_dangerous(text) else text


def plain(cell: Cell) -> str | int | float | Decimal:
    """A cell as it stands in CSV: numbers as numbers, dates as ISO, yes or no, texts quoted where needed."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int | float | Decimal):
        return cell
    if isinstance(cell, date | datetime):
        return cell.isoformat()
    return quoted(cell)


class _Line:
    def write(self, text: str) -> str:
        return text


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """A CSV file line by line, in UTF-8 with the mark by which Excel knows it."""
    writer = csv.writer(_Line(), lineterminator="\r\n")
    yield b"\xef\xbb\xbf"
    for row in _chain(header, rows):
        yield str(writer.writerow([plain(cell) for cell in row])).encode("utf-8", "replace")


def _chain(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    yield header
    yield from rows
