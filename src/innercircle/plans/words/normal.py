"""Text to tokens: lower case, umlauts spelt out, abbreviations written in full, signs kept where they part clauses."""

from __future__ import annotations

import re
from collections.abc import Mapping

LONGEST = 2000  # characters of one line that are read; a plan line is far shorter, a pasted document is not a line
EDGES = frozenset(".:;?!()")  # tokens that end a clause for every rule of grammar
SOFT_EDGES = frozenset(",:-") | EDGES

_LETTERS = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "é": "e", "è": "e", "ê": "e", "ô": "o", "ç": "c", "ñ": "n"}
_SIGNS = {"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "\u00a0": " ", "•": " "}
_EDGES_SPELT = {"–": " - ", "—": " - ", "→": " - ", "…": " . "}
_UPPER = {letter.upper(): spelt for letter, spelt in _LETTERS.items() if len(letter.upper()) == 1}
_FOLD = str.maketrans(_LETTERS | _UPPER | _SIGNS | _EDGES_SPELT)
_TOKEN = re.compile(r"[a-z]+/[a-z]?(?![a-z])|[a-z0-9]+(?:[.'&][a-z0-9]+)*|[^\W_]+|[,;:.?!()%€$£&@+]|-(?=\s)")
_NUMBER = re.compile(r"^[0-9][0-9.,']*[a-z]{0,3}$")


def fold(text: str) -> str:
    """`text` in lower case ASCII spelling, as patterns are compared: "Übergröße" and "uebergroesse" are the same."""
    return text[:LONGEST].translate(_FOLD).lower()


def tokens(text: str, abbreviations: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The words and signs of `text`, folded; a known abbreviation becomes the words it stands for."""
    found: list[str] = []
    for token in _TOKEN.findall(fold(text)):
        full = abbreviations.get(token)
        if full is not None:
            found.extend(full)
        elif token.endswith("'s"):
            found.append(token[:-2])
            found.append("'s")
        else:
            found.append(token.rstrip("/") if token[-1] == "/" else token)
    return found


def is_number(token: str) -> bool:
    """Whether a token is a figure, an order number or an amount such as `300k`."""
    return _NUMBER.match(token) is not None
