"""Words of ours and of other products."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from innercircle.maps.rules.levels import (
    Part,
    Stance,
    Strength,
    UnknownWord,
    influence_of,
    part_of,
    role_of,
    stance_of,
    strength_of,
)


@pytest.mark.parametrize(
    ("text", "level"),
    [("0", Strength.NONE), ("5", Strength.ADVISER), ("Vendor", Strength.VENDOR),
     ("credible  source", Strength.CREDIBLE),
     ("Problem solver", Strength.SOLVER), ("trusted advisor", Strength.ADVISER), ("trusted_adviser", Strength.ADVISER)],
)  # fmt: skip
def test_strengths(text: str, level: Strength) -> None:
    assert strength_of(text) is level


@pytest.mark.parametrize(
    ("text", "stance"),
    [("-2", Stance.OPPONENT), ("enemy", Stance.OPPONENT), ("Non-supporter", Stance.CRITIC), ("0", Stance.NEUTRAL),
     ("neutral", Stance.NEUTRAL), ("supporter", Stance.SUPPORTER), ("MENTOR", Stance.ADVOCATE)],
)  # fmt: skip
def test_stances(text: str, stance: Stance) -> None:
    assert stance_of(text) is stance


@pytest.mark.parametrize(
    ("text", "role"),
    [("Decision maker", "budget"), ("economic buyer", "budget"), ("budget holder", "budget"), ("approver", "budget"),
     ("Blocker", "gatekeeper"), ("end user", "user"), (" Champion ", "Champion")],
)  # fmt: skip
def test_roles(text: str, role: str) -> None:
    assert role_of(text) == role


@pytest.mark.parametrize("text", ["6", "-1", "buddy", ""])
def test_a_word_nobody_knows_is_named_with_what_would_be_right(text: str) -> None:
    with pytest.raises(UnknownWord, match=f"“{text}” is not known here; right would be 0 to 5"):
        strength_of(text)


@pytest.mark.parametrize(
    ("text", "value"), [("1", 1), ("5", 5), ("low", 2), ("Medium", 3), ("HOCH", 4), ("very  high", 5), ("gering", 2)]
)
def test_influences(text: str, value: int) -> None:
    assert influence_of(text) == value


@pytest.mark.parametrize(
    ("text", "part"), [("Lead", Part.LEAD), ("deputy", Part.DEPUTY), ("Stellvertretung", Part.DEPUTY)]
)
def test_parts(text: str, part: Part) -> None:
    assert part_of(text) is part


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Vertrauter Berater", Strength.ADVISER), ("Problemlöser", Strength.SOLVER),
     ("glaubwürdige Quelle", Strength.CREDIBLE), ("bekannt", Strength.KNOWN), ("Lieferant", Strength.VENDOR)],
)  # fmt: skip
def test_strengths_in_german(text: str, expected: Strength) -> None:
    assert strength_of(text) is expected


def test_roles_and_stances_in_german() -> None:
    assert [role_of(word) for word in ("Entscheider", "Verhinderer", "Anwender")] == ["budget", "gatekeeper", "user"]
    assert [stance_of(word) for word in ("Gegner", "Kritiker", "Unterstützer", "Fürsprecher")] == [-2, -1, 1, 2]


@pytest.mark.parametrize("reader", [influence_of, part_of, stance_of])
def test_other_words_nobody_knows(reader: Callable[[str], object]) -> None:
    with pytest.raises(UnknownWord, match="“buddy” is not known here; right would be ") as fault:
        reader(" buddy ")
    assert (fault.value.text, bool(fault.value.right)) == ("buddy", True)
