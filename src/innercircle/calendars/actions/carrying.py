"""Carries an import through: read, stage, compare, plan, apply; from wherever a killed attempt left it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
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
    differences,
    hold,
    prepare,
    zone_of,
)
from innercircle.calendars.actions.staging import Watch, read_and_stage
from innercircle.calendars.models import Calendar, Import
from innercircle.calendars.planning import revision
from innercircle.calendars.reading import Order, window_around
from innercircle.directory.queries.whole import leavers, whole_directory
from innercircle.directory.rules import Directory

_TRIES = 4  # before others are made to wait while a plan is made
COPIES_AT_A_TIME = 200  # written in one transaction, so that nobody waits long (docs/performance.md)


Known = tuple[Directory, dict[int, date]]


class Apply(Protocol):
    """What writes a prepared part of an import, in one transaction; the areas above add what follows from it."""

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
        owner=_addresses(run),
    )


def _addresses(run: Import) -> tuple[str, ...]:
    """The addresses of whose calendar it is."""
    return tuple(run.owner.emails.values_list("address", flat=True)) if run.owner is not None else ()


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
    """Apply the import part by part, each a transaction that is complete in itself; False where a person must decide.

    Where somebody else was faster, what still differs is found anew; after some tries everybody else waits for a part.
    """
    carrying, tries, done = _Carrying(run, attempt, at, watch, apply), 0, False
    while not done:
        try:
            known = whole_directory(), leavers()
            if tries < _TRIES:
                done = carrying.apply_parts(known)
            else:
                with transaction.atomic():
                    take_turn()
                    done = carrying.apply_parts(known, most=1)
        except (Stale, IntegrityError):
            tries += 1
        if carrying.held:
            return False
    return True


@dataclass(slots=True)
class _Carrying:
    """An import whose entries are all staged, on its way into the tables."""

    run: Import
    attempt: int
    at: datetime
    watch: Watch
    apply: Apply
    held: bool = False

    def apply_parts(self, known: Known, most: int | None = None) -> bool:
        """Write what differs in parts, `most` of them; whether that was all. `Stale` where others wrote in between.

        `known` is the directory with those who left; it is read again where a part found people.
        """
        expected, difference = revision(), differences(self.run)
        if difference.questions:
            hold(self.run, self.attempt, self.at, difference.questions)
            self.held = True
            return False
        done, parts = 0, list(difference.parts(COPIES_AT_A_TIME))
        for number, part in enumerate(parts[:most], 1):
            ready = prepare(self.run, self.attempt, part, *known, last=number == len(parts))
            if ready.plan.revision != expected:
                raise Stale
            self.watch.reached("prepared")
            self.apply(at=self.at, run=self.run, ready=ready)
            expected, done = expected + 1, done + part.copies
            if number < len(parts):
                self.watch.progress(done, difference.copies)
            if ready.plan.contacts or ready.plan.colleagues:
                known = whole_directory(), leavers()
        return most is None or len(parts) <= most


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
