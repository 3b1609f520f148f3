"""The meetings behind every figure: listed with the reason, opened to their people and sources, corrected in place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from innercircle.calendars.meetings import State
from innercircle.calendars.models import MODE_WORDS, Attendance, Meeting
from innercircle.calendars.rules import Mode
from innercircle.directory import queries as directory
from innercircle.directory.models import Account, Colleague, Level
from innercircle.directory.queries import contacts_of
from innercircle.hours import actions, queries
from innercircle.hours.queries import Only
from innercircle.hours.queries.listed import PER_PAGE, MeetingPage
from innercircle.hours.queries.values import MeetingView
from innercircle.hours.rules import Side
from innercircle.kit.month import Month, months_between
from innercircle.web.hours.forms import ColleagueForm, MeetingForm, PersonForm
from innercircle.web.hours.frame import (
    account_context,
    account_zone,
    local_time,
    may_change,
    month_of,
    now,
    policy_of,
    query_of,
    reader,
    seen_account,
)
from innercircle.web.hours.words import because_word, why_word
from innercircle.web.listing import PAGE, Pages, page_number
from innercircle.web.templatetags.display import month_name

PARTS = ("contact", "department", "level", "colleague", "mode")
MOST_MONTHS = 25
LEFT_OUT_PAGE = "left"
_LAST_MOMENT = 32_503_680_000  # the year 3000


def account_month(request: HttpRequest, pk: int, month: str) -> HttpResponse:
    """One month of an account: its figures, every entry counted, every entry left out and why."""
    account, wanted, policy = seen_account(request, pk), month_of(month), policy_of(request)
    ground, user, at = queries.Ground(account), reader(request), now()
    counted, left_out = queries.month_meetings(
        user,
        ground,
        wanted,
        policy=policy,
        page=page_number(request.GET),
        left_out_page=page_number(request.GET, LEFT_OUT_PAGE),
    )
    finished = wanted < queries.running_month(account, at)
    figures = ground.record.month(policy, wanted, finished=finished)
    context = {
        **account_context(request, account, "account-meetings", month_name(wanted)),
        "month": wanted,
        "figures": figures,
        "before": wanted.plus(-1),
        "after": wanted.plus(1),
        "counted": _shown(request, account, counted),
        "left_out": _shown(request, account, left_out, LEFT_OUT_PAGE),
        "amendments": queries.amendments(user, account, wanted) if figures.closed else (),
    }
    return render(request, "hours/month.html", context)


def account_meetings(request: HttpRequest, pk: int) -> HttpResponse:
    """The meetings of some months, of one person, department, level or mode where the address says so."""
    account, policy = seen_account(request, pk), policy_of(request)
    first, last = _span(request, account)
    since, until = _moment(request, "since"), _moment(request, "until")
    only = Only(**{part: request.GET[part] for part in PARTS if request.GET.get(part)}, since=since, until=until)
    found = queries.counted_meetings(
        reader(request), account, first, last, policy=policy, only=only, page=page_number(request.GET)
    )
    context = {
        **account_context(request, account, "account-meetings", _("Meetings")),
        "first": first,
        "last": last,
        "found": _shown(request, account, found),
        "begun": (since, until) if since and until else None,
        "parts": _parts(request, account),
        "months": reversed(months_between(last.plus(-12), last)),
    }
    return render(request, "hours/meetings.html", context)


def meeting(request: HttpRequest, pk: int, meeting_id: int) -> HttpResponse:
    """One meeting: people with their states and where each is known from, source calendars, the reason, corrections."""
    account = seen_account(request, pk)
    return _meeting_page(request, account, meeting_id)


def add_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a meeting down by hand, free or from a suggestion (`?suggestion=`)."""
    account = _changeable(request, pk)
    suggestion = _suggestion(request, account)
    initial = _initial(suggestion, account) if suggestion else {"mode": Mode.IN_PERSON}
    form = MeetingForm(
        request.POST or None,
        initial=initial,
        account=account,
        contacts=contacts_of(account),
        colleagues=directory.visible_colleagues(reader(request)),
    )
    if request.method == "POST" and form.is_valid():
        written = _write(request, account, form, suggestion)
        if written is not None:
            return redirect("meeting", account.pk, written.pk)
    context = {**account_context(request, account, "account-meetings", _("New meeting")), "form": form}
    return render(request, "hours/add_meeting.html", context | {"suggestion": suggestion})


@require_POST
def set_state(request: HttpRequest, pk: int, meeting_id: int) -> HttpResponse:
    """Confirm, strike, or take a correction back, for one person; the figures follow at once."""
    account, row = _changeable(request, pk), _shown_meeting(request, pk, meeting_id)
    attendance = get_object_or_404(_attendances(request, row), pk=_number(request.POST.get("attendance")))
    word = request.POST.get("state", "")
    state = State(word) if word in set(State) else None
    actions.set_attendance(attendance=attendance, state=state, by=reader(request), at=now())
    return _meeting_part(request, account, row.pk)


@require_POST
def set_mode(request: HttpRequest, pk: int, meeting_id: int) -> HttpResponse:
    """Say how it was held; an empty choice takes the correction back."""
    account, row = _changeable(request, pk), _shown_meeting(request, pk, meeting_id)
    word = request.POST.get("mode", "")
    actions.set_mode(meeting=row, mode=Mode(word) if word in set(Mode) else None, by=reader(request), at=now())
    return _meeting_part(request, account, row.pk)


@require_POST
def add_person(request: HttpRequest, pk: int, meeting_id: int) -> HttpResponse:
    """Somebody of theirs walked in."""
    account, row = _changeable(request, pk), _shown_meeting(request, pk, meeting_id)
    form = PersonForm(request.POST, contacts=contacts_of(account))
    if not form.is_valid():
        return _meeting_page(request, account, row.pk, person_form=form)
    person = form.cleaned_data["contact"]
    common: dict[str, Any] = {"meeting": row, "account": account, "by": reader(request), "at": now()}
    if person:
        actions.add_contact(contact=person, **common)
    else:
        actions.add_walk_in(name=form.cleaned_data["name"].strip(), **common)
    return _meeting_part(request, account, row.pk)


@require_POST
def add_colleague(request: HttpRequest, pk: int, meeting_id: int) -> HttpResponse:
    """One of ours was there too."""
    account, row = _changeable(request, pk), _shown_meeting(request, pk, meeting_id)
    form = ColleagueForm(request.POST, colleagues=directory.visible_colleagues(reader(request)))
    if not form.is_valid():
        return _meeting_page(request, account, row.pk, colleague_form=form)
    actions.add_colleague(meeting=row, colleague=form.cleaned_data["colleague"], by=reader(request), at=now())
    return _meeting_part(request, account, row.pk)


@require_POST
def remove_person(request: HttpRequest, pk: int, meeting_id: int) -> HttpResponse:
    """Take somebody off who was added by hand; whom a calendar names is struck instead."""
    account, row = _changeable(request, pk), _shown_meeting(request, pk, meeting_id)
    attendance = get_object_or_404(_attendances(request, row), pk=_number(request.POST.get("attendance")))
    actions.remove_person(attendance=attendance, by=reader(request), at=now())
    return _meeting_part(request, account, row.pk)


@require_POST
def mark_duplicate(request: HttpRequest, pk: int, meeting_id: int) -> HttpResponse:
    """Say that this is another entry for the same meeting, or that it is not."""
    account, row = _changeable(request, pk), _shown_meeting(request, pk, meeting_id)
    of = request.POST.get("of")
    other = _shown_meeting(request, pk, _number(of)) if of else None
    actions.mark_duplicate(meeting=row, of=other, by=reader(request), at=now())
    return _meeting_part(request, account, row.pk)


@require_POST
def delete_meeting(request: HttpRequest, pk: int, meeting_id: int) -> HttpResponse:
    """Delete a meeting that was written down by hand."""
    account, row = _changeable(request, pk), _shown_meeting(request, pk, meeting_id)
    actions.delete_meeting(meeting=row, by=reader(request), at=now())
    messages.success(request, _("The meeting is deleted; the figures follow."))
    return redirect("account-meetings", account.pk)


def _changeable(request: HttpRequest, pk: int) -> Account:
    account = seen_account(request, pk)
    if not may_change(request, account):
        raise actions.Refused(_("You may see this account, but only its account manager and managers change it."))
    return account


def _shown_meeting(request: HttpRequest, pk: int, meeting_id: int) -> Meeting:
    rows = queries.visible_meetings(reader(request)).filter(attendances__account=pk).distinct()
    return get_object_or_404(rows, pk=meeting_id)


def _attendances(request: HttpRequest, row: Meeting) -> QuerySet[Attendance]:
    return queries.visible_attendances(reader(request)).filter(meeting=row)


def _number(text: str | None) -> int:
    if not text or not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Http404
    return int(text)


def _moment(request: HttpRequest, name: str) -> int | None:
    """A moment of the address, as whoever leads here wrote it; None where there is none or it is no time we know."""
    moment = _key(request.GET.get(name, ""))
    return moment if 0 < moment < _LAST_MOMENT else None


def _key(text: str) -> int:
    """A whole number of an address; 0, which nothing has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0


def _parts(request: HttpRequest, account: Account) -> list[dict[str, str]]:
    """What the list is narrowed to, in words: people by their names, as far as this reader sees them."""
    asked = {part: request.GET[part] for part in PARTS if request.GET.get(part)}
    words: dict[str, Callable[[str], object]] = {
        "contact": lambda key: contacts_of(account).filter(pk=_key(key)).first(),
        "colleague": lambda key: directory.visible_colleagues(reader(request)).filter(pk=_key(key)).first(),
        "level": lambda key: dict(Level.choices).get(key),
        "mode": lambda key: MODE_WORDS.get(Mode(key)) if key in set(Mode) else None,
    }
    return [
        {"name": part, "value": str(words[part](value) or _("nobody known")) if part in words else value}
        for part, value in asked.items()
    ]


def _span(request: HttpRequest, account: Account) -> tuple[Month, Month]:
    last = queries.last_finished_month(account, now()).plus(1)
    first = last.plus(-2)
    if request.GET.get("from"):
        first = month_of(request.GET["from"])
    if request.GET.get("to"):
        last = month_of(request.GET["to"])
    if last < first:
        first, last = last, first
    return max(first, last.plus(1 - MOST_MONTHS)), last


def _shown(request: HttpRequest, account: Account, found: MeetingPage, name: str = PAGE) -> dict[str, Any]:
    """The rows of a part of a list, and the ways to the other parts."""
    query = query_of(policy_of(request))
    return {
        "rows": [_row(account, each, query) for each in found.views],
        "page": Paginator(range(found.count), PER_PAGE).get_page(found.page),
        "listing": Pages(request.GET, name),
    }


def _row(account: Account, each: MeetingView, query: str) -> dict[str, Any]:
    return {
        "meeting": each,
        "href": f"{reverse('meeting', args=[account.pk, each.id])}{query}",
        "why": why_word(each.why),
        "mode": MODE_WORDS[each.mode],
        "unconfirmed": sum(person.state is State.PRESUMED for person in each.theirs),
    }


def _meeting_part(request: HttpRequest, account: Account, meeting_id: int) -> HttpResponse:
    """After a correction: the page's changed part for htmx, the page itself without script."""
    if getattr(request, "htmx", False):
        return _meeting_page(request, account, meeting_id, part="#meeting")
    return redirect(f"{reverse('meeting', args=[account.pk, meeting_id])}{query_of(policy_of(request))}")


def _meeting_page(
    request: HttpRequest,
    account: Account,
    meeting_id: int,
    *,
    part: str = "",
    person_form: PersonForm | None = None,
    colleague_form: ColleagueForm | None = None,
) -> HttpResponse:
    found = queries.meeting_view(reader(request), account, meeting_id, policy=policy_of(request))
    if found is None:
        raise Http404
    levels = dict(Level.choices)
    context = {
        **account_context(request, account, "account-meetings", found.title or _("Meeting")),
        "meeting": found,
        "why": why_word(found.why),
        "mode": MODE_WORDS[found.mode],
        "source_mode": MODE_WORDS[found.source_mode],
        "modes": MODE_WORDS.items(),
        "theirs": [
            {"who": each, "because": because_word(each.because), "level": levels.get(each.level, "")}
            for each in found.theirs
        ],
        "ours": [{"who": each, "because": because_word(each.because)} for each in found.ours],
        "left_out": [{"name": each.name, "why": why_word(each.why)} for each in found.left_out],
        "month": Month.at(found.start, account_zone(account)),
        "sides": Side,
        "person_form": person_form or PersonForm(contacts=contacts_of(account)),
        "colleague_form": colleague_form or ColleagueForm(colleagues=_absent_colleagues(request, found)),
    }
    refused = bool(person_form or colleague_form)
    return render(request, f"hours/meeting.html{part}", context, status=422 if refused else 200)


def _absent_colleagues(request: HttpRequest, found: MeetingView) -> QuerySet[Colleague]:
    return directory.visible_colleagues(reader(request)).exclude(pk__in=[each.person for each in found.ours])


def _suggestion(request: HttpRequest, account: Account) -> Any:
    wanted = request.GET.get("suggestion") or request.POST.get("suggestion")
    return (
        get_object_or_404(queries.visible_suggestions(reader(request)), account=account, pk=_number(wanted))
        if wanted
        else None
    )


def _initial(suggestion: Any, account: Account) -> dict[str, Any]:
    start, end = (local_time(moment, account) for moment in (suggestion.start, suggestion.end))
    return {
        "day": start.date(),
        "begins": start.time(),
        "ends": end.time(),
        "title": suggestion.title,
        "mode": Mode.IN_PERSON,
        "contacts": [suggestion.contact_id] if suggestion.contact_id else [],
        "colleagues": [suggestion.calendar.owner_id] if suggestion.calendar.owner_id else [],
    }


def _write(request: HttpRequest, account: Account, form: MeetingForm, suggestion: Any) -> Meeting | None:
    start, end = form.moments()
    try:
        return actions.write_meeting(
            account=account,
            start=start,
            end=end,
            contacts=list(form.cleaned_data["contacts"]),
            colleagues=list(form.cleaned_data["colleagues"]),
            mode=form.held(),
            title=form.cleaned_data["title"],
            place=form.cleaned_data["place"],
            suggestion=suggestion,
            by=reader(request),
            at=now(),
        )
    except ValidationError as fault:
        form.add_error(None, fault)
        return None
