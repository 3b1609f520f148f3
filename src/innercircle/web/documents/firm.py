"""The firm's name and logo; for administrators."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from innercircle.documents.actions import save_firm
from innercircle.documents.queries import firm
from innercircle.kit.picture import MOST_BYTES
from innercircle.web.access.users import require_administrator
from innercircle.web.directory.frame import attempt, now
from innercircle.web.documents.answering import logo_address


class FirmForm(forms.Form):
    """Name and logo."""

    name = forms.CharField(
        label=lazy("Name of the firm"),
        max_length=200,
        required=False,
        help_text=lazy("Stands on the cover and on every page of documents."),
    )
    logo = forms.FileField(
        label=lazy("Logo"),
        required=False,
        max_length=200,
        help_text=lazy("PNG or JPEG, at most 2 MB. A wide one of 900 by 300 pixels prints best."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/png,image/jpeg"}),
    )
    no_logo = forms.BooleanField(label=lazy("Take the logo away"), required=False)

    def __init__(self, *args: Any, has_logo: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        if not has_logo:
            del self.fields["no_logo"]


def firm_page(request: HttpRequest) -> HttpResponse:
    """In whose name documents go out."""
    by, row = require_administrator(request), firm()
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = FirmForm(*given, initial={"name": row.name}, has_logo=bool(row.logo))
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: _save(form, by)) is not None:
        messages.success(request, _("Saved."))
        return redirect("firm")
    context = {"form": form, "firm": row, "logo": logo_address(row)}
    return render(request, "documents/firm.html", context, status=422 if form.errors else 200)


def _save(form: FirmForm, by: Any) -> Any:
    upload = form.cleaned_data.get("logo")
    data = upload.read(MOST_BYTES + 1) if upload else None
    chosen = form.cleaned_data
    return save_firm(by=by, at=now(), name=chosen["name"], logo=data, no_logo=bool(chosen.get("no_logo")))
