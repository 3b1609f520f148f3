"""Every kind of job: what does it, what clears up when it is given up, and how often the clock starts it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from innercircle.jobs import calendars, documents, hours, intake, maps, plans, tidying
from innercircle.jobs.context import Context
from innercircle.jobs.rules import Every, State


def _nothing(subject: int, at: datetime, state: State, message: str) -> None:
    """Most work leaves nothing behind."""


@dataclass(frozen=True, slots=True)
class Kind:
    """`run(context, subject)` does the work; `give_up(subject, at, state, message)` clears up when nobody will."""

    run: Callable[[Context, int], None]
    give_up: Callable[[int, datetime, State, str], None] = _nothing
    every: Every | None = None


KINDS: dict[str, Kind] = {
    calendars.IMPORT: Kind(calendars.run_import, calendars.give_up_import),
    documents.MAKE: Kind(documents.run_document),
    intake.WORK: Kind(intake.run_import, intake.give_up_import),
    hours.UPKEEP: Kind(hours.run_upkeep, every=Every(timedelta(minutes=5))),
    maps.KEEP: Kind(maps.run_keep, every=Every(timedelta(hours=1))),
    plans.KEEP: Kind(plans.run_keep, every=Every(timedelta(minutes=5))),
    tidying.TIDY: Kind(tidying.tidy, every=Every(timedelta(hours=1))),
}
