"""Who at an account matters most, so that a plan needs a goal for them (docs/rules/plan/CP01.md; step 4 of spec 10)."""

from __future__ import annotations

from collections.abc import Collection

from innercircle.maps.rules.levels import Core

INFLUENTIAL = 4
"""The influence, of five, from which somebody matters most."""


def is_priority(roles: Collection[str], influence: int | None, *, said: bool | None = None) -> bool:
    """What somebody said by hand; else whoever holds the Budget role or has influence 4 or 5."""
    if said is not None:
        return said
    return Core.BUDGET in roles or (influence or 0) >= INFLUENTIAL
