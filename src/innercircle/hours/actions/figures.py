"""Writes the figures of accounts' months: dense rows with verdict and streak, amendments where a month is closed.

What an amendment is for stands in `docs/rules/month-close.md`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from innercircle.hours.models import AccountMonth, Amendment, MonthClose
from innercircle.hours.queries.facts import figures_of
from innercircle.hours.queries.figures import COLUMNS, NO_COLUMNS, Rows, Totals, columns_of, dense
from innercircle.hours.rules import Figures, Policy, Verdict, amends

if TYPE_CHECKING:
    from innercircle.access.models import User

_AMENDED = ("low", "high", "ours_low", "ours", "in_person", "meetings", "contacts", "verdict")


@dataclass(slots=True)
class _Changes:
    """What is to be written for some accounts."""

    new: list[AccountMonth] = field(default_factory=list)
    changed: list[AccountMonth] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)
    amendments: list[Amendment] = field(default_factory=list)


def write_figures(
    accounts: Collection[int],
    totals: Mapping[tuple[int, int, Policy], Totals],
    by: User | None,
    at: datetime,
    why: str,
) -> None:
    """Lay `totals` (by account, month, policy) over the stored rows of these accounts and write what then differs."""
    stored: dict[int, dict[tuple[Policy, int], AccountMonth]] = defaultdict(dict)
    for row in AccountMonth.objects.filter(account__in=accounts):
        stored[row.account_id][Policy(row.policy), row.month] = row
    closes: dict[int, list[MonthClose]] = defaultdict(list)
    for close in MonthClose.objects.filter(account__in=accounts):
        closes[close.account_id].append(close)
    fresh: dict[int, Rows] = defaultdict(dict)
    for (account, month, policy), each in totals.items():
        fresh[account][policy, month] = each.columns()
    changes = _Changes()
    for account in accounts:
        before = stored[account]
        after = dense({key: columns_of(row) for key, row in before.items()} | fresh[account])
        _compare(changes, account, before, after)
        _amend(changes, closes[account], {key: columns_of(row) for key, row in before.items()}, after, (by, at, why))
    _write(changes)


def _compare(changes: _Changes, account: int, before: Mapping[tuple[Policy, int], AccountMonth], after: Rows) -> None:
    for (policy, month), columns in after.items():
        row = before.get((policy, month))
        if row is None:
            changes.new.append(AccountMonth(account_id=account, policy=policy, month=month, **columns))
        elif columns_of(row) != columns:
            changed = AccountMonth(pk=row.pk, account_id=account, policy=policy, month=month, **columns)
            changes.changed.append(changed)
    changes.dropped += [row.pk for key, row in before.items() if key not in after]


def _amend(
    changes: _Changes,
    closes: Iterable[MonthClose],
    before: Rows,
    after: Rows,
    author: tuple[User | None, datetime, str],
) -> None:
    by, at, why = author
    for close in closes:
        old, new = _shown(before, close.month), _shown(after, close.month)
        moved = [policy for policy in Policy if _moves(old[policy], new[policy])]
        if moved:
            changes.amendments.append(
                Amendment(
                    close=close,
                    at=at,
                    by=by,
                    by_name=str(by) if by else "Innercircle",
                    why=why,
                    before={policy: _difference(old[policy], new[policy]) for policy in moved},
                    after={policy: _difference(new[policy], old[policy]) for policy in moved},
                )
            )


def _shown(rows: Rows, month: int) -> dict[Policy, dict[str, Any]]:
    nothing = NO_COLUMNS | {"verdict": Verdict.DORMANT.value}
    return {policy: rows.get((policy, month), nothing) for policy in Policy}


def _moves(old: dict[str, Any], new: dict[str, Any]) -> bool:
    return old["verdict"] != new["verdict"] or amends(_figures(old), _figures(new))


def _figures(columns: dict[str, Any]) -> Figures:
    return figures_of(AccountMonth(**columns))


def _difference(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    return {name: one[name] for name in _AMENDED if one[name] != other[name]}


def _write(changes: _Changes) -> None:
    AccountMonth.objects.filter(pk__in=changes.dropped).delete()
    AccountMonth.objects.bulk_create(changes.new, batch_size=500)
    AccountMonth.objects.bulk_update(changes.changed, COLUMNS, batch_size=100)
    Amendment.objects.bulk_create(changes.amendments)
