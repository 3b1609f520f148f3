"""Carries an import through: read, stage, compare, plan, apply; from wherever a killed attempt left it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
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
COPIES_AT_A_TIME = 200  # at most, in one transaction, so that nobody waits long (docs/performance.md)
_FEWEST, _SHORT, _LONG = 25, 0.4, 0.8  # copies; seconds after which the next part is larger or smaller


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
    size: int = field(default_factory=lambda: COPIES_AT_A_TIME)

    def apply_parts(self, known: Known, most: int | None = None) -> bool:
        """Write what differs in parts, `most` of them; whether that was all. `Stale` where others wrote in between.

        `known` is the directory with those who left; it is read again where a part found people.
        """
        expected, difference = revision(), differences(self.run)
        if difference.questions:
            hold(self.run, self.attempt, self.at, difference.questions)
            self.held = True
            return False
        done = 0
        for number, part in enumerate(islice(difference.parts(lambda: self.size), most)):
            done += part.copies
            ready = prepare(self.run, self.attempt, part, *known, last=done == difference.copies)
            if ready.plan.revision != expected + number:
                raise Stale
            self.watch.reached("prepared")
            self._write(ready)
            if not ready.last:
                self.watch.progress(done, difference.copies)
            if ready.plan.contacts or ready.plan.colleagues:
                known = whole_directory(), leavers()
        return done == difference.copies

    def _write(self, ready: Ready) -> None:
        """Write a part; the next one is as large as suits the time that everybody else had to wait for this one."""
        with transaction.atomic():
            began = time.monotonic()
            self.apply(at=self.at, run=self.run, ready=ready)
        self.size = fitting(self.size, time.monotonic() - began)


def fitting(size: int, seconds: float) -> int:
    """How many copies to write after so many took so long: half as many after a long part, more after a short one."""
    if seconds > _LONG:
        return min(size, max(size // 2, _FEWEST))
    return min(size + _FEWEST, COPIES_AT_A_TIME) if seconds < _SHORT else size


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
