"""Figures, meetings and closes as the API tells them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from innercircle.api.hours.shapes import (
    AttendeeOut,
    CloseOut,
    DueOut,
    FlagOut,
    Hours,
    MeetingOut,
    MonthOut,
    QuestionOut,
    StatementOut,
    TestOut,
    WorkOut,
)
from innercircle.hours.queries import MonthRow
from innercircle.hours.queries.values import (
    Attendee,
    CloseSheet,
    DueMonth,
    FlagView,
    MeetingView,
    MonthFigures,
    PortfolioRow,
    StatementView,
    WorkView,
)
from innercircle.hours.rules import Policy, Streak, hours
from innercircle.kit.spread import Spread


def spread(value: Spread) -> Hours:
    """Seconds as hours."""
    return Hours(low=hours(value.low), high=hours(value.high))


def moment(epoch: int) -> datetime:
    """Epoch seconds as a moment in UTC."""
    return datetime.fromtimestamp(epoch, UTC)


def month_row(row: MonthRow) -> MonthOut:
    """A row of figures."""
    return _month(row.account, row.name, row, closed=row.closed)


def account_month(account: int, name: str, each: MonthFigures) -> MonthOut:
    """A month of one account's page."""
    return _month(account, name, each, closed=each.closed is not None)


def _month(account: int, name: str, each: MonthRow | MonthFigures, *, closed: bool) -> MonthOut:
    return MonthOut(
        account=account,
        account_name=name,
        month=str(each.month),
        client=spread(each.figures.client),
        ours=hours(each.figures.ours.high),
        meetings=each.figures.meetings,
        contacts=each.figures.contacts,
        verdict=each.verdict.value if each.verdict else None,
        closed=closed,
    )


def month_test(row: PortfolioRow) -> TestOut:
    """A row of the portfolio."""
    return TestOut(
        account=row.account,
        account_name=row.name,
        month=str(row.month),
        client=spread(row.client),
        before=spread(row.before),
        verdict=row.verdict.value,
        streak=_signed(row.streak),
        unconfirmed=row.unconfirmed,
        closed=row.closed,
        so_far=spread(row.running.so_far),
        booked=spread(row.running.booked),
        needed=spread(row.running.needed),
    )


def meeting(each: MeetingView) -> MeetingOut:
    """A meeting with its people."""
    return MeetingOut(
        id=each.id,
        start=moment(each.start),
        end=moment(each.end),
        title=each.title,
        place=each.place,
        private=each.private,
        mode=each.mode.value,
        mode_by_hand=each.mode_by_hand,
        by_hand=each.by_hand,
        all_day=each.all_day,
        cancelled=each.cancelled,
        why=each.why.value,
        client=spread(each.client),
        theirs=_attendees(each.theirs),
        ours=_attendees(each.ours),
    )


def due(each: DueMonth) -> DueOut:
    """A month that waits for its close."""
    return DueOut(
        account=each.account,
        account_name=each.name,
        month=str(each.month),
        manager=each.manager,
        unconfirmed=each.unconfirmed,
        client=spread(each.client),
    )


def close_sheet(sheet: CloseSheet) -> CloseOut:
    """A month on its way to being closed."""
    figures = sheet.figures[Policy.SEEN]
    return CloseOut(
        account=sheet.account,
        month=str(sheet.month),
        client=spread(figures.figures.client),
        verdict=figures.verdict.value if figures.verdict else None,
        questions=[
            QuestionOut(
                attendance=each.attendance,
                person=each.person,
                because=each.because.value,
                meeting=each.meeting,
                title=each.title,
                start=moment(each.start),
            )
            for each in sheet.questions
        ],
        obstacle=sheet.obstacle,
        closed_by=sheet.closed.by if sheet.closed else None,
        closed_at=sheet.closed.at if sheet.closed else None,
        note=sheet.closed.note if sheet.closed else "",
        amendments=sheet.closed.amendments if sheet.closed else 0,
    )


def statement(each: StatementView) -> StatementOut:
    """What was said."""
    return StatementOut(
        id=each.id,
        day=each.day,
        kind=each.kind.value,
        words=each.words,
        contact=each.contact,
        contact_name=each.contact_name,
    )


def work(each: WorkView) -> WorkOut:
    """What was done."""
    return WorkOut(
        id=each.id,
        day=each.day,
        kind=each.kind.value,
        what=each.what,
        colleague=each.colleague,
        hours=None if each.seconds is None else hours(each.seconds),
    )


def flag(each: FlagView) -> FlagOut:
    """A flag with its evidence."""
    return FlagOut(
        kind=each.kind.value,
        sentence=each.sentence,
        statements=[row.id for row in each.statements],
        work=[row.id for row in each.work],
        interruptions=[row.id for row in each.interruptions],
    )


def _attendees(people: Iterable[Attendee]) -> list[AttendeeOut]:
    return [
        AttendeeOut(
            attendance=each.attendance,
            person=each.person,
            name=each.name,
            state=each.state.value,
            because=each.because.value,
            by_hand=each.by_hand,
        )
        for each in people
    ]


def _signed(streak: Streak | None) -> int | None:
    if streak is None:
        return None
    return streak.months if streak.developing else -streak.months
