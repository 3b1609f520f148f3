"""How figures, months, money, verdicts and moments read: by the reader's language, always with their unit.

The one place for pages, documents and messages; the template filters of the same names are these functions.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from django.utils.formats import date_format, number_format
from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language, gettext, gettext_lazy, pgettext_lazy

from innercircle.kit.month import Month
from innercircle.kit.spread import Spread

HOUR: Final = 3600
NARROW: Final = "\u202f"  # a space that does not break, between a figure and its unit
SIGNS: Final = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "CHF": "CHF"}
LARGE: Final[tuple[tuple[int, Any], ...]] = (
    (10**9, pgettext_lazy("thousand millions, after a figure", "bn")),
    (10**6, pgettext_lazy("millions, after a figure", "m")),
    (10**3, pgettext_lazy("thousands, after a figure", "k")),
)
VERDICT_WORDS: Final = {
    "developing": gettext_lazy("Developing"),
    "not-developing": gettext_lazy("Not developing"),
    "dormant": gettext_lazy("Dormant"),
    "open": gettext_lazy("Open"),
    "none": gettext_lazy("No verdict yet"),
}


def hours(seconds: int | Spread | None) -> str:
    """Seconds as hours with their unit, `1.5 h`; an unsettled spread as `4.0–6.0 h`; a dash for nothing known."""
    return "–" if seconds is None else f"{hours_number(seconds)}{NARROW}h"


def hours_number(seconds: int | Spread | None) -> str:
    """Seconds as hours without the unit, for columns whose heading names it."""
    if seconds is None:
        return "–"
    language = get_language()
    if not isinstance(seconds, Spread):
        return _hours_in(seconds, language)
    low = _hours_in(seconds.low, language)
    return low if seconds.settled else f"{low}–{_hours_in(seconds.high, language)}"


def signed_hours(seconds: int | None) -> str:
    """A change in seconds as `+1.5 h`, `−2.0 h` or `±0 h`."""
    if seconds is None:
        return "–"
    sign = "±" if seconds == 0 else "+" if seconds > 0 else "−"
    figure = "0" if seconds == 0 else hour_figure(abs(seconds) / HOUR)
    return f"{sign}{figure}{NARROW}h"


def hour_figure(value: float) -> str:
    """A number of hours with one decimal, and a second only where it tells something: 0.25 and 0.3 stay apart."""
    return _hour_figure(round(value, 2), get_language())


def _hour_figure(rounded: float, language: str | None) -> str:
    return _figure(rounded, 1 if round(rounded * 10) == round(rounded * 10, 6) else 2, language)


@lru_cache(8192)  # a page shows hundreds of them, the same ones again and again
def _hours_in(seconds: int, language: str | None) -> str:
    return _hour_figure(round(seconds / HOUR, 2), language)


@lru_cache(8192)
def _figure(rounded: float, places: int, language: str | None) -> str:
    del language  # `number_format` asks for it itself; here it only tells the remembered figures apart
    return number_format(rounded, decimal_pos=places)


def month_name(month: Month | None) -> str:
    """`October 2026`."""
    return date_format(month.first_day, "YEAR_MONTH_FORMAT") if month else "–"


def month_short(month: Month | None) -> str:
    """`Oct 2026`, for narrow places."""
    return date_format(month.first_day, "M Y") if month else "–"


def month_initial(month: Month) -> str:
    """`Oct`, where the year stands elsewhere."""
    return date_format(month.first_day, "M")


def money(amount: Decimal | float | None, currency: str = "") -> str:
    """An amount in whole units with its currency as the reader's language writes it: `€1,200` or `1.200 €`."""
    if amount is None:
        return "–"
    figure = number_format(abs(round(amount)), use_l10n=True, force_grouping=True)
    return _with_currency(figure, currency, negative=round(amount) < 0)


def money_short(amount: Decimal | float | None, currency: str = "") -> str:
    """An amount rounded for a tile: `€1.2 m`, `1,2 Mio. €`."""
    if amount is None:
        return "–"
    absolute = abs(float(amount))
    for size, word in LARGE:
        if absolute >= size:
            figure = f"{_figure(round(absolute / size, 1), 1, get_language())}{NARROW}{word}"
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


def share(part: float | Decimal | None) -> str:
    """A share between 0 and 1 as `12 %`; below one per cent with a decimal, so that a little never reads as nothing."""
    if part is None:
        return "–"
    hundred = float(part) * 100
    places = 1 if 0 < hundred < 1 else 0
    return f"{_figure(round(hundred, places), places, get_language())}{NARROW}%"


def verdict_key(value: object) -> str:
    """The class word of a verdict: `not-developing` for `not developing`; `none` while there is no verdict."""
    key = str(value or "none").lower().replace(" ", "-").replace("_", "-")
    return key if key in VERDICT_WORDS else "none"


def verdict_word(value: object) -> str:
    """The verdict in the reader's language, for sentences and titles."""
    return str(VERDICT_WORDS[verdict_key(value)])


def moment_day(epoch: int | None) -> str:
    """The day of a moment (epoch seconds) on the reader's clock."""
    return "–" if epoch is None else date_format(_local(epoch), "DATE_FORMAT")


def moment_short(epoch: int | None) -> str:
    """`3 May, 14:00` on the reader's clock, with the year where it is not the obvious one."""
    return "–" if epoch is None else date_format(_local(epoch), "SHORT_DATETIME_FORMAT")


def moment_clock(epoch: int | None) -> str:
    """`14:00` on the reader's clock."""
    return "–" if epoch is None else date_format(_local(epoch), "TIME_FORMAT")


def _local(epoch: int) -> datetime:
    return datetime.fromtimestamp(epoch, get_current_timezone())
