"""Keeps figures right when something below changed that no calendar told of, and computes everything anew on demand.

Time needs no upkeep: no stored figure depends on the clock. What needs it is the directory: an affiliation, a domain, a
clock, a merge. It marks the accounts it touched (`directory.queries.touched`); `upkeep` takes the marks.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from innercircle.calendars.actions.imports import decide_again
from innercircle.calendars.bulk import parts
from innercircle.calendars.planning import Planner
from innercircle.calendars.queries import uids_of
from innercircle.directory.actions.settling import settle
from innercircle.directory.queries import touched
from innercircle.directory.queries.whole import leavers, whole_directory
from innercircle.hours.actions.refresh import refresh, refresh_accounts
from innercircle.hours.queries.check import measured_accounts

_ACCOUNTS_AT_A_TIME = 50


def upkeep(*, at: datetime, progress: Callable[[int, int], None] | None = None) -> int:
    """Compute the accounts anew that the directory marked; returns how many. Costs one query when there are none.

    In small transactions; the marks go last, so that what was interrupted is done again without harm.
    """
    marks, accounts = touched()
    if not marks:
        return 0
    planner = Planner(whole_directory(), leavers())
    done = 0
    for part in parts(accounts, _ACCOUNTS_AT_A_TIME):
        _catch_up(part, planner, at)
        done += len(part)
        if progress is not None:
            progress(done, len(accounts))
    settle(marks)
    return len(accounts)


@transaction.atomic
def _catch_up(accounts: list[int], planner: Planner, at: datetime) -> None:
    why = _("The directory changed")
    again = decide_again(by=None, at=at, uids=uids_of(accounts), planner=planner)
    refresh(by=None, at=at, why=why, meetings=again.meetings | again.gone, spans=again.spans)
    refresh_accounts(by=None, at=at, why=why, accounts=accounts)


def rebuild(*, at: datetime, progress: Callable[[int, int], None] | None = None) -> int:
    """Compute every account anew from its meetings, some accounts per transaction; returns how many accounts."""
    accounts = measured_accounts()
    for done, part in enumerate(parts(accounts, _ACCOUNTS_AT_A_TIME), 1):
        refresh_accounts(by=None, at=at, why=_("Computed anew from the meetings"), accounts=part)
        if progress is not None:
            progress(min(done * _ACCOUNTS_AT_A_TIME, len(accounts)), len(accounts))
    return len(accounts)
