"""Sentences of pure rules: written in English, marked for translation, translated by whoever shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


def gettext_noop(text: str) -> str:
    """Mark a text for the message catalogues; it stays as it is."""
    return text


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with values in it: `text` is the key of the catalogue, with `%(name)s` for each value."""

    text: str
    values: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        """In English."""
        return self.text % self.values if self.values else self.text
