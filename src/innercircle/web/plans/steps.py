"""One's own steps: what is overdue, what is due this week and the next; done in place with what was learned."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from innercircle.plans import actions, queries
from innercircle.plans.models import Activity, Initiative
from innercircle.plans.queries.values import NextStep
from innercircle.web.directory.frame import attempt
from innercircle.web.hours.frame import now
from innercircle.web.maps.frame import say_faults
from innercircle.web.plans.forms import DayForm, NextStepForm, OutcomeForm
from innercircle.web.plans.frame import form_answer, own_colleague, plan_context, reader, seen_account, seen_row


def my_steps(request: HttpRequest) -> HttpResponse:
    """The page."""
    found = queries.my_steps(reader(request), now())
    groups = (
        ("overdue", _("Overdue"), found.overdue),
        ("week", _("This week"), found.this_week),
        ("next", _("Next week"), found.next_week),
    )
    context = {
        "groups": [{"name": name, "word": word, "steps": _shown(steps)} for name, word, steps in groups],
        "undated": found.undated,
        "monday": found.monday,
        "sunday": found.sunday,
        "count": len(found.overdue) + len(found.this_week) + len(found.next_week),
        "colleague": own_colleague(request),
    }
    return render(request, "plans/my_steps.html", context)


def _shown(steps: Iterable[NextStep]) -> list[dict[str, Any]]:
    return [
        {
            "step": step,
            "activity": step.row if isinstance(step.row, Activity) else None,
            "form": OutcomeForm(activity=step.row) if isinstance(step.row, Activity) else None,
            "next_form": NextStepForm(initiative=step.row) if isinstance(step.row, Initiative) else None,
            "day_form": DayForm(initial={"on": step.on}, ids=f"day{_key(step.row)}"),
            "key": _key(step.row),
            "href": _href(step),
        }
        for step in steps
    ]


def _key(row: Activity | Initiative) -> str:
    """Its id on the page, where activities and initiatives stand together."""
    return f"step-{row.pk}" if isinstance(row, Activity) else f"next-{row.pk}"


def _href(step: NextStep) -> str:
    if isinstance(step.row, Activity):
        return reverse("plan-activity", args=[step.account.pk, step.row.pk])
    return f"{reverse('account-plan', args=[step.account.pk])}#initiative-{step.row.pk}"


@require_POST
def postpone(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Another day for a step of one's own."""
    account = seen_account(request, pk)
    found = seen_row(queries.visible_activities(reader(request)), account, row)
    form = DayForm(request.POST)
    if form.is_valid():
        attempt(
            form,
            lambda: actions.change_activity(
                by=reader(request), at=now(), activity=found, version=None, values={"on": form.cleaned_data["on"]}
            ),
        )
    say_faults(request, form)
    return redirect(f"{reverse('my-steps')}#step-{found.pk}")


@require_POST
def next_step(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """The next step of an initiative is done: what comes after it, or that it was the last."""
    account = seen_account(request, pk)
    found = seen_row(queries.visible_initiatives(reader(request)), account, row)
    form = NextStepForm(request.POST, initiative=found)
    if form.is_valid():
        work = partial(actions.name_next_step, by=reader(request), at=now(), initiative=found, **form.cleaned_data)
        if attempt(form, work) is not None:
            messages.success(request, _("Saved."))
            return redirect("my-steps")
    context = {**plan_context(request, account, "account-plan", found.title), "form": form, "initiative": found}
    return form_answer(request, "plans/next_step_form.html", context)


@require_POST
def postpone_next(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Another day for the next step of an initiative of one's own."""
    account = seen_account(request, pk)
    found = seen_row(queries.visible_initiatives(reader(request)), account, row)
    form = DayForm(request.POST)
    if form.is_valid():
        day, words = form.cleaned_data["on"], found.next_step or found.title
        work = partial(
            actions.name_next_step, by=reader(request), at=now(), initiative=found, version=None, next_step=words,
            next_step_on=day,
        )  # fmt: skip
        attempt(form, work)
    say_faults(request, form)
    return redirect(f"{reverse('my-steps')}#{_key(found)}")
