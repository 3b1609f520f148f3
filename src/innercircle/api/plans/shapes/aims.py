"""What objectives, goals, readings and priorities look like over the API."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from ninja import Field, Schema

from innercircle.api.paging import Paging
from innercircle.api.v1 import Text

Said = Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")]
Title = Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")]
Unit = Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")]
Reason = Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")]
Figure = Annotated[Decimal, Field(max_digits=18, decimal_places=3)]
GoalStateWord = Literal["open", "reached", "dropped"]


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


class PriorityIn(Schema):
    """Whether somebody matters most; null leaves it to the rule."""

    matters: bool | None


class PriorityOut(Schema):
    """What was said by hand; null where nothing was."""

    contact: int
    matters: bool | None
