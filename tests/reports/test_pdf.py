"""The account plan as PDF, read back: texts, tags, pages, markup that stays text."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from innercircle.reports.composing import compose
from innercircle.reports.pdf import draw_chart, draw_map, write_pdf
from tests.reports import plans
from tests.reports.reading import blocks_of, pdf_text

from innercircle.reports.blocks import Chart, Maps  # isort: skip


def test_it_says_what_is_known() -> None:
    text = pdf_text(write_pdf(compose(plans.rich(), language="en")))
    for words in ("Brandt Automotive", "Kessler & Söhne", "Keep the line running", "Maria Brandt", "Otto Kern", "17",
                  "Standstill, plant by plant", "You are our partner.", "Load spectra", "Purchasing blocks",
                  "Thin with deciders.", "As of 22 Nov 2026", "Confidential", "One figure for her board"):  # fmt: skip
        assert words in text, words


def test_it_is_tagged_has_a_title_a_language_and_numbered_pages() -> None:
    reader = PdfReader(io.BytesIO(write_pdf(compose(plans.rich(), language="de"))))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("de")
    assert "pdfuaid:part" in root["/Metadata"].get_data().decode()
    assert reader.metadata is not None
    assert reader.metadata.title == "Brandt Automotive"
    last = reader.pages[-1].extract_text()
    assert f"Seite {len(reader.pages)} von {len(reader.pages)}" in last


def test_the_same_plan_gives_the_same_bytes() -> None:
    document = compose(plans.rich(), language="en")
    assert write_pdf(document) == write_pdf(document)


def test_nothing_known_is_two_pages_that_say_what_is_missing() -> None:
    data = write_pdf(compose(plans.empty(), language="en"))
    text = pdf_text(data)
    assert len(PdfReader(io.BytesIO(data)).pages) == 2
    assert "No calendar tells of a meeting with them" in text
    assert "Initiatives" not in text
    assert "Dependence" not in text


@pytest.mark.parametrize("name", ["rich", "empty", "hostile"])
@pytest.mark.parametrize("language", ["en", "de"])
def test_one_page_is_one_page(name: str, language: str) -> None:
    data = write_pdf(compose(getattr(plans, name)(), language=language, short=True))
    assert len(PdfReader(io.BytesIO(data)).pages) == 1


def test_what_looks_like_markup_or_has_no_font_stays_text() -> None:
    text = pdf_text(write_pdf(compose(plans.hostile(), language="en"))).replace("\u200b", "").replace("\n", " ")
    assert "=cmd|' /C calc'!A0" in text
    assert "#let x = 1;" in text
    assert "*bold*" in text
    assert "□" in text  # a letter that no font has
    assert "\u202e" not in text


def test_a_letter_no_font_has_is_shown_as_a_box_and_nothing_else_is_lost() -> None:
    plan = plans.rich()
    odd = replace(plan, who=replace(plan.who, name="Acme \ufdd0\U000f0000 Co"))
    assert "Acme" in pdf_text(write_pdf(compose(odd, language="en")))


def test_long_tables_are_cut_and_say_so() -> None:
    plan = plans.rich()
    points = tuple(replace(plan.points[0], words=f"Point {number}", due=None) for number in range(70))
    text = pdf_text(write_pdf(compose(replace(plan, points=points), language="en")))
    assert "Point 59" in text
    assert "Point 60" not in text
    assert "and 10 more" in text


def test_charts_and_maps_are_pictures_too() -> None:
    document = compose(plans.rich(), language="en")
    chart = blocks_of(document, Chart)[0]
    maps = blocks_of(document, Maps)[0]
    for picture in (draw_chart(document, chart), draw_map(document, maps, maps.pictures[0])):
        assert picture.startswith(b"\x89PNG")
