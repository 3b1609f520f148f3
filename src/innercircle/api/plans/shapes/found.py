"""What verdicts, findings, rules switched off and reviews look like over the API."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Field, Schema

from innercircle.api.plans.shapes.steps import JudgementOut

Long = Annotated[str, Field(max_length=1000, pattern=r"^[^\x00]*$")]
Reason = Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")]
PlaceWord = Literal["account", "contact", "goal", "initiative", "activity", "topic", "engagement"]


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


class DraftOut(Schema):
    """What the tests and the linter say of a step that is not saved."""

    judgement: JudgementOut
    findings: list[FindingOut]
