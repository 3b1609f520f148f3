"""Which language a line is in: told by everyday words, so that English words in a German line stay readable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def languages(words: Sequence[str], everyday: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """The languages to read a line in: the evident one, or all of them when it is mixed or too short to tell."""
    counts = {language: sum(word in known for word in words) for language, known in everyday.items()}
    best = max(counts.values(), default=0)
    others = sum(counts.values()) - best
    # One everyday word may be a name or a quotation.
    if best >= 2 and others * 3 <= best:
        return tuple(language for language, count in counts.items() if count == best)
    return tuple(counts)
