"""A person's own keys to the API."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from innercircle.access import queries
from innercircle.access.actions import make_token, revoke_token
from innercircle.web.directory.frame import attempt, now, reader

_DAYS = {"30": lazy("30 days"), "90": lazy("90 days"), "365": lazy("a year"), "": lazy("until revoked")}


class KeyForm(forms.Form):
    """What a key is for and what it may do."""

    name = forms.CharField(label=lazy("What it is for"), max_length=100)
    may_write = forms.BooleanField(label=lazy("May write, not only read"), required=False)
    days = forms.ChoiceField(label=lazy("Valid for"), required=False, choices=list(_DAYS.items()), initial="90")


def keys(request: HttpRequest) -> HttpResponse:
    """The keys there are, and making a new one; the key itself is shown once."""
    user, made = reader(request), None
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        until = now() + timedelta(days=int(chosen["days"])) if chosen["days"] else None
        made = attempt(
            form,
            lambda: make_token(by=user, at=now(), name=chosen["name"], may_write=chosen["may_write"], expires_at=until),
        )
        form = form if made is None else KeyForm()
    context = {
        "form": form,
        "keys": queries.own_tokens(user),
        "made": made[1] if made else "",
        "now": now(),
        "crumbs": [(_("Settings"), reverse("settings")), (_("Keys"), "")],
    }
    return render(request, "access/keys.html", context)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a key at once."""
    user = reader(request)
    row = get_object_or_404(queries.own_tokens(user), pk=pk)
    revoke_token(by=user, at=now(), token=row)
    messages.success(request, _("The key no longer works."))
    return redirect("keys")
