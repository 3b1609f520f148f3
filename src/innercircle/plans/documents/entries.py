"""One line of a plan from elsewhere, and what its columns say about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


class UnusableDocumentError(ValueError):
    """The file cannot be read as a plan; the message names it and says what would be right."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line: its 1-based place in the file, its text, and the recognised columns beside it (name of ours -> text)."""

    line: int
    text: str
    fields: Mapping[str, str] = field(default_factory=dict)
