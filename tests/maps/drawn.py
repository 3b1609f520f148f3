"""Maps as values, for tests of the rules."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from innercircle.maps.rules.evidence import Asked, Evidence, Together, evidence_by_pair
from innercircle.maps.rules.levels import Strength
from innercircle.maps.rules.values import Line, Map, Ours, Person

DAY = date(2026, 11, 22)
NOW = int(datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp())
LONG_AGO = DAY - timedelta(days=200)


def person(post: int, **more: Any) -> Person:
    """A contact whose key is a hundred above their post's."""
    return Person(post=post, contact=post + 100, name=more.pop("name", f"Person {post}"), **more)


def met(post: int, colleague: int, days: int, hours: float = 1, asked: Asked = Asked.UNKNOWN) -> Together:
    """A meeting of that person and colleague, so many days ago; one per day and length."""
    start = NOW - days * 86_400
    return Together(post + 100, colleague, days, start, start + int(hours * 3600), asked)


def line(post: int, colleague: int, assessed: int | None = 3, on: date | None = DAY, **more: Any) -> Line:
    """A line somebody drew."""
    level = None if assessed is None else Strength(assessed)
    return Line(post, colleague, coverage=post * 10 + colleague, assessed=level, assessed_on=on, **more)


def drawn(
    people: list[Person], ours: int | list[Ours] = 1, lines: list[Line] | None = None, *meetings: Together
) -> Map:
    """A map; our people are numbered from 1."""
    us = [Ours(key, f"Ours {key}") for key in range(1, ours + 1)] if isinstance(ours, int) else ours
    found = evidence_by_pair(meetings, NOW)
    known = {(each.post, each.colleague) for each in lines or []}
    seen = [Line(contact - 100, key) for contact, key in found if (contact - 100, key) not in known]
    both = [*(lines or []), *seen]
    proved = tuple(
        Line(**{name: getattr(each, name) for name in Line.__slots__ if name != "evidence"},
             evidence=found.get((each.post + 100, each.colleague), Evidence()))
        for each in both
    )  # fmt: skip
    return Map(tuple(people), tuple(us), proved, meetings)
