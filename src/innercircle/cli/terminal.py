"""What every command's output needs: consoles that respect the reader's terminal, and text that cannot harm it."""

from __future__ import annotations

import codecs
import os
import re
import sys
from typing import NoReturn, TextIO

from rich.console import Console

_PIPED_WIDTH = 140
# Control characters, and the marks that turn the direction of text: titles come from strangers' calendars.
_HARMFUL = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+")


class _Quiet(Console):
    """A console that leaves the end at a broken pipe to the door of all commands (`cli.main`)."""

    def on_broken_pipe(self) -> NoReturn:
        """The reader has left."""
        raise BrokenPipeError


def console(stream: TextIO) -> Console:
    """A console on `stream`: colours only on a terminal and never against NO_COLOR; wide enough when piped."""
    width = None if stream.isatty() or "COLUMNS" in os.environ else _PIPED_WIDTH
    return _Quiet(file=stream, width=width, highlight=False, soft_wrap=False)


def speaks_unicode(target: Console) -> bool:
    """Whether the console can show more than ASCII."""
    return target.encoding.lower().startswith("utf")


def plain(text: str, longest: int = 200) -> str:
    """Text from elsewhere, safe to print: one line, no control characters, no more than `longest` characters."""
    clean = " ".join(_HARMFUL.sub(" ", text).split())
    return clean if len(clean) <= longest else f"{clean[: longest - 1]}…"


def count(number: int, one: str, many: str = "") -> str:
    """`1 entry`, `1,200 entries`: a number with its noun."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


_IN_ASCII = {"–": "-", "“": '"', "”": '"', "…": "...", "’": "'"}


def _nearest(fault: UnicodeError) -> tuple[str, int]:
    """What to print instead of characters that the terminal's encoding lacks."""
    if not isinstance(fault, UnicodeEncodeError):
        raise fault
    lacking = fault.object[fault.start : fault.end]
    return "".join(_IN_ASCII.get(character, "?") for character in lacking), fault.end


def never_fail_on_characters() -> None:
    """Print the nearest there is for what the terminal's encoding lacks, instead of failing."""
    codecs.register_error("nearest", _nearest)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="nearest")
