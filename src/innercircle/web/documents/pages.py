"""An account's plan as a document: choose, make it in the background, take it away."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from innercircle.access.rules import may_administer
from innercircle.directory.models import Account
from innercircle.documents import actions, queries
from innercircle.documents.models import FORMAT_WORDS, Document
from innercircle.jobs.documents import MAKE, order_document, remove_document
from innercircle.jobs.models import Job
from innercircle.jobs.queries import latest_job
from innercircle.jobs.rules import State
from innercircle.reports.blocks import Format
from innercircle.web.documents.answering import as_file, logo_address
from innercircle.web.hours.frame import account_context, now, reader, seen_account
from innercircle.wording.remarks import said

_WAITS_LONG = timedelta(seconds=20)
_FULL, _SHORT = "full", "page"


class DocumentForm(forms.Form):
    """Format, extent and language of the document."""

    kind = forms.ChoiceField(
        label=lazy("Format"), choices=[(each.value, word) for each, word in FORMAT_WORDS.items()], initial=Format.PDF
    )
    extent = forms.ChoiceField(
        label=lazy("How much"),
        choices=[(_FULL, lazy("The whole plan")), (_SHORT, lazy("One page"))],
        initial=_FULL,
        help_text=lazy("One page holds what decides: figures, verdict, goals, next steps, findings."),
    )
    language = forms.ChoiceField(label=lazy("Language"), choices=settings.LANGUAGES)

    def wanted(self) -> actions.Wanted:
        """What the valid form asks for."""
        chosen = self.cleaned_data
        return actions.Wanted(Format(chosen["kind"]), chosen["language"], chosen["extent"] == _SHORT)


def account_document(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose what to make, and see what was made; sending the form orders a document."""
    account, user = seen_account(request, pk), reader(request)
    form = DocumentForm(request.POST or None, initial={"language": get_language() or "en"})
    if request.method == "POST" and form.is_valid():
        order_document(by=user, at=now(), account=account, wanted=form.wanted())
        return redirect("account-document", pk)
    firm = queries.firm()
    context = {
        **account_context(request, account, "account-document", _("Document")),
        "form": form,
        "documents": [_shown(each) for each in queries.visible_documents(user).filter(account=account)],
        "days": actions.KEPT.days,
        "firm": firm,
        "logo": logo_address(firm),
        "may_administer": may_administer(user.role),
    }
    return render(request, "documents/document.html", context, status=422 if form.errors else 200)


def progress(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """The progress alone, asked every second; once it is made the whole page comes anew."""
    document = _own(request, pk, row)[1]
    shown = _shown(document)
    if shown["job"] is None:
        return HttpResponseClientRefresh()
    return render(request, "documents/progress.html", {"each": shown, "account": document.account})


def download(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """The file."""
    account, document = _own(request, pk, row)
    if document.made_at is None:
        return redirect("account-document", account.pk)
    return as_file(document, by=reader(request), at=now())


@require_POST
def remove(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Take a document away, or stop the making of it."""
    account, document = _own(request, pk, row)
    remove_document(by=reader(request), at=now(), document=document)
    return redirect("account-document", account.pk)


def _own(request: HttpRequest, pk: int, row: int) -> tuple[Account, Document]:
    account = seen_account(request, pk)
    rows = queries.visible_documents(reader(request)).filter(account=account)
    return account, get_object_or_404(rows, pk=row)


def _shown(document: Document) -> dict[str, Any]:
    """A document as its row shows it: under way (`job`), failed (`failure`), or made."""
    job = None if document.made_at else latest_job(MAKE, document.pk)
    ended = job is not None and job.ended
    return {
        "row": document,
        "title": FORMAT_WORDS[Format(document.kind)],
        "language": dict(settings.LANGUAGES).get(document.language, document.language),
        "until": document.at + actions.KEPT,
        "job": None if job is None or ended else {"row": job, "label": _label(job), "value": job.done or None},
        "failure": said(job.message) if job is not None and ended else "",
        "file": reverse("document-file", args=[document.account_id, document.pk]),
        "remove": reverse("document-remove", args=[document.account_id, document.pk]),
    }


def _label(job: Job) -> str:
    if job.stop_requested:
        return _("Stopping")
    if job.state == State.RUNNING:
        return _("Reading and writing")
    if now() - job.at > _WAITS_LONG:
        return _("Waiting for a worker; is “innercircle serve” or “innercircle work” running?")
    return _("Waiting its turn")
