"""Who sits where at a meeting: each address of it judged by the directory, then each person once.

Source of the rules: spec 20 (What counts), spec 80 (Matching); in plain words `docs/rules/client-hours.md`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from innercircle.calendars.meetings import Because, Meeting, State, state_of
from innercircle.calendars.rules import Kind, Participant
from innercircle.directory.rules import Match, Matcher, Standing, Unmatched
from innercircle.hours.rules.facts import Held, Presence, Side, Why


@dataclass(frozen=True, slots=True)
class Seat:
    """One address at a meeting: whose it is, how sure we are, and why it does not take part where it does not."""

    participant: Participant
    match: Match
    state: State
    because: Because
    left_out: Why | None

    @property
    def takes_part(self) -> bool:
        """Whether it is a person of an account or of ours who is not absent."""
        return self.left_out is None


_KINDS = {Kind.ROOM: Why.ROOM, Kind.RESOURCE: Why.RESOURCE, Kind.LIST: Why.LIST}
_UNMATCHED = {
    Unmatched.FREE_MAIL: Why.FREE_MAIL,
    Unmatched.NO_ADDRESS: Why.NO_ADDRESS,
    Unmatched.UNKNOWN_DOMAIN: Why.UNKNOWN_DOMAIN,
    Unmatched.NOT_AFFILIATED: Why.NOT_AFFILIATED,
}
_ABSENT = {Because.DECLINED: Why.DECLINED, Because.DELEGATED: Why.DELEGATED}
_FIRMNESS = {State.CONFIRMED: 2, State.PRESUMED: 1, State.ABSENT: 0}


def seats(meeting: Meeting, matcher: Matcher) -> list[Seat]:
    """Everybody on the meeting, in the entry's order, then the owners of copies that list nobody of ours."""
    listed = [_seat(each, matcher, meeting.entry.start, *state_of(each)) for each in meeting.people]
    owners = (Participant(owner) for owner in meeting.owners)
    return listed + [_seat(each, matcher, meeting.entry.start, State.PRESUMED, Because.OWNER) for each in owners]


def _seat(participant: Participant, matcher: Matcher, at: int, state: State, because: Because) -> Seat:
    match = matcher.resolve(participant.address, at)
    left_out = _KINDS.get(participant.kind) or _ABSENT.get(because)
    if match.why is not None:
        left_out = _KINDS.get(participant.kind) or _UNMATCHED[match.why]
    return Seat(participant, match, state, because, left_out)


def presences(everybody: Iterable[Seat]) -> tuple[Presence, ...]:
    """Each person of theirs and of ours once; of two addresses of one person the firmer state counts."""
    found: dict[tuple[Side, int], Presence] = {}
    for seat in everybody:
        match = seat.match
        if match.standing is Standing.NOBODY or seat.participant.kind is not Kind.PERSON:
            continue
        side = Side.OURS if match.standing is Standing.COLLEAGUE else Side.CLIENT
        person = (side, match.person)
        known = found.get(person)
        if known is None or _FIRMNESS[seat.state] > _FIRMNESS[known.state]:
            found[person] = Presence(match.person, side, match.account, seat.state)
    return tuple(found.values())


def held(number: int, meeting: Meeting, everybody: Iterable[Seat]) -> Held:
    """The meeting as the measure sees it, under the number that its facts will bear."""
    entry = meeting.entry
    return Held(
        meeting=number,
        start=entry.start,
        end=entry.end,
        mode=meeting.mode,
        people=presences(everybody),
        all_day=entry.all_day,
        cancelled=entry.cancelled,
    )
