"""Client seconds of many accounts over many months, and nothing else: for areas above that look at years."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db.models import Q, Sum

from innercircle.hours.models import AccountMonth
from innercircle.hours.rules import Policy
from innercircle.kit.month import Month
from innercircle.kit.quarter import Quarter
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


def client_quarters(
    accounts: Collection[int], quarters: Sequence[Quarter], policy: Policy = Policy.SEEN
) -> dict[int, tuple[int, ...]]:
    """Client seconds with the presumed of these accounts by quarter; summed by the database.

    `quarters` follow one another, oldest first. Of `client_months` the same: an account whose client time begins after
    the first of them is left out. The caller has made sure that the reader sees the accounts.
    """
    spans = [Q(month__gte=each.months[0].index, month__lte=each.months[-1].index) for each in quarters]
    first, last = quarters[0].months[0].index, quarters[-1].months[-1].index
    rows = AccountMonth.objects.filter(policy=policy, high__gt=0).order_by()
    sums = {f"quarter_{place}": Sum("high", filter=span, default=0) for place, span in enumerate(spans)}
    within = rows.filter(month__gte=first, month__lte=last).values_list("account").annotate(**sums)
    wanted = set(accounts)
    found = {account: tuple(seconds) for account, *seconds in within if account in wanted}
    late = [account for account in wanted if not found.get(account, (0,))[0]]
    earlier = set(rows.filter(account__in=late, month__lt=first).values_list("account", flat=True)) if late else set()
    none = tuple(0 for _each in quarters)
    return {each: found.get(each, none) for each in wanted if found.get(each, none)[0] or each in earlier}
