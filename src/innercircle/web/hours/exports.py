"""Figures to take away: the portfolio as it is filtered, and an account's months."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from innercircle.directory.models import Segment
from innercircle.hours import queries
from innercircle.hours.queries.values import PortfolioRow
from innercircle.hours.rules import hours
from innercircle.kit.cells import Cell
from innercircle.web.export import KINDS, answer
from innercircle.web.hours.frame import now, policy_of, reader, seen_account
from innercircle.web.hours.portfolio import asked, read_portfolio_listing

_MOST = 100_000  # rows of one file
_FIRST = -120  # months back


def portfolio_export(request: HttpRequest, kind: str) -> HttpResponse:
    """Every account that fits the filter, one line each."""
    if kind not in KINDS:
        raise Http404
    listing, policy = read_portfolio_listing(request), policy_of(request)
    found = queries.portfolio(reader(request), now(), policy=policy, ask=asked(listing), page=1, per_page=_MOST)
    header = [
        _("Account"),
        _("Segment"),
        _("Account manager"),
        _("Month"),
        _("Confirmed client hours"),
        _("With presumed"),
        _("Month before, confirmed"),
        _("Month before, with presumed"),
        _("Verdict"),
        _("Streak"),
        _("Unconfirmed"),
        _("Closed"),
        _("This month so far"),
        _("This month booked"),
        _("Still needed"),
        _("Revenue"),
        _("Currency"),
        _("Revenue share"),
    ]
    return answer(request, kind, _("portfolio"), header, (_portfolio_cells(row) for row in found.rows))


def months_export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Every month of one account, with the columns of `innercircle hours`."""
    if kind not in KINDS:
        raise Http404
    account, policy = seen_account(request, pk), policy_of(request)
    last = queries.last_finished_month(account, now())
    rows = queries.month_rows(reader(request), last.plus(_FIRST), last, now(), policy=policy, account=account)
    header = ["account", "month", "low_hours", "high_hours", "our_hours", "meetings", "contacts", "verdict"]
    return answer(request, kind, account.name, header, _month_cells(rows))


def _portfolio_cells(row: PortfolioRow) -> list[Cell]:
    running = row.running
    return [
        row.name,
        str(Segment(row.segment).label) if row.segment else "",
        row.manager,
        str(row.month),
        hours(row.client.low),
        hours(row.client.high),
        hours(row.before.low),
        hours(row.before.high),
        row.verdict.value,
        (row.streak.months if row.streak.developing else -row.streak.months) if row.streak else None,
        row.unconfirmed,
        row.closed,
        hours(running.so_far.high),
        hours(running.booked.high),
        hours(running.needed.high),
        row.revenue,
        row.currency,
        row.revenue_share,
    ]


def _month_cells(rows: Iterator[queries.MonthRow]) -> Iterator[list[Cell]]:
    for row in rows:
        client, ours = row.figures.client, row.figures.ours
        times = (hours(client.low), hours(client.high), hours(ours.high))
        verdict = row.verdict.value if row.verdict else ""
        yield [row.name, str(row.month), *times, row.figures.meetings, row.figures.contacts, verdict]
