"""Which rules and words read a plan: what they said earlier counts only while they are the same."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from innercircle import __version__

_READ = (".py", ".toml", ".json")
_DIGITS = 16


@cache
def rules_version() -> str:
    """A digest of the product's version and of every file of the rules, the words and what is read for them."""
    state = hashlib.sha256(__version__.encode())
    for part in ("rules", "words", "queries"):
        _add(state, files("innercircle.plans") / part)
    return state.hexdigest()[:_DIGITS]


def _add(state: hashlib._Hash, place: Traversable) -> None:
    for each in sorted(place.iterdir(), key=lambda each: each.name):
        if each.is_dir():
            _add(state, each)
        elif each.name.endswith(_READ):
            state.update(each.name.encode() + b"\0" + each.read_bytes())
