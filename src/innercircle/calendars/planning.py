"""Works out what an import, or a change of the directory, changes in the meetings - before anything is locked.

A meeting is decided from all copies of its UID in all calendars (`calendars.meetings.merge`), so the unit of work is
the UID: the stored copies, with what the import brings laid over them, are merged again, and only what then differs
from the stored rows becomes part of the plan. `calendars.actions.applying` writes a plan in one short transaction,
provided that no copy was changed in between.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from innercircle.calendars.meetings import Because, State, merge, state_of
from innercircle.calendars.meetings import Meeting as Merged
from innercircle.calendars.meetings import Sighting as Copy
from innercircle.calendars.models import Attendance, Calendar, Meeting, Revision, Sighting
from innercircle.calendars.packing import unpack
from innercircle.calendars.rules import Kind, Participant
from innercircle.directory.actions.discovery import Found
from innercircle.directory.rules import Directory, Matcher, Standing
from innercircle.kit.parts import parts


class Key(NamedTuple):
    """What makes a meeting: UID and instance."""

    uid: str
    instance: str


class Who(NamedTuple):
    """A person: by id, or by address (id 0) where the directory does not know them yet."""

    ours: bool
    id: int
    address: str


class Stands(NamedTuple):
    """What the calendars say of a person at a meeting; `account` is the contact's on that day."""

    account: int | None
    state: State
    because: str


class CopyRow(NamedTuple):
    """A copy to insert or to update, in the calendar `calendar` (its id as text, or `new:` and its name)."""

    calendar: str
    uid: str
    copy: str
    start: int
    digest: str
    stamped: int
    packed: dict[str, Any]


class MeetingRow(NamedTuple):
    """What the calendars say of a meeting, in the order of `MEETING_FIELDS`."""

    start: int
    end: int
    all_day: bool
    cancelled: bool
    private: bool
    title: str
    place: str
    source_mode: str
    unnamed_guests: int


MEETING_FIELDS = MeetingRow._fields
_STRENGTH = {State.CONFIRMED: 2, State.ABSENT: 1, State.PRESUMED: 0}


@dataclass(slots=True)
class Plan:
    """What is to be written. Keys name meetings that may not exist yet; `known` gives the ids of those that do."""

    revision: int
    known: dict[Key, int] = field(default_factory=dict)
    copies: list[tuple[CopyRow, Key]] = field(default_factory=list)
    moved_copies: list[tuple[int, Key]] = field(default_factory=list)  # copies that now belong to another meeting
    gone: list[int] = field(default_factory=list)
    new_meetings: dict[Key, MeetingRow] = field(default_factory=dict)
    changed_meetings: dict[Key, MeetingRow] = field(default_factory=dict)
    renamed: dict[int, Key] = field(default_factory=dict)
    dropped_meetings: list[int] = field(default_factory=list)
    people: list[tuple[Key, Who, Stands]] = field(default_factory=list)
    unnamed: list[int] = field(default_factory=list)  # attendances no calendar names any more, corrected by hand
    dropped_people: list[int] = field(default_factory=list)
    contacts: dict[str, Found] = field(default_factory=dict)
    colleagues: dict[str, str] = field(default_factory=dict)
    touched: set[Key] = field(default_factory=set)
    spans: set[tuple[int, int, int]] = field(default_factory=set)  # (account, start, end), before and after

    @property
    def changes(self) -> bool:
        """Whether there is anything to write at all."""
        meetings = self.new_meetings or self.changed_meetings or self.renamed or self.dropped_meetings
        return bool(
            meetings
            or self.copies
            or self.moved_copies
            or self.gone
            or self.people
            or self.unnamed
            or self.dropped_people
        )


@dataclass(slots=True)
class _Stored:
    """A copy of one UID as it will be; `row` is set when it is to be written, `pk` when it is stored already."""

    calendar: str
    pk: int | None
    meeting: int | None
    copy: Copy
    row: CopyRow | None = None


@dataclass(slots=True)
class _Tables:
    """The stored rows of some UIDs."""

    copies: dict[str, list[Sighting]]
    meetings: dict[str, list[Meeting]]
    people: dict[int, list[Attendance]]


class Planner:
    """Plans for one state of the directory."""

    def __init__(self, directory: Directory, left: Mapping[int, date] | None = None) -> None:
        self._matcher = Matcher(directory)
        self._emails = {each.id: each.emails for each in directory.colleagues}
        self._left = left or {}
        self._owners: dict[str, int | None] = {}

    def plan(
        self,
        uids: Iterable[str],
        *,
        brought: Mapping[str, Sequence[CopyRow]] | None = None,
        gone: Collection[int] = (),
        owners: Mapping[str, int | None] | None = None,
    ) -> Plan:
        """What changes for the meetings of these UIDs, with the copies `brought` and without those `gone` (ids).

        `owners` gives the owner (a colleague's id) of calendars that are not stored yet, by `new:` and name.
        """
        plan = Plan(revision=revision())
        self._owners = {str(pk): owner for pk, owner in Calendar.objects.values_list("pk", "owner")}
        self._owners.update(owners or {})
        plan.gone = list(gone)
        for part in parts(dict.fromkeys(uids)):
            tables = _tables(part)
            for uid in part:
                self._plan_uid(plan, tables, uid, (brought or {}).get(uid, ()), set(gone))
        return plan

    def _plan_uid(
        self, plan: Plan, tables: _Tables, uid: str, brought: Sequence[CopyRow], gone: Collection[int]
    ) -> None:
        live, away = self._copies(tables.copies.get(uid, ()), brought, gone)
        of = {id(each.copy): each for each in live}
        merged = list(merge((each.copy for each in live), ours=self._matcher.is_ours))
        rows = _assigned(merged, of, tables.meetings.get(uid, ()))
        claimed = {row.pk for row in rows if row is not None}
        for meeting, row in zip(merged, rows, strict=True):
            links = [of[id(copy)] for copy in meeting.copies]
            self._plan_meeting(plan, tables, meeting, row, links, away)
        for row in tables.meetings.get(uid, ()):
            if row.pk not in claimed and not row.by_hand:
                _plan_leftover(plan, tables, row, away)

    def _copies(
        self, stored: Iterable[Sighting], brought: Iterable[CopyRow], gone: Collection[int]
    ) -> tuple[list[_Stored], list[_Stored]]:
        """The copies there will be, and those that are or go away."""
        over = {(each.calendar, each.copy): each for each in brought}
        live: list[_Stored] = []
        away: list[_Stored] = []
        for row in stored:
            calendar = str(row.calendar_id)
            new = over.pop((calendar, row.copy), None)
            packed, stamped = (new.packed, new.stamped) if new else (row.entry, row.stamped)
            copy = self._copy(calendar, row.uid, stamped, packed)
            here = new is not None or not (row.gone or row.pk in gone)
            (live if here else away).append(_Stored(calendar, row.pk, row.meeting_id, copy, new))
        for new in over.values():
            copy = self._copy(new.calendar, new.uid, new.stamped, new.packed)
            live.append(_Stored(new.calendar, None, None, copy, new))
        return live, away

    def _copy(self, calendar: str, uid: str, stamped: int, packed: dict[str, Any]) -> Copy:
        entry = unpack(uid, stamped, packed)
        addresses = self._emails.get(self._owners.get(calendar) or 0, ())
        listed = {each.address for each in entry.participants}
        owner = next((each for each in addresses if each in listed), addresses[0] if addresses else None)
        return Copy(calendar, owner, entry)

    def _plan_meeting(
        self,
        plan: Plan,
        tables: _Tables,
        meeting: Merged,
        row: Meeting | None,
        links: Sequence[_Stored],
        away: Sequence[_Stored],
    ) -> None:
        key = Key(meeting.key.uid, meeting.key.instance)
        values = _values(meeting)
        if row is not None:
            plan.known[key] = row.pk
        for each in links:
            if each.row is not None:
                plan.copies.append((each.row, key))
            elif row is None or each.meeting != row.pk:
                plan.moved_copies.append((each.pk or 0, key))
        people = self._people(plan, meeting)
        absent = [each for each in away if row is not None and each.meeting == row.pk]
        self._strike_owners(people, absent)
        before = tables.people.get(row.pk, []) if row is not None else []
        changed = _plan_row(plan, key, row, values) | _plan_people(plan, key, people, before)
        if changed:
            _touch(plan, key, row, before, values, people)

    def _people(self, plan: Plan, meeting: Merged) -> dict[Who, Stands]:
        """Everybody known on the meeting, each once, with what the calendars say."""
        people: dict[Who, Stands] = {}
        for each in meeting.people:
            if each.kind is Kind.PERSON:
                self._add(plan, people, meeting, each, *state_of(each))
        for address in meeting.owners:
            self._add(plan, people, meeting, Participant(address), State.PRESUMED, Because.OWNER)
        return people

    def _add(
        self,
        plan: Plan,
        people: dict[Who, Stands],
        meeting: Merged,
        person: Participant,
        state: State,
        because: Because,
    ) -> None:
        match = self._matcher.resolve(person.address, meeting.entry.start)
        if match.standing is Standing.NOBODY:
            return
        ours = match.standing is Standing.COLLEAGUE
        who = Who(ours, match.person, "") if match.listed else Who(ours, 0, person.address)
        if not match.listed and ours:
            plan.colleagues.setdefault(person.address, person.name)
        elif not match.listed and match.account is not None:
            plan.contacts.setdefault(person.address, Found(person.name, match.account))
        if ours and self._had_left(who, meeting.entry.start):
            state, because = State.ABSENT, Because.LEFT
        stands = Stands(match.account, state, because.value)
        if who not in people or _STRENGTH[state] > _STRENGTH[people[who].state]:
            people[who] = stands

    def _had_left(self, who: Who, start: int) -> bool:
        last = self._left.get(who.id)
        return last is not None and datetime.fromtimestamp(start, UTC).date() > last

    def _strike_owners(self, people: dict[Who, Stands], absent: Iterable[_Stored]) -> None:
        """Whoever took the meeting out of their own calendar was not there, whatever older copies say."""
        for each in absent:
            who = Who(True, self._owners.get(each.calendar) or 0, "")  # noqa: FBT003 - a field, not a switch
            if who in people:
                people[who] = Stands(None, State.ABSENT, Because.REMOVED.value)


def revision() -> int:
    """The number that grows with every change of a stored copy."""
    return Revision.objects.filter(pk=1).values_list("number", flat=True).first() or 0


def _tables(uids: Sequence[str]) -> _Tables:
    copies: dict[str, list[Sighting]] = defaultdict(list)
    for copy in Sighting.objects.filter(uid__in=uids).order_by("pk"):
        copies[copy.uid].append(copy)
    meetings: dict[str, list[Meeting]] = defaultdict(list)
    for meeting in Meeting.objects.filter(uid__in=uids).order_by("pk"):
        meetings[meeting.uid].append(meeting)
    people: dict[int, list[Attendance]] = defaultdict(list)
    for person in Attendance.objects.filter(meeting__uid__in=uids).order_by("pk"):
        people[person.meeting_id].append(person)
    return _Tables(copies, meetings, people)


def _assigned(merged: Sequence[Merged], of: Mapping[int, _Stored], rows: Iterable[Meeting]) -> list[Meeting | None]:
    """The stored row of each merged meeting: that of its key, else the one its deciding copy belonged to.

    So a meeting keeps its row, and with it every correction by hand, when its place under the UID changes.
    """
    free = {row.instance: row for row in rows if not row.by_hand}
    exact = [free.pop(each.key.instance, None) for each in merged]
    left = {row.pk: row for row in free.values()}
    return [row or left.pop(of[id(each.kept)].meeting or 0, None) for each, row in zip(merged, exact, strict=True)]


def _values(meeting: Merged) -> MeetingRow:
    entry = meeting.entry
    return MeetingRow(
        start=entry.start,
        end=max(entry.start, entry.end),
        all_day=entry.all_day,
        cancelled=entry.cancelled,
        private=meeting.private,
        title=meeting.title,
        place=meeting.place,
        source_mode=meeting.mode.value,
        unnamed_guests=min(entry.unnamed_guests, 100_000),
    )


def _plan_row(plan: Plan, key: Key, row: Meeting | None, values: MeetingRow) -> bool:
    if row is None:
        plan.new_meetings[key] = values
        return True
    if row.instance != key.instance:
        plan.renamed[row.pk] = key
    if _stored_values(row) == values:
        return False
    plan.changed_meetings[key] = values
    return True


def _stored_values(row: Meeting) -> MeetingRow:
    return MeetingRow(*(getattr(row, name) for name in MEETING_FIELDS))


def _plan_people(plan: Plan, key: Key, people: Mapping[Who, Stands], before: Iterable[Attendance]) -> bool:
    """Plan the differences between what stands stored and what the calendars say now; whether there is any."""
    stored = {_who(row): row for row in before}
    changed = False
    for who, stands in people.items():
        row = stored.get(who)
        if row is None or (row.account_id, row.source_state, row.because) != stands:
            plan.people.append((key, who, stands))
            changed = True
    for who, row in stored.items():
        if who not in people and row.source_state:
            (plan.unnamed if row.state_by_hand else plan.dropped_people).append(row.pk)
            changed = True
    return changed


def _who(row: Attendance) -> Who:
    return Who(row.contact_id is None, row.contact_id or row.colleague_id or 0, "")


def _plan_leftover(plan: Plan, tables: _Tables, row: Meeting, away: Iterable[_Stored]) -> None:
    """A meeting no copy tells of any more: removed where its copies went away, else dropped unless corrected."""
    before = tables.people.get(row.pk, [])
    key = Key(row.uid, row.instance)
    values = _stored_values(row)
    if any(each.meeting == row.pk for each in away) or row.mode_by_hand or any(each.state_by_hand for each in before):
        if not row.cancelled:
            plan.known[key] = row.pk
            plan.changed_meetings[key] = values._replace(cancelled=True)
            _touch(plan, key, row, before, values, {})
        return
    plan.dropped_meetings.append(row.pk)
    plan.spans.update(_spans(before, values))


def _touch(
    plan: Plan,
    key: Key,
    row: Meeting | None,
    before: Iterable[Attendance],
    values: MeetingRow,
    people: Mapping[Who, Stands],
) -> None:
    plan.touched.add(key)
    if row is not None:
        plan.spans.update(_spans(before, _stored_values(row)))
    plan.spans.update((each.account, values.start, values.end) for each in people.values() if each.account is not None)


def _spans(people: Iterable[Attendance], values: MeetingRow) -> Iterator[tuple[int, int, int]]:
    return ((each.account_id, values.start, values.end) for each in people if each.account_id is not None)
