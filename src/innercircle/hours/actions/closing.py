"""Closing a month: every presumed attendance confirmed or struck, then figures, verdict, who and when are locked.

Source: spec 20 (Month close), in plain words `docs/rules/month-close.md`. There is no reopening: whatever turns out
later is corrected where it happened and kept as an amendment of the closed month, so that nobody can make a locked
figure disappear.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from innercircle.access.actions import record, values_of
from innercircle.access.rules import Refused
from innercircle.calendars.actions.corrections import correct_attendance
from innercircle.calendars.meetings import State
from innercircle.calendars.queries import attendances_with
from innercircle.directory.queries import changeable_accounts, visible_accounts
from innercircle.hours.actions.refresh import refresh, track
from innercircle.hours.models import ClosedFigures, MonthClose, Target
from innercircle.hours.queries.closing import obstacle, open_attendances
from innercircle.hours.queries.months import Record, record_of, running_month
from innercircle.hours.rules import Policy
from innercircle.kit.month import Month

if TYPE_CHECKING:
    from innercircle.access.models import User
    from innercircle.directory.models import Account

_MOST_SECONDS = 10_000 * 3600


@transaction.atomic
def answer_questions(*, by: User, at: datetime, account: Account, month: Month, came: Mapping[int, bool]) -> int:
    """Confirm (True) or strike (False) several presumed attendances of a month at once, by id; returns how many.

    Ids that are not asked about in this month are left alone.
    """
    require_account(by, account)
    asked = {each.attendance for each in open_attendances(account, month.index)}
    rows = attendances_with(visible_accounts(by)).filter(pk__in=asked & set(came)).order_by("pk")
    meetings = set()
    for row in rows:
        state = State.CONFIRMED if came[row.pk] else State.ABSENT
        meetings.add(correct_attendance(by=by, at=at, attendance=row, state=state).meeting_id)
    refresh(by=by, at=at, why=_("Attendance decided in the month close"), meetings=meetings)
    return len(rows)


@transaction.atomic
def close_month(
    *,
    by: User | None,
    at: datetime,
    account: Account,
    month: Month,
    note: str = "",
    next_target: int | None = None,
) -> MonthClose:
    """Lock a finished month under both policies; ValidationError says what is still to be decided.

    `next_target` (client seconds) is set for the month after the closed one.
    """
    require_account(by, account)
    track([account.pk], at)
    months = record_of(account)
    refusal = obstacle(account, month, at, months, len(open_attendances(account, month.index)))
    if refusal:
        raise ValidationError(refusal)
    target = Target.objects.filter(account=account, month=month.index).values_list("seconds", flat=True).first()
    close = MonthClose(account=account, month=month.index, by=by, by_name=str(by or "Innercircle"), at=at)
    close.note, close.target = note.strip(), target
    close.full_clean()
    close.save()
    ClosedFigures.objects.bulk_create(_locked(close, months, month, policy) for policy in Policy)
    if next_target is not None:
        set_target(by=by, at=at, account=account, month=month.plus(1), seconds=next_target)
    after = values_of(close, "month", "note", "target") | _summary(months, month)
    record(by=by, at=at, action="hours.month.closed", target=close, after=after, account_id=account.pk)
    return close


def _locked(close: MonthClose, months: Record, month: Month, policy: Policy) -> ClosedFigures:
    now = months.month(policy, month, finished=True)
    figures = now.figures
    if not (figures.client.settled and now.before.settled):
        raise AssertionError("a month is closed only when nothing is open")
    return ClosedFigures(
        close=close,
        policy=policy,
        client=figures.client.low,
        before=now.before.low,
        ours=figures.ours.high,
        prepared=now.prepared,
        in_person=figures.in_person.high,
        meetings=figures.meetings,
        contacts=figures.contacts,
        departments=list(figures.departments),
        levels=list(figures.levels),
        verdict=months.verdict(policy, month.index).value,
        streak=months.streak(policy, month.index),
    )


def _summary(months: Record, month: Month) -> dict[str, object]:
    return {
        policy.value: {
            "client": months.client(policy, month.index).low,
            "verdict": months.verdict(policy, month.index).value,
        }
        for policy in Policy
    }


@transaction.atomic
def set_target(*, by: User | None, at: datetime, account: Account, month: Month, seconds: int | None) -> Target | None:
    """What to aim for in a month that is not over, in client seconds; None takes the target back."""
    require_account(by, account)
    if month < running_month(account, at):
        raise ValidationError(_("A target is set before the month is over."))
    if seconds is not None and not 0 < seconds <= _MOST_SECONDS:
        raise ValidationError(_("A target is more than nothing and at most 10,000 hours."))
    row = Target.objects.filter(account=account, month=month.index).first()
    before = {"seconds": row.seconds} if row else {}
    if seconds is None:
        if row is not None:
            record(by=by, at=at, action="hours.target.removed", target=row, before=before, account_id=account.pk)
            row.delete()
        return None
    row = row or Target(account=account, month=month.index)
    row.seconds, row.by, row.at = seconds, by, at
    row.save()
    after = {"month": month.index, "seconds": seconds}
    record(by=by, at=at, action="hours.target.set", target=row, before=before, after=after, account_id=account.pk)
    return row


def require_account(by: User | None, account: Account) -> None:
    """Refused unless `by` may change this account; None is the system."""
    if by is not None and not changeable_accounts(by).filter(pk=account.pk).exists():
        raise Refused(_("You may see this account, but only its account manager and managers close its months."))
