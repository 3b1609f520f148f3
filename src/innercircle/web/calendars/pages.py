"""The list of calendars, one calendar with what was taken from it, upload, and deletion."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from innercircle.access.models import User
from innercircle.calendars.models import Import
from innercircle.calendars.queries.allowed import (
    importable_owners,
    searched_calendars,
    visible_calendars,
    visible_imports,
)
from innercircle.calendars.queries.listed import entries_of, is_own, lines, loss_of
from innercircle.hours.actions import delete_calendar
from innercircle.jobs.importing import Wanted, import_later, keep_upload
from innercircle.web.calendars.forms import UploadForm
from innercircle.web.listing import read_listing

_RECENT = 5
_UNDECIDED = (Import.Stage.WAITING, Import.Stage.READING, Import.Stage.APPLYING, Import.Stage.HELD)


def person(request: HttpRequest) -> User:
    """The person who asks; the log-in middleware lets nobody else through."""
    user = request.user
    if not isinstance(user, User):
        raise Http404
    return user


def calendars(request: HttpRequest) -> HttpResponse:
    """The calendars this person may see, and the imports that are under way or were last."""
    user = person(request)
    listing = read_listing(request.GET, sorts=("name", "owner", "imported_at"), default="name")
    page = listing.page_of(searched_calendars(user, listing.words, listing.order, descending=listing.descending))
    runs = visible_imports(user).select_related("owner")
    context = {
        "listing": listing,
        "page": page,
        "undecided": runs.filter(stage__in=_UNDECIDED)[:_RECENT],
        "recent": _with_counts(user, runs.exclude(stage__in=_UNDECIDED)),
        "may_upload": importable_owners(user).exists(),
    }
    return render(request, "calendars/calendars.html", context)


def _with_counts(user: User, runs: QuerySet[Import]) -> list[dict[str, Any]]:
    """The newest imports; what they changed is counted only for who may see all of it."""
    return [{"run": run, "counts": run.counts if is_own(user, run) else None} for run in runs[:_RECENT]]


def upload(request: HttpRequest) -> HttpResponse:
    """Choose files and whose they are; each becomes an import that the workers carry out."""
    user = person(request)
    if not importable_owners(user).exists():
        return render(request, "calendars/nobody.html")
    initial = {"calendar": request.GET.get("calendar", "")}
    form = UploadForm(user, request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        return _taken(request, user, form.cleaned_data)
    crumbs = [(_("Calendars"), reverse("calendars"))]
    return render(request, "calendars/upload.html", {"form": form, "crumbs": crumbs})


def _taken(request: HttpRequest, user: User, chosen: dict[str, Any]) -> HttpResponse:
    runs = []
    for file in chosen["exports"]:
        wanted = Wanted(chosen["owner"], keep_upload(file), file.name, chosen["calendar"])
        run, _job = import_later(wanted, by=user, at=timezone.now())
        runs.append(run)
    if len(runs) == 1:
        return redirect("calendar-import", runs[0].pk)
    text = ngettext("%(count)d calendar is being imported.", "%(count)d calendars are being imported.", len(runs))
    messages.success(request, text % {"count": len(runs)})
    return redirect("calendars")


def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """One calendar: what was taken from it, its imports, and what deleting it would take along."""
    user = person(request)
    row = get_object_or_404(visible_calendars(user).select_related("owner"), pk=pk)
    listing = read_listing(request.GET, sorts=("start",), default="-start")
    page = listing.page_of(entries_of(user, row, listing.words))
    own = is_own(user, row)
    context = {
        "calendar": row,
        "listing": listing,
        "page": page,
        "lines": lines(user, page.object_list, own=own),
        "own": own,
        "imports": _with_counts(user, row.imports.select_related("owner")),
        "loss": loss_of(row),
        "crumbs": [(_("Calendars"), reverse("calendars"))],
    }
    return render(request, "calendars/calendar.html", context)


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a calendar and what only it tells of."""
    user = person(request)
    row = get_object_or_404(visible_calendars(user), pk=pk)
    delete_calendar(by=user, at=timezone.now(), calendar=row)
    messages.success(request, _("The calendar “%(name)s” was deleted; the figures follow.") % {"name": row.name})
    return redirect("calendars")
