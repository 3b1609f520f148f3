"""Changes of a map, each from the picture and back to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from innercircle.directory import actions as directory
from innercircle.directory.models import Account, Affiliation, Contact
from innercircle.directory.queries import visible_posts
from innercircle.maps import actions, queries
from innercircle.maps.models import Standing
from innercircle.web.directory.frame import attempt, follow
from innercircle.web.hours.frame import now, reader
from innercircle.web.maps.address import Address
from innercircle.web.maps.forms import LineForm, NewPersonForm, PlaceForm, StandingForm, ValueForm, place_mark
from innercircle.web.maps.frame import changeable_account, colleagues, seen_post
from innercircle.web.maps.picture import map_page


@require_POST
def add_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody new on the map, by name or as a placeholder."""
    account, user = changeable_account(request, pk), reader(request)
    form = NewPersonForm(request.POST, people=list(queries.map_of(account, now()).people))

    def add() -> Contact:
        post = _place(request, account, form)
        return directory.add_contact(by=user, at=now(), account=account, values=_name(form), post=post)

    made = attempt(form, add) if form.is_valid() else None
    if made is None:
        return map_page(request, account, faulty={"new_person": form})
    _kept(request, account, _("“%(name)s” was added.") % {"name": made})
    return _back(request, account, visible_posts(user).filter(account=account, contact=made).latest("pk").pk)


@require_POST
def set_place(request: HttpRequest, pk: int, post: int) -> HttpResponse:
    """Name, title, department, level, superior."""
    account, user = changeable_account(request, pk), reader(request)
    place = seen_post(request, account, post)
    people = queries.map_of(account, now()).people
    person = next((each for each in people if each.post == post), None)
    form = PlaceForm(request.POST, people=list(people), person=person)

    def change() -> Affiliation:
        if person is not None:
            actions.require_as_seen(place.contact, form.cleaned_data["seen"], place_mark(person))
        values, named = _place(request, account, form, place), _name(form)
        changed = directory.change_affiliation(by=user, at=now(), affiliation=place, version=None, values=values)
        if named != {name: getattr(place.contact, name) for name in named}:
            directory.change_contact(by=user, at=now(), contact=place.contact, version=None, values=named)
        return changed

    return _answer(request, account, post, {"place_form": form}, change)


def _name(form: PlaceForm) -> dict[str, object]:
    return {name: form.cleaned_data[name] for name in ("name", "placeholder")}


def _place(
    request: HttpRequest, account: Account, form: PlaceForm, place: Affiliation | None = None
) -> dict[str, object]:
    """What the form says; a superior who stays as they are may work elsewhere, a new one may not."""
    chosen, boss = form.cleaned_data, form.cleaned_data["reports_to"]
    values = {name: chosen[name] for name in ("title", "department", "level")}
    if place is not None and boss == str(place.reports_to_id or ""):
        return values
    return {**values, "reports_to": seen_post(request, account, int(boss)) if boss else None}


@require_POST
def set_standing(request: HttpRequest, pk: int, post: int) -> HttpResponse:
    """Roles, influence, stance, a competitor."""
    account, user = changeable_account(request, pk), reader(request)
    place = seen_post(request, account, post)
    form = StandingForm(request.POST, roles=[each.key for each in queries.roles()], names=queries.role_names())

    def change() -> Standing:
        values = {name: value for name, value in form.cleaned_data.items() if name != "seen"}
        return actions.set_standing(by=user, at=now(), post=place, values=values, seen=form.cleaned_data["seen"])

    return _answer(request, account, post, {"standing_form": form}, change)


@require_POST
def draw_line(request: HttpRequest, pk: int, post: int) -> HttpResponse:
    """A line, new or changed."""
    account, user = changeable_account(request, pk), reader(request)
    place = seen_post(request, account, post)
    form = LineForm(request.POST, colleagues=colleagues(request))
    return _answer(
        request, account, post, {"line": form}, lambda: actions.cover(by=user, at=now(), post=place, **form.said)
    )


@require_POST
def remove_line(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Take a line away."""
    account = changeable_account(request, pk)
    line = get_object_or_404(queries.lines_of(account), pk=row)
    actions.uncover(by=reader(request), at=now(), line=line)
    return _back(request, account, line.affiliation_id)


@require_POST
def add_value(request: HttpRequest, pk: int, post: int) -> HttpResponse:
    """What a person values."""
    account, user = changeable_account(request, pk), reader(request)
    place = seen_post(request, account, post)
    form = ValueForm(request.POST, today=now().date())
    return _answer(
        request, account, post, {"value_form": form},
        lambda: actions.add_value(by=user, at=now(), post=place, **form.cleaned_data),
    )  # fmt: skip


@require_POST
def remove_value(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Take such an entry away."""
    account = changeable_account(request, pk)
    value = get_object_or_404(queries.values_at(account), pk=row)
    actions.remove_value(by=reader(request), at=now(), value=value)
    return _back(request, account, value.affiliation_id)


def _answer(
    request: HttpRequest, account: Account, post: int, sent: Mapping[str, Form], work: Callable[[], object]
) -> HttpResponse:
    """Back to the picture; what was not taken stands in the panel again, with what is wrong beside the field."""
    form = next(iter(sent.values()))
    if form.is_valid() and attempt(form, work) is not None:
        _kept(request, account, _("Saved."))
        return _back(request, account, post)
    return map_page(request, account, post, sent)


def _back(request: HttpRequest, account: Account, post: int) -> HttpResponse:
    """The picture as it was looked at, with that person open."""
    return redirect(Address(request, account).node(f"p{post}"))


def _kept(request: HttpRequest, account: Account, words: str) -> None:
    """The figures follow what the directory changed, and the day is kept."""
    follow(request, words)
    actions.remember(at=now(), account=account)
