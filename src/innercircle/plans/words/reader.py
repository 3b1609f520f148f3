"""Reads one text: tokens, signals, grammar, and the label the words suggest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from innercircle.plans.rules.reading import Kind, Label, Reading, Signal
from innercircle.plans.words.decide import by_signals, guess, settle
from innercircle.plans.words.grammar import lifted, turns
from innercircle.plans.words.language import languages
from innercircle.plans.words.lexicon import Lexicon, shipped
from innercircle.plans.words.likeness import Likeness, Line, shipped_likeness
from innercircle.plans.words.normal import tokens
from innercircle.plans.words.patterns import Index, Phrase

_BILLED = frozenset({Kind.PAID, Kind.ADMIN})


def read(text: str, lexicon: Lexicon | None = None, likeness: Likeness | None = None) -> Reading:
    """What the words of `text` say (docs/rules/plan/README.md). Never raises on odd input: no words, no signals."""
    lexicon = lexicon or shipped()
    line, spoken_in = line_of(text, lexicon)
    label, settled_by, share = settle(line, likeness or shipped_likeness())
    closest = guess(line) if label is Label.SALES and settled_by == "likeness" else ""
    return Reading(text, spoken_in, tuple(line.signals), label, settled_by, share, closest)


def line_of(text: str, lexicon: Lexicon) -> tuple[Line, tuple[str, ...]]:
    """What is weighed of `text`, and the languages it was read in (the trainer sees what `read` sees)."""
    meant = [lexicon.meant(token) for token in tokens(text, lexicon.abbreviations)]
    words = [word for word, _concepts in meant]
    spoken_in = languages(words, lexicon.grammar.everyday)
    signals = tuple(_taken_back_by_unpaid(list(_signals(words, lexicon, spoken_in))))
    return Line(words, [concepts for _word, concepts in meant], signals, by_signals(signals)), spoken_in


def _signals(words: Sequence[str], lexicon: Lexicon, spoken: Sequence[str]) -> Iterator[Signal]:
    joined = f" {' '.join(words)} "
    back = turns(words, _matches(words, joined, lexicon.turns, lexicon.turn_index), lexicon.grammar)
    for number, start, end in _found(words, joined, lexicon):
        entry = lexicon.entries[number]
        if entry.language and entry.language not in spoken:
            continue
        signal = Signal(entry.kind, entry.code, " ".join(words[start:end]), start, end, entry.weak, "", entry.governs)
        why = lifted(entry, signal, words, back, lexicon.grammar)
        yield _with(signal, why) if why else signal


def _taken_back_by_unpaid(signals: Sequence[Signal]) -> Iterator[Signal]:
    """Lifts what says the very opposite of the unpaid time that holds it: "billed" in "not billed"."""
    unpaid = [signal for signal in signals if signal.kind is Kind.OWN and not signal.lifted]
    for signal in signals:
        held = [own for own in unpaid if own.start < signal.start and signal.end <= own.end]
        yield _with(signal, f'part of "{held[0].words}"') if held and signal.kind in _BILLED else signal


def _with(signal: Signal, lifted_by: str) -> Signal:
    return replace(signal, lifted=lifted_by)


def _found(words: Sequence[str], joined: str, lexicon: Lexicon) -> Iterator[tuple[int, int, int]]:
    there = frozenset(words)
    for number in _candidates(words, lexicon.index):
        phrase = lexicon.entries[number].phrase
        if phrase.need and phrase.need.isdisjoint(there):
            continue
        for match in phrase.regex.finditer(joined):
            start = joined.count(" ", 0, match.start()) - 1
            yield number, start, start + match.group().count(" ")


def _matches(
    words: Sequence[str], joined: str, phrases: Sequence[Phrase], index: Index
) -> Iterator[tuple[Phrase, int, int]]:
    for number in _candidates(words, index):
        for match in phrases[number].regex.finditer(joined):
            start = joined.count(" ", 0, match.start()) - 1
            yield phrases[number], start, start + match.group().count(" ")


def _candidates(words: Sequence[str], index: Index) -> list[int]:
    numbers: set[int] = set()
    for word in words:
        numbers |= index.candidates(word)
    return sorted(numbers)
