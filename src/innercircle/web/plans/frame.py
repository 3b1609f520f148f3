"""What every page of a plan begins with: the account, what may be done, what its forms offer, and how it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache, partial
from typing import Any, TypeVar

from django import forms
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django_htmx.http import retarget

from innercircle.access.rules import Refused
from innercircle.directory import queries as directory
from innercircle.directory.models import Account, Colleague, Contact
from innercircle.maps import queries as maps
from innercircle.plans import queries
from innercircle.plans.models import Activity, Goal, Initiative
from innercircle.plans.queries.values import PlanSheet
from innercircle.plans.rules.values import GoalState, InitiativeState
from innercircle.web.hours.frame import account_context, may_change, reader, seen_account
from innercircle.web.maps.frame import changeable_account, colleagues
from innercircle.web.middleware import is_part
from innercircle.web.plans.forms import Offered

__all__ = ["changeable_account", "colleagues", "is_part", "may_change", "reader", "seen_account"]

Row = TypeVar("Row", bound=Model)
Lists = dict[str, Callable[[], Iterable[Any]]]
_DIGITS = 10
VIEWS = (
    ("account-plan", "list-details"),
    ("account-plan-board", "layout-dashboard"),
    ("account-plan-timeline", "calendar-event"),
    ("account-plan-findings", "flag"),
    ("account-plan-page", "file-text"),
)


def today() -> date:
    """The day on the reader's clock."""
    return timezone.localdate()


def writing_account(request: HttpRequest, pk: int) -> Account:
    """The account if this person may add steps of their own to it: 404 unless they see it."""
    account = seen_account(request, pk)
    if not queries.may_write(reader(request), account):
        raise Refused(_("You may see “%(name)s” but not change it.") % {"name": account})
    return account


def seen_row(rows: QuerySet[Row], account: Account, pk: int) -> Row:
    """A row of this account; 404 otherwise."""
    return get_object_or_404(rows.filter(account=account), pk=pk)


def plan_context(
    request: HttpRequest, account: Account, view: str, title: str = "", sheet: PlanSheet | None = None
) -> dict[str, Any]:
    """What every page of an account's plan shows around its content; the plan where it was read knows who may write."""
    words = {
        "account-plan": _("Plan"),
        "account-plan-board": pgettext("view of a plan", "Board"),
        "account-plan-timeline": _("Timeline"),
        "account-plan-findings": _("Findings"),
        "account-plan-page": _("One page"),
    }
    return {
        **account_context(request, account, "account-plan", title, change=sheet.may_change if sheet else None),
        "may_write": sheet.may_write if sheet else queries.may_write(reader(request), account),
        "views": [
            {"name": name, "label": words[name], "icon": icon, "href": reverse(name, args=[account.pk]),
             "current": name == view}
            for name, icon in VIEWS
        ],
        "today": today(),
    }  # fmt: skip


def offered(
    request: HttpRequest,
    account: Account,
    row: Goal | Initiative | Activity | None = None,
    people: Iterable[Contact] = (),
    sheet: PlanSheet | None = None,
) -> Offered:
    """What the forms of this account offer; what `row` holds already stays on offer though it left or was closed.

    Where nothing was sent the names are enough. Goals and initiatives are those of the plan where it was read already.
    """
    lists = _rows(request, account) if request.method == "POST" else _names(account)
    lists |= _aims(request, account) if sheet is None else _aims_in(sheet)
    held = {
        "contacts": lambda: [*_held(row, "contact"), *people],
        "colleagues": lambda: _held(row, "owner"),
        "objectives": lambda: _held(row, "objective"),
        "goals": lambda: list(row.goals.all()) if isinstance(row, Initiative) else _held(row, "goal"),
        "initiatives": lambda: _held(row, "initiative"),
        "offers": lambda: _held(row, "offer"),
    }
    return Offered({name: partial(_with, lists[name], held[name]) for name in lists})


def _rows(request: HttpRequest, account: Account) -> Lists:
    """What the actions take."""
    user, day = reader(request), today()
    here = directory.people_at(user, account).prefetch_related(None).filter(Q(until=None) | Q(until__gte=day))
    return {
        "contacts": lambda: [post.contact for post in here],
        "colleagues": lambda: colleagues(request),
        "objectives": lambda: queries.visible_objectives(user).filter(closed_on=None),
        "offers": lambda: maps.offers_on(day),
    }


def _names(account: Account) -> Lists:
    """What a form shows: names, all of them read together as soon as one list is asked for."""
    read = cache(lambda: queries.names_on_offer(account, today()))
    return {name: partial(_list, read, name) for name in ("contacts", "colleagues", "objectives", "offers")}


def _list(read: Callable[[], Mapping[str, list[queries.Named]]], name: str) -> list[queries.Named]:
    return read()[name]


def _aims(request: HttpRequest, account: Account) -> Lists:
    user = reader(request)
    return {
        "goals": lambda: queries.visible_goals(user).filter(account=account, state="open"),
        "initiatives": lambda: queries.visible_initiatives(user).filter(account=account, state="open"),
    }


def _aims_in(sheet: PlanSheet) -> Lists:
    return {
        "goals": lambda: [view.row for view in sheet.goals if view.row.state == GoalState.OPEN],
        "initiatives": lambda: [v.row for v in sheet.all_initiatives if v.row.state == InitiativeState.OPEN],
    }


def _held(row: Model | None, name: str) -> list[Any]:
    """What a row holds already, so that saving it does not take it away."""
    found = getattr(row, name, None)
    return [] if found is None else [found]


def _with(rows: Callable[[], Iterable[Any]], held: Callable[[], Iterable[Any]]) -> list[Any]:
    return list({each.pk: each for each in (*rows(), *held())}.values())


def number(text: str | None) -> int | None:
    """A number somebody sent; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < _DIGITS else None


def own_colleague(request: HttpRequest) -> Colleague | None:
    """The colleague behind the log-in."""
    return directory.visible_colleagues(reader(request)).filter(user=reader(request)).first()


def form_answer(request: HttpRequest, template: str, context: Mapping[str, Any]) -> HttpResponse:
    """A form: the part of a page that htmx asked for, or a page of its own; one with faults says so by its status."""
    form: forms.Form = context["form"]
    if is_part(request):
        return render(request, f"{template}#form", {**context, "part": True})
    return render(request, template, context, status=422 if form.errors else 200)


def block_answer(
    request: HttpRequest, account: Account, block: str, content: Callable[[], HttpResponse]
) -> HttpResponse:
    """After a change: the block of the plan that htmx swaps in, or the way back to it on the page."""
    if not is_part(request):
        anchor = "" if block == "plan" else f"#{block}"
        return redirect(f"{reverse('account-plan', args=[account.pk])}{anchor}")
    response = retarget(content(), f"#{block}")
    response["HX-Reswap"] = "outerHTML show:none"
    return response
