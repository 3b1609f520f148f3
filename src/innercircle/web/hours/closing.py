"""Month close: the account manager's pass over what is presumed, then the lock; and who has not closed what."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from innercircle.access.rules import Refused
from innercircle.calendars.meetings import State
from innercircle.directory.models import Account
from innercircle.hours import actions, queries
from innercircle.hours.queries.values import CloseSheet, Question
from innercircle.hours.rules import Policy
from innercircle.kit.month import Month
from innercircle.web.hours.forms import CloseForm
from innercircle.web.hours.frame import account_context, may_change, month_of, now, reader, seen_account
from innercircle.web.hours.words import because_word
from innercircle.web.listing import PAGE_SIZE, Pages, page_number
from innercircle.web.templatetags.display import hours, month_name, verdict_word


def closes(request: HttpRequest) -> HttpResponse:
    """Which finished months of which accounts wait for their close, by account manager."""
    user, at = reader(request), now()
    waiting = queries.due_by_manager(user, at)
    page = Paginator(range(sum(each.number for each in waiting)), PAGE_SIZE).get_page(page_number(request.GET))
    months = queries.due_page(user, at, waiting, page.start_index() - 1, PAGE_SIZE) if waiting else ()
    by_manager = {each.manager_id: each for each in waiting}
    groups = [(by_manager[key], list(rows)) for key, rows in groupby(months, lambda each: each.manager_id)]
    own = queries.next_due(user, at, manager=_own_colleague(request))
    context = {"groups": groups, "own": own, "page": page, "listing": Pages(request.GET)}
    return render(request, "hours/closes.html", context)


def account_closes(request: HttpRequest, pk: int) -> HttpResponse:
    """The closed months of an account, their amendments, and what is still to be closed."""
    account = seen_account(request, pk)
    context = {
        **account_context(request, account, "account-closes", _("Month close")),
        "due": queries.due_closes(reader(request), now(), account),
        "closed": queries.closed_months(reader(request), account),
        "amendments": queries.amendments(reader(request), account),
    }
    return render(request, "hours/account_closes.html", context)


def account_close(request: HttpRequest, pk: int, month: str) -> HttpResponse:
    """The pass over one month."""
    account = seen_account(request, pk)
    return _sheet_page(request, account, month_of(month), CloseForm())


@require_POST
def answer(request: HttpRequest, pk: int, month: str) -> HttpResponse:
    """Came (`y`) or did not come (`n`) for one presumed attendance; an empty answer takes it back."""
    account, wanted = _changeable(request, pk), month_of(month)
    rows = queries.visible_attendances(reader(request))
    attendance = get_object_or_404(rows, pk=_number(request.POST.get("attendance", "")))
    state = {"y": State.CONFIRMED, "n": State.ABSENT}.get(request.POST.get("came", ""))
    actions.set_attendance(attendance=attendance, state=state, by=reader(request), at=now())
    return _after(request, account, wanted, last=attendance.pk)


@require_POST
def refuse_suggestion(request: HttpRequest, pk: int, month: str) -> HttpResponse:
    """An entry that names the client was no meeting with them."""
    account, wanted = _changeable(request, pk), month_of(month)
    rows = queries.visible_suggestions(reader(request)).filter(account=account)
    suggestion = get_object_or_404(rows, pk=_number(request.POST.get("suggestion", "")))
    actions.refuse_suggestion(suggestion=suggestion, by=reader(request), at=now())
    return _after(request, account, wanted)


@require_POST
def close(request: HttpRequest, pk: int, month: str) -> HttpResponse:
    """Lock the month."""
    account, wanted = _changeable(request, pk), month_of(month)
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _sheet_page(request, account, wanted, form, status=422)
    try:
        closed = actions.close_month(
            account=account,
            month=wanted,
            note=form.cleaned_data["note"],
            next_target=form.seconds(),
            by=reader(request),
            at=now(),
        )
    except ValidationError as fault:
        form.add_error(None, fault)
        return _sheet_page(request, account, wanted, form, status=422)
    messages.success(
        request, _("%(month)s of %(account)s is closed.") % {"month": month_name(wanted), "account": account}
    )
    return redirect(_next_sheet(request, closed.account_id))


def _changeable(request: HttpRequest, pk: int) -> Account:
    account = seen_account(request, pk)
    if not may_change(request, account):
        raise Refused(_("You may see this account, but only its account manager and managers close its months."))
    return account


def _next_sheet(request: HttpRequest, account_id: int) -> str:
    """The next month of one's own that waits, so that a pass over all accounts needs no way back."""
    due = queries.next_due(reader(request), now(), manager=_own_colleague(request), account=account_id)
    return reverse("account-close", args=[due.account, due.month]) if due else reverse("closes")


def _own_colleague(request: HttpRequest) -> int:
    """The reader as a colleague; 0 for somebody who is none."""
    colleague = getattr(reader(request), "colleague", None)
    return colleague.pk if colleague else 0


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0


def _after(request: HttpRequest, account: Account, month: Month, *, last: int | None = None) -> HttpResponse:
    if getattr(request, "htmx", False):
        return _sheet_page(request, account, month, CloseForm(), part="#sheet", last=last)
    return redirect("account-close", account.pk, month)


def _sheet_page(
    request: HttpRequest,
    account: Account,
    month: Month,
    form: CloseForm,
    *,
    part: str = "",
    status: int = 200,
    last: int | None = None,
) -> HttpResponse:
    sheet = queries.close_sheet(reader(request), account, month, now())
    context = {
        **account_context(request, account, "account-closes", month_name(month)),
        "sheet": sheet,
        "month": month,
        "seen": sheet.figures[Policy.SEEN],
        "strict": sheet.figures[Policy.IN_PERSON],
        "questions": [_question(each) for each in sheet.questions[:PAGE_SIZE]],
        "later": max(0, len(sheet.questions) - PAGE_SIZE),
        "form": form,
        "last": last,
        "live": _live(sheet),
    }
    return render(request, f"hours/close.html{part}", context, status=status)


def _question(each: Question) -> dict[str, Any]:
    return {"q": each, "because": because_word(each.because)}


def _live(sheet: CloseSheet) -> str:
    """What a screen reader hears after each answer."""
    figures = sheet.figures[Policy.SEEN]
    return _("%(count)d left. Client hours %(hours)s. %(verdict)s.") % {
        "count": len(sheet.questions),
        "hours": hours(figures.figures.client),
        "verdict": verdict_word(figures.verdict),
    }
