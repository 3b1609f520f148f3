"""Collect every text a person sees into the catalogues, in pure Python: `python -m tools.messages` (or with `--check`).

Writes src/innercircle/locale/<language>/LC_MESSAGES/django.po: new texts come in untranslated, moved ones keep their
translation, those no longer used go. `--check` changes nothing; its status is 1 when a text is missing or untranslated.
"""

from __future__ import annotations

import io
import re
import sys
import tomllib
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "innercircle"
RULES = SOURCE / "plans" / "rules" / "catalogue.toml"
LANGUAGES = ("de",)
PLACEHOLDER = re.compile(r"%\(\w+\)|%[sd]")
LAZY = ("gettext", "ngettext", "pgettext", "npgettext")
# Babel's own words for gettext's functions, and Django's lazy ones.
# Forms name gettext_lazy `lazy`.
KEYWORDS = DEFAULT_KEYWORDS | {f"{name}_lazy": DEFAULT_KEYWORDS[name] for name in LAZY} | {"lazy": None}


def main() -> int:
    """Collect into every language's catalogue, or with `--check` compare; say what lacks a translation."""
    template = collect()
    check = "--check" in sys.argv[1:]
    missing = 0
    for language in LANGUAGES:
        place = SOURCE / "locale" / language / "LC_MESSAGES" / "django.po"
        if not check:
            place.parent.mkdir(parents=True, exist_ok=True)
            _write(place, merged(place, language, template))
        lacking = untranslated(place, language, template)
        missing += len(lacking)
        print(f"{language}: {len(template)} texts, {len(lacking)} without a translation")
        for message in lacking:
            where = ", ".join(f"{name}:{line}" for name, line in message.locations[:2])
            print(f"  {where}: {message.id!r}")
    return 1 if check and missing else 0


def collect() -> Catalog:
    """A catalogue of every text in our Python files and templates, with where each stands."""
    catalog = Catalog(project="Innercircle", charset="utf-8", fuzzy=False)
    for file in _sources():
        name = file.relative_to(ROOT).as_posix()
        for line, text, comments, context in extract("python", _as_python(file), KEYWORDS, ["Translators:"]):
            flags = ("python-format",) if PLACEHOLDER.search("".join(text)) else ()
            catalog.add(text, locations=[(name, line)], auto_comments=comments, context=context, flags=flags)
    for text in _rule_texts():
        catalog.add(text, locations=[(RULES.relative_to(ROOT).as_posix(), 1)])
    return catalog


def _rule_texts() -> list[str]:
    """What the rules of the plan linter say, which stands in a data file (plans/wording.py shows it)."""
    rules = tomllib.loads(RULES.read_text(encoding="utf-8")).values()
    return [rule[name] for rule in rules for name in ("title", "wrong", "better")]


def untranslated(place: Path, language: str, template: Catalog) -> list[Message]:
    """The texts of `template` that the catalogue at `place` lacks, leaves empty, or only guesses at."""
    held = _read(place, language)
    return [message for message in template if message.id and not _is_translated(held, message)]


def merged(place: Path, language: str, template: Catalog) -> Catalog:
    """The catalogue at `place` with the texts of `template`; no guesses, nothing that is no longer used."""
    catalog = _read(place, language)
    catalog.update(template, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    return catalog


def _sources() -> list[Path]:
    files = [*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html"), *SOURCE.rglob("*.txt")]
    return sorted(file for file in files if "migrations" not in file.parts and _is_text_for_people(file))


def _is_text_for_people(file: Path) -> bool:
    return file.suffix == ".py" or "templates" in file.parts


def _as_python(file: Path) -> io.BytesIO:
    source = file.read_text(encoding="utf-8")
    if file.suffix != ".py":
        # Django turns tags into calls and blanks out the rest; indentation is none of Python's.
        source = "\n".join(line.lstrip() for line in templatize(source, origin=str(file)).splitlines())
    return io.BytesIO(source.encode())


def _is_translated(held: Catalog, message: Message) -> bool:
    found = held.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
    if found is None or found.fuzzy:
        return False
    return all(found.string) if isinstance(found.string, tuple | list) else bool(found.string)


def _read(place: Path, language: str) -> Catalog:
    if not place.exists():
        return Catalog(locale=language, project="Innercircle", charset="utf-8", fuzzy=False)
    with place.open("rb") as file:
        return read_po(file, locale=language)


def _write(place: Path, catalog: Catalog) -> None:
    with place.open("wb") as file:
        write_po(file, catalog, width=120, sort_by_file=True, omit_header=False, include_lineno=False)


if __name__ == "__main__":
    settings.configure(USE_I18N=True)
    sys.exit(main())
