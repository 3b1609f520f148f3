"""The firm's business objectives, with the accounts and people behind each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from innercircle.access.rules import Refused
from innercircle.kit.cells import Cell
from innercircle.plans import actions, queries
from innercircle.plans.models import Objective
from innercircle.plans.queries.values import ObjectiveView
from innercircle.web.directory.frame import attempt
from innercircle.web.export import KINDS, answer
from innercircle.web.hours.frame import now
from innercircle.web.plans.forms import ObjectiveForm
from innercircle.web.plans.frame import colleagues, own_colleague, reader, today
from innercircle.web.plans.progress import figure_words

_NAMES = ("version", "name", "year", "target", "target_value", "unit")


def objectives(request: HttpRequest) -> HttpResponse:
    """The open ones; `?closed=1` adds those that are closed."""
    closed = request.GET.get("closed") == "1"
    found = queries.objectives(reader(request), now(), closed=closed)
    context = {
        "objectives": [
            {"view": each, "row": each.row, "figure": figure_words(each.row.target_value, each.row.unit)}
            for each in found
        ],
        "closed": closed,
        "may_keep": queries.may_keep_objectives(reader(request)),
    }
    return render(request, "plans/objectives.html", context)


def objectives_export(request: HttpRequest, kind: str) -> HttpResponse:
    """A row for each goal that serves an objective, and one for an objective that none serves."""
    if kind not in KINDS:
        raise Http404
    header = [
        *(_("Year"), _("Objective"), _("Target in words"), _("Target as a figure"), _("Unit"), _("Owner")),
        *(_("Closed on"), _("Account"), _("Goal"), _("For whom"), _("State")),
    ]
    found = queries.objectives(reader(request), now(), closed=True)
    return answer(request, kind, _("objectives"), header, _cells(found))


def _cells(found: Iterable[ObjectiveView]) -> Iterator[list[Cell]]:
    for each in found:
        row = each.row
        first: list[Cell] = [
            *(row.year, row.name, row.target, row.target_value, row.unit, str(row.owner or ""), row.closed_on),
        ]
        for goal in each.goals:
            yield [*first, goal.account.name, goal.title, str(goal.contact or ""), goal.get_state_display()]
        if not each.goals:
            yield [*first, "", "", "", ""]


def objective_add(request: HttpRequest) -> HttpResponse:
    """A new one."""
    _require_keeper(request)
    me = own_colleague(request)
    first = {"year": today().year, "owner": str(me.pk) if me else ""}
    form = ObjectiveForm(request.POST or None, colleagues=colleagues(request), initial=first)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: actions.add_objective(by=reader(request), at=now(), values=_said(form)))
        if made is not None:
            return redirect(f"{reverse('objectives')}#objective-{made.pk}")
    return _page(request, form, _("Add objective"))


def objective(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one."""
    found = get_object_or_404(queries.visible_objectives(reader(request)), pk=pk)
    _require_keeper(request)
    initial: dict[str, Any] = {name: getattr(found, name) for name in _NAMES} | {"owner": str(found.owner_id or "")}
    form = ObjectiveForm(request.POST or None, colleagues=colleagues(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        done = attempt(
            form,
            lambda: actions.change_objective(
                by=reader(request), at=now(), objective=found, version=version, values=_said(form)
            ),
        )
        if done is not None:
            return redirect(f"{reverse('objectives')}#objective-{done.pk}")
    return _page(request, form, found.name)


@require_POST
def objective_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Offered no more from today on, or open again."""
    found = _kept(request, pk)
    day = None if found.closed_on else today()
    actions.close_objective(by=reader(request), at=now(), objective=found, on=day)
    messages.success(request, _("“%(name)s” is open again.") % {"name": found} if day is None else _("Closed."))
    return redirect(f"{reverse('objectives')}?closed=1#objective-{pk}")


@require_POST
def objective_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Written by mistake."""
    found = _kept(request, pk)
    actions.remove_objective(by=reader(request), at=now(), objective=found)
    messages.success(request, _("“%(name)s” was deleted.") % {"name": found})
    return redirect("objectives")


def _kept(request: HttpRequest, pk: int) -> Objective:
    found = get_object_or_404(queries.visible_objectives(reader(request)), pk=pk)
    _require_keeper(request)
    return found


def _require_keeper(request: HttpRequest) -> None:
    if not queries.may_keep_objectives(reader(request)):
        raise Refused(_("Only administrators and managers keep the business objectives."))


def _said(form: ObjectiveForm) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "version"}


def _page(request: HttpRequest, form: ObjectiveForm, title: str) -> HttpResponse:
    way = [(_("Objectives"), reverse("objectives")), (title, "")]
    context = {"form": form, "title": title, "back": reverse("objectives"), "crumbs": way}
    return render(request, "directory/form.html", context, status=422 if form.errors else 200)
