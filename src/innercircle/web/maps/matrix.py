"""The map as a table: contacts down, colleagues across; by keyboard, for a screen reader, on paper."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from innercircle.maps.rules.drawing import Show
from innercircle.maps.rules.outline import outline
from innercircle.maps.rules.values import Line, Map, Ours, Person
from innercircle.maps.words import evidence_words, line_words, stance_word, strength_word
from innercircle.web.maps.address import Address


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


def _cells(
    found: Map, person: Person, ours: list[Ours], show: Show, at: datetime, address: Address
) -> list[dict[str, Any] | None]:
    lines = {line.colleague: line for line in found.lines_of(person.post)}
    return [
        _cell(each, person, lines[each.colleague], show, at, address) if each.colleague in lines else None
        for each in ours
    ]


def _cell(each: Ours, person: Person, line: Line, show: Show, at: datetime, address: Address) -> dict[str, Any]:
    said = f"{each.name} – {person.name}: {line_words(line)}; {evidence_words(line.evidence)}"
    if line.wanted is not None:
        said += f"; → {strength_word(line.wanted)}"
    return {
        "level": show.level(line),
        "words": said,
        "stale": show is Show.ASSESSED and line.stale(at.date()),
        "href": address.with_(person=person.post, line=each.colleague) + "#panel",
    }
