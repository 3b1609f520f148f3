"""Verdicts on plans, by account, account manager and firm, with their trend by quarter (spec 30, Plan verdict)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from innercircle.directory.queries import visible_accounts
from innercircle.plans.queries.linted import Entry, entries, planned_accounts
from innercircle.plans.queries.values import AccountVerdict, ManagerVerdict, Verdicts
from innercircle.plans.queries.verdicts import plan_verdict
from innercircle.plans.rules.verdict import Counted

if TYPE_CHECKING:
    from innercircle.access.models import User

Judged = tuple[Entry, list[Counted]]


def verdicts(user: User, at: datetime) -> Verdicts:
    """Verdicts over all accounts the user may see: a fixed number of queries; few where what is stored holds."""
    found = [(each, each.written.counted) for each in entries(user, at, only=planned_accounts()) if each.written.steps]
    return Verdicts(
        firm=plan_verdict([one for _each, steps in found for one in steps], at),
        managers=tuple(_managers(found, at)),
        accounts=tuple(
            AccountVerdict(each.account, each.name, each.manager, each.manager_name, plan_verdict(steps, at))
            for each, steps in found
        ),
        without=visible_accounts(user).count() - len(found),
    )


def _managers(found: Iterable[Judged], at: datetime) -> Iterable[ManagerVerdict]:
    theirs: dict[tuple[str, int | None], list[list[Counted]]] = defaultdict(list)
    for each, steps in found:
        theirs[each.manager_name, each.manager].append(steps)
    for (name, manager), lists in sorted(
        theirs.items(), key=lambda each: (not each[0][0], each[0][0], each[0][1] or 0)
    ):
        yield ManagerVerdict(manager, name, len(lists), plan_verdict([one for steps in lists for one in steps], at))
