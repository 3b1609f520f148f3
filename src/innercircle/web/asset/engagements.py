"""Engagements of an account: add, mend, take away, from a file, and to take along."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files import File
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from innercircle.directory.models import Account
from innercircle.directory.queries import contacts_of
from innercircle.intake.reading import MOST_BYTES, Table, UnusableFileError, read_file
from innercircle.intake.rules.engagements import COLUMNS, LineFault, Read, read_engagements
from innercircle.kit.cells import Cell
from innercircle.plans.actions import engagements as actions
from innercircle.plans.models import Engagement
from innercircle.plans.queries.dependence import kinds_of_work, visible_engagements
from innercircle.web.asset.forms import EngagementForm, FileForm
from innercircle.web.directory.frame import attempt
from innercircle.web.export import KINDS, answer
from innercircle.web.hours.frame import account_context, now, reader, seen_account
from innercircle.web.maps.frame import changeable_account
from innercircle.wording.remarks import said as in_words

_SHOWN = 20  # faults of a file
_MOST = 2_000  # lines of one file


def add_engagement(request: HttpRequest, pk: int) -> HttpResponse:
    """Work the client gave us."""
    account, user = changeable_account(request, pk), reader(request)
    form = EngagementForm(request.POST or None, contacts=contacts_of(account), currency=account.currency)
    if form.is_valid():
        made = attempt(form, lambda: actions.add_engagement(by=user, at=now(), account=account, values=form.said))
        if made is not None:
            messages.success(request, _("“%(name)s” was added.") % {"name": made})
            return _back(account)
    return _form(request, account, form)


def edit_engagement(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Mend an engagement, or say how it ended."""
    account, user = changeable_account(request, pk), reader(request)
    found, version = _seen(request, account, row), _version(request)
    form = EngagementForm(
        request.POST or None, contacts=contacts_of(account), currency=account.currency, engagement=found
    )
    if form.is_valid():
        us: dict[str, Any] = {"by": user, "at": now(), "engagement": found, "version": version}
        if attempt(form, lambda: actions.change_engagement(**us, values=form.said)) is not None:
            messages.success(request, _("Saved."))
            return _back(account)
    return _form(request, account, form, found)


def _form(
    request: HttpRequest, account: Account, form: EngagementForm, engagement: Engagement | None = None
) -> HttpResponse:
    title = engagement.name if engagement else _("Add an engagement")
    context = {
        **account_context(request, account, "account-asset", title),
        "form": form,
        "title": title,
        "engagement": engagement,
        "kinds": kinds_of_work(reader(request)),
    }
    return render(request, "asset/engagement.html", context, status=422 if form.errors else 200)


def _version(request: HttpRequest) -> int | None:
    said = request.POST.get("version", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None


@require_POST
def remove_engagement(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Written down by mistake."""
    account = changeable_account(request, pk)
    actions.remove_engagement(by=reader(request), at=now(), engagement=_seen(request, account, row))
    messages.success(request, _("The engagement was taken away."))
    return _back(account)


def import_engagements(request: HttpRequest, pk: int) -> HttpResponse:
    """Engagements from a file: all lines, or none and what would be right."""
    account = changeable_account(request, pk)
    form = FileForm(request.POST or None, request.FILES or None)
    faults: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        read = _read(form, form.cleaned_data["file"])
        faults = [_fault(each) for each in read.faults]
        if not form.errors and not faults and _store(request, account, form, read):
            return _back(account)
    context = {
        **account_context(request, account, "account-asset", _("Engagements from a file")),
        "form": form,
        "faults": faults[:_SHOWN],
        "more": max(len(faults) - _SHOWN, 0),
        "columns": COLUMNS,
    }
    return render(request, "asset/import.html", context, status=422 if faults or form.errors else 200)


def _read(form: FileForm, file: File[bytes]) -> Read:
    name = (file.name or "file").replace("\x00", "")[:200]
    if (file.size or 0) > MOST_BYTES:
        said = {"name": name, "limit": MOST_BYTES // 2**20}
        form.add_error("file", _("%(name)s is larger than %(limit)d MB; split it.") % said)
        return Read()
    try:
        table = read_file(file.read(), name)
    except UnusableFileError as fault:
        form.add_error("file", in_words(str(fault)))
        return Read()
    return _lines(form, table)


def _lines(form: FileForm, table: Table) -> Read:
    read = read_engagements(table.headings, table.lines)
    if read.lacking:
        said = {"names": ", ".join(read.lacking)}
        form.add_error("file", _("The first line must name these columns: %(names)s.") % said)
    elif not read.lines and not read.faults:
        form.add_error("file", _("The file holds no engagement."))
    elif len(read.lines) > _MOST:
        form.add_error("file", _("The file holds more than %(most)d engagements; split it.") % {"most": _MOST})
    return read


def _store(request: HttpRequest, account: Account, form: FileForm, read: Read) -> bool:
    user = reader(request)
    try:
        made = actions.add_engagements(by=user, at=now(), account=account, lines=read.lines)
    except ValidationError as fault:
        form.add_error("file", fault.messages[0])
        return False
    said = ngettext("%(n)d engagement was added.", "%(n)d engagements were added.", len(made)) % {"n": len(made)}
    messages.success(request, said)
    return True


def _fault(each: LineFault) -> dict[str, Any]:
    words = _(each.sentence.text)
    values = each.sentence.values
    return {"line": each.line, "column": each.column, "words": words % values if values else words}


def export_engagements(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The engagements of an account with the columns that an import takes."""
    if kind not in KINDS:
        raise Http404
    account = seen_account(request, pk)
    rows = visible_engagements(reader(request)).filter(account=account).order_by("start", "pk")
    header = [field.name for field in COLUMNS]
    name = _("%(account)s engagements") % {"account": account}
    return answer(request, kind, name, header, (_cells(row) for row in rows))


def _cells(row: Engagement) -> list[Cell]:
    return [row.name, row.kind, row.start, row.end, row.value, row.currency, row.uncontested, row.unasked]


def _seen(request: HttpRequest, account: Account, row: int) -> Engagement:
    return get_object_or_404(visible_engagements(reader(request)).filter(account=account), pk=row)


def _back(account: Account) -> HttpResponse:
    return redirect(reverse("account-asset", args=[account.pk]) + "#engagements")
