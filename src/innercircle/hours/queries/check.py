"""Proves that what is stored follows from the meetings: facts by the rules, figures by the pure rule of one cell.

The figures were written by the streaming pass (`hours.measure`); here the definition (`hours.rules.figures`) computes
them again, so a difference between the two shows as well as a lost update.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from innercircle.calendars.queries import attendances_with, with_duplicates
from innercircle.directory.queries import every_account
from innercircle.hours.models import AccountMonth, Fact
from innercircle.hours.queries.facts import Posts, facts, facts_to_store, held
from innercircle.hours.queries.figures import Cell, Rows, Totals, columns_of, dense, preparation
from innercircle.hours.rules import Fact as FactValue
from innercircle.hours.rules import Policy
from innercircle.kit.month import Month

_AT_A_TIME = 50
_EVER = (-(10**9), 10**9)


@dataclass(frozen=True, slots=True)
class Deviation:
    """A month in which something stored is not what follows from the meetings; `what` says it."""

    account: int
    month: Month
    what: str


def measured_accounts() -> list[int]:
    """Every account, in order."""
    return list(every_account().order_by("pk").values_list("pk", flat=True))


def deviations(progress: Callable[[int, int], None] | None = None) -> Iterator[Deviation]:
    """Everything that deviates; nothing when all is right. Reads only, account by account."""
    accounts = measured_accounts()
    for start in range(0, len(accounts), _AT_A_TIME):
        part = accounts[start : start + _AT_A_TIME]
        yield from _deviations(part)
        if progress is not None:
            progress(start + len(part), len(accounts))


def _deviations(accounts: Collection[int]) -> Iterator[Deviation]:
    expected = _expected_facts(accounts)
    stored = list(facts(accounts, _EVER))
    for cell in sorted({fact[:2] for fact in set(stored) ^ set(expected)}):
        missing = sum(fact[:2] == cell for fact in set(expected) - set(stored))
        extra = sum(fact[:2] == cell for fact in set(stored) - set(expected))
        yield Deviation(cell[0], Month.from_index(cell[1]), f"facts: {missing} missing, {extra} too many or wrong")
    yield from _wrong_figures(accounts, expected)


def _expected_facts(accounts: Collection[int]) -> list[FactValue]:
    """What the meetings of these accounts give them."""
    wanted = set(accounts)
    rows = attendances_with(every_account().filter(pk__in=accounts)).values_list("meeting", flat=True)
    known = set(rows) | set(Fact.objects.filter(account__in=accounts).values_list("meeting", flat=True))
    found: set[FactValue] = set()
    ids = sorted(known)
    for start in range(0, len(ids), _AT_A_TIME * 100):
        part = with_duplicates(ids[start : start + _AT_A_TIME * 100])
        found.update(fact for fact in facts_to_store(held(part)) if fact.account in wanted)
    return sorted(found)


def _wrong_figures(accounts: Collection[int], rows: list[FactValue]) -> Iterator[Deviation]:
    stored: dict[int, Rows] = defaultdict(dict)
    for row in AccountMonth.objects.filter(account__in=accounts):
        stored[row.account_id][Policy(row.policy), row.month] = columns_of(row)
    expected = _expected_rows(accounts, rows)
    for account in accounts:
        for key in sorted({*stored[account], *expected[account]}, key=lambda key: (key[1], key[0])):
            here, there = stored[account].get(key), expected[account].get(key)
            if here != there:
                yield Deviation(account, Month.from_index(key[1]), f"{key[0]}: {_difference(here, there)}")


def _expected_rows(accounts: Collection[int], rows: list[FactValue]) -> dict[int, Rows]:
    cells: dict[tuple[int, int], list[FactValue]] = defaultdict(list)
    for fact in rows:
        cells[fact.account, fact.month].append(fact)
    posts, prepared = Posts(accounts), preparation(accounts)
    months: dict[int, Rows] = defaultdict(dict)
    for account, month in {*cells, *prepared}:
        profiles = posts.profiles(account, month)
        for policy in Policy:
            totals = Totals.together(cells[account, month], policy, profiles, prepared.get(Cell(account, month), 0))
            months[account][policy, month] = totals.columns()
    return defaultdict(dict, {account: dense(each) for account, each in months.items()})


def _difference(here: dict[str, object] | None, there: dict[str, object] | None) -> str:
    if here is None or there is None:
        return "a row is missing" if here is None else "a row is too many"
    return ", ".join(f"{name} {here[name]} instead of {there[name]}" for name in here if here[name] != there[name])
