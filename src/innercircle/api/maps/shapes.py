"""What maps look like over the API. Levels are 0 to 5, stances -2 to 2, hours decimal, days ISO 8601."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from ninja import Field, Schema

from innercircle.api.paging import Paging
from innercircle.api.v1 import Text

Words = Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")]
Long = Annotated[str, Field(max_length=5000, pattern=r"^[^\x00]*$")]
LevelNumber = Annotated[int, Field(ge=0, le=5)]
AimWord = Literal["achieve", "struggle", "help"]
SourceWord = Literal["meeting", "debrief", "colleague"]
MatterWord = Literal["issue", "problem", "opportunity"]
HelpWord = Literal["expertise", "research", "introduction", "experience", "other"]


_MARK = 'Goes as `If-Match: "<mark>"` into a change, which is then refused (409) where somebody else was faster.'
_OF_THE_STANDING = f"Of roles, influence, stance and competitor. {_MARK}"


class PersonOut(Schema):
    """A contact on the map; `post` is the id by which the rest of the API names this person at this account."""

    post: int
    contact: int
    name: str
    title: str
    department: str
    level: str
    reports_to: int | None = Field(description="The superior's post.")
    placeholder: bool
    since: date | None
    until: date | None
    roles: list[str]
    role_names: list[str] = Field(description="The same roles as the firm calls them.")
    influence: int | None
    stance: int | None
    stance_on: date | None
    stance_by: str
    rival: str
    rival_strength: int | None
    mark: str = Field(description=_OF_THE_STANDING)


class StandingIn(Schema):
    """What to change of a person's standing; what is left out stays."""

    roles: list[Text] | None = Field(None, max_length=20)
    influence: Annotated[int, Field(ge=1, le=5)] | None = None
    stance: Annotated[int, Field(ge=-2, le=2)] | None = None
    rival: Text | None = None
    rival_strength: LevelNumber | None = None


class EvidenceOut(Schema):
    """What the calendars say of a contact and a colleague; never typed by anybody."""

    level: int
    weighted_hours: float = Field(description="Each hour counts half for every year that has passed.")
    hours_90_days: float
    hours_365_days: float
    meetings_365_days: int
    asked_by_them: int
    asked_by_us: int
    last_met: date | None


class OpinionOut(Schema):
    """What somebody thinks of the line between a colleague and a contact."""

    coverage: int | None
    post: int
    contact_name: str
    colleague: int
    colleague_name: str
    assessed: int | None
    assessed_on: date | None
    assessed_by: str
    wanted: int | None
    wanted_by: date | None
    part: str
    mark: str = Field(description=_MARK)


class PastOut(Schema):
    """The map as it stood at the end of a day: people, and what was thought of lines; evidence is not kept by day."""

    day: date
    people: list[PersonOut]
    lines: list[OpinionOut]


class LineOut(OpinionOut):
    """A line with the evidence beside it; `coverage` is null where nobody said anything."""

    evidence: EvidenceOut
    disagree: str | None = Field(description="How opinion and evidence disagree; null where they agree.")


class LineIn(Schema):
    """A line to draw or to assess anew. An assessment counts as of today; without one the old one stays."""

    assessed: LevelNumber | None = None
    wanted: LevelNumber | None = None
    wanted_by: date | None = None
    part: Literal["lead", "deputy"] | None = None


class ValueOut(Schema):
    """What a person tries to achieve, struggles with, or would count as help."""

    id: int
    post: int
    kind: str
    words: str
    day: date
    source: str
    by: str


class ValueIn(Schema):
    """Such an entry to write down."""

    kind: AimWord
    words: Words
    day: date
    source: SourceWord


class FindingOut(Schema):
    """What is wrong or missing on a map; `posts` and `colleagues` are its rows, `proposed` what to make of it."""

    key: str
    kind: str
    words: str
    detail: str
    posts: list[int]
    colleagues: list[int]
    share: float | None
    proposed: str


class OffIn(Schema):
    """A finding that is not to be shown again, and why."""

    key: Annotated[str, Field(max_length=60, pattern=r"^[^\x00]+$")]
    reason: Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")]


class OffOut(Schema):
    """A finding that was switched off."""

    id: int
    key: str
    reason: str
    by: str


class PointOut(Schema):
    """An issue, a problem or an opportunity of the analysis."""

    id: int
    matter: str
    words: str
    owner: int | None
    due: date | None
    finding: str
    done: bool
    mark: str = Field(description=_MARK)


class PointIn(Schema):
    """A point to add; `finding` is the key of the finding it comes from."""

    matter: MatterWord
    words: Words
    owner: int | None = None
    due: date | None = None
    finding: Annotated[str, Field(max_length=60, pattern=r"^[^\x00]*$")] = ""


class PointChange(Schema):
    """What to change of a point, and whether it is dealt with; what is left out stays."""

    matter: MatterWord | None = None
    words: Words | None = None
    owner: int | None = None
    due: date | None = None
    done: bool | None = None


class AnalysisOut(Schema):
    """The summary of the analysis in words; empty where nobody has written one."""

    words: str
    on: date | None
    by: str


class AnalysisIn(Schema):
    """The summary to write; it dates the analysis."""

    words: Long


class StepOut(Schema):
    """One of the six steps; `share` is null where there is nothing to measure yet."""

    step: int
    name: str
    share: float | None
    done: int
    of: int
    state: str
    posts: list[int] = Field(description="The people who lack it.")
    roles: list[str] = Field(description="The core roles nobody holds.")


class TieOut(Schema):
    """How two people know each other, in words and figures."""

    words: str
    weighted_hours: float
    meetings_365_days: int
    last_met: date | None
    reports: str | None


class WayOut(Schema):
    """A way from a colleague to a contact, directly or through one introducer."""

    contact: int
    colleague: int
    colleague_name: str
    level: int
    weighted_hours: float
    through: int | None = Field(description="The introducing contact; null for a direct way.")
    through_name: str
    ties: list[TieOut]


class OfferOut(Schema):
    """An entry of the help catalogue."""

    id: int
    kind: str
    name: str
    gives: str
    tags: list[str]
    colleagues: list[int]
    since: date | None
    until: date | None
    version: int


class OfferIn(Schema):
    """An entry to add."""

    kind: HelpWord
    name: Text
    gives: Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")] = ""
    tags: list[Text] = Field([], max_length=100)
    colleagues: list[int] = Field([], max_length=200)
    since: date | None = None
    until: date | None = None


class OfferChange(Schema):
    """What to change of an entry; what is left out stays. A last day retires it."""

    kind: HelpWord | None = None
    name: Text | None = None
    gives: Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")] | None = None
    tags: list[Text] | None = Field(None, max_length=100)
    colleagues: list[int] | None = Field(None, max_length=200)
    since: date | None = None
    until: date | None = None


class SharedOut(Schema):
    """A word by which an entry fits a need, and where it was found."""

    said: str
    found: str
    where: str


class HelpOut(Schema):
    """An entry of the catalogue that answers what a person needs, and why."""

    offer: OfferOut
    points: int
    shared: list[SharedOut]
    values: list[int] = Field(description="The entries about this person's values that it answers.")
    givers: list[int] = Field(description="Who of ours who is still here gives it.")


class WeightOut(Schema):
    """What hangs on an account, and how its relationship stands."""

    account: int
    name: str
    segment: str
    currency: str
    revenue: float | None
    profit: float | None
    place: int | None
    share: float | None
    cumulative_share: float | None
    verdict: str
    map_age_days: int | None
    steps: list[float | None]


class WeightsAsked(Paging):
    """Within which currency shares are told."""

    currency: Annotated[str, Field(max_length=3, pattern=r"^[^\x00]*$")] = ""
