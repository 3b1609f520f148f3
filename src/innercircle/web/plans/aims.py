"""Goals and initiatives of a plan: added in place, changed, measured, moved; each goal has a page of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from innercircle.directory.models import Account
from innercircle.plans import actions, queries
from innercircle.plans.models import Goal, Initiative
from innercircle.plans.rules.values import GoalState, InitiativeState
from innercircle.web.directory.frame import attempt
from innercircle.web.hours.frame import now
from innercircle.web.maps.frame import say_faults
from innercircle.web.plans.forms import GoalForm, InitiativeForm, ReadingForm, ReviewForm, WhyForm
from innercircle.web.plans.frame import (
    block_answer,
    changeable_account,
    form_answer,
    is_part,
    may_change,
    number,
    offered,
    own_colleague,
    plan_context,
    reader,
    seen_account,
    seen_row,
    today,
)
from innercircle.web.plans.progress import figure_words, way_context
from innercircle.web.plans.sheet import Drawer, head_of, render_block
from innercircle.web.plans.starting import first_goal, first_initiative

_GOAL = (
    *("version", "title", "priority", "baseline", "target", "due", "baseline_value", "target_value"),
    "unit",
)
_INITIATIVE = ("version", "title", "next_step", "next_step_on", "start", "end")


def goal_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new goal; Enter keeps it and opens the next."""
    account = changeable_account(request, pk)
    first = first_goal(own_colleague(request), request.GET.get("contact", ""))
    form = GoalForm(request.POST or None, offered=offered(request, account), initial=first, next_one=True)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form, lambda: actions.add_goal(by=reader(request), at=now(), account=account, values=_said(form))
        )
        if made is not None:
            return block_answer(request, account, "plan", lambda: render_block(request, account, "plan", adding="goal"))
    return _form(request, account, "plans/goal_form.html", form, _("Add goal"), reverse("plan-goal-add", args=[pk]))


def goal(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """A goal with its progress, initiatives and history; to htmx only its form."""
    account = seen_account(request, pk)
    if request.method == "POST" or (is_part(request) and may_change(request, account)):
        return _goal_part(request, account, row)
    plan = queries.plan_sheet(reader(request), account, now())
    view = next((each for each in plan.goals if each.row.pk == row), None)
    if view is None:
        raise Http404
    found = view.row
    context = {
        **plan_context(request, account, "account-plan", found.title, sheet=plan),
        **way_context(view),
        "goal": Drawer(request, account, plan).goal(view),
        "head": head_of(plan),
        "rows": [
            {"row": each, "figure": figure_words(each.value, found.unit) if each.value is not None else ""}
            for each in queries.visible_readings(reader(request)).filter(goal=found).order_by("-on", "-pk")
        ],
        "add_action": reverse("plan-activity-add", args=[account.pk]),
        "add_action_initiative": reverse("plan-initiative-add", args=[account.pk]),
        "action": reverse("plan-goal", args=[account.pk, found.pk]),
        "reading_form": ReadingForm(today=today()),
        "drop_form": WhyForm(ids="drop"),
    }
    if context["may_change"]:
        context["form"] = _filled_goal(request, account, found)
    return render(request, "plans/goal.html", context)


def _goal_part(request: HttpRequest, account: Account, row: int) -> HttpResponse:
    """The form of a goal alone, or what becomes of one that was sent."""
    found = seen_row(queries.visible_goals(reader(request)), account, row)
    if request.method == "POST":
        return _save_goal(request, changeable_account(request, account.pk), found)
    return _goal_form(request, account, found, _filled_goal(request, account, found))


def _filled_goal(request: HttpRequest, account: Account, found: Goal) -> GoalForm:
    chosen = {name: str(getattr(found, f"{name}_id") or "") for name in ("contact", "objective", "owner")}
    return GoalForm(
        request.POST or None,
        slot=str(found.pk),
        next_one=is_part(request),
        offered=offered(request, account, found),
        initial={name: getattr(found, name) for name in _GOAL} | chosen,
    )


def _save_goal(request: HttpRequest, account: Account, found: Goal) -> HttpResponse:
    form = _filled_goal(request, account, found)
    if form.is_valid():
        version = form.cleaned_data["version"]
        done = attempt(
            form,
            lambda: actions.change_goal(by=reader(request), at=now(), goal=found, version=version, values=_said(form)),
        )
        if done is not None:
            return block_answer(request, account, "plan", lambda: render_block(request, account, "plan"))
    return _goal_form(request, account, found, form)


def _goal_form(request: HttpRequest, account: Account, found: Goal, form: GoalForm) -> HttpResponse:
    action = reverse("plan-goal", args=[account.pk, found.pk])
    return _form(request, account, "plans/goal_form.html", form, found.title, action, block=f"goal-{found.pk}")


@require_POST
def goal_move(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Reached, dropped with a reason, or open again."""
    account = changeable_account(request, pk)
    found = seen_row(queries.visible_goals(reader(request)), account, row)
    state = request.POST.get("state", "")
    if state in set(GoalState):
        actions.move_goal(
            by=reader(request), at=now(), goal=found, version=number(request.POST.get("version")),
            state=GoalState(state), why=request.POST.get("reason", "")[:300],
        )  # fmt: skip
        messages.success(request, _("Saved."))
    return redirect("plan-goal", account.pk, found.pk)


@require_POST
def goal_remove(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Written by mistake."""
    account = changeable_account(request, pk)
    found = seen_row(queries.visible_goals(reader(request)), account, row)
    actions.remove_goal(by=reader(request), at=now(), goal=found)
    messages.success(request, _("“%(name)s” was deleted.") % {"name": found})
    return redirect("account-plan", account.pk)


@require_POST
def reading_add(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Where the goal stands now."""
    account = changeable_account(request, pk)
    found = seen_row(queries.visible_goals(reader(request)), account, row)
    form = ReadingForm(request.POST, today=today())
    if form.is_valid():
        attempt(form, lambda: actions.record_reading(by=reader(request), at=now(), goal=found, **form.cleaned_data))
    say_faults(request, form)
    return redirect(f"{reverse('plan-goal', args=[account.pk, found.pk])}#progress")


@require_POST
def reading_remove(request: HttpRequest, pk: int, row: int, reading: int) -> HttpResponse:
    """A reading written by mistake."""
    account = changeable_account(request, pk)
    found = seen_row(queries.visible_goals(reader(request)), account, row)
    rows = queries.visible_readings(reader(request)).filter(goal=found)
    actions.remove_reading(by=reader(request), at=now(), reading=get_object_or_404(rows, pk=reading))
    return redirect(f"{reverse('plan-goal', args=[account.pk, found.pk])}#progress")


def initiative_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new initiative, below the goal it accomplishes."""
    account, user = changeable_account(request, pk), reader(request)
    goals = request.GET.getlist("goal") or request.POST.getlist("goals")
    form = InitiativeForm(
        request.POST or None, offered=offered(request, account), slot=f"add-{'-'.join(goals)}"[:40], next_one=True,
        initial=first_initiative(own_colleague(request), goals, today()),
    )  # fmt: skip
    block = f"goal-{goals[0]}" if len(goals) == 1 and goals[0].isdecimal() else "plan"
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: actions.add_initiative(by=user, at=now(), account=account, values=_said(form)))
        if made is not None:
            adding = f"activity:i{made.pk}"
            return block_answer(request, account, block, lambda: render_block(request, account, block, adding=adding))
    place = reverse("plan-initiative-add", args=[pk])
    return _form(request, account, "plans/initiative_form.html", form, _("Add initiative"), place)


def initiative(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """An initiative, to change."""
    account = changeable_account(request, pk)
    found = seen_row(queries.visible_initiatives(reader(request)), account, row)
    initial: dict[str, Any] = {name: getattr(found, name) for name in _INITIATIVE} | {
        "owner": str(found.owner_id or ""),
        "goals": [str(each.pk) for each in found.goals.all()],
    }
    form = InitiativeForm(
        request.POST or None, offered=offered(request, account, found), initial=initial, slot=str(row),
        next_one=is_part(request),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        version, said = form.cleaned_data["version"], _said(form)
        done = attempt(form, _change(request, found, version, said))
        if done is not None:
            return block_answer(request, account, "plan", lambda: render_block(request, account, "plan"))
    action, block = reverse("plan-initiative", args=[pk, row]), f"initiative-{found.pk}"
    return _form(request, account, "plans/initiative_form.html", form, found.title, action, block=block, row=found)


def _change(
    request: HttpRequest, found: Initiative, version: int | None, said: dict[str, Any]
) -> Callable[[], Initiative]:
    return lambda: actions.change_initiative(
        by=reader(request), at=now(), initiative=found, version=version, values=said
    )


@require_POST
def initiative_move(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Done, dropped with a reason, or open again."""
    account = changeable_account(request, pk)
    found = seen_row(queries.visible_initiatives(reader(request)), account, row)
    state = request.POST.get("state", "")
    if state in set(InitiativeState):
        actions.move_initiative(
            by=reader(request), at=now(), initiative=found, version=number(request.POST.get("version")),
            state=InitiativeState(state), why=request.POST.get("reason", "")[:300],
        )  # fmt: skip
        messages.success(request, _("Saved."))
    return redirect(f"{reverse('account-plan', args=[account.pk])}#initiative-{found.pk}")


@require_POST
def initiative_remove(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Written by mistake; its activities stay."""
    account = changeable_account(request, pk)
    found = seen_row(queries.visible_initiatives(reader(request)), account, row)
    actions.remove_initiative(by=reader(request), at=now(), initiative=found)
    messages.success(request, _("“%(name)s” was deleted.") % {"name": found})
    return redirect("account-plan", account.pk)


@require_POST
def review_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody went through the plan."""
    account = changeable_account(request, pk)
    form = ReviewForm(request.POST, today=today())
    if form.is_valid():
        attempt(form, lambda: actions.record_review(by=reader(request), at=now(), account=account, **form.cleaned_data))
    say_faults(request, form)
    return redirect(f"{reverse('account-plan-findings', args=[account.pk])}#reviews")


def _said(form: GoalForm | InitiativeForm) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "version"}


def _form(
    request: HttpRequest, account: Account, template: str, form: Any, title: str, action: str, **more: Any
) -> HttpResponse:
    context = {**plan_context(request, account, "account-plan", title), "form": form, "title": title, "action": action}
    return form_answer(request, template, {**context, **more, "adds": "block" not in more})
