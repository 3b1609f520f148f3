"""Stored activities as the values that the three tests look at, and their judgements (docs/rules/plan/README.md)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from django.db.models import Q

from innercircle.plans import models
from innercircle.plans.rules.judging import Judgement, judge
from innercircle.plans.rules.reading import Label, Reading
from innercircle.plans.rules.values import Activity, Correction, State
from innercircle.plans.rules.verdict import Counted
from innercircle.plans.words import reader

_REMEMBERED = 20_000  # texts, some 20 MB
_MINUTES = 60


@lru_cache(maxsize=_REMEMBERED)
def read(text: str) -> Reading:
    """What the words of a text say; the same text is read once, for plans are looked at far more often than written."""
    return reader.read(text)


def activity_value(
    row: models.Activity,
    contacts: Sequence[int],
    correction: models.Correction | None = None,
    off: Sequence[tuple[str, str]] = (),
) -> Activity:
    """A stored activity as the rules look at it: every field was asked, so that silence is an answer."""
    return Activity(
        key=str(row.pk),
        title=row.title,
        day=row.on,
        owner=row.owner.name if row.owner else "",
        participants=len(contacts),
        hours_planned=_hours(row.planned_minutes) or 0.0,
        hours_spent=_hours(row.spent_minutes),
        billable=row.billable,
        learn=row.want_to_learn,
        learned=row.learned,
        useful=row.useful or (row.offer.name if row.offer else ""),
        state=State(row.state),
        contacts=tuple(map(str, contacts)),
        correction=correction_value(correction) if correction else None,
        paid_scope=row.in_paid_scope,
        off=tuple(off),
        goal=str(row.goal_id) if row.goal_id else None,
    )


def correction_value(row: models.Correction) -> Correction:
    """A stored correction as the rules look at it."""
    return Correction(Label(row.label), row.reason, row.by_name, row.at.date())


class Switches:
    """The rules that do not count for activities of these accounts; one query. `rows` are those of all their places."""

    def __init__(self, accounts: Collection[int]) -> None:
        rows = models.SwitchedOff.objects.filter(Q(account=None) | Q(account__in=accounts)).select_related("by")
        self.rows = tuple(rows.order_by("pk"))
        self._firm: list[tuple[str, str]] = []
        self._here: dict[str, list[tuple[str, str]]] = {}
        for row in self.rows:
            if row.account_id is None:
                self._firm.append((row.code, row.reason))
            elif row.kind == "activity":
                self._here.setdefault(row.key, []).append((row.code, row.reason))

    def of(self, row: models.Activity) -> list[tuple[str, str]]:
        """Rule and reason of each that does not count for this activity."""
        return [*self._firm, *self._here.get(str(row.pk), ())]


def judgement_of(row: models.Activity) -> Judgement:
    """The three tests of one stored activity and its label; three queries."""
    return judgements_of([row])[row.pk]


def judgements_of(rows: Sequence[models.Activity]) -> dict[int, Judgement]:
    """The three tests of these stored activities and their labels; three queries however many."""
    keys = [row.pk for row in rows]
    people: dict[int, list[int]] = {}
    for activity, contact in models.Participant.objects.filter(activity__in=keys).values_list("activity", "contact"):
        people.setdefault(activity, []).append(contact)
    corrections = models.Correction.objects.filter(activity__in=keys, withdrawn_at=None)
    standing, off = {each.activity_id: each for each in corrections}, Switches({row.account_id for row in rows})
    return {
        row.pk: judge(activity_value(row, people.get(row.pk, ()), standing.get(row.pk), off.of(row)), read)
        for row in rows
    }


def counted(activities: Iterable[Activity]) -> list[Counted]:
    """What each activity that was not dropped adds to a verdict."""
    return counted_as((each, judge(each, read)) for each in activities)


def counted_as(judged: Iterable[tuple[Activity, Judgement]]) -> list[Counted]:
    """The same of activities that are judged already."""
    return [
        Counted(judgement.label, each.hours or 0.0, each.day)
        for each, judgement in judged
        if each.state is not State.DROPPED
    ]


def _hours(minutes: int | None) -> float | None:
    return None if minutes is None else minutes / _MINUTES
