"""Changes of a map, each from the picture and back to it."""

from __future__ import annotations

from collections.abc import Callable

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from innercircle.directory import actions as directory
from innercircle.directory.models import Account, Affiliation
from innercircle.directory.queries import visible_posts
from innercircle.maps import actions, queries
from innercircle.web.directory.frame import attempt, follow
from innercircle.web.hours.frame import now, reader
from innercircle.web.maps.forms import LineForm, NewPersonForm, PlaceForm, StandingForm, ValueForm
from innercircle.web.maps.frame import changeable_account, colleagues, say_faults, seen_post, to_person


@require_POST
def add_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody new on the map, by name or as a placeholder."""
    account, user = changeable_account(request, pk), reader(request)
    form = NewPersonForm(request.POST, people=list(queries.map_of(account, now()).people))
    if not form.is_valid():
        say_faults(request, form)
        return to_person(account)
    values = {"name": form.cleaned_data["name"], "placeholder": form.cleaned_data["placeholder"]}
    post = _place(request, account, form)
    made = attempt(form, lambda: directory.add_contact(by=user, at=now(), account=account, values=values, post=post))
    if made is None:
        say_faults(request, form)
        return to_person(account)
    _kept(request, account, _("“%(name)s” was added.") % {"name": made})
    return to_person(account, visible_posts(user).filter(account=account, contact=made).latest("pk").pk)


@require_POST
def set_place(request: HttpRequest, pk: int, post: int) -> HttpResponse:
    """Title, department, level, superior."""
    account, user = changeable_account(request, pk), reader(request)
    place = seen_post(request, account, post)
    form = PlaceForm(request.POST, people=list(queries.map_of(account, now()).people))

    def change() -> Affiliation:
        values = _place(request, account, form)
        return directory.change_affiliation(by=user, at=now(), affiliation=place, version=None, values=values)

    return _answer(request, account, post, form, change)


def _place(request: HttpRequest, account: Account, form: PlaceForm) -> dict[str, object]:
    chosen = form.cleaned_data
    boss = seen_post(request, account, int(chosen["reports_to"])) if chosen["reports_to"] else None
    return {**{name: chosen[name] for name in ("title", "department", "level")}, "reports_to": boss}


@require_POST
def set_standing(request: HttpRequest, pk: int, post: int) -> HttpResponse:
    """Roles, influence, stance, a competitor."""
    account, user = changeable_account(request, pk), reader(request)
    place = seen_post(request, account, post)
    form = StandingForm(request.POST, roles=[each.key for each in queries.roles()])
    return _answer(
        request, account, post, form,
        lambda: actions.set_standing(by=user, at=now(), post=place, values=form.cleaned_data),
    )  # fmt: skip


@require_POST
def draw_line(request: HttpRequest, pk: int, post: int) -> HttpResponse:
    """A line, new or changed."""
    account, user = changeable_account(request, pk), reader(request)
    place = seen_post(request, account, post)
    form = LineForm(request.POST, colleagues=colleagues(request))
    return _answer(request, account, post, form, lambda: actions.cover(by=user, at=now(), post=place, **form.said))


@require_POST
def remove_line(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Take a line away."""
    account = changeable_account(request, pk)
    line = get_object_or_404(queries.lines_of(account), pk=row)
    actions.uncover(by=reader(request), at=now(), line=line)
    return to_person(account, line.affiliation_id)


@require_POST
def add_value(request: HttpRequest, pk: int, post: int) -> HttpResponse:
    """What a person values."""
    account, user = changeable_account(request, pk), reader(request)
    place = seen_post(request, account, post)
    form = ValueForm(request.POST, today=now().date())
    return _answer(
        request, account, post, form,
        lambda: actions.add_value(by=user, at=now(), post=place, **form.cleaned_data),
    )  # fmt: skip


@require_POST
def remove_value(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Take such an entry away."""
    account = changeable_account(request, pk)
    value = get_object_or_404(queries.values_at(account), pk=row)
    actions.remove_value(by=reader(request), at=now(), value=value)
    return to_person(account, value.affiliation_id)


def _answer(request: HttpRequest, account: Account, post: int, form: Form, work: Callable[[], object]) -> HttpResponse:
    if form.is_valid() and attempt(form, work) is not None:
        _kept(request, account, _("Saved."))
    else:
        say_faults(request, form)
    return to_person(account, post)


def _kept(request: HttpRequest, account: Account, words: str) -> None:
    """The figures follow what the directory changed, and the day is kept."""
    follow(request, words)
    actions.remember(at=now(), account=account)
