"""Files from elsewhere: what is taken from each format, and what is said of files that are none."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from innercircle.kit.table import Fault
from innercircle.plans import documents
from innercircle.plans.documents import Entry, UnusableDocumentError, read_document

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def entries(folder: Path, name: str, data: bytes | str, column: str | None = None) -> list[Entry]:
    return noted(folder, name, data, column)[0]


def noted(folder: Path, name: str, data: bytes | str, column: str | None = None) -> tuple[list[Entry], list[Fault]]:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    notes: list[Fault] = []
    return read_document(path, column, notes.append), notes


def pairs(found: list[Entry]) -> list[tuple[int, str]]:
    return [(entry.line, entry.text) for entry in found]


def sheet(rows: list[list[Any]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return out.getvalue()


def word(body: str, *, name: str = "word/document.xml", head: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr(name, f"{head}<w:document {W}><w:body>{body}</w:body></w:document>")
    return out.getvalue()


def paragraph(text: str, style: str = "") -> str:
    styled = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{styled}<w:r><w:t>{text}</w:t></w:r></w:p>"


def test_text_gives_its_lines_without_bullets(tmp_path: Path) -> None:
    found = entries(tmp_path, "plan.txt", "- Touch base\n\n  1. Send quote\n* [x] Book flight\n----\n• Call Kim\n")
    assert pairs(found) == [(1, "Touch base"), (3, "Send quote"), (4, "Book flight"), (6, "Call Kim")]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"]
)
def test_text_of_every_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    lines = "Angebot für Müller nachfassen\nBudget prüfen\n"
    assert [entry.text for entry in entries(tmp_path, "plan.txt", lines.encode(encoding))] == lines.splitlines()


def test_a_guessed_encoding_is_told_with_the_line(tmp_path: Path) -> None:
    _, notes = noted(tmp_path, "plan.txt", "ok\nfür\n".encode("latin-1"))
    assert [(note.line, note.note) for note in notes] == [(2, True)]


def test_markdown_gives_items_paragraphs_and_tables(tmp_path: Path) -> None:
    text = """---
title: plan
---
# Heading of sales

Underlined pitch
----------------
- **Touch base** with [Kim](http://x)
  every quarter
- [ ] Send `quote`

Review their draft
of the report.

```
pitch in code
```
> quoted line

| Activity | Hours | Billable |
|---|---|---|
| Workshop | 3 | no |
<!-- comment -->
![chart](x.png)
"""
    found = entries(tmp_path, "plan.md", text)
    assert pairs(found) == [
        (8, "Touch base with Kim every quarter"),
        (10, "Send quote"),
        (12, "Review their draft of the report."),
        (18, "quoted line"),
        (22, "Workshop"),
    ]
    assert found[-1].fields == {"hours": "3", "billable": "no"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Subject,Due\nSend quote,2026-01-02\n", [(2, "Send quote")]),
        ("Due;Betreff\n1.2.2026;Angebot senden\n", [(2, "Angebot senden")]),
        ("id\tTask Name\n1\tTouch base\n", [(2, "Touch base")]),
        ("Subject\nSend quote\n", [(2, "Send quote")]),
        ("Send quote\nTouch base\n", [(1, "Send quote"), (2, "Touch base")]),
        ("Call Kim, ask what worries her\nSend quote\n", [(1, "Call Kim, ask what worries her"), (2, "Send quote")]),
        ("Text\nCall Kim, then write\n", [(2, "Call Kim, then write")]),
        ('Text\n"Call Kim, then\nwrite"\n', [(2, "Call Kim, then\nwrite")]),
        (
            "Send quote,2026-01-02,Kim\nTouch base with the CFO,2026-01-03,Jo\n",
            [(1, "Send quote"), (2, "Touch base with the CFO")],
        ),
        ("Owner,Things we do,Due\nAnna,Send a quote,2026-01-02\n", [(2, "Send a quote")]),
    ],
)
def test_tables_of_every_shape_give_their_text(tmp_path: Path, text: str, expected: list[tuple[int, str]]) -> None:
    assert pairs(entries(tmp_path, "tasks.csv", text)) == expected


def test_a_column_is_named_or_numbered(tmp_path: Path) -> None:
    text = "Subject,Notes\nCall,Ask what worries her\n"
    assert pairs(entries(tmp_path, "tasks.csv", text, "notes")) == [(2, "Ask what worries her")]
    assert pairs(entries(tmp_path, "tasks.csv", text, "2")) == [(2, "Ask what worries her")]
    bare = "Anna,Send quote\nJo,Touch base\n"
    assert pairs(entries(tmp_path, "tasks.csv", bare, "2")) == [(1, "Send quote"), (2, "Touch base")]


def test_a_column_that_is_not_there_is_answered_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(UnusableDocumentError, match=r'no column "Nope"\. Its first line names: Subject, Due\.'):
        entries(tmp_path, "tasks.csv", "Subject,Due\nx,y\n", "Nope")


def test_a_line_without_end_is_cut_and_that_is_told(tmp_path: Path) -> None:
    (entry,), (note,) = noted(tmp_path, "plan.txt", "touch base " * 1_000)
    assert len(entry.text) == 2_000
    assert note.message == "has 10,999 characters; the first 2,000 are read"


def test_a_guessed_column_is_told(tmp_path: Path) -> None:
    _, notes = noted(tmp_path, "tasks.csv", "Owner,Things,Due\nAnna,Send a quote,2026-01-02\n")
    assert [note.message for note in notes] == ['the text is taken from column "Things"; --column names another']


def test_columns_that_answer_the_tests_are_recognised(tmp_path: Path) -> None:
    names = "Subject,Billable,Our Hours,Hours spent,Participants,What we want to learn,Learned,Useful for them,Status"
    header = f"{names},Correction,Correction reason"
    (entry,) = entries(tmp_path, "tasks.csv", f"{header}\nLunch,no,2,1,Kim,why,that,data,done,sales,her words\n")
    assert entry.fields == {
        "billable": "no",
        "hours": "2",
        "hours_spent": "1",
        "participants": "Kim",
        "learn": "why",
        "learned": "that",
        "useful": "data",
        "state": "done",
        "correction": "sales",
        "correction_reason": "her words",
    }


def test_german_columns_are_recognised(tmp_path: Path) -> None:
    (entry,) = entries(tmp_path, "plan.csv", "Maßnahme;Stunden;Abrechenbar;Nutzen\nWorkshop;3;nein;Vergleichszahlen\n")
    assert entry.text == "Workshop"
    assert entry.fields == {"hours": "3", "billable": "nein", "useful": "Vergleichszahlen"}


def test_a_sheet_gives_its_rows(tmp_path: Path) -> None:
    data = sheet([["Due", "Subject", "Hours"], ["1.2.", "Send quote", 2], [], ["3.2.", "Touch base", 0.5]])
    found = entries(tmp_path, "tasks.xlsx", data)
    assert pairs(found) == [(2, "Send quote"), (4, "Touch base")]
    assert [entry.fields["hours"] for entry in found] == ["2", "0.5"]


def test_a_word_document_gives_paragraphs_and_table_rows(tmp_path: Path) -> None:
    cell = "<w:tc>{}</w:tc>"
    rows = [("Activity", "Hours"), ("Workshop", "3")]
    table = "".join(f"<w:tr>{''.join(cell.format(paragraph(text)) for text in row)}</w:tr>" for row in rows)
    body = paragraph("Account plan", "Title") + paragraph("Goals", "Heading1") + paragraph("- Touch base")
    found = entries(
        tmp_path, "plan.docx", word(f"{body}{paragraph('')}<w:tbl>{table}</w:tbl>{paragraph('Send quote')}")
    )
    assert pairs(found) == [(3, "Touch base"), (6, "Workshop"), (7, "Send quote")]
    assert found[1].fields == {"hours": "3"}


def test_tabs_breaks_and_runs_of_a_paragraph_are_joined(tmp_path: Path) -> None:
    runs = "<w:t>Send </w:t></w:r><w:r><w:t>quote</w:t><w:tab/><w:t>now</w:t><w:br/><w:t>please</w:t>"
    body = f"<w:p><w:r>{runs}</w:r></w:p>"
    assert [entry.text for entry in entries(tmp_path, "plan.docx", word(body))] == ["Send quote now please"]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("plan.txt", b"", "plan.txt is empty"),
        ("plan.txt", b" \n\n", "plan.txt is empty"),
        ("plan.txt", b"12\n--\n", "plan.txt holds no line to read"),
        ("plan.txt", bytes(range(256)) * 20, "plan.txt is no text"),
        ("plan.txt", b"%PDF-1.7", "is a PDF, not text"),
        ("plan.txt", b"PK\x03\x04....", "is an Office file or an archive"),
        ("plan.txt", b"\xff\xfea", "breaks off or is damaged"),
        ("tasks.csv", b"1,2\n3,4\n", "no column with text"),
        ("plan.docx", b"no zip at all", "plan.docx: the file is damaged or no DOCX file"),
        ("plan.docx", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old or a protected Word file"),
        ("plan.docx", word("", name="other.xml"), "an archive but no DOCX file"),
        ("plan.docx", word("", name="content.xml"), "an OpenDocument text"),
        ("plan.docx", word("<w:p>"), "the document is damaged"),
        ("plan.docx", word("", head='<!DOCTYPE x [<!ENTITY a "b">]>'), "declares entities"),
        ("plan.docx", word(""), "holds no line to read"),
        ("tasks.xlsx", b"no zip at all", "tasks.xlsx: the file is damaged or no XLSX file"),
    ],
)
def test_a_file_that_cannot_be_used_gets_a_sentence(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    with pytest.raises(UnusableDocumentError, match=name.replace(".", r"\.")) as refused:
        entries(tmp_path, name, data)
    assert said in str(refused.value)
    assert str(refused.value).endswith(".")


def test_a_file_that_is_not_there_or_too_large_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnusableDocumentError, match="cannot be read: No such file"):
        read_document(tmp_path / "nowhere.txt", None, lambda _: None)
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(65 * 1024 * 1024)
    with pytest.raises(UnusableDocumentError, match="65 MB; more than 64 MB are not read"):
        read_document(tmp_path / "huge.txt", None, lambda _: None)


@pytest.mark.parametrize("name", ["plan.txt", "plan.md", "plan.csv"])
@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_more_lines_than_are_read_get_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, end: str
) -> None:
    monkeypatch.setattr(documents, "MOST_ROWS", 3)
    assert len(entries(tmp_path, name, f"Subject{end}Call{end}Visit")) > 0
    with pytest.raises(UnusableDocumentError, match=rf"^{name} has 4 lines; more than 3 are not read\. Split it\.$"):
        entries(tmp_path, name, f"Subject{end}" * 4)


def bomb(sheet_xml: str) -> bytes:
    plain = zipfile.ZipFile(io.BytesIO(sheet([["Subject"], ["x"]])))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name in plain.namelist():
            package.writestr(name, sheet_xml if name.endswith("sheet1.xml") else plain.read(name))
    return out.getvalue()


@pytest.mark.slow
def test_a_sheet_with_only_its_first_and_last_cell_is_harmless(tmp_path: Path) -> None:
    ns = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    corner = "<row r='{}'><c r='{}' t='inlineStr'><is><t>Touch base</t></is></c></row>"
    rows = corner.format(1, "A1") + corner.format(1048576, "XFD1048576")
    data = bomb(f"<worksheet {ns}><dimension ref='A1:XFD1048576'/><sheetData>{rows}</sheetData></worksheet>")
    with pytest.raises(UnusableDocumentError, match=r"tasks\.xlsx"):
        entries(tmp_path, "tasks.xlsx", data)


@pytest.mark.slow
def test_a_sheet_that_unpacks_to_gigabytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with pytest.raises(UnusableDocumentError, match=r"unpacks to \d+ MB"):
        entries(tmp_path, "tasks.xlsx", bomb("<worksheet>" + " " * 220_000_000 + "</worksheet>"))


@pytest.mark.slow
def test_a_document_that_unpacks_too_far_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableDocumentError, match="unpacks to more than 100 MB"):
        entries(tmp_path, "plan.docx", word(" " * 110_000_000))
