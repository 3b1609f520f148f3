"""Spreadsheets: writing XLSX with typed cells; reading XLSX from outside (only in a limited process, `kit.child`)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import xlsxwriter

from innercircle.kit.cells import Cell, is_dangerous
from innercircle.kit.child import MIB, Limits, Progress

READING = Limits(cpu=20, memory=768 * MIB, wall=60, items=200_000)
TEXTS_ARE_TEXTS = {"strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
DAY = "yyyy-mm-dd"
_LONGEST = 32_767  # characters, Excel's limit for a cell
_MOST_COLUMNS = 300
_MOST_UNPACKED = 200 * MIB
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class UnusableSheetError(ValueError):
    """The file cannot be read as a sheet; the message says why and what would be right."""


def write_sheet(title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """An XLSX file with one sheet; texts are texts whatever they begin with, numbers numbers, dates dates."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {**TEXTS_ARE_TEXTS, "constant_memory": True}) as book:
        sheet = book.add_worksheet(sheet_name(title))
        bold, quote = book.add_format({"bold": True}), book.add_format({"quote_prefix": True})
        day = book.add_format({"num_format": DAY})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for column, name in enumerate(header):
            sheet.write_string(0, column, name, bold)
        for line, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                _write(sheet, line, column, cell, {"quote": quote, "day": day, "moment": moment})
        sheet.freeze_panes(1, 0)
    return out.getvalue()


def sheet_name(title: str) -> str:
    """A title as the name of a sheet: without the signs and beyond the length that Excel allows."""
    return re.sub(r"[\[\]:*?/\\']", " ", title)[:31].strip() or "Sheet"


def _write(
    sheet: xlsxwriter.worksheet.Worksheet, line: int, column: int, cell: Cell, formats: dict[str, object]
) -> None:
    if isinstance(cell, bool):
        cell = "yes" if cell else "no"
    if isinstance(cell, int | float | Decimal):
        sheet.write_number(line, column, cell)
    elif isinstance(cell, datetime):
        sheet.write_datetime(line, column, cell, formats["moment"])
    elif isinstance(cell, date):
        sheet.write_datetime(line, column, cell, formats["day"])
    elif cell:
        write_text(sheet, line, column, cell, None, formats["quote"])


def write_text(
    sheet: xlsxwriter.worksheet.Worksheet, line: int, column: int, text: str, plain: object, quoted: object
) -> None:
    """A text as text, whatever it begins with; `quoted` where a spreadsheet might take it for a formula."""
    shown = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    sheet.write_string(line, column, shown, quoted if is_dangerous(shown) else plain)


def read_sheet(data: bytes, most_rows: int) -> Iterator[tuple[int, list[str]] | Progress]:
    """The lines of the first sheet that holds any, as (1-based line, texts); run it through `kit.child.run`.

    Raises `UnusableSheetError` with a sentence for whatever is no sheet or too large a one.
    """
    _check_package(data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible" and (lines := _lines(sheet, most_rows)):
                yield from lines
                return
    except UnusableSheetError:
        raise
    except MemoryError:
        raise
    except Exception as fault:  # noqa: BLE001 - the library raises whatever a broken file makes it stumble over
        raise UnusableSheetError(f"the file is damaged or no XLSX file ({type(fault).__name__})") from None
    raise UnusableSheetError("the file holds no sheet with anything on it")


def _check_package(data: bytes) -> None:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnusableSheetError("the file is an old or a protected Excel file; save it as XLSX without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = package.namelist()
            unpacked = sum(entry.file_size for entry in package.infolist())
    except (zipfile.BadZipFile, ValueError, OSError):
        raise UnusableSheetError("the file is damaged or no XLSX file") from None
    if "mimetype" in names and "content.xml" in names:
        raise UnusableSheetError("the file is an OpenDocument spreadsheet; save it as XLSX or CSV")
    if "[Content_Types].xml" not in names:
        raise UnusableSheetError("the file is an archive but no XLSX file; unpack it and upload the table inside")
    if unpacked > _MOST_UNPACKED:
        raise UnusableSheetError(
            f"the file unpacks to {unpacked // MIB:,} MB; more than {_MOST_UNPACKED // MIB} MB are not read"
        )


def _lines(sheet: Any, most_rows: int) -> list[tuple[int, list[str]]]:
    sheet.reset_dimensions()  # what the file says of its size may be a lie
    found: list[tuple[int, list[str]]] = []
    for line, row in enumerate(sheet.iter_rows(values_only=True), 1):
        texts = [_text(cell) for cell in row]
        while texts and not texts[-1]:
            texts.pop()
        if len(texts) > _MOST_COLUMNS:
            raise UnusableSheetError(f"line {line} has {len(texts):,} columns; more than {_MOST_COLUMNS} are not read")
        if texts:
            found.append((line, texts))
        if len(found) > most_rows:
            raise UnusableSheetError(f"the sheet has more than {most_rows:,} lines; split it")
    return found


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        whole = not (cell.hour or cell.minute or cell.second)
        return cell.date().isoformat() if whole else cell.isoformat(" ", "seconds")
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, str):
        return unquoted_sheet(cell)
    return str(cell)


def unquoted_sheet(text: str) -> str:
    """A sheet's text as it was written: control characters stand in it as `_x0001_`."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
