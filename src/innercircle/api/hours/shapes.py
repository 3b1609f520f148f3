"""What hours, meetings, month tests and closes look like over the API. Hours are decimal, times ISO 8601 in UTC."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import AfterValidator

from innercircle.api.paging import Paging
from innercircle.api.v1 import Text
from innercircle.kit.month import Month

MonthText = Annotated[
    str,
    Field(pattern=r"^[1-9][0-9]{3}-(0[1-9]|1[0-2])$", description="A month as 2026-03."),
    AfterValidator(lambda text: str(Month.parse(text))),
]
PolicyWord = Literal["seen", "in-person"]
ModeWord = Literal["in_person", "video", "phone", "unknown"]
StateWord = Literal["confirmed", "presumed", "absent"]
VerdictWord = Literal["developing", "not developing", "dormant", "open"]
StatementWord = Literal["wants_partnership", "too_busy", "send_slides", "wants_view", "other"]
WorkWord = Literal["preparation", "free_work", "material"]
Words = Annotated[str, Field(max_length=1000, pattern=r"^[^\x00]*$")]


class Hours(Schema):
    """A figure between what is confirmed (`low`) and what is confirmed or presumed (`high`), in hours."""

    low: float
    high: float


class MonthOut(Schema):
    """One account's month; `verdict` is null while the month runs or is to come."""

    account: int
    account_name: str
    month: str
    client: Hours
    ours: float
    meetings: int
    contacts: int
    verdict: str | None
    closed: bool


class TestOut(Schema):
    """The month test of an account's last finished month, and what the running month needs."""

    account: int
    account_name: str
    month: str
    client: Hours
    before: Hours
    verdict: str
    streak: int | None = Field(description="Months in a row; negative for not developing; null while open.")
    unconfirmed: int
    closed: bool
    so_far: Hours
    booked: Hours
    needed: Hours


class AttendeeOut(Schema):
    """A person at a meeting; `attendance` is the id to correct it by."""

    attendance: int
    person: int
    name: str
    state: str
    because: str
    by_hand: bool


class MeetingOut(Schema):
    """A meeting as the account's reader sees it; `why` says whether it counts, or why not."""

    id: int
    start: datetime
    end: datetime
    title: str
    place: str
    private: bool
    mode: str
    mode_by_hand: bool
    by_hand: bool
    all_day: bool
    cancelled: bool
    why: str
    client: Hours
    theirs: list[AttendeeOut]
    ours: list[AttendeeOut]


class PolicyAsked(Schema):
    """Which meetings count."""

    policy: PolicyWord = "seen"


class MonthsAsked(Paging):
    """Which months of which accounts."""

    policy: PolicyWord = "seen"
    first: MonthText | None = Field(None, description="First month; twelve before the last one if absent.")
    last: MonthText | None = Field(None, description="Last month; the last finished one if absent.")
    account: int | None = None


class TestsAsked(Paging):
    """Which accounts."""

    policy: PolicyWord = "seen"
    search: str = Field("", max_length=200, pattern=r"^[^\x00]*$")
    verdict: VerdictWord | None = None


class MeetingsAsked(Schema):
    """Which meetings of a month."""

    policy: PolicyWord = "seen"
    counted: bool = Field(default=True, description="Only what counts; false adds what is left out, with the reason.")


class MeetingIn(Schema):
    """A meeting that no calendar tells of; everybody named counts as confirmed."""

    start: datetime = Field(description="With an offset, as 2026-03-02T09:00:00+01:00.")
    end: datetime
    contacts: list[int] = Field(min_length=1, max_length=500)
    colleagues: list[int] = Field(min_length=1, max_length=500)
    mode: ModeWord = "in_person"
    title: Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")] = ""
    place: Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")] = ""


class ModeIn(Schema):
    """How it was held; null takes the correction back."""

    mode: ModeWord | None


class StateIn(Schema):
    """Whether somebody was there; null takes the correction back."""

    state: Literal["confirmed", "absent"] | None


class PersonIn(Schema):
    """Somebody who was there and stands on no invitation: a contact, or a name."""

    contact: int | None = None
    name: Text = ""


class ColleagueAtMeeting(Schema):
    """One of ours who was there too."""

    colleague: int


class DueOut(Schema):
    """A finished month that nobody has closed."""

    account: int
    account_name: str
    month: str
    manager: str
    unconfirmed: int
    client: Hours


class QuestionOut(Schema):
    """An attendance nobody has confirmed."""

    attendance: int
    person: str
    because: str
    meeting: int
    title: str
    start: datetime


class CloseOut(Schema):
    """One month on its way to being closed, or closed."""

    account: int
    month: str
    client: Hours
    verdict: str | None
    questions: list[QuestionOut]
    obstacle: str = Field(description="Why it cannot be closed now; empty when it can.")
    closed_by: str | None
    closed_at: datetime | None
    note: str
    amendments: int


class CloseIn(Schema):
    """The note of a close and the aim for the month after."""

    note: Annotated[str, Field(max_length=4000, pattern=r"^[^\x00]*$")] = ""
    next_target_hours: float | None = Field(None, gt=0, le=500)


class TargetIn(Schema):
    """What to aim for in a month; null takes it back."""

    hours: float | None = Field(gt=0, le=500)


class StatementOut(Schema):
    """What somebody at the client said or asked."""

    id: int
    day: date
    kind: str
    words: str
    contact: int
    contact_name: str


class StatementIn(Schema):
    """What somebody at the client said or asked."""

    contact: int
    day: date
    kind: StatementWord
    words: Words = ""


class WorkOut(Schema):
    """What we did for the client; `hours` only of one's own work."""

    id: int
    day: date
    kind: str
    what: str
    colleague: int
    hours: float | None


class WorkIn(Schema):
    """One's own work for the client; material has no hours."""

    day: date
    kind: WorkWord
    what: Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\x00]*$")]
    hours: float = Field(0, ge=0, le=24)
    contact: int | None = None


class FlagOut(Schema):
    """A flag that is up, with the rows it rests on."""

    kind: str
    sentence: str
    statements: list[int]
    work: list[int]
    interruptions: list[int]
