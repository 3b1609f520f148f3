"""Carries an import through: read, stage, compare, plan, apply; from wherever a killed attempt left it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import IntegrityError, transaction

from innercircle.calendars.actions.applying import Stale, take_turn
from innercircle.calendars.actions.imports import (
    Ready,
    Superseded,
    begin,
    calendars_of,
    clear_staged,
    hold,
    prepare,
    zone_of,
)
from innercircle.calendars.actions.staging import Watch, read_and_stage
from innercircle.calendars.models import Calendar, Import
from innercircle.calendars.reading import Order, window_around
from innercircle.directory.queries.whole import leavers, whole_directory

_TRIES = 4  # before others are made to wait while a plan is made


class Apply(Protocol):
    """What writes a prepared import, in one transaction; the areas above add what they compute from meetings."""

    def __call__(self, *, at: datetime, run: Import, ready: Ready) -> object:
        """Write it, by `calendars.actions.imports.apply`."""


def carry_out(run: Import, *, at: datetime, watch: Watch, apply: Apply) -> Import:
    """Carry an import through to its end, or to the question a person must answer; returns it as it then is.

    Run again after it was killed anywhere, it comes to the same end. Raises `reading.Unusable`, `kit.child.ChildError`
    or `access.rules.Refused` with a sentence where it cannot; the caller ends it then (`imports.end`).
    """
    row = Import.objects.get(pk=run.pk)
    if row.ended or row.stage == Import.Stage.HELD:
        return _cleared(row)
    attempt = _resumed(run)
    if attempt is None:
        attempt = begin(run)
        watch.reached("begun")
        read_and_stage(_order(run, at), run, attempt, watch)
    forget_file(run)
    if not _hold_or_apply(run, attempt, at, watch, apply):
        return Import.objects.get(pk=run.pk)
    watch.passed("applied")
    ended = _cleared(Import.objects.get(pk=run.pk))
    watch.passed("cleared")
    return ended


def _cleared(run: Import) -> Import:
    """An import on which nothing is left to do; what was staged goes once it has ended."""
    if run.ended:
        clear_staged(run)
    return run


def _order(run: Import, at: datetime) -> Order:
    return Order(
        path=Path(run.place),
        name=run.file_name,
        window=window_around(int(at.timestamp())),
        zone=_zone(run),
        directory=whole_directory(),
        titles=settings.MEETING_TITLES,
    )


@transaction.atomic
def _resumed(run: Import) -> int | None:
    """The attempt to go on with where everything is staged already; None to begin anew."""
    row = Import.objects.select_for_update().get(pk=run.pk)
    if row.ended or row.stage == Import.Stage.HELD:
        raise Superseded
    if row.stage != Import.Stage.APPLYING:
        return None
    row.attempt += 1
    row.save(update_fields=["attempt"])
    return row.attempt


def _hold_or_apply(run: Import, attempt: int, at: datetime, watch: Watch, apply: Apply) -> bool:
    """Plan and apply, again where somebody was faster; the last time everybody else waits until it is done."""
    for _ in range(_TRIES):
        try:
            return _plan_and_apply(run, attempt, at, watch, apply)
        except (Stale, IntegrityError):
            continue
    with transaction.atomic():
        take_turn()
        return _plan_and_apply(run, attempt, at, watch, apply)


def _plan_and_apply(run: Import, attempt: int, at: datetime, watch: Watch, apply: Apply) -> bool:
    ready = prepare(run, attempt, whole_directory(), leavers())
    watch.reached("prepared")
    if ready.difference.questions:
        hold(run, attempt, at, ready.difference.questions)
        return False
    apply(at=at, run=run, ready=ready)
    return True


def _zone(run: Import) -> str:
    """The zone in which times without one are meant: the calendar's, else its owner's."""
    known = (calendar for calendar in calendars_of(run).values() if calendar is not None)
    calendar = run.calendar or next(known, None) or Calendar.objects.filter(owner=run.owner).first()
    return calendar.time_zone if calendar is not None else zone_of(run.owner)


def uploads() -> Path:
    """The private folder where uploaded calendars wait to be read."""
    return Path(settings.MEDIA_ROOT) / "calendars"


def forget_file(run: Import) -> None:
    """Delete the file once it is no longer needed, if it is our own copy."""
    place = Path(run.place)
    if run.place and place.parent == uploads():
        place.unlink(missing_ok=True)
