"""The meetings behind a figure: people, states, sources, and why each counts or is left out.

A reader sees the people of accounts they may see, and ours; of a meeting's other clients nothing, not even a number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from innercircle.calendars.meetings import Because, likely_duplicates
from innercircle.calendars.packing import unpack
from innercircle.calendars.queries import (
    Known,
    copies_of,
    known_people,
    meetings_of,
    meetings_touching,
    with_duplicates_of,
)
from innercircle.calendars.rules import Kind, Mode
from innercircle.directory.queries import changeable_accounts, visible_accounts, visible_colleagues
from innercircle.hours.queries.facts import Posts, facts, held, side_of
from innercircle.hours.queries.values import Attendee, Bystander, MeetingView, Source
from innercircle.hours.rules import Fact, Held, Policy, Side, Why, seconds_by_person, verdict_on
from innercircle.kit.month import Month
from innercircle.kit.spread import NOTHING, Spread

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from innercircle.access.models import User
    from innercircle.calendars.models import Meeting, Sighting
    from innercircle.directory.models import Account, Colleague

_PLACES = {Kind.ROOM: Why.ROOM, Kind.RESOURCE: Why.RESOURCE, Kind.LIST: Why.LIST}


def cell_meetings(
    user: User,
    account: Account,
    month: Month,
    *,
    policy: Policy = Policy.SEEN,
    counted: bool = True,
) -> tuple[MeetingView, ...]:
    """The meetings of an account's month, oldest first; only those that count unless `counted` is off."""
    start, end = month.bounds(ZoneInfo(account.time_zone))
    rows = list(meetings_touching([account.pk], start, end))
    views = Desk(user, account, rows, policy).views(month)
    return tuple(view for view in views if view.why is Why.COUNTED or not counted)


def explain(user: User, account: Account, month: Month, *, policy: Policy = Policy.SEEN) -> tuple[MeetingView, ...]:
    """Every entry of the month that touches the account's people: counted, or left out with the reason."""
    return cell_meetings(user, account, month, policy=policy, counted=False)


def meeting_view(user: User, account: Account, meeting_id: int, *, policy: Policy = Policy.SEEN) -> MeetingView | None:
    """One meeting as this account's reader sees it; None when none of the account's people stands on it."""
    # Named twice: Django finds no row for an id beyond the column's range, but hands a list of such on to SQLite.
    seen = visible_accounts(user).filter(pk=account.pk)
    rows = list(meetings_of([meeting_id]).filter(pk=meeting_id, attendances__account__in=seen).distinct())
    if not rows:
        return None
    row = rows[0]
    alike = meetings_touching([account.pk], row.start, row.start + 1).filter(start=row.start, end=row.end)
    rows += alike.exclude(pk=row.pk)
    month = Month.at(row.start, ZoneInfo(account.time_zone))
    return Desk(user, account, rows, policy).views(month, whole=True)[0]


def meeting_names(ids: Collection[int]) -> dict[int, tuple[str, int]]:
    """Title ("" where there is none) and start of meetings whose ids a figure of the reader's account gave."""
    rows = meetings_of(ids).order_by().values_list("pk", "title", "start")
    return {pk: (title, start) for pk, title, start in rows}


@dataclass(slots=True)
class Desk:
    """What is known of some meetings, read at once: a handful of queries, however many meetings.

    Lists of many show neither the calendars a meeting lies in nor its likely duplicates: `brief` leaves them out.
    """

    user: User
    account: Account
    rows: list[Meeting]
    policy: Policy
    brief: bool = False
    _people: dict[int, list[Known]] = field(init=False)
    _held: dict[int, Held] = field(init=False)
    _copies: dict[int, list[Sighting]] = field(init=False)
    _colleagues: Mapping[int, Colleague] = field(init=False)
    _posts: Posts = field(init=False)
    _duplicates: dict[int, tuple[int, ...]] = field(init=False)
    _may_change: bool = field(init=False)

    def __post_init__(self) -> None:
        """Read everything about all of the meetings."""
        ids = with_duplicates_of(self.rows)
        people = list(known_people(ids))
        named = {each.account for each in people if each.account not in {None, self.account.pk}}
        others = visible_accounts(self.user).filter(pk__in=named).order_by().values_list("pk", flat=True)
        seen = {self.account.pk, *others}
        known = [each for each in people if each.account is None or each.account in seen]
        self._people = _grouped(known)
        self._held = {each.meeting: each for each in held(ids, people)}
        self._copies = {} if self.brief else _by_meeting(copies_of(ids))
        self._colleagues = visible_colleagues(self.user).in_bulk([each.colleague for each in known if each.colleague])
        self._posts = Posts({self.account.pk} | {each.account for each in known if each.account})
        self._duplicates = {} if self.brief else _alike(self.rows, self._people)
        self._may_change = not self.brief and changeable_accounts(self.user).filter(pk=self.account.pk).exists()

    def views(self, month: Month, *, whole: bool = False) -> list[MeetingView]:
        """Every meeting with the seconds it gives in `month`, or altogether when `whole`."""
        months = (month.index, month.index + 1) if whole else (month.index, month.index)
        given: dict[int, list[Fact]] = defaultdict(list)
        for fact in facts([self.account.pk], months):
            if fact.side is Side.CLIENT and fact.mode in self.policy.modes:
                given[fact.meeting].append(fact)
        return [self.view(row, month, given[row.pk]) for row in self.rows]

    def view(self, row: Meeting, month: Month, given: Iterable[Fact]) -> MeetingView:
        """One of the meetings with the seconds that `given` are, the client's facts of it in `month`."""
        return self._view(row, month, seconds_by_person(given))

    def _view(self, row: Meeting, month: Month, seconds: Mapping[int, Spread]) -> MeetingView:
        attendees = [self._attendee(each, month, seconds) for each in self._people.get(row.pk, ())]
        copies = self._copies.get(row.pk, [])
        return MeetingView(
            id=row.pk,
            start=row.start,
            end=row.end,
            title=row.title,
            place=row.place,
            private=row.private,
            mode=row.mode,
            source_mode=Mode(row.source_mode),
            mode_by_hand=bool(row.mode_by_hand),
            by_hand=row.by_hand,
            all_day=row.all_day,
            cancelled=row.cancelled,
            duplicate_of=row.duplicate_of_id,
            why=self._why(row),
            client=sum(seconds.values(), NOTHING),
            theirs=tuple(each for each in attendees if each.side is Side.CLIENT),
            ours=tuple(each for each in attendees if each.side is Side.OURS),
            left_out=tuple(_bystanders(copies)),
            sources=tuple(_source(copy) for copy in copies),
            unnamed_guests=row.unnamed_guests,
            likely_duplicates=self._duplicates.get(row.pk, ()),
            may_change=self._may_change,
        )

    def _why(self, row: Meeting) -> Why:
        if row.duplicate_of_id is not None:
            return Why.DUPLICATE
        return verdict_on(self._held[row.pk], self.account.pk, self.policy)

    def _attendee(self, known: Known, month: Month, seconds: Mapping[int, Spread]) -> Attendee:
        side, person = side_of(known), known.contact or known.colleague or 0
        post = self._posts.at(known.account, month.index).get(person) if known.account else None
        given = seconds.get(person) if known.account == self.account.pk else None
        return Attendee(
            attendance=known.attendance,
            person=person,
            name=post.name if post else str(self._colleagues.get(person, "")),
            side=side,
            account=known.account,
            state=known.state,
            because=Because.BY_HAND if known.state_by_hand else known.because or Because.SILENT,
            source_state=known.source_state,
            by_hand=known.state_by_hand is not None,
            seconds=given.high if given else None,
            department=post.department if post else "",
            level=post.level if post else "",
        )


def _grouped(known: Iterable[Known]) -> dict[int, list[Known]]:
    people: dict[int, list[Known]] = defaultdict(list)
    for each in known:
        people[each.meeting].append(each)
    return people


def _by_meeting(copies: QuerySet[Sighting]) -> dict[int, list[Sighting]]:
    found: dict[int, list[Sighting]] = defaultdict(list)
    for copy in copies:
        found[copy.meeting_id].append(copy)
    return found


def _source(copy: Sighting) -> Source:
    owner = str(copy.calendar.owner) if copy.calendar.owner else ""
    return Source(copy.calendar.name, owner, bool(copy.entry.get("cancelled")), copy.start)


def _bystanders(copies: Collection[Sighting]) -> list[Bystander]:
    """Rooms, resources and lists on any copy, each kind once and nameless: it may belong to another client."""
    kinds: dict[Kind, None] = {}
    for copy in copies:
        entry = unpack(copy.uid, copy.stamped, copy.entry)
        kinds.update(dict.fromkeys(each.kind for each in entry.participants if each.kind is not Kind.PERSON))
    return [Bystander("", _PLACES[kind]) for kind in kinds]


def _alike(rows: Iterable[Meeting], people: Mapping[int, list[Known]]) -> dict[int, tuple[int, ...]]:
    """Meetings that another system may have written a second time."""
    groups = likely_duplicates(
        (row.pk, row.start, row.end, frozenset(each.contact for each in people.get(row.pk, ()) if each.contact))
        for row in rows
        if row.duplicate_of_id is None and not row.cancelled
    )
    found: dict[int, tuple[int, ...]] = {}
    for group in groups:
        ids = [pk for pk in group if isinstance(pk, int)]
        found.update({pk: tuple(other for other in ids if other != pk) for pk in ids})
    return found
