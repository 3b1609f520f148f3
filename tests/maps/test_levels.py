"""Words of ours and of other products."""

from __future__ import annotations

import pytest

from innercircle.maps.rules.levels import Stance, Strength, UnknownWord, role_of, stance_of, strength_of


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
