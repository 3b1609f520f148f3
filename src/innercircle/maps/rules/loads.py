"""What an import compares with and asks to write on maps, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Columns = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stored:
    """What stands on every map: the firm's roles by their words, standings by post, lines by (post, colleague)."""

    roles: Mapping[str, str] = field(default_factory=dict)  # a word in lower case -> key
    standings: Mapping[int, Columns] = field(default_factory=dict)
    lines: Mapping[tuple[int, int], Columns] = field(default_factory=dict)

    def leads(self) -> dict[int, int]:
        """The lead of each post, by post."""
        return {post: colleague for (post, colleague), line in self.lines.items() if line["part"] == "lead"}


@dataclass(frozen=True, slots=True)
class StandingLoad:
    """Roles, influence, stance or a competitor of the person at a post."""

    post: int
    columns: dict[str, Any]


@dataclass(frozen=True, slots=True)
class CoverageLoad:
    """A line to draw or to change: `target` is the stored one; only the columns that differ."""

    line: int
    post: int
    colleague: int
    target: int | None = None
    columns: dict[str, Any] = field(default_factory=dict)
