"""What each address owes to whom: the declaration that a new address must make before the tests pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Owed(Enum):
    """Who gets an answer."""

    EVERYBODY = "even without log-in"
    PEOPLE = "whoever is logged in; only own and visible things on it"
    SEES = "who sees the account of the object in the address"
    CHANGES = "who may change that account; whoever only sees it gets a refusal"
    CALENDAR = "the calendar's owner, their managers, administrators"
    KEEPERS = "administrators and managers; a refusal for others"
    ADMINISTRATORS = "administrators; for others there is no such page"


@dataclass(frozen=True, slots=True)
class Rule:
    """An address: what is owed, which kind of object stands in which part, what a writing call sends."""

    owed: Owed
    parts: Mapping[str, str] = field(default_factory=dict)  # part of the address -> kind of object, or "=" and a value
    posts: bool = False  # whether it is an address to write to only
    sends: Mapping[str, str] = field(default_factory=dict)  # field -> kind of object, or "=" and a value


def account(owed: Owed, posts: bool = False, *, sends: Mapping[str, str] | None = None, **parts: str) -> Rule:
    """An address below an account."""
    return Rule(owed, {"pk": "account", **parts}, posts, sends or {})


_MONTH = "=2026-08"
_MEETING = {"meeting_id": "meeting"}
PAGES: dict[str, Rule] = {
    "calendars": Rule(Owed.PEOPLE),
    "calendar-upload": Rule(Owed.PEOPLE),
    "calendar": Rule(Owed.CALENDAR, {"pk": "calendar"}),
    "calendar-delete": Rule(Owed.CALENDAR, {"pk": "calendar"}),
    "calendar-import": Rule(Owed.CALENDAR, {"pk": "import"}),
    "calendar-import-progress": Rule(Owed.CALENDAR, {"pk": "import"}),
    "calendar-import-stop": Rule(Owed.CALENDAR, {"pk": "import"}, posts=True),
    "calendar-import-decide": Rule(Owed.CALENDAR, {"pk": "import"}, posts=True, sends={"answer": "=keep"}),
    "settings": Rule(Owed.PEOPLE),
    "choose-theme": Rule(Owed.EVERYBODY, posts=True),
    "choose-language": Rule(Owed.EVERYBODY, posts=True),
    "search": Rule(Owed.PEOPLE),
    "gallery": Rule(Owed.ADMINISTRATORS),
    "portfolio": Rule(Owed.PEOPLE),
    "portfolio-export": Rule(Owed.PEOPLE, {"kind": "=csv"}),
    "account-hours": account(Owed.SEES),
    "account-months-export": account(Owed.SEES, kind="=xlsx"),
    "account-month": account(Owed.SEES, month=_MONTH),
    "account-target": account(Owed.CHANGES, True, sends={"hours": "=3"}, month="=2030-01"),
    "account-meetings": account(Owed.SEES),
    "meeting-add": account(Owed.CHANGES),
    "meeting": account(Owed.SEES, **_MEETING),
    "meeting-state": account(Owed.CHANGES, True, sends={"attendance": "attendance", "state": "=absent"}, **_MEETING),
    "meeting-mode": account(Owed.CHANGES, True, sends={"mode": "=phone"}, **_MEETING),
    "meeting-add-person": account(Owed.CHANGES, True, sends={"name": "=Somebody"}, **_MEETING),
    "meeting-add-colleague": account(Owed.CHANGES, True, sends={"colleague": "=1"}, **_MEETING),
    "meeting-remove-person": account(Owed.CHANGES, True, sends={"attendance": "attendance"}, **_MEETING),
    "meeting-duplicate": account(Owed.CHANGES, True, **_MEETING),
    "meeting-delete": account(Owed.CHANGES, True, **_MEETING),
    "closes": Rule(Owed.PEOPLE),
    "account-closes": account(Owed.SEES),
    "account-close": account(Owed.SEES, month=_MONTH),
    "close-answer": account(Owed.CHANGES, True, sends={"attendance": "attendance", "came": "=y"}, month=_MONTH),
    "close-suggestion": account(Owed.CHANGES, True, sends={"suggestion": "suggestion"}, month=_MONTH),
    "close-lock": account(Owed.CHANGES, True, sends={"note": "=x"}, month=_MONTH),
    "account-words": account(Owed.SEES),
    "statement-add": account(
        Owed.SEES, True, sends={"contact": "contact", "day": "=2026-01-05", "kind": "=other", "words": "=x"}
    ),
    "statement-delete": account(Owed.SEES, True, row="statement"),
    "work-add": account(
        Owed.SEES, True, sends={"day": "=2026-01-05", "kind": "=free_work", "hours": "=1", "what": "=x"}
    ),
    "work-delete": account(Owed.SEES, True, row="work"),
    "interruption": account(Owed.SEES, True, sends={"who": "=ours"}, row="interruption"),
    "own-hours": Rule(Owed.PEOPLE),
    "rule": Rule(Owed.PEOPLE, {"name": "=month-test"}),
}
# Addresses of the library for log-in and second factor: its own pages, about the person alone.
LIBRARY = ("account_", "mfa_", "auth/")
