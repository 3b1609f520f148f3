"""Clears away what imports leave behind: staged entries, files nobody needs, questions nobody answers."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from innercircle.calendars.actions.carrying import uploads
from innercircle.calendars.actions.imports import clear_staged, end
from innercircle.calendars.models import Import

DECIDE_WITHIN = timedelta(days=7)
_FILE_KEPT = timedelta(days=2)


def tidy_imports(*, at: datetime) -> None:
    """End imports held back for a week, delete staged entries of ended ones, and files older than two days."""
    for run in Import.objects.filter(stage=Import.Stage.HELD, ended_at__lt=at - DECIDE_WITHIN):
        end(run, at, Import.Stage.STOPPED, _("Nobody decided within a week; nothing was changed."))
    ended = (Import.Stage.DONE, Import.Stage.FAILED, Import.Stage.STOPPED)
    for run in Import.objects.filter(stage__in=ended, staged__isnull=False).distinct():
        clear_staged(run)
    if uploads().exists():
        for place in uploads().iterdir():
            if place.stat().st_mtime < (at - _FILE_KEPT).timestamp():
                place.unlink(missing_ok=True)
