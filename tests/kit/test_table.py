"""CSV as people save it: encodings, separators, broken lines; and cells no spreadsheet runs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innercircle.kit.table import Column, Fault, Row, UnusableTableError, csv_text, harmless, original, read_table

COLUMNS = (Column("name", ("who",), required=True), Column("time_zone"))


def read(data: bytes) -> tuple[list[dict[str, str]], list[str]]:
    faults: list[Fault] = []
    rows = read_table(data, "t.csv", COLUMNS, faults.append)
    return [dict(row.cells) for row in rows], [str(fault) for fault in faults]


@pytest.mark.parametrize(
    "data",
    [
        "name,time_zone\nÄnne,UTC\n".encode(),
        "name,time_zone\nÄnne,UTC\n".encode("utf-8-sig"),
        "name\ttime_zone\r\nÄnne\tUTC\r\n".encode("utf-16"),
        "name;time_zone\rÄnne;UTC".encode(),
        'sep=;\n"name";"time_zone"\nÄnne;UTC\n'.encode(),
        "\n  \nWho|Time Zone\n Änne | UTC \n\n".encode(),
    ],
)
def test_encodings_and_separators(data: bytes) -> None:
    assert read(data) == ([{"name": "Änne", "time_zone": "UTC"}], [])


def test_windows_text_is_read_with_a_note() -> None:
    rows, said = read("name\nBob\nÄnne €\n".encode("cp1252"))
    assert [row["name"] for row in rows] == ["Bob", "Änne €"]
    assert said == ["t.csv, line 3: is not UTF-8; read as Windows (Western European) text instead"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "t.csv is empty; its first line should name the columns: name, time_zone"),
        (b"\n\n", "t.csv is empty; its first line should name the columns: name, time_zone"),
        (b"PK\x03\x04rest", "t.csv is a spreadsheet or archive, not text; save it as CSV (UTF-8)"),
        (b"\x00\x01\x02", "t.csv is no text; save it as CSV (UTF-8)"),
        (b"a,b\n1,2\n", "t.csv, line 1: the column name is missing; the columns there are: a, b"),
        (b"\na,,c\n", "t.csv, line 2: the column name is missing; the columns there are: a, (no name), c"),
    ],
)
def test_unusable(data: bytes, sentence: str) -> None:
    with pytest.raises(UnusableTableError) as refused:
        read(data)
    assert str(refused.value) == sentence


def test_a_broken_line_costs_only_itself() -> None:
    rows, said = read(b'name,time_zone\nA,UTC\n"B"x,UTC\n"C,UTC\nD,UTC\n')
    assert [row["name"] for row in rows] == ["A", "D"]
    assert [line.split(" (")[0] for line in said] == ["t.csv, line 3: cannot be read", "t.csv, line 4: cannot be read"]


def test_a_cell_may_span_lines_and_rows_keep_the_line_they_start_on() -> None:
    rows = read_table(b'name\n"A\nB"\nC\n', "t.csv", COLUMNS, lambda _: None)
    assert rows == [Row(2, {"name": "A\nB", "time_zone": ""}), Row(4, {"name": "C", "time_zone": ""})]


def test_too_many_and_too_few_cells() -> None:
    rows, said = read(b"name,time_zone\nA,UTC,x\nB\nC,UTC,,\n")
    assert rows == [
        {"name": "A", "time_zone": "UTC"},
        {"name": "B", "time_zone": ""},
        {"name": "C", "time_zone": "UTC"},
    ]
    assert said == ["t.csv, line 2: has 3 cells where the first line names 2 columns; the last are ignored"]


def test_further_columns_are_named_but_not_all_of_very_many() -> None:
    _, said = read(("name," + ",".join(f"c{number}" for number in range(11)) + "\nA\n").encode())
    assert said == ["t.csv, line 1: further columns are ignored: c0, c1, c2, c3, c4, c5, c6, c7 and 3 more"]


def test_of_two_columns_with_one_name_the_first_counts() -> None:
    assert read(b"name,Name\nA,B\n") == (
        [{"name": "A", "time_zone": ""}],
        ["t.csv, line 1: further columns are ignored: Name"],
    )


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-x", "@SUM(A1)", "\t=1", "\r=1", "'=1"])
def test_formulas_are_made_harmless(text: str) -> None:
    assert str(harmless(text)).startswith("'")
    assert original(str(harmless(text))) == text


@given(st.text() | st.from_regex(r"'*[=+\-@\t\r']*\w*", fullmatch=True))
def test_harmless_can_be_undone(text: str) -> None:
    assert original(str(harmless(text))) == text


def test_csv_text() -> None:
    assert csv_text(("a", "b"), [("=1", 0.5), ('say "x"', -2)]) == 'a,b\n\'=1,0.5\n"say ""x""",-2\n'
