"""How far the six steps really are, from the data (spec 10; in plain words docs/rules/six-steps.md)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum

from innercircle.maps.rules.levels import Core
from innercircle.maps.rules.values import STALE_DAYS, Map


class Number(IntEnum):
    """The steps in their order."""

    UNDERSTAND = 1
    IDENTIFY = 2
    ANALYSE = 3
    DETERMINE = 4
    IMPLEMENT = 5
    REVIEW = 6


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `share` of it that is done, between 0 and 1, None where there is nothing to measure yet.

    `posts` are the people who lack it, `roles` the core roles nobody holds, `goals` the goals of the plan that lack it;
    `reviewed` is whether the plan was reviewed in time (step 6) or the map analysed (step 3), None where it never was.
    """

    number: Number
    share: float | None
    done: int = 0
    of: int = 0
    posts: tuple[int, ...] = ()
    roles: tuple[str, ...] = ()
    goals: tuple[int, ...] = ()
    reviewed: bool | None = None

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return self.share == 1.0 and not self.roles


def steps(found: Map, day: date, changed: datetime | None, analysed: datetime | None) -> tuple[Step, ...]:
    """The six steps of an account; the last three have nothing to measure until plans and reviews stand."""
    return (
        understand(found, day),
        identify(found, day),
        analyse(found, changed, analysed),
        *(Step(number, None) for number in (Number.DETERMINE, Number.IMPLEMENT, Number.REVIEW)),
    )


def understand(found: Map, day: date) -> Step:
    """Known contacts with coverage by one of us and an assessment younger than 90 days."""
    known = [person for person in found.present(day) if not person.placeholder]
    here = {each.colleague for each in found.ours if each.here(day)}
    fresh = {
        line.post
        for line in found.lines
        if line.colleague in here and line.assessed and line.assessed_on and (day - line.assessed_on).days < STALE_DAYS
    }
    lacking = tuple(person.post for person in known if person.post not in fresh)
    return _step(Number.UNDERSTAND, len(known), lacking)


def identify(found: Map, day: date) -> Step:
    """Contacts with a role, and every core role held by somebody."""
    people = found.present(day)
    lacking = tuple(person.post for person in people if not person.roles)
    held = {role for person in people for role in person.roles}
    roles = tuple(role.value for role in Core if role not in held) if people else ()
    return _step(Number.IDENTIFY, len(people), lacking, roles)


def analyse(found: Map, changed: datetime | None, analysed: datetime | None) -> Step:
    """An analysis dated after the last change of the map."""
    return analysed_since(bool(found.people), changed, analysed)


def analysed_since(people: bool, changed: datetime | None, analysed: datetime | None) -> Step:  # noqa: FBT001 - a fact
    """Step 3 from when the map changed and when the analysis was written."""
    if not people:
        return Step(Number.ANALYSE, None)
    done = analysed is not None and (changed is None or analysed >= changed)
    return Step(Number.ANALYSE, 1.0 if done else 0.0, int(done), 1, reviewed=None if analysed is None else done)


def share_of(number: Number, of: int, done: int, roles: tuple[str, ...] = ()) -> Step:
    """A step of which so many of so many are done; `roles` are the core roles nobody holds."""
    return Step(number, done / of if of else None, done, of, roles=roles if of else ())


def _step(number: Number, count: int, lacking: tuple[int, ...], roles: tuple[str, ...] = ()) -> Step:
    done = count - len(lacking)
    return Step(number, done / count if count else None, done, count, lacking, roles)
