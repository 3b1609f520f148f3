"""A firm as large as one likes, straight into the tables: accounts, contacts, meetings, attendances, then the figures.

Seeded: the same numbers give the same firm. Django must be set up; `bench/build_firm.py` does it from the command line.
The figures are computed the way the product computes them (`hours.actions.rebuild`), so that the pages read what they
would in earnest.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from innercircle.access.actions import add_user
from innercircle.access.models import Team
from innercircle.access.rules import Role
from innercircle.calendars.bulk import insert
from innercircle.calendars.models import Attendance, Meeting
from innercircle.directory.models import (
    Account,
    AccountYear,
    Affiliation,
    Colleague,
    Contact,
    ContactEmail,
)
from innercircle.hours import actions

ZONES = ("Europe/Berlin",) * 6 + ("UTC", "Europe/London", "America/New_York", "Asia/Tokyo")
SEGMENTS = ("partner", "could_become", "regular", "regular", "")
DEPARTMENTS = ("Purchasing", "Production", "Engineering", "Finance", "Management", "Quality", "")
LEVELS = ("board", "c_level", "director", "manager", "manager", "staff", "staff", "")
MODES = ("in_person",) * 5 + ("video",) * 4 + ("phone", "unknown")
THEIRS = ("confirmed",) * 7 + ("presumed",) * 2 + ("absent",)
OURS = ("confirmed",) * 8 + ("presumed", "absent")
BECAUSE = {"confirmed": "accepted", "presumed": "has not answered", "absent": "declined"}
LENGTHS = (1800, 3600, 3600, 5400, 7200)
HOUR, DAY = 3600, 86_400
PASSWORD = "bench-only-password"
PER_MEETING = 3.13  # attendances a meeting has on average: 1.8 of theirs, 1.33 of ours


@dataclass(frozen=True, slots=True)
class Size:
    """How large the firm is. Meetings lie in the `months` before `at` and the one after it."""

    accounts: int = 500
    contacts: int = 10  # per account
    attendances: int = 100_000  # about
    months: int = 36
    colleagues: int = 60
    seed: int = 7

    @property
    def meetings(self) -> int:
        """How many meetings give about that many attendances."""
        return round(self.attendances / PER_MEETING)


@dataclass(frozen=True, slots=True)
class Built:
    """What was built, and the address an executive and an account manager log in with (password `PASSWORD`)."""

    accounts: int
    meetings: int
    attendances: int
    executive: str
    account_manager: str


def build(size: Size, at: datetime) -> Built:
    """Build the firm into the current (empty) database and compute its figures; `at` is the clock of its story."""
    draw = random.Random(size.seed)
    with transaction.atomic():
        people = _people(size, at)
        accounts = _accounts(size, draw, people)
        contacts = _contacts(size, draw, accounts)
        meetings, attendances = _meetings(size, draw, at, contacts, people)
    actions.rebuild(at=at)
    return Built(len(accounts), meetings, attendances, "executive@ours.example", "person1@ours.example")


def _people(size: Size, at: datetime) -> list[int]:
    """Users, teams and colleagues; returns the colleagues' ids."""
    boss = add_user(
        by=None, at=at, email="executive@ours.example", name="Executive", role=Role.EXECUTIVE, password=PASSWORD
    )
    teams = [Team.objects.create(name=f"Team {number}") for number in range(1, 6)]
    found = [Colleague.objects.create(name="Executive", user=boss).pk]
    for number in range(1, size.colleagues):
        user = None
        if number <= len(teams) * 2:
            address, role = f"person{number}@ours.example", Role.ACCOUNT_MANAGER
            user = add_user(by=None, at=at, email=address, name=f"Person {number}", role=role, password=PASSWORD)
        row = Colleague.objects.create(name=f"Person {number}", user=user, team=teams[number % len(teams)])
        found.append(row.pk)
    return found


def _accounts(size: Size, draw: random.Random, people: list[int]) -> list[int]:

    teams = dict(Colleague.objects.values_list("pk", "team"))
    names = ("name", "time_zone", "segment", "account_manager", "team", *_FIXED)
    managers = people[1:11]
    rows = []
    for number in range(size.accounts):
        manager = draw.choice(managers)
        rows.append(
            (
                f"Client {number:05}",
                draw.choice(ZONES),
                draw.choice(SEGMENTS),
                manager,
                teams[manager],
                *_FIXED.values(),
            )
        )
    insert(Account, names, rows)
    ids = list(Account.objects.order_by("pk").values_list("pk", flat=True))
    years = ((pk, year, round(draw.lognormvariate(12, 1.5), 2)) for pk in ids for year in (2024, 2025, 2026))
    insert(AccountYear, ("account", "year", "revenue"), years)
    return ids


_FIXED: dict[str, Any] = {
    "industry": "",
    "country": "",
    "status": "client",
    "currency": "EUR",
    "focus": "",
    "external_id": "",
    "sample": False,
    "version": 1,
}


def _contacts(size: Size, draw: random.Random, accounts: list[int]) -> dict[int, list[int]]:
    """Contacts with an address and one post each; returns them by account."""
    total = len(accounts) * size.contacts
    fixed = ("", "", False, False, "", False, 1)
    names = ("name", "phone", "location", "placeholder", "discovered", "external_id", "sample", "version")
    insert(Contact, names, ((f"Contact {number:06}", *fixed) for number in range(total)))
    ids = list(Contact.objects.order_by("pk").values_list("pk", flat=True))
    insert(ContactEmail, ("contact", "address"), ((pk, f"c{pk}@client.example") for pk in ids))
    found = {
        account: ids[place * size.contacts : (place + 1) * size.contacts] for place, account in enumerate(accounts)
    }
    posts = (
        (pk, account, "", draw.choice(DEPARTMENTS), draw.choice(LEVELS))
        for account, those in found.items()
        for pk in those
    )
    insert(Affiliation, ("contact", "account", "title", "department", "level"), posts)
    return found


def _meetings(
    size: Size, draw: random.Random, at: datetime, contacts: dict[int, list[int]], people: list[int]
) -> tuple[int, int]:

    first = int((at - timedelta(days=30 * size.months)).timestamp()) // DAY
    last = int((at + timedelta(days=30)).timestamp()) // DAY
    accounts, weights = list(contacts), [draw.paretovariate(1.1) for _ in contacts]
    whose = draw.choices(accounts, weights, k=size.meetings)
    days = [draw.randint(first, last) for _ in range(size.meetings)]
    names = ("uid", "instance", "start", "end", "source_mode", "title", *_MEETING)
    insert(Meeting, names, (_meeting(draw, number, day) for number, day in enumerate(days)))
    ids = Meeting.objects.order_by("pk").values_list("pk", flat=True)
    columns = ("meeting", "contact", "colleague", "account", "source_state", "because", "state_by_hand")
    insert(Attendance, columns, _attendances(draw, list(ids), whose, contacts, people))
    return size.meetings, Attendance.objects.count()


_MEETING: dict[str, Any] = {
    "all_day": False,
    "cancelled": False,
    "private": False,
    "place": "",
    "mode_by_hand": "",
    "by_hand": False,
    "unnamed_guests": 0,
    "sample": False,
}


def _meeting(draw: random.Random, number: int, day: int) -> tuple[Any, ...]:
    start = day * DAY + draw.randint(16, 34) * HOUR // 2
    end = start + draw.choice(LENGTHS)
    return (f"bench-{number}", "", start, end, draw.choice(MODES), f"Meeting {number}", *_MEETING.values())


def _attendances(
    draw: random.Random, ids: list[int], whose: list[int], contacts: dict[int, list[int]], people: list[int]
) -> Iterator[tuple[Any, ...]]:
    for meeting, account in zip(ids, whose, strict=True):
        theirs = contacts[account]
        for contact in draw.sample(theirs, min(len(theirs), draw.choice((1, 1, 2, 2, 3)))):
            state = draw.choice(THEIRS)
            yield meeting, contact, None, account, state, BECAUSE[state], ""
        for colleague in draw.sample(people, draw.choice((1, 1, 2))):
            state = draw.choice(OURS)
            yield meeting, None, colleague, None, state, BECAUSE[state], ""
