"""The start page: which relationships develop, which do not, and where the answer hangs on unconfirmed attendance."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from innercircle.directory import queries as directory
from innercircle.directory.models import Segment
from innercircle.hours import queries
from innercircle.hours.queries import Ask
from innercircle.hours.queries.values import Portfolio, PortfolioTotals
from innercircle.hours.rules import Verdict
from innercircle.web.hours.frame import now, policy_choices, policy_of, query_of, reader
from innercircle.web.hours.lines import lines
from innercircle.web.listing import MOST_CHOICES, PAGE_SIZE, Filter, Listing, read_listing
from innercircle.wording.figures import verdict_word

SORTS = ("name", "verdict", "streak", "hours", "needed", "revenue", "manager")
FIRST = "-hours"
_DIGITS = 15
TILES = (
    (Verdict.DEVELOPING, "trending-up"),
    (Verdict.NOT_DEVELOPING, "trending-down"),
    (Verdict.OPEN, "help-circle"),
    (Verdict.DORMANT, "zzz"),
)


def portfolio(request: HttpRequest) -> HttpResponse:
    """Every account the reader may see, with the last finished month's verdict and the running month."""
    listing = read_portfolio_listing(request)
    policy = policy_of(request)
    found = queries.portfolio(
        reader(request), now(), policy=policy, ask=asked(listing), page=listing.page, per_page=PAGE_SIZE
    )
    context = {
        "listing": listing,
        "portfolio": found,
        "rows": lines(found.rows, query_of(policy)),
        "page": Paginator(range(found.count), PAGE_SIZE).get_page(found.page),
        "tiles": _tiles(found.totals, listing),
        "totals": found.totals,
        "month": _month(found),
        "policies": policy_choices(request),
        "any_account": found.count or directory.visible_accounts(reader(request)).exists(),
        "export": _export_query(request),
    }
    return render(request, "hours/portfolio.html", context)


def read_portfolio_listing(request: HttpRequest) -> Listing:
    """What the address says: words, sorting, filters. Managers and teams only of accounts one may see.

    A choice among more than MOST_CHOICES helps nobody: managers are offered once a team is chosen.
    """
    user = reader(request)
    accounts = directory.visible_accounts(user).order_by()
    managers = accounts.exclude(account_manager=None).values_list("account_manager_id", "account_manager__name")
    team = request.GET.get("team", "")
    if team.isascii() and team.isdigit():
        managers = managers.filter(team=int(team[:_DIGITS]))
    teams = accounts.exclude(team=None).values_list("team_id", "team__name")
    filters = (
        Filter("verdict", _("Verdict"), [(each.value, verdict_word(each)) for each in Verdict]),
        Filter("segment", _("Segment"), [(value, str(label)) for value, label in Segment.choices]),
        Filter("team", _("Team"), _choices(teams)),
        Filter("manager", _("Account manager"), _choices(managers)),
    )
    offered = [each for each in filters if len(each.choices) <= MOST_CHOICES or each.name in request.GET]
    return read_listing(request.GET, sorts=SORTS, default=FIRST, filters=offered)


def asked(listing: Listing) -> Ask:
    """The listing as the question to the domain."""
    chosen = listing.chosen
    return Ask(
        words=listing.words,
        sort=listing.order,
        descending=listing.descending,
        verdict=Verdict(chosen["verdict"]) if "verdict" in chosen else None,
        segment=chosen.get("segment", ""),
        manager=int(chosen["manager"]) if "manager" in chosen else None,
        team=int(chosen["team"]) if "team" in chosen else None,
    )


def _choices(pairs: Any) -> list[tuple[str, str]]:
    return sorted({(str(pk), name) for pk, name in pairs.distinct()}, key=lambda pair: pair[1])


def _tiles(totals: PortfolioTotals, listing: Listing) -> list[dict[str, Any]]:
    return [
        {
            "verdict": verdict,
            "icon": icon,
            "count": totals.verdicts.get(verdict, 0),
            "href": listing.href(verdict="" if listing.chosen.get("verdict") == verdict else verdict.value, page=1),
            "current": listing.chosen.get("verdict") == verdict,
        }
        for verdict, icon in TILES
    ]


def _month(found: Portfolio) -> Any:
    return found.rows[0].month if found.rows else None


def _export_query(request: HttpRequest) -> str:
    kept = {key: value for key, value in request.GET.items() if key != "page"}
    return urlencode(kept)
