"""How much a line's wording as a whole resembles lines of each label: a small multinomial logistic regression.

The lexicon knows phrases; lines nobody foresaw are full of other words. So every line is also weighed by its words,
pairs of words, word beginnings and ends, and by which kinds of signals it holds. The weights come from our own
labelled lines only (`tools/train_likeness.py`, tests/plans/data/tuning_*.csv) and are shipped as `data/likeness.json`;
nothing is downloaded and nothing is learned at run time.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import chain, pairwise
from math import exp

from innercircle.plans.rules.reading import Label, Signal
from innercircle.plans.words.normal import is_number

LABELS = (Label.RELATIONSHIP, Label.SALES, Label.NEUTRAL)
_LONG = 6  # letters from which a word's beginning and end are weighed too
_PART = 5
_LEADS_ON = frozenset(
    {"to", "so", "and", "then", "before", "for", "plus", "with", "when", "if", "by", "about", ",", ":", "-"}
    | {"um", "damit", "und", "zur", "zum", "bevor", "mit", "wenn", "ueber"}
)
_REMEMBERED = 100_000  # words
_MANY = 3  # unknown words
_FEW, _SOME = 3, 9  # words of a short and of a middling line

Weights = Mapping[str, Sequence[float]]


@dataclass(frozen=True, slots=True)
class Line:
    """What is weighed of one line: its words, the concepts of each word, its signals and what they agree on."""

    words: Sequence[str]
    concepts: Sequence[Sequence[str]]
    signals: Sequence[Signal]
    spoken: Label | None


class Likeness:
    """Weights per feature and label; without weights it says nothing and the signals stand alone."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._of_words: dict[str, tuple[float, float, float]] = {}

    def shares(self, line: Line) -> dict[Label, float] | None:
        """How alike the line is to each label's lines; the shares add up to 1. None without weights or words."""
        if not self._weights or not line.words:
            return None
        relationship, sales, neutral = self._weights.get("bias", (0.0, 0.0, 0.0))
        for word in line.words:
            whole = self._of_word(word)
            relationship += whole[0]
            sales += whole[1]
            neutral += whole[2]
        known = self._weights
        for name in chain(neighbour_features(line), signal_features(line)):
            weight = known.get(name)
            if weight is not None:
                relationship += weight[0]
                sales += weight[1]
                neutral += weight[2]
        return dict(zip(LABELS, softmax((relationship, sales, neutral)), strict=True))

    def _of_word(self, word: str) -> tuple[float, float, float]:
        """The weights of a word and its parts added up; the same words come again in every line."""
        known = self._of_words.get(word)
        if known is None:
            found = [self._weights[name] for name in word_features(word) if name in self._weights]
            known = (sum(each[0] for each in found), sum(each[1] for each in found), sum(each[2] for each in found))
            if len(self._of_words) < _REMEMBERED:
                self._of_words[word] = known
        return known


@cache
def shipped_likeness() -> Likeness:
    """The weights that come with Innercircle."""
    file = resources.files("innercircle.plans.words") / "data" / "likeness.json"
    return Likeness(json.loads(file.read_text("utf-8"))["weights"] if file.is_file() else {})


def features(line: Line) -> Iterator[str]:
    """Everything of a line that is weighed, by name."""
    yield from wording_features(line)
    yield from signal_features(line)


def wording_features(line: Line) -> Iterator[str]:
    """The words, their parts, their concepts, and neighbours among both."""
    for word in line.words:
        yield from word_features(word)
    yield from neighbour_features(line)


def neighbour_features(line: Line) -> Iterator[str]:
    """Neighbouring words, the first one, concepts and what follows what, and how long the line is."""
    for first, second in pairwise(line.words):
        yield f"p:{first} {second}"
    yield "first:" + line.words[0]
    yield from concept_features(line.concepts)
    yield from aim_features(line)
    yield from unknown_features(line.concepts)
    yield "long:" + ("short" if len(line.words) <= _FEW else "some" if len(line.words) <= _SOME else "long")


def concept_features(concepts: Sequence[Sequence[str]]) -> Iterator[str]:
    """Each concept once, the first one, and which follows which (words without a concept are stepped over)."""
    named = [each for each in concepts if each]
    for name in sorted({name for each in named for name in each}):
        yield "k:" + name
    for name in named[0] if named else ("none",):
        yield "kfirst:" + name
    for place, first in enumerate(named):
        for sign, later in (">", named[place + 1 : place + 2]), (">>", named[place + 2 : place + 3]):
            yield from (f"k:{one}{sign}{other}" for one in first for each in later for other in each)


def unknown_features(concepts: Sequence[Sequence[str]]) -> Iterator[str]:
    """How many words have no concept, and what share of the line they are: the less is known, the less can be said."""
    unknown = sum(not each for each in concepts)
    yield f"unknown:{min(_MANY, unknown)}"
    yield f"unknown:{round(4 * unknown / max(1, len(concepts)))}/4"


def aim_features(line: Line) -> Iterator[str]:
    """Which concepts stand before and which after the first word that leads on to an aim ("to", "so", "damit")."""
    place = next((at for at, word in enumerate(line.words) if at and word in _LEADS_ON), None)
    if place is None:
        yield from ("o:" + name for name in _named(line.concepts))
    else:
        yield from ("h:" + name for name in _named(line.concepts[:place]))
        yield from ("t:" + name for name in _named(line.concepts[place + 1 :]))


def _named(concepts: Sequence[Sequence[str]]) -> list[str]:
    return sorted({name for each in concepts for name in each})


def word_features(word: str) -> Iterator[str]:
    """A word, and the beginning and end of a long one (compounds, endings, unknown relatives of known words)."""
    if is_number(word):
        yield "w:#"
        return
    yield "w:" + word
    if len(word) >= _LONG:
        yield "b:" + word[:_PART]
        yield "e:" + word[-_PART:]


def signal_features(line: Line) -> Iterator[str]:
    """Which kinds of signals stand, which were taken back, which comes first, and what they agree on."""
    stand = [signal for signal in line.signals if not signal.lifted]
    names = sorted({_name(signal) for signal in stand})
    for number, name in enumerate(names):
        yield "s:" + name
        for other in names[number + 1 :]:
            yield f"s:{name}+{other}"
    for kind in sorted({signal.kind for signal in line.signals if signal.lifted}):
        yield f"lifted:{kind}"
    for code in sorted({signal.code for signal in stand if signal.code and not signal.weak}):
        yield "c:" + code
    for kind in sorted({signal.kind for signal in stand if signal.governs}):
        yield f"governs:{kind}"
    first = min((signal for signal in stand if not signal.weak), key=_start, default=None)
    yield f"start:{first.kind if first else 'none'}"
    yield f"spoken:{line.spoken or 'none'}"


def _name(signal: Signal) -> str:
    return f"{signal.kind}?" if signal.weak else str(signal.kind)


def _start(signal: Signal) -> int:
    return signal.start


def softmax(scores: Sequence[float]) -> list[float]:
    """Scores as shares that add up to 1."""
    top = max(scores)
    raised = [exp(score - top) for score in scores]
    total = sum(raised)
    return [each / total for each in raised]
