"""Hands imports of calendars over: done at once in the terminal, queued from a page. Both are the same job."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from innercircle.calendars.actions import imports
from innercircle.calendars.actions.carrying import uploads
from innercircle.calendars.queries.allowed import import_of
from innercircle.jobs.actions import enqueue, note
from innercircle.jobs.calendars import IMPORT
from innercircle.jobs.models import Job
from innercircle.jobs.performing import perform

if TYPE_CHECKING:
    from innercircle.access.models import User
    from innercircle.calendars.models import Calendar, Import
    from innercircle.directory.models import Colleague

_NAME_BYTES = 16
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to import: whose calendar it is, where it lies, what it is called, and which calendar it updates."""

    owner: Colleague | None
    path: Path
    file_name: str
    calendar: Calendar | None = None
    removals: str = "ask"  # a calendars.models.Import.Removals
    sample: bool = False


def import_now(
    wanted: Wanted,
    *,
    by: User | None,
    at: datetime,
    tell: Callable[[int, int], None] | None = None,
    step: Callable[[str], None] | None = None,
) -> Import:
    """Import a file in this process; returns the import as it then is, with its outcome. Ctrl-C is raised again.

    Raises `access.rules.Refused` where `by` may not import for the owner.
    """
    with transaction.atomic():
        run = _start(wanted, by, at)
        job = note(by=by, at=at, kind=IMPORT, subject=run.pk, total=run.size)
    perform(job.pk, tell=tell, step=step)
    return import_of(run.pk) or run


@transaction.atomic
def import_later(wanted: Wanted, *, by: User | None, at: datetime) -> tuple[Import, Job]:
    """Queue the import of a file that lies in the private folder; the workers delete it when it is read."""
    run = _start(wanted, by, at)
    return run, enqueue(by=by, at=at, kind=IMPORT, subject=run.pk, total=run.size)


def keep_upload(file: UploadedFile[Any]) -> Path:
    """Put an uploaded file into the private folder, under a name of our own; readable by this installation only."""
    folder = uploads()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = folder / secrets.token_hex(_NAME_BYTES)
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as kept:
        for chunk in file.chunks(_CHUNK):
            kept.write(chunk)
    return place


@transaction.atomic
def decide_and_go_on(*, by: User | None, at: datetime, run: Import, removals: str) -> Job:
    """Answer the question of an import that is held back, and queue the rest of it."""
    imports.decide_removals(by=by, at=at, run=run, removals=removals)
    return enqueue(by=by, at=at, kind=IMPORT, subject=run.pk)


def _start(wanted: Wanted, by: User | None, at: datetime) -> Import:
    return imports.start_import(
        by=by,
        at=at,
        owner=wanted.owner,
        file_name=wanted.file_name,
        place=str(wanted.path),
        size=wanted.path.stat().st_size,
        calendar=wanted.calendar,
        removals=wanted.removals,
        sample=wanted.sample,
    )
