"""Taking an import back, the last portion first; what somebody built on it stands in the way and is named."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from innercircle.access.actions import record
from innercircle.access.models import User
from innercircle.access.rules import Refused
from innercircle.directory.actions import undo_load
from innercircle.intake.actions.gate import (
    Superseded,
    Tell,
    let_others,
    locked,
    quiet,
    require_importer,
    standing,
    take_turn,
)
from innercircle.intake.models import Import
from innercircle.intake.queries import blockers_of
from innercircle.maps.actions import remember_many
from innercircle.maps.queries import accounts_written

Stage = Import.Stage


def undo(*, by: User, at: datetime, run: Import) -> Import:
    """Take back a short import, all of it in one transaction; Refused, naming it, where something leans on it."""
    with transaction.atomic():
        row = begin_undo(by=by, at=at, run=run)
        accounts = _take_all_back(by, at, row, quiet)
    remember_many(at=at, accounts=accounts)
    return Import.objects.get(pk=run.pk)


@transaction.atomic
def begin_undo(*, by: User, at: datetime, run: Import) -> Import:
    """Note that an import is to be taken back; the caller queues the work."""
    require_importer(by)
    row = Import.objects.select_for_update().get(pk=run.pk)
    if row.stage not in {Stage.APPLIED, Stage.STOPPED, Stage.HALTED}:
        raise Refused(_("Only an applied import can be undone."))
    row.stage, row.message = Stage.UNDOING, ""
    row.save(update_fields=["stage", "message"])
    record(by=by, at=at, action="intake.import.undoing", target=row, before=standing(row))
    return row


def take_back(*, by: User | None, at: datetime, run: Import, tell: Tell = quiet) -> Import:
    """Undo an import portion by portion, from where it stands; `tell` may raise to stop in between.

    Refused, before anything is taken back, where something later leans on it.
    """
    by = require_importer(by)
    row = Import.objects.get(pk=run.pk)
    if not row.portions.filter(undone_at__isnull=False).exists():
        refuse_blocked(blockers_of(row))
    accounts = _take_all_back(by, at, row, tell)
    remember_many(at=at, accounts=accounts)
    return Import.objects.get(pk=run.pk)


def refuse_blocked(blockers: list[str]) -> None:
    """Refused where anything stands in the way."""
    if blockers:
        raise Refused(_("This import can no longer be undone: %(why)s.") % {"why": "; ".join(blockers[:3])})


def _take_all_back(by: User, at: datetime, row: Import, tell: Tell) -> set[int]:
    """Every portion, the last first; returns the accounts whose maps it wrote on."""
    accounts: set[int] = set()
    total = row.portions.count()
    left = list(row.portions.filter(undone_at=None).order_by("-number").values_list("number", flat=True))
    for place, number in enumerate(left):
        tell(total - len(left) + place, total)
        accounts |= _take_portion_back(by, at, row, number)
        let_others()
    with transaction.atomic():
        done = locked(row, [Stage.UNDOING])
        done.stage, done.undone_at = Stage.UNDONE, at
        done.save(update_fields=["stage", "undone_at"])
        record(by=by, at=at, action="intake.import.undone", target=done, before=done.counts)
    return accounts


@transaction.atomic
def _take_portion_back(by: User, at: datetime, row: Import, number: int) -> set[int]:
    locked(row, [Stage.UNDOING])
    take_turn()
    portion = row.portions.select_for_update().get(number=number)
    if portion.undone_at is not None:
        raise Superseded
    accounts = accounts_written(portion.journal)
    undo_load(by=by, at=at, steps=portion.journal)
    portion.undone_at = at
    portion.save(update_fields=["undone_at"])
    after = {"portion": number, "lines": f"{portion.first}–{portion.last}"}
    record(by=by, at=at, action="intake.import.portion_undone", target=row, before=after)
    return accounts
