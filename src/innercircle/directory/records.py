"""Rows of the directory as plain values: what lists and exports show, what imports compare with and ask to write."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

FIGURES = ("revenue", "revenue_plan", "profit", "profit_plan")


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """An account with everything a list or an import needs; people and accounts by their ids."""

    id: int
    name: str
    external_id: str = ""
    parent: int | None = None
    industry: str = ""
    country: str = ""
    time_zone: str = "UTC"
    team: str = ""
    account_manager: int | None = None
    members: tuple[int, ...] = ()
    segment: str = ""
    status: str = "client"
    currency: str = "EUR"
    focus: str = ""
    domains: tuple[str, ...] = ()
    years: dict[int, tuple[Decimal | None, ...]] = field(default_factory=dict)  # in the order of FIGURES
    version: int = 1


@dataclass(frozen=True, slots=True)
class PostRecord:
    """Where a contact works or worked; `until` is the last day."""

    id: int
    account: int
    since: date | None = None
    until: date | None = None
    title: str = ""
    department: str = ""
    level: str = ""
    reports_to: int | None = None

    def covers(self, day: date) -> bool:
        """Whether the post holds on `day`."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class ContactRecord:
    """A contact with addresses and posts."""

    id: int
    name: str
    external_id: str = ""
    phone: str = ""
    location: str = ""
    placeholder: bool = False
    emails: tuple[str, ...] = ()
    posts: tuple[PostRecord, ...] = ()
    version: int = 1


@dataclass(frozen=True, slots=True)
class ColleagueRecord:
    """A colleague with addresses."""

    id: int
    name: str
    external_id: str = ""
    team: str = ""
    function: str = ""
    left_on: date | None = None
    emails: tuple[str, ...] = ()
    version: int = 1


@dataclass(frozen=True, slots=True)
class Records:
    """The whole directory, or the part of it that somebody may see."""

    accounts: tuple[AccountRecord, ...] = ()
    contacts: tuple[ContactRecord, ...] = ()
    colleagues: tuple[ColleagueRecord, ...] = ()
    teams: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AccountLoad:
    """One account to write: a new one, or what to change of `target`. Lists are added to, nothing is taken away."""

    line: int
    target: int | None = None
    version: int = 0  # of the target when the load was planned
    columns: dict[str, Any] = field(default_factory=dict)
    team: str | None = None  # by name; made where there is none
    parent: str | None = None  # by name; which one it is, say the next two
    parent_account: int | None = None  # a stored one
    parent_line: int | None = None  # or the line of this load that makes it
    members: list[int] = field(default_factory=list)
    domains: list[str] = field(default_factory=list)
    years: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ContactLoad:
    """One line of contacts to write: a new person or changes of `target`, and at most one post of theirs."""

    line: int
    target: int | None = None
    same_as: int | None = None  # the line of this load in which the new person stands first
    version: int = 0
    columns: dict[str, Any] = field(default_factory=dict)
    emails: list[str] = field(default_factory=list)
    post: int | None = None  # the post that is changed; None for a new one
    account: int | None = None  # of a new post; None where no post is written
    post_columns: dict[str, Any] = field(default_factory=dict)
    superior: int | None = None  # the superior's post
    superior_line: int | None = None  # or the line of this load that writes it
    ends: dict[str, str] = field(default_factory=dict)  # other posts of the person that end: id -> last day
    more: dict[str, Any] = field(default_factory=dict)  # what areas above write beside the post


@dataclass(frozen=True, slots=True)
class ColleagueLoad:
    """One colleague to write."""

    line: int
    target: int | None = None
    version: int = 0
    columns: dict[str, Any] = field(default_factory=dict)
    team: str | None = None
    emails: list[str] = field(default_factory=list)
