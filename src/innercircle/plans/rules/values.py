"""A relationship plan as values: what the linter and the three tests look at, wherever it is stored (spec 30)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from innercircle.plans.rules.reading import Label, Reading

Reader = Callable[[str], Reading]
"""Reads a text's words; `plans.words.reader.read` is one."""


class State(StrEnum):
    """Where an activity stands."""

    PLANNED = "planned"
    DONE = "done"
    DROPPED = "dropped"


class GoalState(StrEnum):
    """Where a goal stands."""

    OPEN = "open"
    REACHED = "reached"
    DROPPED = "dropped"


class InitiativeState(StrEnum):
    """Where an initiative stands."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Correction:
    """A label set by hand, with its reason; kept and shown as such (spec 30: a wording may be read differently)."""

    label: Label
    reason: str
    by: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Activity:
    """One dated step. None in a field means the plan never asked; "" or 0 means it asked and nothing was said.

    Hours are ours, in hours. `participants` counts people of theirs. `learn` is what we want to learn, `learned` what
    we learned, `useful` what they get beyond the present work (or the help offered from the catalogue); `paid_scope`
    says that it is part of what they pay for. `goal` is the key of the goal it hangs at without an initiative,
    `off` are the rules that do not count for it, each with the reason.
    """

    key: str
    title: str
    day: date | None = None
    owner: str | None = None
    participants: int | None = None
    hours_planned: float | None = None
    hours_spent: float | None = None
    billable: bool | None = None
    learn: str | None = None
    learned: str | None = None
    useful: str | None = None
    state: State = State.PLANNED
    contacts: tuple[str, ...] = ()
    correction: Correction | None = None
    paid_scope: bool | None = None
    goal: str | None = None
    off: tuple[tuple[str, str], ...] = ()

    @property
    def hours(self) -> float | None:
        """Our hours: what was spent where that is known, else what is planned."""
        return self.hours_planned if self.hours_spent is None else self.hours_spent


@dataclass(frozen=True, slots=True)
class Goal:
    """What should be better for a contact (`contact`, a key) or the whole account (None); priority 1 is the highest.

    `measured_on` is the day of its latest reading.
    """

    key: str
    title: str
    contact: str | None = None
    priority: int = 2
    target: str = ""
    due: date | None = None
    objective: str | None = None
    open: bool = True
    measured_on: date | None = None


@dataclass(frozen=True, slots=True)
class Initiative:
    """What accomplishes one or more goals (keys); `next_on` is the day of the next step."""

    key: str
    title: str
    goals: tuple[str, ...] = ()
    owner: str = ""
    next_step: str = ""
    next_on: date | None = None
    end: date | None = None
    open: bool = True


@dataclass(frozen=True, slots=True)
class Contact:
    """A person at the account as the map shows them; `colleagues` counts ours who cover the person."""

    key: str
    name: str
    priority: bool = False
    roles: frozenset[str] = frozenset()
    opponent: bool = False
    left: bool = False
    assessed_on: date | None = None
    colleagues: int = 0


@dataclass(frozen=True, slots=True)
class Topic:
    """Knowledge about the client's affairs that we hold alone, since when, and when it was last handed over."""

    key: str
    title: str
    since: date
    handed_over_on: date | None = None


@dataclass(frozen=True, slots=True)
class Engagement:
    """Work that would stop if `hangs_on` left ("" when nobody is irreplaceable)."""

    key: str
    title: str
    hangs_on: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything the linter looks at for one account. None means unknown, so its rule keeps silent.

    `contacts` is None where no map is kept; `colleagues` counts ours who cover anybody there.
    """

    account: str
    goals: tuple[Goal, ...] = ()
    initiatives: tuple[Initiative, ...] = ()
    activities: tuple[Activity, ...] = ()
    contacts: tuple[Contact, ...] | None = None
    colleagues: int | None = None
    topics: tuple[Topic, ...] = ()
    engagements: tuple[Engagement, ...] = ()
    begun_on: date | None = None
    reviewed_on: date | None = None
    month_closed: bool | None = None
