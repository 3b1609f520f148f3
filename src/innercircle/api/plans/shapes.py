"""What plans look like over the API. Hours are decimal hours of ours; figures are in the unit beside them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from ninja import Field, Schema

from innercircle.api.paging import Paging
from innercircle.api.v1 import Text

Said = Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")]
Title = Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")]
Long = Annotated[str, Field(max_length=1000, pattern=r"^[^\x00]*$")]
Unit = Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")]
Reason = Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")]
Figure = Annotated[Decimal, Field(max_digits=18, decimal_places=3)]
HoursGiven = Annotated[float, Field(ge=0, le=2000)]
LabelWord = Literal["relationship", "sales", "neutral"]
GoalStateWord = Literal["open", "reached", "dropped"]
InitiativeStateWord = Literal["open", "done", "dropped"]
StateWord = Literal["planned", "done", "dropped"]
PlaceWord = Literal["account", "contact", "goal", "initiative", "activity", "topic", "engagement"]


class ObjectiveOut(Schema):
    """A business objective of the firm; `goals` and `accounts` are those of them that you may see."""

    id: int
    version: int
    name: str
    year: int
    target: str
    target_value: Decimal | None
    unit: str
    owner: int | None
    closed_on: date | None
    goals: list[int]
    accounts: list[int]
    reached: int


class ObjectiveChange(Schema):
    """What of an objective may be changed; what is left out stays as it is."""

    name: Text | None = None
    year: int | None = Field(None, ge=1990, le=2100)
    target: Said | None = None
    target_value: Figure | None = None
    unit: Unit | None = None
    owner: int | None = None


class ObjectiveIn(ObjectiveChange):
    """A new objective."""

    name: Text
    year: int = Field(ge=1990, le=2100)


class ObjectivesAsked(Paging):
    """Which objectives."""

    closed: bool = Field(default=False, description="Whether closed ones are wanted too.")


class ClosedOn(Schema):
    """The day on which it was closed; null opens it again."""

    on: date | None


class ReadingOut(Schema):
    """Where a goal stood on a day."""

    id: int
    on: date
    value: Decimal | None
    words: str
    by: str


class ReadingIn(Schema):
    """Where a goal stands on a day: a figure, words, or both."""

    on: date
    value: Figure | None = None
    words: Said = ""


class ProgressOut(Schema):
    """How far a goal is: 0 at the baseline, 1 at the target; null where it cannot be said."""

    share: float | None
    elapsed: float | None
    behind: bool
    reached: bool
    measured_on: date | None


class GoalOut(Schema):
    """A goal, with how far it is."""

    id: int
    version: int
    account: int
    contact: int | None
    title: str
    priority: int
    baseline: str
    baseline_value: Decimal | None
    target: str
    target_value: Decimal | None
    unit: str
    due: date | None
    objective: int | None
    owner: int | None
    state: str
    why: str
    progress: ProgressOut


class GoalChange(Schema):
    """What of a goal may be changed; what is left out stays as it is. `contact` null is the whole account."""

    contact: int | None = None
    title: Title | None = None
    priority: int | None = Field(None, ge=1, le=3)
    baseline: Said | None = None
    baseline_value: Figure | None = None
    target: Said | None = None
    target_value: Figure | None = None
    unit: Unit | None = None
    due: date | None = None
    objective: int | None = None
    owner: int | None = None


class GoalIn(GoalChange):
    """A new goal."""

    title: Title


class GoalsAsked(Paging):
    """Which goals."""

    account: int | None = None
    objective: int | None = None
    owner: int | None = Field(None, description="A colleague.")
    state: GoalStateWord | Literal[""] = ""


class GoalState(Schema):
    """Where it stands; dropping needs the reason."""

    state: GoalStateWord
    why: Reason = ""


class GoalCopy(Schema):
    """For whom the goal is copied, with its initiatives and steps; every date so many days later."""

    account: int
    contact: int | None = None
    days: int = Field(0, ge=-3660, le=3660)


class InitiativeOut(Schema):
    """An initiative; `goals` are those it accomplishes."""

    id: int
    version: int
    account: int
    goals: list[int]
    title: str
    owner: int | None
    start: date | None
    end: date | None
    next_step: str
    next_step_on: date | None
    state: str
    why: str


class InitiativeChange(Schema):
    """What of an initiative may be changed; what is left out stays as it is."""

    goals: list[int] | None = Field(None, max_length=100)
    title: Title | None = None
    owner: int | None = None
    start: date | None = None
    end: date | None = None
    next_step: Title | None = None
    next_step_on: date | None = None


class InitiativeIn(InitiativeChange):
    """A new initiative."""

    title: Title


class InitiativesAsked(Paging):
    """Which initiatives."""

    account: int | None = None
    owner: int | None = Field(None, description="A colleague.")
    state: InitiativeStateWord | Literal[""] = ""


class InitiativeState(Schema):
    """Where it stands; dropping needs the reason."""

    state: InitiativeStateWord
    why: Reason = ""


class CheckedOut(Schema):
    """One of the three tests: pass, fail or unknown, the rule behind a failure, and why."""

    outcome: str
    code: str
    reason: str


class JudgementOut(Schema):
    """What an activity is by the three tests; `read_as` is what the rules say where a label was set by hand."""

    label: str
    own_time: CheckedOut
    learning: CheckedOut
    illustration: CheckedOut
    codes: list[str]
    reason: str
    read_as: str
    by_hand: bool


class ActivityOut(Schema):
    """One dated step with the three tests."""

    id: int
    version: int
    account: int
    initiative: int | None
    goal: int | None
    title: str
    on: date | None
    owner: int | None
    participants: list[int]
    planned_hours: float | None
    spent_hours: float | None
    billable: bool
    want_to_learn: str
    learned: str
    useful: str
    in_paid_scope: bool
    offer: int | None
    state: str
    why: str
    judgement: JudgementOut


class ActivityChange(Schema):
    """What of a step may be changed; what is left out stays as it is. It hangs at an initiative, a goal, or neither."""

    initiative: int | None = None
    goal: int | None = None
    title: Title | None = None
    on: date | None = None
    owner: int | None = None
    participants: list[int] | None = Field(None, max_length=200)
    planned_hours: HoursGiven | None = None
    spent_hours: HoursGiven | None = None
    billable: bool | None = None
    want_to_learn: Long | None = None
    learned: str | None = Field(None, max_length=4000, pattern=r"^[^\x00]*$")
    useful: Long | None = None
    in_paid_scope: bool | None = None
    offer: int | None = None


class ActivityIn(ActivityChange):
    """A new step."""

    title: Title


class DraftIn(Schema):
    """A step that is not saved: what the three tests and the linter would say of it. People are only counted."""

    title: Title = ""
    on: date | None = None
    owned: bool = True
    participants: int = Field(0, ge=0, le=200)
    planned_hours: HoursGiven | None = None
    spent_hours: HoursGiven | None = None
    billable: bool = False
    want_to_learn: Long = ""
    learned: Long = ""
    useful: Long = ""
    in_paid_scope: bool = False
    state: StateWord = "planned"


class ActivitiesAsked(Paging):
    """Which activities."""

    account: int | None = None
    owner: int | None = Field(None, description="A colleague.")
    state: StateWord | Literal[""] = ""
    since: date | None = None
    until: date | None = None


class ActivityState(Schema):
    """Where it stands; dropping needs the reason."""

    state: StateWord
    why: Reason = ""


class OutcomeIn(Schema):
    """What came of a step: what we learned, and the hours it took (null leaves what is written)."""

    learned: str = Field(max_length=4000, pattern=r"^[^\x00]*$")
    spent_hours: HoursGiven | None = None


class OnDay(Schema):
    """A day."""

    on: date | None


class CarryIn(Schema):
    """Planned steps and the day to which they are moved."""

    activities: list[int] = Field(max_length=200)
    on: date


class HelpIn(Schema):
    """A help of the catalogue that is offered to somebody; it becomes a step of the plan."""

    offer: int
    contact: int | None = None
    on: date | None = None
    owner: int | None = None
    planned_hours: HoursGiven | None = None
    want_to_learn: Long = ""


class CorrectionOut(Schema):
    """A label set by hand; a withdrawn one is kept."""

    id: int
    label: str
    read_as: str
    reason: str
    by: str
    at: datetime
    withdrawn_at: datetime | None
    withdrawn_by: str


class CorrectionIn(Schema):
    """What an activity really is, and why."""

    label: LabelWord
    reason: Reason


class VerdictOut(Schema):
    """Activities and hours by what they are; a sales plan when fewer than half of those not neutral build."""

    sales_plan: bool
    relationship: int
    sales: int
    neutral: int
    relationship_hours: float
    sales_hours: float
    neutral_hours: float
    share: float | None
    hours_share: float | None


class PlanVerdictOut(Schema):
    """The verdict over a year back and everything ahead, and the trend by quarter."""

    verdict: VerdictOut
    trend: dict[str, VerdictOut]


class AccountVerdictOut(PlanVerdictOut):
    """The verdict on one account's plan."""

    account: int
    account_name: str
    manager: int | None


class ManagerVerdictOut(PlanVerdictOut):
    """The verdict over the plans of one account manager."""

    manager: int | None
    name: str
    accounts: int


class VerdictsOut(Schema):
    """Verdicts over everything you may see; `without` counts accounts without activities."""

    firm: PlanVerdictOut
    managers: list[ManagerVerdictOut]
    accounts: list[AccountVerdictOut]
    without: int


class FindingOut(Schema):
    """What the linter says: the rule, the place, what is wrong and what would help; `page` explains the rule."""

    account: int | None
    code: str
    severity: str
    kind: str
    key: str
    title: str
    wrong: str
    detail: str
    better: str
    page: str


class SilencedOut(FindingOut):
    """A finding that was switched off, with the reason."""

    reason: str


class FindingsOut(Schema):
    """What stands, gravest first, and what was switched off."""

    findings: list[FindingOut]
    switched_off: list[SilencedOut]


class DraftOut(Schema):
    """What the tests and the linter say of a step that is not saved."""

    judgement: JudgementOut
    findings: list[FindingOut]


class OffOut(Schema):
    """A rule that does not count: in the whole firm (`account` null) or at one place of an account."""

    id: int
    account: int | None
    code: str
    kind: str
    key: str
    reason: str
    by: str
    at: datetime


class FirmOffIn(Schema):
    """A rule to be switched off in the whole firm, and why."""

    code: Annotated[str, Field(max_length=8, pattern=r"^[^\x00]*$")]
    reason: Reason


class OffIn(FirmOffIn):
    """A rule to be switched off at one place of an account's plan, and why; `key` is the row's id as text."""

    kind: PlaceWord
    key: Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")] = ""


class ReviewOut(Schema):
    """Somebody went through the plan."""

    id: int
    on: date
    words: str
    by: str


class ReviewIn(Schema):
    """A review of the plan on a day, and what came of it."""

    on: date
    words: Long = ""


class PriorityIn(Schema):
    """Whether somebody matters most; null leaves it to the rule."""

    matters: bool | None


class PriorityOut(Schema):
    """What was said by hand; null where nothing was."""

    contact: int
    matters: bool | None
