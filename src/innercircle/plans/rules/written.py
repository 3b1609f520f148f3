"""Findings and counted activities as text that is stored, and back: the same values come out that went in.

A list of three: findings `[code, kind, key, title, detail]`, those switched off with their reason as sixth, and
activities `[label, hours, day]` with the day as ISO text, or nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from innercircle.plans.rules.lint import Finding, Linted, Place, Silenced
from innercircle.plans.rules.reading import Label
from innercircle.plans.rules.verdict import Counted

Line = list[str]
"""A finding as it is stored."""


@dataclass(frozen=True, slots=True)
class Written:
    """What is stored of one plan; `lines` are its findings as they lie there, for whoever only counts and sorts."""

    lines: list[Line]
    off: list[Line]
    steps: list[list[Any]]

    @property
    def linted(self) -> Linted:
        """The findings, and what was switched off."""
        silenced = (Silenced(found(line), line[5]) for line in self.off)
        return Linted(tuple(map(found, self.lines)), tuple(silenced))

    @property
    def counted(self) -> list[Counted]:
        """What each activity adds to a verdict."""
        return [
            Counted(Label(label), hours, date.fromisoformat(day) if day else None) for label, hours, day in self.steps
        ]


def write(linted: Linted, counted: Iterable[Counted]) -> str:
    """As text; the same values always give the same text."""
    off = [[*line_of(each.finding), each.reason] for each in linted.silenced]
    steps = [[each.label.value, each.hours, each.day and each.day.isoformat()] for each in counted]
    parts = [[line_of(each) for each in linted.findings], off, steps]
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))


def read_all(texts: Iterable[str]) -> list[Written]:
    """What these texts say, read in one go."""
    return [Written(*parts) for parts in json.loads(f"[{','.join(texts)}]")]


def line_of(each: Finding) -> Line:
    """A finding as it is stored."""
    place = each.place
    return [each.code, place.kind, place.key, place.title, each.detail]


def found(line: Line) -> Finding:
    """The finding that a line says."""
    code, kind, key, title, detail = line[:5]
    return Finding(code, Place(kind, key, title), detail)
