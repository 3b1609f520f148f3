"""Figures of cells (account and month) from the stored facts, and the dense rows that follow from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from innercircle.hours.measure import measure
from innercircle.hours.models import AccountMonth, Work
from innercircle.hours.queries.facts import Posts, facts
from innercircle.hours.rules import NO_FIGURES, Fact, Figures, Policy, Profile, Verdict, figures, streak, verdict
from innercircle.hours.rules.words import WorkKind
from innercircle.kit.month import Month
from innercircle.kit.spread import NOTHING, Spread


class Cell(NamedTuple):
    """An account's month (`Month.index`)."""

    account: int
    month: int


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
    "before_low",
    "before_high",
    "verdict",
    "streak",
)
_FOLLOWS = ("before_low", "before_high", "verdict", "streak")
_of_before = itemgetter(*_FOLLOWS)
NO_COLUMNS: dict[str, Any] = dict.fromkeys(COLUMNS, 0) | {"departments": [], "levels": []}


def streamed(facts: Collection[Fact], policy: Policy, profiles: Mapping[int, Profile]) -> Figures:
    """The figures of one cell's facts in one pass (`hours.measure`); equal to `hours.rules.figures`."""
    return next((cell.figures for cell in measure(facts, policy, profiles)), NO_FIGURES)


@dataclass(frozen=True, slots=True)
class Totals:
    """One cell under one policy: the rules' figures, the preparation in them, and how many meetings are unconfirmed."""

    figures: Figures = NO_FIGURES
    prepared: int = 0
    unconfirmed: int = 0

    @classmethod
    def of(cls, facts: Collection[Fact], policy: Policy, profiles: Mapping[int, Profile], prepared: int) -> Totals:
        """Measure one cell; the facts come in the order of the measure."""
        modes = policy.modes
        asked = {fact.meeting for fact in facts if not fact.confirmed and fact.mode in modes}
        logged = Spread(prepared, prepared)
        measured = streamed(facts, policy, profiles)
        return cls(replace(measured, ours=measured.ours + logged), prepared, len(asked))

    @classmethod
    def together(
        cls, facts: Collection[Fact], policy: Policy, profiles: Mapping[int, Profile], prepared: int
    ) -> Totals:
        """Measure one month of several accounts as one: each person once (`hours.rules.figures`)."""
        asked = {fact.meeting for fact in facts if not fact.confirmed and fact.mode in policy.modes}
        return cls(figures(facts, policy, profiles, preparation=prepared), prepared, len(asked))

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


Rows = dict[tuple[Policy, int], dict[str, Any]]


def dense(rows: Rows) -> Rows:
    """A row for every month from the first with anything in it to the one after the last, with verdict and streak."""
    busy = [month for (_policy, month), columns in rows.items() if columns["high"] or columns["ours"]]
    if not busy:
        return {}
    found: Rows = {}
    for policy in Policy:
        verdicts: list[Verdict] = []
        before = NOTHING
        for month in range(min(busy), max(busy) + 2):
            columns = rows.get((policy, month), NO_COLUMNS)
            client = Spread(columns["low"], columns["high"])
            verdicts.append(verdict(client, before))
            follows = (before.low, before.high, verdicts[-1].value, _streak(verdicts))
            found[policy, month] = _with(columns, follows)
            before = client
    return found


def _with(columns: dict[str, Any], follows: tuple[int, int, str, int]) -> dict[str, Any]:
    """A row with what follows from the months before it; the very same where that is in it already, as in most."""
    if "verdict" in columns and _of_before(columns) == follows:
        return columns
    return columns | dict(zip(_FOLLOWS, follows, strict=True))


def _streak(verdicts: list[Verdict]) -> int:
    found = streak(verdicts)
    if found is None:
        return 0
    return found.months if found.developing else -found.months


def columns_of(row: AccountMonth) -> dict[str, Any]:
    """A stored row's figures by the names of its columns."""
    return {name: getattr(row, name) for name in COLUMNS}


def totals(accounts: Collection[int], cells: Collection[Cell]) -> dict[tuple[int, int, Policy], Totals]:
    """The figures of these cells from the stored facts and the logged preparation, under both policies."""
    months = {cell.month for cell in cells}
    prepared = preparation(accounts)
    posts = Posts(accounts)
    profiles = {cell: posts.profiles(*cell) for cell in cells}
    rows = facts(accounts, months)
    grouped = {Cell(*key): tuple(group) for key, group in groupby(rows, key=lambda fact: fact[:2])}
    return {
        (cell.account, cell.month, policy): Totals.of(
            grouped.get(cell, ()), policy, profiles[cell], prepared.get(cell, 0)
        )
        for cell in cells
        for policy in Policy
    }


def preparation(accounts: Collection[int]) -> dict[Cell, int]:
    """Seconds of preparation logged for these accounts, by the month of the day."""
    rows = Work.objects.filter(account__in=accounts, kind=WorkKind.PREPARATION)
    sums: dict[Cell, int] = defaultdict(int)
    for account, day, seconds in rows.values_list("account", "day", "seconds"):
        sums[Cell(account, Month.of_day(day).index)] += seconds or 0
    return sums
