"""Meetings as they are stored, and who was there: what the measure above asks for. Times are epoch seconds.

Nothing here asks who reads: callers give accounts that their reader may see, or compute for everybody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Min, Q, QuerySet

from innercircle.calendars.meetings import Because, State
from innercircle.calendars.models import Attendance, Calendar, Meeting, Sighting, Suggestion
from innercircle.kit.parts import parts

if TYPE_CHECKING:
    from innercircle.directory.models import Account

AT_A_TIME = 5_000  # ids in one query; SQLite takes 32,766 parameters


@dataclass(frozen=True, slots=True)
class Known:
    """A person of theirs or ours at a meeting. `kept` is the meeting that counts where `meeting` is a duplicate of it.

    `account` is the contact's on that day and None for a colleague. `state_by_hand` and `source_state` are None where
    nobody corrected, or no calendar names the person.
    """

    attendance: int
    meeting: int
    kept: int
    contact: int | None
    colleague: int | None
    account: int | None
    source_state: State | None
    because: Because | None
    state_by_hand: State | None

    @property
    def state(self) -> State:
        """What counts: the correction by hand, else what the calendars say."""
        return self.state_by_hand or self.source_state or State.ABSENT


def meetings_of(ids: Collection[int]) -> QuerySet[Meeting]:
    """The meetings with these ids."""
    return Meeting.objects.filter(pk__in=ids)


def meetings_touching(accounts: Collection[int], start: int, end: int) -> QuerySet[Meeting]:
    """Meetings on which somebody of these accounts stands, that touch the half-open range, counted or not."""
    named = Attendance.objects.filter(account__in=accounts).values("meeting")
    touching = Q(start__lt=end) & (Q(end__gt=start) | Q(start__gte=start))
    return Meeting.objects.filter(touching, pk__in=named).order_by("start", "pk")


def with_duplicates(ids: Collection[int]) -> set[int]:
    """These meetings, those they duplicate, and all further duplicates of those."""
    rows = meetings_of(ids).order_by().values_list("pk", "duplicate_of")
    return _and_duplicates({duplicate or pk for pk, duplicate in rows} | set(ids))


def with_duplicates_of(rows: Iterable[Meeting]) -> set[int]:
    """The same for meetings at hand."""
    return _and_duplicates({pk for row in rows for pk in (row.pk, row.duplicate_of_id or row.pk)})


def _and_duplicates(kept: set[int]) -> set[int]:
    # Without an order of its own: in the order of their start SQLite would walk through all meetings.
    return kept | set(Meeting.objects.filter(duplicate_of__in=kept).order_by().values_list("pk", flat=True))


def known_people(ids: Iterable[int]) -> Iterator[Known]:
    """Everybody who stands on these meetings, absent ones too, in the order of the meetings given."""
    for part in parts(ids, AT_A_TIME):
        rows = Attendance.objects.filter(meeting__in=part).order_by("meeting", "pk")
        for row in rows.values_list(*_COLUMNS).iterator():
            yield _known(row)


_COLUMNS = (
    "pk",
    "meeting",
    "meeting__duplicate_of",
    "contact",
    "colleague",
    "account",
    "source_state",
    "because",
    "state_by_hand",
)


# Looking up is quicker than calling the enumeration, and there may be a hundred thousand people.
_STATES: dict[str, State | None] = {"": None} | {each.value: each for each in State}
_REASONS: dict[str, Because | None] = {"": None} | {each.value: each for each in Because}


def _known(row: tuple[int, int, int | None, int | None, int | None, int | None, str, str, str]) -> Known:
    pk, meeting, duplicate_of, contact, colleague, account, source, because, by_hand = row
    return Known(
        attendance=pk,
        meeting=meeting,
        kept=duplicate_of or meeting,
        contact=contact,
        colleague=colleague,
        account=account,
        source_state=_STATES[source],
        because=_REASONS[because],
        state_by_hand=_STATES[by_hand],
    )


def copies_of(ids: Collection[int]) -> QuerySet[Sighting]:
    """The copies of these meetings in calendars that still hold them, with calendar and owner."""
    rows = Sighting.objects.filter(meeting__in=ids, gone=False)
    return rows.select_related("calendar__owner").order_by("calendar__name", "pk")


def open_suggestions(accounts: Collection[int], start: int, end: int) -> QuerySet[Suggestion]:
    """Entries that may have been meetings with these accounts, in the range, about which nobody has decided yet."""
    rows = Suggestion.objects.filter(account__in=accounts, start__gte=start, start__lt=end, decided="")
    return rows.select_related("calendar__owner", "contact")


def meetings_with(accounts: QuerySet[Account]) -> QuerySet[Meeting]:
    """The meetings on which somebody of these accounts stands."""
    return Meeting.objects.filter(pk__in=Attendance.objects.filter(account__in=accounts).values("meeting"))


def attendances_with(accounts: QuerySet[Account]) -> QuerySet[Attendance]:
    """The people of these accounts on meetings, and ours on the same meetings; nobody of other accounts."""
    theirs = Attendance.objects.filter(account__in=accounts)
    ours = Q(colleague__isnull=False, meeting__in=theirs.values("meeting"))
    return Attendance.objects.filter(Q(account__in=accounts) | ours)


def suggestions_for(accounts: QuerySet[Account]) -> QuerySet[Suggestion]:
    """Entries without outside attendees that name one of these accounts, decided or not."""
    return Suggestion.objects.filter(account__in=accounts).select_related("calendar__owner", "contact")


def copies_by_uid(account: int) -> list[tuple[str, int]]:
    """The UIDs of what calendars tell of an account, each with how many copies: what to decide again when it changed.

    In the order of time, because what lies in one month is computed once for each part that touches it.
    """
    return _by_uid(Sighting.objects.filter(meeting__in=Attendance.objects.filter(account=account).values("meeting")))


def copies_in(calendar: Calendar) -> list[tuple[str, int]]:
    """The UIDs of what a calendar tells of, each with how many copies it holds, in the order of time."""
    return _by_uid(Sighting.objects.filter(calendar=calendar))


def _by_uid(rows: QuerySet[Sighting]) -> list[tuple[str, int]]:
    found = rows.values("uid").annotate(number=Count("pk"), first=Min("start")).order_by("first", "uid")
    return list(found.values_list("uid", "number"))


def copies_naming(addresses: Collection[str], told: Callable[[], None]) -> list[tuple[str, int]]:
    """The same of the copies that name one of these addresses, whoever stands on the meeting; looks at every copy.

    No copy names an address that was nobody's when it came in, so these are few; `told` is called now and then.
    """
    found, first, wanted, last = Counter[str](), dict[str, int](), frozenset(addresses), 0
    rows = Sighting.objects.order_by("pk").values_list("pk", "uid", "start", "entry")
    while part := list(rows.filter(pk__gt=last)[:AT_A_TIME]):
        for _pk, uid, start, entry in part:
            if any(person[0] in wanted for person in entry["people"]):
                found[uid] += 1
                first[uid] = min(start, first.get(uid, start))
        last = part[-1][0]
        told()
    return sorted(found.items(), key=lambda each: (first[each[0]], each[0]))


def organised(accounts: Collection[int], start: int) -> dict[int, bool]:
    """Who asked for the meetings of these accounts that begin at `start` or later: by meeting, whether it was they.

    A meeting is left out where no calendar says who organised it.
    """
    # A join, no subquery: PostgreSQL without statistics, as after a bulk load, ran the subquery for every organiser.
    theirs = {"meeting__attendances__account__in": accounts, "meeting__start__gte": start}
    rows = Attendance.objects.filter(because=Because.ORGANIZER, **theirs).order_by("pk")
    return {meeting: contact is not None for meeting, contact in rows.values_list("meeting", "contact")}
