"""Client seconds of many accounts over many months, and nothing else: for areas above that look at years."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from innercircle.hours.models import AccountMonth
from innercircle.hours.rules import Policy
from innercircle.kit.month import Month
from innercircle.kit.spread import NOTHING, Spread


def client_months(
    accounts: Collection[int], first: Month, last: Month, policy: Policy = Policy.SEEN
) -> dict[int, dict[Month, Spread]]:
    """Client seconds of these accounts by month, in one query; empty months within are there as nothing.

    An account's months begin with its first one of client time: before that there is nothing to compare. The caller
    has made sure that the reader sees the accounts.
    """
    rows = AccountMonth.objects.filter(account__in=accounts, policy=policy, month__lte=last.index, high__gt=0)
    given: dict[int, dict[int, Spread]] = defaultdict(dict)
    for account, month, low, high in rows.order_by("account", "month").values_list("account", "month", "low", "high"):
        given[account][month] = Spread(low, high)
    return {
        account: {
            Month.from_index(month): months.get(month, NOTHING)
            for month in range(max(min(months), first.index), last.index + 1)
        }
        for account, months in given.items()
    }
