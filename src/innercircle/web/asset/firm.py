"""The asset over all accounts the reader may see: each a point, what it was beside what followed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from innercircle.kit.cells import Cell
from innercircle.plans.queries.assets import AccountAsset, assets
from innercircle.plans.queries.points import Booked, Point, compared, picture
from innercircle.plans.rules.asset import LAGS, Cause, Effect
from innercircle.web.asset.account import chosen, points
from innercircle.web.asset.drawing import Dot
from innercircle.web.asset.words import WORDS, Figure, figure_words, lag_words, quarter_words, rho_words, tendency
from innercircle.web.export import KINDS, answer
from innercircle.web.hours.frame import now, reader
from innercircle.web.listing import PAGE_SIZE, Pages, page_number

_MONEY = (Effect.REVENUE, *Booked)


def firm_asset(request: HttpRequest) -> HttpResponse:
    """Every account as a point; `?cause=`, `?effect=`, `?lag=`, `?currency=` choose what is compared."""
    cause, effect, lag = _chosen(request)
    every = compared(reader(request), now(), cause, effect, lag)
    currency = _currency(every.accounts, request.GET.get("currency", ""))
    money = effect in _MONEY
    found = [each for each in every.points if not money or each.currency == currency]
    number = every.accounts.get(currency, 0) if money else sum(every.accounts.values())
    shown = picture(found, effect, lag, now(), number)
    listing = Pages(request.GET)
    every_point = sorted(shown.points, key=lambda point: (-point.y, point.name))
    page = Paginator(every_point, PAGE_SIZE).get_page(page_number(request.GET))
    rows = [
        {
            "name": point.name,
            "x": figure_words(cause, point.x),
            "y": figure_words(effect, point.y, currency),
            "href": reverse("account-asset", args=[point.account]) + f"?cause={cause}",
        }
        for point in page
    ]
    context = {
        "rows": rows,
        "shown": shown,
        "listing": listing,
        "page": page,
        "drawn": _drawn(shown.points, page, cause, effect, currency) if shown.points else "",
        "causes": _links(cause, effect, lag, currency, "cause", [(each.value, WORDS[each]) for each in Cause]),
        "effects": [(each.value, WORDS[each], each == effect) for each in (*Effect, *Booked)],
        "lags": [(each, lag_words(each), each == lag) for each in LAGS],
        "cause": cause.value,
        "x": WORDS[cause],
        "y": WORDS[effect],
        "currency": currency if money else "",
        "currencies": sorted(every.accounts),
        "sentence": tendency(shown.correlation),
        "rho": rho_words(shown.correlation),
        "early": quarter_words(shown.early),
        "late": quarter_words(shown.late),
        "any": bool(every.accounts),
    }
    return render(request, "asset/firm.html", context)


def _chosen(request: HttpRequest) -> tuple[Cause, Effect | Booked, int]:
    cause, effect, lag = chosen(request)
    asked = request.GET.get("effect", "")
    return cause, Booked(asked) if asked in set(Booked) else effect, lag


def _currency(accounts: Mapping[str, int], wanted: str) -> str:
    """Amounts compare within one currency: the one asked for, else that of most accounts."""
    return wanted if wanted in accounts else max(sorted(accounts), key=lambda name: accounts[name], default="")


def _links(
    cause: Cause, effect: Effect | Booked, lag: int, currency: str, name: str, choices: list[tuple[str, Any]]
) -> list[dict[str, Any]]:
    now_ = {"cause": cause.value, "effect": effect.value, "lag": str(lag), "currency": currency}
    return [
        {
            "label": label,
            "href": "?" + "&".join(f"{key}={val}" for key, val in {**now_, name: value}.items()),
            "current": now_[name] == value,
        }
        for value, label in choices
    ]


def _drawn(every: Sequence[Point], page: Iterable[Point], cause: Cause, effect: Figure, currency: str) -> SafeString:
    """Every account; of more than a page those of the page as links, the rest as plain points."""
    listed = list(page) if len(every) > PAGE_SIZE else every
    keys = {point.account for point in listed}
    others = [(point.x, point.y) for point in every if point.account not in keys]
    dots = [
        Dot(
            point.x,
            point.y,
            point.name,
            f"{point.name}: {figure_words(cause, point.x)}, {figure_words(effect, point.y, currency)}",
            reverse("account-asset", args=[point.account]),
        )
        for point in listed
    ]
    title = _("%(cause)s and %(effect)s, a point for each account") % {"cause": WORDS[cause], "effect": WORDS[effect]}
    return points(dots, title, cause, effect, currency, others)


def export_asset(request: HttpRequest, kind: str) -> HttpResponse:
    """Every quarter of every account the reader may see."""
    if kind not in KINDS:
        raise Http404
    header = [
        _("Account"), _("Quarter"), _("Over"), _("Confirmed client hours"), _("With presumed"), _("Strength"),
        *(str(WORDS[each]) for each in (Cause.INVESTED, *Effect)), _("Currency"),
    ]  # fmt: skip
    rows = (cells for each in assets(reader(request), now()) for cells in _cells(each))
    return answer(request, kind, _("asset"), header, rows)


def _cells(found: AccountAsset) -> Iterator[list[Cell]]:
    for each in found.quarters:
        low = round(each.hours.low / 3600, 4) if each.hours else None
        figures = [each.figure(of) for of in (*Cause, *Effect)]
        yield [
            found.name, str(each.quarter), each.over, low,
            *(None if figure is None else round(figure, 4) for figure in figures), found.currency,
        ]  # fmt: skip
