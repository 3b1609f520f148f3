"""The colours of documents that are not drawn by a template of their own; the same as on paper and on the pages."""

from __future__ import annotations

from innercircle.reports.blocks import Tone

ACCENT, INK, QUIET, RULE, GROUND = "1F4BA5", "1A2333", "56627A", "D5DBE7", "F3F5F9"
TONES = {Tone.PLAIN: INK, Tone.QUIET: QUIET, Tone.GOOD: "0B6B3F", Tone.WARN: "8A5200", Tone.BAD: "AD1F2D"}
GROUNDS = {
    Tone.PLAIN: GROUND,
    Tone.QUIET: GROUND,
    Tone.GOOD: "E8F4EE",
    Tone.WARN: "FDF3E1",
    Tone.BAD: "FBEAEC",
}
