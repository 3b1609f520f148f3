"""Who may log in, as what; for administrators."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from innercircle.access import queries
from innercircle.access.actions import change_user, give_password
from innercircle.access.models import ROLE_WORDS, User
from innercircle.access.rules import Role, may_administer
from innercircle.directory.actions import add_person
from innercircle.web.directory.frame import attempt, now, reader
from innercircle.web.export import KINDS, answer
from innercircle.web.listing import Filter, Listing, read_listing


class UserForm(forms.Form):
    """A person who may log in."""

    name = forms.CharField(label=lazy("Name"), max_length=200)
    email = forms.EmailField(label=lazy("E-mail address"), max_length=254)
    role = forms.ChoiceField(
        label=lazy("Role"),
        choices=list(ROLE_WORDS.items()),
        help_text=lazy(
            "Colleagues and account managers see the accounts they are on; managers those of their teams; "
            "executives see all and change nothing; administrators keep the system."
        ),
    )


class NewUserForm(UserForm):
    """A new person, with the team of the colleague they become."""

    team = forms.ChoiceField(label=lazy("Team"), required=False)

    def __init__(self, data: Any = None, *, by: User) -> None:
        super().__init__(data, initial={"role": Role.COLLEAGUE})
        self.teams = {str(row.pk): row for row in queries.teams(by)}
        field = self.fields["team"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", "–"), *((key, row.name) for key, row in self.teams.items())]


class ChangeUserForm(UserForm):
    """Name, address, role, and whether the door is open."""

    is_active = forms.BooleanField(label=lazy("May log in"), required=False)


def require_administrator(request: HttpRequest) -> User:
    """The reader, if they are an administrator; for everybody else there is no such page."""
    user = reader(request)
    if not may_administer(user.role):
        raise Http404
    return user


def users(request: HttpRequest) -> HttpResponse:
    """Everybody who may log in."""
    require_administrator(request)
    listing = _listing(request)
    context = {"listing": listing, "page": listing.page_of(_rows(request, listing)), "query": request.GET.urlencode()}
    return render(request, "access/users.html", context)


def users_export(request: HttpRequest, kind: str) -> HttpResponse:
    """The users that fit the filter."""
    require_administrator(request)
    if kind not in KINDS:
        raise Http404
    rows = ([row.name, row.email, row.role, row.is_active, row.last_login] for row in _rows(request, _listing(request)))
    return answer(request, kind, _("users"), ["name", "email", "role", "may_log_in", "last_log_in"], rows)


def _listing(request: HttpRequest) -> Listing:
    roles = [(str(key), str(word)) for key, word in ROLE_WORDS.items()]
    states = [("open", _("May log in")), ("closed", _("Closed"))]
    filters = [Filter("role", _("Role"), roles), Filter("state", _("State"), states)]
    return read_listing(request.GET, sorts=("name", "email", "role", "last_login"), default="name", filters=filters)


def _rows(request: HttpRequest, listing: Listing) -> Any:
    return queries.user_list(reader(request), words=listing.words, sort=listing.sort, chosen=listing.chosen)


def add(request: HttpRequest) -> HttpResponse:
    """Let somebody in; their first password is shown once."""
    by = require_administrator(request)
    form = NewUserForm(request.POST or None, by=by)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: _made(form, by))
        if made is not None:
            user, word = made
            return render(
                request, "access/password.html", {"user_row": user, "word": word, "crumbs": _crumbs(user.name)}
            )
    context = {"form": form, "title": _("Add user"), "back": reverse("users"), "crumbs": _crumbs(_("Add user"))}
    return render(request, "directory/form.html", context)


def _made(form: NewUserForm, by: User) -> tuple[User, str]:
    chosen = form.cleaned_data
    if queries.knows(chosen["email"]):
        raise ValidationError({"email": _("Somebody with this address may log in already.")})
    team, role = form.teams.get(chosen["team"]), Role(chosen["role"])
    user = add_person(by=by, at=now(), email=chosen["email"], name=chosen["name"], role=role, password=None, team=team)
    return user, give_password(by=by, at=now(), user=user)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a person's name, role, or close the door."""
    by = require_administrator(request)
    row = get_object_or_404(queries.users(by), pk=pk)
    initial = {name: getattr(row, name) for name in ("name", "email", "role", "is_active")}
    form = ChangeUserForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: change_user(by=by, at=now(), user=row, **form.cleaned_data))
        if done is not None:
            messages.success(request, _("Saved."))
            return redirect("users")
    return render(request, "access/user.html", {"form": form, "user_row": row, "crumbs": _crumbs(row.name)})


@require_POST
def password(request: HttpRequest, pk: int) -> HttpResponse:
    """A new password, shown once."""
    by = require_administrator(request)
    row = get_object_or_404(queries.users(by), pk=pk)
    word = give_password(by=by, at=now(), user=row)
    return render(request, "access/password.html", {"user_row": row, "word": word, "crumbs": _crumbs(row.name)})


def _crumbs(title: str) -> list[tuple[str, str]]:
    return [(_("Users"), reverse("users")), (title, "")]
