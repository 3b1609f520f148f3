"""What a month close asks, which months wait for theirs, what was locked, and what changed afterwards.

Source: spec 20 (Month close); decisions in `docs/rules/month-close.md`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from innercircle.calendars.meetings import Because, State
from innercircle.calendars.queries import Known, known_people, meetings_of, open_suggestions, with_duplicates
from innercircle.directory.queries import visible_accounts, visible_colleagues
from innercircle.hours.models import AccountMonth, Amendment, MonthClose, Target, Tracking
from innercircle.hours.queries.facts import Posts, facts, side_of
from innercircle.hours.queries.months import Record, close_marks, record_of, running_month
from innercircle.hours.queries.values import (
    AmendmentView,
    ClosedMonth,
    CloseSheet,
    DueMonth,
    Question,
    Suggested,
)
from innercircle.hours.rules import Policy
from innercircle.kit.month import Month
from innercircle.kit.spread import Spread

if TYPE_CHECKING:
    from innercircle.access.models import User
    from innercircle.calendars.models import Meeting
    from innercircle.directory.models import Account

REGULAR = "regular"  # directory.models.Segment.REGULAR
LONGEST_BACK = 12  # months; what has been left open longer is history


def open_attendances(account: Account, month: int) -> list[Known]:
    """The presumed attendances, theirs and ours, of meetings that give the account time in the month.

    Modes that count under no policy are not asked about. Nobody of another account is among them.
    """
    rows = facts([account.pk], (month, month))
    asked = {fact.meeting for fact in rows if not fact.confirmed and fact.mode in Policy.SEEN.modes}
    known = known_people(with_duplicates(asked)) if asked else iter(())
    counted = _counted(known)
    return [each for each in counted if each.state is State.PRESUMED and each.account in {None, account.pk}]


def _counted(known: Iterator[Known]) -> list[Known]:
    """Each person once per meeting that counts: the meeting's own mention before its duplicate's."""
    found: dict[tuple[int, int, int], Known] = {}
    for each in known:
        key = (each.kept, int(side_of(each)), each.contact or each.colleague or 0)
        if key not in found or each.meeting == each.kept:
            found[key] = each
    return list(found.values())


def close_sheet(user: User, account: Account, month: Month, at: datetime) -> CloseSheet:
    """Everything for closing one month of an account that the user may see."""
    record = record_of(account)
    known = open_attendances(account, month.index)
    finished = month < running_month(account, at)
    figures = {policy: record.month(policy, month, finished=finished) for policy in Policy}
    targets = dict(Target.objects.filter(account=account).values_list("month", "seconds"))
    return CloseSheet(
        account=account.pk,
        name=account.name,
        month=month,
        figures=figures,
        questions=tuple(_questions(user, account, month, known)),
        suggestions=tuple(_suggestions(account, month)),
        target=targets.get(month.index),
        next_target=targets.get(month.index + 1),
        obstacle=obstacle(account, month, at, record, len(known)),
        closed=figures[Policy.SEEN].closed,
    )


def obstacle(account: Account, month: Month, at: datetime, record: Record, asked: int) -> str:
    """Why the month cannot be closed now, as a sentence; "" when it can.

    A month closes once it is over, when nothing in it is presumed, and when nothing in the month before is: the verdict
    compares with that one, and a closed verdict is never open (spec 20).
    """
    if month >= running_month(account, at):
        return _("This month is not over yet.")
    if record.month(Policy.SEEN, month, finished=True).closed is not None:
        return _("This month is closed already.")
    if asked:
        return ngettext(
            "%(count)d attendance is still presumed; confirm or strike it first.",
            "%(count)d attendances are still presumed; confirm or strike each of them first.",
            asked,
        ) % {"count": asked}
    before = len(open_attendances(account, month.index - 1))
    if before:
        return ngettext(
            "In the month before %(count)d attendance is still presumed, and the verdict compares with it. "
            "Close %(month)s first.",
            "In the month before %(count)d attendances are still presumed, and the verdict compares with it. "
            "Close %(month)s first.",
            before,
        ) % {"count": before, "month": month.plus(-1)}
    return ""


def _questions(user: User, account: Account, month: Month, known: list[Known]) -> Iterator[Question]:
    meetings = {row.pk: row for row in meetings_of({each.kept for each in known})}
    posts = Posts([account.pk]).at(account.pk, month.index)
    ours = visible_colleagues(user).in_bulk([each.colleague for each in known if each.colleague])
    for each in sorted(known, key=lambda each: (meetings[each.kept].start, each.kept, side_of(each), each.attendance)):
        post = posts.get(each.contact or 0)
        name = post.name if post else str(ours.get(each.colleague or 0, ""))
        yield _question(each, name, meetings[each.kept])


def _question(known: Known, name: str, meeting: Meeting) -> Question:
    return Question(
        attendance=known.attendance,
        person=name,
        side=side_of(known),
        because=known.because or Because.SILENT,
        meeting=meeting.pk,
        title=meeting.title,
        start=meeting.start,
        end=meeting.end,
    )


def _suggestions(account: Account, month: Month) -> Iterator[Suggested]:
    for row in open_suggestions([account.pk], *month.bounds(ZoneInfo(account.time_zone))):
        owner = row.calendar.owner
        yield Suggested(
            suggestion=row.pk,
            title=row.title,
            place=row.place,
            start=row.start,
            end=row.end,
            contact=row.contact_id,
            contact_name=str(row.contact or ""),
            colleague=owner.pk if owner else None,
            owner=str(owner or ""),
        )


def due_closes(user: User, at: datetime, account: Account | None = None) -> tuple[DueMonth, ...]:
    """The finished months that wait to be closed, of the accounts the user may see or of one, oldest first within each.

    Due are the months since the one before the account was first measured, a year back at most; a month in which
    neither it nor the month before has anything is not asked for. Accounts whose segment is “regular” are left out:
    the close is for strategic ones (spec 20).
    """
    accounts = visible_accounts(user).exclude(segment=REGULAR).select_related("account_manager")
    if account is not None:
        accounts = accounts.filter(pk=account.pk)
    managed = {row.pk: row for row in accounts}
    spans = dict(_due_spans(managed, at))
    closed = set(MonthClose.objects.filter(account__in=managed).values_list("account", "month"))
    months = (min((first for first, _last in spans.values()), default=0), _latest(spans))
    rows = AccountMonth.objects.filter(
        account__in=managed, policy=Policy.SEEN, month__gte=months[0], month__lte=months[1]
    ).order_by("account__name", "account", "month")
    return tuple(
        _due(managed[row.account_id], row)
        for row in rows
        if row.account_id in spans
        and spans[row.account_id][0] <= row.month <= spans[row.account_id][1]
        and (row.account_id, row.month) not in closed
    )


def last_month_closed(accounts: Collection[int], at: datetime) -> dict[int, bool]:
    """Whether the last finished month of each of these accounts is closed; those for which none is due are left out.

    Due as in `due_closes`; for areas above, which narrow `accounts` to those their reader may see.
    """
    rows, columns = months_to_close(accounts, at)
    return closed_in(rows.values_list(*columns), at)


def months_to_close(accounts: Collection[int], at: datetime) -> tuple[QuerySet[AccountMonth], tuple[str, ...]]:
    """The question of `last_month_closed` for whoever asks several at once: rows and columns for `closed_in`.

    On one clock or another the last finished month is one of three; each account's own clock chooses among them.
    """
    now = Month.at(int(at.timestamp()), UTC).index
    closes = MonthClose.objects.filter(account=OuterRef("account"), month=OuterRef("month"))
    rows = AccountMonth.objects.filter(account__in=accounts, policy=Policy.SEEN, month__in=(now - 2, now - 1, now))
    rows = rows.filter(account__tracking__isnull=False).exclude(account__segment=REGULAR).order_by()
    columns = ("account_id", "month", "closed", "account__time_zone", "account__tracking__since")
    return rows.annotate(closed=Exists(closes)), columns


def closed_in(rows: Iterable[Sequence[Any]], at: datetime) -> dict[int, bool]:
    """Of the rows of `months_to_close` those of each account's last finished month, where that is due."""
    found: dict[int, bool] = {}
    for account, month, closed, zone, since in rows:
        first, last = _span(zone, since, at)
        if first <= last == month:
            found[account] = bool(closed)
    return found


def _latest(spans: dict[int, tuple[int, int]]) -> int:
    return max((last for _first, last in spans.values()), default=0)


def _due_spans(accounts: dict[int, Account], at: datetime) -> Iterator[tuple[int, tuple[int, int]]]:
    """First and last month that may be due, by account."""
    for account, since in Tracking.objects.filter(account__in=accounts).values_list("account", "since"):
        yield account, _span(accounts[account].time_zone, since, at)


def _span(zone: str, since: int, at: datetime) -> tuple[int, int]:
    last = Month.at(int(at.timestamp()), ZoneInfo(zone)).index - 1
    return max(since - 1, last - LONGEST_BACK + 1), last


def _due(account: Account, row: AccountMonth) -> DueMonth:
    manager = account.account_manager
    return DueMonth(
        account=account.pk,
        name=account.name,
        month=Month.from_index(row.month),
        manager=str(manager or ""),
        manager_id=manager.pk if manager else None,
        unconfirmed=row.unconfirmed,
        client=Spread(row.low, row.high),
    )


def closed_months(user: User, account: Account) -> tuple[ClosedMonth, ...]:
    """The closed months of an account the user may see, newest first: locked figures, today's beside them."""
    if not visible_accounts(user).filter(pk=account.pk).exists():
        return ()
    record, marks = record_of(account), close_marks([account.pk]).get(account.pk, {})
    months = sorted({month for _policy, month in marks}, reverse=True)
    return tuple(
        ClosedMonth(
            month=Month.from_index(month),
            mark=marks[Policy.SEEN, month],
            strict=marks[Policy.IN_PERSON, month],
            now=record.month(Policy.SEEN, Month.from_index(month), finished=True),
        )
        for month in months
    )


def amendments(user: User, account: Account, month: Month | None = None) -> tuple[AmendmentView, ...]:
    """What changed after closes, oldest first: of one month, or of all."""
    rows = Amendment.objects.filter(close__account=account, close__account__in=visible_accounts(user))
    if month is not None:
        rows = rows.filter(close__month=month.index)
    return tuple(
        AmendmentView(
            id=row.pk,
            month=Month.from_index(row.month),
            at=row.at,
            by=row.by_name,
            why=row.why,
            before=row.before,
            after=row.after,
        )
        for row in rows.annotate(month=F("close__month"))
    )
