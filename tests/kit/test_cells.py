"""Nothing that leaves is a formula, and everything comes back as it was (THREATS S9)."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innercircle.kit.cells import csv_lines, quoted, unquoted
from innercircle.kit.sheet import UnusableSheetError, read_sheet, write_sheet
from innercircle.kit.table import read_lines

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
BEFORE = ("", " ", "   ", "\u00a0", "\u200b", "\ufeff", "\v")
FORMULAS = ("1+1", 'HYPERLINK("http://x","y")', "cmd|' /C calc'!A0", "DDE(1)", "SUM(A1:A2)")
PAYLOADS = sorted({before + start + rest for before in BEFORE for start in STARTS for rest in FORMULAS[:2]}) + [
    start + rest for start in STARTS for rest in FORMULAS[2:]
]


def first_sign(text: str) -> str:
    return text.strip(" \u00a0\u200b\ufeff\v")[:1]


def test_there_are_enough_payloads() -> None:
    assert len(PAYLOADS) >= 60


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_is_a_formula_in_csv(payload: str) -> None:
    lines = list(csv.reader(io.StringIO(b"".join(csv_lines(["a"], [[payload]])).decode("utf-8-sig"), newline="")))
    assert first_sign(lines[1][0]) == "'"
    assert unquoted(lines[1][0]) == payload


def test_no_payload_is_a_formula_in_a_sheet() -> None:
    data = write_sheet("Payloads", ["text"], [[payload] for payload in PAYLOADS])
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        xml = package.read("xl/worksheets/sheet1.xml").decode()
        styles = package.read("xl/styles.xml").decode()
    assert "<f>" not in xml
    assert xml.count('t="inlineStr"') == len(PAYLOADS) + 1
    assert 'quotePrefix="1"' in styles
    assert [texts[0] for _line, texts in list(read_sheet(data, 1000))[1:]] == PAYLOADS


@settings(max_examples=700)
@given(st.lists(st.text(), min_size=30, max_size=60))
def test_quoting_can_always_be_undone(texts: list[str]) -> None:  # at least 21,000 texts
    assert [unquoted(quoted(text)) for text in texts] == texts
    assert not any(quoted(text)[:1] in STARTS for text in texts)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30), min_size=1, max_size=30))
def test_a_sheet_gives_back_what_was_written(texts: list[str]) -> None:
    data = write_sheet("Texts", ["text"], [[f"x{text}"] for text in texts])
    assert [line[0] for _number, line in list(read_sheet(data, 1000))[1:]] == [f"x{text}" for text in texts]


def test_numbers_and_days_stay_numbers_and_days() -> None:
    row = [-5, Decimal("-1.50"), 2.5, date(2026, 3, 1), datetime(2026, 3, 1, 9, 30, tzinfo=UTC), True, None]
    header = list("abcdefg")
    text = b"".join(csv_lines(header, [row])).decode("utf-8-sig")
    assert text.splitlines()[1] == "-5,-1.50,2.5,2026-03-01,2026-03-01T09:30:00+00:00,yes,"
    lines = list(read_sheet(write_sheet("a/b: [c]", header, [row]), 10))
    assert lines[1] == (2, ["-5", "-1.5", "2.5", "2026-03-01", "2026-03-01 09:30:00", "yes"])


def test_reading_csv_takes_the_quotes_off_again() -> None:
    data = b"".join(csv_lines(["name", "note"], [["=cmd", "'quoted"], ["-", "plain"]]))
    assert [texts for _line, texts in read_lines(data, "x.csv", print)] == [
        ["name", "note"],
        ["=cmd", "'quoted"],
        ["-", "plain"],
    ]


def package(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "damaged"),
        (b"\xd0\xcf\x11\xe0 old", "save it as XLSX"),
        (b"PK\x03\x04 broken", "damaged"),
        (package(a=b"x"), "no XLSX"),
        (package(mimetype=b"x", content_dot_xml=b"x"), "OpenDocument"),
        (package(**{"[Content_Types]_dot_xml": b"<x/>"}), "damaged or no XLSX"),
        (package(**{"[Content_Types]_dot_xml": b"<x/>", "big": b"0" * (201 * 2**20)}), "unpacks to 201 MB"),
        (write_sheet("Empty", [], []), "no sheet with anything"),
        (write_sheet("Wide", ["x"] * 301, []), "301 columns"),
        (write_sheet("Long", ["x"], [["y"]] * 20), "more than 10 lines"),
    ],
    ids=["empty", "old", "broken", "zip", "ods", "hollow", "bomb", "no rows", "wide", "long"],
)
def test_a_file_that_is_no_usable_sheet_gets_a_sentence(data: bytes, words: str) -> None:
    with pytest.raises(UnusableSheetError, match=words):
        list(read_sheet(data, 10))
