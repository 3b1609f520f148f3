"""The firm's business objectives: written, changed, closed (spec 30, Structure)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from innercircle.access.actions import record, values_of
from innercircle.access.models import User
from innercircle.access.rules import Refused
from innercircle.plans.actions.gate import apply, require_keeper, require_owner, save, take
from innercircle.plans.models import Objective
from innercircle.plans.rules.lint.activities import FAR

OBJECTIVE = ("name", "year", "target", "target_value", "unit", "owner")
_AUDITED = ("name", "year", "target", "target_value", "unit", "owner_id", "closed_on")


@transaction.atomic
def add_objective(*, by: User | None, at: datetime, values: Mapping[str, Any]) -> Objective:
    """A business objective of a year."""
    require_keeper(by)
    row = Objective()
    _write(at, row, values, new_owner=True)
    record(by=by, at=at, action="plans.objective.added", target=row, after=values_of(row, *_AUDITED))
    return row


@transaction.atomic
def change_objective(
    *, by: User | None, at: datetime, objective: Objective, version: int | None, values: Mapping[str, Any]
) -> Objective:
    """Mend an objective; Conflict when somebody else did meanwhile."""
    require_keeper(by)
    row = take(objective, version)
    before = values_of(row, *_AUDITED)
    _write(at, row, values, new_owner="owner" in values and _key(values["owner"]) != row.owner_id)
    after = values_of(row, *_AUDITED)
    record(by=by, at=at, action="plans.objective.changed", target=row, before=before, after=after)
    return row


@transaction.atomic
def close_objective(*, by: User | None, at: datetime, objective: Objective, on: date | None) -> Objective:
    """Close an objective, so that it is offered no more; None opens it again. Goals that serve it keep it."""
    require_keeper(by)
    row = take(objective, None)
    before = values_of(row, *_AUDITED)
    if on and on > at.date():
        raise ValidationError({"on": _("That day is still to come.")})
    row.closed_on = on
    save(row)
    after = values_of(row, *_AUDITED)
    record(by=by, at=at, action="plans.objective.closed", target=row, before=before, after=after)
    return row


@transaction.atomic
def remove_objective(*, by: User | None, at: datetime, objective: Objective) -> None:
    """Take away an objective that was written by mistake; Refused while goals serve it."""
    require_keeper(by)
    row = take(objective, None)
    if row.goals.exists():
        raise Refused(_("Goals serve “%(name)s”; close it instead, so that they keep it.") % {"name": row})
    record(by=by, at=at, action="plans.objective.removed", target=row, before=values_of(row, *_AUDITED))
    row.delete()


def _write(at: datetime, row: Objective, values: Mapping[str, Any], *, new_owner: bool) -> None:
    apply(row, values, OBJECTIVE)
    require_owner(row.owner, at, new=new_owner)
    if row.year is not None and abs(int(row.year) - at.year) > FAR:
        sentence = _("%(year)s is more than %(years)s years from today; correct the year.")
        raise ValidationError({"year": sentence % {"year": row.year, "years": FAR}})
    others = Objective.objects.filter(name__iexact=row.name, year=row.year).exclude(pk=row.pk)
    if others.exists():
        raise ValidationError({"name": _("There is already “%(name)s” in that year.") % {"name": row.name}})
    save(row)


def _key(row: Any) -> int | None:
    return row.pk if row is not None else None
