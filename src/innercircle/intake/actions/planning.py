"""The dry run: which column is what, and what would become of every line; a long file never stands in memory whole."""

from __future__ import annotations

import hashlib
import json
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from innercircle.access.actions import record
from innercircle.access.models import User
from innercircle.access.rules import Refused
from innercircle.directory.queries import all_records, directory_revision
from innercircle.directory.records import AccountLoad, ContactLoad
from innercircle.intake.actions.gate import Tell, locked, quiet, require_importer, require_open
from innercircle.intake.loads import LOADS
from innercircle.intake.models import Import, Source, StagedLine
from innercircle.intake.queries import sentence_of
from innercircle.intake.rules import (
    AccountPlanner,
    Change,
    ColleaguePlanner,
    Kind,
    Line,
    Outcome,
    Plan,
    Planner,
    Reason,
    contact_planner,
    coverage_planner,
    is_field,
    lean,
)
from innercircle.kit.table import normal_name
from innercircle.maps.queries import stored_maps

Stage = Import.Stage
_BATCH = 500
_PLANNED = ("outcome", "name", "target", "reasons", "changes", "load", "links", "row", "post")


def choose_columns(*, by: User, at: datetime, run: Import, columns: Mapping[int, str], source: str) -> Import:
    """Say which place of the file is which field; remembered under the source's name for its next file."""
    require_importer(by)
    require_open(run)
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
        run.stage, run.message = Stage.READ, ""
        run.save(update_fields=["columns", "source", "stage", "message"])
        after = {"columns": {run.headings[place]: name for place, name in wanted.items()}}
        record(by=by, at=at, action="intake.import.columns", target=run, after=after)
    return run


@transaction.atomic
def begin_plan(*, by: User, run: Import) -> Import:
    """Hand a long file over to be planned; the caller queues the work in the same transaction."""
    require_importer(by)
    require_open(run)
    row = locked(run, [Stage.READ, Stage.PLANNING, Stage.PLANNED])
    row.stage, row.message = Stage.PLANNING, ""
    row.save(update_fields=["stage", "message"])
    return row


def plan(*, by: User | None, at: datetime, run: Import, tell: Tell = quiet) -> Import:
    """Decide what would become of every line; the dry run. Reads the directory, writes only the import's own lines."""
    by = require_importer(by)
    require_open(run)
    run.stage = Stage.PLANNING  # until every line is written: a plan that was cut off is never applied
    run.save(update_fields=["stage"])
    decide(by=by, at=at, run=run, tell=tell)
    run.stage, run.message = Stage.PLANNED, ""
    run.save(update_fields=["counts", "revision", "digest", "stage", "message"])
    return run


def decide(*, by: User, at: datetime, run: Import, tell: Tell = quiet) -> None:
    """Plan every line and keep what was decided; sets (but does not save) the import's counts, revision and digest."""
    revision = directory_revision()
    planner, waiting, done = _planner(run, by, at), array("L"), 0
    for lines in _portions(run):
        plans = [planner.plan(line) for line in lines]
        waits = {each.number for each in lines if planner.waits(each)}
        waiting.extend(each.line for each in plans if each.line in waits and not each.reasons)
        keep_plans(run, plans, waits)
        done += len(lines)
        tell(done, run.total)
    _settle(run, planner, waiting, tell)
    _lean(run, planner.close())
    counted = run.lines.order_by().values("outcome").annotate(lines=Count("pk"))
    run.counts = {row["outcome"]: row["lines"] for row in counted}
    run.revision, run.digest = revision, _digest(run)


def _planner(run: Import, by: User, at: datetime) -> Planner:
    records, kind = all_records(), Kind(run.kind)
    if kind is Kind.ACCOUNTS:
        return AccountPlanner(records, by.time_zone)
    if kind is Kind.COLLEAGUES:
        return ColleaguePlanner(records)
    today = at.astimezone(ZoneInfo(by.time_zone)).date()
    if kind is Kind.COVERAGE:
        return coverage_planner(records, stored_maps(), today=today)
    return contact_planner(records, today=today, stored=stored_maps())


def _portions(run: Import) -> Iterator[list[Line]]:
    """The lines of the file, some at a time; nothing is held open meanwhile."""
    places, last = _places(run), 0
    while rows := list(run.lines.filter(number__gt=last).values_list("number", "texts")[:_BATCH]):
        yield [_line(number, texts, places) for number, texts in rows]
        last = rows[-1][0]


def _places(run: Import) -> dict[int, str]:
    return {int(place): name for place, name in run.columns.items()}


def _line(number: int, texts: Sequence[str], places: Mapping[int, str]) -> Line:
    return Line(number, {name: texts[place] for place, name in places.items()})


def _settle(run: Import, planner: Planner, waiting: Sequence[int], tell: Tell) -> None:
    """Look again at the lines that speak of others, now that all are known."""
    places = _places(run)
    for start in range(0, len(waiting), _BATCH):
        rows = run.lines.filter(number__in=list(waiting[start : start + _BATCH])).order_by("number")
        plans = []
        for row in rows:
            plan = _restored(run, row)
            planner.settle(_line(row.number, row.texts, places), plan)
            plans.append(plan)
        keep_plans(run, plans)
        tell(run.total, run.total)


def _lean(run: Import, lost: Mapping[int, int]) -> None:
    """Reject the lines that need a rejected one."""
    numbers = sorted(lost)
    for start in range(0, len(numbers), _BATCH):
        plans = [_restored(run, row) for row in run.lines.filter(number__in=numbers[start : start + _BATCH])]
        for plan in plans:
            lean(plan, lost[plan.line])
        keep_plans(run, plans)


def _restored(run: Import, row: StagedLine) -> Plan:
    """A plan that was not rejected, as it was stored."""
    told = [Reason(column, sentence) for column, sentence in map(sentence_of, row.reasons)]
    plan = Plan(row.number, row.name, row.target, notes=told, changes=[Change(*each) for each in row.changes])
    plan.load = LOADS[Kind(run.kind)](**row.load) if row.load else None
    plan.same = row.outcome == Outcome.UNCHANGED and row.target is None
    return plan


@transaction.atomic
def keep_plans(run: Import, plans: Sequence[Plan], waits: set[int] = frozenset()) -> None:  # type: ignore[assignment]
    """Store some plans; of those that wait for others also what would otherwise not be written."""
    by_name = {field.name: field for field in StagedLine._meta.concrete_fields}
    fields = [by_name[name] for name in _PLANNED]
    names = [connection.ops.quote_name(str(field.column)) for field in fields]
    table, marks = StagedLine._meta.db_table, ", ".join(f"{name} = %s" for name in names)
    rows = []
    for each in plans:
        values = _columns(each, waits=each.line in waits)
        ready = [field.get_db_prep_save(value, connection) for field, value in zip(fields, values, strict=True)]
        rows.append([*ready, run.pk, each.line])
    with connection.cursor() as cursor:  # many times as quick as bulk_update()
        cursor.executemany(f"UPDATE {table} SET {marks} WHERE run_id = %s AND number = %s", rows)  # noqa: S608


def _columns(plan: Plan, *, waits: bool) -> tuple[Any, ...]:
    told = [
        [reason.column, reason.sentence.text, dict(reason.sentence.values)] for reason in (*plan.reasons, *plan.notes)
    ]
    changes = [[change.column, change.old, change.new] for change in plan.changes]
    written = plan.outcome in {Outcome.NEW, Outcome.CHANGED} or (waits and not plan.reasons)
    load = asdict(plan.load) if plan.load is not None and written else {}
    return (str(plan.outcome), plan.name[:300], plan.target, told, changes, load, _links(plan), None, None)


def _links(plan: Plan) -> bool:
    """Whether the line points at another row, which may be written later."""
    match plan.load:
        case ContactLoad():
            return plan.load.superior is not None or plan.load.superior_line is not None
        case AccountLoad():
            return plan.load.parent is not None
    return False


def _digest(run: Import) -> str:
    """Of what would be done; what a person saw in the preview, versions of rows apart."""
    seen, last = hashlib.sha256(), 0
    columns = ("number", "outcome", "target", "changes")
    while rows := list(run.lines.filter(number__gt=last).values_list(*columns)[:_BATCH]):
        seen.update(json.dumps(rows).encode())
        last = rows[-1][0]
    return seen.hexdigest()
