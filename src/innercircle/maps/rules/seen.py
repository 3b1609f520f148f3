"""What an editor saw, as a short mark, so that two people who edit the same do not overwrite each other unawares."""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

STANDING = ("roles", "influence", "stance", "rival", "rival_strength")
LINE = ("assessed", "assessed_on", "wanted", "wanted_by", "part")
POINT = ("matter", "words", "owner_id", "due")


def mark_of(values: Iterable[Any]) -> str:
    """Sixteen letters that differ where the values do; an empty text and nothing are the same."""
    plain = ["" if value is None else value for value in values]
    return sha256(json.dumps(plain, default=str).encode()).hexdigest()[:16]


def standing_mark(each: Any) -> str:
    """Of how a person stands: a `Person` of the map, or the stored row."""
    return mark_of(getattr(each, name) for name in STANDING)


def line_mark(each: Any) -> str:
    """Of a line: a `Line` of the map, or the stored row; None is a line nobody has drawn."""
    return mark_of(None if each is None else getattr(each, name) for name in LINE)


def point_mark(row: Any) -> str:
    """Of a point of the analysis; whether it is dealt with is another question."""
    return mark_of(getattr(row, name) for name in POINT)
