"""How the directory's columns and levels read on a page."""

from __future__ import annotations

from typing import Final

from django import template
from django.utils.translation import gettext_lazy as _

from innercircle.directory.words import level_word

register = template.Library()

FIELDS: Final = {
    "name": _("Name"),
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "domains": _("E-mail domains"),
    "emails": _("E-mail addresses"),
    "parent": _("Parent organisation"),
    "industry": _("Industry"),
    "country": _("Country"),
    "time_zone": _("Time zone"),
    "team": _("Team"),
    "account_manager": _("Account manager"),
    "members": _("Account team"),
    "segment": _("Segment"),
    "status": _("Status"),
    "currency": _("Currency"),
    "focus": _("Strategic focus"),
    "external_id": _("Id in other systems"),
    "account": _("Account"),
    "phone": _("Phone"),
    "title": _("Title"),
    "department": _("Department"),
    "level": _("Level"),
    "location": _("Location"),
    "reports_to": _("Reports to"),
    "since": _("Since"),
    "until": _("Last day"),
    "placeholder": _("Name still unknown"),
    "function": _("Function"),
    "left_on": _("Left on"),
    "roles": _("Buying roles"),
    "influence": _("Influence"),
    "stance": _("Stance"),
    "rival": _("Competitor"),
    "rival_strength": _("Competitor's strength"),
    "covered_by": _("Covered by"),
    "contact": _("Contact"),
    "assessed": _("Assessed strength"),
    "wanted": _("Wanted strength"),
    "wanted_by": _("Wanted by when"),
    "part": _("Lead or deputy"),
}
_FIGURES: Final = {
    "revenue": _("Revenue"),
    "revenue_plan": _("Planned revenue"),
    "profit": _("Profit"),
    "profit_plan": _("Planned profit"),
}


@register.filter
def field_word(name: str) -> str:
    """A column of an import in the reader's language; `revenue 2026` as `Revenue 2026`."""
    figure, _blank, year = name.partition(" ")
    if year and figure in _FIGURES:
        return f"{_FIGURES[figure]} {year}"
    return str(FIELDS.get(name, name))


register.filter("level_word", level_word)
