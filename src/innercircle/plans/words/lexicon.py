"""The words as data: one TOML file per language, and files of the firm that add to them.

A file may hold, all optional:

    [classes]            # words that phrases name as <class>
    our_things = ["brochure*", "deck"]

    [concepts]           # words by meaning, weighed where no phrase fits
    give = "send* share* schick* geben"

    [abbreviations]      # what account managers type, and what it stands for
    "f/u" = "follow up"

    [grammar]            # words that turn a signal round: see `plans.words.grammar`
    negators = ["without"]

    [[signal]]           # what a phrase speaks of
    kind = "sales"       # sales, own, learn, useful, paid, admin, chore or internal
    code = "IL01"        # the rule of the catalogue, for sales and paid
    weak = false         # true: counts only where nothing else speaks
    unless_theirs = true # true: "their brochure" does not count
    governs = false      # true: administration, internal or paid work that says what the line is, wherever it stands
    phrases = ["pitch*", "show|present <our> <our_things>"]

The file's name begins with its language (`en.toml`, `de-our-firm.toml`); a file without one is read for every line.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from innercircle.plans.rules.catalogue import CATALOGUE
from innercircle.plans.rules.reading import Kind
from innercircle.plans.words.normal import fold
from innercircle.plans.words.patterns import BadPhrase, Index, Phrase, compile_phrase
from innercircle.plans.words.spelling import Spelling

LANGUAGES = ("en", "de")
_SECTIONS = frozenset({"classes", "concepts", "abbreviations", "grammar", "signal", "language"})
_SIGNAL_KEYS = frozenset({"kind", "code", "weak", "unless_theirs", "governs", "phrases"})
_REMEMBERED = 100_000  # tokens
_GRAMMAR_KEYS = frozenset({"negators", "instead", "stops", "theirs", "ours", "everyday", "helped", "from_others"})


class BadLexicon(ValueError):
    """A lexicon file that cannot be used; the message names the file, the place and what would be right."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One phrase with what it speaks of; `language` is "" when it is read for every line."""

    phrase: Phrase
    kind: Kind
    code: str
    weak: bool
    unless_theirs: bool
    language: str
    governs: bool = False


@dataclass(frozen=True, slots=True)
class Grammar:
    """The words that turn signals round, all languages together (their forms do not collide)."""

    negators: tuple[Phrase, ...]
    instead: tuple[Phrase, ...]
    stops: frozenset[str]
    theirs: frozenset[str]
    ours: frozenset[str]
    helped: tuple[Phrase, ...]  # what follows is their doing ("help her ..."), as long as nothing of ours comes in
    from_others: tuple[Phrase, ...]  # what stands right before is not ours ("... she got from")
    everyday: Mapping[str, frozenset[str]]  # per language: words that tell it


@dataclass(slots=True)
class _Draft:
    """What the files hold before it is compiled."""

    classes: dict[str, list[str]] = field(default_factory=dict)
    abbreviations: dict[str, tuple[str, ...]] = field(default_factory=dict)
    grammar: dict[str, list[str]] = field(default_factory=dict)
    everyday: dict[str, frozenset[str]] = field(default_factory=dict)
    signals: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    concepts: dict[str, list[str]] = field(default_factory=dict)


class Lexicon:
    """Every phrase compiled and indexed; built once, then only read."""

    def __init__(
        self,
        entries: Iterable[Entry],
        grammar: Grammar,
        abbreviations: Mapping[str, tuple[str, ...]],
        concepts: Mapping[str, Sequence[str]],
    ) -> None:
        self.entries = tuple(entries)
        self.grammar = grammar
        self.abbreviations = abbreviations
        self.index = Index(entry.phrase.anchors for entry in self.entries)
        self.turns = (*grammar.negators, *grammar.instead, *grammar.helped, *grammar.from_others)
        self.turn_index = Index(phrase.anchors for phrase in self.turns)
        self.concepts = tuple(sorted(concepts))
        self.concept_index = Index([concepts[name] for name in self.concepts])
        self.spelling = Spelling(self.index.exact_words | self.concept_index.exact_words)
        self._meant: dict[str, tuple[str, tuple[str, ...]]] = {}

    def meant(self, token: str) -> tuple[str, tuple[str, ...]]:
        """The word that `token` is or evidently a slip of, and its concepts; looked up once for each token."""
        known = self._meant.get(token)
        if known is None:
            word = self.near(token)
            known = (word, self.concepts_of(word))
            if len(self._meant) < _REMEMBERED:
                self._meant[token] = known
        return known

    def near(self, token: str) -> str:
        """`token`, or the lexicon's word it is evidently a slip of."""
        if self.index.candidates(token) or self.concept_index.candidates(token):
            return token
        return self.spelling.near(token)

    def concepts_of(self, token: str) -> tuple[str, ...]:
        """The concepts a word belongs to."""
        return tuple(self.concepts[number] for number in self.concept_index.candidates(token))


@cache
def shipped() -> Lexicon:
    """The lexicon that comes with Innercircle: English and German."""
    return load()


def load(folder: Path | None = None) -> Lexicon:
    """The shipped lexicon, with the `*.toml` files of a firm's `folder` added; raises `BadLexicon`."""
    draft = _Draft()
    shipped_files = resources.files("innercircle.plans.words") / "data"
    for file in (*_toml_files(shipped_files), *(_own_files(folder) if folder else ())):
        _add(draft, file)
    return _compiled(draft)


def _toml_files(folder: Traversable) -> list[Traversable]:
    return sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)


def _own_files(folder: Path) -> list[Traversable]:
    if not folder.is_dir():
        raise BadLexicon(f"{folder} is not a folder. --lexicon wants a folder with .toml files in it.")
    files = _toml_files(folder)
    if not files:
        raise BadLexicon(f"{folder} holds no .toml file.")
    return files


def _add(draft: _Draft, file: Traversable) -> None:
    data = _parsed(file)
    language = str(data.get("language", _language_of(file.name)))
    for name, words in data.get("classes", {}).items():
        draft.classes.setdefault(name, []).extend(
            fold(word) for word in _texts(words, f"{file.name}, [classes] {name}")
        )
    for name, words in data.get("concepts", {}).items():
        draft.concepts.setdefault(name, []).extend(fold(str(words)).split())
    for short, full in data.get("abbreviations", {}).items():
        draft.abbreviations[fold(short)] = tuple(fold(str(full)).split())
    grammar = data.get("grammar", {})
    _known(grammar, _GRAMMAR_KEYS, f"{file.name}, [grammar]")
    for name, words in grammar.items():
        if name == "everyday":
            draft.everyday[language] = frozenset(map(fold, words))
        else:
            draft.grammar.setdefault(name, []).extend(_texts(words, f"{file.name}, [grammar] {name}"))
    for number, signal in enumerate(data.get("signal", ()), start=1):
        draft.signals.append((f"{file.name}, signal {number}", language, signal))


def _parsed(file: Traversable) -> dict[str, Any]:
    try:
        data = tomllib.loads(file.read_bytes().decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BadLexicon(f"{file.name} is not UTF-8 text.") from error
    except tomllib.TOMLDecodeError as error:
        raise BadLexicon(f"{file.name} is not TOML: {error}.") from error
    _known(data, _SECTIONS, file.name)
    return data


def _language_of(name: str) -> str:
    prefix = re.split(r"[.-]", name, maxsplit=1)[0]
    return prefix if prefix in LANGUAGES else ""


def _known(table: Mapping[str, Any], allowed: frozenset[str], where: str) -> None:
    for key in table:
        if key not in allowed:
            raise BadLexicon(f'{where}: "{key}" is not known here. Known are {", ".join(sorted(allowed))}.')


def _texts(value: object, where: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise BadLexicon(f"{where}: a list of texts is wanted.")
    return value


def _compiled(draft: _Draft) -> Lexicon:
    classes = {name: tuple(words) for name, words in draft.classes.items()}
    entries = [
        entry for where, language, signal in draft.signals for entry in _entries(where, language, signal, classes)
    ]
    words = draft.grammar
    grammar = Grammar(
        negators=_phrases(words.get("negators", ()), classes, "[grammar] negators"),
        instead=_phrases(words.get("instead", ()), classes, "[grammar] instead"),
        stops=frozenset(map(fold, words.get("stops", ()))),
        theirs=frozenset(map(fold, words.get("theirs", ()))),
        ours=frozenset(map(fold, words.get("ours", ()))),
        helped=_phrases(words.get("helped", ()), classes, "[grammar] helped"),
        from_others=_phrases(words.get("from_others", ()), classes, "[grammar] from_others"),
        everyday=draft.everyday,
    )
    return Lexicon(entries, grammar, draft.abbreviations, draft.concepts)


def _entries(where: str, language: str, signal: dict[str, Any], classes: Mapping[str, tuple[str, ...]]) -> list[Entry]:
    _known(signal, _SIGNAL_KEYS, where)
    kind, code = _kind(signal, where), str(signal.get("code", ""))
    if code and code not in CATALOGUE:
        raise BadLexicon(f'{where}: there is no rule "{code}" in the catalogue.')
    phrases = _phrases(_texts(signal.get("phrases", []), f"{where}, phrases"), classes, where)
    weak, theirs = bool(signal.get("weak", False)), bool(signal.get("unless_theirs", False))
    governs = bool(signal.get("governs", False))
    return [Entry(phrase, kind, code, weak, theirs, language, governs) for phrase in phrases]


def _kind(signal: dict[str, Any], where: str) -> Kind:
    try:
        return Kind(str(signal.get("kind", "")))
    except ValueError as error:
        raise BadLexicon(f"{where}: kind must be one of {', '.join(Kind)}.") from error


def _phrases(written: Iterable[str], classes: Mapping[str, tuple[str, ...]], where: str) -> tuple[Phrase, ...]:
    try:
        return tuple(compile_phrase(phrase, classes) for phrase in written)
    except BadPhrase as error:
        raise BadLexicon(f"{where}: {error}") from error
