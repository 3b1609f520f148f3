"""Keeps figures right when something below changed that no calendar told of, and computes everything anew on demand.

Time needs no upkeep: no stored figure depends on the clock. What needs it is the directory: an affiliation, a domain, a
clock, a merge, a person's new address. It marks whom it touched (`directory.queries.marked`); `upkeep` takes the marks.

Everybody who saves waits for whoever writes. So all of it is read and decided first, outside of any transaction, and
only where something differs a few meetings are decided again in one; most accounts that are marked need none at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from innercircle.calendars.actions.imports import DECIDED_AT_A_TIME, decide_again
from innercircle.calendars.planning import Planner
from innercircle.calendars.queries import copies_by_uid, copies_naming
from innercircle.directory.actions.settling import settle
from innercircle.directory.queries import addresses_of, marked
from innercircle.directory.queries.whole import leavers, whole_directory
from innercircle.hours.actions.refresh import refresh, refresh_accounts
from innercircle.hours.queries.check import measured_accounts
from innercircle.kit.parts import portions

Tell = Callable[[int, int], None]


def _quiet(_done: int, _total: int) -> None:
    """Tell nobody."""


def upkeep(*, at: datetime, progress: Tell = _quiet) -> int:
    """Compute the accounts anew that the directory marked; returns how many. Costs one query when there are none.

    In small transactions; the marks go last, so that what was interrupted is done again without harm. `progress` is
    called between any two of them with how many accounts are done, and may raise to stop.
    """
    marks = marked()
    if not marks:
        return 0
    total = len(marks.accounts)
    work = _Work(at, Planner(whole_directory(), leavers()), lambda: progress(work.done, total))
    if marks.people:
        work.decide(copies_naming(addresses_of(marks.people), work.told))
        settle(marks.of_people)
    for account, those in marks.accounts.items():
        work.catch_up(account)
        settle(those)
        work.done += 1
        progress(work.done, total)
    return total


@dataclass(slots=True)
class _Work:
    """One round of upkeep: the directory as it was when the marks were read, and how far it is."""

    at: datetime
    planner: Planner
    told: Callable[[], None]
    done: int = 0

    def catch_up(self, account: int) -> None:
        """Bring one account up to date: who stands on its meetings, their facts, its figures."""
        self.decide(copies_by_uid(account))
        why = _("The directory changed")
        refresh_accounts(by=None, at=self.at, why=why, accounts=[account], tell=self.told)

    def decide(self, copies: Iterable[tuple[str, int]]) -> None:
        """Decide meetings again, given by UID and how many copies it has; those of which nothing differs are left."""
        for uids in portions(copies, DECIDED_AT_A_TIME):
            if self.planner.plan(uids).changes:
                self._decide(uids)
            self.told()

    @transaction.atomic
    def _decide(self, uids: list[str]) -> None:
        again = decide_again(by=None, at=self.at, uids=uids, planner=self.planner)
        meetings = again.meetings | again.gone
        refresh(by=None, at=self.at, why=_("The directory changed"), meetings=meetings, spans=again.spans)


def rebuild(*, at: datetime, progress: Tell = _quiet) -> int:
    """Compute every account anew from its meetings, little by little; returns how many accounts."""
    accounts = measured_accounts()
    for done, account in enumerate(accounts, 1):
        refresh_accounts(by=None, at=at, why=_("Computed anew from the meetings"), accounts=[account])
        progress(done, len(accounts))
    return len(accounts)
