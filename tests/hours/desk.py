"""Meetings straight into the tables, for tests of what follows from them."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import UTC, datetime

from innercircle.access.models import User
from innercircle.calendars.meetings import Because, State
from innercircle.calendars.models import Attendance, Meeting
from innercircle.calendars.rules import Mode
from innercircle.directory.models import Account, Affiliation, Colleague, Contact
from innercircle.hours.actions.refresh import refresh
from innercircle.hours.models import AccountMonth
from innercircle.hours.rules import Policy
from innercircle.kit.month import Month

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = 3600
CONFIRMED, PRESUMED, ABSENT = State.CONFIRMED, State.PRESUMED, State.ABSENT
_BECAUSE = {CONFIRMED: Because.ACCEPTED, PRESUMED: Because.SILENT, ABSENT: Because.DECLINED}
_numbers = itertools.count(1)


def epoch(text: str) -> int:
    """`2026-03-02 10:00` in UTC."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def person(name: str, account: Account, **post: object) -> Contact:
    """A contact without address."""
    row = Contact.objects.create(name=name)
    Affiliation.objects.create(contact=row, account=account, **post)
    return row


def meet(
    text: str,
    hours: float,
    theirs: Mapping[Contact, State],
    ours: Mapping[Colleague, State],
    *,
    account: Account | Mapping[Contact, Account] | None = None,
    fresh: bool = True,
    **more: object,
) -> Meeting:
    """A meeting with these people, and the figures that follow from it (unless not `fresh`)."""
    start = epoch(text)
    values = {"title": "Meeting", "source_mode": Mode.IN_PERSON} | more
    meeting = Meeting.objects.create(uid=f"desk-{next(_numbers)}", start=start, end=start + int(hours * HOUR), **values)
    for contact, state in theirs.items():
        at = account[contact] if isinstance(account, Mapping) else account or contact.affiliations.get().account
        add(meeting, state, contact=contact, account=at)
    for colleague, state in ours.items():
        add(meeting, state, colleague=colleague)
    if fresh:
        refresh(by=None, at=NOW, why="A test", meetings=[meeting.pk])
    return meeting


def add(meeting: Meeting, state: State, **who: object) -> Attendance:
    """A person on a meeting as a calendar names them."""
    return Attendance.objects.create(meeting=meeting, source_state=state, because=_BECAUSE[state], **who)


def colleague(user: User) -> Colleague:
    """The colleague behind a user."""
    return Colleague.objects.get(user=user)


def row(account: Account, month: str, policy: Policy = Policy.SEEN) -> AccountMonth:
    """The stored figures of a month."""
    return AccountMonth.objects.get(account=account, month=Month.parse(month).index, policy=policy)


def hours_of(account: Account, month: str, policy: Policy = Policy.SEEN) -> tuple[float, float, str]:
    """Low, high and verdict of a month as stored, in hours."""
    found = row(account, month, policy)
    return found.low / HOUR, found.high / HOUR, found.verdict
