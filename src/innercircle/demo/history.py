"""What people of the demo firm wrote down: closed months, statements, work."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from innercircle.access.models import User
from innercircle.demo.firm import rows
from innercircle.directory.models import Account, Contact
from innercircle.hours import actions, queries
from innercircle.hours.rules.words import StatementKind, WorkKind
from innercircle.kit.month import Month

_CLOSED = 5  # months closed behind the last finished one
_BEHIND = {"Meridian Rail", "Zenit Elevators"}  # their account managers are behind with closing
_HOUR = 3600


def tell_history(at: datetime) -> None:
    """Everything beside the calendars, as those who did it."""
    for row in rows("said"):
        _say(row, at)
    for row in rows("done"):
        _do(row, at)
    for account in Account.objects.filter(sample=True).select_related("account_manager__user"):
        _close_months(account, at)


def _say(row: dict[str, str], at: datetime) -> None:
    account = _account(row["account"])
    actions.record_statement(
        account=account,
        contact=_contact(account, int(row["person"])),
        day=_ago(at, int(row["days"])),
        kind=StatementKind(row["kind"]),
        words=row["words"],
        by=_manager(account),
        at=at,
    )


def _do(row: dict[str, str], at: datetime) -> None:
    account = _account(row["account"])
    by = _manager(account)
    actions.log_work(
        account=account,
        colleague=by.colleague,
        contact=_contact(account, int(row["person"])),
        day=_ago(at, int(row["days"])),
        kind=WorkKind(row["kind"]),
        what=row["what"],
        seconds=int(row["hours"]) * _HOUR,
        by=by,
        at=at,
    )


def _close_months(account: Account, at: datetime) -> None:
    """All months of the last half-year but the last, fewer for those who are behind; the one before is settled only."""
    last = queries.last_finished_month(account, at)
    until = last.plus(-3 if account.name in _BEHIND else -1)
    _answer(account, last.plus(-_CLOSED - 1), at)
    for index in range(last.plus(-_CLOSED).index, until.index + 1):
        month = Month.from_index(index)
        _answer(account, month, at)
        actions.close_month(account=account, month=month, note=_note(account), by=_manager(account), at=at)


def _answer(account: Account, month: Month, at: datetime) -> None:
    """Confirm two of three open attendances, strike the third."""
    by = _manager(account)
    asked = queries.close_sheet(by, account, month, at).questions
    came = {question.attendance: place % 3 != 2 for place, question in enumerate(asked)}
    if came:
        actions.answer_questions(account=account, month=month, came=came, by=by, at=at)


def _note(account: Account) -> str:
    if account.name == "Brandt Automotive":
        return "Fewer dates than hoped; purchasing asks for documents instead."
    return ""


def _manager(account: Account) -> User:
    manager = account.account_manager
    if manager is None or manager.user is None:
        raise LookupError(f"{account} of the demo firm has nobody who could have written this")
    return manager.user


def _account(name: str) -> Account:
    return Account.objects.select_related("account_manager__user").get(name=name, sample=True)


def _contact(account: Account, place: int) -> Contact:
    return Contact.objects.filter(affiliations__account=account, discovered=False).order_by("pk")[place]


def _ago(at: datetime, days: int) -> date:
    return at.date() - timedelta(days=days)
