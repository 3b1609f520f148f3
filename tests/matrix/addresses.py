"""Every address of the product, from the URLconf itself: a new one without a declared rule fails the matrix."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True, slots=True)
class Address:
    """One pattern: its name with namespaces, its route, the names of its parts."""

    name: str
    route: str
    parts: tuple[str, ...]


def every_address() -> list[Address]:
    """All addresses, in the order of the URLconf."""
    return list(_walk(get_resolver().url_patterns, "", ""))


def _walk(patterns: list[URLPattern | URLResolver], space: str, route: str) -> Iterator[Address]:
    for each in patterns:
        here = route + str(each.pattern)
        if isinstance(each, URLResolver):
            inner = f"{space}{each.namespace}:" if each.namespace else space
            yield from _walk(each.url_patterns, inner, here)
        else:
            parts = tuple(each.pattern.converters) or tuple(each.pattern.regex.groupindex)
            yield Address(f"{space}{each.name or here}", here, parts)
