"""What stands beside the picture where nobody is chosen: the six steps and the findings, fetched by the page itself."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from innercircle.maps import queries
from innercircle.maps.words import finding_detail, finding_title, step_state, step_title
from innercircle.plans.queries import open_findings, six_steps
from innercircle.web.hours.frame import now, seen_account


def map_beside(request: HttpRequest, pk: int) -> HttpResponse:
    """A part of the map's page: it asks the plans too, and the picture need not wait for that."""
    account, at = seen_account(request, pk), now()
    found = queries.map_of(account, at)
    names = {each.post: each.name for each in found.people}
    context = {
        "account": account,
        "findings": [
            {"title": finding_title(each), "detail": finding_detail(each), "names": _names(names, each.posts)}
            for each in open_findings(account, found, at)
        ],
        "steps": [
            {"step": each, "title": step_title(each), "state": step_state(each)}
            for each in six_steps(account, found, at)
        ],
    }
    return render(request, "maps/beside.html", context)


def _names(names: Mapping[int, str], posts: tuple[int, ...]) -> str:
    shown = [names[post] for post in posts if post in names]
    more = f" +{len(shown) - 3}" if len(shown) > 3 else ""
    return ", ".join(shown[:3]) + more
