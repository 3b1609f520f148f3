"""How figures, months, money, people and verdicts read on a page: by the reader's language, always with their unit.

Loaded as a builtin (config/settings.py), so templates need no `{% load %}`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Any, Final

from django import template
from django.core.paginator import Paginator
from django.core.signals import setting_changed
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.templatetags.static import static
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from innercircle.kit.spread import Spread
from innercircle.web import charts
from innercircle.web.listing import Heading, Listing, Pages
from innercircle.wording.figures import HOUR as HOUR
from innercircle.wording.figures import NARROW as NARROW
from innercircle.wording.figures import VERDICT_WORDS
from innercircle.wording.figures import hour_figure as hour_figure
from innercircle.wording.figures import hours as hours
from innercircle.wording.figures import hours_number as hours_number
from innercircle.wording.figures import moment_clock as moment_clock
from innercircle.wording.figures import moment_day as moment_day
from innercircle.wording.figures import moment_short as moment_short
from innercircle.wording.figures import money as money
from innercircle.wording.figures import money_short as money_short
from innercircle.wording.figures import month_initial as month_initial
from innercircle.wording.figures import month_name as month_name
from innercircle.wording.figures import month_short as month_short
from innercircle.wording.figures import share as share
from innercircle.wording.figures import signed_hours as signed_hours
from innercircle.wording.figures import verdict_key as verdict_key
from innercircle.wording.figures import verdict_word as verdict_word
from innercircle.wording.remarks import said

register = template.Library()

STYLES: Final = (
    (CheckboxInput, "form-check-input"),
    (Select, "form-select"),
)
DECORATION: Final = SafeString(' aria-hidden="true"')
VERDICT_ICONS: Final = {
    "developing": "trending-up",
    "not-developing": "trending-down",
    "dormant": "zzz",
    "open": "help-circle",
    "none": "hourglass-high",
}

# How values read is said once, in `wording.figures`; templates know those functions as filters.
for _reads in (
    said,
    *(hours, hours_number, signed_hours, month_name, month_short, month_initial, money, money_short, share),
    *(verdict_key, verdict_word, moment_day, moment_short, moment_clock),
):
    register.filter(_reads.__name__, _reads)


@register.filter
def initials(name: str) -> str:
    """First letters of the first and the last word of a name, for an avatar."""
    words = [word for word in str(name).replace("-", " ").split() if word[0].isalnum()]
    chosen = words[:1] + words[-1:] if len(words) > 1 else words
    return "".join(word[0] for word in chosen).upper() or "?"


@register.filter
def tint(name: str) -> int:
    """One of eight avatar colours, always the same for the same name."""
    return sum(ord(letter) * place for place, letter in enumerate(str(name), 1)) % 8


@register.simple_tag
def icon(name: str, label: str = "", kind: str = "") -> SafeString:
    """An icon from the sprite; decoration unless `label` gives it a meaning of its own."""
    if not label:
        return _decoration(name, kind)
    return _picture(name, kind, format_html(' role="img" aria-label="{}"', label))


@lru_cache(512)  # a page shows hundreds of some dozens
def _decoration(name: str, kind: str) -> SafeString:
    return _picture(name, kind, DECORATION)


def _picture(name: str, kind: str, spoken: SafeString) -> SafeString:
    kinds = f"icon {kind}".strip()
    return format_html('<svg class="{}"{}><use href="{}#{}"/></svg>', kinds, spoken, _sprite(), name)


@cache
def _sprite() -> str:
    return static("vendor/icons/icons.svg")


def _forget(**_changed: object) -> None:
    _decoration.cache_clear()
    _sprite.cache_clear()


setting_changed.connect(_forget)  # the name of a file hangs on settings, which tests change


@register.simple_tag
def verdict(value: object, href: str = "") -> SafeString:
    """The verdict of a month as colour, icon and word; a link to its reasons when `href` is given."""
    key = verdict_key(value)
    word, picture = VERDICT_WORDS[key], VERDICT_ICONS[key]
    if href:
        return format_html('<a href="{}" class="verdict verdict-{}">{}{}</a>', href, key, icon(picture), word)
    return format_html('<span class="verdict verdict-{}">{}{}</span>', key, icon(picture), word)


@register.simple_tag
def spark(spreads: Iterable[Spread], state: object = "") -> SafeString:
    """Client hours of the last months as a spark line; its title names the first and the last figure."""
    months = tuple(spreads)
    if not months:
        return format_html('<span class="text-secondary">{}</span>', "–")
    words = gettext("%(count)d months: from %(first)s to %(last)s") % {
        "count": len(months),
        "first": hours(months[0]),
        "last": hours(months[-1]),
    }
    return charts.spark(
        [(value.low, value.high) for value in months], title=words, state=verdict_key(state) if state else ""
    )


@register.simple_tag
def hours_chart(columns: Sequence[charts.Column], title: str, key: str = "hours") -> SafeString:
    """Thirteen months of client hours as bars; the table beside it says the same in figures (`<c-hours-chart>`)."""
    description = gettext("Solid: confirmed client hours. Hollow: presumed, not yet confirmed. Line: our own hours.")
    return charts.month_bars(columns, title=title, description=description, number=_axis_figure, key=key)


@register.simple_tag
def pareto_chart(steps: Sequence[charts.Step], title: str, key: str = "pareto") -> SafeString:
    """The shares of accounts summed from the largest down."""
    description = gettext(
        "Accounts from the largest to the smallest; the curve shows what share of the whole they hold together."
    )
    caption = ngettext("%(count)d account", "%(count)d accounts, the largest first", len(steps)) % {"count": len(steps)}
    return charts.pareto(steps, title=title, description=description, caption=caption, key=key)


def _axis_figure(value: float) -> str:
    places = next(places for places in (0, 1, 2) if places == 2 or round(value, places) == round(value, 6))
    return f"{number_format(round(value, places), decimal_pos=places)}{NARROW}h"


@register.simple_tag
def heading(listing: Listing, name: str, *, largest_first: bool = False) -> Heading:
    """How a sortable column stands in a list (`<c-th>`)."""
    return listing.heading(name, largest_first=largest_first)


@register.simple_tag
def page_href(listing: Listing | Pages, page: int) -> str:
    """The address of another page of the same list (`<c-pagination>`)."""
    return listing.href(page=page)


@register.filter
def page_numbers(paginator: Paginator[Any], current: int) -> list[int]:
    """The page numbers worth showing around the current one; 0 stands for a gap."""
    shown = paginator.get_elided_page_range(current, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else 0 for number in shown]


@register.filter
def figure(value: float | None) -> str:
    """Hours that are already a number of hours, for the table beside a chart."""
    return "–" if value is None else f"{hour_figure(value)}{NARROW}h"


@register.filter
def unlocalize_number(value: float | None) -> str:
    """A number as HTML attributes want it, without the reader's separators."""
    return "" if value is None else repr(value)


@register.filter
def is_choice_list(field: BoundField) -> bool:
    """Whether a field is a list of boxes, each with its own words."""
    return isinstance(field.field.widget, RadioSelect | CheckboxSelectMultiple)


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Whether the words of a field stand beside it instead of above."""
    return isinstance(field.field.widget, CheckboxInput)


@register.simple_tag
def styled(field: BoundField) -> SafeString:
    """A form field's control with the kit's class, tied to its help and its errors for screen readers."""
    widget = field.field.widget
    kind = next((name for widgets, name in STYLES if isinstance(widget, widgets)), "form-control")
    classes = (widget.attrs.get("class", ""), kind, "is-invalid" if field.errors else "")
    attributes: dict[str, str | bool] = {"class": " ".join(word for word in classes if word)}
    described = [f"{field.auto_id}_helptext"] if field.help_text else []
    described += [f"{field.auto_id}_error"] if field.errors else []
    if described:
        attributes["aria-describedby"] = " ".join(described)
    return field.as_widget(attrs=attributes)
