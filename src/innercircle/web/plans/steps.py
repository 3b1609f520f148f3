"""One's own steps: what is overdue, what is due this week and the next; done in place with what was learned."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from innercircle.plans import actions, queries
from innercircle.plans.models import Activity
from innercircle.plans.queries.values import NextStep
from innercircle.web.directory.frame import attempt
from innercircle.web.hours.frame import now
from innercircle.web.maps.frame import say_faults
from innercircle.web.plans.forms import DayForm, OutcomeForm
from innercircle.web.plans.frame import own_colleague, reader, seen_account, seen_row


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
            "day_form": DayForm(initial={"on": step.on}, ids=f"day{step.row.pk}"),
            "href": _href(step),
        }
        for step in steps
    ]


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
