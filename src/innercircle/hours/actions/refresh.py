"""Computes figures anew wherever something behind them changed, in the transaction of the change.

Facts are derived from meetings, figures from facts; only the touched cells (account and month) are read and written,
and the months after them whose verdict or streak hangs on them. A closed month that moves leaves an amendment.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from innercircle.calendars.bulk import insert
from innercircle.calendars.queries import with_duplicates
from innercircle.directory.queries import clocks
from innercircle.hours.actions.figures import write_figures
from innercircle.hours.actions.interruptions import notice
from innercircle.hours.models import MODE_CODES, Fact, Tracking
from innercircle.hours.queries.facts import facts_to_store, held
from innercircle.hours.queries.figures import Cell, totals
from innercircle.hours.queries.outdated import outdated_cells, outdated_meetings
from innercircle.hours.rules import month_pieces
from innercircle.kit.month import Month
from innercircle.kit.parts import parts

if TYPE_CHECKING:
    from innercircle.access.models import User

_MEETINGS_AT_A_TIME = 2_000
_WRITTEN_AT_A_TIME = 300  # meetings whose facts are written in a transaction of their own (docs/performance.md)
_ACCOUNTS_AT_A_TIME = 100
_COLUMNS = ("account", "month", "side", "person", "start", "end", "meeting", "confirmed", "mode")
_CODES = {mode: code for code, mode in enumerate(MODE_CODES)}


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
    for part in parts(sorted(meetings), _MEETINGS_AT_A_TIME):
        touched |= _rewrite_facts(with_duplicates(part) | set(part), at)
    zones = clocks({account for account, _start, _end in spans})
    for account, start, end in spans:
        if account in zones:
            touched |= {Cell(account, month) for month, _s, _e in month_pieces(start, end, zones[account])}
    for accounts in parts(sorted({cell.account for cell in touched}), _ACCOUNTS_AT_A_TIME):
        _recompute(accounts, touched, by, at, why)
    return touched


def refresh_accounts(
    *,
    by: User | None,
    at: datetime,
    why: str,
    accounts: Collection[int],
    tell: Callable[[], None] = lambda: None,
) -> None:
    """Compute accounts anew from their meetings, whatever changed: their clock, domains, people, a merge.

    It looks first, without holding anybody up, and writes only what deviates, in small transactions of which each
    leaves facts and figures that belong together. So it may be cut off anywhere (`tell` may raise) and run again.
    """
    for account in sorted(accounts):
        _refresh_clock(account, at)
        for found in outdated_meetings(account):
            for part in parts(found, _WRITTEN_AT_A_TIME):
                refresh(by=by, at=at, why=why, meetings=part)
                tell()
            tell()
        for cells in outdated_cells(account):
            refresh(by=by, at=at, why=why, cells=cells)
            tell()


def _refresh_clock(account: int, at: datetime) -> None:
    """Say by which clock the account is measured, where that changed."""
    zone = clocks([account]).get(account)
    if zone is not None and Tracking.objects.filter(account=account).exclude(time_zone=zone.key).exists():
        with transaction.atomic():
            track([account], at)


def cells_of(meetings: Collection[int]) -> set[Cell]:
    """The cells in which these meetings count now; ask before deleting one."""
    rows = Fact.objects.filter(meeting__in=meetings)
    return {Cell(*each) for each in rows.values_list("account", "month").distinct()}


def _rewrite_facts(ids: set[int], at: datetime) -> set[Cell]:
    """Replace the facts of these meetings; returns the cells they lay in and lie in now."""
    rows = held(ids)
    new = facts_to_store(rows)
    stored = Fact.objects.filter(meeting__in=ids)
    track({fact.account for fact in new} | set(stored.values_list("account", flat=True)), at)
    former = sorted(stored.values_list("account", "meeting", "start", "month"), reverse=True)
    stored.delete()
    insert(Fact, _COLUMNS, ((*fact[:8], _CODES[fact.mode]) for fact in new))
    notice(ids, rows, {(account, meeting): start for account, meeting, start, _month in former}, at)
    return {Cell(fact.account, fact.month) for fact in new} | {Cell(row[0], row[3]) for row in former}


def track(accounts: Collection[int], at: datetime) -> None:
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
    wanted = set(accounts)
    cells = {cell for cell in touched if cell.account in wanted}
    track(accounts, at)
    write_figures(accounts, totals(accounts, cells), by, at, why)
