"""The account plan as DOCX, read back: headings, tables, alternative texts, language."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
import pytest

from innercircle.reports.blocks import Format
from innercircle.reports.composing import compose
from innercircle.reports.word import write_docx
from tests.reports import plans
from tests.reports.reading import made


def written(name: str, language: str = "en", *, short: bool = False) -> Any:
    return docx.Document(io.BytesIO(made(name, Format.DOCX, language, short=short)))


def test_chapters_are_headings_and_rows_are_tables() -> None:
    document = compose(plans.rich(), language="en")
    file = written("rich")
    headings = [each.text for each in file.paragraphs if each.style.name == "Heading 1"]
    assert headings == [chapter.title for chapter in document.chapters]
    cells = {cell.text for table in file.tables for row in table.rows for cell in row.cells}
    assert {"Maria Brandt", "nobody", "Purchasing blocks", "all plants", "✓"} <= cells
    heads = [table for table in file.tables if table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")]
    assert len(heads) > 8


def test_every_picture_says_what_it_shows() -> None:
    file = written("rich")
    words = [each.get("descr") for each in file.element.xpath(".//wp:docPr")]
    assert len(words) == 5  # logo, three charts, one map
    assert all(words)


def test_it_knows_its_language_title_and_author() -> None:
    file = written("rich", "de")
    assert file.core_properties.title == "Brandt Automotive"
    assert file.core_properties.author == "Kessler & Söhne"
    assert file.core_properties.language == "de"
    assert 'w:lang w:val="de-DE"' in file.styles.element.xml
    assert any("Auf einen Blick" in each.text for each in file.paragraphs)


def test_pages_are_numbered_by_fields() -> None:
    file = written("rich")
    fields = [each.text for each in file.sections[0].footer._element.xpath(".//w:instrText")]
    assert fields == ["PAGE", "NUMPAGES"]


@pytest.mark.parametrize("short", [False, True])
@pytest.mark.parametrize("name", ["empty", "hostile"])
def test_nothing_and_hostile_texts_make_a_file_that_opens(name: str, short: bool) -> None:
    file = written(name, short=short)
    assert file.tables or file.paragraphs


def test_the_same_plan_gives_the_same_bytes_without_a_clock() -> None:
    document = compose(plans.rich(), language="en")
    data = made("rich", Format.DOCX)
    assert data == write_docx(document)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert {entry.date_time for entry in file.infolist()} == {(2000, 1, 1, 0, 0, 0)}
