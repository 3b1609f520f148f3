"""The map as a table: contacts down, colleagues across; by keyboard, for a screen reader, on paper."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from innercircle.maps.rules.drawing import Show
from innercircle.maps.rules.evidence import dispute
from innercircle.maps.rules.outline import outline
from innercircle.maps.rules.values import Line, Map, Ours, Person
from innercircle.maps.words import evidence_words, line_words, stance_word, strength_word
from innercircle.web.maps.address import Address
from innercircle.web.svg import element


def matrix(
    found: Map,
    people: Iterable[Person],
    chosen: Collection[int] | None,
    show: Show,
    at: datetime,
    address: Address,
    roles: Mapping[str, str],
) -> dict[str, Any]:
    """Everybody who fits the filters, and each filled cell in words."""
    shown = [row.person for row in outline(people) if row.person]
    ours = [each for each in found.ours if chosen is None or each.colleague in chosen]
    return {
        "ours": [{"name": each.name, "href": address.node(f"c{each.colleague}")} for each in ours],
        "rows": [
            {
                "person": person,
                "roles": [roles.get(key, key) for key in person.roles],
                "stance": stance_word(person.stance),
                "href": address.node(f"p{person.post}"),
                "cells": _cells(found, person, ours, show, at, address),
            }
            for person in shown
        ],
    }


def _cells(found: Map, person: Person, ours: list[Ours], show: Show, at: datetime, address: Address) -> SafeString:
    """The row's cells, written here: thousands of them are too many for a template."""
    lines = {line.colleague: line for line in found.lines_of(person.post)}
    empty = element("td", class_="map-cell")
    cells = (
        _cell(each, person, lines[each.colleague], show, at, address) if each.colleague in lines else empty
        for each in ours
    )
    return mark_safe("".join(cells))  # noqa: S308  each was written by `element`


def _cell(each: Ours, person: Person, line: Line, show: Show, at: datetime, address: Address) -> SafeString:
    said = f"{each.name} – {person.name}: {line_words(line)}; {evidence_words(line.evidence)}"
    if line.wanted is not None:
        said += f"; → {strength_word(line.wanted)}"
    disagree = dispute(line.assessed, line.evidence, int(at.timestamp())) is not None
    if disagree:
        said += f"; {_('opinion and evidence disagree')}"
    level = show.level(line)
    kind = ["level", *([] if level is None else [f"l{int(level)}"])]
    link = element(
        "a",
        text=("–" if level is None else str(int(level))) + (" ≠" if disagree else ""),
        class_=" ".join([*kind, *(["stale"] if show is Show.ASSESSED and line.stale(at.date()) else [])]),
        href=address.node(f"p{person.post}", line.colleague),
        title=said,
        aria_label=said,
    )
    return element("td", link, class_="map-cell")
