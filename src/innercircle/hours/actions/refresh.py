"""Computes figures anew wherever something behind them changed, in the transaction of the change.

Facts are derived from meetings, figures from facts; only the touched cells (account and month) are read and written,
and the months after them whose verdict or streak hangs on them. A closed month that moves leaves an amendment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from innercircle.calendars.bulk import insert, parts
from innercircle.calendars.queries import meetings_touching, with_duplicates
from innercircle.directory.queries import clocks
from innercircle.hours.actions.figures import Totals, write_figures
from innercircle.hours.actions.interruptions import notice
from innercircle.hours.models import MODE_CODES, Fact, Tracking, Work
from innercircle.hours.queries.facts import Posts, facts, held
from innercircle.hours.rules import Policy, facts_of, month_pieces
from innercircle.hours.rules.words import WorkKind
from innercircle.kit.month import Month

if TYPE_CHECKING:
    from innercircle.access.models import User

_MEETINGS_AT_A_TIME = 2_000
_ACCOUNTS_AT_A_TIME = 100
_COLUMNS = ("account", "month", "side", "person", "meeting", "start", "end", "confirmed", "mode")
_CODES = {mode: code for code, mode in enumerate(MODE_CODES)}
_EVER = 2**62


class Cell(NamedTuple):
    """An account's month (`Month.index`)."""

    account: int
    month: int


@transaction.atomic
def refresh(
    *,
    by: User | None,
    at: datetime,
    why: str,
    meetings: Collection[int] = (),
    cells: Iterable[Cell] = (),
    spans: Iterable[tuple[int, int, int]] = (),
) -> set[Cell]:
    """Compute anew what hangs on these meetings (deleted ones too), and further cells or (account, start, end) spans.

    `by`, `at` and `why` go on the amendments of closed months. Returns the cells whose figures were computed.
    """
    touched = {Cell(*each) for each in cells}
    ids = sorted(with_duplicates(meetings) | set(meetings))
    for part in parts(ids, _MEETINGS_AT_A_TIME):
        touched |= _rewrite_facts(part, at)
    zones = clocks({account for account, _start, _end in spans})
    for account, start, end in spans:
        if account in zones:
            touched |= {Cell(account, month) for month, _s, _e in month_pieces(start, end, zones[account])}
    for accounts in parts(sorted({cell.account for cell in touched}), _ACCOUNTS_AT_A_TIME):
        _recompute(accounts, touched, by, at, why)
    return touched


@transaction.atomic
def refresh_accounts(*, by: User | None, at: datetime, why: str, accounts: Collection[int]) -> set[Cell]:
    """Compute accounts anew from their meetings, whatever changed: their clock, domains, people, a merge."""
    stored = Fact.objects.filter(account__in=accounts)
    cells = {Cell(*each) for each in stored.values_list("account", "month").distinct()}
    cells |= _cells_of_work(accounts)
    meetings = set(stored.values_list("meeting", flat=True))
    meetings |= set(meetings_touching(accounts, -_EVER, _EVER).values_list("pk", flat=True))
    Tracking.objects.filter(account__in=accounts).update(time_zone="")  # written again from the account's clock
    return refresh(by=by, at=at, why=why, meetings=meetings, cells=cells)


def cells_of(meetings: Collection[int]) -> set[Cell]:
    """The cells in which these meetings count now; ask before deleting one."""
    rows = Fact.objects.filter(meeting__in=meetings)
    return {Cell(*each) for each in rows.values_list("account", "month").distinct()}


def _rewrite_facts(ids: list[int], at: datetime) -> set[Cell]:
    """Replace the facts of these meetings; returns the cells they lay in and lie in now."""
    rows = held(ids)
    zones = clocks({each.account for row in rows for each in row.people if each.account is not None})
    former = list(Fact.objects.filter(meeting__in=ids).values_list("account", "month", "meeting", "start"))
    _track({*zones, *(account for account, *_rest in former)}, at)
    Fact.objects.filter(meeting__in=ids).delete()
    new = sorted(fact for row in rows for fact in facts_of(row, lambda account: zones[account]))
    insert(
        Fact,
        _COLUMNS,
        (
            (
                fact.account,
                fact.month,
                int(fact.side),
                fact.person,
                fact.meeting,
                fact.start,
                fact.end,
                fact.confirmed,
                _CODES[fact.mode],
            )
            for fact in new
        ),
    )
    notice(ids, rows, {(account, meeting): start for account, _m, meeting, start in sorted(former, reverse=True)}, at)
    return {Cell(account, month) for account, month, *_rest in former} | {Cell(fact[0], fact[1]) for fact in new}


def _track(accounts: Collection[int], at: datetime) -> None:
    """Lock the accounts' rows against a computation at the same time, in one order; make those that are missing."""
    zones = clocks(accounts)
    rows = [
        Tracking(account_id=pk, since=Month.at(int(at.timestamp()), zone).index, time_zone=zone.key, refreshed_at=at)
        for pk, zone in sorted(zones.items())
    ]
    Tracking.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["account"],
        update_fields=["time_zone", "refreshed_at"],
    )


def _recompute(accounts: list[int], touched: set[Cell], by: User | None, at: datetime, why: str) -> None:
    cells = {cell for cell in touched if cell.account in set(accounts)}
    _track(accounts, at)
    write_figures(accounts, totals(accounts, cells), by, at, why)


def totals(accounts: Collection[int], cells: Collection[Cell]) -> dict[tuple[int, int, Policy], Totals]:
    """The figures of these cells from the stored facts and the logged preparation, under both policies."""
    months = {cell.month for cell in cells}
    prepared = _prepared(accounts)
    posts = Posts(accounts)
    rows = facts(accounts, months)
    grouped = {Cell(*key): tuple(group) for key, group in groupby(rows, key=lambda fact: fact[:2])}
    return {
        (cell.account, cell.month, policy): Totals.of(
            grouped.get(cell, ()), policy, posts.profiles(*cell), prepared.get(cell, 0)
        )
        for cell in cells
        for policy in Policy
    }


def _prepared(accounts: Collection[int]) -> dict[Cell, int]:
    rows = Work.objects.filter(account__in=accounts, kind=WorkKind.PREPARATION)
    sums: dict[Cell, int] = defaultdict(int)
    for account, day, seconds in rows.values_list("account", "day", "seconds"):
        sums[Cell(account, Month.of_day(day).index)] += seconds or 0
    return sums


def _cells_of_work(accounts: Collection[int]) -> set[Cell]:
    return set(_prepared(accounts))
