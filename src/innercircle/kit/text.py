"""Texts of strangers, fit to be kept: without signs that nobody sees and that change what others read."""

from __future__ import annotations

import re

# C0 and C1 but tab and the breaks of lines, and the marks that turn the direction of what follows (Unicode TR 36).
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def seen(text: str) -> str:
    """The text as a person sees it: unseen signs gone; blanks and breaks of lines stay."""
    return text if text.isprintable() else _UNSEEN.sub("", text)
