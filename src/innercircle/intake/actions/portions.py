"""One portion of an import: some lines, written in one transaction that nobody waits for long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from innercircle.access.actions import record
from innercircle.access.models import User
from innercircle.directory.actions.journal import Step
from innercircle.directory.queries import Fallen, changed_by_others, losses
from innercircle.intake.actions.gate import Superseded, locked, take_turn
from innercircle.intake.loads import LOADS, Known, fallen, link, needs, points_at, write
from innercircle.intake.models import Import, Portion, StagedLine
from innercircle.intake.rules import Kind, Outcome
from innercircle.kit.words import Sentence
from innercircle.kit.words import gettext_noop as _

PORTION = 250  # lines; docs/performance.md
Stage, Phase = Import.Stage, Import.Phase
WRITTEN = (Outcome.NEW, Outcome.CHANGED)
_LEANS = _("needs line %(line)s, which was not written")
_UNLINKED = _("line %(line)s was not written; this one was taken without it")


@dataclass(slots=True)
class Others:
    """What goes by which name or id of all that others changed since the preview; looked up again with each portion."""

    run: Import
    after: int = field(init=False)
    names: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """From the preview on."""
        self.after = self.run.revision

    def look(self, at: datetime) -> frozenset[str]:
        """The names up to now."""
        own = [at, *self.run.portions.order_by().values_list("at", flat=True).distinct()]
        self.after, names = changed_by_others(self.after, own)
        self.names |= names
        return self.names


def write_portion(*, by: User, at: datetime, run: Import, others: Others) -> Import:
    """Write the lines after those already written; returns the import as it then is, `Superseded` if it moved on."""
    with transaction.atomic():
        row = locked(run, [Stage.APPLYING])
        if (row.phase, row.through) != (run.phase, run.through):
            raise Superseded
        take_turn()
        lines = _lines(row)
        if lines:
            steps = (_write_rows if row.phase == Phase.ROWS else _write_links)(by, at, row, lines, others)
            _note(by, at, row, lines, steps)
            row.through = lines[-1].number
        elif row.phase == Phase.ROWS:
            row.phase, row.through = Phase.LINKS, 0
        else:
            row.stage, row.applied_at, row.message = Stage.APPLIED, at, ""
            record(by=by, at=at, action="intake.import.applied", target=row, after=row.counts)
        row.save(update_fields=["phase", "through", "done", "counts", "stage", "applied_at", "message"])
    return row


def _lines(run: Import) -> list[StagedLine]:
    """The next ones, at most a portion."""
    rows = run.lines.filter(number__gt=run.through, outcome__in=WRITTEN).defer("texts")
    if run.phase == Phase.LINKS:
        rows = rows.filter(links=True)
    return list(rows.order_by("number")[:PORTION])


def _write_rows(by: User, at: datetime, run: Import, lines: Sequence[StagedLine], others: Others) -> list[Step]:
    kind = Kind(run.kind)
    loads = {line.number: LOADS[kind](**line.load) for line in lines if line.load}
    known = _known(run, {each for load in loads.values() for each in needs(load)})
    seen = {line.number: {column: old for column, old, _new in line.changes} for line in lines}
    lost = fallen(kind, list(loads.values()), others.look(at), known.rows, seen)
    _lean(lost, loads, known)
    held = [load for number, load in loads.items() if number not in lost]
    written = write(kind, by=by, at=at, loads=held, known=known)
    _note_keys(run, written.rows, written.posts)
    _note_lost(run, lines, lost)
    run.done += len(lines)
    return written.steps


def _known(run: Import, numbers: Iterable[int]) -> Known:
    """What earlier portions wrote for these lines."""
    rows = run.lines.filter(number__in=list(numbers)).values_list("number", "row", "post")
    found = list(rows) if numbers else []
    return Known(
        {number: row for number, row, _post in found if row}, {number: post for number, _row, post in found if post}
    )


def _lean(lost: Fallen, loads: Mapping[int, Any], known: Known) -> None:
    """Lines whose person or post another line was to write, which was not written; in the order of the file."""
    for number, load in loads.items():
        for each in needs(load):
            there = each in known.rows if each not in loads else each not in lost
            if not there and (load.target is None or each in lost):
                lost.setdefault(number, ("", Sentence(_LEANS, {"line": str(each)})))


def _note_keys(run: Import, rows: Mapping[int, int], posts: Mapping[int, int]) -> None:
    table, quote = StagedLine._meta.db_table, connection.ops.quote_name
    told = [(row, posts.get(number), run.pk, number) for number, row in rows.items()]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET {quote('row')} = %s, post = %s WHERE run_id = %s AND number = %s",  # noqa: S608
            told,
        )


def _note_lost(run: Import, lines: Sequence[StagedLine], lost: Fallen) -> None:
    """Lines that were not written say so; the counts follow."""
    counts = Counter(run.counts)
    for line in lines:
        if line.number in lost:
            column, sentence = lost[line.number]
            counts.update({line.outcome: -1, Outcome.CONFLICT.value: 1})
            line.outcome = Outcome.CONFLICT
            line.reasons = [[column, sentence.text, dict(sentence.values)]]
            line.save(update_fields=["outcome", "reasons"])
    run.counts = {name: number for name, number in counts.items() if number}


def _write_links(by: User, at: datetime, run: Import, lines: Sequence[StagedLine], others: Others) -> list[Step]:
    kind = Kind(run.kind)
    loads = [LOADS[kind](**line.load) for line in lines]
    own = Known(
        {line.number: line.row for line in lines if line.row}, {line.number: line.post for line in lines if line.post}
    )
    known = _known(run, {line for line in map(points_at, loads) if line})
    steps, lacking = link(kind, by=by, at=at, loads=loads, own=own, known=known)
    for line in lines:
        if line.number in lacking:
            line.reasons = [*line.reasons, ["", _UNLINKED, {"line": str(lacking[line.number])}]]
            line.save(update_fields=["reasons"])
    return steps


def _note(by: User, at: datetime, run: Import, lines: Sequence[StagedLine], steps: list[Step]) -> None:
    """The portion with its journal, and its line in the audit of the import."""
    number, first, last = run.portions.count() + 1, lines[0].number, lines[-1].number
    lost = {loss.model: [loss.removed, loss.set_back] for loss in losses(steps)} if run.phase == Phase.ROWS else {}
    Portion.objects.create(run=run, number=number, by=by, at=at, first=first, last=last, journal=steps, losses=lost)
    after = {"portion": number, "lines": f"{first}–{last}", "what": run.phase, "done": run.done}
    record(by=by, at=at, action="intake.import.portion", target=run, after=after)
