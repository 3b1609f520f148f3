"""Reads of client hours; every one asks `visible_accounts(user)` and says nothing of what the user may not see.

`at` is an aware datetime read at the door, `month` a `kit.month.Month`, `account` a row the door fetched through
`visible_accounts(user)`. What comes back is described in `values`.

    portfolio(user, at, *, policy, ask: Ask, page, per_page) -> Portfolio
    account_hours(user, account, at, *, policy, family=False) -> AccountHours    family: with its children
    next_month(user, account, at, *, policy) -> NextMonth
    breakdown(user, account, first, last, *, policy) -> Breakdown
    cell_meetings(user, account, month, *, policy, counted=True) -> tuple[MeetingView, ...]
    explain(user, account, month, *, policy) -> tuple[MeetingView, ...]          counted and left out, with the reason
    counted_meetings(user, account, first, last, *, policy, only: Only, page) -> MeetingPage      fifty at a time
    month_meetings(user, ground, month, *, policy, page, left_out_page) -> (MeetingPage, MeetingPage)  counted, left out
    Ground(account)         what the parts of an account's page rest on, each read once; hand it to those that take it
    meeting_names(ids) -> {id: (title, start)}                         of ids that a figure of the account rests on
    meeting_view(user, account, meeting_id, *, policy) -> MeetingView | None
    month_figures(user, account, month, at, *, policy) -> MonthFigures
    visible_meetings / attendances / suggestions / statements / work / interruptions (user) -> QuerySet
    close_sheet(user, account, month, at) -> CloseSheet
    due_closes(user, at, account=None) -> tuple[DueMonth, ...]
    due_by_manager(user, at), due_page(user, at, waiting, first, count)  how many wait for whom, and a page of them
    next_due(user, at, *, manager, account=0) -> DueMonth | None         the first that waits for somebody
    last_month_closed(accounts, at) -> {account: bool}                  for areas above
    months_to_close(accounts, at), closed_in(rows, at)                  the same, asked together with other questions
    closed_months(user, account) -> tuple[ClosedMonth, ...]
    amendments(user, account, month=None) -> tuple[AmendmentView, ...]
    statements / work / interruptions (user, account) -> tuple[...View, ...]
    evidence(user, account) -> Evidence                                 the three before, as `flags` takes them
    flags(user, account, at, *, policy, known: Evidence) -> tuple[FlagView, ...]
    own_hours(user, at) -> tuple[OwnMonth, ...]      thirteen months, oldest first; only ever of the reader
    month_rows(user, first, last, at, *, policy, account=None) -> Iterator[MonthRow]
"""

from innercircle.hours.queries.ahead import next_month
from innercircle.hours.queries.breakdown import breakdown
from innercircle.hours.queries.check import Deviation, deviations
from innercircle.hours.queries.closing import (
    amendments,
    close_sheet,
    closed_months,
)
from innercircle.hours.queries.due import (
    closed_in,
    due_by_manager,
    due_closes,
    due_page,
    last_month_closed,
    months_to_close,
    next_due,
)
from innercircle.hours.queries.listed import MeetingPage, Only, counted_meetings, month_meetings
from innercircle.hours.queries.meetings import cell_meetings, explain, meeting_names, meeting_view
from innercircle.hours.queries.months import Ground, account_hours, last_finished_month, month_figures, running_month
from innercircle.hours.queries.own import own_hours
from innercircle.hours.queries.portfolio import portfolio
from innercircle.hours.queries.ranked import Ask
from innercircle.hours.queries.rows import MonthRow, month_rows
from innercircle.hours.queries.words import (
    Evidence,
    evidence,
    flags,
    interruptions,
    statements,
    visible_attendances,
    visible_interruptions,
    visible_meetings,
    visible_statements,
    visible_suggestions,
    visible_work,
    work,
)

__all__ = [
    "Ask",
    "Deviation",
    "Evidence",
    "Ground",
    "MeetingPage",
    "MonthRow",
    "Only",
    "account_hours",
    "amendments",
    "breakdown",
    "cell_meetings",
    "close_sheet",
    "closed_in",
    "closed_months",
    "counted_meetings",
    "deviations",
    "due_by_manager",
    "due_closes",
    "due_page",
    "evidence",
    "explain",
    "flags",
    "interruptions",
    "last_finished_month",
    "last_month_closed",
    "meeting_names",
    "meeting_view",
    "month_figures",
    "month_meetings",
    "month_rows",
    "months_to_close",
    "next_due",
    "next_month",
    "own_hours",
    "portfolio",
    "running_month",
    "statements",
    "visible_attendances",
    "visible_interruptions",
    "visible_meetings",
    "visible_statements",
    "visible_suggestions",
    "visible_work",
    "work",
]
