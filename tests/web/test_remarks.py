"""Remarks of readers and jobs are said in the reader's language: every sentence they can make is known."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from innercircle.wording.remarks import SENTENCES, said
from tests.shape.tree import SOURCE

READERS = (
    "calendars/ics", "calendars/exports", "calendars/sources.py", "calendars/reading.py",
    "calendars/actions/tidying.py", "kit/child.py", "kit/sheet.py", "jobs",
)  # fmt: skip
# Not said to anybody: patterns, names of zones, programming errors, parts of a longer sentence that is known whole.
SILENT = re.compile(
    r"[\[\\]|^from |time$|^list|^X |^This line is no JSON|middle of this line$|^\{.*\}, column|^; |^7[;,] |"
    r"^7 It is left out|^7 The rest of|^This is not an iCalendar$|^Job %s|"
    r"^a (?:zip|web|PDF)|^it looks like 7$|^not a path$|only one may|must be|is no job"
)


def _files() -> Iterator[Path]:
    for name in READERS:
        place = SOURCE / name
        yield from sorted(place.rglob("*.py")) if place.is_dir() else [place]


def _documentation(tree: ast.Module) -> set[int]:
    bodies = [node.body for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)]
    return {id(body[0].value) for body in bodies if body and isinstance(body[0], ast.Expr)}


def _text(node: ast.AST) -> str:
    """A text with “7” for each of its values."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _sentences(file: Path) -> Iterator[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    passed = _documentation(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            passed |= {id(part) for part in node.values}
    for node in ast.walk(tree):
        text = "" if id(node) in passed else _text(node)
        if text.count(" ") > 1 and not SILENT.search(text):
            yield re.sub(r"%\(\w+\)[sd]", "7", text)


def _is_known(text: str) -> bool:
    """German says it otherwise."""
    with translation.override("de"):
        return said(text) != text


def test_every_sentence_of_a_reader_is_known() -> None:
    found = {text for file in _files() for text in _sentences(file)}
    assert len(found) > 80, "the search finds nothing"
    assert sorted(text for text in found if not _is_known(text)) == []


@pytest.mark.parametrize(
    ("text", "german"),
    [
        ("It has 12,345 instances in the time asked for; 5,000 are the limit. It is left out.",
         "Er hat im gefragten Zeitraum 12.345 Vorkommen; erlaubt sind 5.000. Der Eintrag wird ausgelassen."),
        ("DTSTART cannot be read: 2026-13-01 is not a date or time. It is left out.",
         "DTSTART ist nicht lesbar: 2026-13-01 ist weder Datum noch Zeit. Der Eintrag wird ausgelassen."),
        ("work.zip: this zip archive is damaged (File is not a zip file).",
         "work.zip: Dieses Zip-Archiv ist beschädigt (File is not a zip file)."),
        ("a.json: Its fields do not hold what they should.", "a.json: Seine Felder enthalten nicht, was sie sollten."),
        ("a: b.ics: It is a link.", "a: b.ics: Er ist eine Verknüpfung."),
        ("Reading a.ics needed more than 512 MiB of memory and was stopped.",
         "Das Lesen von a.ics brauchte mehr als 512 MiB Arbeitsspeicher und wurde abgebrochen."),
    ],
)  # fmt: skip
def test_values_come_along(text: str, german: str) -> None:
    with translation.override("de"):
        assert said(text) == german
    with translation.override("en"):
        assert said(text) == text


@pytest.mark.parametrize("text", ["", "Nobody knows this.", "50 % of it: nothing", "%(name)s", "x" * 5000])
def test_what_nobody_knows_stays_as_it_is(text: str) -> None:
    with translation.override("de"):
        assert said(text) == text


def test_every_sentence_stands_once_and_finds_itself() -> None:
    assert len(set(SENTENCES)) == len(SENTENCES)
    with translation.override("en"):
        filled = [re.sub(r"%\(\w+\)[sd]", "7", text) for text in SENTENCES]
        assert [text for text in filled if said(text) != text] == []
