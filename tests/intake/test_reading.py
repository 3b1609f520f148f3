"""Whatever file comes, the answer is lines or a sentence (issue 2, Bad input; THREATS findings 7, S11)."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from pathlib import Path

import openpyxl
import pytest

from innercircle.intake.reading import MOST_BYTES, MOST_LINES, UnusableFileError, open_file, read_file
from innercircle.kit.sheet import write_sheet


def corner_sheet() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"] = "name"
    book.active["XFD1048576"] = "far away"
    book.save(out)
    return out.getvalue()


def inflating_sheet(size: int) -> bytes:
    source, out = zipfile.ZipFile(io.BytesIO(write_sheet("x", ["name"], [["y"]]))), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename.endswith("sheet1.xml"):
                data = data.replace(b">y<", b">" + b"y" * size + b"<")
            target.writestr(entry.filename, data)
    return out.getvalue()


def test_csv_and_sheets_give_the_same_table() -> None:
    header, rows = ["name", "domains"], [["Ärger & Söhne", "a.example"], ["Beta", ""]]
    text = read_file("name;domains\nÄrger & Söhne;a.example\nBeta;\n".encode("cp1252"), "a.csv")
    sheet = read_file(write_sheet("Accounts", header, rows), "a.xlsx")
    assert text.headings == sheet.headings == header
    assert text.lines == sheet.lines == [(2, rows[0]), (3, rows[1])]
    assert "not UTF-8" in text.notes[0].message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_usual_encodings_are_read(encoding: str) -> None:
    assert read_file("name\nÄrger\n".encode(encoding), "a.csv").lines == [(2, ["Ärger"])]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"   \n ", "is empty"),
        (b"\0\1\2 binary", "no text"),
        (b"x" * (MOST_BYTES + 1), "larger than 64 MB"),
        (b"name\n" + b"a\n" * (MOST_LINES + 1), "more than 250,000 lines"),
        (b"," * 400 + b"\n", "400|401|holds no line"),
        (b"a," * 400 + b"b\n1\n", "401 columns"),
        (b"PK\x03\x04 broken", "damaged"),
        (b"\xd0\xcf\x11\xe0 old Excel", "save it as XLSX"),
        (corner_sheet(), "16,384 columns|more than|MiB of memory|seconds"),
        (inflating_sheet(205 * 2**20), "unpacks to"),
    ],
    ids=["empty", "blank", "binary", "large", "long", "commas", "wide", "broken", "old", "corner", "bomb"],
)
def test_what_is_no_table_gets_a_sentence_that_names_the_file(data: bytes, words: str) -> None:
    with pytest.raises(UnusableFileError, match=words) as caught:
        read_file(data, "clients.csv")
    assert "clients.csv" in str(caught.value)


def test_signs_that_nobody_sees_are_left_out() -> None:
    found = read_file("name,city\n\u202eB\x07eta, Zürich \u200f\n=cmd|x,😀\n".encode(), "a.csv")
    assert found.lines == [(2, ["Beta", "Zürich"]), (3, ["=cmd|x", "😀"])]


def test_a_broken_line_costs_only_itself() -> None:
    table = read_file(b'name,domains\n"Delta,d.example\nEpsilon,e.example\n', "a.csv")
    assert ["Epsilon", "e.example"] in [texts for _number, texts in table.lines]
    assert table.notes


def test_a_huge_cell_does_not_stop_the_rest() -> None:
    table = read_file(b"name\n" + b"x" * 10_000_000 + b"\nEpsilon\n", "a.csv")
    assert (3, ["Epsilon"]) in table.lines
    assert any(note.line == 2 for note in table.notes)


def test_cells_beyond_the_headings_are_named() -> None:
    table = read_file(b"name\nDelta,more\n", "a.csv")
    assert table.lines == [(2, ["Delta"])]
    assert "more cells" in table.notes[0].message


def test_a_long_file_is_never_held_whole(tmp_path: Path) -> None:
    place = tmp_path / "long.csv"
    place.write_text(
        "name,email\n" + "".join(f"Person {number},p{number}@client.example\n" for number in range(40_000))
    )
    stream = open_file(place, "long.csv")
    tracemalloc.start()
    count = sum(1 for _line in stream.lines)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 40_000
    assert peak < 4 * 2**20  # all of them take more than five times that
