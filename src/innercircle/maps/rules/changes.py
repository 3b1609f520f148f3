"""The map on two days: what was kept of it, and the difference in people, roles and strengths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from innercircle.maps.rules.levels import Part, Stance, Strength
from innercircle.maps.rules.values import Line, Map, Ours, Person

Kept = Mapping[str, Any]
_DAYS = ("since", "until", "stance_on")
_WORDS = ("name", "title", "department", "level", "reports_to", "reports_elsewhere", "placeholder")
_PERSON = (
    "post", "contact", *_WORDS, *_DAYS, "roles", "influence", "stance", "stance_by", "rival", "rival_strength"
)  # fmt: skip
_OURS = ("colleague", "name", "function", "team", "left_on")
_LINE = ("post", "colleague", "coverage", "assessed", "assessed_on", "assessed_by", "wanted", "wanted_by", "part")
_WATCHED = ("name", "title", "department", "level", "reports_to", "until", "roles", "influence", "stance", "rival")


class Change(StrEnum):
    """What happened between two days."""

    CAME = "came"
    GONE = "gone"
    PERSON = "person"
    COVERED = "covered"
    UNCOVERED = "uncovered"
    STRENGTH = "strength"


@dataclass(frozen=True, slots=True)
class Difference:
    """One change; `field` says of what where a person changed, `colleague` is 0 where no line is meant."""

    change: Change
    post: int
    colleague: int = 0
    field: str = ""
    before: Any = None
    after: Any = None


def keep(found: Map) -> dict[str, Any]:
    """The map as plain values for JSON, without evidence, which follows from the meetings of any day."""
    return {
        "people": [{name: _plain(getattr(each, name)) for name in _PERSON} for each in found.people],
        "ours": [{name: _plain(getattr(each, name)) for name in _OURS} for each in found.ours if _said(found, each)],
        "lines": [
            {name: _plain(getattr(each, name)) for name in _LINE} for each in found.lines if each.coverage is not None
        ],
    }


def _said(found: Map, each: Ours) -> bool:
    return any(line.colleague == each.colleague and line.coverage is not None for line in found.lines)


def restore(kept: Kept) -> Map:
    """The map that was kept."""
    return Map(
        people=tuple(_person(row) for row in kept["people"]),
        ours=tuple(Ours(**{**row, "left_on": _day(row["left_on"])}) for row in kept["ours"]),
        lines=tuple(_line(row) for row in kept["lines"]),
    )


def differences(before: Map, after: Map) -> tuple[Difference, ...]:
    """What differs, people first, then lines."""
    return (*_people(before, after), *_lines(before, after))


def _people(before: Map, after: Map) -> list[Difference]:
    old = {each.post: each for each in before.people}
    new = {each.post: each for each in after.people}
    found = [Difference(Change.GONE, post) for post in old.keys() - new.keys()]
    found += [Difference(Change.CAME, post) for post in new.keys() - old.keys()]
    for post in sorted(old.keys() & new.keys()):
        for name in _WATCHED:
            was, now = getattr(old[post], name), getattr(new[post], name)
            if was != now:
                found.append(Difference(Change.PERSON, post, field=name, before=was, after=now))
    return found


def _lines(before: Map, after: Map) -> list[Difference]:
    old = {(each.post, each.colleague): each.assessed for each in before.lines if each.coverage is not None}
    new = {(each.post, each.colleague): each.assessed for each in after.lines if each.coverage is not None}
    gone = [Difference(Change.UNCOVERED, *pair, before=old[pair]) for pair in sorted(old.keys() - new.keys())]
    came = [Difference(Change.COVERED, *pair, after=new[pair]) for pair in sorted(new.keys() - old.keys())]
    moved = [
        Difference(Change.STRENGTH, *pair, before=old[pair], after=new[pair])
        for pair in sorted(old.keys() & new.keys())
        if old[pair] != new[pair]
    ]
    return [*gone, *came, *moved]


def _person(row: Kept) -> Person:
    stance = None if row["stance"] is None else Stance(row["stance"])
    days = {name: _day(row[name]) for name in _DAYS}
    return Person(**{**row, **days, "roles": tuple(row["roles"]), "stance": stance})


def _line(row: Kept) -> Line:
    levels = {name: None if row[name] is None else Strength(row[name]) for name in ("assessed", "wanted")}
    days = {name: _day(row[name]) for name in ("assessed_on", "wanted_by")}
    return Line(**{**row, **levels, **days, "part": Part(row["part"]) if row["part"] else None})


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Stance | Strength):
        return int(value)
    return list(value) if isinstance(value, tuple) else value


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
