"""The map of one account as values: people of theirs, people of ours, and the lines between them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from innercircle.maps.rules.evidence import NOTHING_KNOWN, Evidence, Together
from innercircle.maps.rules.levels import Part, Stance, Strength

STALE_DAYS = 90  # an assessment older than this wants a new look


@dataclass(frozen=True, slots=True)
class Person:
    """A contact at this account; `post` is the affiliation, to which role, influence and stance belong."""

    post: int
    contact: int
    name: str
    title: str = ""
    department: str = ""
    level: str = ""
    reports_to: int | None = None  # another post
    reports_elsewhere: bool = False  # the superior works at another account
    since: date | None = None
    until: date | None = None
    placeholder: bool = False
    roles: tuple[str, ...] = ()
    influence: int | None = None
    stance: Stance | None = None
    stance_on: date | None = None
    stance_by: str = ""
    rival: str = ""
    rival_strength: int | None = None

    def here(self, day: date) -> bool:
        """Whether the person still works there."""
        return self.until is None or self.until >= day


@dataclass(frozen=True, slots=True)
class Ours:
    """A colleague on the map."""

    colleague: int
    name: str
    function: str = ""
    team: str = ""
    left_on: date | None = None

    def here(self, day: date) -> bool:
        """Whether the colleague still works with us."""
        return self.left_on is None or self.left_on >= day


@dataclass(frozen=True, slots=True)
class Line:
    """A colleague and a contact: what somebody thinks (`coverage` None: nobody said anything), and the evidence."""

    post: int
    colleague: int
    coverage: int | None = None
    assessed: Strength | None = None
    assessed_on: date | None = None
    assessed_by: str = ""
    wanted: Strength | None = None
    wanted_by: date | None = None
    part: Part | None = None
    evidence: Evidence = NOTHING_KNOWN

    def stale(self, day: date) -> bool:
        """Whether the assessment is older than 90 days."""
        return self.assessed_on is not None and (day - self.assessed_on).days > STALE_DAYS


@dataclass(frozen=True, slots=True)
class Map:
    """Everything on the map of one account on one day; `together` are the meetings of the last 365 days."""

    people: tuple[Person, ...]
    ours: tuple[Ours, ...]
    lines: tuple[Line, ...]
    together: tuple[Together, ...] = ()
    _by_post: dict[int, list[Line]] = field(default_factory=lambda: defaultdict(list), compare=False)

    def __post_init__(self) -> None:
        for line in self.lines:
            self._by_post[line.post].append(line)

    def lines_of(self, post: int) -> list[Line]:
        """The lines of one person of theirs."""
        return self._by_post.get(post, [])

    def present(self, day: date) -> list[Person]:
        """Who works there on that day."""
        return [person for person in self.people if person.here(day)]

    def covered(self, day: date) -> frozenset[int]:
        """The posts that a colleague who is still here covers, by what somebody said (0 says: not covered)."""
        here = {each.colleague for each in self.ours if each.here(day)}
        return frozenset(
            line.post
            for line in self.lines
            if line.coverage is not None and line.colleague in here and line.assessed != Strength.NONE
        )
