"""A plan on one page: to read and print for every account, to write in one form for those that need no full one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from innercircle.directory.models import Account
from innercircle.plans import actions, queries
from innercircle.plans.actions import Light
from innercircle.plans.models import Activity
from innercircle.plans.queries.values import PlanSheet
from innercircle.plans.rules.values import GoalState, InitiativeState, State
from innercircle.web.hours.frame import now
from innercircle.web.plans.fields import Day, Minutes, One
from innercircle.web.plans.forms import Offered
from innercircle.web.plans.frame import (
    changeable_account,
    offered,
    own_colleague,
    plan_context,
    reader,
    seen_account,
    today,
)
from innercircle.web.plans.sheet import Shower, head_of

_STEPS = 3
_MINUTES = 120
_QUARTER = timedelta(days=90)


class GoalPart(forms.Form):
    """For whom, what and why."""

    contact = One(label=lazy("For whom"))
    title = forms.CharField(label=lazy("What should be better"), max_length=300)
    baseline = forms.CharField(
        label=lazy("Why: where it stands now"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    target = forms.CharField(label=lazy("Target: how will they know"), max_length=500, required=False)
    due = Day(label=lazy("By when"))
    objective = One(label=lazy("Serves our objective"))


class InitiativePart(forms.Form):
    """How, and the next step."""

    title = forms.CharField(label=lazy("How we get there"), max_length=300, required=False)
    next_step = forms.CharField(label=lazy("Next step"), max_length=300)
    next_step_on = Day(label=lazy("Next step on"), required=True)
    owner = One(label=lazy("Owner"))


class StepPart(forms.Form):
    """One of three activities; one without a title is left out."""

    title = forms.CharField(label=lazy("Activity"), max_length=300, required=False)
    on = Day(label=lazy("On"))
    planned_minutes = Minutes(label=lazy("Our hours"))
    want_to_learn = forms.CharField(label=lazy("What we want to learn"), max_length=1000, required=False)
    useful = forms.CharField(label=lazy("What useful thing they get"), max_length=1000, required=False)

    @property
    def filled(self) -> bool:
        """Whether somebody wrote something here beside the hours."""
        return any(self.cleaned_data.get(name) for name in ("title", "want_to_learn", "useful"))

    def clean_title(self) -> str:
        """A step that says what it gives needs a name."""
        title: str = self.cleaned_data["title"].strip()
        if not title and any(self.data.get(self.add_prefix(name)) for name in ("want_to_learn", "useful")):
            raise forms.ValidationError(_("Say what we do, in a few words."))
        return title


@dataclass(slots=True)
class Sheet:
    """The whole form."""

    goal: GoalPart
    initiative: InitiativePart
    steps: list[StepPart]

    @property
    def parts(self) -> list[forms.Form]:
        """All of them, in the order of the page."""
        return [self.goal, self.initiative, *self.steps]

    def is_valid(self) -> bool:
        """Whether every part is; all are looked at, so that every fault is shown at once."""
        return not [part for part in self.parts if not part.is_valid()]

    def put(self, fault: ValidationError) -> None:
        """A refusal of the rules beside the field it is about."""
        named = {part.prefix: part for part in self.parts}
        for name, sentences in fault.message_dict.items():
            prefix, _dash, field = name.partition("-")
            part = named.get(prefix, self.goal)
            part.add_error(field if field in part.fields else None, sentences)

    @property
    def errors(self) -> int:
        """How many fields need another look."""
        return sum(len(part.errors) for part in self.parts)


def light_of(found: PlanSheet) -> Light | None:
    """The rows of a plan that fits the one form; None for a plan that is more than that."""
    goals = [view.row for view in found.goals if view.row.state == GoalState.OPEN]
    initiatives = [view.row for view in found.all_initiatives if view.row.state == InitiativeState.OPEN]
    steps = [view.row for view in found.all_activities if view.row.state == State.PLANNED]
    if len(goals) > 1 or len(initiatives) > 1 or len(steps) > _STEPS:
        return None
    return Light(next(iter(goals), None), next(iter(initiatives), None), tuple(steps))


def account_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan on one page, to read and to print."""
    account = seen_account(request, pk)
    found = queries.plan_sheet(reader(request), account, now())
    show = Shower(account, found)
    goals = [_on_page(show.goal(view)) for view in found.goals if view.row.state == GoalState.OPEN]
    context = {
        **plan_context(request, account, "account-plan-page", sheet=found),
        "head": head_of(found),
        "goals": goals,
        "loose": _near(
            [
                *(show.step(each) for view in found.initiatives for each in view.activities),
                *map(show.step, found.activities),
            ]
        ),
        "empty": found.empty,
        "light": light_of(found) is not None,
        "manager": account.account_manager,
    }
    return render(request, "plans/one_page.html", context)


def _on_page(goal: dict[str, Any]) -> dict[str, Any]:
    """A goal with the steps one page has room for."""
    return {**goal, "near": _near([*(step for part in goal["initiatives"] for step in part["steps"]), *goal["steps"]])}


def _near(steps: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was done in the last quarter and what is ahead, by day whatever it belongs to; what has none stands last."""
    rows = [step for step in steps if _is_near(step["row"])]
    return sorted(rows, key=lambda step: (step["row"].on or date.max, step["row"].pk))


def _is_near(row: Activity) -> bool:
    if row.state == State.PLANNED:
        return True
    return row.state == State.DONE and row.on is not None and today() - row.on <= _QUARTER


def write_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The one form; what is there already stands in it."""
    account = changeable_account(request, pk)
    held = light_of(queries.plan_sheet(reader(request), account, now()))
    if held is None:
        return redirect("account-plan-page", pk)  # which says why
    sheet = _sheet(request, offered(request, account, held.goal), held)
    if request.method == "POST" and sheet.is_valid() and _keep(request, account, held, sheet):
        messages.success(request, _("The plan is kept."))
        return redirect("account-plan-page", pk)
    context = {**plan_context(request, account, "account-plan-page", _("One-page plan")), "sheet": sheet}
    return render(request, "plans/one_page_form.html", context, status=422 if sheet.errors else 200)


def _sheet(request: HttpRequest, choices: Offered, held: Light) -> Sheet:
    data, me = request.POST or None, own_colleague(request)
    goal = GoalPart(data, prefix="goal", initial=_goal_values(held))
    initiative = InitiativePart(data, prefix="initiative", initial=_initiative_values(held, me))
    steps = [StepPart(data, prefix=f"step{place + 1}", initial=_step_values(held, place)) for place in range(_STEPS)]
    _offer(goal, "contact", choices.contacts, _("the whole account"))
    _offer(goal, "objective", choices.objectives, _("none yet"))
    _offer(initiative, "owner", choices.colleagues, _("nobody yet"))
    return Sheet(goal, initiative, steps)


def _offer(form: forms.Form, name: str, rows: Sequence[Any], empty: str) -> None:
    field = form.fields[name]
    if isinstance(field, One):
        field.offer(rows, empty)


def _goal_values(held: Light) -> dict[str, Any]:
    if held.goal is None:
        return {}
    chosen = {name: str(getattr(held.goal, f"{name}_id") or "") for name in ("contact", "objective")}
    return {name: getattr(held.goal, name) for name in ("title", "baseline", "target", "due")} | chosen


def _initiative_values(held: Light, me: Any) -> dict[str, Any]:
    row = held.initiative
    if row is None:
        return {"owner": str(me.pk) if me else ""}
    names = ("title", "next_step", "next_step_on")
    return {name: getattr(row, name) for name in names} | {"owner": str(row.owner_id or "")}


def _step_values(held: Light, place: int) -> dict[str, Any]:
    if place >= len(held.steps):
        return {"planned_minutes": _MINUTES}
    names = ("title", "on", "planned_minutes", "want_to_learn", "useful")
    return {name: getattr(held.steps[place], name) for name in names}


def _keep(request: HttpRequest, account: Account, held: Light, sheet: Sheet) -> bool:
    goal, way = sheet.goal.cleaned_data, dict(sheet.initiative.cleaned_data)
    way["title"] = way["title"] or goal["title"]
    people = [goal["contact"]] if goal["contact"] else []
    steps = [
        {**part.cleaned_data, "owner": way["owner"]} | ({} if place < len(held.steps) else {"participants": people})
        for place, part in enumerate(sheet.steps)
        if part.filled
    ]
    try:
        actions.write_light_plan(
            by=reader(request), at=now(), account=account, held=held, goal=goal, initiative=way, steps=steps
        )
    except ValidationError as fault:
        sheet.put(fault)
        return False
    return True
