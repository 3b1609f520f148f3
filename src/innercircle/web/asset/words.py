"""The asset in the reader's language: what each figure is called, how it is written, and what a correlation says."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from innercircle.kit.quarter import Quarter
from innercircle.plans.queries.points import Booked
from innercircle.plans.rules.asset import LEAST, Cause, Correlation, Effect, Known
from innercircle.web.templatetags.display import NARROW, money, money_short, share

Figure = Cause | Effect | Booked

WORDS: Final = {
    Cause.HOURS: lazy("Client hours"),
    Cause.STRENGTH: lazy("Strength"),
    Cause.INVESTED: lazy("Our relationship hours"),
    Effect.ENGAGEMENTS: lazy("Engagements begun"),
    Effect.KINDS: lazy("Kinds of work"),
    Effect.REVENUE: lazy("Revenue of engagements"),
    Effect.UNCONTESTED: lazy("Won without competition"),
    Effect.UNASKED: lazy("Came unasked"),
    Booked.REVENUE: lazy("Revenue booked in the year"),
    Booked.PROFIT: lazy("Profit booked in the year"),
}
SAID: Final = {
    Cause.HOURS: lazy("What the client gave us, face to face; hollow what is presumed."),
    Cause.STRENGTH: lazy("What we are to their people, 0 to 5, weighted by what they decide."),
    Cause.INVESTED: lazy("Hours of ours in steps that build the relationship."),
    Effect.ENGAGEMENTS: lazy("How often they gave us work."),
    Effect.KINDS: lazy("Different kinds among the work that ran."),
    Effect.REVENUE: lazy("Values of engagements, spread over their days."),
    Effect.UNCONTESTED: lazy("Of those begun where anybody knows."),
    Effect.UNASKED: lazy("Of those begun where anybody knows: they came to us."),
}
_SHARES = (Effect.UNCONTESTED, Effect.UNASKED)
_MONEY = (Effect.REVENUE, Booked.REVENUE, Booked.PROFIT)


def figure_words(of: Figure, value: float | None, currency: str = "") -> str:
    """A figure with its unit, a dash where nothing is known."""
    if value is None:
        return "–"
    if of is Cause.STRENGTH:
        return number_format(round(value, 1), decimal_pos=1)
    if of in _SHARES:
        return share(value)
    if of in _MONEY:
        return money(value, currency)
    if of in (Effect.ENGAGEMENTS, Effect.KINDS):
        return number_format(round(value))
    return f"{number_format(round(value, 1), decimal_pos=1)}{NARROW}h"


def bare(of: Figure, value: float | None) -> str:
    """A figure in as few letters as fit above a bar."""
    if value is None:
        return ""
    if of in _MONEY:
        return money_short(value).replace(NARROW, "")
    if of in (Cause.HOURS, Cause.INVESTED):
        return number_format(round(value)) if value >= 10 else number_format(round(value, 1), decimal_pos=1)
    return figure_words(of, value).split(NARROW)[0]


def axis(of: Figure, currency: str = "") -> Callable[[float], str]:
    """How an axis writes its figures."""

    def number(value: float) -> str:
        if of in _MONEY:
            return money_short(value, currency)
        if of in _SHARES:
            return share(value)
        places = 0 if round(value) == round(value, 2) else 1
        figure = number_format(round(value, places), decimal_pos=places)
        return f"{figure}{NARROW}h" if of in (Cause.HOURS, Cause.INVESTED) else figure

    return number


def ceiling(of: Figure, highest: float, steps: int) -> float | None:
    """Where an axis ends: a level and a share have their own end, counts a whole step; None follows the figures."""
    if of is Cause.STRENGTH or of in _SHARES:
        return 5.0 if of is Cause.STRENGTH else 1.0
    if of in (Effect.ENGAGEMENTS, Effect.KINDS):
        return float(max(math.ceil(highest / steps), 1) * steps)
    return None


def quarter_words(quarter: Quarter) -> str:
    """`Q4 2026`."""
    return _("Q%(number)d %(year)d") % {"number": quarter.number, "year": quarter.year}


def lag_words(lag: int) -> str:
    """How much later, for a heading."""
    return ngettext("%(n)d quarter later", "%(n)d quarters later", lag) % {"n": lag} if lag else _("same quarter")


def rho_words(found: Correlation) -> str:
    """The correlation as a figure with its sign, or why there is none."""
    if found.known is Known.TOO_FEW:
        return _("too few")
    if found.rho is None:
        return _("no variation")
    sign = "−" if round(found.rho, 2) < 0 else ""
    return sign + number_format(abs(round(found.rho, 2)), decimal_pos=2)


def tendency(found: Correlation) -> str:
    """What it says in words, which promise nothing."""
    if found.known is Known.TOO_FEW:
        return ngettext(
            "There is %(n)d pair. Below %(least)d nothing is said, for so few agree by chance.",
            "There are %(n)d pairs. Below %(least)d nothing is said, for so few agree by chance.", found.n,
        ) % {"n": found.n, "least": LEAST}  # fmt: skip
    if found.rho is None:
        return _("One of the two never changes, so nothing can go together with it.")
    said = {"rho": rho_words(found), "chance": number_format(round(found.chance, 2), decimal_pos=2), "n": found.n}
    return _tendency_word(found) % said


def _tendency_word(found: Correlation) -> str:
    if not found.beyond_chance:
        return _("No clear order: %(rho)s over %(n)d pairs, within the ±%(chance)s of chance.")
    if (found.rho or 0) > 0:
        return _("They tend to go together: %(rho)s over %(n)d pairs, beyond the ±%(chance)s of chance.")
    return _("They tend to go opposite ways: %(rho)s over %(n)d pairs, beyond the ±%(chance)s of chance.")
