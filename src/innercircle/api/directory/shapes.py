"""What accounts, contacts and colleagues look like over the API."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from ninja import Field, Schema

from innercircle.api.paging import Paging
from innercircle.api.v1 import Text

SegmentWord = Literal["", "partner", "could_become", "regular"]
StatusWord = Literal["prospect", "client", "former"]
LevelWord = Literal["", "board", "c_level", "director", "manager", "staff"]


class YearIn(Schema):
    """Revenue and profit of one year in the account's currency."""

    year: int = Field(ge=1900, le=2200)
    revenue: Decimal | None = Field(None, max_digits=16, decimal_places=2)
    revenue_plan: Decimal | None = Field(None, max_digits=16, decimal_places=2)
    profit: Decimal | None = Field(None, max_digits=16, decimal_places=2)
    profit_plan: Decimal | None = Field(None, max_digits=16, decimal_places=2)


class AccountOut(Schema):
    """An account as its reader may see it; `version` goes into `If-Match` when changing it."""

    id: int
    version: int
    name: str
    domains: list[str]
    parent: int | None
    industry: str
    country: str
    time_zone: str
    team: str
    account_manager: int | None
    members: list[int]
    segment: str
    status: str
    currency: str
    focus: str
    external_id: str
    years: list[YearIn]


class AccountChange(Schema):
    """What of an account may be changed; what is left out stays as it is."""

    name: Text | None = None
    domains: list[Text] | None = Field(None, max_length=100)
    parent: int | None = None
    industry: Text | None = None
    country: Text | None = None
    time_zone: Text | None = None
    segment: SegmentWord | None = None
    status: StatusWord | None = None
    currency: str | None = Field(None, pattern=r"^[A-Z]{3}$")
    focus: str | None = Field(None, max_length=500)
    external_id: Text | None = None
    years: list[YearIn] | None = Field(None, max_length=100)


class AccountIn(AccountChange):
    """A new account."""

    name: Text


class AccountFilter(Paging):
    """Which accounts."""

    search: str = Field("", max_length=200, description="Part of the name.")
    segment: SegmentWord = ""


class PostOut(Schema):
    """Where and as what a contact works or worked."""

    id: int
    account: int
    since: date | None
    until: date | None
    title: str
    department: str
    level: str
    reports_to: int | None


class ContactOut(Schema):
    """A person at a client, with the posts at accounts the reader may see."""

    id: int
    version: int
    name: str
    emails: list[str]
    phone: str
    location: str
    placeholder: bool
    discovered: bool
    external_id: str
    posts: list[PostOut]


class ContactChange(Schema):
    """What of a contact may be changed; what is left out stays as it is."""

    name: Text | None = None
    emails: list[Text] | None = Field(None, max_length=50)
    phone: str | None = Field(None, max_length=60)
    location: Text | None = None
    placeholder: bool | None = None
    external_id: Text | None = None


class ContactIn(ContactChange):
    """A new person at an account."""

    name: Text
    account: int
    since: date | None = None
    title: Text = ""
    department: Text = ""
    level: LevelWord = ""


class PostChange(Schema):
    """What of a post may be changed."""

    since: date | None = None
    until: date | None = None
    title: Text | None = None
    department: Text | None = None
    level: LevelWord | None = None


class ContactFilter(Paging):
    """Which contacts."""

    search: str = Field("", max_length=200, description="Part of the name or of an address.")
    account: int | None = None


class ColleagueOut(Schema):
    """One of ours."""

    id: int
    version: int
    name: str
    emails: list[str]
    team: str
    function: str
    left_on: date | None
    external_id: str


class ColleagueChange(Schema):
    """What of a colleague may be changed; the log-in is tied to them on the pages only."""

    name: Text | None = None
    emails: list[Text] | None = Field(None, max_length=50)
    team: Text | None = Field(None, description="Name of a team; empty for none.")
    function: Text | None = None
    left_on: date | None = None
    external_id: Text | None = None


class ColleagueIn(ColleagueChange):
    """A new colleague."""

    name: Text


class ColleagueFilter(Paging):
    """Which colleagues."""

    search: str = Field("", max_length=200, description="Part of the name.")
