"""The verdict on a plan, with its trend by quarter (spec 30, Plan verdict)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from innercircle.plans.queries.judging import counted
from innercircle.plans.queries.values import PlanVerdict
from innercircle.plans.queries.whole import LOOKED_BACK, stored_activities
from innercircle.plans.rules.verdict import Counted, by_quarter, verdict

if TYPE_CHECKING:
    from innercircle.directory.models import Account


def account_verdict(account: Account, at: datetime) -> PlanVerdict:
    """The verdict on the plan of an account the reader may see."""
    return plan_verdict(counted(stored_activities([account.pk])[account.pk]), at)


def plan_verdict(activities: Iterable[Counted], at: datetime) -> PlanVerdict:
    """The verdict over a year back and all ahead (undated ones too); the trend over everything that has a day."""
    found = list(activities)
    since = at.date() - LOOKED_BACK
    return PlanVerdict(verdict(each for each in found if each.day is None or each.day >= since), by_quarter(found))
