"""Who changed what, when, from what to what; for administrators."""

from __future__ import annotations

from datetime import timedelta
from operator import itemgetter
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from innercircle.access import queries
from innercircle.access.models import AuditEvent
from innercircle.web.access.told import actions_saying, kind_word, tellings
from innercircle.web.access.users import require_administrator
from innercircle.web.directory.frame import now, reader
from innercircle.web.export import KINDS, answer
from innercircle.web.listing import Filter, Listing, read_listing

_MOST = 100_000  # lines of one export


def audit(request: HttpRequest) -> HttpResponse:
    """Every write, the newest first."""
    require_administrator(request)
    listing = _listing(request)
    page = listing.page_of(_rows(request, listing))
    context = {
        "listing": listing,
        "page": page,
        "lines": tellings(page),
        "query": request.GET.urlencode(),
    }
    return render(request, "access/audit.html", context)


def audit_export(request: HttpRequest, kind: str) -> HttpResponse:
    """The lines that fit the filter, one changed field a line; names as they are stored, for programs to read."""
    require_administrator(request)
    if kind not in KINDS:
        raise Http404
    header = ["at", "by", "action", "kind", "id", "name", "field", "before", "after"]
    events = _rows(request, _listing(request))[:_MOST]
    rows = (
        [event.at, event.by_name, event.action, event.target_kind, event.target_id, event.target_name, *change]
        for event in events
        for change in changes(event) or [("", "", "")]
    )
    return answer(request, kind, _("audit"), header, rows)


def changes(event: AuditEvent) -> list[tuple[str, str, str]]:
    """Field, before and after, as text."""
    names = dict.fromkeys([*event.before, *event.after])
    return [(name, _shown(event.before.get(name)), _shown(event.after.get(name))) for name in names]


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _listing(request: HttpRequest) -> Listing:
    user = reader(request)
    people = [(str(row.pk), str(row)) for row in queries.users(user)]
    kinds = sorted(((kind, kind_word(kind)) for kind in queries.audit_kinds(user)), key=itemgetter(1))
    spans = [("1", _("One day")), ("7", _("7 days")), ("30", _("30 days")), ("365", _("A year"))]
    filters = [Filter("by", _("By"), people), Filter("kind", _("Kind"), kinds), Filter("days", _("The last"), spans)]
    return read_listing(request.GET, sorts=("at",), default="-at", filters=filters)


def _rows(request: HttpRequest, listing: Listing) -> Any:
    chosen: dict[str, Any] = dict(listing.chosen)
    if "days" in chosen:
        chosen["since"] = now() - timedelta(days=int(chosen.pop("days")))
    return queries.audit_list(reader(request), words=listing.words, chosen=chosen, saying=actions_saying)
