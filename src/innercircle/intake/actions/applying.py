"""Writing what the preview showed: a short file in one transaction, a long one portion by portion."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _

from innercircle.access.actions import record
from innercircle.access.models import User
from innercircle.access.rules import Conflict
from innercircle.directory.queries import directory_revision
from innercircle.intake.actions.gate import Tell, let_others, locked, quiet, require_importer, standing, take_turn
from innercircle.intake.actions.planning import decide, plan
from innercircle.intake.actions.portions import Others, write_portion
from innercircle.intake.models import Import
from innercircle.intake.queries import lines_to_write
from innercircle.maps.actions import remember_many
from innercircle.maps.queries import accounts_written

Stage = Import.Stage
_TRIES = 3


def apply(*, by: User, at: datetime, run: Import) -> Import:
    """Write what the preview of a short file showed, all of it in one transaction, rejected lines apart.

    Where the directory changed since then it is planned anew: the same plan goes through, another one raises Conflict
    so that a person looks at it first. Twice the same import changes nothing the second time.
    """
    require_importer(by)
    for _try in range(_TRIES):
        if directory_revision() != run.revision:
            _plan_again(by, at, run)
        try:
            written = _write(by, at, run)
        except IntegrityError:
            run.revision = -1  # somebody else was quicker; plan anew
        else:
            _remember(at, written)
            return written
    raise Conflict(too_quick())


def too_quick() -> str:
    """What is said where others are always quicker."""
    return _("The directory is changing too quickly; try again in a moment.")


def _plan_again(by: User, at: datetime, run: Import) -> None:
    before = run.digest
    plan(by=by, at=at, run=run)
    if run.digest != before:
        raise Conflict(_changed())


def _changed() -> str:
    return _("The directory changed since this preview was made. Look at the new one, then apply it.")


def _write(by: User, at: datetime, run: Import) -> Import:
    with transaction.atomic():
        row = begin_apply(by=by, at=at, run=run)
        take_turn()
        if directory_revision() != run.revision:
            raise IntegrityError("the directory changed between planning and writing")
        others = Others(row)
        while row.stage == Stage.APPLYING:
            row = write_portion(by=by, at=at, run=row, others=others)
    return row


@transaction.atomic
def begin_apply(*, by: User, at: datetime, run: Import) -> Import:
    """Note that a preview is to be written, or that what was stopped goes on; the caller queues the work."""
    require_importer(by)
    row = Import.objects.select_for_update().get(pk=run.pk)
    if row.stage not in {Stage.PLANNED, Stage.STOPPED}:
        raise Conflict(_("This import was applied already."))
    row.stage, row.message = Stage.APPLYING, ""
    row.save(update_fields=["stage", "message"])
    record(by=by, at=at, action="intake.import.applying", target=row, after=standing(row))
    return row


def write_on(*, by: User | None, at: datetime, run: Import, tell: Tell = quiet) -> Import:
    """Write an import portion by portion from where it stands, up to its end; `tell` may raise to stop in between.

    What the directory's others changed since the preview is not overwritten: before anything is written, the preview is
    made again (Conflict where it differs, so that a person looks at it first); after that such lines are left out and
    say so.
    """
    by = require_importer(by)
    row = Import.objects.get(pk=run.pk)
    if row.stage == Stage.APPLYING and not row.portions.exists() and directory_revision() != row.revision:
        _look_again(by, at, row, tell)
    others, total = Others(row), lines_to_write(row)
    while row.stage == Stage.APPLYING:
        tell(row.done, total)
        row = _insisting(by, at, row, others)
        let_others()
    _remember(at, row)
    return row


def _look_again(by: User, at: datetime, row: Import, tell: Tell) -> None:
    before = row.digest
    decide(by=by, at=at, run=row, tell=tell)
    with transaction.atomic():
        locked(row, [Stage.APPLYING])
        row.stage = Stage.APPLYING if row.digest == before else Stage.PLANNED
        row.save(update_fields=["counts", "revision", "digest", "stage"])
    if row.digest != before:
        raise Conflict(_changed())


def _insisting(by: User, at: datetime, row: Import, others: Others) -> Import:
    """A portion; where somebody changed the same rows at the same moment, it is looked at and written again."""
    for _try in range(_TRIES):
        try:
            return write_portion(by=by, at=at, run=row, others=others)
        except (IntegrityError, OperationalError, Conflict):
            if transaction.get_connection().in_atomic_block:
                raise
    raise Conflict(too_quick())


def _remember(at: datetime, row: Import) -> None:
    """The history of the maps that were written on, each once however many portions wrote on it."""
    accounts: set[int] = set()
    for number in row.portions.values_list("number", flat=True):  # no cursor stays open while others write
        journal = row.portions.values_list("journal", flat=True).get(number=number)
        accounts |= accounts_written(journal)
    remember_many(at=at, accounts=accounts)
