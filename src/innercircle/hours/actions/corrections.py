"""Corrections by hand, each followed at once by the figures: the calendars' actions, and the computation behind them.

The rows and the permission are `calendars.actions.corrections`'; `why` is what an amendment of a closed month says.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from innercircle.calendars.actions import corrections
from innercircle.calendars.meetings import State
from innercircle.calendars.rules import Mode
from innercircle.directory.actions.contacts import add_contact as add_person_of_theirs
from innercircle.hours.actions.refresh import cells_of, refresh

if TYPE_CHECKING:
    from innercircle.access.models import User
    from innercircle.calendars.models import Attendance, Meeting, Suggestion
    from innercircle.directory.models import Account, Colleague, Contact


@transaction.atomic
def set_attendance(*, by: User | None, at: datetime, attendance: Attendance, state: State | None) -> Attendance:
    """Say whether a person came; None takes the correction back. The figures follow."""
    row = corrections.correct_attendance(by=by, at=at, attendance=attendance, state=state)
    refresh(by=by, at=at, why=_("Attendance corrected"), meetings=[row.meeting_id])
    return row


@transaction.atomic
def add_contact(*, by: User | None, at: datetime, meeting: Meeting, contact: Contact, account: Account) -> Attendance:
    """Somebody of theirs came whom no calendar names."""
    row = corrections.add_contact_to(by=by, at=at, meeting=meeting, contact=contact, account=account)
    refresh(by=by, at=at, why=_("A person was added to a meeting"), meetings=[meeting.pk])
    return row


@transaction.atomic
def add_walk_in(
    *, by: User | None, at: datetime, meeting: Meeting, account: Account, name: str, email: str = ""
) -> Attendance:
    """Somebody walked in whom the directory does not know yet; an address is not needed."""
    contact = add_person_of_theirs(
        by=by, at=at, account=account, values={"name": name}, emails=[email] if email else []
    )
    return add_contact(by=by, at=at, meeting=meeting, contact=contact, account=account)


@transaction.atomic
def add_colleague(*, by: User | None, at: datetime, meeting: Meeting, colleague: Colleague) -> Attendance:
    """Somebody of ours came whom no calendar names."""
    row = corrections.add_colleague_to(by=by, at=at, meeting=meeting, colleague=colleague)
    refresh(by=by, at=at, why=_("A person was added to a meeting"), meetings=[meeting.pk])
    return row


@transaction.atomic
def remove_person(*, by: User | None, at: datetime, attendance: Attendance) -> None:
    """Take a person off a meeting; whom a calendar names stays on it as absent."""
    corrections.remove_attendance(by=by, at=at, attendance=attendance)
    refresh(by=by, at=at, why=_("A person was taken off a meeting"), meetings=[attendance.meeting_id])


@transaction.atomic
def set_mode(*, by: User | None, at: datetime, meeting: Meeting, mode: Mode | None) -> Meeting:
    """Say how a meeting was held; None takes the correction back."""
    row = corrections.correct_mode(by=by, at=at, meeting=meeting, mode=mode)
    refresh(by=by, at=at, why=_("How a meeting was held was corrected"), meetings=[row.pk])
    return row


@transaction.atomic
def write_meeting(
    *,
    by: User | None,
    at: datetime,
    account: Account,
    start: datetime,
    end: datetime,
    contacts: Iterable[Contact],
    colleagues: Iterable[Colleague],
    mode: Mode = Mode.IN_PERSON,
    title: str = "",
    place: str = "",
    suggestion: Suggestion | None = None,
) -> Meeting:
    """Write down a meeting no calendar counts, free or from a suggestion; everybody named was there."""
    row = corrections.write_meeting(
        by=by,
        at=at,
        account=account,
        start=start,
        end=end,
        contacts=contacts,
        colleagues=colleagues,
        mode=mode,
        title=title,
        place=place,
        suggestion=suggestion,
    )
    refresh(by=by, at=at, why=_("A meeting was written down by hand"), meetings=[row.pk])
    return row


@transaction.atomic
def delete_meeting(*, by: User | None, at: datetime, meeting: Meeting) -> None:
    """Delete a meeting that was written down by hand."""
    cells = cells_of([meeting.pk])
    corrections.delete_meeting(by=by, at=at, meeting=meeting)
    refresh(by=by, at=at, why=_("A meeting written down by hand was deleted"), cells=cells)


@transaction.atomic
def mark_duplicate(*, by: User | None, at: datetime, meeting: Meeting, of: Meeting | None) -> None:
    """Say that a meeting is the same as another (None: it is not); its people then count there."""
    concerned = corrections.mark_duplicate(by=by, at=at, meeting=meeting, of=of)
    refresh(by=by, at=at, why=_("Two entries turned out to be one meeting, or not"), meetings=concerned)


@transaction.atomic
def refuse_suggestion(*, by: User | None, at: datetime, suggestion: Suggestion, refused: bool = True) -> Suggestion:
    """Note that a suggested entry was no meeting with the client; `refused` False offers it again."""
    decided = "refused" if refused else ""
    return corrections.decide_suggestion(by=by, at=at, suggestion=suggestion, decided=decided)
