"""The firm's own buying roles: administrators add, rename and retire them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from innercircle.maps import actions, queries
from innercircle.maps.models import BuyingRole
from innercircle.maps.words import role_words
from innercircle.web.access.users import require_administrator
from innercircle.web.directory.frame import attempt
from innercircle.web.hours.frame import now
from innercircle.web.maps.forms import RoleForm


def roles(request: HttpRequest) -> HttpResponse:
    """The roles with how many people hold each; adds one."""
    user = require_administrator(request)
    form = RoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: actions.add_role(by=user, at=now(), name=form.cleaned_data["name"]))
        if made is not None:
            messages.success(request, _("“%(name)s” was added.") % {"name": made})
            return redirect("roles")
    return _page(request, form)


@require_POST
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Call a role differently."""
    user, role = require_administrator(request), _role(pk)
    form = RoleForm(request.POST, ids=f"role{pk}")
    work = lambda: actions.rename_role(by=user, at=now(), role=role, name=form.cleaned_data["name"])  # noqa: E731
    if form.is_valid() and attempt(form, work) is not None:
        messages.success(request, _("Saved."))
        return redirect("roles")
    return _page(request, RoleForm(), {pk: form})


@require_POST
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer a role no longer, or again: what the button said, also where somebody else was faster."""
    user, role = require_administrator(request), _role(pk)
    if request.POST.get("wish", "use" if role.retired_on else "retire") == "use":
        actions.restore_role(by=user, at=now(), role=role)
    else:
        actions.retire_role(by=user, at=now(), role=role)
    messages.success(request, _("Saved."))
    return redirect("roles")


def _role(pk: int) -> BuyingRole:
    found = next((each for each in queries.roles() if each.pk == pk), None)
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, form: RoleForm, faulty: dict[int, RoleForm] | None = None) -> HttpResponse:
    every, held, words = queries.roles(), queries.role_holders(), role_words(queries.role_names())
    rows = [
        {
            "role": each,
            "word": words[each.key],
            "held": held.get(each.key, 0),
            "form": (faulty or {}).get(each.pk) or RoleForm(name=each.name, ids=f"role{each.pk}"),
            "faulty": each.pk in (faulty or {}),
        }
        for each in every
    ]
    context = {"rows": rows, "form": form, "crumbs": [(_("Portfolio"), reverse("portfolio")), (_("Buying roles"), "")]}
    return render(request, "maps/roles.html", context, status=422 if form.errors or faulty else 200)
