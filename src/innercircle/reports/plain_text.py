"""Texts fit for every format: no control characters, none that XML forbids, none that turn the direction of others."""

from __future__ import annotations

import re

# C0 and C1 but tab and newline; surrogates and non-characters, which XML forbids; marks that reorder what follows.
_UNFIT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]"
)
_BREAKS = re.compile("[\r\u2028\u2029]\n?")
_MANY_BREAKS = re.compile("\n{3,}")


def plain_text(text: str) -> str:
    """The text as every writer takes it; single breaks of lines are kept."""
    return _MANY_BREAKS.sub("\n\n", _UNFIT.sub("", _BREAKS.sub("\n", text).replace("\t", " "))).strip("\n")
