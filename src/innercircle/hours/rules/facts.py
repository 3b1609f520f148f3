"""From a meeting to facts: who gave which seconds of which month to which account, and why others are left out.

Source of the rules: spec 20 (What counts; How sure we are); in plain words `docs/rules/client-hours.md`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import tzinfo
from enum import IntEnum, StrEnum
from functools import lru_cache
from typing import NamedTuple

from innercircle.calendars.meetings import State
from innercircle.calendars.rules import Mode
from innercircle.kit.intervals import clip
from innercircle.kit.month import Month, months_between


class Side(IntEnum):
    """On which side of the table a person sits; the client's facts sort before ours."""

    CLIENT = 0
    OURS = 1


class Policy(StrEnum):
    """Which modes count (spec 20, What counts, 4)."""

    SEEN = "seen"  # in person and video: people see each other
    IN_PERSON = "in-person"  # the strict policy

    @property
    def modes(self) -> frozenset[Mode]:
        """The counted modes; an unknown mode counts as in person, a telephone call never does."""
        return _MODES[self]

    @property
    def in_words(self) -> str:
        """The policy in words."""
        return {Policy.SEEN: "in person and video", Policy.IN_PERSON: "in person only"}[self]


_IN_PERSON = frozenset({Mode.IN_PERSON, Mode.UNKNOWN})
_MODES = {Policy.SEEN: _IN_PERSON | {Mode.VIDEO}, Policy.IN_PERSON: _IN_PERSON}


class Why(StrEnum):
    """Why a meeting counts for an account, or why it, a copy or a person on it does not."""

    COUNTED = "counted"
    CANCELLED = "cancelled"
    ALL_DAY = "all-day"
    ZERO_LENGTH = "zero length"
    ROOM = "room"
    RESOURCE = "resource"
    LIST = "list"
    NOBODY_OF_THEIRS = "nobody of theirs"
    DECLINED = "declined"
    DELEGATED = "sent somebody else"
    STRUCK = "struck by hand"
    NOBODY_OF_OURS = "nobody of ours"
    OURS_DECLINED = "all of ours declined"
    MODE_NOT_COUNTED = "mode not counted"
    DUPLICATE = "duplicate"
    OLDER_COPY = "older copy"
    FREE_MAIL = "free-mail address"
    NO_ADDRESS = "no address"
    UNKNOWN_DOMAIN = "domain of no account"
    NOT_AFFILIATED = "not affiliated on that day"

    @property
    def sentence(self) -> str:
        """The reason as a sentence for a person."""
        return SENTENCES[self]


SENTENCES: dict[Why, str] = {
    Why.COUNTED: "It counts.",
    Why.CANCELLED: "The meeting was cancelled.",
    Why.ALL_DAY: "An all-day entry has no hours.",
    Why.ZERO_LENGTH: "It begins and ends at the same moment.",
    Why.ROOM: "A room is no person.",
    Why.RESOURCE: "A resource is no person.",
    Why.LIST: "A distribution list is no person.",
    Why.NOBODY_OF_THEIRS: "None of the client's people was there.",
    Why.DECLINED: "The client's people declined.",
    Why.DELEGATED: "The person invited sent somebody else.",
    Why.STRUCK: "Somebody noted that the client's people were not there.",
    Why.NOBODY_OF_OURS: "None of our people is listed, and the calendar's owner is not known.",
    Why.OURS_DECLINED: "None of our people took part: every colleague listed declined.",
    Why.MODE_NOT_COUNTED: "Meetings held this way do not count under the chosen policy.",
    Why.DUPLICATE: "The same meeting is counted from another calendar.",
    Why.OLDER_COPY: "A newer copy of the same meeting replaces it.",
    Why.FREE_MAIL: "A free-mail address does not tell who the person works for.",
    Why.NO_ADDRESS: "The person has no e-mail address here, so nobody is recognised.",
    Why.UNKNOWN_DOMAIN: "The address belongs to no account.",
    Why.NOT_AFFILIATED: "The person belonged to no account on that day.",
}


@dataclass(frozen=True, slots=True)
class Presence:
    """A person at a meeting: a contact for the account affiliated with on that day, or a colleague (account None)."""

    person: int
    side: Side
    account: int | None
    state: State
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting as the measure sees it. Times are epoch seconds; each person of a side stands in `people` once."""

    meeting: int
    start: int
    end: int
    mode: Mode
    people: tuple[Presence, ...]
    all_day: bool = False
    cancelled: bool = False


class Fact(NamedTuple):
    """A person's seconds at one meeting, inside one month of one account; its order is the order of the measure.

    `month` is `Month.index` in the account's zone, `start` and `end` epoch seconds cut at that month. `confirmed` says
    that the person and at least one of the other side are confirmed: nothing that is still open can take it away.
    A tuple rather than a dataclass: millions are sorted.
    """

    account: int
    month: int
    side: Side
    person: int
    start: int
    end: int
    meeting: int
    confirmed: bool
    mode: Mode


def month_pieces(start: int, end: int, zone: tzinfo) -> list[tuple[int, int, int]]:
    """The half-open interval cut at the month boundaries on the clock of `zone`: `(Month.index, start, end)` each."""
    if end <= start:
        return []
    starts = _month_starts(zone)
    first, last = bisect_right(starts, start), bisect_right(starts, end - 1)
    if first == last and 0 < first < len(starts):
        return [(_FIRST.index + first - 1, start, end)]
    months = months_between(Month.at(start, zone), Month.at(end - 1, zone))
    pieces = ((month.index, clip((start, end), month.bounds(zone))) for month in months)
    return [(index, *piece) for index, piece in pieces if piece]


_FIRST, _LAST = Month(1990, 1), Month(2060, 12)  # the months that are looked up rather than computed


@lru_cache(maxsize=1024)
def _month_starts(zone: tzinfo) -> tuple[int, ...]:
    return tuple(month.bounds(zone)[0] for month in months_between(_FIRST, _LAST))


def facts_of(held: Held, zone_of: Callable[[int], tzinfo]) -> list[Fact]:
    """What the meeting gives to each account whose people were there; [] when it counts for nobody.

    `zone_of` gives an account's time zone. The mode is kept, not judged: policies are applied by the measure.
    """
    if held.cancelled or held.all_day or held.end <= held.start:
        return []
    there = [each for each in held.people if each.state is not State.ABSENT]
    ours = [each for each in there if each.side is Side.OURS]
    theirs = [each for each in there if each.side is Side.CLIENT]
    if not ours or not theirs:
        return []
    accounts = dict.fromkeys(each.account for each in theirs if each.account is not None)
    return [
        fact
        for account in accounts
        for fact in _facts_for(
            account, held, [each for each in theirs if each.account == account], ours, zone_of(account)
        )
    ]


def _facts_for(account: int, held: Held, theirs: list[Presence], ours: list[Presence], zone: tzinfo) -> Iterator[Fact]:
    sure_of_theirs, sure_of_ours = _any_confirmed(theirs), _any_confirmed(ours)
    for month, start, end in month_pieces(held.start, held.end, zone):
        for each in theirs + ours:
            sure = sure_of_ours if each.side is Side.CLIENT else sure_of_theirs
            confirmed = sure and each.state is State.CONFIRMED
            yield Fact(account, month, each.side, each.person, start, end, held.meeting, confirmed, held.mode)


def _any_confirmed(people: Iterable[Presence]) -> bool:
    return any(each.state is State.CONFIRMED for each in people)


def verdict_on(held: Held, account: int, policy: Policy) -> Why:
    """Whether the meeting counts for the account under `policy`, or the first reason why not."""
    if held.cancelled:
        return Why.CANCELLED
    if held.all_day:
        return Why.ALL_DAY
    if held.end <= held.start:
        return Why.ZERO_LENGTH
    theirs = [each for each in held.people if each.account == account]
    return _why_theirs(theirs) or _why_ours(held.people) or _why_mode(held.mode, policy) or Why.COUNTED


def _why_theirs(theirs: list[Presence]) -> Why | None:
    if not theirs:
        return Why.NOBODY_OF_THEIRS
    if any(each.state is not State.ABSENT for each in theirs):
        return None
    return Why.STRUCK if any(each.by_hand for each in theirs) else Why.DECLINED


def _why_ours(people: Iterable[Presence]) -> Why | None:
    ours = [each for each in people if each.side is Side.OURS]
    if not ours:
        return Why.NOBODY_OF_OURS
    return Why.OURS_DECLINED if all(each.state is State.ABSENT for each in ours) else None


def _why_mode(mode: Mode, policy: Policy) -> Why | None:
    return None if mode in policy.modes else Why.MODE_NOT_COUNTED
