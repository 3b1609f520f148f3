"""Words against actions: what the client said, what we did, and the flags where words and hours disagree."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from innercircle.access.rules import Refused
from innercircle.directory.models import Account
from innercircle.directory.queries import contacts_of
from innercircle.hours import actions, queries
from innercircle.hours.models import STATEMENT_WORDS, WORK_WORDS, StatementKind, WorkKind
from innercircle.hours.queries.values import FlagView
from innercircle.web.hours.forms import StatementForm, WorkForm
from innercircle.web.hours.frame import account_context, local_time, now, policy_of, reader, seen_account
from innercircle.web.hours.words import flag_word, interruption_word
from innercircle.web.listing import PAGE_SIZE, Pages, page_number

MOST_NAMED = 20  # rows a flag names itself; the list has them all
_WHO = {"theirs": True, "ours": False, "": None}


def account_words(request: HttpRequest, pk: int) -> HttpResponse:
    """Flags with their evidence, then the statements, the work and their cancellations behind them."""
    return _page(request, seen_account(request, pk))


@require_POST
def record_statement(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody at the client said or asked something."""
    account = seen_account(request, pk)
    form = StatementForm(request.POST, contacts=contacts_of(account), today=_today(account))
    if not form.is_valid():
        return _page(request, account, statement=form)
    said = form.cleaned_data
    actions.record_statement(
        account=account,
        contact=said["contact"],
        day=said["day"],
        kind=StatementKind(said["kind"]),
        words=said["words"],
        by=reader(request),
        at=now(),
    )
    return redirect("account-words", account.pk)


@require_POST
def delete_statement(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Take a statement back."""
    account = seen_account(request, pk)
    statement = get_object_or_404(queries.visible_statements(reader(request)).filter(account=account), pk=row)
    actions.delete_statement(statement=statement, by=reader(request), at=now())
    return redirect("account-words", account.pk)


@require_POST
def log_work(request: HttpRequest, pk: int) -> HttpResponse:
    """Preparation, free work, or material sent on request; always one's own."""
    account = seen_account(request, pk)
    form = WorkForm(request.POST, contacts=contacts_of(account), today=_today(account))
    if not form.is_valid():
        return _page(request, account, work=form)
    colleague = getattr(reader(request), "colleague", None)
    if colleague is None:
        raise Refused(_("Work is logged by the person who did it, and no colleague belongs to your log-in."))
    done = form.cleaned_data
    actions.log_work(
        account=account,
        colleague=colleague,
        contact=done["contact"],
        day=done["day"],
        kind=WorkKind(done["kind"]),
        what=done["what"],
        seconds=form.seconds(),
        by=reader(request),
        at=now(),
    )
    return redirect("account-words", account.pk)


@require_POST
def delete_work(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Take logged work back."""
    account = seen_account(request, pk)
    work = get_object_or_404(queries.visible_work(reader(request)).filter(account=account), pk=row)
    actions.delete_work(work=work, by=reader(request), at=now())
    return redirect("account-words", account.pk)


@require_POST
def say_who_interrupted(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Was it the client who cancelled or moved the meeting, or we?"""
    account = seen_account(request, pk)
    found = get_object_or_404(queries.visible_interruptions(reader(request)).filter(account=account), pk=row)
    who = request.POST.get("who", "")
    if who not in _WHO:
        raise ValidationError(_("Say whether they or we interrupted the meeting, or leave it open."))
    actions.say_who_interrupted(interruption=found, by_client=_WHO[who], by=reader(request), at=now())
    return redirect("account-words", account.pk)


def own_hours(request: HttpRequest) -> HttpResponse:
    """A person's own time with clients; shown to that person alone."""
    user = reader(request)
    known = getattr(user, "colleague", None) is not None
    months = list(reversed(queries.own_hours(user, now()))) if known else []
    return render(request, "hours/own.html", {"months": months, "known": known})


def _today(account: Account) -> date:
    return local_time(int(now().timestamp()), account).date()


def _page(
    request: HttpRequest, account: Account, *, statement: StatementForm | None = None, work: WorkForm | None = None
) -> HttpResponse:
    user, today = reader(request), _today(account)
    known = queries.evidence(user, account)
    flags = queries.flags(user, account, now(), policy=policy_of(request), known=known)
    pages = {name: _part(request, name, rows) for name, rows in _lists(known)}
    new: dict[str, Any] = {"contacts": contacts_of(account), "today": today, "initial": {"day": today}}
    context = {
        **account_context(request, account, "account-words", _("Words against actions")),
        "flags": [_flag(request, each, known) for each in flags],
        **pages,
        "interruption_rows": [
            {"row": each, "kind": interruption_word(each.kind)} for each in pages["interruptions"]["page"]
        ],
        "kinds": dict(STATEMENT_WORDS),
        "work_kinds": dict(WORK_WORDS),
        "statement_form": statement or StatementForm(**new),
        "work_form": work or WorkForm(**new),
        "has_colleague": getattr(user, "colleague", None) is not None,
    }
    return render(request, "hours/words.html", context, status=422 if statement or work else 200)


def _lists(known: queries.Evidence) -> tuple[tuple[str, Sequence[Any]], ...]:
    return ("statements", known.statements), ("work", known.work), ("interruptions", known.interruptions)


def _part(request: HttpRequest, name: str, rows: Sequence[Any]) -> dict[str, Any]:
    """One of the page's three lists in parts of fifty, each turned by its own name in the address."""
    page = Paginator(rows, PAGE_SIZE).get_page(page_number(request.GET, name))
    return {"page": page, "listing": Pages(request.GET, name)}


def _flag(request: HttpRequest, flag: FlagView, known: queries.Evidence) -> dict[str, Any]:
    """A flag with the first of its rows, each with the address of the part of the list it stands in."""
    shown = [
        {"row": row, "kind": name.removesuffix("s"), "href": _place(request, name, rows, row.id)}
        for name, rows in _lists(known)
        for row in getattr(flag, name)
    ]
    return {
        "flag": flag,
        "title": flag_word(flag.kind),
        "rows": shown[:MOST_NAMED],
        "more": max(0, len(shown) - MOST_NAMED),
        "rest": shown[MOST_NAMED]["href"] if len(shown) > MOST_NAMED else "",
    }


def _place(request: HttpRequest, name: str, rows: Sequence[Any], key: int) -> str:
    page = next(place for place, row in enumerate(rows) if row.id == key) // PAGE_SIZE + 1
    here = page == min(page_number(request.GET, name), -(-len(rows) // PAGE_SIZE))
    return f"{'' if here else Pages(request.GET, name).href(page=page)}#{name.removesuffix('s')}-{key}"
