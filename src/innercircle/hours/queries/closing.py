"""What a month close asks, what was locked, and what changed afterwards; which months wait for theirs is in `due`.

Source: spec 20 (Month close); decisions in `docs/rules/month-close.md`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from innercircle.calendars.meetings import Because, State
from innercircle.calendars.queries import Known, known_people, meetings_of, open_suggestions, with_duplicates
from innercircle.directory.queries import visible_accounts, visible_colleagues
from innercircle.hours.models import Amendment, Target
from innercircle.hours.queries.facts import Posts, facts, side_of
from innercircle.hours.queries.months import Record, close_marks, record_of, running_month
from innercircle.hours.queries.values import (
    AmendmentView,
    ClosedMonth,
    CloseSheet,
    Question,
    Suggested,
)
from innercircle.hours.rules import Policy
from innercircle.kit.month import Month

if TYPE_CHECKING:
    from innercircle.access.models import User
    from innercircle.calendars.models import Meeting
    from innercircle.directory.models import Account


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
