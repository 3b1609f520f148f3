"""What turns a signal round: negation, "instead of", and whose thing it is.

- After a negator ("no", "without", "ohne", "kein") the next few words of the clause do not count.
- After "instead of", "rather than", "statt" what is *not* done is named; only the nearest words, up to a comma.
- After "help her ..." what follows is their doing, up to a soft edge, unless something of ours comes in.
- Right before "she got from ..." stands a thing of somebody else.
- A sales word that belongs to them ("help with their pitch to the board", "ihr Angebot an einen Endkunden") is no
  sales signal; phrases that care say `unless_theirs` in the lexicon.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from innercircle.plans.rules.reading import Kind, Signal
from innercircle.plans.words.lexicon import Entry, Grammar
from innercircle.plans.words.normal import EDGES, SOFT_EDGES
from innercircle.plans.words.patterns import Phrase

_AFTER_NO = 5  # words a negator reaches
_AFTER_INSTEAD = 4
_AFTER_HELP = 7
_BEFORE_FROM = 12  # words before "she got from" that may name the thing
_BEFORE_THING = 3  # words before a thing in which its owner is looked for


@dataclass(frozen=True, slots=True)
class Turn:
    """A stretch of tokens (half open) that does not count, and the words that say so."""

    start: int
    end: int
    words: str
    theirs: bool = False  # it is their doing or thing: only sales signals are taken back


def turns(words: Sequence[str], matches: Iterator[tuple[Phrase, int, int]], grammar: Grammar) -> list[Turn]:
    """The stretches that negators and "instead of" take back."""
    found: list[Turn] = []
    for phrase, start, end in matches:
        if phrase in grammar.helped:
            found.append(Turn(end, _stop(words, end, end + _AFTER_HELP, SOFT_EDGES | grammar.stops), "", theirs=True))
            continue
        if phrase in grammar.from_others:
            found.append(Turn(max(0, start - _BEFORE_FROM), start, "", theirs=True))
            continue
        instead = phrase in grammar.instead
        reach = _AFTER_INSTEAD if instead else _AFTER_NO
        edges = SOFT_EDGES if instead else EDGES
        found.append(Turn(end, _stop(words, end, end + reach, edges | grammar.stops), " ".join(words[start:end])))
    return found


def _stop(words: Sequence[str], start: int, limit: int, edges: frozenset[str]) -> int:
    for place in range(start, min(limit, len(words))):
        if words[place] in edges and (place > start or words[place] in SOFT_EDGES):
            return place
    return min(limit, len(words))


def lifted(entry: Entry, signal: Signal, words: Sequence[str], back: Sequence[Turn], grammar: Grammar) -> str:
    """Why grammar takes a signal back, "" when it stands."""
    for turn in back:
        if not turn.start <= signal.start < turn.end or _inside(turn, signal):
            continue
        if not turn.theirs:
            return f'after "{turn.words}"'
        if signal.kind is Kind.SALES and grammar.ours.isdisjoint(words[turn.start : signal.end + 1]):
            return "it is theirs"
    if entry.unless_theirs and signal.kind is Kind.SALES and belongs_to_them(words, signal, grammar):
        return "it is theirs"
    return ""


def _inside(turn: Turn, signal: Signal) -> bool:
    """Whether the negator is itself part of the signal ("no charge")."""
    return signal.start < turn.start and turn.start < signal.end


def belongs_to_them(words: Sequence[str], signal: Signal, grammar: Grammar) -> bool:
    """Whether the nearest owner named before (or within) the signal is the client."""
    for place in range(signal.end - 1, max(-1, signal.start - _BEFORE_THING - 1), -1):
        word = words[place]
        if word in grammar.ours:
            return False
        if word in grammar.theirs:
            return True
        if place < signal.start and word in SOFT_EDGES:
            return False
    return False
