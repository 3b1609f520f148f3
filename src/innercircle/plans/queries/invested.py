"""Hours of ours in activities that are done, and which of them build the relationship (the three tests, spec 30)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from innercircle.plans.models import Activity, Correction, Participant
from innercircle.plans.queries.judging import activity_value, read
from innercircle.plans.rules.judging import judge
from innercircle.plans.rules.reading import Label
from innercircle.plans.rules.values import State


@dataclass(frozen=True, slots=True)
class Invested:
    """An activity that is done: its day, our hours (spent where that is known, else planned), whether it builds."""

    activity: int
    title: str
    on: date
    hours: float
    builds: bool


def invested(accounts: Collection[int]) -> dict[int, tuple[Invested, ...]]:
    """The activities of these accounts that are done and have a day, by account; three queries."""
    done = {"account__in": accounts, "state": State.DONE, "on__isnull": False}
    within = {f"activity__{name}": value for name, value in done.items()}
    people: dict[int, list[int]] = defaultdict(list)
    for activity, contact in Participant.objects.filter(**within).order_by().values_list("activity_id", "contact_id"):
        people[activity].append(contact)
    corrections = {row.activity_id: row for row in Correction.objects.filter(withdrawn_at=None, **within)}
    found: dict[int, list[Invested]] = defaultdict(list)
    for row in Activity.objects.filter(**done).select_related("owner", "offer"):
        found[row.account_id].append(_value(row, people[row.pk], corrections.get(row.pk)))
    return {account: tuple(rows) for account, rows in found.items()}


def _value(row: Activity, people: Collection[int], correction: Correction | None) -> Invested:
    value = activity_value(row, list(people), correction)
    builds = judge(value, read).label is Label.RELATIONSHIP
    return Invested(row.pk, row.title, value.day or row.at.date(), value.hours or 0.0, builds)
