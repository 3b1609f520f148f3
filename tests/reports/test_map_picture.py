"""The picture of a map as PDF and PNG: what is in it, how large it grows, and texts that try to be markup."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image
from pypdf import PdfReader

from innercircle.maps.rules.drawing import Show, View, Words, drawing
from innercircle.maps.rules.outline import outline
from innercircle.reports.map_picture import Key, Poster, map_pdf, map_png
from tests.maps.drawn import DAY, NOW, drawn, line, person


def poster(*names: str, **more: object) -> Poster:
    """A poster of people whom two of ours know."""
    people = [person(place, name=name, title="Chief", roles=("budget",)) for place, name in enumerate(names, 1)]
    found = drawn(people, 2, [line(1, 1, 4), line(1, 2, 1)] if people else [])
    view = View(outline(people), found, DAY, NOW, Show.ASSESSED, words=Words({"budget": "Budget"}))
    shown = Poster(
        drawing=drawing(view), title="Map of Acme", under="22 November 2026", about="One of theirs", language="en",
        legend=[Key(level, f"Level {level}") for level in range(6)], notes=["faded: left"],
        header=["Person", "Title", "Decides as", "Stance", "Covered by"],
        rows=[[name, "Chief", "Budget", "", "Ours 1: 4"] for name in names],
    )  # fmt: skip
    return replace(shown, **more)


def text_of(found: bytes) -> str:
    """Every page's text."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(found)).pages)


def test_a_pdf_shows_the_map_and_says_it_again_as_a_table() -> None:
    found = map_pdf(poster("Kim", "Lee"))
    pages = PdfReader(io.BytesIO(found)).pages
    assert [round(each.mediabox.width) for each in pages] == [842, 842]
    for words in ("Map of Acme", "22 November 2026", "Ours 2", "Kim", "Level 5", "faded: left"):
        assert words in pages[0].extract_text()
    assert "Ours 1: 4" in pages[1].extract_text()


def test_it_is_tagged_for_people_who_cannot_see_it() -> None:
    root = PdfReader(io.BytesIO(map_pdf(poster("Kim")))).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert b"pdfuaid" in root["/Metadata"].get_data()


@pytest.mark.parametrize(
    "name", ["#panic() *b* $x$ <a>", "Žofie Größe-Łukasz", "Иван Петров", "中文", "\x01", "😀", ""]
)
def test_any_name_is_text(name: str) -> None:
    found = map_pdf(poster(name))
    assert found.startswith(b"%PDF")
    assert map_png(poster(name)).startswith(b"\x89PNG")
    if name.isascii() and name.isprintable():
        assert name in text_of(found)


def test_a_long_name_ends_in_an_ellipsis() -> None:
    page = PdfReader(io.BytesIO(map_pdf(poster("Maximiliane " * 12, rows=())))).pages[0].extract_text()
    assert "…" in page


def test_the_page_grows_with_the_map_within_what_readers_show() -> None:
    sizes = []
    for count in (2, 20, 60, 700):
        first = PdfReader(io.BytesIO(map_pdf(poster(*(f"P{each}" for each in range(count)), rows=())))).pages[0]
        sizes.append(round(first.mediabox.height))
    assert sizes[:2] == [595, 1191]
    assert 1191 < sizes[2] < sizes[3] == 14_000


def test_an_image_has_the_shape_of_the_picture_and_stays_usable() -> None:
    small = Image.open(io.BytesIO(map_png(poster("Kim"))))
    large = Image.open(io.BytesIO(map_png(poster(*(f"P{each}" for each in range(300))))))
    assert small.width == pytest.approx(842 / 72 * 150, abs=2)
    assert large.height > large.width
    assert large.width * large.height < 17_000_000


def test_a_map_of_nobody_is_a_page_all_the_same() -> None:
    assert "Map of Acme" in text_of(map_pdf(poster()))
