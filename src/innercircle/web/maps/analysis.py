"""Findings, the analysis that starts from them, and how far the six steps are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from innercircle.directory.models import Account
from innercircle.maps import actions, queries
from innercircle.maps.models import MATTER_WORDS, Point, SwitchedOff
from innercircle.maps.rules.findings import Finding, Matter, findings
from innercircle.maps.rules.seen import point_mark
from innercircle.maps.rules.steps import Step
from innercircle.maps.rules.values import Map
from innercircle.maps.words import (
    finding_detail,
    finding_title,
    step_question,
    step_state,
    step_title,
    switched_title,
)
from innercircle.plans.queries import open_findings, six_steps
from innercircle.web.directory.frame import attempt
from innercircle.web.hours.frame import account_context, now, reader, seen_account
from innercircle.web.maps.forms import PointForm, SummaryForm
from innercircle.web.maps.found import people_named, shown_finding
from innercircle.web.maps.frame import changeable_account, colleagues, say_faults

_WORDS = 500  # letters of a point


def account_analysis(request: HttpRequest, pk: int) -> HttpResponse:
    """The six steps, the findings with their rows and next step, the analysis."""
    return _page(request, seen_account(request, pk))


def _page(
    request: HttpRequest, account: Account, *, point: PointForm | None = None, summary: SummaryForm | None = None
) -> HttpResponse:
    """The page; with a form that was refused, open and as it was typed. `?point=` opens a point to change it."""
    at = now()
    found = queries.map_of(account, at)
    off, points = list(queries.switched_off(account)), list(queries.points_of(account))
    shown = open_findings(account, found, at, off)
    analysis = queries.analysis_of(account)
    sent = point if point and point.point is None else None
    context = {
        **account_context(request, account, "account-analysis"),
        "steps": [_step(account, found, each) for each in six_steps(account, found, at)],
        "findings": [_finding(account, found, each, points) for each in shown],
        "off": _silenced(account, found, off, at),
        "points": _points(request, points, point),
        "analysis": analysis,
        "summary_form": summary or SummaryForm(initial={"words": analysis.words if analysis else ""}),
        "point_form": sent or PointForm(colleagues=colleagues(request), initial=_from_finding(request, found, shown)),
        "asked": bool(sent or request.GET.get("finding")),
        "today": at.date(),
    }
    return render(request, "maps/analysis.html", context, status=422 if point or summary else 200)


def _points(request: HttpRequest, points: list[Point], sent: PointForm | None) -> list[dict[str, Any]]:
    """The points with what they said before; the one that is being changed has its form, as it was `sent`."""
    before, chosen = queries.rewordings(points), request.GET.get("point", "")
    forms = {sent.point.pk: sent} if sent and sent.point else {}
    for each in points:
        if str(each.pk) == chosen and not sent:
            forms[each.pk] = PointForm(colleagues=colleagues(request), point=each)
    return [
        {
            "point": each,
            "word": MATTER_WORDS[Matter(each.matter)],
            "before": before[each.pk],
            "form": forms.get(each.pk),
        }
        for each in points
    ]


def _step(account: Account, found: Map, step: Step) -> dict[str, Any]:
    return {
        "step": step,
        "title": step_title(step),
        "question": step_question(step),
        "state": step_state(step),
        "lacking": people_named(account, found, step.posts),
    }


def _finding(account: Account, found: Map, finding: Finding, points: Iterable[Point] = ()) -> dict[str, Any]:
    """A finding with its rows, what it became already, and the next steps: a point of the analysis, or a goal."""
    return {
        **shown_finding(account, found, finding),
        "finding": finding,
        "next": MATTER_WORDS[finding.proposed],
        "points": [each for each in points if each.finding == finding.key and each.done_at is None],
        "goal_href": f"{reverse('plan-goal-add', args=[account.pk])}{_for_whom(found, finding)}",
    }


def _for_whom(found: Map, finding: Finding) -> str:
    contacts = {each.post: each.contact for each in found.people}
    first = next((contacts[post] for post in finding.posts if post in contacts), None)
    return "" if first is None else f"?contact={first}"


def _silenced(account: Account, found: Map, off: list[SwitchedOff], at: datetime) -> list[dict[str, Any]]:
    """What was switched off, with whom it is about as long as it still holds."""
    still = {each.key: each for each in findings(found, at.date(), int(at.timestamp()))} if off else {}
    return [
        {
            "row": each,
            "title": switched_title(each.key),
            "about": _finding(account, found, still[each.key]) if each.key in still else None,
        }
        for each in off
    ]


def _from_finding(request: HttpRequest, found: Map, shown: tuple[Finding, ...]) -> dict[str, Any] | None:
    """What the form begins with where a finding is to be made a point."""
    finding = next((each for each in shown if each.key == request.GET.get("finding")), None)
    if finding is None:
        return None
    names = {each.post: each.name for each in found.people}
    about = ", ".join(names[post] for post in finding.posts[:5] if post in names) or finding_detail(finding)
    words = f"{finding_title(finding)}: {about}" if about else finding_title(finding)
    return {"matter": finding.proposed.value, "words": words[:_WORDS], "finding": finding.key}


@require_POST
def write_summary(request: HttpRequest, pk: int) -> HttpResponse:
    """The analysis in words; dates it."""
    account, form = changeable_account(request, pk), SummaryForm(request.POST)
    if not form.is_valid():
        return _page(request, account, summary=form)
    actions.write_analysis(by=reader(request), at=now(), account=account, words=form.cleaned_data["words"])
    return _back(account, "summary")


@require_POST
def add_point(request: HttpRequest, pk: int) -> HttpResponse:
    """An issue, a problem or an opportunity."""
    account, user = changeable_account(request, pk), reader(request)
    form = PointForm(request.POST, colleagues=colleagues(request))
    if not form.is_valid():
        return _page(request, account, point=form)
    chosen = form.cleaned_data
    actions.add_point(
        by=user, at=now(), account=account, matter=Matter(chosen["matter"]), words=chosen["words"],
        owner=form.rows.get(chosen["owner"]), due=chosen["due"], finding=chosen["finding"],
    )  # fmt: skip
    return _back(account, "points")


@require_POST
def change_point(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """In other words, or with another owner or day; what is refused stays in its form as it was typed."""
    account, user = changeable_account(request, pk), reader(request)
    point = get_object_or_404(queries.points_of(account), pk=row)
    form = PointForm(request.POST, colleagues=colleagues(request), point=point)
    if form.is_valid():
        chosen = form.cleaned_data
        values = {name: chosen[name] for name in ("matter", "words", "due")} | {"owner": form.rows.get(chosen["owner"])}
        change = partial(actions.change_point, by=user, at=now(), point=point, values=values, seen=chosen["seen"])
        if attempt(form, change) is not None:
            return _back(account, f"point-{point.pk}")
        if getattr(form, "conflict", False):
            form.renew(point_mark(point))  # what stands there now is shown above the form
    return _page(request, account, point=form)


@require_POST
def finish_point(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Dealt with, or not after all: what the button said, also where somebody else was faster."""
    account = changeable_account(request, pk)
    point = get_object_or_404(queries.points_of(account), pk=row)
    actions.finish_point(by=reader(request), at=now(), point=point, done=request.POST.get("done") != "no")
    return _back(account, "points")


@require_POST
def remove_point(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Written by mistake."""
    account = changeable_account(request, pk)
    actions.remove_point(by=reader(request), at=now(), point=get_object_or_404(queries.points_of(account), pk=row))
    return _back(account, "points")


@require_POST
def switch_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Do not show a finding again."""
    account, user = changeable_account(request, pk), reader(request)
    found = queries.map_of(account, now())
    known = {each.key for each in open_findings(account, found, now())}
    key, reason = request.POST.get("key", ""), request.POST.get("reason", "")[:300]
    form = SummaryForm({"words": reason})
    form.fields["words"].label = _("Reason")
    if key not in known:
        messages.info(request, _("This finding does not hold any more; nothing was switched off."))
        return _back(account, "findings")
    if form.is_valid():
        attempt(form, lambda: actions.switch_off(by=user, at=now(), account=account, key=key, reason=reason))
    say_faults(request, form)
    return _back(account, "findings")


@require_POST
def switch_on(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Show a finding again."""
    account = changeable_account(request, pk)
    actions.switch_on(by=reader(request), at=now(), off=get_object_or_404(queries.switched_off(account), pk=row))
    return _back(account, "findings")


def _back(account: Account, place: str) -> HttpResponse:
    """To the card that was worked on."""
    return redirect(f"{reverse('account-analysis', args=[account.pk])}#{place}")
