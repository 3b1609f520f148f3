"""Writing many standings and lines at once, as an import planned them; what was written can be taken back by it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from innercircle.access.actions import record_many
from innercircle.access.models import User
from innercircle.access.rules import Refused, may_administer
from innercircle.directory.actions.journal import Step, changes
from innercircle.directory.queries import every_post
from innercircle.maps.actions.gate import name_of
from innercircle.maps.models import Assessment, Coverage, Standing
from innercircle.maps.rules.loads import CoverageLoad, StandingLoad

_BATCH = 400
Told = tuple[models.Model, Mapping[str, Any], Mapping[str, Any]]


@transaction.atomic
def load_maps(
    *, by: User | None, at: datetime, standings: Sequence[StandingLoad], lines: Sequence[CoverageLoad]
) -> list[Step]:
    """Write these; returns the journal that undoes it. IntegrityError where a line or a lead came in between."""
    if by is not None and not may_administer(by.role):
        raise Refused(_("Only an administrator imports the directory."))
    steps: list[Step] = []
    told = _standings(by, at, standings, steps)
    record_many(by=by, at=at, action="maps.standing.imported", entries=told)
    record_many(by=by, at=at, action="maps.line.imported", entries=_lines(by, at, lines, steps))
    return steps


def _standings(by: User | None, at: datetime, loads: Sequence[StandingLoad], steps: list[Step]) -> list[Told]:
    known = {row.affiliation_id: row for row in _of(Standing, [load.post for load in loads])}
    posts = every_post().select_related("contact").in_bulk([load.post for load in loads])
    told: list[Told] = []
    new: dict[int, Standing] = {}
    for load in loads:
        stance = {"stance_on": at.date().isoformat(), "stance_by": name_of(by)} if "stance" in load.columns else {}
        row = known.get(load.post) or new.setdefault(load.post, Standing(affiliation_id=load.post))
        step = changes(row, {**load.columns, **stance})
        if step and row.pk:
            row.save(update_fields=list(step["new"]))
            steps.append(step)
        told.append((posts[load.post].contact, (step or {}).get("old", {}) if row.pk else {}, load.columns))
    _create(list(new.values()), steps)
    return told


def _lines(by: User | None, at: datetime, loads: Sequence[CoverageLoad], steps: list[Step]) -> list[Told]:
    known = Coverage.objects.in_bulk([load.target for load in loads if load.target])
    told: list[Told] = []
    rows: list[Coverage] = []
    for load in loads:
        said = {"assessed_on": at.date().isoformat(), "assessed_by": name_of(by)} if "assessed" in load.columns else {}
        row = known[load.target] if load.target else Coverage(affiliation_id=load.post, colleague_id=load.colleague)
        step = changes(row, {**load.columns, **said})
        if step and row.pk:
            row.save(update_fields=list(step["new"]))
            steps.append(step)
        told.append((row, step["old"] if step and row.pk else {}, load.columns))
        rows.append(row)
    _create([row for row in rows if not row.pk], steps)
    assessed = [
        Assessment(coverage=row, strength=load.columns["assessed"], at=at, by=name_of(by))
        for row, load in zip(rows, loads, strict=True)
        if "assessed" in load.columns
    ]
    _create(assessed, steps)
    return told


def _create(rows: Sequence[models.Model], steps: list[Step]) -> None:
    if rows:
        model = type(rows[0])
        model._base_manager.bulk_create(rows, batch_size=_BATCH)
        steps.append({"do": "created", "model": model._meta.label, "rows": [row.pk for row in rows]})


def _of(model: type[Standing], posts: Collection[int]) -> list[Standing]:
    return list(model.objects.filter(affiliation__in=posts))
