"""Figures out of the columns a measure gives, as values; needs no engine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from innercircle.hours.rules import Figures
from innercircle.kit.month import Month
from innercircle.kit.spread import Spread

Columns = Sequence[Sequence[Any]]  # those of `streaming.COLUMNS`, as lists
Cells = dict[str, dict[int, Figures]]


def by_account(parts: Iterable[Columns]) -> Cells:
    """The figures by account, as text, and `Month.index`."""
    found: Cells = {}
    for columns in parts:
        for account, month, *numbers in zip(*columns, strict=True):
            found.setdefault(str(account), {})[Month(month // 100, month % 100).index] = _figures(numbers)
    return found


def _figures(numbers: Sequence[int]) -> Figures:
    client_low, client_high, ours_low, ours_high, seen_low, seen_high, meetings, contacts = numbers
    return Figures(
        client=Spread(client_low, client_high),
        ours=Spread(ours_low, ours_high),
        in_person=Spread(seen_low, seen_high),
        meetings=meetings,
        contacts=contacts,
    )
