"""Engagements in a table: columns by many names, cells as people write them, faults with their place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from innercircle.intake.rules.engagements import COLUMNS, read_engagements

HEADINGS = ["Engagement", "Kind of work", "Began on", "Last day", "Value", "Currency", "Unasked", "Without competition"]


def test_a_file_as_people_write_it() -> None:
    cells = ["Study", "Audit", "31.03.2026", "", "1.234,50 €", "EUR", "ja", "no"]
    read = read_engagements([*HEADINGS, "Whatever"], [(2, [*cells, "x"]), (3, [" "] * 9)])
    assert read.lines == (
        (
            2,
            {
                "name": "Study", "kind": "Audit", "start": date(2026, 3, 31), "value": Decimal("1234.50"),
                "currency": "EUR", "uncontested": False, "unasked": True,
            },
        ),
    )  # fmt: skip
    assert (read.faults, read.lacking) == ((), ())


def test_german_headings_are_known() -> None:
    read = read_engagements(["Auftrag", "Leistung", "Beginn", "Ende"], [(2, ["A", "B", "2026-01-02", "2026-02-03"])])
    assert read.lines[0][1]["end"] == date(2026, 2, 3)


@pytest.mark.parametrize(
    ("place", "cell", "column", "sentence"),
    [
        (0, "", "name", "must not be empty"),
        (0, "x" * 201, "name", "longer than 200"),
        (2, "03/04/2026", "start", "can be read as two dates"),
        (2, "soon", "start", "is no date"),
        (4, "much", "value", "is no amount"),
        (5, "EURO", "currency", "longer than 3"),
        (6, "perhaps", "unasked", "neither yes nor no"),
    ],
)
def test_a_fault_has_its_line_and_column(place: int, cell: str, column: str, sentence: str) -> None:
    cells = ["Study", "Audit", "2026-03-31", "", "", "", "", ""]
    good = list(cells)
    cells[place] = cell
    read = read_engagements(HEADINGS, [(2, cells), (3, good)])
    assert [line for line, _values in read.lines] == [3]
    assert [(fault.line, fault.column) for fault in read.faults] == [(2, column)]
    assert sentence in str(read.faults[0].sentence)


def test_what_is_lacking_is_named_and_nothing_read() -> None:
    read = read_engagements(["Name", "Name"], [(2, ["x", "y"])])
    assert (read.lacking, read.lines) == (("kind", "start"), ())


def test_no_heading_means_two_things() -> None:
    words = [word for field in COLUMNS for word in (field.name, *field.aliases)]
    assert len(words) == len(set(words))
