"""An import understands what our own pages call a thing, in every language they speak."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.utils import translation

from innercircle.directory.models import Level
from innercircle.intake.rules.values import LEVELS, choice
from innercircle.maps.models import PART_WORDS, STANCE_WORDS, STRENGTH_WORDS
from innercircle.maps.rules.levels import part_of, role_of, stance_of, strength_of
from innercircle.maps.words import CORE_WORDS


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    ("words", "read"),
    [
        (STRENGTH_WORDS, strength_of),
        (STANCE_WORDS, stance_of),
        (PART_WORDS, part_of),
        (CORE_WORDS, role_of),
        (dict(Level.choices), lambda text: choice(text, LEVELS, "")),
        ({value: value for value in Level.values}, lambda text: choice(text, LEVELS, "")),
    ],
    ids=["strength", "stance", "part", "role", "level", "level exported"],
)
def test_our_own_words_come_back(language: str, words: Mapping[Any, Any], read: Callable[[str], object]) -> None:
    with translation.override(language):
        said = {key: str(word) for key, word in words.items()}
    assert {key: read(word) for key, word in said.items()} == {key: key for key in said}
