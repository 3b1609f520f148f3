"""The account plan as a value: everything known about one account at one moment, before anybody words it.

It holds the values of the areas below (hours, maps, the rules of plans) and small rows of its own for what they store.
Partnership and risks come with their areas; a part that nobody has filled is empty, and its chapter is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from innercircle.hours.queries.values import AccountHours, FlagView, StatementView
from innercircle.maps.rules.findings import Finding as MapFinding
from innercircle.maps.rules.findings import Matter
from innercircle.maps.rules.steps import Step
from innercircle.maps.rules.values import Map
from innercircle.plans.rules.judging import Judgement
from innercircle.plans.rules.lint.finding import Finding
from innercircle.plans.rules.values import GoalState, InitiativeState, State
from innercircle.plans.rules.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Firm:
    """In whose name the document goes out; `logo` is a PNG or nothing."""

    name: str = ""
    logo: bytes = b""


@dataclass(frozen=True, slots=True)
class Who:
    """The account itself; `segment` and `status` are values of the directory."""

    name: str
    segment: str = ""
    status: str = ""
    industry: str = ""
    country: str = ""
    parent: str = ""
    manager: str = ""
    team: tuple[str, ...] = ()
    focus: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Year:
    """Revenue and profit of a year, actual and planned, in the account's currency; None is not known."""

    year: int
    revenue: Decimal | None = None
    revenue_plan: Decimal | None = None
    profit: Decimal | None = None
    profit_plan: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """How much of our whole hangs on this account: its share of revenue or profit, and its place among so many."""

    measure: str  # "revenue" or "profit"
    year: int
    share: float
    place: int
    of: int


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody there tries to achieve, struggles with or would count as help; `aim` is a `maps.models.Aim`."""

    who: str
    aim: str
    words: str
    day: date


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal for a person (`who` empty: the whole account); `now` is the last reading, `progress` between 0 and 1."""

    title: str
    who: str = ""
    priority: int = 2
    baseline: str = ""
    now: str = ""
    target: str = ""
    due: date | None = None
    objective: str = ""
    owner: str = ""
    progress: float | None = None
    state: GoalState = GoalState.OPEN


@dataclass(frozen=True, slots=True)
class Initiative:
    """What accomplishes goals (their titles)."""

    title: str
    goals: tuple[str, ...] = ()
    owner: str = ""
    start: date | None = None
    end: date | None = None
    next_step: str = ""
    next_on: date | None = None
    state: InitiativeState = InitiativeState.OPEN


@dataclass(frozen=True, slots=True)
class Activity:
    """One dated step with its judgement; hours are ours, in hours, `people` are theirs."""

    title: str
    judged: Judgement
    day: date | None = None
    owner: str = ""
    people: tuple[str, ...] = ()
    hours_planned: float | None = None
    hours_spent: float | None = None
    learn: str = ""
    learned: str = ""
    useful: str = ""
    state: State = State.PLANNED


@dataclass(frozen=True, slots=True)
class Plan:
    """The relationship plan; `quarters` are verdicts by quarter (`2026-Q4`), oldest first."""

    goals: tuple[Goal, ...] = ()
    initiatives: tuple[Initiative, ...] = ()
    activities: tuple[Activity, ...] = ()
    verdict: Verdict | None = None
    quarters: Mapping[str, Verdict] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    objectives: tuple[str, ...] = ()
    reviewed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """Knowledge about the client's affairs: who of ours holds it, to whom it was handed over and when."""

    title: str
    holder: str
    second: str = ""
    handed_to: str = ""
    handed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """An issue, a problem or an opportunity of the analysis that is still open."""

    matter: Matter
    words: str
    owner: str = ""
    due: date | None = None


@dataclass(frozen=True, slots=True)
class AccountPlan:
    """Everything known about one account as of `at` (aware), as far as `made_by` may see it.

    `day` is the day of `at` on the account's clock. `roles` are the names of buying roles by key.
    """

    firm: Firm
    who: Who
    at: datetime
    day: date
    made_by: str
    years: tuple[Year, ...] = ()
    held: tuple[Held, ...] = ()
    hours: AccountHours | None = None
    flags: tuple[FlagView, ...] = ()
    statements: tuple[StatementView, ...] = ()
    map: Map = Map((), (), ())  # noqa: RUF009 - frozen and empty
    map_findings: tuple[MapFinding, ...] = ()
    steps: tuple[Step, ...] = ()
    told: tuple[Told, ...] = ()
    plan: Plan = field(default_factory=Plan)
    topics: tuple[Topic, ...] = ()
    analysis: str = ""
    analysed_at: datetime | None = None
    points: tuple[Point, ...] = ()
    roles: Mapping[str, str] = field(default_factory=dict)
