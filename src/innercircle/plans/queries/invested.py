"""Hours of ours in activities that are done, and which of them build the relationship (the three tests, spec 30)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from innercircle.plans.models import Activity
from innercircle.plans.queries.judging import judgements_of
from innercircle.plans.rules.reading import Label
from innercircle.plans.rules.values import State

_MINUTES = 60


@dataclass(frozen=True, slots=True)
class Invested:
    """An activity that is done: its day, our hours (spent where that is known, else planned), whether it builds."""

    activity: int
    title: str
    on: date
    hours: float
    builds: bool


def invested(accounts: Collection[int]) -> dict[int, tuple[Invested, ...]]:
    """The activities of these accounts that are done and have a day, by account; few queries, however many."""
    done = Activity.objects.filter(account__in=accounts, state=State.DONE, on__isnull=False)
    rows = list(done.select_related("owner", "offer"))
    judged = judgements_of(rows)
    found: dict[int, list[Invested]] = defaultdict(list)
    for row in rows:
        found[row.account_id].append(_value(row, builds=judged[row.pk].label is Label.RELATIONSHIP))
    return {account: tuple(each) for account, each in found.items()}


def _value(row: Activity, *, builds: bool) -> Invested:
    minutes = row.planned_minutes if row.spent_minutes is None else row.spent_minutes
    return Invested(row.pk, row.title, row.on or row.at.date(), (minutes or 0) / _MINUTES, builds)
