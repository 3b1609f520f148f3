"""Reads of client hours; every one asks `visible_accounts(user)` and says nothing of what the user may not see.

`at` is an aware datetime read at the door, `month` a `kit.month.Month`, `account` a row the door fetched through
`visible_accounts(user)`. What comes back is described in `values`.

    portfolio(user, at, *, policy, ask: Ask, page, per_page) -> Portfolio
    account_hours(user, account, at, *, policy, family=False) -> AccountHours    family: with its children
    next_month(user, account, at, *, policy) -> NextMonth
    breakdown(user, account, first, last, *, policy) -> Breakdown
    cell_meetings(user, account, month, *, policy, only: Only, counted=True) -> tuple[MeetingView, ...]
    explain(user, account, month, *, policy) -> tuple[MeetingView, ...]          counted and left out, with the reason
    meeting_view(user, account, meeting_id, *, policy) -> MeetingView | None
    visible_meetings(user) -> QuerySet[Meeting]      visible_attendances(user) -> QuerySet[Attendance]
    close_sheet(user, account, month, at) -> CloseSheet
    due_closes(user, at) -> tuple[DueMonth, ...]
    amendments(user, account, month=None) -> tuple[AmendmentView, ...]
    statements / work / interruptions (user, account) -> tuple[...View, ...]
    flags(user, account, at, *, policy) -> tuple[FlagView, ...]
    own_hours(user, at) -> tuple[OwnMonth, ...]      thirteen months, oldest first; only ever of the reader
    month_rows(user, first, last, *, policy, account=None) -> Iterator[MonthRow]  the rows of a CSV or the API

Actions (`hours.actions`), all keyword-only with `by=` and `at=`:

    set_attendance(attendance, state | None)    remove_person(attendance)    set_mode(meeting, mode | None)
    add_contact(meeting, contact, account)      add_walk_in(meeting, account, name, email="")
    add_colleague(meeting, colleague)
    write_meeting(account, start, end, contacts, colleagues, mode, title, place, suggestion=None)
    delete_meeting(meeting)     mark_duplicate(meeting, of | None)     refuse_suggestion(suggestion)
    close_month(account, month, note="", next_target=None)     set_target(account, month, seconds | None)
    record_statement(...)  change_statement(...)  delete_statement(...)   log_work(...)  delete_work(...)
    say_who_interrupted(interruption, by_client: bool | None)
    refresh_meetings(meetings, why) / refresh_accounts(accounts, why) / upkeep(at) / rebuild(at)
"""
