"""One import: how far it is, what came of it, the question it may ask."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from innercircle.access.rules import Refused
from innercircle.calendars.actions import imports
from innercircle.calendars.models import Calendar, Import
from innercircle.calendars.queries.allowed import visible_calendars, visible_imports
from innercircle.calendars.queries.listed import entries_written_by, is_own, lines
from innercircle.jobs.actions import request_stop
from innercircle.jobs.calendars import IMPORT, give_up_import
from innercircle.jobs.importing import decide_and_go_on
from innercircle.jobs.models import Job
from innercircle.jobs.queries import latest_job, seconds_left
from innercircle.jobs.rules import State
from innercircle.web.calendars.pages import person
from innercircle.web.listing import read_listing

_GIVE_UP = "give-up"
_WAITS_LONG = timedelta(seconds=20)


def calendar_import(request: HttpRequest, pk: int) -> HttpResponse:
    """How far an import is, or what came of it, with every remark and the entries it wrote."""
    user = person(request)
    run = _seen(request, pk)
    listing = read_listing(request.GET, sorts=("start",), default="-start")
    page = listing.page_of(entries_written_by(user, run))
    context = {
        "run": run,
        "job": _progress(run),
        "page": page,
        "listing": listing,
        "lines": lines(user, page.object_list, own=is_own(user, run)),
        "own": is_own(user, run),
        "calendars": _calendars_of(request, run),
        "crumbs": [(_("Calendars"), reverse("calendars"))],
    }
    return render(request, "calendars/import.html", context)


def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The progress alone, asked every second; once all is over the whole page comes anew."""
    run = _seen(request, pk)
    job = _progress(run)
    if job is None:
        return HttpResponseClientRefresh()
    return render(request, "calendars/progress.html", {"run": run, "job": job})


@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop an import; nothing it read is kept."""
    run = _seen(request, pk)
    job = latest_job(IMPORT, run.pk)
    if job is not None and not job.ended:
        job = request_stop(at=timezone.now(), job=job)
        if job.state == State.STOPPED:
            give_up_import(run.pk, timezone.now(), State.STOPPED, "")
    return redirect("calendar-import", run.pk)


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer an import that is held back: the missing entries were removed, are to be kept, or give it up."""
    user = person(request)
    run = _seen(request, pk)
    answer = request.POST.get("answer", "")
    try:
        if answer == _GIVE_UP:
            imports.discard(by=user, at=timezone.now(), run=run)
        else:
            decide_and_go_on(by=user, at=timezone.now(), run=run, removals=answer)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("calendar-import", run.pk)


def _seen(request: HttpRequest, pk: int) -> Import:
    rows = visible_imports(person(request)).select_related("owner__user", "by", "calendar")
    return get_object_or_404(rows, pk=pk)


def _calendars_of(request: HttpRequest, run: Import) -> list[Calendar]:
    wanted = [source["calendar"] for source in run.sources if source.get("calendar")]
    return list(visible_calendars(person(request)).filter(pk__in=wanted).order_by("name"))


def _progress(run: Import) -> dict[str, Any] | None:
    """What the progress bar shows; None when nothing is under way."""
    if run.ended or run.stage == Import.Stage.HELD:
        return None
    job = latest_job(IMPORT, run.pk)
    if job is None or job.ended:
        return None
    return {"label": _label(run, job), "detail": _detail(job), "value": job.done if job.total else None, "row": job}


def _label(run: Import, job: Job) -> str:
    if job.stop_requested:
        return _("Stopping")
    if job.state == State.WAITING and timezone.now() - job.at > _WAITS_LONG:
        return _("Waiting for a worker; is “innercircle serve” or “innercircle work” running?")
    return str(run.get_stage_display() if job.state == State.RUNNING else _("Waiting its turn"))


def _detail(job: Job) -> str:
    if job.state != State.RUNNING or not job.total or job.started_at is None:
        return ""
    words = [f"{filesizeformat(job.done)} / {filesizeformat(job.total)}"]
    elapsed = (timezone.now() - job.started_at).total_seconds()
    if elapsed > 1 and job.done:
        words.append(_("%(rate)s a second") % {"rate": filesizeformat(job.done / elapsed)})
    left = seconds_left(job, timezone.now())
    if left is not None and job.done < job.total:
        words.append(ngettext("%(seconds)d second left", "%(seconds)d seconds left", left) % {"seconds": left})
    return " · ".join(words)
