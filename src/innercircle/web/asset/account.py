"""An account's asset: its quarters as plots, what goes together, its years, its engagements; and one quarter's rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from innercircle.directory.models import Account
from innercircle.hours import queries as hours
from innercircle.kit.quarter import Quarter
from innercircle.plans.queries.assets import AccountAsset, account_asset
from innercircle.plans.queries.behind import strength_parts, works_in
from innercircle.plans.queries.dependence import visible_engagements
from innercircle.plans.rules.asset import LAGS, AssetQuarter, Cause, Effect, Relation, relation
from innercircle.web.asset.drawing import Dot, Mark, scatter, strip
from innercircle.web.asset.words import (
    SAID,
    WORDS,
    Figure,
    axis,
    bare,
    ceiling,
    figure_words,
    lag_words,
    quarter_words,
    rho_words,
    tendency,
)
from innercircle.web.hours.frame import account_context, now, reader, seen_account
from innercircle.web.templatetags.display import hours as hour_words

_FOLLOWED = (Effect.ENGAGEMENTS, Effect.KINDS, Effect.REVENUE)


def account_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; `?cause=`, `?effect=`, `?lag=` choose the pair that is drawn."""
    account = seen_account(request, pk)
    found = _found(request, account)
    cause, effect, lag = chosen(request)
    context = {
        **account_context(request, account, "account-asset"),
        "found": found,
        "plots": [
            (_("The asset"), [_plot(found, each) for each in Cause]),
            (_("What followed"), [_plot(found, each) for each in _FOLLOWED]),
        ],
        "causes": _causes(cause, effect, lag),
        "cause": WORDS[cause],
        "lags": [lag_words(each) for each in LAGS],
        "matrix": _matrix(found, cause, effect, lag),
        "pair": _pair(found, cause, effect, lag),
        "years": [_year(each, found.currency) for each in found.years],
        "engagements": list(visible_engagements(reader(request)).filter(account=account)),
    }
    return render(request, "asset/account.html", context)


def _found(request: HttpRequest, account: Account) -> AccountAsset:
    found = account_asset(reader(request), account, now())
    if found is None:
        raise Http404
    return found


def chosen(request: HttpRequest) -> tuple[Cause, Effect, int]:
    """What the address asks to be compared; what it does not say, or says wrongly, is chosen for it."""
    lag = request.GET.get("lag", "1")
    return (
        _one(Cause, request.GET.get("cause", ""), Cause.HOURS),
        _one(Effect, request.GET.get("effect", ""), Effect.ENGAGEMENTS),
        int(lag) if lag in {str(each) for each in LAGS} else 1,
    )


def _one(kind: Any, text: str, otherwise: Any) -> Any:
    return kind(text) if text in set(kind) else otherwise


def _plot(found: AccountAsset, of: Cause | Effect) -> dict[str, Any]:
    marks = [_mark(found, each, of, first=place == 0) for place, each in enumerate(found.quarters)]
    drawn: SafeString | str = ""
    if any(mark.value is not None for mark in marks):
        top = ceiling(of, max(mark.value or 0 for mark in marks), 2)
        drawn = strip(
            marks, title=str(WORDS[of]), key=f"plot-{of}", number=axis(of, found.currency), top=top,
            line=of is Cause.STRENGTH,
        )  # fmt: skip
    return {"title": WORDS[of], "lead": SAID[of], "drawn": drawn, "marks": marks, "key": of.value}


def _mark(found: AccountAsset, each: AssetQuarter, of: Cause | Effect, *, first: bool) -> Mark:
    value = each.figure(of)
    low = each.hours.low / 3600 if of is Cause.HOURS and each.hours else None
    said = hour_words(each.hours) if of is Cause.HOURS else figure_words(of, value, found.currency)
    words = f"{quarter_words(each.quarter)}: {said}"
    return Mark(
        label=_("Q%(number)d") % {"number": each.quarter.number},
        below=str(each.quarter.year) if first or each.quarter.number == 1 else "",
        value=value,
        low=low,
        figure=bare(of, value),
        hint=words if each.over else _("%(words)s, still running") % {"words": words},
        href=f"{each.quarter}/",  # beside this page; fifteen in each of six drawings
        running=not each.over,
    )


def _causes(cause: Cause, effect: Effect, lag: int) -> list[dict[str, Any]]:
    return [
        {"label": WORDS[each], "href": f"?cause={each}&effect={effect}&lag={lag}#together", "current": each is cause}
        for each in Cause
    ]


def _matrix(found: AccountAsset, cause: Cause, effect: Effect, lag: int) -> list[dict[str, Any]]:
    """A line for each of what followed, a cell for each lag."""
    related = {each: [relation(found.quarters, cause, each, place) for place in LAGS] for each in Effect}
    return [
        {"label": WORDS[each], "cells": [_cell(cell, current=(each, cell.lag) == (effect, lag)) for cell in cells]}
        for each, cells in related.items()
    ]


def _cell(each: Relation, *, current: bool) -> dict[str, Any]:
    found = each.correlation
    return {
        "rho": rho_words(found),
        "n": found.n,
        "known": found.rho is not None,
        "beyond": found.beyond_chance,
        "href": f"?cause={each.cause}&effect={each.effect}&lag={each.lag}#pairs",
        "current": current,
    }


def _pair(found: AccountAsset, cause: Cause, effect: Effect, lag: int) -> dict[str, Any]:
    """The chosen pair: a sentence, its points, its rows."""
    each = relation(found.quarters, cause, effect, lag)
    rows = [
        {
            "early": quarter_words(pair.early), "late": quarter_words(pair.late),
            "x": figure_words(cause, pair.x), "y": figure_words(effect, pair.y, found.currency),
            "early_href": f"{pair.early}/",
            "late_href": f"{pair.late}/",
        }
        for pair in each.pairs
    ]  # fmt: skip
    dots = [
        Dot(pair.x, pair.y, row["early"], f"{row['early']}: {row['x']} → {row['late']}: {row['y']}", row["late_href"])
        for pair, row in zip(each.pairs, rows, strict=True)
    ]
    title = _("%(cause)s and %(effect)s, %(lag)s") % {
        "cause": WORDS[cause], "effect": WORDS[effect], "lag": lag_words(lag)
    }  # fmt: skip
    return {
        "title": title,
        "sentence": tendency(each.correlation),
        "rows": rows,
        "drawn": points(dots, title, cause, effect, found.currency) if dots else "",
        "x": WORDS[cause],
        "y": WORDS[effect],
    }


def points(
    dots: Sequence[Dot], title: str, cause: Figure, effect: Figure, currency: str,
    others: Sequence[tuple[float, float]] = (),
) -> SafeString:  # fmt: skip
    """A scatter with both axes named; `others` are points without a link."""
    tops = (
        ceiling(cause, max([*(dot.x for dot in dots), *(x for x, _y in others)]), 4),
        ceiling(effect, max([*(dot.y for dot in dots), *(y for _x, y in others)]), 4),
    )
    return scatter(
        dots, title=title, key="pairs-drawn", across=(str(WORDS[cause]), axis(cause, currency)),
        up=(str(WORDS[effect]), axis(effect, currency)), tops=tops, others=others,
    )  # fmt: skip


def _year(each: Any, currency: str) -> dict[str, Any]:
    return {
        "year": str(each.year),
        "hours": figure_words(Cause.HOURS, each.hours),
        "strength": figure_words(Cause.STRENGTH, each.strength),
        "invested": figure_words(Cause.INVESTED, each.invested),
        "engagements": figure_words(Effect.ENGAGEMENTS, each.engagements),
        "revenue": figure_words(Effect.REVENUE, each.revenue, currency),
        "profit": figure_words(Effect.REVENUE, each.profit, currency),
    }


def quarter_page(request: HttpRequest, pk: int, quarter: str) -> HttpResponse:
    """Every row behind one quarter's figures; 404 for what is no quarter, or not one that is shown."""
    account = seen_account(request, pk)
    found = _found(request, account)
    each = found.quarter(_quarter(quarter))
    if each is None:
        raise Http404
    parts = strength_parts(each.strength)
    context = {
        **account_context(request, account, "account-asset", quarter_words(each.quarter)),
        "each": each,
        "name": quarter_words(each.quarter),
        "figures": [(WORDS[of], figure_words(of, each.figure(of), found.currency)) for of in (*Cause, *Effect)],
        "months": _months(request, account, each),
        "parts": parts,
        "weight": sum(part.part.weight for part in parts),
        "product": sum(part.product for part in parts),
        "steps": [step for step in found.spent if Quarter.of_day(step.on) == each.quarter],
        "works": works_in(reader(request), account, each.quarter),
        "ways": [_way(found, each.quarter.plus(step)) for step in (-1, 1)],
    }
    return render(request, "asset/quarter.html", context)


def _way(found: AccountAsset, quarter: Quarter) -> tuple[Quarter, str] | None:
    """The quarter beside, where it is shown."""
    return (quarter, quarter_words(quarter)) if found.quarter(quarter) else None


def _quarter(text: str) -> Quarter:
    try:
        return Quarter.parse(text)
    except ValueError as fault:
        raise Http404 from fault


def _months(request: HttpRequest, account: Account, each: AssetQuarter) -> list[Any]:
    first, _middle, last = each.quarter.months
    return list(hours.month_rows(reader(request), first, last, now(), account=account))
