"""Pages of imports of the directory: upload, columns, preview, apply, stop, rejects, undo. For administrators."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from innercircle.access.rules import Conflict, Refused
from innercircle.intake import actions, queries
from innercircle.intake.models import KIND_WORDS, Import, StagedLine
from innercircle.intake.reading import AT_ONCE, MOST_BYTES, Table, UnusableFileError, read_file
from innercircle.intake.rules import FIELDS, Kind, Outcome, figure_field, looks_like
from innercircle.jobs import intake as work
from innercircle.jobs.importing import keep_upload
from innercircle.jobs.models import Job
from innercircle.jobs.queries import seconds_left
from innercircle.jobs.rules import State
from innercircle.kit.words import Sentence
from innercircle.web.directory.frame import follow, now, reader
from innercircle.web.export import KINDS, answer
from innercircle.web.templatetags.directory_words import field_word
from innercircle.wording.remarks import said

_LINES = 50
_SAMPLES = 3
_OUTCOMES = {
    Outcome.NEW: (lazy("New"), "plus", "green"),
    Outcome.CHANGED: (lazy("Changed"), "pencil", "blue"),
    Outcome.UNCHANGED: (lazy("Unchanged"), "equal", "secondary"),
    Outcome.REJECTED: (lazy("Rejected"), "alert-circle", "red"),
    Outcome.CONFLICT: (lazy("Changed meanwhile"), "alert-triangle", "yellow"),
}
_WAITS_LONG = timedelta(seconds=20)


Stage = Import.Stage
_UNDER_WAY = (Stage.READING, Stage.PLANNING, Stage.APPLYING, Stage.UNDOING)
_WRITTEN = (Stage.APPLIED, Stage.STOPPED, Stage.HALTED)


class UploadForm(forms.Form):
    """A file, what it holds, and where it is from."""

    kind = forms.ChoiceField(
        label=lazy("What it holds"),
        required=False,
        help_text=lazy(
            "Begin with the colleagues, then accounts, then contacts, then coverage: each refers to those before."
        ),
    )
    file = forms.FileField(
        label=lazy("File (CSV or XLSX)"), widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"})
    )
    source = forms.CharField(
        label=lazy("Source"),
        required=False,
        max_length=100,
        help_text=lazy("A name like “CRM export”: how its columns are mapped is remembered under it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)  # noqa: S101 - declared above
        kind.choices = [("", _("Tell from the headings")), *KIND_WORDS.items()]


def imports(request: HttpRequest) -> HttpResponse:
    """Upload a file; below it the imports so far."""
    _require_importer(request)
    form = UploadForm(request.POST or None, request.FILES or None, initial={"kind": request.GET.get("kind", "")})
    if request.method == "POST" and form.is_valid():
        run = _stage(request, form)
        if run is not None:
            return redirect("import", run.pk)
    page = Paginator(queries.visible_imports(reader(request)), _LINES).get_page(request.GET.get("page", "1"))
    context = {"form": form, "page": page, "kinds": KIND_WORDS, "crumbs": [(_("Import"), "")]}
    return render(request, "intake/imports.html", context, status=200 if request.method == "GET" else 422)


def _stage(request: HttpRequest, form: UploadForm) -> Import | None:
    file: UploadedFile[Any] = form.cleaned_data["file"]
    name = (file.name or "file").replace("\x00", "")[:200]
    if (file.size or 0) > MOST_BYTES:
        form.add_error(
            "file", _("%(name)s is larger than %(limit)d MB; split it.") % {"name": name, "limit": MOST_BYTES // 2**20}
        )
        return None
    kind = form.cleaned_data["kind"]
    if (file.size or 0) > AT_ONCE:
        return _received(request, Kind(kind) if kind else None, file, name, form.cleaned_data["source"])
    try:
        table = read_file(file.read(), name)
    except UnusableFileError as fault:
        form.add_error("file", said(str(fault)))
        return None
    kind = kind or looks_like(table.headings)
    if not kind:
        form.add_error("kind", _("The headings do not tell what this file holds; please say it."))
        return None
    return _planned(request, Kind(kind), table, name, form.cleaned_data["source"])


def _received(request: HttpRequest, kind: Kind | None, file: UploadedFile[Any], name: str, source: str) -> Import:
    """A long file is read and planned in the background."""
    place = keep_upload(file)
    return work.read_later(by=reader(request), at=now(), kind=kind, place=place, file_name=name, source=source)[0]


def _planned(request: HttpRequest, kind: Kind, table: Table, name: str, source: str) -> Import:
    user = reader(request)
    run = actions.stage(by=user, at=now(), kind=kind, table=table, file_name=name, source=source)
    if source and run.source is None:
        columns = {int(place): field for place, field in run.columns.items()}
        run = actions.choose_columns(by=user, at=now(), run=run, columns=columns, source=source)
    if queries.is_ready(run):
        run = work.plan_import(by=user, at=now(), run=run)
    return run


def import_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What would become, or became, of every line; the columns first where they are not settled."""
    run = _seen(request, pk)
    if run.stage == Stage.READ:
        return redirect("import-columns", pk)
    if run.stage in _UNDER_WAY or run.stage == Stage.FAILED:
        return render(
            request,
            "intake/running.html",
            {"run": run, "job": _progress(run), "message": said(run.message), "crumbs": _crumbs(run)},
        )
    outcome = request.GET.get("outcome", "")
    outcome = outcome if outcome in set(Outcome) else ""
    page = Paginator(queries.lines_of(run, outcome), _LINES).get_page(request.GET.get("page", "1"))
    context = {
        "run": run,
        "kind": run.get_kind_display(),
        "message": said(run.message),
        "done": run.done,
        "todo": queries.lines_to_write(run),
        "not_taken": sum(run.counts.get(each, 0) for each in queries.NOT_TAKEN),
        "page": page,
        "lines": [_line(line) for line in page],
        "outcome": outcome,
        "tabs": _tabs(run, outcome),
        "notes": run.notes[:20],
        "ignored": [name for place, name in enumerate(run.headings) if str(place) not in run.columns and name],
        "writes": run.counts.get("new", 0) + run.counts.get("changed", 0),
        "losses": queries.losses_of(run) if run.stage in _WRITTEN else [],
        "blockers": queries.blockers_of(run) if run.stage in _WRITTEN and queries.is_short(run) else [],
        "crumbs": _crumbs(run),
    }
    return render(request, "intake/import.html", context)


def _crumbs(run: Import) -> list[tuple[str, str]]:
    return [(_("Import"), reverse("imports")), (run.file_name, "")]


def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the work is, asked every second; once it is over the whole page comes anew."""
    run = _seen(request, pk)
    job = _progress(run)
    if job is None:
        return HttpResponseClientRefresh()
    return render(request, "intake/progress.html", {"run": run, "job": job})


def _progress(run: Import) -> dict[str, Any] | None:
    """What the progress bar shows; None when nothing is under way."""
    job = work.running(run)
    if job is None:
        return None
    counted = job.total and run.stage != Stage.READING
    return {"label": _label(run, job), "detail": _detail(run, job), "value": job.done if counted else None, "row": job}


def _label(run: Import, job: Job) -> str:
    if job.stop_requested:
        return _("Stopping")
    if job.state == State.WAITING and now() - job.at > _WAITS_LONG:
        return _("Waiting for a worker; is “innercircle serve” or “innercircle work” running?")
    return str(run.get_stage_display() if job.state == State.RUNNING else _("Waiting its turn"))


def _detail(run: Import, job: Job) -> str:
    """Lines (or portions, while it is undone) done, how many a second, and the time left."""
    if job.state != State.RUNNING or not job.done or job.started_at is None:
        return ""
    if run.stage == Stage.READING:
        return ngettext("%(done)d line", "%(done)d lines", job.done) % {"done": job.done}
    undoing = run.stage == Stage.UNDOING
    so_far = _("%(done)d of %(total)d portions") if undoing else _("%(done)d of %(total)d lines")
    words = [so_far % {"done": job.done, "total": job.total}]
    elapsed = (now() - job.started_at).total_seconds()
    if elapsed > 1 and not undoing:
        words.append(_("%(rate)s a second") % {"rate": round(job.done / elapsed)})
    left = seconds_left(job, now())
    if left is not None and job.done < job.total:
        words.append(ngettext("%(seconds)d second left", "%(seconds)d seconds left", left) % {"seconds": left})
    return " · ".join(words)


def _line(line: StagedLine) -> dict[str, Any]:
    word, icon, colour = _OUTCOMES[Outcome(line.outcome)]
    reasons = [queries.sentence_of(reason) for reason in line.reasons]
    return {
        "line": line,
        "word": word,
        "icon": icon,
        "colour": colour,
        "reasons": [(column, queries.translated(sentence)) for column, sentence in reasons],
        "changes": [{"column": column, "old": old, "new": new} for column, old, new in line.changes],
    }


def _tabs(run: Import, outcome: str) -> list[dict[str, Any]]:
    tabs = [{"label": _("All"), "href": "?", "current": not outcome, "icon": "list-details"}]
    for key, (word, icon, _colour) in _OUTCOMES.items():
        count = run.counts.get(key, 0)
        if count:
            tabs.append(
                {"label": f"{word} ({count})", "href": f"?outcome={key}", "current": outcome == key, "icon": icon}
            )
    return tabs


def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Which heading is which field, with a few lines to see what the columns hold."""
    run = _seen(request, pk)
    if work.running(run) is not None:
        return redirect("import", pk)
    problem = said(run.message)
    if request.method == "POST":
        chosen = {place: request.POST.get(f"column-{place}", "") for place in range(len(run.headings))}
        source = request.POST.get("source", "")[:100].replace("\x00", "")
        try:
            run = actions.choose_columns(by=reader(request), at=now(), run=run, columns=chosen, source=source)
            work.plan_import(by=reader(request), at=now(), run=run)
            return redirect("import", pk)
        except Refused as fault:
            problem = str(fault)
    samples = [line.texts for line in queries.lines_of(run)[:_SAMPLES]]
    context = {
        "run": run,
        "problem": problem,
        "columns": [
            {
                "place": place,
                "heading": heading,
                "samples": [texts[place] for texts in samples if texts[place]],
                "options": _options(run, place, heading),
            }
            for place, heading in enumerate(run.headings)
        ],
        "sources": queries.sources(run.kind),
        "crumbs": [
            (_("Import"), reverse("imports")),
            (run.file_name, reverse("import", args=[pk])),
            (_("Columns"), ""),
        ],
    }
    return render(request, "intake/columns.html", context, status=422 if request.method == "POST" else 200)


def _options(run: Import, place: int, heading: str) -> list[dict[str, Any]]:
    chosen = run.columns.get(str(place), "")
    names = [field.name for field in FIELDS[Kind(run.kind)]]
    figure = figure_field(heading) if run.kind == Kind.ACCOUNTS else None
    names += [name for name in dict.fromkeys([figure, chosen]) if name and name not in names]
    return [{"value": name, "chosen": name == chosen} for name in names]


@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what the preview shows."""
    run = _seen(request, pk)
    try:
        run = work.apply_import(by=reader(request), at=now(), run=run)
    except Conflict as fault:
        if _seen(request, pk).stage != Stage.PLANNED:
            raise
        context = {"reason": str(fault), "back": reverse("import", args=[pk])}
        return render(request, "409.html", context, status=409)
    if run.stage == Stage.APPLIED:
        follow(request, _("Imported. You can undo it on this page while nothing leans on it."))
    return redirect("import", pk)


@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop the work on an import; what was written by then stays, to go on with or to take back."""
    work.stop_import(by=reader(request), at=now(), run=_seen(request, pk))
    return redirect("import", pk)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the whole import back."""
    run = work.undo_import(by=reader(request), at=now(), run=_seen(request, pk))
    if run.stage == Stage.UNDONE:
        follow(request, _("The import was undone."))
    return redirect("import", run.pk)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a file that was never applied."""
    work.discard_import(by=reader(request), at=now(), run=_seen(request, pk))
    follow(request, _("The file was forgotten; nothing was written."))
    return redirect("imports")


def rejects(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The rejected lines with their reasons, to mend and import again."""
    run = _seen(request, pk)
    header = [*run.headings, _("why rejected")]
    rows = queries.rejected_rows(run, _reason)
    return answer(request, kind if kind in KINDS else "csv", _("rejected lines"), header, rows)


def _reason(column: str, sentence: Sentence) -> str:
    words = queries.translated(sentence)
    return f"{field_word(column)}: {words}" if column else words


def faults(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Every fault with its line, its column, what stands there and what is wrong."""
    header = [_("line"), _("column"), _("cell"), _("what is wrong")]
    rows = queries.faults(_seen(request, pk))
    return answer(request, kind if kind in KINDS else "csv", _("faults"), header, rows)


def _seen(request: HttpRequest, pk: int) -> Import:
    return get_object_or_404(queries.visible_imports(reader(request)), pk=pk)


def _require_importer(request: HttpRequest) -> None:
    if not queries.may_import(reader(request)):
        raise Http404


urls = [
    path("imports/", imports, name="imports"),
    path("imports/<int:pk>/", import_page, name="import"),
    path("imports/<int:pk>/columns/", columns, name="import-columns"),
    path("imports/<int:pk>/apply/", apply, name="import-apply"),
    path("imports/<int:pk>/undo/", undo, name="import-undo"),
    path("imports/<int:pk>/discard/", discard, name="import-discard"),
    path("imports/<int:pk>/progress/", progress, name="import-progress"),
    path("imports/<int:pk>/stop/", stop, name="import-stop"),
    path("imports/<int:pk>/faults.<str:kind>", faults, name="import-faults"),
    path("imports/<int:pk>/rejects.<str:kind>", rejects, name="import-rejects"),
]
