"""What the reads of plans give back: frozen values for pages, documents, API and terminal.

Rows of the area's tables stand in them as `row`, for forms and actions. Hours are hours, days are dates.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from innercircle.plans.rules.judging import Judgement
from innercircle.plans.rules.lint import Finding, Linted, Place
from innercircle.plans.rules.progress import Measured, Progress
from innercircle.plans.rules.values import State
from innercircle.plans.rules.verdict import Verdict

if TYPE_CHECKING:
    from innercircle.directory.models import Account, Colleague, Contact
    from innercircle.plans.models import Activity, Correction, Goal, Initiative, Objective, Review, SwitchedOff


@dataclass(frozen=True, slots=True)
class ActivityView:
    """One activity with what the three tests say of it.

    `corrections` are the labels set by hand, newest first, withdrawn ones too; the standing one is in `judgement`.
    `overdue` is whether its day is past and it is still planned.
    """

    row: Activity
    participants: tuple[str, ...]  # their names
    judgement: Judgement
    findings: tuple[Finding, ...] = ()
    corrections: tuple[Correction, ...] = ()
    overdue: bool = False

    @property
    def hours(self) -> float:
        """Our hours: what was spent where that is written, else what is planned."""
        minutes = self.row.planned_minutes if self.row.spent_minutes is None else self.row.spent_minutes
        return (minutes or 0) / 60


@dataclass(frozen=True, slots=True)
class InitiativeView:
    """One initiative with its activities by day; `goals` are the ids of those it accomplishes."""

    row: Initiative
    goals: tuple[int, ...]
    activities: tuple[ActivityView, ...]
    findings: tuple[Finding, ...] = ()
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class GoalView:
    """One goal: how far it is, what was measured (oldest first), what accomplishes it.

    An initiative for several goals stands under each of them; `activities` are those that hang at the goal itself.
    `contact_left` is whether its person no longer works there.
    """

    row: Goal
    progress: Progress
    readings: tuple[Measured, ...]
    initiatives: tuple[InitiativeView, ...]
    activities: tuple[ActivityView, ...]
    findings: tuple[Finding, ...] = ()
    contact_left: bool = False


@dataclass(frozen=True, slots=True)
class PlanVerdict:
    """The verdict over the activities of a year back and everything ahead, and the trend by quarter (`2026-Q4`)."""

    verdict: Verdict
    trend: Mapping[str, Verdict]


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """The whole plan of one account, for its pages.

    `goals` by priority; `initiatives` are those for no goal, `activities` those at neither initiative nor goal: in a
    light plan everything stands there. `findings` are all of them, by place as `about`; `switches` the rules
    switched off here and in the firm; `reviews` newest first, read when somebody looks at them. `may_change`
    covers the whole plan, `may_write` own steps only.
    """

    account: Account
    goals: tuple[GoalView, ...]
    initiatives: tuple[InitiativeView, ...]
    activities: tuple[ActivityView, ...]
    findings: Linted
    verdict: PlanVerdict
    switches: tuple[SwitchedOff, ...]
    reviews: Iterable[Review]
    may_change: bool
    may_write: bool

    @property
    def empty(self) -> bool:
        """Whether nothing has been written yet."""
        return not (self.goals or self.initiatives or self.activities)

    @property
    def all_activities(self) -> tuple[ActivityView, ...]:
        """Every activity once, by day."""
        found = {view.row.pk: view for goal in self.goals for view in goal.activities}
        found |= {view.row.pk: view for each in self.all_initiatives for view in each.activities}
        found |= {view.row.pk: view for view in self.activities}
        return tuple(sorted(found.values(), key=lambda view: (view.row.on or date.max, view.row.pk)))

    @property
    def all_initiatives(self) -> tuple[InitiativeView, ...]:
        """Every initiative once, by start."""
        found = {view.row.pk: view for goal in self.goals for view in goal.initiatives}
        found |= {view.row.pk: view for view in self.initiatives}
        return tuple(sorted(found.values(), key=lambda view: (view.row.start or date.max, view.row.pk)))

    def about(self, kind: str, key: str) -> tuple[Finding, ...]:
        """The findings at one place; for the account itself `kind` is "account" and `key` its name."""
        place = Place(kind, key)
        return tuple(each for each in self.findings.findings if each.place == place)


@dataclass(frozen=True, slots=True)
class AccountFindings:
    """One account of the portfolio with what the linter says of its plan; `planned` is whether it has a plan at all."""

    account: int
    name: str
    linted: Linted
    verdict: Verdict
    planned: bool


@dataclass(frozen=True, slots=True)
class AccountVerdict:
    """The verdict on one account's plan; `manager` is the account manager's colleague id."""

    account: int
    name: str
    manager: int | None
    manager_name: str
    plan: PlanVerdict


@dataclass(frozen=True, slots=True)
class ManagerVerdict:
    """The verdict over all plans of one account manager that the reader may see; id None: nobody manages them."""

    manager: int | None
    name: str
    accounts: int
    plan: PlanVerdict


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Verdicts over everything the reader may see: the firm, by account manager, by account; accounts with activities.

    `without` counts the accounts that have none.
    """

    firm: PlanVerdict
    managers: tuple[ManagerVerdict, ...]
    accounts: tuple[AccountVerdict, ...]
    without: int


@dataclass(frozen=True, slots=True)
class Draft:
    """What the tests and the linter say of an activity that is not saved."""

    judgement: Judgement
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of the timeline: an initiative from `start` to `end`, a goal or an activity on one day (both the same).

    `kind` is goal, initiative or activity; an initiative without a beginning or end reaches over its steps.
    """

    kind: str
    row: Goal | Initiative | Activity
    start: date
    end: date
    overdue: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """A plan by days; `undated` counts what has no day and so is not on it."""

    first: date
    last: date
    bars: tuple[Bar, ...]
    undated: int


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step somebody owns: an activity, or the next step of an initiative."""

    row: Activity | Initiative
    account: Account
    title: str
    on: date
    overdue: bool


@dataclass(frozen=True, slots=True)
class MySteps:
    """The reader's steps: those of this week, and what is overdue or comes in the week after it. Monday to Sunday."""

    monday: date
    sunday: date
    overdue: tuple[NextStep, ...]
    this_week: tuple[NextStep, ...]
    next_week: tuple[NextStep, ...]
    undated: tuple[Activity, ...]


@dataclass(frozen=True, slots=True)
class ObjectiveView:
    """A business objective with the accounts and people behind it, as far as the reader may see them.

    `goals` are not dropped ones; `reached` counts those that are reached.
    """

    row: Objective
    goals: tuple[Goal, ...]
    accounts: tuple[Account, ...]
    contacts: tuple[Contact, ...]
    colleagues: tuple[Colleague, ...]
    reached: int


@dataclass(frozen=True, slots=True)
class Owned:
    """Everything one colleague owns in plans the reader may see, for performance reviews (spec 30, Structure)."""

    objectives: tuple[Objective, ...]
    goals: tuple[tuple[Goal, Progress], ...]
    initiatives: tuple[Initiative, ...]
    activities: tuple[Activity, ...]
    judgements: Mapping[int, Judgement]
    verdict: PlanVerdict


Board = Mapping[State, tuple[ActivityView, ...]]
"""Activities by state; done and dropped ones of the last 90 days."""
