"""What a person knows better than the calendars: who came, how it was held, what no calendar tells of.

A correction stands beside what the calendars say and outlives the next import (spec 20, What counts). Each of these
returns what it changed and leaves the figures to whoever calls: the areas above wrap them (`hours.actions`).
Who may correct: whoever may change one of the accounts concerned; of a meeting with two accounts only the own people.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from innercircle.access.actions import record
from innercircle.access.rules import Refused
from innercircle.calendars.meetings import State
from innercircle.calendars.models import Attendance, Meeting, Suggestion
from innercircle.calendars.rules import Mode
from innercircle.directory.queries import changeable_accounts

if TYPE_CHECKING:
    from innercircle.access.models import User
    from innercircle.directory.models import Account, Colleague, Contact

_SUGGESTED = "suggestion-"
_LONGEST = 24 * 3600  # seconds of a meeting written down by hand


@transaction.atomic
def correct_attendance(*, by: User | None, at: datetime, attendance: Attendance, state: State | None) -> Attendance:
    """Say whether the person came (confirmed or absent); None takes the correction back."""
    require_attendance(by, attendance)
    row = Attendance.objects.select_for_update().get(pk=attendance.pk)
    before = {"state": row.state}
    if state is None and not row.source_state:
        raise ValidationError(_("No calendar names this person; remove them from the meeting instead."))
    row.state_by_hand = state or ""
    row.save(update_fields=["state_by_hand"])
    record(
        by=by,
        at=at,
        action="calendars.attendance.corrected",
        target=row,
        before=before,
        after={"state": row.state},
        account_id=row.account_id,
    )
    return row


@transaction.atomic
def add_contact_to(
    *, by: User | None, at: datetime, meeting: Meeting, contact: Contact, account: Account
) -> Attendance:
    """Somebody of theirs was there whom no calendar names (someone walked in); they belonged to the account then."""
    require_accounts(by, [account.pk])
    require_meeting(by, meeting)
    _require_affiliated(contact, account, meeting.start)
    row = Attendance.objects.filter(meeting=meeting, contact=contact).first()
    if row is not None:
        return correct_attendance(by=by, at=at, attendance=row, state=State.CONFIRMED)
    added = Attendance(meeting=meeting, contact=contact, account=account, state_by_hand=State.CONFIRMED)
    return _add(by, at, added)


@transaction.atomic
def add_colleague_to(*, by: User | None, at: datetime, meeting: Meeting, colleague: Colleague) -> Attendance:
    """Somebody of ours was there whom no calendar names."""
    require_meeting(by, meeting)
    row = Attendance.objects.filter(meeting=meeting, colleague=colleague).first()
    if row is not None:
        return correct_attendance(by=by, at=at, attendance=row, state=State.CONFIRMED)
    return _add(by, at, Attendance(meeting=meeting, colleague=colleague, state_by_hand=State.CONFIRMED))


@transaction.atomic
def remove_attendance(*, by: User | None, at: datetime, attendance: Attendance) -> None:
    """Take a person off a meeting: who was added by hand disappears, whom a calendar names is absent by hand."""
    require_attendance(by, attendance)
    if attendance.source_state:
        correct_attendance(by=by, at=at, attendance=attendance, state=State.ABSENT)
        return
    row = Attendance.objects.select_for_update().get(pk=attendance.pk)
    record(
        by=by,
        at=at,
        action="calendars.attendance.removed",
        target=row,
        before=_attendance(row),
        account_id=row.account_id,
    )
    row.delete()


@transaction.atomic
def correct_mode(*, by: User | None, at: datetime, meeting: Meeting, mode: Mode | None) -> Meeting:
    """Say how the meeting was held; None takes the correction back."""
    require_meeting(by, meeting)
    row = Meeting.objects.select_for_update().get(pk=meeting.pk)
    before = {"mode": row.mode}
    row.mode_by_hand = mode or ""
    row.save(update_fields=["mode_by_hand"])
    _record_meeting(by, at, "calendars.meeting.mode", row, before, {"mode": row.mode})
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
    """Write down a meeting that no calendar counts, with people of one account; everybody named was there.

    With a `suggestion` it is what that entry turned out to be, once.
    """
    require_accounts(by, [account.pk])
    theirs, ours = list(dict.fromkeys(contacts)), list(dict.fromkeys(colleagues))
    _require_meeting_of(start, end, theirs, ours)
    row = Meeting.objects.create(
        uid=_uid(suggestion),
        start=int(start.timestamp()),
        end=int(end.timestamp()),
        title=title.strip()[:300],
        place=place.strip()[:300],
        source_mode=mode,
        by_hand=True,
        sample=account.sample,
    )
    for contact in theirs:
        _require_affiliated(contact, account, row.start)
    if suggestion is not None:
        decide_suggestion(by=by, at=at, suggestion=suggestion, decided="taken")
    there = [Attendance(meeting=row, contact=each, account=account) for each in theirs]
    there += [Attendance(meeting=row, colleague=each) for each in ours]
    for each in there:
        each.state_by_hand = State.CONFIRMED
    Attendance.objects.bulk_create(there)
    _record_meeting(by, at, "calendars.meeting.written", row, {}, _meeting(row, theirs, ours))
    return row


@transaction.atomic
def delete_meeting(*, by: User | None, at: datetime, meeting: Meeting) -> None:
    """Delete a meeting that was written down by hand; what a calendar tells of can only be struck."""
    require_meeting(by, meeting)
    row = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if not row.by_hand:
        raise ValidationError(_("This meeting stands in a calendar. Say that nobody came, or that it is a duplicate."))
    people = list(row.attendances.select_related("contact", "colleague"))
    theirs = [each.contact for each in people if each.contact]
    ours = [each.colleague for each in people if each.colleague]
    _record_meeting(by, at, "calendars.meeting.deleted", row, _meeting(row, theirs, ours), {})
    if row.uid.startswith(_SUGGESTED):
        Suggestion.objects.filter(pk=row.uid.removeprefix(_SUGGESTED)).update(decided="")
    row.delete()


@transaction.atomic
def mark_duplicate(*, by: User | None, at: datetime, meeting: Meeting, of: Meeting | None) -> set[int]:
    """Say that `meeting` is the same as `of` (None: it is not); its people count there. Returns all ids concerned.

    Each account of either meeting must be the person's to change, because both meetings' figures move.
    """
    row = Meeting.objects.select_for_update().get(pk=meeting.pk)
    former = row.duplicate_of_id
    other = Meeting.objects.get(pk=of.pk) if of else None  # as it is now: duplicates never form a chain
    kept = (other.duplicate_of_id or other.pk) if other else None
    concerned = {row.pk} | {each for each in (former, kept) if each}
    _require_all(by, concerned)
    if kept == row.pk:
        raise ValidationError(_("A meeting cannot be a duplicate of itself."))
    if kept:
        concerned |= set(row.duplicates.values_list("pk", flat=True))
        row.duplicates.update(duplicate_of=kept)
    row.duplicate_of_id = kept
    row.save(update_fields=["duplicate_of"])
    after = {"duplicate_of": kept}
    _record_meeting(by, at, "calendars.meeting.duplicate", row, {"duplicate_of": former}, after)
    return concerned


@transaction.atomic
def decide_suggestion(*, by: User | None, at: datetime, suggestion: Suggestion, decided: str) -> Suggestion:
    """Note what became of a suggested meeting: taken, refused, or "" to offer it again."""
    require_accounts(by, [suggestion.account_id])
    row = Suggestion.objects.select_for_update().get(pk=suggestion.pk)
    before = {"decided": row.decided}
    row.decided = decided
    row.save(update_fields=["decided"])
    record(
        by=by,
        at=at,
        action="calendars.suggestion.decided",
        target=row,
        before=before,
        after={"decided": decided},
        account_id=row.account_id,
    )
    return row


def require_accounts(by: User | None, accounts: Collection[int]) -> None:
    """Refused unless `by` may change one of these accounts; None is the system."""
    if by is not None and not changeable_accounts(by).filter(pk__in=accounts).exists():
        raise Refused(_("You may see this meeting but not change it."))


def require_meeting(by: User | None, meeting: Meeting) -> None:
    """Refused unless `by` may change one of the accounts whose people stand on the meeting."""
    require_accounts(by, _accounts_of([meeting.pk]))


def require_attendance(by: User | None, attendance: Attendance) -> None:
    """Refused unless `by` may change the contact's account or, for one of ours, one of the meeting's accounts."""
    accounts = [attendance.account_id] if attendance.account_id else _accounts_of([attendance.meeting_id])
    require_accounts(by, [each for each in accounts if each])


def _uid(suggestion: Suggestion | None) -> str:
    if suggestion is None:
        return f"by-hand-{uuid.uuid4()}"
    uid = f"{_SUGGESTED}{suggestion.pk}"
    if Meeting.objects.filter(uid=uid).exists():
        raise ValidationError(_("This suggestion has been taken already."))
    return uid


def _require_all(by: User | None, meetings: Collection[int]) -> None:
    accounts = _accounts_of(meetings)
    if by is not None and changeable_accounts(by).filter(pk__in=accounts).count() < len(accounts):
        raise Refused(_("You may not change all of what depends on this meeting."))


def _accounts_of(meetings: Collection[int]) -> set[int]:
    rows = Attendance.objects.filter(meeting__in=meetings, account__isnull=False)
    return {each for each in rows.values_list("account", flat=True) if each}


def _require_affiliated(contact: Contact, account: Account, start: int) -> None:
    day = datetime.fromtimestamp(start, UTC).astimezone(ZoneInfo(account.time_zone)).date()
    since, until = Q(since=None) | Q(since__lte=day), Q(until=None) | Q(until__gte=day)
    if not contact.affiliations.filter(since, until, account=account).exists():
        raise ValidationError(
            _("“%(contact)s” did not belong to “%(account)s” on that day.") % {"contact": contact, "account": account}
        )


def _require_meeting_of(start: datetime, end: datetime, theirs: list[Contact], ours: list[Colleague]) -> None:
    if not start < end:
        raise ValidationError(_("The meeting must end after it begins."))
    if (end - start).total_seconds() > _LONGEST:
        raise ValidationError(_("A meeting written down by hand may last 24 hours at most."))
    if not theirs or not ours:
        raise ValidationError(_("Name at least one person of the client and one colleague; else it would not count."))


def _add(by: User | None, at: datetime, row: Attendance) -> Attendance:
    row.save()
    record(
        by=by,
        at=at,
        action="calendars.attendance.added",
        target=row,
        after=_attendance(row),
        account_id=row.account_id,
    )
    return row


def _record_meeting(
    by: User | None, at: datetime, action: str, row: Meeting, before: dict[str, Any], after: dict[str, Any]
) -> None:
    accounts = sorted(_accounts_of([row.pk]))
    record(
        by=by,
        at=at,
        action=action,
        target=row,
        before=before,
        after=after,
        account_id=accounts[0] if len(accounts) == 1 else None,
    )


def _attendance(row: Attendance) -> dict[str, Any]:
    return {"meeting": row.meeting_id, "who": str(row.contact or row.colleague), "state": row.state}


def _meeting(row: Meeting, theirs: Iterable[Contact], ours: Iterable[Colleague]) -> dict[str, Any]:
    return {
        "title": row.title,
        "start": row.start,
        "end": row.end,
        "mode": row.mode,
        "theirs": [str(each) for each in theirs],
        "ours": [str(each) for each in ours],
    }
