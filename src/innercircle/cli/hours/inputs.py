"""The calendars named on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path


class UnusableInputError(ValueError):
    """The input cannot be used; the message is the sentence for the user."""


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """One calendar."""

    name: str
    source: Path
    size: int

    def head(self) -> bytes:
        """The first bytes."""
        with self.source.open("rb") as file:
            return file.read(65_536)


def opened_calendars(arguments: Sequence[str], stack: ExitStack) -> list[CalendarFile]:
    """Every calendar."""
    found = []
    for argument in arguments:
        path = Path(argument)
        paths = sorted(path.rglob("*.ics")) if path.is_dir() else [path]
        found += [CalendarFile(each.name, each, each.stat().st_size) for each in paths]
    return found
