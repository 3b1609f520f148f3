"""Message catalogues are compiled in pure Python, when older than their source and only when they are right."""

from __future__ import annotations

import ast
import gettext
import os
import re
import subprocess
from pathlib import Path

import pytest

import hatch_build
from tests.shape.tree import ROOT, SOURCE, committed
from tools import messages

HEAD = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """An empty German catalogue in a package of its own."""
    folder = tmp_path / "src" / "innercircle" / "locale" / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    place = folder / "django.po"
    place.write_text(HEAD)
    return place


def _add(source: Path, text: str) -> None:
    source.write_text(HEAD + text)


def test_plurals_contexts_and_umlauts_come_through(source: Path, tmp_path: Path) -> None:
    _add(
        source,
        'msgid "Hours"\nmsgstr "Stunden für Ä"\n\nmsgctxt "verb"\nmsgid "Close"\nmsgstr "Abschließen"\n\n'
        'msgid "one meeting"\nmsgid_plural "%(n)s meetings"\nmsgstr[0] "ein Treffen"\nmsgstr[1] "%(n)s Treffen"\n',
    )
    (written,) = hatch_build.compile_catalogues(tmp_path)
    with written.open("rb") as file:
        german = gettext.GNUTranslations(file)
    assert german.gettext("Hours") == "Stunden für Ä"
    assert german.pgettext("verb", "Close") == "Abschließen"
    assert german.ngettext("one meeting", "%(n)s meetings", 5) == "%(n)s Treffen"


def test_a_guess_that_nobody_confirmed_is_left_out(source: Path, tmp_path: Path) -> None:
    _add(source, '#, fuzzy\nmsgid "Hours"\nmsgstr "Uhren"\n')
    (written,) = hatch_build.compile_catalogues(tmp_path)
    with written.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Hours") == "Hours"


def test_every_text_that_is_asked_for_is_collected() -> None:
    """Babel does not look into f-strings: what is asked for there would stay in English without a word."""
    collected = {text for message in messages.collect() for text in _texts(message.id)}
    asked = {
        (file.name, call.args[0].value)
        for file in sorted(SOURCE.rglob("*.py"))
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ("_", "lazy", "ngettext")
        if isinstance(call.args[0], ast.Constant)
    }
    assert {each for each in asked if each[1] not in collected} == set()


def _texts(found: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (found,) if isinstance(found, str) else tuple(found)


def test_only_what_is_older_than_its_source_is_written(source: Path, tmp_path: Path) -> None:
    assert len(hatch_build.compile_catalogues(tmp_path)) == 1
    assert hatch_build.compile_catalogues(tmp_path) == []
    later = source.stat().st_mtime + 5
    os.utime(source, (later, later))
    assert len(hatch_build.compile_catalogues(tmp_path)) == 1


def test_a_wrong_placeholder_is_named_with_file_and_line(source: Path, tmp_path: Path) -> None:
    _add(source, '#, python-format\nmsgid "%(n)s hours"\nmsgstr "%(m)s Stunden"\n')
    with pytest.raises(ValueError, match=r"django\.po, line \d+: "):
        hatch_build.compile_catalogues(tmp_path)
    assert not source.with_suffix(".mo").exists()


def test_a_broken_file_is_named_with_its_line(source: Path, tmp_path: Path) -> None:
    _add(source, "msgid without quotes\n")
    with pytest.raises(ValueError, match=r"django\.po, line \d+: "):
        hatch_build.compile_catalogues(tmp_path)


def test_no_compiled_catalogue_is_committed() -> None:
    tracked = subprocess.run(["git", "ls-files", "*.mo"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert tracked.stdout == ""
    assert [file for file in committed() if file.suffix == ".mo"] == []


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_text_is_translated(language: str) -> None:
    place = SOURCE / "locale" / language / "LC_MESSAGES" / "django.po"
    lacking = messages.untranslated(place, language, messages.collect())
    assert [(message.locations[0], message.id) for message in lacking] == []


def test_texts_of_forms_are_collected_under_every_name_gettext_has_there() -> None:
    named = re.compile(r"import gettext_lazy as (\w+)")
    names = {name for file in SOURCE.rglob("*.py") for name in named.findall(file.read_text("utf-8"))}
    assert names <= set(messages.KEYWORDS)


def test_collecting_keeps_what_is_translated_and_drops_what_is_gone(source: Path) -> None:
    _add(source, 'msgid "Log out"\nmsgstr "Abmelden"\n\nmsgid "Nobody says this"\nmsgstr "Keiner"\n')
    template = messages.collect()
    held = messages.merged(source, "de", template)
    assert held["Log out"].string == "Abmelden"
    assert "Nobody says this" not in held
    assert len(held) == len(template)
