"""Client seconds of many accounts over many months, and nothing else: for areas above that look at years."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Min

from innercircle.hours.models import AccountMonth
from innercircle.hours.rules import Policy
from innercircle.kit.month import Month
from innercircle.kit.spread import NOTHING, Spread


def client_months(
    accounts: Collection[int], first: Month, last: Month, policy: Policy = Policy.SEEN
) -> dict[int, dict[Month, Spread]]:
    """Client seconds of these accounts by month, in two queries; empty months within are there as nothing.

    An account's months begin with its first one of client time: before that there is nothing to compare. The caller
    has made sure that the reader sees the accounts.
    """
    stored = AccountMonth.objects.filter(account__in=accounts, policy=policy).order_by()
    since = dict(stored.filter(high__gt=0).values_list("account").annotate(first=Min("month")))
    found = {
        account: dict.fromkeys(map(Month.from_index, range(max(month, first.index), last.index + 1)), NOTHING)
        for account, month in since.items()
    }
    rows = stored.filter(month__gte=first.index, month__lte=last.index, high__gt=0)
    for account, month, low, high in rows.values_list("account", "month", "low", "high"):
        found[account][Month.from_index(month)] = Spread(low, high)
    return found
