r"""The little language of the lexicon: one phrase per line, readable by whoever writes account plans.

| written | means |
|---|---|
| `brochure` | this word |
| `brochure*`, `*angebot`, `*rabatt*` | any ending, any beginning, both |
| `send\\|share` | one of these words |
| `<them>` | one word of the class `them` (classes are lists in the same file); it may stand among alternatives |
| `the?` | this word may be missing |
| `..`, `..6` | up to 3 (or 6) words between, never across the end of a clause |
| `#` | a number |
| `!charge` | not followed by this word |
| `^`, `$` | the beginning, the end of the line |

A phrase is compiled to one regular expression over tokens joined by blanks; `anchors` are words one of which every
match must contain, so that a line is tried only against the few phrases that can match at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from innercircle.plans.words.normal import fold

Classes = Mapping[str, tuple[str, ...]]
_GAP = re.compile(r"^\.\.(\d{0,2})$")
_CLASS = re.compile(r"^<([a-z_]+)>$")
_WORD = re.compile(r"^\*?[a-z0-9'&%€$£/,:+-]+\*?$|^[(.?!)#]$")
_TOO_COMMON = frozenset(
    "a an the of to for with and or in on at their our "  # noqa: SIM905 - a list of words is easier to read this way
    "der die das den dem ein eine und mit fuer zu von unser".split()
)


class BadPhrase(ValueError):
    """A phrase of a lexicon that cannot be read; the message says which and why."""


class Phrase:
    """One phrase as `written`; `anchors` are words (with `*`) one of which every match holds.

    `need` are the plain words of another part, one of which every match holds too; empty when it has no such part.

    `regex` runs over joined tokens and is compiled when it is first wanted: most lines want few of the phrases.
    """

    __slots__ = ("_regex", "anchors", "need", "source", "written")

    def __init__(self, written: str, source: str, anchors: tuple[str, ...], need: frozenset[str]) -> None:
        self.written = written
        self.source = source
        self.anchors = anchors
        self.need = need
        self._regex: re.Pattern[str] | None = None

    @property
    def regex(self) -> re.Pattern[str]:
        """The regular expression."""
        if self._regex is None:
            self._regex = re.compile(self.source)
        return self._regex


def compile_phrase(written: str, classes: Classes) -> Phrase:
    """Compile one phrase; raises `BadPhrase` when a class is unknown, a word odd, or nothing in it can anchor it."""
    parts: list[str] = []
    anchors: tuple[str, ...] = ()
    musts: list[tuple[str, ...]] = []
    for element in fold(written).split():
        words, regex, required = _element(element, classes, written)
        parts.append(regex)
        if required:
            musts.append(words)
            anchors = words if _rarer(words, anchors) else anchors
    if not anchors:
        raise BadPhrase(f'The phrase "{written}" has no word that must be there.')
    return Phrase(written, "(?<= )" + "".join(parts), anchors, _need(musts, anchors))


def _need(musts: Iterable[tuple[str, ...]], anchors: tuple[str, ...]) -> frozenset[str]:
    plain = [words for words in musts if words is not anchors and not any("*" in word for word in words)]
    fewest: tuple[str, ...] = min(plain, key=len, default=())
    return frozenset(fewest)


def _element(element: str, classes: Classes, written: str) -> tuple[tuple[str, ...], str, bool]:
    """One element's words, its regular expression, and whether a match needs one of the words."""
    gap = _GAP.match(element)
    if gap:
        return (), rf"(?:[^ .;?!()]+ ){{0,{gap.group(1) or 3}}}?", False
    if element in {"^", "$", "#"}:
        return (), {"^": r"(?<=\A )", "$": r"(?:[.?!] )*\Z", "#": r"[0-9][^ ]* "}[element], False
    if element.startswith("!"):
        return (), f"(?!{_alternatives(_words(element[1:], classes, written))} )", False
    if element.endswith("?") and len(element) > 1:
        return (), f"(?:{_alternatives(_words(element[:-1], classes, written))} )?", False
    words = _words(element, classes, written)
    return words, f"{_alternatives(words)} ", "#" not in words


def _words(element: str, classes: Classes, written: str) -> tuple[str, ...]:
    """The words an element stands for, classes resolved (a class may name another class)."""
    found: list[str] = []
    for word in element.split("|"):
        named = _CLASS.match(word)
        if named:
            if named.group(1) not in classes:
                raise BadPhrase(f'The phrase "{written}" names the class <{named.group(1)}>, which is not there.')
            found.extend(classes[named.group(1)])
        elif _WORD.match(word):
            found.append(word)
        else:
            raise BadPhrase(f'The phrase "{written}" has "{word}", which is no word.')
    return tuple(found)


def _alternatives(words: Iterable[str]) -> str:
    return "(?:" + "|".join(_regex(word) for word in words) + ")"


def _regex(word: str) -> str:
    return "[0-9][^ ]*" if word == "#" else re.escape(word).replace(r"\*", "[^ ]*")


def _rarer(words: tuple[str, ...], than: tuple[str, ...]) -> bool:
    """Whether `words` are the better anchor: no everyday word among them, then the fewest."""
    if not words:
        return False
    if not than:
        return True
    return (_common(words), len(words)) < (_common(than), len(than))


def _common(words: tuple[str, ...]) -> bool:
    return any(word in _TOO_COMMON for word in words)


class Index:
    """Which of many lists of words (with `*`) hold a token: looks each token up once and remembers the answer.

    For phrases the lists are their anchors, and the answer is which phrases can match a line at all.
    """

    def __init__(self, lists: Iterable[Iterable[str]]) -> None:
        self._exact: dict[str, set[int]] = {}
        self._starts: dict[str, set[int]] = {}
        self._ends: dict[str, set[int]] = {}
        self._inside: dict[str, set[int]] = {}
        self._memo: dict[str, frozenset[int]] = {}
        for number, words in enumerate(lists):
            for word in words:
                self._table(word).setdefault(word.strip("*"), set()).add(number)

    def _table(self, word: str) -> dict[str, set[int]]:
        if word.endswith("*"):
            return self._inside if word.startswith("*") else self._starts
        return self._ends if word.startswith("*") else self._exact

    def candidates(self, token: str) -> frozenset[int]:
        """The numbers of the lists that hold `token`."""
        known = self._memo.get(token)
        if known is None:
            known = frozenset(self._look_up(token))
            if len(self._memo) < 200_000:  # a line of noise is not worth remembering for ever
                self._memo[token] = known
        return known

    def _look_up(self, token: str) -> set[int]:
        found = set(self._exact.get(token, ()))
        for cut in range(1, len(token) + 1):
            found |= self._starts.get(token[:cut], set())
            found |= self._ends.get(token[-cut:], set())
        for part, numbers in self._inside.items():
            if part in token:
                found |= numbers
        return found

    @property
    def exact_words(self) -> frozenset[str]:
        """Every word of the lists that has no wildcard."""
        return frozenset(self._exact)
