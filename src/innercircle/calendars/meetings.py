"""One meeting from its copies in many calendars, and how sure we are of each person on it.

Source of the rules: spec 20 (One meeting, many copies; How sure we are); in plain words `docs/rules/client-hours.md`.
Pure: sightings in, meetings out. The database and the command both call it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from innercircle.calendars.modes import mode_of
from innercircle.calendars.rules import Answer, Entry, Kind, Mode, Participant


class State(StrEnum):
    """How sure we are that a person attended (spec 20, How sure we are)."""

    CONFIRMED = "confirmed"
    PRESUMED = "presumed"
    ABSENT = "absent"


class Because(StrEnum):
    """What a person's state rests on."""

    ORGANIZER = "organised it"
    ACCEPTED = "accepted"
    TENTATIVE = "answered tentatively"
    SILENT = "has not answered"
    OWNER = "owns the calendar"
    DECLINED = "declined"
    DELEGATED = "sent somebody else"
    REPORT = "named by the conference's attendance report"
    REMOVED = "took it out of their calendar"
    LEFT = "had left the firm"
    BY_HAND = "decided by hand"


@dataclass(frozen=True, slots=True)
class Sighting:
    """One calendar's copy of an entry. `owner` is the calendar's owner's address (lower case) where it is known."""

    calendar: str
    owner: str | None
    entry: Entry


@dataclass(frozen=True, slots=True, order=True)
class MeetingKey:
    """What makes two copies one meeting: the UID and, in a series, the instance's original start.

    `slot` is None for a single entry, so that a moved one stays the same meeting. Where one UID stands for several
    single meetings (some conference services write so) the first has None and each further one its start.
    """

    uid: str
    slot: int | None

    @property
    def instance(self) -> str:
        """`slot` as text, "" for None: what the database stores."""
        return "" if self.slot is None else str(self.slot)


@dataclass(frozen=True, slots=True)
class Meeting:
    """What really was to happen, decided from all copies. Times are epoch seconds; `people` holds each address once.

    `owners` are owners of copies that list nobody of ours: they are presumed to have taken part. `kept` is the copy
    that decided time and people, `copies` all of them. A meeting that an equal copy calls private has no title or
    place.
    """

    key: MeetingKey
    kept: Sighting
    copies: tuple[Sighting, ...]
    people: tuple[Participant, ...]
    owners: tuple[str, ...]
    mode: Mode
    private: bool

    @property
    def entry(self) -> Entry:
        """The deciding copy's entry."""
        return self.kept.entry

    @property
    def title(self) -> str:
        """The title that may be shown and stored."""
        return "" if self.private else self.entry.title

    @property
    def place(self) -> str:
        """The place that may be shown and stored."""
        return "" if self.private else self.entry.place


def state_of(participant: Participant) -> tuple[State, Because]:
    """How sure we are that an invited person attended, from the answer; a decision by hand outranks it elsewhere.

    Declining counts even for the organizer; otherwise the organizer takes part, whatever the answer.
    """
    if participant.answer is Answer.DECLINED:
        return State.ABSENT, Because.DECLINED
    if participant.answer is Answer.DELEGATED:
        return State.ABSENT, Because.DELEGATED
    if participant.organizer:
        return State.CONFIRMED, Because.ORGANIZER
    return _STATES[participant.answer]


_STATES = {
    Answer.ACCEPTED: (State.CONFIRMED, Because.ACCEPTED),
    Answer.TENTATIVE: (State.PRESUMED, Because.TENTATIVE),
    Answer.NEEDS_ACTION: (State.PRESUMED, Because.SILENT),
}


def merge(sightings: Iterable[Sighting], *, ours: Callable[[str], bool]) -> Iterator[Meeting]:
    """Each meeting once, from all copies of it; the result does not depend on the copies' order.

    `ours` says whether an address is one of our people's (it decides whether a calendar's owner is presumed).
    """
    by_uid: dict[str, list[Sighting]] = defaultdict(list)
    for sighting in sightings:
        by_uid[sighting.entry.uid].append(sighting)
    for uid, copies in by_uid.items():
        for slot, group in _slots(copies).items():
            yield _meeting(MeetingKey(uid, slot), group, ours)


def _slots(copies: list[Sighting]) -> dict[int | None, list[Sighting]]:
    """The copies of one UID, by the meeting they belong to."""
    slots: dict[int | None, list[Sighting]] = defaultdict(list)
    singles: list[Sighting] = []
    for sighting in copies:
        if sighting.entry.original_start is None:
            singles.append(sighting)
        else:
            slots[sighting.entry.original_start].append(sighting)
    starts = _separate_starts([each for each in singles if each.entry.start not in slots])
    for sighting in singles:
        start = sighting.entry.start
        slots[start if start in slots and start not in starts else _slot_of(start, starts)].append(sighting)
    return slots


def _slot_of(start: int, starts: Sequence[int]) -> int | None:
    """The slot of a single copy: the nearest of the separate meetings, the first of which is the UID's own."""
    if not starts:
        return None
    nearest = min(starts, key=lambda each: (abs(each - start), each))
    return None if nearest == starts[0] else nearest


def _separate_starts(singles: Sequence[Sighting]) -> list[int]:
    """The starts of several meetings under one UID, [] where it is one meeting.

    They are several when one calendar holds single entries of equal SEQUENCE with different starts; a calendar that
    knows a higher SEQUENCE knows better where they are.
    """
    if len(singles) <= 1:
        return []
    newest: dict[str, int] = {}
    for sighting in singles:
        newest[sighting.calendar] = max(newest.get(sighting.calendar, 0), sighting.entry.sequence)
    starts: dict[str, set[int]] = defaultdict(set)
    for sighting in singles:
        if sighting.entry.sequence == newest[sighting.calendar]:
            starts[sighting.calendar].add(sighting.entry.start)
    several = {calendar for calendar, found in starts.items() if len(found) > 1}
    best = max((newest[calendar] for calendar in several), default=None)
    return sorted({start for calendar in several if newest[calendar] == best for start in starts[calendar]})


def _rank(sighting: Sighting) -> tuple[int, int, int]:
    entry = sighting.entry
    return entry.sequence, entry.modified, entry.stamped


def _meeting(key: MeetingKey, copies: Sequence[Sighting], ours: Callable[[str], bool]) -> Meeting:
    if len(copies) == 1:
        return _sole(key, copies[0], ours)
    rank = max(_rank(each) for each in copies)
    deciding = sorted((each for each in copies if _rank(each) == rank), key=_order)
    equals = sorted((each for each in copies if each.entry.sequence == rank[0]), key=_order)
    kept = deciding[0]
    return Meeting(
        key=key,
        kept=kept,
        copies=tuple(sorted(copies, key=_order)),
        people=_people(deciding, equals),
        owners=_owners(equals, ours),
        mode=_mode(kept, equals),
        private=any(each.entry.private for each in equals),
    )


def _mode(kept: Sighting, equals: Iterable[Sighting]) -> Mode:
    """What the deciding copy says of the place, else what the first equal copy says that knows."""
    known = (mode_of(each.entry) for each in (kept, *equals))
    return next((mode for mode in known if mode is not Mode.UNKNOWN), Mode.UNKNOWN)


def _sole(key: MeetingKey, copy: Sighting, ours: Callable[[str], bool]) -> Meeting:
    alone = (copy,)
    people, owners = _people(alone, alone), _owners(alone, ours)
    return Meeting(key, copy, alone, people, owners, mode_of(copy.entry), copy.entry.private)


def _order(sighting: Sighting) -> tuple[tuple[int, ...], bool, int, int, str]:
    """Best copy first; among equal ones a cancellation, then whatever gives the same order every time."""
    sequence, modified, stamped = _rank(sighting)
    entry = sighting.entry
    return (-sequence, -modified, -stamped), not entry.cancelled, entry.start, entry.end, sighting.calendar


def _owners(equals: Sequence[Sighting], ours: Callable[[str], bool]) -> tuple[str, ...]:
    """Owners of copies that list nobody of ours (spec 20: they take part, presumed)."""
    without_us = (
        each for each in equals if each.owner and not any(_is_ours(who, ours) for who in each.entry.participants)
    )
    return tuple(dict.fromkeys(each.owner for each in without_us if each.owner))


def _is_ours(participant: Participant, ours: Callable[[str], bool]) -> bool:
    return participant.kind is Kind.PERSON and ours(participant.address)


def _identity(participant: Participant) -> str:
    return participant.address or f"name:{participant.name.casefold()}"


def _people(deciding: Sequence[Sighting], equals: Sequence[Sighting]) -> tuple[Participant, ...]:
    """Everybody on the deciding copies, each once, with the best answer that any equal copy gives."""
    listed = [each for sighting in deciding for each in sighting.entry.participants]
    if len(equals) == 1 and len({_identity(each) for each in listed}) == len(listed):
        return tuple(listed)
    found: dict[str, Participant] = {}
    for each in listed:
        identity = _identity(each)
        found[identity] = _joined(found[identity], each) if identity in found else each
    answers = _answers(equals)
    return tuple(replace(each, answer=answers[identity]) for identity, each in found.items())


def _joined(first: Participant, second: Participant) -> Participant:
    """Two mentions of one address: organizer if either says so; a room or list if either says so."""
    kind = first.kind if first.kind is not Kind.PERSON else second.kind
    organizer = first.organizer or second.organizer
    return replace(first, name=first.name or second.name, kind=kind, organizer=organizer)


_FIRMNESS = {
    Answer.ACCEPTED: 2,
    Answer.DECLINED: 2,
    Answer.DELEGATED: 2,
    Answer.TENTATIVE: 1,
    Answer.NEEDS_ACTION: 0,
}


def _answers(equals: Sequence[Sighting]) -> dict[str, Answer]:
    """Each address's answer among copies of equal SEQUENCE: a definite one beats none.

    Of two definite ones the one in the person's own calendar, then the newer copy, then the refusal.
    """
    best: dict[str, tuple[tuple[int, bool, int, int, bool], Answer]] = {}
    for sighting in equals:
        entry = sighting.entry
        for each in entry.participants:
            own = bool(sighting.owner) and sighting.owner == each.address
            refusal = each.answer is not Answer.ACCEPTED
            weight = (_FIRMNESS[each.answer], own, entry.modified, entry.stamped, refusal)
            identity = _identity(each)
            if identity not in best or weight > best[identity][0]:
                best[identity] = (weight, each.answer)
    return {identity: answer for identity, (_, answer) in best.items()}


def likely_duplicates(
    meetings: Iterable[tuple[Hashable, int, int, frozenset[Hashable]]],
) -> tuple[tuple[Hashable, ...], ...]:
    """Meetings that another system re-created under a new UID: same start, end and client people.

    Takes `(meeting, start, end, client people)`; gives groups of two or more, in the order met. A proposal only: the
    hours are the same either way, because time is counted as a union; only the number of meetings would change.
    """
    groups: dict[tuple[int, int, frozenset[Hashable]], dict[Hashable, None]] = defaultdict(dict)
    for meeting, start, end, people in meetings:
        if people:
            groups[start, end, people][meeting] = None
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)
