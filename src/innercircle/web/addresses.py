"""Addresses in rows that are written in one go: looked up once a page, with the key of each row put in."""

from __future__ import annotations

from html import escape
from typing import Final

from django.urls import reverse

_ANY: Final = 10**12  # stands for the key of a row until that is written


def around(name: str, *known: int) -> tuple[str, str]:
    """What stands before and behind the last key of the address `name`, escaped; `known` are the keys before it."""
    before, after = escape(reverse(name, args=[*known, _ANY])).split(str(_ANY))
    return before, after
