"""Two accounts that know nothing of each other, each word of theirs a canary, and everybody who may look.

Acme is North's (Anna), Gamma is South's (Cara). Every text field of what belongs to Gamma holds QXGAMMA, of Acme QXACME.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from innercircle.access.models import User
from tests.cast import Cast

CANARY = {"acme": "QXACME", "gamma": "QXGAMMA"}
MISSING = 987_654_321


@dataclass(slots=True)
class World:
    """The cast and, per account word and kind of object, the id that an address would carry."""

    cast: Cast
    ids: dict[str, dict[str, str]] = field(default_factory=dict)

    def actors(self) -> dict[str, User | None]:
        """Everybody who may try: nobody at all, one put out, and each kind of person."""
        cast = self.cast
        return {
            "anonymous": None,
            "deactivated": cast.dora,
            "stranger": cast.stranger,
            "other account manager": cast.ben,
            "account manager": cast.anna,
            "manager": cast.nora,
            "other manager": cast.sam,
            "executive": cast.eve,
            "administrator": cast.adam,
        }


SEES: dict[str, set[str]] = {
    "anonymous": set(),
    "deactivated": set(),
    "stranger": set(),
    "other account manager": set(),
    "account manager": {"acme"},
    "manager": {"acme"},
    "other manager": {"gamma"},
    "executive": {"acme", "gamma"},
    "administrator": {"acme", "gamma"},
}
CHANGES: dict[str, set[str]] = SEES | {"executive": set()}
