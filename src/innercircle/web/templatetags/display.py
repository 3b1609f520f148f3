"""How figures, months, money, people and verdicts read on a page: by the reader's language, always with their unit.

Loaded as a builtin (config/settings.py), so templates need no `{% load %}`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django import template
from django.core.paginator import Paginator
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.templatetags.static import static
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext, gettext_lazy, ngettext, pgettext_lazy

from innercircle.kit.month import Month
from innercircle.kit.spread import Spread
from innercircle.web import charts
from innercircle.web.listing import Heading, Listing

register = template.Library()

HOUR: Final = 3600
NARROW: Final = "\u202f"  # a space that does not break, between a figure and its unit
SIGNS: Final = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "CHF": "CHF"}
LARGE: Final[tuple[tuple[int, Any], ...]] = (
    (10**9, pgettext_lazy("thousand millions, after a figure", "bn")),
    (10**6, pgettext_lazy("millions, after a figure", "m")),
    (10**3, pgettext_lazy("thousands, after a figure", "k")),
)
STYLES: Final = (
    (RadioSelect | CheckboxSelectMultiple, "choice-list"),
    (CheckboxInput, "form-check-input"),
    (Select, "form-select"),
)
DECORATION: Final = SafeString(' aria-hidden="true"')
VERDICTS: Final = {
    "developing": (gettext_lazy("Developing"), "trending-up"),
    "not-developing": (gettext_lazy("Not developing"), "trending-down"),
    "dormant": (gettext_lazy("Dormant"), "zzz"),
    "open": (gettext_lazy("Open"), "help-circle"),
    "none": (gettext_lazy("No verdict yet"), "hourglass-high"),
}


@register.filter
def hours(seconds: int | Spread | None) -> str:
    """Seconds as hours with their unit, `1.5 h`; an unsettled spread as `4.0–6.0 h`; a dash for nothing known."""
    return "–" if seconds is None else f"{hours_number(seconds)}{NARROW}h"


@register.filter
def hours_number(seconds: int | Spread | None) -> str:
    """Seconds as hours without the unit, for columns whose heading names it."""
    if seconds is None:
        return "–"
    if isinstance(seconds, Spread):
        both = (seconds.low,) if seconds.settled else (seconds.low, seconds.high)
        return "–".join(_hour_figure(value / HOUR) for value in both)
    return _hour_figure(seconds / HOUR)


@register.filter
def signed_hours(seconds: int | None) -> str:
    """A change in seconds as `+1.5 h`, `−2.0 h` or `±0 h`."""
    if seconds is None:
        return "–"
    sign = "±" if seconds == 0 else "+" if seconds > 0 else "−"
    figure = "0" if seconds == 0 else _hour_figure(abs(seconds) / HOUR)
    return f"{sign}{figure}{NARROW}h"


def _hour_figure(value: float) -> str:
    """One decimal, and a second one only where it says something, so that 0.25 and 0.3 stay apart."""
    rounded = round(value, 2)
    return number_format(rounded, decimal_pos=1 if round(rounded * 10) == round(rounded * 10, 6) else 2)


@register.filter
def month_name(month: Month | None) -> str:
    """`October 2026`."""
    return date_format(month.first_day, "YEAR_MONTH_FORMAT") if month else "–"


@register.filter
def month_short(month: Month | None) -> str:
    """`Oct 2026`, for narrow places."""
    return date_format(month.first_day, "M Y") if month else "–"


@register.filter
def month_initial(month: Month) -> str:
    """`Oct`, where the year stands elsewhere."""
    return date_format(month.first_day, "M")


@register.filter
def money(amount: Decimal | float | None, currency: str = "") -> str:
    """An amount in whole units with its currency as the reader's language writes it: `€1,200` or `1.200 €`."""
    if amount is None:
        return "–"
    figure = number_format(abs(round(amount)), use_l10n=True, force_grouping=True)
    return _with_currency(figure, currency, negative=round(amount) < 0)


@register.filter
def money_short(amount: Decimal | float | None, currency: str = "") -> str:
    """An amount rounded for a tile: `€1.2 m`, `1,2 Mio. €`."""
    if amount is None:
        return "–"
    absolute = abs(float(amount))
    for size, word in LARGE:
        if absolute >= size:
            figure = f"{number_format(round(absolute / size, 1), decimal_pos=1)}{NARROW}{word}"
            return _with_currency(figure, currency, negative=amount < 0)
    return money(amount, currency)


def _with_currency(figure: str, currency: str, *, negative: bool) -> str:
    sign = "−" if negative else ""
    if not currency:
        return f"{sign}{figure}"
    mark = SIGNS.get(currency, currency)
    # Translators: where the currency stands beside the amount, e.g. "%(mark)s%(figure)s" or "%(figure)s %(mark)s".
    after = gettext("%(mark)s%(figure)s") if len(mark) == 1 else gettext("%(mark)s %(figure)s")
    return sign + after % {"mark": mark, "figure": figure}


@register.filter
def share(part: float | Decimal | None) -> str:
    """A share between 0 and 1 as `12 %`; below one per cent with a decimal, so that a little never reads as nothing."""
    if part is None:
        return "–"
    hundred = float(part) * 100
    places = 1 if 0 < hundred < 1 else 0
    return f"{number_format(round(hundred, places), decimal_pos=places)}{NARROW}%"


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
    spoken = format_html(' role="img" aria-label="{}"', label) if label else DECORATION
    kinds = f"icon {kind}".strip()
    return format_html(
        '<svg class="{}"{}><use href="{}#{}"/></svg>', kinds, spoken, static("vendor/icons/icons.svg"), name
    )


@register.simple_tag
def verdict(value: object, href: str = "") -> SafeString:
    """The verdict of a month as colour, icon and word; a link to its reasons when `href` is given."""
    key = verdict_key(value)
    word, picture = VERDICTS[key]
    if href:
        return format_html('<a href="{}" class="verdict verdict-{}">{}{}</a>', href, key, icon(picture), word)
    return format_html('<span class="verdict verdict-{}">{}{}</span>', key, icon(picture), word)


@register.filter
def verdict_key(value: object) -> str:
    """The class word of a verdict: `not-developing` for `not developing`; `none` while there is no verdict."""
    key = str(value or "none").lower().replace(" ", "-").replace("_", "-")
    return key if key in VERDICTS else "none"


@register.filter
def verdict_word(value: object) -> str:
    """The verdict in the reader's language, for sentences and titles."""
    return str(VERDICTS[verdict_key(value)][0])


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
    pairs = [(value.low / HOUR, value.high / HOUR) for value in months]
    return charts.spark(pairs, title=words, state=verdict_key(state) if state else "")


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
def page_href(listing: Listing, page: int) -> str:
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
    return "–" if value is None else f"{_hour_figure(value)}{NARROW}h"


@register.filter
def unlocalize_number(value: float | None) -> str:
    """A number as HTML attributes want it, without the reader's separators."""
    return "" if value is None else repr(value)


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


@register.filter
def moment_day(epoch: int | None) -> str:
    """The day of a moment (epoch seconds) on the reader's clock."""
    return "–" if epoch is None else date_format(_local(epoch), "DATE_FORMAT")


@register.filter
def moment_short(epoch: int | None) -> str:
    """`3 May, 14:00` on the reader's clock, with the year where it is not the obvious one."""
    return "–" if epoch is None else date_format(_local(epoch), "SHORT_DATETIME_FORMAT")


@register.filter
def moment_clock(epoch: int | None) -> str:
    """`14:00` on the reader's clock."""
    return "–" if epoch is None else date_format(_local(epoch), "TIME_FORMAT")


def _local(epoch: int) -> datetime:
    return datetime.fromtimestamp(epoch, get_current_timezone())
