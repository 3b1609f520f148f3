"""Imports of the directory, step by step: read, map, plan (nothing is written yet), apply in one transaction, undo."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from innercircle.access.actions import record
from innercircle.access.models import User
from innercircle.access.rules import Conflict, Refused
from innercircle.directory.actions import load_accounts, load_colleagues, load_contacts, undo_load
from innercircle.directory.actions.journal import Step
from innercircle.directory.queries import all_records, directory_revision
from innercircle.directory.records import AccountLoad, ColleagueLoad, ContactLoad
from innercircle.intake.models import Import, Source, StagedLine
from innercircle.intake.queries import may_import
from innercircle.intake.reading import Table
from innercircle.intake.rules import (
    Kind,
    Line,
    Outcome,
    Plan,
    guess_columns,
    is_field,
    plan_accounts,
    plan_colleagues,
    plan_contacts,
    plan_coverage,
)
from innercircle.kit.table import normal_name
from innercircle.maps.actions import load_maps, remember_many
from innercircle.maps.queries import accounts_written, stored_maps
from innercircle.maps.rules.loads import CoverageLoad, StandingLoad

_BATCH = 500
_TRIES = 3
_PLANNED = ("outcome", "name", "target", "reasons", "changes", "load")


def stage(*, by: User, at: datetime, kind: Kind, table: Table, file_name: str, source: str = "") -> Import:
    """Keep a file's lines, with its columns guessed; small transactions, nothing of the directory is touched."""
    _require_importer(by)
    known = Source.objects.filter(kind=kind, name=source).first() if source else _like(kind, table.headings)
    columns = guess_columns(kind, table.headings, known.columns if known else None)
    with transaction.atomic():
        run = Import.objects.create(
            kind=kind,
            source=known,
            by=by,
            at=at,
            file_name=file_name[:300],
            headings=table.headings,
            columns={str(place): name for place, name in columns.items()},
            notes=[[fault.line, fault.column, fault.message] for fault in table.notes],
        )
        after = {"kind": kind, "file": file_name, "lines": len(table.lines)}
        record(by=by, at=at, action="intake.import.read", target=run, after=after)
    for start in range(0, len(table.lines), 2_000):
        part = table.lines[start : start + 2_000]
        rows = [StagedLine(run=run, number=number, texts=texts) for number, texts in part]
        StagedLine.objects.bulk_create(rows, batch_size=_BATCH)
    return run


def choose_columns(*, by: User, at: datetime, run: Import, columns: Mapping[int, str], source: str) -> Import:
    """Say which place of the file is which field; remembered under the source's name for its next file."""
    _require_importer(by)
    _require_open(run)
    kind = Kind(run.kind)
    wanted = {place: name for place, name in columns.items() if name and is_field(kind, name)}
    if len(set(wanted.values())) < len(wanted):
        raise Refused(_("Two columns are mapped to the same field; leave one of them out."))
    with transaction.atomic():
        if source.strip():
            known, _made = Source.objects.get_or_create(kind=kind, name=source.strip()[:100])
            known.columns = {normal_name(text): wanted.get(place, "") for place, text in enumerate(run.headings)}
            known.save()
            run.source = known
        run.columns = {str(place): name for place, name in wanted.items()}
        run.stage = Import.Stage.READ
        run.save(update_fields=["columns", "source", "stage"])
        after = {"columns": {run.headings[place]: name for place, name in wanted.items()}}
        record(by=by, at=at, action="intake.import.columns", target=run, after=after)
    return run


def plan(*, by: User, at: datetime, run: Import) -> Import:
    """Decide what would become of every line; the dry run. Reads the directory, writes only the import's own lines."""
    _require_importer(by)
    _require_open(run)
    revision = directory_revision()
    plans = _decide(run, by, at)
    _keep(run, plans, revision)
    return run


def apply(*, by: User, at: datetime, run: Import) -> Import:
    """Write what the preview showed, all of it in one transaction, rejected lines apart.

    Where the directory changed since then it is planned anew: the same plan goes through, another one raises Conflict
    so that a person looks at it first. Twice the same import changes nothing the second time.
    """
    _require_importer(by)
    for _try in range(_TRIES):
        if directory_revision() != run.revision:
            _plan_again(by, at, run)
        try:
            written = _write(by, at, run)
        except IntegrityError:
            run.revision = -1  # somebody else was quicker; plan anew
        else:
            remember_many(at=at, accounts=accounts_written(written.journal))
            return written
    raise Conflict(_("The directory is changing too quickly; try again in a moment."))


def undo(*, by: User, at: datetime, run: Import) -> Import:
    """Take back a whole import; Refused, naming it, where something later depends on it."""
    _require_importer(by)
    with transaction.atomic():
        row = Import.objects.select_for_update().get(pk=run.pk)
        if row.stage != Import.Stage.APPLIED:
            raise Refused(_("Only an applied import can be undone."))
        mapped = accounts_written(row.journal)
        undo_load(by=by, at=at, steps=row.journal)
        row.stage, row.undone_at = Import.Stage.UNDONE, at
        row.save(update_fields=["stage", "undone_at"])
        record(by=by, at=at, action="intake.import.undone", target=row, before=row.counts)
    remember_many(at=at, accounts=mapped)
    return row


@transaction.atomic
def discard(*, by: User, at: datetime, run: Import) -> None:
    """Forget an import that was never applied."""
    _require_importer(by)
    row = Import.objects.select_for_update().get(pk=run.pk)
    if row.stage in {Import.Stage.APPLIED, Import.Stage.UNDONE}:
        raise Refused(_("An applied import is kept, so that it can be undone and looked up."))
    record(by=by, at=at, action="intake.import.discarded", target=row, before={"file": row.file_name})
    row.delete()


def _require_importer(by: User) -> None:
    if not may_import(by):
        raise Refused(_("Only an administrator imports the directory."))


def _require_open(run: Import) -> None:
    if Import.objects.filter(pk=run.pk, stage__in=[Import.Stage.READ, Import.Stage.PLANNED]).first() is None:
        raise Conflict(_("This import was applied already."))


def _like(kind: Kind, headings: list[str]) -> Source | None:
    """The source whose last file had exactly these headings."""
    wanted = {normal_name(heading) for heading in headings}
    return next((each for each in Source.objects.filter(kind=kind) if set(each.columns) == wanted), None)


def _decide(run: Import, by: User, at: datetime) -> list[Plan]:
    places = {int(place): name for place, name in run.columns.items()}
    rows = run.lines.order_by("number").values_list("number", "texts")
    lines = [Line(number, {name: texts[place] for place, name in places.items()}) for number, texts in rows.iterator()]
    records = all_records()
    if run.kind == Kind.ACCOUNTS:
        return plan_accounts(lines, records, zone=by.time_zone)
    if run.kind == Kind.COLLEAGUES:
        return plan_colleagues(lines, records)
    today = at.astimezone(ZoneInfo(by.time_zone)).date()
    if run.kind == Kind.COVERAGE:
        return plan_coverage(lines, records, stored_maps(), today=today)
    return plan_contacts(lines, records, today=today, stored=stored_maps())


def _keep(run: Import, plans: list[Plan], revision: int) -> None:
    """Store the plan: lines in small transactions, then the import itself, which alone makes it count."""
    run.stage = Import.Stage.READ  # until every line is written: a plan that was cut off is never applied
    run.save(update_fields=["stage"])
    for start in range(0, len(plans), _BATCH):
        _keep_lines(run, plans[start : start + _BATCH])
    run.counts = dict(Counter(str(each.outcome) for each in plans))
    run.revision, run.digest, run.stage = revision, _digest(plans), Import.Stage.PLANNED
    run.save(update_fields=["counts", "revision", "digest", "stage"])


@transaction.atomic
def _keep_lines(run: Import, plans: list[Plan]) -> None:
    by_name = {field.name: field for field in StagedLine._meta.concrete_fields}
    fields = [by_name[name] for name in _PLANNED]
    table, marks = StagedLine._meta.db_table, ", ".join(f"{name} = %s" for name in _PLANNED)
    rows = []
    for each in plans:
        reasons = [
            [reason.column, reason.sentence.text, dict(reason.sentence.values)]
            for reason in (*each.reasons, *each.notes)
        ]
        changes = [[change.column, change.old, change.new] for change in each.changes]
        values = (str(each.outcome), each.name[:300], each.target, reasons, changes, _stored(each))
        ready = [field.get_db_prep_save(value, connection) for field, value in zip(fields, values, strict=True)]
        rows.append([*ready, run.pk, each.line])
    with connection.cursor() as cursor:  # many times as quick as bulk_update()
        cursor.executemany(f"UPDATE {table} SET {marks} WHERE run_id = %s AND number = %s", rows)  # noqa: S608


def _stored(each: Plan) -> dict[str, Any]:
    if each.load is None or each.outcome not in {Outcome.NEW, Outcome.CHANGED}:
        return {}
    return asdict(each.load)


def _digest(plans: list[Plan]) -> str:
    """Of what would be done; what a person saw in the preview, versions of rows apart."""
    seen = [[each.line, each.outcome, each.target, [[c.column, c.old, c.new] for c in each.changes]] for each in plans]
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()


def _plan_again(by: User, at: datetime, run: Import) -> None:
    before = run.digest
    plan(by=by, at=at, run=run)
    if run.digest != before:
        raise Conflict(_("The directory changed since this preview was made. Look at the new one, then apply it."))


def _write(by: User, at: datetime, run: Import) -> Import:
    loads = _loads(run)
    with transaction.atomic():
        row = Import.objects.select_for_update().get(pk=run.pk)
        if row.stage != Import.Stage.PLANNED:
            raise Conflict(_("This import was applied already."))
        if directory_revision() != run.revision:
            raise IntegrityError("the directory changed between planning and writing")
        row.journal = _WRITERS[Kind(row.kind)](by=by, at=at, loads=loads)
        row.stage, row.applied_at = Import.Stage.APPLIED, at
        row.save(update_fields=["journal", "stage", "applied_at"])
        record(by=by, at=at, action="intake.import.applied", target=row, after=row.counts)
    return row


def _loads(run: Import) -> list[Any]:
    rows = (
        run.lines.filter(outcome__in=[Outcome.NEW, Outcome.CHANGED]).order_by("number").values_list("load", flat=True)
    )
    return [_LOADS[Kind(run.kind)](**load) for load in rows.iterator() if load]


def _load_contacts(*, by: User, at: datetime, loads: list[ContactLoad]) -> list[Step]:
    """People and posts, then what was said of the map beside them."""
    steps, new = load_contacts(by=by, at=at, loads=loads)
    told = [(load, _post_of(load.more["post"], new)) for load in loads if load.more]
    standings = [StandingLoad(post, load.more["standing"]) for load, post in told if "standing" in load.more]
    lines = [CoverageLoad(**{**load.more["coverage"], "post": post}) for load, post in told if "coverage" in load.more]
    return [*steps, *load_maps(by=by, at=at, standings=standings, lines=lines)]


def _post_of(key: int, new: Mapping[int, int]) -> int:
    """A post of the plan: below zero the one that this line of the file made."""
    return key if key > 0 else new[-key]


def _load_coverage(*, by: User, at: datetime, loads: list[CoverageLoad]) -> list[Step]:
    return load_maps(by=by, at=at, standings=[], lines=loads)


_LOADS: Mapping[Kind, Any] = {
    Kind.ACCOUNTS: AccountLoad,
    Kind.CONTACTS: ContactLoad,
    Kind.COLLEAGUES: ColleagueLoad,
    Kind.COVERAGE: CoverageLoad,
}
_WRITERS: Mapping[Kind, Any] = {
    Kind.ACCOUNTS: load_accounts,
    Kind.CONTACTS: _load_contacts,
    Kind.COLLEAGUES: load_colleagues,
    Kind.COVERAGE: _load_coverage,
}
