"""An import of a calendar with everything that follows from it, each part of it in one transaction."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from innercircle.calendars.actions import imports
from innercircle.calendars.actions.imports import Ready
from innercircle.calendars.planning import Planner
from innercircle.calendars.queries import copies_in
from innercircle.directory.queries.whole import leavers, whole_directory
from innercircle.hours.actions.refresh import refresh
from innercircle.kit.parts import portions

if TYPE_CHECKING:
    from innercircle.access.models import User
    from innercircle.calendars.models import Calendar, Import
    from innercircle.calendars.rules import Touched


@transaction.atomic
def apply_import(*, at: datetime, run: Import, ready: Ready) -> None:
    """Write a prepared part of an import and compute the figures of the months it touched; all of it or nothing."""
    touched = imports.apply(at=at, run=run, ready=ready)
    _follow(touched, run.by, at, _("Import of the calendar “%(name)s”") % {"name": run.file_name})


def delete_calendar(*, by: User | None, at: datetime, calendar: Calendar) -> None:
    """Forget a calendar and what only it tells of, in small transactions after each of which the figures are right.

    The calendar itself goes last: where this was cut off it is there with what is left, to be deleted again.
    """
    why = _("The calendar “%(name)s” was deleted") % {"name": calendar.name}
    planner, copies = Planner(whole_directory(), leavers()), copies_in(calendar)
    for uids in portions(copies, imports.DECIDED_AT_A_TIME):
        with transaction.atomic():
            touched = imports.forget_copies(by=by, at=at, calendar=calendar, uids=uids, planner=planner)
            _follow(touched, by, at, why)
    entries = sum(number for _uid, number in copies)
    with transaction.atomic():
        rest = imports.delete_calendar(by=by, at=at, calendar=calendar, entries=entries, planner=planner)
        _follow(rest, by, at, why)


def _follow(touched: Touched, by: User | None, at: datetime, why: str) -> None:
    refresh(by=by, at=at, why=why, meetings=touched.meetings | touched.gone, spans=touched.spans)
