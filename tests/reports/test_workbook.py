"""The account plan as XLSX, read back: figures, days, charts, and texts that no spreadsheet takes for formulas."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest

from innercircle.reports.blocks import Format
from innercircle.reports.composing import compose
from innercircle.reports.workbook import write_xlsx
from tests.reports import plans
from tests.reports.reading import made


def book_of(name: str, language: str = "en", *, short: bool = False) -> Any:
    return openpyxl.load_workbook(io.BytesIO(made(name, Format.XLSX, language, short=short)))


def test_each_table_has_its_sheet_and_charts_stand_with_their_figures() -> None:
    book = book_of("rich")
    assert book.sheetnames[0] == "Overview"
    assert "Every step" in book.sheetnames
    charts = {name: len(book[name]._charts) for name in book.sheetnames if book[name]._charts}
    assert sum(charts.values()) == 3


def test_figures_are_figures_and_days_are_days() -> None:
    sheet = book_of("rich")["Every step"]
    rows = list(sheet.iter_rows(values_only=True))
    head = next(place for place, row in enumerate(rows) if row[0] == "When")
    first = rows[head + 1]
    assert isinstance(first[0], datetime | date)
    assert first[3] == 2.0
    assert len(rows) - head - 1 >= 20


@pytest.mark.parametrize("short", [False, True])
def test_no_text_is_a_formula(short: bool) -> None:
    book = book_of("hostile", short=short)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    dangerous = [cell for cell in cells if isinstance(cell.value, str) and cell.value.startswith("=cmd")]
    assert dangerous
    assert all(cell.quotePrefix for cell in dangerous)


def test_names_of_sheets_are_short_and_never_twice() -> None:
    names = book_of("hostile", "de").sheetnames
    assert len({name.casefold() for name in names}) == len(names)
    assert all(0 < len(name) <= 31 for name in names)


def test_all_rows_are_there_and_the_same_bytes_again() -> None:
    document = compose(plans.rich(300), language="en")
    data = write_xlsx(document)
    assert data == write_xlsx(document)
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Every step"]
    assert sum(1 for row in sheet.iter_rows(values_only=True) if str(row[1]).startswith("Step ")) == 300
