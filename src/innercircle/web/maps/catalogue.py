"""The help catalogue: what our firm can do for a person, who of us gives it, and whom it would help."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from innercircle.access.rules import Refused
from innercircle.directory.models import Colleague
from innercircle.directory.queries import visible_colleagues
from innercircle.intake.rules.values import listed
from innercircle.kit.cells import Cell
from innercircle.maps import actions, queries
from innercircle.maps.models import Help, Offer
from innercircle.maps.rules.help import offered_on
from innercircle.maps.words import match_words
from innercircle.web.directory.fields import DAY, Versioned
from innercircle.web.directory.frame import attempt, now, reader, today
from innercircle.web.export import KINDS, answer
from innercircle.web.listing import Filter, Listing, read_listing

HEADER = ["kind", "name", "gives", "tags", "offered by", "since", "until"]
_SORTS = ("name", "kind", "since")
_PEOPLE = 50


class OfferForm(Versioned):
    """One entry of the catalogue."""

    kind = forms.ChoiceField(label=lazy("Kind"), choices=Help.choices)
    name = forms.CharField(label=lazy("Name"), max_length=200)
    gives = forms.CharField(
        label=lazy("What it gives"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    tags = forms.CharField(
        label=lazy("Tags"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=lazy("One a line: the words people use when they need this, in every language they speak."),
    )
    colleagues = forms.MultipleChoiceField(
        label=lazy("Offered by"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )
    since = forms.DateField(
        label=lazy("Offered since"), required=False, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=lazy("Last day"),
        required=False,
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        help_text=lazy("Empty while it is offered."),
    )

    def __init__(self, data: Any = None, *, colleagues: list[Colleague], offer: Offer | None = None) -> None:
        initial: dict[str, Any] = {}
        if offer is not None:
            names = ("kind", "name", "gives", "since", "until", "version")
            initial = {name: getattr(offer, name) for name in names}
            initial["tags"] = "\n".join(offer.tags)
            initial["colleagues"] = [str(each.pk) for each in offer.colleagues.all()]
        super().__init__(data, initial=initial)
        self.people = {str(each.pk): each for each in colleagues}
        field = self.fields["colleagues"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - declared above
        field.choices = [(key, each.name) for key, each in self.people.items()]

    @property
    def values(self) -> dict[str, Any]:
        """What the action is to set."""
        names = ("kind", "name", "gives", "since", "until")
        return {name: self.cleaned_data[name] for name in names} | {
            "tags": listed(self.cleaned_data["tags"].replace("\n", ";"))
        }

    @property
    def chosen(self) -> list[Colleague]:
        """Who gives it."""
        return [self.people[key] for key in self.cleaned_data["colleagues"]]


def catalogue(request: HttpRequest) -> HttpResponse:
    """Everything we can help with."""
    listing = _listing(request)
    context = {
        "listing": listing,
        "page": listing.page_of(_rows(listing)),
        "today": today(),
        "keeps": queries.keeps_the_catalogue(reader(request)),
        "query": request.GET.urlencode(),
    }
    return render(request, "maps/help.html", context)


def catalogue_export(request: HttpRequest, kind: str) -> HttpResponse:
    """The entries that fit the filter."""
    reader(request)
    if kind not in KINDS:
        raise Http404
    return answer(request, kind, _("help catalogue"), HEADER, map(offer_cells, _rows(_listing(request))))


def offer_cells(row: Offer) -> list[Cell]:
    """One entry as cells of `HEADER`."""
    givers = "; ".join(each.name for each in row.colleagues.all())
    return [row.kind, row.name, row.gives, "; ".join(row.tags), givers, row.since, row.until]


def _listing(request: HttpRequest) -> Listing:
    states = [("offered", _("Offered")), ("retired", _("No longer offered")), ("nobody", _("Nobody of ours gives it"))]
    kinds = [(value, str(word)) for value, word in Help.choices]
    filters = [Filter("kind", _("Kind"), kinds), Filter("state", _("State"), states)]
    return read_listing(request.GET, sorts=_SORTS, default="name", filters=filters)


def _rows(listing: Listing) -> list[Offer]:
    """A catalogue is some hundred entries: read whole, narrowed here."""
    found = [row for row in queries.offers() if _fits(row, listing, today())]
    keys = {"name": _by_name, "kind": _by_kind, "since": _by_since}
    return sorted(found, key=keys[listing.order], reverse=listing.descending)


def _by_name(row: Offer) -> str:
    return row.name.casefold()


def _by_kind(row: Offer) -> str:
    return f"{row.get_kind_display()} {row.name}".casefold()


def _by_since(row: Offer) -> str:
    return (row.since or date.min).isoformat()


def _fits(row: Offer, listing: Listing, day: date) -> bool:
    text = " ".join([row.name, row.gives, *row.tags, *(each.name for each in row.colleagues.all())]).casefold()
    offered = offered_on(row.since, row.until, day)
    states = {"offered": offered, "retired": not offered, "nobody": not row.colleagues.all()}
    return (
        listing.words.casefold() in text
        and listing.chosen.get("kind", row.kind) == row.kind
        and states.get(listing.chosen.get("state", ""), True)
    )


def offer(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry, and whom of those the reader sees it would help."""
    user = reader(request)
    row = get_object_or_404(queries.offers(), pk=pk)
    helped = queries.people_helped(user, row)
    context = {
        "offer": row,
        "offered": offered_on(row.since, row.until, today()),
        "today": today(),
        "keeps": queries.keeps_the_catalogue(user),
        "helped": [{"value": value, "why": match_words(match)} for value, match in helped[:_PEOPLE]],
        "more": max(0, len(helped) - _PEOPLE),
        "crumbs": [(_("Help catalogue"), reverse("help-catalogue")), (row.name, "")],
    }
    return render(request, "maps/offer.html", context)


def add(request: HttpRequest) -> HttpResponse:
    """A new entry."""
    user = reader(request)
    _require_keeper(request)
    form = OfferForm(request.POST or None, colleagues=_here(request, None))
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: actions.add_offer(by=user, at=now(), values=form.values, colleagues=form.chosen))
        if made is not None:
            messages.success(request, _("“%(name)s” was added.") % {"name": made})
            return redirect("offer", made.pk)
    return _form(request, form, _("Add help"), reverse("help-catalogue"))


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an entry."""
    user, row = reader(request), get_object_or_404(queries.offers(), pk=pk)
    _require_keeper(request)
    form = OfferForm(request.POST or None, colleagues=_here(request, row), offer=row)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        done = attempt(
            form,
            lambda: actions.change_offer(
                by=user, at=now(), offer=row, version=version, values=form.values, colleagues=form.chosen
            ),
        )
        if done is not None:
            messages.success(request, _("Saved."))
            return redirect("offer", pk)
    return _form(request, form, _("Edit help"), reverse("offer", args=[pk]))


@require_POST
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Offered until today."""
    user, row = reader(request), get_object_or_404(queries.offers(), pk=pk)
    actions.retire_offer(by=user, at=now(), offer=row, until=today())
    messages.success(request, _("“%(name)s” is offered for the last time today.") % {"name": row})
    return redirect("offer", pk)


def _here(request: HttpRequest, row: Offer | None) -> list[Colleague]:
    """Who still works here, and whoever the entry names."""
    named = set(row.colleagues.values_list("pk", flat=True)) if row else set()
    return [each for each in visible_colleagues(reader(request)) if each.left_on is None or each.pk in named]


def _require_keeper(request: HttpRequest) -> None:
    if not queries.keeps_the_catalogue(reader(request)):
        raise Refused(_("Only administrators and managers keep the help catalogue."))


def _form(request: HttpRequest, form: OfferForm, title: str, back: str) -> HttpResponse:
    crumbs = [(_("Help catalogue"), reverse("help-catalogue")), (title, "")]
    context = {"form": form, "title": title, "back": back, "crumbs": crumbs}
    return render(request, "directory/form.html", context)
