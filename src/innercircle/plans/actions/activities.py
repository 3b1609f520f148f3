"""Activities: single dated steps, what came of them, and an offered help that becomes one (spec 30; spec 10).

Whoever may change the account writes all of them; whoever sees it (but executives) writes steps of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from innercircle.access.actions import record, values_of
from innercircle.access.models import User
from innercircle.plans.actions.gate import (
    apply,
    require_days,
    require_owner,
    require_people,
    require_reason,
    require_same_account,
    require_step,
    save,
    take,
)
from innercircle.plans.actions.places import forget_place
from innercircle.plans.models import Activity
from innercircle.plans.rules.values import State

if TYPE_CHECKING:
    from innercircle.directory.models import Account, Contact
    from innercircle.maps.models import Offer

ACTIVITY = ("initiative", "goal", "title", "on", "owner", "planned_minutes", "spent_minutes", "billable",
            "want_to_learn", "learned", "useful", "in_paid_scope", "offer")  # fmt: skip
MOST_MINUTES = 2_000 * 60
"""What one step can take at most: 2,000 hours, about a person's year."""
_AUDITED = ("initiative_id", "goal_id", "title", "on", "owner_id", "planned_minutes", "spent_minutes", "billable",
            "want_to_learn", "learned", "useful", "in_paid_scope", "offer_id", "state", "why")  # fmt: skip


@transaction.atomic
def add_activity(*, by: User | None, at: datetime, account: Account, values: Mapping[str, Any]) -> Activity:
    """A step of the plan; `participants` in `values` are the contacts who take part."""
    require_step(by, account, values.get("owner"))
    row = Activity(account=account, at=at)
    _write(at, row, values)
    record(by=by, at=at, action="plans.activity.added", target=row, after=_told(row), account_id=account.pk)
    return row


@transaction.atomic
def change_activity(
    *, by: User | None, at: datetime, activity: Activity, version: int | None, values: Mapping[str, Any]
) -> Activity:
    """Mend a step; Conflict when somebody else did meanwhile."""
    require_step(by, activity.account, activity.owner, values.get("owner", activity.owner))
    row = take(activity, version)
    before = _told(row)
    _write(at, row, values)
    _done(by, at, row, "plans.activity.changed", before)
    return row


@transaction.atomic
def move_activity(
    *, by: User | None, at: datetime, activity: Activity, version: int | None, state: State, why: str = ""
) -> Activity:
    """Say that a step is done, dropped (with the reason), or planned again."""
    require_step(by, activity.account, activity.owner)
    row = take(activity, version)
    before = _told(row)
    row.state = state
    row.why = require_reason(why) if state is State.DROPPED else why.strip()
    save(row)
    _done(by, at, row, "plans.activity.moved", before)
    return row


@transaction.atomic
def record_outcome(
    *,
    by: User | None,
    at: datetime,
    activity: Activity,
    version: int | None,
    learned: str,
    spent_minutes: int | None = None,
) -> Activity:
    """A step is done: what was learned, and what it took (None leaves what is written). Nothing learned is said so."""
    require_step(by, activity.account, activity.owner)
    row = take(activity, version)
    before = _told(row)
    spent = row.spent_minutes if spent_minutes is None else spent_minutes
    row.state, row.why = State.DONE, ""
    _write(at, row, {"learned": learned, "spent_minutes": spent})
    _done(by, at, row, "plans.activity.outcome", before)
    return row


@transaction.atomic
def remove_activity(*, by: User | None, at: datetime, activity: Activity) -> None:
    """Take away a step that was written by mistake, with the corrections of its label."""
    require_step(by, activity.account, activity.owner)
    account, before = activity.account_id, _told(activity)
    record(by=by, at=at, action="plans.activity.removed", target=activity, before=before, account_id=account)
    forget_place(account, "activity", activity.pk)
    activity.delete()


@transaction.atomic
def offer_help(
    *,
    by: User | None,
    at: datetime,
    account: Account,
    offer: Offer,
    contact: Contact | None,
    values: Mapping[str, Any] | None = None,
) -> Activity:
    """A help of the catalogue is offered: a step with what it gives as the use; `values` say the rest."""
    said = {
        "title": offer.name,
        "useful": (offer.gives or offer.name)[:1000],
        "participants": [contact] if contact else [],
        **(values or {}),
    }
    return add_activity(by=by, at=at, account=account, values={**said, "offer": offer})


def _write(at: datetime, row: Activity, values: Mapping[str, Any]) -> None:
    fields = dict(values)
    people = list(fields.pop("participants")) if "participants" in fields else None
    owner, offer = row.owner_id, row.offer_id
    apply(row, fields, ACTIVITY)
    require_days(at, on=row.on)
    _require_minutes(row)
    require_owner(row.owner, at, new=row.owner_id != owner)
    _require_offered(row, at, new=row.offer_id != offer)
    _require_place(row)
    if people:
        known = set(row.participants.values_list("pk", flat=True)) if row.pk else set()
        new = [contact for contact in people if contact.pk not in known]
        require_people(row.account, new, min(row.on or at.date(), at.date()), "participants")
    save(row)
    if people is not None:
        row.participants.set(people)


def _require_minutes(row: Activity) -> None:
    for name in ("planned_minutes", "spent_minutes"):
        minutes = getattr(row, name)
        if minutes is not None and minutes < 0:
            raise ValidationError({name: _("Hours below zero cannot be; write 0 or more.")})
        if minutes is not None and minutes > MOST_MINUTES:
            raise ValidationError({name: _("A step takes at most 2,000 hours; is the unit right?")})


def _require_place(row: Activity) -> None:
    """It hangs at an initiative or at a goal of this account, or at neither."""
    require_same_account(row.account, [row.initiative], "initiative")
    require_same_account(row.account, [row.goal], "goal")
    if row.initiative_id and row.goal_id:
        raise ValidationError({"goal": _("The step belongs to the initiative already; leave the goal empty.")})


def _require_offered(row: Activity, at: datetime, *, new: bool) -> None:
    until = row.offer.until if row.offer else None
    if new and until and until < at.date():
        raise ValidationError({"offer": _("This help is no longer offered.")})


def _told(row: Activity) -> dict[str, Any]:
    return values_of(row, *_AUDITED) | {"participants": sorted(row.participants.values_list("name", flat=True))}


def _done(by: User | None, at: datetime, row: Activity, action: str, before: dict[str, Any]) -> None:
    record(by=by, at=at, action=action, target=row, before=before, after=_told(row), account_id=row.account_id)
