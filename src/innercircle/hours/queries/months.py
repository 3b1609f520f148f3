"""An account's months: figures as they stand, verdicts, streaks, closes; and the same over its child organisations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db.models import Count

from innercircle.directory.queries import visible_accounts
from innercircle.hours.models import AccountMonth, ClosedFigures, MonthClose
from innercircle.hours.queries.facts import Posts, facts, streak_of
from innercircle.hours.queries.figures import COLUMNS, NO_COLUMNS, Rows, Totals, dense, preparation
from innercircle.hours.queries.values import AccountHours, CloseMark, MonthFigures
from innercircle.hours.rules import Fact, Figures, Policy, Settling, Verdict, change, running, settling
from innercircle.kit.month import Month
from innercircle.kit.spread import NOTHING, Spread

if TYPE_CHECKING:
    from innercircle.access.models import User
    from innercircle.directory.models import Account

BARS = 13  # finished months shown (spec 20)
_QUARTER, _YEAR = 3, 12
_PAST = (0, 10**6)


def last_finished_month(account: Account, at: datetime) -> Month:
    """The last month that is over on the account's clock."""
    return running_month(account, at).plus(-1)


def running_month(account: Account, at: datetime) -> Month:
    """The month that runs on the account's clock."""
    return Month.at(int(at.timestamp()), ZoneInfo(account.time_zone))


class Record:
    """All months of one account, or of several as one, under both policies; months without a row are empty."""

    def __init__(self, rows: Rows, closes: Mapping[tuple[Policy, int], CloseMark] | None = None) -> None:
        self._rows = rows
        self._closes = closes or {}
        months = [month for _policy, month in rows]
        self.first = min(months, default=None)
        self._last = max(months, default=None)

    @property
    def met(self) -> bool:
        """Whether anybody of theirs ever gave time, even if only presumed."""
        return any(row["high"] for row in self._rows.values())

    def client(self, policy: Policy, month: int) -> Spread:
        """Client seconds of a month."""
        row = self._rows.get((policy, month), NO_COLUMNS)
        return Spread(row["low"], row["high"])

    def verdict(self, policy: Policy, month: int) -> Verdict:
        """The month test's answer for a finished month."""
        row = self._rows.get((policy, month))
        return Verdict(row["verdict"]) if row else Verdict.DORMANT

    def streak(self, policy: Policy, month: int) -> int:
        """Months in a row, as stored; every month after the last row is one more that did not develop."""
        row = self._rows.get((policy, month))
        if row is None and self._last is not None and month > self._last:
            return int(self._rows[policy, self._last]["streak"]) - (month - self._last)
        return int(row["streak"]) if row else 0

    def month(self, policy: Policy, month: Month, *, finished: bool) -> MonthFigures:
        """One month as a value; one that is not over has no verdict."""
        row = self._rows.get((policy, month.index), NO_COLUMNS)
        return MonthFigures(
            month=month,
            figures=figures_in(row),
            before=self.client(policy, month.index - 1),
            verdict=self.verdict(policy, month.index) if finished else None,
            streak=streak_of(self.streak(policy, month.index)) if finished else None,
            prepared=row["prepared"],
            unconfirmed=row["unconfirmed"],
            closed=self._closes.get((policy, month.index)),
        )

    def active_since(self, policy: Policy) -> Month | None:
        """The first month in which somebody of theirs gave time, even if only presumed."""
        months = [month for (each, month), row in self._rows.items() if each is policy and row["high"]]
        return Month.from_index(min(months)) if months else None

    def recorded(self, policy: Policy, last: int) -> list[Spread]:
        """Client seconds of every month from the first with anything in it to `last`."""
        if self.first is None:
            return []
        return [self.client(policy, month) for month in range(self.first, last + 1)]


def figures_in(row: Mapping[str, Any]) -> Figures:
    """The columns of `AccountMonth` as the rules' figures."""
    return Figures(
        client=Spread(row["low"], row["high"]),
        ours=Spread(row["ours_low"], row["ours"]),
        in_person=Spread(row["in_person_low"], row["in_person"]),
        meetings=row["meetings"],
        contacts=row["contacts"],
        departments=tuple(row["departments"]),
        levels=tuple(row["levels"]),
    )


def record_of(account: Account) -> Record:
    """The stored months of one account."""
    return records_of([account.pk])[account.pk]


def records_of(accounts: Collection[int], policy: Policy | None = None) -> dict[int, Record]:
    """The stored months of several accounts, under both policies unless one is named."""
    rows: dict[int, Rows] = defaultdict(dict)
    stored = AccountMonth.objects.filter(account__in=accounts).order_by()
    if policy is not None:
        stored = stored.filter(policy=policy)
    for account, each, month, *columns in stored.values_list("account", "policy", "month", *COLUMNS):
        rows[account][Policy(each), month] = dict(zip(COLUMNS, columns, strict=True))
    marks = close_marks(accounts)
    return {account: Record(rows[account], marks.get(account)) for account in accounts}


def close_marks(
    accounts: Collection[int], months: Collection[int] | None = None
) -> dict[int, dict[tuple[Policy, int], CloseMark]]:
    """The closed months of these accounts, by account, then by policy and month."""
    rows = ClosedFigures.objects.filter(close__account__in=accounts).select_related("close")
    if months is not None:
        rows = rows.filter(close__month__in=months)
    found: dict[int, dict[tuple[Policy, int], CloseMark]] = defaultdict(dict)
    for row in rows.annotate(amended=Count("close__amendments")):
        found[row.close.account_id][Policy(row.policy), row.close.month] = _mark(row.close, row, row.amended)
    return found


def _mark(close: MonthClose, row: ClosedFigures, amendments: int) -> CloseMark:
    return CloseMark(
        by=close.by_name,
        at=close.at,
        note=close.note,
        target=close.target,
        client=row.client,
        before=row.before,
        verdict=Verdict(row.verdict),
        amendments=amendments,
    )


class Ground:
    """What the parts of an account's page rest on, each read once: its months, its people's posts, its facts."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self._facts: list[Fact] = []
        self._held: tuple[int, int] | None = None

    @cached_property
    def record(self) -> Record:
        """The account's stored months."""
        return record_of(self.account)

    @cached_property
    def posts(self) -> Posts:
        """Who stood where."""
        return Posts([self.account.pk])

    def facts(self, first: int, last: int) -> list[Fact]:
        """The facts of these months in the order of the measure; ask for the widest span first."""
        if self._held is None or first < self._held[0] or last > self._held[1]:
            self._held = (first, last)
            self._facts = list(facts([self.account.pk], self._held))
        return [fact for fact in self._facts if first <= fact.month <= last]


def family_of(user: User, account: Account) -> list[int]:
    """The account and the organisations below it, as far as the user may see them without a gap."""
    rows = visible_accounts(user).exclude(parent=None).values_list("parent", "pk")
    children: dict[int, list[int]] = defaultdict(list)
    for parent, pk in rows:
        children[parent or 0].append(pk)
    found, waiting = {account.pk: None}, [account.pk]
    while waiting:
        fresh = [pk for pk in children[waiting.pop()] if pk not in found]
        found.update(dict.fromkeys(fresh))
        waiting += fresh
    return list(found)


def family_record(accounts: Sequence[int]) -> Record:
    """The months of several accounts as one: each person once, whatever accounts they met us for."""
    grouped: dict[int, list[Fact]] = defaultdict(list)
    for fact in facts(accounts, _PAST):
        grouped[fact.month].append(fact)
    posts, prepared = Posts(accounts), preparation(accounts)
    sums: dict[int, int] = defaultdict(int)
    for cell, seconds in prepared.items():
        sums[cell.month] += seconds
    rows: Rows = {}
    for month in {*grouped, *sums}:
        profiles = {pk: each for account in reversed(accounts) for pk, each in posts.profiles(account, month).items()}
        for policy in Policy:
            totals = Totals.together(grouped[month], policy, profiles, sums[month])
            rows[policy, month] = totals.columns()
    return Record(dense(rows))


def account_hours(
    user: User,
    account: Account,
    at: datetime,
    *,
    policy: Policy = Policy.SEEN,
    family: bool = False,
    ground: Ground | None = None,
) -> AccountHours:
    """The account's page: thirteen finished months, the running one, verdict, streak, context, what would settle it.

    With `family` the child organisations the user may see are counted in, each person once; such sums are never closed.
    """
    ground, now = ground or Ground(account), running_month(account, at)
    last = now.plus(-1)
    accounts = family_of(user, account) if family else [account.pk]
    record = family_record(accounts) if family else ground.record
    months = tuple(record.month(policy, now.plus(back), finished=True) for back in range(-BARS, 0))
    span = (last.index - 1, now.index)
    rows = _by_month(facts(accounts, span) if family else ground.facts(*span))
    other = next(each for each in Policy if each is not policy)
    client = record.recorded(policy, last.index)
    return AccountHours(
        account=account.pk,
        policy=policy,
        months=months,
        running_month=record.month(policy, now, finished=False),
        running=running(rows.get(now.index, ()), record.client(policy, last.index), policy, int(at.timestamp())),
        verdict=record.verdict(policy, last.index),
        streak=months[-1].streak,
        quarter=change(client, _QUARTER),
        year=change(client, _YEAR),
        settling=_settling(record, rows, policy, last.index),
        other_verdict=record.verdict(other, last.index),
        met=record.met,
    )


def _by_month(rows: Iterable[Fact]) -> dict[int, list[Fact]]:
    ordered = sorted(rows, key=lambda fact: fact.month)
    return {month: list(group) for month, group in groupby(ordered, key=lambda fact: fact.month)}


def _settling(record: Record, rows: Mapping[int, Sequence[Fact]], policy: Policy, month: int) -> tuple[Settling, ...]:
    if record.verdict(policy, month) is not Verdict.OPEN:
        return ()
    return settling(rows.get(month, ()), rows.get(month - 1, ()), policy)


def month_figures(
    user: User, account: Account, month: Month, at: datetime, *, policy: Policy = Policy.SEEN
) -> MonthFigures:
    """One month of an account the user may see; empty where they may not."""
    if not visible_accounts(user).filter(pk=account.pk).exists():
        return MonthFigures(month, Figures(), NOTHING, None, None, 0, 0, None)
    finished = month < running_month(account, at)
    return record_of(account).month(policy, month, finished=finished)
