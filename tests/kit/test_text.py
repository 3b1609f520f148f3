"""Unseen signs go, everything a person can read stays."""

from __future__ import annotations

import pytest

from innercircle.kit.text import seen


@pytest.mark.parametrize(
    "sign", ["\0", "\x07", "\x1b", "\x7f", "\x9b", "\u200f", "\u202e", "\u2066", "\u061c"], ids=ascii
)
def test_unseen_signs_go(sign: str) -> None:
    assert seen(f"A{sign}B{sign}") == "AB"


@pytest.mark.parametrize(
    "text", ["", " a ", "a\tb\r\nc", "Åse–Ü\u00a0x", "نور\u200cی", "👩\u200d🔬", "=cmd"], ids=ascii
)
def test_what_can_be_read_stays(text: str) -> None:
    assert seen(text) == text
