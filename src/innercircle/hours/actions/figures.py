"""Writes the figures of accounts' months: dense rows with verdict and streak, amendments where a month is closed.

What an amendment is for stands in `docs/rules/month-close.md`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.db.models import TextField
from django.db.models.functions import Cast

from innercircle.calendars.bulk import insert, update
from innercircle.hours.models import AccountMonth, Amendment, MonthClose
from innercircle.hours.queries.facts import figures_of
from innercircle.hours.queries.figures import COLUMNS, NO_COLUMNS, Rows, Totals, dense
from innercircle.hours.rules import Figures, Policy, Verdict, amends

if TYPE_CHECKING:
    from innercircle.access.models import User

_AMENDED = ("low", "high", "ours_low", "ours", "in_person", "meetings", "contacts", "verdict")


@dataclass(slots=True)
class _Changes:
    """What is to be written for some accounts: rows as tuples of `_NEW` and `_CHANGED`."""

    new: list[tuple[Any, ...]] = field(default_factory=list)
    changed: list[tuple[Any, ...]] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)
    amendments: list[Amendment] = field(default_factory=list)


_NEW = ("account", "policy", "month", *COLUMNS)
_CHANGED = COLUMNS  # and the primary key behind them
_LISTS = tuple(place for place, name in enumerate(COLUMNS) if name in {"departments", "levels"})
_AS_STORED = tuple(Cast(name, TextField()) if place in _LISTS else name for place, name in enumerate(COLUMNS))
_in_order = itemgetter(*COLUMNS)
_POLICIES = {policy.value: policy for policy in Policy}
Stored = dict[tuple[Policy, int], tuple[int, dict[str, Any]]]  # primary key and columns


def write_figures(
    accounts: Collection[int],
    totals: Mapping[tuple[int, int, Policy], Totals],
    by: User | None,
    at: datetime,
    why: str,
) -> None:
    """Lay `totals` (by account, month, policy) over the stored rows of these accounts and write what then differs."""
    stored = _stored(accounts)
    closes: dict[int, list[MonthClose]] = defaultdict(list)
    for close in MonthClose.objects.filter(account__in=accounts):
        closes[close.account_id].append(close)
    fresh: dict[int, Rows] = defaultdict(dict)
    for (account, month, policy), each in totals.items():
        fresh[account][policy, month] = each.columns()
    changes = _Changes()
    for account in accounts:
        before = {key: columns for key, (_pk, columns) in stored[account].items()}
        after = dense(before | fresh[account])
        _compare(changes, account, stored[account], after)
        _amend(changes, closes[account], before, after, (by, at, why))
    _write(changes)


def _stored(accounts: Collection[int]) -> dict[int, Stored]:
    found: dict[int, Stored] = defaultdict(dict)
    rows = AccountMonth.objects.filter(account__in=accounts).order_by()
    for pk, account, policy, month, *columns in rows.values_list("pk", *_NEW[:3], *_AS_STORED):
        for place in _LISTS:
            columns[place] = _listed(columns[place])
        found[account][_POLICIES[policy], month] = (pk, dict(zip(COLUMNS, columns, strict=True)))
    return found


@lru_cache(maxsize=4096)
def _listed(text: str) -> Any:
    """A list as it is stored; the months of an account have the same ones again and again. Nobody changes it."""
    return json.loads(text)


def _compare(changes: _Changes, account: int, before: Stored, after: Rows) -> None:
    for (policy, month), columns in after.items():
        pk, stored = before.get((policy, month), (None, None))
        if pk is None:
            changes.new.append((account, policy.value, month, *_in_order(columns)))
        elif stored is not columns and stored != columns:
            changes.changed.append((*_in_order(columns), pk))
    changes.dropped += [pk for key, (pk, _columns) in before.items() if key not in after]


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
    insert(AccountMonth, _NEW, changes.new)
    update(AccountMonth, _CHANGED, changes.changed)
    Amendment.objects.bulk_create(changes.amendments)
