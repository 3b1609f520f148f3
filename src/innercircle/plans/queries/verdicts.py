"""Verdicts on plans, by account, account manager and firm, with their trend by quarter (spec 30, Plan verdict)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from innercircle.directory.queries import visible_accounts
from innercircle.plans.queries.judging import counted
from innercircle.plans.queries.values import AccountVerdict, ManagerVerdict, PlanVerdict, Verdicts
from innercircle.plans.queries.whole import LOOKED_BACK, stored_activities
from innercircle.plans.rules.verdict import Counted, by_quarter, verdict

if TYPE_CHECKING:
    from innercircle.access.models import User
    from innercircle.directory.models import Account


def account_verdict(account: Account, at: datetime) -> PlanVerdict:
    """The verdict on the plan of an account the reader may see."""
    return plan_verdict(counted(stored_activities([account.pk])[account.pk]), at)


def plan_verdict(activities: Iterable[Counted], at: datetime) -> PlanVerdict:
    """The verdict over a year back and all ahead (undated ones too); the trend over everything that has a day."""
    found = list(activities)
    since = at.date() - LOOKED_BACK
    return PlanVerdict(verdict(each for each in found if each.day is None or each.day >= since), by_quarter(found))


def verdicts(user: User, at: datetime) -> Verdicts:
    """Verdicts over all accounts the user may see: a fixed number of queries."""
    accounts = list(visible_accounts(user).select_related("account_manager").order_by("name", "pk"))
    stored = stored_activities([row.pk for row in accounts])
    judged = {row.pk: counted(stored[row.pk]) for row in accounts if stored[row.pk]}
    planned = [row for row in accounts if judged.get(row.pk)]
    return Verdicts(
        firm=plan_verdict([each for found in judged.values() for each in found], at),
        managers=tuple(_managers(planned, judged, at)),
        accounts=tuple(_account(row, judged[row.pk], at) for row in planned),
        without=len(accounts) - len(planned),
    )


def _account(row: Account, found: list[Counted], at: datetime) -> AccountVerdict:
    manager = row.account_manager
    return AccountVerdict(row.pk, row.name, row.account_manager_id, str(manager or ""), plan_verdict(found, at))


def _managers(accounts: Iterable[Account], judged: dict[int, list[Counted]], at: datetime) -> Iterable[ManagerVerdict]:
    theirs: dict[tuple[str, int | None], list[int]] = defaultdict(list)
    for row in accounts:
        theirs[str(row.account_manager or ""), row.account_manager_id].append(row.pk)
    for (name, manager), keys in sorted(theirs.items(), key=lambda each: (not each[0][0], each[0][0], each[0][1] or 0)):
        yield ManagerVerdict(manager, name, len(keys), plan_verdict([one for key in keys for one in judged[key]], at))
