"""Meetings and attendance over the API."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from innercircle.access.models import User
from innercircle.api.hours import shown
from innercircle.api.hours.figures import seen
from innercircle.api.hours.shapes import (
    ColleagueAtMeeting,
    MeetingIn,
    MeetingOut,
    MeetingsAsked,
    ModeIn,
    PersonIn,
    PolicyAsked,
    StateIn,
)
from innercircle.api.v1 import PROBLEMS, aware, caller, month_in, now, some_of, writer
from innercircle.calendars.meetings import State
from innercircle.calendars.models import Meeting
from innercircle.calendars.rules import Mode
from innercircle.directory.models import Account
from innercircle.directory.queries import contacts_of, visible_colleagues
from innercircle.hours import actions, queries
from innercircle.hours.rules import Policy

router = Router(tags=["Meetings"])
_BASE = "/accounts/{account_id}/meetings"
_ONE = "/accounts/{account_id}/meetings/{meeting_id}"


@router.get("/accounts/{account_id}/months/{month}/meetings", response={200: list[MeetingOut], **PROBLEMS})
def list_meetings(request: HttpRequest, account_id: int, month: str, asked: Query[MeetingsAsked]) -> list[MeetingOut]:
    """The meetings behind a month's figures; with `counted=false` also those left out, each with its reason."""
    by = caller(request)
    account, policy = seen(by, account_id), Policy(asked.policy)
    found = queries.cell_meetings(by, account, month_in(month), policy=policy, counted=asked.counted)
    return [shown.meeting(each) for each in found]


@router.post(_BASE, response={201: MeetingOut, **PROBLEMS})
def write_meeting(request: HttpRequest, account_id: int, given: MeetingIn) -> Status[MeetingOut]:
    """Write down a meeting that no calendar tells of."""
    by = writer(request)
    account = seen(by, account_id)
    row = actions.write_meeting(
        account=account,
        start=aware(given.start, "start"),
        end=aware(given.end, "end"),
        contacts=some_of(contacts_of(account), given.contacts, "contacts"),
        colleagues=some_of(visible_colleagues(by), given.colleagues, "colleagues"),
        mode=Mode(given.mode),
        title=given.title,
        place=given.place,
        by=by,
        at=now(),
    )
    return Status(201, _meeting(by, account, row.pk))


@router.get(_ONE, response={200: MeetingOut, **PROBLEMS})
def get_meeting(request: HttpRequest, account_id: int, meeting_id: int, asked: Query[PolicyAsked]) -> MeetingOut:
    """One meeting as this account's reader sees it."""
    by = caller(request)
    return _meeting(by, seen(by, account_id), meeting_id, Policy(asked.policy))


@router.delete(_ONE, response={204: None, **PROBLEMS})
def delete_meeting(request: HttpRequest, account_id: int, meeting_id: int) -> Status[None]:
    """Delete a meeting that was written down by hand; 403 for one that a calendar tells of."""
    by = writer(request)
    actions.delete_meeting(meeting=_row(by, seen(by, account_id), meeting_id), by=by, at=now())
    return Status(204, None)


@router.put(f"{_ONE}/mode", response={200: MeetingOut, **PROBLEMS})
def set_mode(request: HttpRequest, account_id: int, meeting_id: int, given: ModeIn) -> MeetingOut:
    """Say how it was held."""
    by = writer(request)
    account = seen(by, account_id)
    mode = Mode(given.mode) if given.mode else None
    actions.set_mode(meeting=_row(by, account, meeting_id), mode=mode, by=by, at=now())
    return _meeting(by, account, meeting_id)


@router.put(f"{_ONE}/attendances/{{attendance_id}}", response={200: MeetingOut, **PROBLEMS})
def set_state(request: HttpRequest, account_id: int, meeting_id: int, attendance_id: int, given: StateIn) -> MeetingOut:
    """Confirm or strike one person; the figures follow at once."""
    by = writer(request)
    account = seen(by, account_id)
    rows = queries.visible_attendances(by).filter(meeting=_row(by, account, meeting_id))
    state = State(given.state) if given.state else None
    actions.set_attendance(attendance=get_object_or_404(rows, pk=attendance_id), state=state, by=by, at=now())
    return _meeting(by, account, meeting_id)


@router.delete(f"{_ONE}/attendances/{{attendance_id}}", response={200: MeetingOut, **PROBLEMS})
def remove_person(request: HttpRequest, account_id: int, meeting_id: int, attendance_id: int) -> MeetingOut:
    """Take somebody off who was added by hand."""
    by = writer(request)
    account = seen(by, account_id)
    rows = queries.visible_attendances(by).filter(meeting=_row(by, account, meeting_id))
    actions.remove_person(attendance=get_object_or_404(rows, pk=attendance_id), by=by, at=now())
    return _meeting(by, account, meeting_id)


@router.post(f"{_ONE}/people", response={201: MeetingOut, **PROBLEMS})
def add_person(request: HttpRequest, account_id: int, meeting_id: int, given: PersonIn) -> Status[MeetingOut]:
    """Add somebody of theirs: a contact of the account, or a name for somebody new."""
    by = writer(request)
    account = seen(by, account_id)
    row = _row(by, account, meeting_id)
    if given.contact is not None:
        contact = some_of(contacts_of(account), [given.contact], "contact")[0]
        actions.add_contact(meeting=row, contact=contact, account=account, by=by, at=now())
    else:
        actions.add_walk_in(meeting=row, account=account, name=given.name.strip(), by=by, at=now())
    return Status(201, _meeting(by, account, meeting_id))


@router.post(f"{_ONE}/colleagues", response={201: MeetingOut, **PROBLEMS})
def add_colleague(
    request: HttpRequest, account_id: int, meeting_id: int, given: ColleagueAtMeeting
) -> Status[MeetingOut]:
    """Add one of ours."""
    by = writer(request)
    account = seen(by, account_id)
    colleague = some_of(visible_colleagues(by), [given.colleague], "colleague")[0]
    actions.add_colleague(meeting=_row(by, account, meeting_id), colleague=colleague, by=by, at=now())
    return Status(201, _meeting(by, account, meeting_id))


def _row(by: User, account: Account, meeting_id: int) -> Meeting:
    return get_object_or_404(
        queries.visible_meetings(by).filter(attendances__account=account).distinct(), pk=meeting_id
    )


def _meeting(by: User, account: Account, meeting_id: int, policy: Policy = Policy.SEEN) -> MeetingOut:
    found = queries.meeting_view(by, account, meeting_id, policy=policy)
    if found is None:
        raise Http404
    return shown.meeting(found)
