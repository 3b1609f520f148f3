"""Words against actions: what was said, what was done, what was interrupted, and the flags that follow.

The flags themselves are `hours.rules.words`; here their evidence is fetched (spec 20, Words against actions).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from innercircle.calendars.queries import attendances_with, meetings_with, suggestions_for
from innercircle.directory.queries import visible_accounts
from innercircle.hours.models import MODE_CODES, Fact, Interruption, Statement, Work
from innercircle.hours.queries.months import last_finished_month, record_of
from innercircle.hours.queries.values import FlagView, InterruptionView, StatementView, WorkView
from innercircle.hours.rules import Policy, Side, Verdict
from innercircle.hours.rules.words import (
    Done,
    Flag,
    FlagKind,
    Interrupted,
    InterruptionKind,
    Said,
    StatementKind,
    WorkKind,
    slides_instead,
    their_cancellations,
    words_without_hours,
    work_without_meeting,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from innercircle.access.models import User
    from innercircle.calendars.models import Attendance, Meeting, Suggestion
    from innercircle.directory.models import Account

_LOOKED_BACK = timedelta(days=400)  # further than any flag reaches


def visible_meetings(user: User) -> QuerySet[Meeting]:
    """The meetings with somebody of an account the user may see."""
    return meetings_with(visible_accounts(user))


def visible_attendances(user: User) -> QuerySet[Attendance]:
    """The people on those meetings: of visible accounts, and ours."""
    return attendances_with(visible_accounts(user))


def visible_suggestions(user: User) -> QuerySet[Suggestion]:
    """The suggested meetings with accounts the user may see."""
    return suggestions_for(visible_accounts(user))


def visible_statements(user: User) -> QuerySet[Statement]:
    """The statements of accounts the user may see."""
    return Statement.objects.filter(account__in=visible_accounts(user)).select_related("contact", "by")


def visible_work(user: User) -> QuerySet[Work]:
    """The work logged for accounts the user may see; whoever shows it hides others' time (`work`)."""
    return Work.objects.filter(account__in=visible_accounts(user)).select_related("contact", "colleague")


def visible_interruptions(user: User) -> QuerySet[Interruption]:
    """The interrupted meetings of accounts the user may see."""
    return Interruption.objects.filter(account__in=visible_accounts(user)).select_related("meeting")


def statements(user: User, account: Account) -> tuple[StatementView, ...]:
    """What was said at the account, newest first."""
    return tuple(
        StatementView(
            id=row.pk,
            day=row.day,
            kind=StatementKind(row.kind),
            words=row.words,
            contact=row.contact_id,
            contact_name=str(row.contact),
            by=str(row.by or ""),
        )
        for row in visible_statements(user).filter(account=account)
    )


def work(user: User, account: Account) -> tuple[WorkView, ...]:
    """What was done for the account outside meetings, newest first; how long only where it was the reader."""
    return tuple(_work(row, user) for row in visible_work(user).filter(account=account))


def _work(row: Work, user: User) -> WorkView:
    own = row.colleague.user_id == user.pk
    return WorkView(
        id=row.pk,
        day=row.day,
        kind=WorkKind(row.kind),
        what=row.what,
        colleague=row.colleague_id,
        colleague_name=str(row.colleague),
        contact_name=str(row.contact or ""),
        seconds=row.seconds if own else None,
        own=own,
    )


def interruptions(user: User, account: Account) -> tuple[InterruptionView, ...]:
    """The account's meetings that were cancelled, moved or declined by all of theirs, newest first."""
    return tuple(
        InterruptionView(
            id=row.pk,
            meeting=row.meeting_id,
            title=row.meeting.title,
            kind=InterruptionKind(row.kind),
            start=row.start,
            moved_to=row.moved_to,
            theirs=row.theirs,
            by_hand=row.by_client_by_hand is not None,
        )
        for row in visible_interruptions(user).filter(account=account)
    )


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the flags of an account rest on, besides its meetings and its verdict."""

    statements: tuple[StatementView, ...]
    work: tuple[WorkView, ...]
    interruptions: tuple[InterruptionView, ...]


def evidence(user: User, account: Account) -> Evidence:
    """The statements, the work and the interruptions of an account the user may see, each newest first."""
    return Evidence(statements(user, account), work(user, account), interruptions(user, account))


def flags(
    user: User,
    account: Account,
    at: datetime,
    *,
    policy: Policy = Policy.SEEN,
    known: Evidence | None = None,
) -> tuple[FlagView, ...]:
    """The flags that are up for an account the user may see, each with the rows it rests on."""
    zone = ZoneInfo(account.time_zone)
    today = at.astimezone(zone).date()
    known = known or evidence(user, account)
    said, done = known.statements, known.work
    interrupted = [each for each in known.interruptions if each.theirs]
    meetings = _meeting_days(account, at, zone, policy)
    logged = [Done(each.id, each.day, each.kind) for each in done]
    verdict = record_of(account).verdict(policy, last_finished_month(account, at).index)
    raised = (
        words_without_hours((Said(each.id, each.day, each.kind) for each in said), verdict, today),
        slides_instead(logged, meetings, today),
        work_without_meeting(logged, meetings, today),
        their_cancellations((Interrupted(each.id, _day(each.start, zone)) for each in interrupted), today),
    )
    return tuple(_flag(each, said, done, interrupted) for each in raised if each is not None)


def _day(epoch: int, zone: tzinfo) -> date:
    return datetime.fromtimestamp(epoch, UTC).astimezone(zone).date()


def _meeting_days(account: Account, at: datetime, zone: tzinfo, policy: Policy) -> list[date]:
    """The days on which the client gave time, even if only presumed, up to now."""
    codes = [code for code, mode in enumerate(MODE_CODES) if mode in policy.modes]
    since, now = int((at - _LOOKED_BACK).timestamp()), int(at.timestamp())
    rows = Fact.objects.filter(account=account, side=Side.CLIENT.value, mode__in=codes)
    starts = rows.filter(start__gte=since, start__lt=now).order_by().values_list("start", flat=True)
    return [_day(start, zone) for start in starts.distinct()]


def _flag(
    flag: Flag,
    said: Iterable[StatementView],
    done: Iterable[WorkView],
    interrupted: Iterable[InterruptionView],
) -> FlagView:
    kind, ids = flag.kind, set(flag.evidence)
    words = kind is FlagKind.WORDS_WITHOUT_HOURS
    cancelled = kind is FlagKind.THEIR_CANCELLATIONS
    return FlagView(
        kind=kind,
        sentence=_sentence(flag),
        verdict=flag.verdict,
        now=flag.now,
        before=flag.before,
        statements=tuple(each for each in said if words and each.id in ids),
        work=tuple(each for each in done if not words and not cancelled and each.id in ids),
        interruptions=tuple(each for each in interrupted if cancelled and each.id in ids),
    )


def _sentence(flag: Flag) -> str:
    count = len(flag.evidence)
    if flag.kind is FlagKind.WORDS_WITHOUT_HOURS:
        if flag.verdict is Verdict.DORMANT:
            return _("They speak of a partnership, but gave no hours in the last two months.")
        return _("They speak of a partnership, but gave no more hours than in the month before.")
    if flag.kind is FlagKind.SLIDES_INSTEAD:
        return ngettext(
            "Material was sent on request, and no meeting followed within 30 days.",
            "Material was sent on request %(count)d times, and no meeting followed within 30 days.",
            count,
        ) % {"count": count}
    if flag.kind is FlagKind.WORK_WITHOUT_MEETING:
        return ngettext(
            "We worked for them once, and they gave no hours within 45 days.",
            "We worked for them %(count)d times, and they gave no hours within 45 days.",
            count,
        ) % {"count": count}
    return ngettext(
        "They cancelled, moved or declined %(now)d meeting this quarter, against %(before)d in the last.",
        "They cancelled, moved or declined %(now)d meetings this quarter, against %(before)d in the last.",
        flag.now,
    ) % {"now": flag.now, "before": flag.before}
