"""People and lines of a map over the API."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate
from ninja import Router, Status

from innercircle.access.models import User
from innercircle.api.hours.figures import seen
from innercircle.api.maps import shown
from innercircle.api.maps.shapes import LineIn, LineOut, PastOut, PersonOut, StandingIn, ValueIn, ValueOut
from innercircle.api.v1 import PROBLEMS, caller, mark_of, now, writer
from innercircle.directory.models import Account, Affiliation, Colleague
from innercircle.directory.queries import visible_colleagues, visible_posts
from innercircle.maps import actions, queries
from innercircle.maps.rules.levels import Part, Strength

router = Router(tags=["Maps"])
_MAP = "/accounts/{account_id}/map"
_PERSON = "/accounts/{account_id}/map/people/{post_id}"
_LINE = "/accounts/{account_id}/map/people/{post_id}/lines/{colleague_id}"


@router.get(f"{_MAP}/people", response={200: list[PersonOut], **PROBLEMS})
def list_people(request: HttpRequest, account_id: int) -> list[PersonOut]:
    """Who works at an account, or left within a year: roles, influence, stance."""
    people = queries.map_of(seen(caller(request), account_id), now()).people
    names = queries.role_names()
    return [shown.person(each, names) for each in people]


@router.get(f"{_MAP}/past", response={200: PastOut, **PROBLEMS})
def show_past(request: HttpRequest, account_id: int, day: date | None = None) -> PastOut:
    """The map as it stood at the end of a day, today where none is said; 422 outside its history.

    Evidence is not kept by day: it follows from the meetings, which may be corrected later.
    """
    account, asked = seen(caller(request), account_id), day or localdate(now())
    if asked > localdate(now()):
        raise ValidationError({"day": "That day is still to come."})
    found = queries.map_on(account, asked)
    if found is None:
        raise ValidationError({"day": "Nothing was kept for that day; history begins with the map's first change."})
    return shown.past(found, asked, queries.role_names())


@router.patch(_PERSON, response={200: PersonOut, **PROBLEMS})
def change_person(request: HttpRequest, account_id: int, post_id: int, given: StandingIn) -> PersonOut:
    """Change roles, influence, stance or competitor of a person; a stance that changes is dated today.

    `If-Match: "<mark>"` refuses when somebody else was faster.
    """
    by = writer(request)
    account, post = _shown_post(by, account_id, post_id)
    values = given.dict(exclude_unset=True)
    values |= {name: empty for name, empty in (("roles", []), ("rival", "")) if values.get(name, "") is None}
    actions.set_standing(by=by, at=now(), post=post, values=values, seen=mark_of(request))
    people = queries.map_of(account, now()).people
    return next(shown.person(each, queries.role_names()) for each in people if each.post == post_id)


@router.get(f"{_MAP}/lines", response={200: list[LineOut], **PROBLEMS})
def list_lines(request: HttpRequest, account_id: int) -> list[LineOut]:
    """Who of ours covers whom of theirs: opinion, and the evidence beside it."""
    return shown.lines(queries.map_of(seen(caller(request), account_id), now()), int(now().timestamp()))


@router.put(_LINE, response={200: LineOut, **PROBLEMS})
def draw_line(request: HttpRequest, account_id: int, post_id: int, colleague_id: int, given: LineIn) -> LineOut:
    """Draw a line, or change it; wanted level, day and part are replaced as a whole.

    `If-Match: "<mark>"` refuses when somebody else was faster.
    """
    by = writer(request)
    account, post = _shown_post(by, account_id, post_id)
    actions.cover(
        by=by, at=now(), post=post, colleague=_colleague(by, colleague_id),
        assessed=None if given.assessed is None else Strength(given.assessed),
        wanted=None if given.wanted is None else Strength(given.wanted),
        wanted_by=given.wanted_by, part=Part(given.part) if given.part else None,
        seen=mark_of(request),
    )  # fmt: skip
    found = shown.lines(queries.map_of(account, now()), int(now().timestamp()))
    return next(each for each in found if (each.post, each.colleague) == (post_id, colleague_id))


@router.delete(_LINE, response={204: None, **PROBLEMS})
def remove_line(request: HttpRequest, account_id: int, post_id: int, colleague_id: int) -> Status[None]:
    """Take a line away; what the calendars say of the two stays."""
    by = writer(request)
    account, post = _post(by, account_id, post_id)
    row = get_object_or_404(queries.lines_of(account), affiliation=post, colleague=colleague_id)
    actions.uncover(by=by, at=now(), line=row)
    return Status(204, None)


@router.get(f"{_MAP}/values", response={200: list[ValueOut], **PROBLEMS})
def list_values(request: HttpRequest, account_id: int) -> list[ValueOut]:
    """What people at an account try to achieve, struggle with, would count as help; newest first."""
    return [shown.value(each) for each in queries.values_at(seen(caller(request), account_id))]


@router.post(f"{_PERSON}/values", response={201: ValueOut, **PROBLEMS})
def add_value(request: HttpRequest, account_id: int, post_id: int, given: ValueIn) -> Status[ValueOut]:
    """Write such an entry down."""
    by = writer(request)
    _account, post = _post(by, account_id, post_id)
    return Status(201, shown.value(actions.add_value(by=by, at=now(), post=post, **given.dict())))


@router.delete(f"{_MAP}/values/{{value_id}}", response={204: None, **PROBLEMS})
def remove_value(request: HttpRequest, account_id: int, value_id: int) -> Status[None]:
    """Take such an entry away."""
    by = writer(request)
    row = get_object_or_404(queries.values_at(seen(by, account_id)), pk=value_id)
    actions.remove_value(by=by, at=now(), value=row)
    return Status(204, None)


def _post(by: User, account_id: int, post_id: int) -> tuple[Account, Affiliation]:
    account = seen(by, account_id)
    rows = visible_posts(by).filter(account=account).select_related("account", "contact")
    return account, get_object_or_404(rows, pk=post_id)


def _shown_post(by: User, account_id: int, post_id: int) -> tuple[Account, Affiliation]:
    """As `_post`; ValidationError where the map does not show the person any more, or not yet."""
    account, post = _post(by, account_id, post_id)
    shown_today = queries.maps_of([account.pk], now(), evidence=False)[account.pk].people
    if all(each.post != post_id for each in shown_today):
        raise ValidationError(
            {"post_id": "The map shows who works there, or left within a year; this person does not."}
        )
    return account, post


def _colleague(by: User, colleague_id: int) -> Colleague:
    return get_object_or_404(visible_colleagues(by), pk=colleague_id)
