"""An import of a calendar with everything that follows from it, in one transaction."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from innercircle.calendars.actions import imports
from innercircle.calendars.actions.imports import Ready
from innercircle.hours.actions.refresh import refresh

if TYPE_CHECKING:
    from innercircle.calendars.models import Import


@transaction.atomic
def apply_import(*, at: datetime, run: Import, ready: Ready) -> None:
    """Write a prepared import and compute the figures of the months it touched; all of it or nothing."""
    touched = imports.apply(at=at, run=run, ready=ready)
    why = _("Import of the calendar “%(name)s”") % {"name": run.file_name}
    refresh(by=run.by, at=at, why=why, meetings=touched.meetings | touched.gone, spans=touched.spans)
