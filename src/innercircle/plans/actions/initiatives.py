"""Initiatives: what accomplishes goals, whose, with which next step (spec 30, Structure)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from innercircle.access.actions import record, values_of
from innercircle.access.models import User
from innercircle.plans.actions.gate import (
    apply,
    require,
    require_before,
    require_days,
    require_owner,
    require_reason,
    require_same_account,
    require_step,
    save,
    take,
)
from innercircle.plans.actions.places import forget_place
from innercircle.plans.models import Initiative
from innercircle.plans.rules.values import InitiativeState

if TYPE_CHECKING:
    from innercircle.directory.models import Account

INITIATIVE = ("title", "owner", "start", "end", "next_step", "next_step_on")
_AUDITED = ("title", "owner_id", "start", "end", "next_step", "next_step_on", "state", "why")


@transaction.atomic
def add_initiative(*, by: User | None, at: datetime, account: Account, values: Mapping[str, Any]) -> Initiative:
    """An initiative; `goals` in `values` are those of the account that it accomplishes."""
    require(by, account)
    row = Initiative(account=account, at=at)
    _write(at, row, values)
    record(by=by, at=at, action="plans.initiative.added", target=row, after=_told(row), account_id=account.pk)
    return row


@transaction.atomic
def change_initiative(
    *, by: User | None, at: datetime, initiative: Initiative, version: int | None, values: Mapping[str, Any]
) -> Initiative:
    """Mend an initiative; Conflict when somebody else did meanwhile."""
    require(by, initiative.account)
    row = take(initiative, version)
    before = _told(row)
    _write(at, row, values)
    action = "plans.initiative.changed"
    record(by=by, at=at, action=action, target=row, before=before, after=_told(row), account_id=row.account_id)
    return row


@transaction.atomic
def move_initiative(
    *,
    by: User | None,
    at: datetime,
    initiative: Initiative,
    version: int | None,
    state: InitiativeState,
    why: str = "",
) -> Initiative:
    """Say that an initiative is done, dropped (with the reason), or open again."""
    require(by, initiative.account)
    row = take(initiative, version)
    before = _told(row)
    row.state = state
    row.why = require_reason(why) if state is InitiativeState.DROPPED else why.strip()
    save(row)
    action = "plans.initiative.moved"
    record(by=by, at=at, action=action, target=row, before=before, after=_told(row), account_id=row.account_id)
    return row


@transaction.atomic
def name_next_step(
    *,
    by: User | None,
    at: datetime,
    initiative: Initiative,
    version: int | None,
    next_step: str = "",
    next_step_on: date | None = None,
    last: bool = False,
) -> Initiative:
    """Say what comes after the step that was next, or that it was the `last` and the initiative is done.

    Its owner may, like a step of their own. ValidationError without words and a day unless it was the last, and for an
    initiative that is over.
    """
    require_step(by, initiative.account, initiative.owner)
    row = take(initiative, version)
    before = _told(row)
    if row.state != InitiativeState.OPEN:
        raise ValidationError(_("“%(name)s” is over; open it again first.") % {"name": row})
    if last:
        row.state = InitiativeState.DONE
    else:
        _require_step(next_step, next_step_on)
        require_days(at, next_step_on=next_step_on)
        apply(row, {"next_step": next_step, "next_step_on": next_step_on}, INITIATIVE)
    save(row)
    action = "plans.initiative.step"
    record(by=by, at=at, action=action, target=row, before=before, after=_told(row), account_id=row.account_id)
    return row


def _require_step(words: str, day: date | None) -> None:
    faults = {}
    if not words.strip():
        faults["next_step"] = _("Say what comes next, or that it was the last step.")
    if day is None:
        faults["next_step_on"] = _("Say by which day.")
    if faults:
        raise ValidationError(faults)


@transaction.atomic
def remove_initiative(*, by: User | None, at: datetime, initiative: Initiative) -> None:
    """Take away an initiative that was written by mistake; its steps then hang at the account."""
    require(by, initiative.account)
    account, before = initiative.account_id, _told(initiative)
    record(by=by, at=at, action="plans.initiative.removed", target=initiative, before=before, account_id=account)
    forget_place(account, "initiative", initiative.pk)
    initiative.delete()


def _write(at: datetime, row: Initiative, values: Mapping[str, Any]) -> None:
    fields = dict(values)
    goals = list(fields.pop("goals")) if "goals" in fields else None
    owner = row.owner_id
    apply(row, fields, INITIATIVE)
    require_days(at, start=row.start, end=row.end, next_step_on=row.next_step_on)
    require_before(row.start, row.end, "end")
    require_owner(row.owner, at, new=row.owner_id != owner)
    require_same_account(row.account, goals or (), "goals")
    save(row)
    if goals is not None:
        row.goals.set(goals)


def _told(row: Initiative) -> dict[str, Any]:
    return values_of(row, *_AUDITED) | {"goals": sorted(row.goals.values_list("title", flat=True))}
