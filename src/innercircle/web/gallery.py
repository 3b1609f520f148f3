"""Every component of the pages on one page, with invented values: what there is, how it looks, what it must survive."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from innercircle.access.rules import may_administer
from innercircle.kit.month import Month
from innercircle.kit.spread import Spread
from innercircle.web.charts import Column, Step
from innercircle.web.listing import Filter, read_listing
from innercircle.web.templatetags.display import HOUR, hours, hours_number, month_initial, month_name

LAST = Month(2026, 11)
LOWS = (2.0, 3.5, 3.0, 4.0, 6.5, 5.0, 4.0, 7.5, 8.0, 9.0, 7.0, 8.5, 3.0)
HIGHS = (2.0, 3.5, 3.0, 4.0, 6.5, 6.0, 4.0, 7.5, 9.5, 9.0, 10.0, 12.5, 5.0)
OURS = (3.0, 3.0, 4.5, 4.0, 5.0, 5.5, 4.5, 6.0, 7.0, 6.5, 7.5, 8.0, 2.5)
NAMES = (
    ("Nordwind Pumpen GmbH", "developing", gettext_lazy("Partner"), 0.24),
    ("Castellan Foods", "not developing", gettext_lazy("Could become a partner"), 0.17),
    ("Hafenlogistik Elbe & Söhne Beteiligungsgesellschaft mbH & Co. KG", "open", gettext_lazy("Partner"), 0.13),
    ("Aurelis", "dormant", gettext_lazy("Regular"), 0.09),
    ("Meridian Tooling", "", gettext_lazy("Regular"), 0.06),
)


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(
        label=gettext_lazy("Name"), help_text=gettext_lazy("As it stands in the register of companies.")
    )
    domain = forms.CharField(label=gettext_lazy("Domain"))
    segment = forms.ChoiceField(
        label=gettext_lazy("Segment"), required=False, choices=[("", "–"), ("partner", gettext_lazy("Partner"))]
    )
    note = forms.CharField(label=gettext_lazy("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    strategic = forms.BooleanField(label=gettext_lazy("Close its months"), required=False)


def gallery(request: HttpRequest) -> HttpResponse:
    """For administrators, and for everybody while developing."""
    if not (settings.DEBUG or may_administer(getattr(request.user, "role", ""))):
        raise Http404
    listing = read_listing(
        request.GET,
        sorts=("name", "hours"),
        default="name",
        filters=[Filter("segment", _("Segment"), [("partner", _("Partner")), ("regular", _("Regular"))])],
    )
    return render(request, "gallery.html", _values() | {"listing": listing, "page": listing.page_of(range(730))})


def sample_columns() -> list[Column]:
    """Thirteen months as the account's page shows them."""
    months = [LAST.plus(place - len(LOWS) + 1) for place in range(len(LOWS))]
    return [_column(*values) for values in zip(months, LOWS, HIGHS, OURS, strict=True)]


def _column(month: Month, low: float, high: float, ours: float) -> Column:
    spread = Spread(round(low * HOUR), round(high * HOUR))
    return Column(
        label=month_initial(month),
        below=str(month.year) if month.number == 1 or month == LAST.plus(1 - len(LOWS)) else "",
        low=low,
        high=high,
        ours=ours,
        hint=_("%(month)s: client hours %(hours)s, our hours %(ours)s")
        % {"month": month_name(month), "hours": hours(spread), "ours": hours(round(ours * HOUR))},
        value=hours_number(spread.high),
        href="#hours",
        running=month == LAST,
    )


def _values() -> dict[str, Any]:
    form = SampleForm({"name": "Nordwind", "domain": ""})
    rows = [
        {"name": name, "verdict": verdict, "segment": segment, "share": share, "months": _months(place)}
        for place, (name, verdict, segment, share) in enumerate(NAMES)
    ]
    return {
        "crumbs": [(_("Portfolio"), "/"), (_("Accounts"), ""), ("Nordwind Pumpen GmbH", "")],
        "columns": sample_columns(),
        "steps": [Step(name, share, f"{name}: {share:.0%}", "#rows") for name, _verdict, _segment, share in NAMES],
        "rows": rows,
        "form": form,
        "spread": Spread(4 * HOUR, 6 * HOUR),
        "month": LAST,
        "tabs": [
            SimpleNamespace(label=_("Overview"), href="#", icon="building-community", current=False),
            SimpleNamespace(label=_("Hours"), href="#hours", icon="clock", current=True),
            SimpleNamespace(label=_("Contacts"), href="#rows", icon="users", current=False),
        ],
        "verdicts": ("developing", "not developing", "dormant", "open", ""),
    }


def _months(place: int) -> list[Spread]:
    turned = LOWS[place:] + LOWS[:place]
    return [
        Spread(round(low * HOUR), round((low + (2 if number % 5 == 4 else 0)) * HOUR))
        for number, low in enumerate(turned)
    ]


urls = [path("gallery/", gallery, name="gallery")]
