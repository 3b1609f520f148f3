"""Imports of calendars as jobs; the terminal and the upload page hand them over here."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from innercircle.access.rules import Refused
from innercircle.calendars.actions import imports
from innercircle.calendars.actions.carrying import carry_out, forget_file
from innercircle.calendars.actions.imports import Superseded
from innercircle.calendars.actions.staging import Unusable, Watch
from innercircle.calendars.queries.allowed import import_of
from innercircle.hours.actions import apply_import
from innercircle.jobs.context import Context
from innercircle.jobs.rules import Failed, Lost, State
from innercircle.kit.child import ChildError

IMPORT = "calendars.import"


def run_import(context: Context, subject: int) -> None:
    """Carry one import through."""
    run = import_of(subject)
    if run is None:
        raise Failed(_("The calendar or its owner was deleted meanwhile."))
    watch = Watch(progress=context.progress, reached=context.reached, passed=context.passed)
    try:
        carry_out(run, at=context.at, watch=watch, apply=apply_import)
    except (Unusable, ChildError, Refused) as refusal:
        raise Failed(str(refusal)) from refusal
    except FileNotFoundError:
        raise Failed(_("The file is no longer there; choose it again.")) from None
    except Superseded:
        raise Lost from None


def give_up_import(subject: int, at: datetime, state: State, message: str) -> None:
    """The job failed or was stopped for good: end the import and clear away what was read."""
    run = import_of(subject)
    if run is not None and state is State.STOPPED:
        message = _midway() if run.counts else _("Stopped. Nothing was changed.")
    if run is not None:
        imports.end(run, at, state.value, message)
        forget_file(run)
        imports.clear_staged(run)


def _midway() -> str:
    return _("Stopped. What was taken up to then stays and is counted; import the file again to take the rest.")
