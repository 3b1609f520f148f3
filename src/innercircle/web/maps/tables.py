"""Everything on the map of an account as tables to take away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from innercircle.directory.models import Account
from innercircle.maps import queries
from innercircle.maps.rules.values import Map
from innercircle.maps.tables import (
    Table,
    What,
    coverage_table,
    findings_table,
    people_table,
    points_table,
    steps_table,
    values_table,
)
from innercircle.plans.queries import open_findings, six_steps
from innercircle.web.export import KINDS, answer
from innercircle.web.hours.frame import account_context, now, seen_account

_WORDS = {
    What.PEOPLE: (lazy("People"), lazy("Roles, influence, stance, reporting lines and competitors, a line a person.")),
    What.COVERAGE: (
        lazy("Coverage"),
        lazy("Who covers whom: assessed and wanted level, lead and deputy, the evidence beside it."),
    ),
    What.VALUES: (lazy("Values"), lazy("What people try to achieve, struggle with, would count as help.")),
    What.FINDINGS: (lazy("Findings"), lazy("What is wrong or missing on the map, with the people it is about.")),
    What.POINTS: (lazy("Analysis"), lazy("Issues, problems and opportunities, with owner and date.")),
    What.STEPS: (lazy("Six steps"), lazy("How far each step is, and what is missing.")),
}


def account_tables(request: HttpRequest, pk: int) -> HttpResponse:
    """Every table of the account, with how many lines it has."""
    account, at = seen_account(request, pk), now()
    found = queries.map_of(account, at)
    tables = [
        {"what": what.value, "name": name, "lead": lead, "lines": len(_table(what, account, found, at)[1])}
        for what, (name, lead) in _WORDS.items()
    ]
    context = {**account_context(request, account, "account-map", _("Tables")), "tables": tables, "kinds": KINDS}
    return render(request, "maps/tables.html", context)


def account_table(request: HttpRequest, pk: int, what: str, kind: str) -> HttpResponse:
    """One table as a file."""
    account, at = seen_account(request, pk), now()
    if kind not in KINDS or what not in set(What):
        raise Http404
    header, rows = _table(What(what), account, queries.map_of(account, at), at)
    return answer(request, kind, f"{account.name} {_WORDS[What(what)][0]}", header, rows)


def _table(what: What, account: Account, found: Map, at: datetime) -> Table:
    name = account.name
    tables: dict[What, Callable[[], Table]] = {
        What.PEOPLE: lambda: people_table(name, found),
        What.COVERAGE: lambda: coverage_table(name, found, int(at.timestamp())),
        What.VALUES: lambda: values_table(
            name, queries.values_at(account), {each.post: each.name for each in found.people}
        ),
        What.FINDINGS: lambda: findings_table(name, found, open_findings(account, found, at)),
        What.POINTS: lambda: points_table(name, queries.points_of(account)),
        What.STEPS: lambda: steps_table(name, found, six_steps(account, found, at)),
    }
    return tables[what]()
