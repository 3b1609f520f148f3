"""Whom we cannot afford to lose: how much hangs on few accounts, and how those relationships stand."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from innercircle.directory.models import Segment
from innercircle.directory.queries import revenue_of, visible_accounts, worth_of
from innercircle.hours import queries as hours
from innercircle.hours.queries.values import PortfolioRow
from innercircle.hours.rules import Verdict
from innercircle.maps import queries
from innercircle.maps.rules.concentration import Ranked, ranked, top
from innercircle.maps.words import step_state, step_title
from innercircle.web.charts import Step
from innercircle.web.hours.frame import now, reader
from innercircle.web.hours.portfolio import asked
from innercircle.web.listing import PAGE_SIZE, Filter, Listing, read_listing
from innercircle.web.templatetags.display import share, verdict_word

_SORTS = ("name", "verdict", "hours", "revenue")
_MEASURES = ("revenue", "profit")
_CURVE = 60  # accounts on the curve; the rest is one last step


def cannot_lose(request: HttpRequest) -> HttpResponse:
    """The cumulative share curve, the top 10 and 20, and beside each account what its relationship is worth."""
    user, listing, at = reader(request), _listing(request), now()
    found = hours.portfolio(user, at, ask=asked(listing), page=listing.page, per_page=PAGE_SIZE)
    year = revenue_of(visible_accounts(user), at.year).year
    worth = worth_of(visible_accounts(user), year or at.year)
    currency = _currency(worth, request.GET.get("currency", ""))
    ranks = {name: _ranks(worth, currency, place) for place, name in enumerate(_MEASURES, 3)}
    measure = "profit" if request.GET.get("by") == "profit" else "revenue"
    names = {row[0]: row[1] for row in worth}
    context = {
        "listing": listing,
        "page": Paginator(range(found.count), PAGE_SIZE).get_page(found.page),
        "rows": _rows(found.rows, ranks, at.date(), queries.progress([row.account for row in found.rows], at)),
        "year": str(year or ""),
        "currency": currency,
        "currencies": sorted({row[2] for row in worth}),
        "tops": _tops(ranks),
        "curve": _curve(ranks[measure], names),
        "measure": measure,
    }
    return render(request, "maps/concentration.html", context)


def _listing(request: HttpRequest) -> Listing:
    filters = (
        Filter("verdict", _("Verdict"), [(each.value, verdict_word(each)) for each in Verdict]),
        Filter("segment", _("Segment"), [(value, str(label)) for value, label in Segment.choices]),
    )
    return read_listing(request.GET, sorts=_SORTS, default="-revenue", filters=filters)


def _currency(worth: list[Any], wanted: str) -> str:
    """Shares compare within one currency: the one asked for, else the one of most accounts."""
    counted = Counter(row[2] for row in worth)
    return wanted if wanted in counted else next((name for name, _count in counted.most_common(1)), "")


def _ranks(worth: list[Any], currency: str, place: int) -> tuple[Ranked, ...]:
    return ranked((row[0], row[place]) for row in worth if row[2] == currency)


def _tops(ranks: dict[str, tuple[Ranked, ...]]) -> list[dict[str, Any]]:
    labels = {
        ("revenue", 10): _("Revenue of the 10 largest"), ("revenue", 20): _("Revenue of the 20 largest"),
        ("profit", 10): _("Profit of the 10 largest"), ("profit", 20): _("Profit of the 20 largest"),
    }  # fmt: skip
    return [
        {"label": label, "part": top(ranks[name], count), "href": f"?by={name}#curve", "of": len(ranks[name])}
        for (name, count), label in labels.items()
    ]


def _curve(rows: tuple[Ranked, ...], names: dict[int, str]) -> list[Step]:
    steps = [
        Step(
            names[row.key],
            row.share,
            _("%(name)s: %(share)s, together %(reached)s")
            % {"name": names[row.key], "share": share(row.share), "reached": share(row.reached)},
            reverse("account", args=[row.key]),
        )
        for row in rows[:_CURVE]
    ]
    rest = 1 - rows[_CURVE - 1].reached if len(rows) > _CURVE else 0
    return [*steps, Step(_("all others"), rest, _("all others"))] if rest else steps


def _rows(
    shown: tuple[PortfolioRow, ...], ranks: dict[str, tuple[Ranked, ...]], today: date, progress: dict[int, Any]
) -> list[dict[str, Any]]:
    places = {row.key: (place, row) for place, row in enumerate(ranks["revenue"], 1)}
    profits = {row.key: row for row in ranks["profit"]}
    ages = queries.map_age([row.account for row in shown])
    return [
        {
            "row": row,
            "segment": dict(Segment.choices).get(row.segment, ""),
            "place": places.get(row.account, (None, None))[0],
            "rank": places.get(row.account, (None, None))[1],
            "profit": profits.get(row.account),
            "age": today.toordinal() - ages[row.account] if row.account in ages else None,
            "steps": [
                {"step": step, "words": f"{step.number.value} {step_title(step)}: {step_state(step)}"}
                for step in progress[row.account]
            ],
        }
        for row in shown
    ]
