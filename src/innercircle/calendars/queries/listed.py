"""What a calendar holds, as its page lists it; who does not own it sees what concerns accounts they may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from innercircle.access.models import User
from innercircle.access.rules import may_administer
from innercircle.calendars.models import Attendance, Calendar, Import, Meeting, Sighting
from innercircle.directory.queries import visible_accounts


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as a person sees it; `account` is one through which its meeting can be opened, None where none is."""

    start: int
    end: int
    title: str
    private: bool
    all_day: bool
    gone: bool
    cancelled: bool
    meeting: int
    account: int | None
    accounts: tuple[str, ...]
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Loss:
    """What deleting a calendar takes along."""

    entries: int
    meetings: int  # that no other calendar tells of
    corrected: int  # of those, the ones a person corrected: they stay, as cancelled
    suggestions: int


def entries_of(user: User, calendar: Calendar, words: str = "") -> QuerySet[Sighting]:
    """The calendar's stored entries that `user` may see, newest first; the calendar is one they may see."""
    return _seen(user, calendar.sightings.all(), own=is_own(user, calendar), words=words)


def entries_written_by(user: User, run: Import) -> QuerySet[Sighting]:
    """The entries an import was the last to write, as far as `user` may see them, newest first."""
    return _seen(user, Sighting.objects.filter(run=run), own=is_own(user, run))


def lines(user: User, rows: Iterable[Sighting], *, own: bool) -> list[Line]:
    """The entries for a page; accounts and people are named where `user` may see the account, or it is their `own`."""
    page = list(rows)
    seen = set(visible_accounts(user).values_list("pk", flat=True))
    people = Attendance.objects.filter(meeting__in={row.meeting_id for row in page}, contact__isnull=False)
    theirs: dict[int, list[Attendance]] = {}
    for each in people.select_related("contact", "account").order_by("account__name", "contact__name"):
        if own or each.account_id in seen:
            theirs.setdefault(each.meeting_id, []).append(each)
    return [_line(row, theirs.get(row.meeting_id, []), seen) for row in page]


def is_own(user: User, row: Calendar | Import) -> bool:
    """Whether everything of a calendar or import may be shown to `user`.

    That is its owner, an administrator, and whoever uploaded the file of an import.
    """
    mine = row.owner is not None and row.owner.user_id == user.pk
    brought = isinstance(row, Import) and row.by_id == user.pk
    return mine or brought or may_administer(user.role)


def loss_of(calendar: Calendar) -> Loss:
    """What deleting the calendar takes along."""
    others = Sighting.objects.filter(meeting=OuterRef("pk"), gone=False).exclude(calendar=calendar)
    mine = Sighting.objects.filter(meeting=OuterRef("pk"), calendar=calendar, gone=False)
    only = Meeting.objects.filter(Exists(mine), ~Exists(others))
    corrections = Attendance.objects.filter(meeting=OuterRef("pk")).exclude(state_by_hand="")
    return Loss(
        entries=calendar.sightings.filter(gone=False).count(),
        meetings=only.count(),
        corrected=only.filter(Q(Exists(corrections)) | ~Q(mode_by_hand="")).count(),
        suggestions=calendar.suggestions.filter(decided="").count(),
    )


def _seen(user: User, rows: QuerySet[Sighting], *, own: bool, words: str = "") -> QuerySet[Sighting]:
    if not own:
        concerns = Attendance.objects.filter(meeting=OuterRef("meeting"), account__in=visible_accounts(user))
        rows = rows.filter(Exists(concerns))
    for word in words.casefold().split():
        rows = rows.annotate(lower_title=Lower("meeting__title")).filter(_named(user, word, own=own))
    return rows.select_related("meeting", "calendar").order_by("-start", "pk")


def _named(user: User, word: str, *, own: bool) -> Q:
    people = Attendance.objects.filter(meeting=OuterRef("meeting"))
    if not own:
        people = people.filter(account__in=visible_accounts(user))
    named = people.filter(Q(contact__name__icontains=word) | Q(account__name__icontains=word))
    return Q(lower_title__contains=word) | Q(Exists(named))


def _line(row: Sighting, theirs: list[Attendance], seen: set[int]) -> Line:
    meeting = row.meeting
    return Line(
        start=row.start,
        end=row.entry["end"],
        title="" if meeting.private else meeting.title,
        private=meeting.private,
        all_day=meeting.all_day,
        gone=row.gone,
        cancelled=meeting.cancelled,
        meeting=meeting.pk,
        account=next((each.account_id for each in theirs if each.account_id in seen), None),
        accounts=tuple(dict.fromkeys(str(each.account) for each in theirs)),
        people=tuple(str(each.contact) for each in theirs),
    )
