"""What people decide about a plan: corrected labels, rules switched off, reviews (spec 30, The plan linter)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from innercircle.access.actions import record, values_of
from innercircle.access.models import User
from innercircle.plans.actions.gate import name_of, require, require_administrator, require_days, require_reason
from innercircle.plans.models import Activity, Correction, Review, SwitchedOff
from innercircle.plans.queries.judging import judgement_of
from innercircle.plans.queries.places import place_exists
from innercircle.plans.rules.catalogue import CATALOGUE
from innercircle.plans.rules.lint import Place
from innercircle.plans.rules.reading import Label

if TYPE_CHECKING:
    from innercircle.directory.models import Account

_CORRECTION = ("label", "read_as", "reason", "withdrawn_at")
_OFF = ("code", "kind", "key", "reason")
_REVIEW = ("on", "words")


@transaction.atomic
def correct(*, by: User | None, at: datetime, activity: Activity, label: Label, reason: str) -> Correction:
    """Set the label of an activity by hand; an earlier correction is withdrawn and kept."""
    require(by, activity.account)
    reason = require_reason(reason, "reason")
    read_as = judgement_of(activity).read_as
    for earlier in activity.corrections.filter(withdrawn_at=None):
        _withdraw(earlier, by, at)
    row = Correction(activity=activity, label=label, read_as=read_as, reason=reason, by=by, by_name=name_of(by), at=at)
    row.full_clean(exclude=["activity", "by"], validate_constraints=False)
    row.save()
    after = values_of(row, *_CORRECTION)
    record(by=by, at=at, action="plans.corrected", target=activity, after=after, account_id=activity.account_id)
    return row


@transaction.atomic
def withdraw(*, by: User | None, at: datetime, correction: Correction) -> Correction:
    """Take a correction back, so that the rules decide again; it is kept and shown as withdrawn."""
    activity = correction.activity
    require(by, activity.account)
    row = Correction.objects.select_for_update().get(pk=correction.pk)
    if row.withdrawn_at:
        raise ValidationError(_("This correction is withdrawn already."))
    before = values_of(row, *_CORRECTION)
    _withdraw(row, by, at)
    after = values_of(row, *_CORRECTION)
    record(
        by=by, at=at, action="plans.correction.withdrawn", target=activity, before=before, after=after,
        account_id=activity.account_id,
    )  # fmt: skip
    return row


def _withdraw(row: Correction, by: User | None, at: datetime) -> None:
    row.withdrawn_at, row.withdrawn_by = at, name_of(by)
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])


@transaction.atomic
def switch_off(
    *,
    by: User | None,
    at: datetime,
    code: str,
    reason: str,
    account: Account | None = None,
    place: Place | None = None,
) -> SwitchedOff:
    """Switch a rule off with a reason: at one place of an account, or (without one) in the whole firm."""
    if account is None:
        require_administrator(by)
    else:
        require(by, account)
    reason = require_reason(reason, "reason")
    row = _switch(code, account, place)
    before = values_of(row, *_OFF) if row.pk else {}
    row.reason, row.by, row.by_name, row.at = reason, by, name_of(by), at
    row.full_clean(exclude=["account", "by"], validate_constraints=False)
    row.save()
    after, pk = values_of(row, *_OFF), account.pk if account else None
    record(by=by, at=at, action="plans.rule.off", target=row, before=before, after=after, account_id=pk)
    return row


def _switch(code: str, account: Account | None, place: Place | None) -> SwitchedOff:
    """The switch there is, or a new one; ValidationError for a rule or a place nobody knows."""
    if code not in CATALOGUE:
        raise ValidationError({"code": _("There is no rule “%(code)s”.") % {"code": code}})
    if (account is None) != (place is None):
        raise ValidationError({"place": _("A rule is switched off in the whole firm or at a place of an account.")})
    kind, key = (place.kind, "" if place.kind == "account" else place.key) if place else ("", "")
    if account is not None and not place_exists(account, kind, key):
        raise ValidationError({"place": _("The plan of “%(name)s” has no such place.") % {"name": account}})
    found = SwitchedOff.objects.select_for_update().filter(account=account, code=code, kind=kind, key=key).first()
    return found or SwitchedOff(account=account, code=code, kind=kind, key=key)


@transaction.atomic
def switch_on(*, by: User | None, at: datetime, off: SwitchedOff) -> None:
    """Let the rule speak again."""
    if off.account is None:
        require_administrator(by)
    else:
        require(by, off.account)
    before = values_of(off, *_OFF)
    record(by=by, at=at, action="plans.rule.on", target=off, before=before, account_id=off.account_id)
    off.delete()


@transaction.atomic
def record_review(*, by: User | None, at: datetime, account: Account, on: date, words: str = "") -> Review:
    """Somebody went through the plan on a day that is not to come."""
    require(by, account)
    require_days(at, on=on)
    if on > at.date():
        raise ValidationError({"on": _("That day is still to come.")})
    row = Review(account=account, on=on, words=words.strip(), by=by, by_name=name_of(by), at=at)
    row.full_clean(exclude=["account", "by"])
    row.save()
    after = values_of(row, *_REVIEW)
    record(by=by, at=at, action="plans.reviewed", target=account, after=after, account_id=account.pk)
    return row


@transaction.atomic
def remove_review(*, by: User | None, at: datetime, review: Review) -> None:
    """Take away a review that was written by mistake."""
    require(by, review.account)
    before = values_of(review, *_REVIEW)
    record(
        by=by, at=at, action="plans.review.removed", target=review.account, before=before,
        account_id=review.account_id,
    )  # fmt: skip
    review.delete()
