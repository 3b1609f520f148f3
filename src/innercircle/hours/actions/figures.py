"""Writes the figures of accounts' months: dense rows with verdict and streak, amendments where a month is closed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from innercircle.hours.measure import measure
from innercircle.hours.models import AccountMonth, Amendment, MonthClose
from innercircle.hours.queries.facts import figures_of
from innercircle.hours.rules import (
    NO_FIGURES,
    Fact,
    Figures,
    Policy,
    Profile,
    Verdict,
    amends,
    streak,
    verdict,
)
from innercircle.kit.spread import Spread

if TYPE_CHECKING:
    from innercircle.access.models import User

COLUMNS = (
    "low",
    "high",
    "ours_low",
    "ours",
    "prepared",
    "in_person_low",
    "in_person",
    "meetings",
    "contacts",
    "departments",
    "levels",
    "unconfirmed",
    "verdict",
    "streak",
)
_NOTHING: dict[str, Any] = dict.fromkeys(COLUMNS, 0) | {"departments": [], "levels": []}
_AMENDED = ("low", "high", "ours_low", "ours", "in_person", "meetings", "contacts", "verdict")


@dataclass(frozen=True, slots=True)
class Totals:
    """One cell under one policy: the rules' figures, the preparation in them, and how many meetings are unconfirmed."""

    figures: Figures = NO_FIGURES
    prepared: int = 0
    unconfirmed: int = 0

    @classmethod
    def of(cls, facts: Collection[Fact], policy: Policy, profiles: Mapping[int, Profile], prepared: int) -> Totals:
        """Measure one cell; the facts come in the order of the measure."""
        figures = next((cell.figures for cell in measure(facts, policy, profiles)), NO_FIGURES)
        modes = policy.modes
        asked = {fact.meeting for fact in facts if not fact.confirmed and fact.mode in modes}
        return cls(_with(figures, prepared), prepared, len(asked))

    def columns(self) -> dict[str, Any]:
        """As the columns of `AccountMonth`; verdict and streak follow from the months around."""
        each = self.figures
        return {
            "low": each.client.low,
            "high": each.client.high,
            "ours_low": each.ours.low,
            "ours": each.ours.high,
            "prepared": self.prepared,
            "in_person_low": each.in_person.low,
            "in_person": each.in_person.high,
            "meetings": each.meetings,
            "contacts": each.contacts,
            "departments": list(each.departments),
            "levels": list(each.levels),
            "unconfirmed": self.unconfirmed,
        }


def _with(figures: Figures, prepared: int) -> Figures:
    return replace(figures, ours=figures.ours + Spread(prepared, prepared))


Rows = dict[tuple[Policy, int], dict[str, Any]]


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
        after = dense({key: _columns(row) for key, row in before.items()} | fresh[account])
        _compare(changes, account, before, after)
        _amend(changes, closes[account], {key: _columns(row) for key, row in before.items()}, after, (by, at, why))
    _write(changes)


def dense(rows: Rows) -> Rows:
    """A row for every month from the first with anything in it to the one after the last, with verdict and streak."""
    busy = [month for (_policy, month), columns in rows.items() if columns["high"] or columns["ours"]]
    if not busy:
        return {}
    found: Rows = {}
    for policy in Policy:
        verdicts: list[Verdict] = []
        before = Spread(0, 0)
        for month in range(min(busy), max(busy) + 2):
            columns = rows.get((policy, month), _NOTHING)
            client = Spread(columns["low"], columns["high"])
            verdicts.append(verdict(client, before))
            found[policy, month] = columns | {"verdict": verdicts[-1].value, "streak": _streak(verdicts)}
            before = client
    return found


def _streak(verdicts: list[Verdict]) -> int:
    found = streak(verdicts)
    if found is None:
        return 0
    return found.months if found.developing else -found.months


def _columns(row: AccountMonth) -> dict[str, Any]:
    return {name: getattr(row, name) for name in COLUMNS}


def _compare(changes: _Changes, account: int, before: Mapping[tuple[Policy, int], AccountMonth], after: Rows) -> None:
    for (policy, month), columns in after.items():
        row = before.get((policy, month))
        if row is None:
            changes.new.append(AccountMonth(account_id=account, policy=policy, month=month, **columns))
        elif _columns(row) != columns:
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
    nothing = _NOTHING | {"verdict": Verdict.DORMANT.value}
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
