"""Statements, logged work, and who interrupted a meeting: what stands beside the hours (spec 20).

Whoever sees an account may record what they heard and log what they did, except executives, who read. Others' entries
are changed only by whoever may change the account.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from innercircle.access.actions import record, values_of
from innercircle.access.rules import Refused, Role
from innercircle.directory.queries import changeable_accounts, visible_accounts
from innercircle.hours.actions.closing import require_account
from innercircle.hours.actions.refresh import refresh
from innercircle.hours.models import Interruption, Statement, Work
from innercircle.hours.queries.figures import Cell
from innercircle.hours.rules.words import StatementKind, WorkKind
from innercircle.kit.month import Month

if TYPE_CHECKING:
    from innercircle.access.models import User
    from innercircle.directory.models import Account, Colleague, Contact

_LONGEST_DAY = 24 * 3600
_STATEMENT = ("contact_id", "day", "kind", "words")
_WORK = ("colleague_id", "contact_id", "day", "kind", "seconds", "what")


@transaction.atomic
def record_statement(
    *,
    by: User | None,
    at: datetime,
    account: Account,
    contact: Contact,
    day: date,
    kind: StatementKind,
    words: str = "",
) -> Statement:
    """Somebody at the client said or asked something, on a day that is not in the future."""
    require_writer(by, account)
    row = Statement(account=account, by=by, at=at)
    return _write_statement(row, contact, day, kind, words, by, at, {})


@transaction.atomic
def change_statement(
    *,
    by: User | None,
    at: datetime,
    statement: Statement,
    contact: Contact,
    day: date,
    kind: StatementKind,
    words: str = "",
) -> Statement:
    """Mend a statement: one's own, or any of an account one may change."""
    _require_own_or_account(by, statement)
    row = Statement.objects.select_for_update().get(pk=statement.pk)
    return _write_statement(row, contact, day, kind, words, by, at, values_of(row, *_STATEMENT))


def _write_statement(
    row: Statement,
    contact: Contact,
    day: date,
    kind: StatementKind,
    words: str,
    by: User | None,
    at: datetime,
    before: dict[str, object],
) -> Statement:
    row.contact, row.day, row.kind, row.words = contact, day, kind, words.strip()
    _require_person(row.account, contact)
    _require_past(row.account, day, at)
    row.full_clean()
    row.save()
    action = "hours.statement.changed" if before else "hours.statement.recorded"
    after = values_of(row, *_STATEMENT)
    record(by=by, at=at, action=action, target=row, before=before, after=after, account_id=row.account_id)
    return row


@transaction.atomic
def delete_statement(*, by: User | None, at: datetime, statement: Statement) -> None:
    """Take a statement back: one's own, or any of an account one may change."""
    _require_own_or_account(by, statement)
    before = values_of(statement, *_STATEMENT)
    record(
        by=by,
        at=at,
        action="hours.statement.deleted",
        target=statement,
        before=before,
        account_id=statement.account_id,
    )
    statement.delete()


@transaction.atomic
def log_work(
    *,
    by: User | None,
    at: datetime,
    account: Account,
    colleague: Colleague,
    day: date,
    kind: WorkKind,
    seconds: int | None = None,
    what: str = "",
    contact: Contact | None = None,
) -> Work:
    """Log preparation or free work with its time, or material sent on request (which has none).

    One logs one's own work; whoever may change the account may log others'. Preparation becomes part of our hours.
    """
    require_writer(by, account)
    if by is not None and colleague.user_id != by.pk:
        require_account(by, account)
    if contact is not None:
        _require_person(account, contact)
    _require_past(account, day, at)
    row = Work(account=account, colleague=colleague, contact=contact, day=day, kind=kind, what=what.strip())
    row.seconds, row.by, row.at = _time(kind, seconds), by, at
    row.full_clean()
    row.save()
    _refresh_work(row, by, at)
    after = values_of(row, *_WORK)
    record(by=by, at=at, action="hours.work.logged", target=row, after=after, account_id=account.pk)
    return row


@transaction.atomic
def delete_work(*, by: User | None, at: datetime, work: Work) -> None:
    """Take logged work back: one's own, or any of an account one may change."""
    if by is None or work.colleague.user_id != by.pk:
        require_account(by, work.account)
    before = values_of(work, *_WORK)
    record(by=by, at=at, action="hours.work.deleted", target=work, before=before, account_id=work.account_id)
    work.delete()
    _refresh_work(work, by, at)


@transaction.atomic
def say_who_interrupted(
    *, by: User | None, at: datetime, interruption: Interruption, by_client: bool | None
) -> Interruption:
    """Say whether the client cancelled or moved a meeting; None leaves it to what the calendar says."""
    require_account(by, interruption.account)
    row = Interruption.objects.select_for_update().get(pk=interruption.pk)
    before = {"theirs": row.theirs}
    row.by_client_by_hand = by_client
    row.save(update_fields=["by_client_by_hand"])
    record(
        by=by,
        at=at,
        action="hours.interruption.judged",
        target=row,
        before=before,
        after={"theirs": row.theirs},
        account_id=row.account_id,
    )
    return row


def require_writer(by: User | None, account: Account) -> None:
    """Refused unless `by` sees this account and is not an executive, who only reads."""
    if by is None:
        return
    if by.role == Role.EXECUTIVE or not visible_accounts(by).filter(pk=account.pk).exists():
        raise Refused(_("You may not write to this account."))


def _require_own_or_account(by: User | None, row: Statement) -> None:
    if by is None or (row.by_id == by.pk and visible_accounts(by).filter(pk=row.account_id).exists()):
        return
    if not changeable_accounts(by).filter(pk=row.account_id).exists():
        raise Refused(_("Only who recorded this, or who may change the account, may change it."))


def _require_person(account: Account, contact: Contact) -> None:
    if not contact.affiliations.filter(account=account).exists():
        raise ValidationError({"contact": _("This person does not belong to the account.")})


def _require_past(account: Account, day: date, at: datetime) -> None:
    if day > at.astimezone(ZoneInfo(account.time_zone)).date():
        raise ValidationError({"day": _("This day is still to come.")})


def _time(kind: WorkKind, seconds: int | None) -> int | None:
    if kind == WorkKind.MATERIAL:
        return None
    if not seconds or not 0 < seconds <= _LONGEST_DAY:
        raise ValidationError({"seconds": _("Work takes more than nothing and at most 24 hours a day.")})
    return seconds


def _refresh_work(row: Work, by: User | None, at: datetime) -> None:
    if row.kind == WorkKind.PREPARATION:
        cell = Cell(row.account_id, Month.of_day(row.day).index)
        refresh(by=by, at=at, why=_("Logged preparation changed"), cells=[cell])
