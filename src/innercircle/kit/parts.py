"""Many things a few at a time: by their number, or by what they weigh."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")


def parts(items: Iterable[Item], size: int = 500) -> Iterator[list[Item]]:
    """The items in lists of at most `size`."""
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part


def portions(weights: Iterable[tuple[Item, int]], most: int) -> Iterator[list[Item]]:
    """The items in lists that weigh at most `most` together, or hold a single one that is heavier."""
    part, weight = list[Item](), 0
    for item, each in weights:
        if part and weight + each > most:
            yield part
            part, weight = [], 0
        part.append(item)
        weight += each
    if part:
        yield part
