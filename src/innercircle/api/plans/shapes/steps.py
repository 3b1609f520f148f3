"""What initiatives, activities, judgements and corrections look like over the API. Hours are decimal hours of ours."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Field, Schema

from innercircle.api.paging import Paging

Title = Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")]
Long = Annotated[str, Field(max_length=1000, pattern=r"^[^\x00]*$")]
Reason = Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")]
HoursGiven = Annotated[float, Field(ge=0, le=2000)]
LabelWord = Literal["relationship", "sales", "neutral"]
InitiativeStateWord = Literal["open", "done", "dropped"]
StateWord = Literal["planned", "done", "dropped"]


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
