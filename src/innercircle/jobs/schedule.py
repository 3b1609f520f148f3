"""Starts work by the clock; several workers may look at the same time, only one starts it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from innercircle.jobs.actions import enqueue
from innercircle.jobs.kinds import KINDS
from innercircle.jobs.models import Job, Recurrence
from innercircle.jobs.rules import Every, State


def start_due(at: datetime) -> list[str]:
    """Queue every recurring kind of work that is due; returns their names."""
    last = dict(Recurrence.objects.values_list("kind", "last_at"))
    recurring = {name: kind.every for name, kind in KINDS.items() if kind.every is not None}
    due = [name for name, every in recurring.items() if every.is_due(last.get(name), at)]
    return [name for name in due if _start(name, recurring[name], at)]


@transaction.atomic
def _start(name: str, every: Every, at: datetime) -> bool:
    row = Recurrence.objects.select_for_update().filter(kind=name).first()
    if row is not None and not every.is_due(row.last_at, at):
        return False
    Recurrence.objects.update_or_create(kind=name, defaults={"last_at": at})
    if Job.objects.filter(kind=name, state__in=(State.WAITING, State.RUNNING)).exists():
        return False
    enqueue(by=None, at=at, kind=name)
    return True
