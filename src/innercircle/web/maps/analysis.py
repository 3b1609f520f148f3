"""Findings, the analysis that starts from them, and how far the six steps are."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from innercircle.directory.models import Account
from innercircle.maps import actions, queries
from innercircle.maps.models import MATTER_WORDS
from innercircle.maps.rules.findings import Finding, Matter, findings
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
from innercircle.web.maps.frame import changeable_account, colleagues, say_faults


def account_analysis(request: HttpRequest, pk: int) -> HttpResponse:
    """The six steps, the findings with their rows and next step, the analysis."""
    return _page(request, seen_account(request, pk))


def _page(
    request: HttpRequest, account: Account, *, point: PointForm | None = None, summary: SummaryForm | None = None
) -> HttpResponse:
    """The page; with a form that was refused, open and as it was typed."""
    at = now()
    found = queries.map_of(account, at)
    shown = open_findings(account, found, at)
    analysis = queries.analysis_of(account)
    context = {
        **account_context(request, account, "account-analysis"),
        "steps": [_step(account, found, each) for each in six_steps(account, found, at)],
        "findings": [_finding(account, found, each) for each in shown],
        "off": _silenced(account, found, at),
        "points": [{"point": each, "word": MATTER_WORDS[Matter(each.matter)]} for each in queries.points_of(account)],
        "analysis": analysis,
        "summary_form": summary or SummaryForm(initial={"words": analysis.words if analysis else ""}),
        "point_form": point or PointForm(colleagues=colleagues(request), initial=_from_finding(request, found, shown)),
        "asked": bool(point or request.GET.get("finding")),
        "today": at.date(),
    }
    return render(request, "maps/analysis.html", context, status=422 if point or summary else 200)


def _step(account: Account, found: Map, step: Step) -> dict[str, Any]:
    return {
        "step": step,
        "title": step_title(step),
        "question": step_question(step),
        "state": step_state(step),
        "lacking": _people(account, found, step.posts),
    }


def _finding(account: Account, found: Map, finding: Finding) -> dict[str, Any]:
    ours = {each.colleague: each.name for each in found.ours}
    page = reverse("account-map", args=[account.pk])
    return {
        "finding": finding,
        "title": finding_title(finding),
        "detail": finding_detail(finding),
        "people": _people(account, found, finding.posts),
        "ours": [(ours.get(key, ""), f"{page}?colleague={key}#panel") for key in finding.colleagues],
        "next": MATTER_WORDS[finding.proposed],
    }


def _silenced(account: Account, found: Map, at: datetime) -> list[dict[str, Any]]:
    """What was switched off, with whom it is about as long as it still holds."""
    off = list(queries.switched_off(account))
    still = {each.key: each for each in findings(found, at.date(), int(at.timestamp()))} if off else {}
    return [
        {
            "row": each,
            "title": switched_title(each.key),
            "about": _finding(account, found, still[each.key]) if each.key in still else None,
        }
        for each in off
    ]


def _people(account: Account, found: Map, posts: tuple[int, ...]) -> list[tuple[str, str]]:
    names = {each.post: each.name for each in found.people}
    page = reverse("account-map", args=[account.pk])
    return [(names[post], f"{page}?person={post}#panel") for post in posts if post in names]


def _from_finding(request: HttpRequest, found: Map, shown: tuple[Finding, ...]) -> dict[str, Any] | None:
    """What the form begins with where a finding is to be made a point."""
    finding = next((each for each in shown if each.key == request.GET.get("finding")), None)
    if finding is None:
        return None
    names = {each.post: each.name for each in found.people}
    about = ", ".join(names[post] for post in finding.posts[:5] if post in names) or finding_detail(finding)
    words = f"{finding_title(finding)}: {about}" if about else finding_title(finding)
    return {"matter": finding.proposed.value, "words": words, "finding": finding.key}


@require_POST
def write_summary(request: HttpRequest, pk: int) -> HttpResponse:
    """The analysis in words; dates it."""
    account, form = changeable_account(request, pk), SummaryForm(request.POST)
    if not form.is_valid():
        return _page(request, account, summary=form)
    actions.write_analysis(by=reader(request), at=now(), account=account, words=form.cleaned_data["words"])
    return _back(account)


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
    return _back(account)


@require_POST
def finish_point(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Dealt with, or not after all."""
    account = changeable_account(request, pk)
    point = get_object_or_404(queries.points_of(account), pk=row)
    actions.finish_point(by=reader(request), at=now(), point=point, done=point.done_at is None)
    return _back(account)


@require_POST
def remove_point(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Written by mistake."""
    account = changeable_account(request, pk)
    actions.remove_point(by=reader(request), at=now(), point=get_object_or_404(queries.points_of(account), pk=row))
    return _back(account)


@require_POST
def switch_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Do not show a finding again."""
    account, user = changeable_account(request, pk), reader(request)
    found = queries.map_of(account, now())
    known = {each.key for each in open_findings(account, found, now())}
    key, reason = request.POST.get("key", ""), request.POST.get("reason", "")[:300]
    form = SummaryForm({"words": reason})
    form.fields["words"].label = _("Reason")
    if key in known and form.is_valid():
        attempt(form, lambda: actions.switch_off(by=user, at=now(), account=account, key=key, reason=reason))
    say_faults(request, form)
    return _back(account)


@require_POST
def switch_on(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Show a finding again."""
    account = changeable_account(request, pk)
    actions.switch_on(by=reader(request), at=now(), off=get_object_or_404(queries.switched_off(account), pk=row))
    return _back(account)


def _back(account: Account) -> HttpResponse:
    return redirect("account-analysis", account.pk)
