"""Slips of the keyboard: a word one letter away from a word of the lexicon is taken for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

_SHORTEST = 6  # shorter words have too many neighbours that mean something else
_LONG = 9  # from here a wrong letter is a slip too; below, "listed" would become "listen"


class Spelling:
    """Finds the one known word a token is a slip of: a letter missing, doubled, swapped; in long words, wrong."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(word for word in words if len(word) >= _SHORTEST and word.isalpha())
        self._shortened: dict[str, str] = {}
        for word in sorted(self._words):
            for shorter in _without_one(word):
                self._shortened.setdefault(shorter, word)
        self._memo: dict[str, str] = {}

    def near(self, token: str) -> str:
        """The word meant, or `token` itself when none is near."""
        if len(token) < _SHORTEST - 1 or not token.isalpha():
            return token
        known = self._memo.get(token)
        if known is None:
            known = self._look_up(token)
            if len(self._memo) < 200_000:
                self._memo[token] = known
        return known

    def _look_up(self, token: str) -> str:
        if token in self._words:
            return token
        if token in self._shortened:  # a letter is missing
            return self._shortened[token]
        for shorter in _without_one(token):
            if shorter in self._words and len(shorter) >= _SHORTEST:  # a letter too many
                return shorter
            word = self._shortened.get(shorter)
            if word and (sorted(word) == sorted(token) or len(token) >= _LONG):  # two swapped, or one wrong
                return word
        return token


def _without_one(word: str) -> Iterator[str]:
    """`word` without each of its letters but the first, which hands rarely miss."""
    for place in range(1, len(word)):
        yield word[:place] + word[place + 1 :]
