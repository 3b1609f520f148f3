"""Pages of colleagues: the list, one person, adding, editing, deleting."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from innercircle.access.queries import teams, users
from innercircle.access.rules import Refused, Role, may_administer
from innercircle.directory import actions, queries
from innercircle.directory.tables import colleagues_table
from innercircle.intake.queries import may_import
from innercircle.web.directory.frame import attempt, follow, now, reader, seen_colleague, today
from innercircle.web.directory.people_forms import ColleagueForm
from innercircle.web.export import KINDS, answer
from innercircle.web.listing import Filter, Listing, read_listing


def colleagues(request: HttpRequest) -> HttpResponse:
    """Our own people."""
    user, listing = reader(request), _listing(request)
    context = {
        "listing": listing,
        "page": listing.page_of(_rows(request, listing)),
        "today": today(),
        "may_add": _keeps(request),
        "may_import": may_import(user),
        "query": request.GET.urlencode(),
    }
    return render(request, "directory/colleagues.html", context)


def colleagues_export(request: HttpRequest, kind: str) -> HttpResponse:
    """The colleagues that fit the filter."""
    if kind not in KINDS:
        raise Http404
    header, rows = colleagues_table(queries.colleague_records(_rows(request, _listing(request))))
    return answer(request, kind, _("colleagues"), header, rows)


def _listing(request: HttpRequest) -> Listing:
    states = [
        ("here", _("Works here")),
        ("left", _("Left")),
        ("log-in", _("With log-in")),
        ("no-log-in", _("Without log-in")),
    ]
    groups = [(str(row.pk), row.name) for row in teams(reader(request))]
    return read_listing(
        request.GET,
        sorts=queries.COLLEAGUE_SORTS,
        default="name",
        filters=[
            Filter("team", _("Team"), [*groups, (queries.NOBODY, _("None"))]),
            Filter("state", _("State"), states),
        ],
    )


def _rows(request: HttpRequest, listing: Listing) -> Any:
    return queries.colleague_list(
        reader(request), words=listing.words, sort=listing.sort, chosen=listing.chosen, today=today()
    )


def _keeps(request: HttpRequest) -> bool:
    return reader(request).role in {Role.ADMINISTRATOR, Role.MANAGER}


def _require_keeper(request: HttpRequest) -> None:
    if not _keeps(request):
        raise Refused(_("Only administrators and managers keep the list of colleagues."))


def colleague(request: HttpRequest, pk: int) -> HttpResponse:
    """One colleague: addresses, team, the accounts they look after among those the reader sees."""
    user, row = reader(request), seen_colleague(request, pk)
    seen = queries.visible_accounts(user)
    context = {
        "colleague": row,
        "crumbs": [(_("Colleagues"), reverse("colleagues")), (row.name, "")],
        "managed": seen.filter(account_manager=row),
        "member_of": seen.filter(members=row),
        "may_change": _keeps(request),
        "may_delete": _keeps(request) and (may_administer(user.role) or row.user_id is None),
        "dependents": queries.dependents(row) if _keeps(request) else [],
        "gone": row.left_on is not None and row.left_on <= today(),
        "is_me": row.user_id == user.pk,
    }
    return render(request, "directory/colleague.html", context)


def add(request: HttpRequest) -> HttpResponse:
    """A new colleague."""
    _require_keeper(request)
    user = reader(request)
    form = ColleagueForm(request.POST or None, by=user, users=list(users(user)))
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form, lambda: actions.add_colleague(by=user, at=now(), values=form.values, emails=form.email_list)
        )
        if made is not None:
            follow(request, _("“%(name)s” was added.") % {"name": made})
            return redirect("colleague", made.pk)
    way = [(_("Colleagues"), reverse("colleagues")), (_("Add colleague"), "")]
    context = {"form": form, "title": _("Add colleague"), "back": reverse("colleagues"), "crumbs": way}
    return render(request, "directory/form.html", context)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a colleague."""
    row = seen_colleague(request, pk)
    _require_keeper(request)
    user = reader(request)
    form = ColleagueForm(request.POST or None, by=user, users=list(users(user)), colleague=row)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        done = attempt(
            form,
            lambda: actions.change_colleague(
                by=user, at=now(), colleague=row, version=version, values=form.values, emails=form.email_list
            ),
        )
        if done is not None:
            follow(request, _("Saved."))
            return redirect("colleague", pk)
    page = reverse("colleague", args=[pk])
    way = [(_("Colleagues"), reverse("colleagues")), (row.name, page), (_("Edit"), "")]
    return render(
        request, "directory/form.html", {"form": form, "title": _("Edit colleague"), "back": page, "crumbs": way}
    )


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a colleague nothing depends on."""
    row = seen_colleague(request, pk)
    actions.delete_colleague(by=reader(request), at=now(), colleague=row)
    follow(request, _("“%(name)s” was deleted.") % {"name": row})
    return redirect("colleagues")
