"""Teams and who manages them; for administrators."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from innercircle.access import queries
from innercircle.access.actions import delete_team, save_team
from innercircle.access.models import Team, User
from innercircle.access.rules import Role
from innercircle.web.access.users import require_administrator
from innercircle.web.directory.frame import attempt, now
from innercircle.web.export import KINDS, answer


class TeamForm(forms.Form):
    """A team's name and its managers."""

    name = forms.CharField(label=lazy("Name"), max_length=200)
    managers = forms.MultipleChoiceField(
        label=lazy("Managers"), required=False, widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})
    )

    def __init__(self, data: Any = None, *, by: User, team: Team | None = None) -> None:
        current = list(team.managers.all()) if team else []
        initial = {"name": team.name if team else "", "managers": [str(row.pk) for row in current]}
        super().__init__(data, initial=initial)
        rows = [*queries.users(by).filter(role=Role.MANAGER, is_active=True), *current]
        self.people = {str(row.pk): row for row in rows}
        field = self.fields["managers"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - declared above
        field.choices = [(key, row.name) for key, row in self.people.items()]


def teams(request: HttpRequest) -> HttpResponse:
    """All teams."""
    by = require_administrator(request)
    return render(request, "access/teams.html", {"teams": queries.team_list(by)})


def teams_export(request: HttpRequest, kind: str) -> HttpResponse:
    """All teams as a file."""
    by = require_administrator(request)
    if kind not in KINDS:
        raise Http404
    rows = (
        [row.name, "; ".join(str(each) for each in row.managers.all()), row.people, row.clients]
        for row in queries.team_list(by)
    )
    return answer(request, kind, _("teams"), ["name", "managers", "colleagues", "accounts"], rows)


def add(request: HttpRequest) -> HttpResponse:
    """A new team."""
    return _form(request, Team(), _("Add team"))


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a team, choose its managers."""
    by = require_administrator(request)
    row = get_object_or_404(queries.teams(by), pk=pk)
    return _form(request, row, row.name)


def _form(request: HttpRequest, row: Team, title: str) -> HttpResponse:
    by = require_administrator(request)
    form = TeamForm(request.POST or None, by=by, team=row if row.pk else None)
    if request.method == "POST" and form.is_valid():
        row.name = form.cleaned_data["name"]
        managers = [form.people[key] for key in form.cleaned_data["managers"]]
        if attempt(form, lambda: save_team(by=by, at=now(), team=row, managers=managers)) is not None:
            messages.success(request, _("Saved."))
            return redirect("teams")
    crumbs = [(_("Teams"), reverse("teams")), (title, "")]
    return render(request, "access/team.html", {"form": form, "team": row, "title": title, "crumbs": crumbs})


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a team without colleagues and accounts."""
    by = require_administrator(request)
    row = get_object_or_404(queries.teams(by), pk=pk)
    delete_team(by=by, at=now(), team=row)
    messages.success(request, _("“%(name)s” was deleted.") % {"name": row})
    return redirect("teams")
