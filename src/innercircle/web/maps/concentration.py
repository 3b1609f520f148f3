"""Whom we cannot afford to lose: how much hangs on few accounts, and how those relationships stand."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from innercircle.directory.models import Segment
from innercircle.hours.rules import Verdict
from innercircle.maps import queries
from innercircle.maps.queries import Weight, Weights
from innercircle.maps.rules.concentration import Ranked, Size, top
from innercircle.maps.rules.steps import Number, Step
from innercircle.maps.words import step_title
from innercircle.plans.queries import six_steps_of
from innercircle.web import charts
from innercircle.web.export import KINDS, answer
from innercircle.web.hours.frame import now, reader
from innercircle.web.listing import Filter, Listing, read_listing
from innercircle.web.maps.weighed import legend, weighed
from innercircle.web.templatetags.display import share, verdict_word

_SORTS = ("name", "segment", "revenue", "share", "together", "profit", "verdict", "steps", "map")
_MEASURES = ("revenue", "profit")
_CURVE, _POINTS = 60, 20  # accounts on the curve, the rest one last step; and those of them that are points to open
MOST_BY_STEPS = 500  # accounts of which every step is worked out, to order by them or filter
_STALE = 90  # days after which an assessment wants a new look
_BAD_FIRST = {Verdict.OPEN: 0, Verdict.NOT_DEVELOPING: 1, Verdict.DORMANT: 2, Verdict.DEVELOPING: 3}
_AGES = {"fresh": lazy("up to 90 days"), "stale": lazy("older than 90 days"), "never": lazy("never")}
Steps = Mapping[int, tuple[Step, ...]]


def cannot_lose(request: HttpRequest) -> HttpResponse:
    """The cumulative share curve, the top 10 and 20, and beside each account what its relationship is worth."""
    at = now()
    found = queries.weights(reader(request), at, request.GET.get("currency", ""))
    listing = _listing(request, found)
    rows, steps = _chosen(found, listing, at)
    page = listing.page_of(rows)
    shown = [row.account for row in page]
    steps = steps or six_steps_of(shown, at)
    measure = "profit" if request.GET.get("by", listing.order) == "profit" else "revenue"
    context = {
        "listing": listing,
        "page": page,
        "rows": weighed(page, steps),
        "legend": legend(),
        "year": str(found.year or ""),
        "currency": found.currency,
        "currencies": found.currencies,
        "tops": _tops(found),
        "curve": _curve(found.by_profit if measure == "profit" else found.by_revenue, found.rows),
        "measure": measure,
        **{f"by_{name}": f"{listing.href()}&by={name}#curve" for name in _MEASURES},
        "query": _kept(request),
        "narrow": MOST_BY_STEPS if _hangs_on_steps(listing) and len(rows) > MOST_BY_STEPS else 0,
    }
    return render(request, "maps/concentration.html", context)


def cannot_lose_export(request: HttpRequest, kind: str) -> HttpResponse:
    """The same rows as a file, in the order and with the filters of the page."""
    if kind not in KINDS:
        raise Http404
    at = now()
    found = queries.weights(reader(request), at, request.GET.get("currency", ""))
    listing = _listing(request, found)
    rows, steps = _chosen(found, listing, at)
    steps = steps or six_steps_of([row.account for row in rows], at)
    header = [
        "place", "account", "segment", "account_manager", "year", "currency", "revenue", "share", "together", "profit",
        "profit_share", "month_test", "map_days", *(f"step_{number.value}" for number in Number),
    ]  # fmt: skip
    return answer(request, kind, _("cannot lose"), header, (_line(row, steps[row.account], found) for row in rows))


def _line(row: Weight, steps: tuple[Step, ...], found: Weights) -> list[Any]:
    ranks = row.revenue_rank, row.profit_rank
    return [
        row.place, row.name, row.segment, row.manager, found.year, row.currency, row.revenue,
        ranks[0] and round(ranks[0].share, 4), ranks[0] and round(ranks[0].reached, 4), row.profit,
        ranks[1] and round(ranks[1].share, 4), row.verdict.value, row.age,
        *(None if step.share is None else round(step.share, 4) for step in steps),
    ]  # fmt: skip


def _listing(request: HttpRequest, found: Weights) -> Listing:
    sizes = {
        Size.TOP_10: _("The 10 largest"),
        Size.TOP_20: _("The 20 largest"),
        Size.FIRST: _("The first 80 %"),
        Size.REST: _("The rest"),
        Size.UNKNOWN: _("Revenue not known"),
    }
    filters = [
        Filter("size", _("Revenue"), [(each.value, word) for each, word in sizes.items()]),
        Filter("profit", _("Profit"), [("gain", _("Profit")), ("loss", _("Loss")), ("unknown", _("Not known"))]),
        Filter("verdict", _("Verdict"), [(each.value, verdict_word(each)) for each in Verdict]),
        Filter("steps", _("Six steps"), _step_choices()),
        Filter("map", _("Map"), [(value, str(word)) for value, word in _AGES.items()]),
        Filter("segment", _("Segment"), [(value, str(label)) for value, label in Segment.choices]),
    ]
    if len(found.currencies) > 1:
        filters.append(
            Filter("currency", _("Compared in"), [(each, each) for each in found.currencies], found.currency)
        )
    return read_listing(request.GET, sorts=_SORTS, default="-revenue", filters=filters)


def _step_choices() -> list[tuple[str, str]]:
    words = [(str(number.value), step_title(Step(number, None))) for number in Number]
    return [
        ("complete", _("nothing missing")),
        *((number, _("missing: %(step)s") % {"step": f"{number} {word}"}) for number, word in words),
    ]


def _chosen(found: Weights, listing: Listing, at: Any) -> tuple[list[Weight], Steps]:
    """The rows that fit, in the order asked for; the six steps of all of them where that hangs on them."""
    rows = [row for row in found.rows if _fits(row, listing)] if listing.narrowed else list(found.rows)
    steps: Steps = {}
    if _hangs_on_steps(listing) and len(rows) <= MOST_BY_STEPS:
        steps = six_steps_of([row.account for row in rows], at)
        wanted = listing.chosen.get("steps", "")
        rows = [row for row in rows if not wanted or _lacks(steps[row.account], wanted)]
    return _sorted(rows, listing, steps), steps


def _hangs_on_steps(listing: Listing) -> bool:
    return listing.order == "steps" or "steps" in listing.chosen


def _fits(row: Weight, listing: Listing) -> bool:
    text = f"{row.name} {row.manager}".casefold()
    chosen = listing.chosen
    tests: Mapping[str, Callable[[str], bool]] = {
        "size": lambda value: Size(value).holds(row.place, row.revenue_rank),
        "profit": lambda value: value == _profit(row),
        "verdict": lambda value: row.verdict == value,
        "segment": lambda value: row.segment == value,
        "map": lambda value: value == _age(row.age),
    }
    words = all(word in text for word in listing.words.casefold().split())
    return words and all(test(chosen[name]) for name, test in tests.items() if name in chosen)


def _profit(row: Weight) -> str:
    return "unknown" if row.profit is None else "gain" if row.profit > 0 else "loss"


def _age(days: int | None) -> str:
    return "never" if days is None else "fresh" if days <= _STALE else "stale"


def _lacks(steps: tuple[Step, ...], wanted: str) -> bool:
    """Whether that step lacks something; `complete`: whether none does of those that can be measured."""
    measured = [step for step in steps if step.share is not None]
    if wanted == "complete":
        return bool(measured) and all(step.complete for step in measured)
    return any(str(step.number.value) == wanted and not step.complete for step in measured)


def _sorted(rows: Collection[Weight], listing: Listing, steps: Steps) -> list[Weight]:
    """In the order asked for; what is not known stands last either way."""
    keys: Mapping[str, Callable[[Weight], Any]] = {
        "segment": lambda row: row.segment or None,
        "revenue": lambda row: row.revenue,
        "share": lambda row: row.revenue_rank and row.revenue_rank.share,
        "together": lambda row: row.revenue_rank and row.revenue_rank.reached,
        "profit": lambda row: row.profit,
        "verdict": lambda row: _BAD_FIRST[row.verdict],
        "map": lambda row: row.age,
        "steps": lambda row: _done(steps.get(row.account, ())),
    }
    key: Callable[[Weight], Any] = keys.get(listing.order, lambda row: row.name.casefold())
    known = [row for row in rows if key(row) is not None]
    return [
        *sorted(known, key=key, reverse=listing.descending),
        *(row for row in rows if key(row) is None),
    ]


def _done(steps: tuple[Step, ...]) -> float | None:
    """How far the steps are together that can be measured; None where none can."""
    shares = [step.share for step in steps if step.share is not None]
    return sum(shares) / len(shares) if shares else None


def _tops(found: Weights) -> list[dict[str, Any]]:
    labels = {
        ("revenue", 10): _("Revenue of the 10 largest"), ("revenue", 20): _("Revenue of the 20 largest"),
        ("profit", 10): _("Profit of the 10 largest"), ("profit", 20): _("Profit of the 20 largest"),
    }  # fmt: skip
    ranks = {"revenue": found.by_revenue, "profit": found.by_profit}
    return [
        {
            "label": label,
            "part": top(ranks[name], count),
            "href": f"?{_largest(name, count, found)}#list",
            "of": len(ranks[name]),
        }
        for (name, count), label in labels.items()
    ]


def _largest(measure: str, count: int, found: Weights) -> str:
    """The rows a share is made of: by revenue a filter, by profit the first of the list."""
    parts = {"currency": found.currency} if len(found.currencies) > 1 else {}
    return urlencode(parts | ({"size": f"top{count}"} if measure == "revenue" else {"sort": "-profit"}))


def _curve(ranks: tuple[Ranked, ...], rows: tuple[Weight, ...]) -> list[charts.Step]:
    names = {row.account: row.name for row in rows}
    points = [_point(row, names[row.key]) for row in ranks[:_POINTS]]
    steps = [*points, *(charts.Step(names[row.key], row.share) for row in ranks[_POINTS:_CURVE])]
    rest = 1 - ranks[_CURVE - 1].reached if len(ranks) > _CURVE else 0
    return [*steps, charts.Step(_("all others"), rest, _("all others"))] if rest else steps


def _point(row: Ranked, name: str) -> charts.Step:
    told = {"name": name, "share": share(row.share), "reached": share(row.reached)}
    words = _("%(name)s: %(share)s, together %(reached)s") % told
    return charts.Step(name, row.share, words, reverse("account", args=[row.key]))


def _kept(request: HttpRequest) -> str:
    """What a file has to know of the page."""
    return urlencode([(name, value) for name, value in request.GET.items() if name != "page"])
