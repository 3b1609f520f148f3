"""What stands beside the picture where nobody is chosen: the six steps and the findings, fetched by the page itself."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from innercircle.directory.models import Account
from innercircle.maps import queries
from innercircle.maps.rules.findings import Finding
from innercircle.maps.rules.values import Map
from innercircle.maps.words import step_state, step_title
from innercircle.plans.queries import open_findings, six_steps
from innercircle.web.hours.frame import now, seen_account
from innercircle.web.maps.found import shown_finding

_FEW = 4  # people named in a narrow column


def map_beside(request: HttpRequest, pk: int) -> HttpResponse:
    """A part of the map's page: it asks the plans too, and the picture need not wait for that."""
    account, at = seen_account(request, pk), now()
    found = queries.map_of(account, at)
    context = {
        "account": account,
        "findings": [_finding(account, found, each) for each in open_findings(account, found, at)],
        "steps": [
            {"step": each, "title": step_title(each), "state": step_state(each)}
            for each in six_steps(account, found, at)
        ],
    }
    return render(request, "maps/beside.html", context)


def _finding(account: Account, found: Map, finding: Finding) -> dict[str, Any]:
    """The first few of whom it is about; all of them stand where one decides."""
    told = shown_finding(account, found, finding)
    rows = [*told["ours"], *told["people"]]
    return {**told, "rows": rows[:_FEW], "more": max(0, len(rows) - _FEW)}
