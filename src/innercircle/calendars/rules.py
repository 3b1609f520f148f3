"""What a calendar says, as values: entries, the people on them, what could not be read.

A reader (`calendars.ics`) yields `Entry` values; everything above works on them and never on a file.
Source of the rules: spec 20 (client hours), `docs/rules/client-hours.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Answer(StrEnum):
    """What a person answered to the invitation (iCalendar PARTSTAT); a missing answer is `NEEDS_ACTION`."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"
    NEEDS_ACTION = "needs-action"
    DELEGATED = "delegated"


class Kind(StrEnum):
    """What stands behind an address (iCalendar CUTYPE, or told from name and address)."""

    PERSON = "person"
    ROOM = "room"
    RESOURCE = "resource"
    LIST = "list"


class Mode(StrEnum):
    """How a meeting was held (spec 20, What counts)."""

    IN_PERSON = "in_person"
    VIDEO = "video"
    PHONE = "phone"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Participant:
    """One address on an entry. `address` is lower case and may be empty when the source gave only a name."""

    address: str
    name: str = ""
    answer: Answer = Answer.NEEDS_ACTION
    kind: Kind = Kind.PERSON
    organizer: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One occurrence in one calendar: a single entry, or one instance of a series (expanded by the reader).

    Times are epoch seconds (UTC). `original_start` is the instance's place in its series (RECURRENCE-ID or the
    generated start) and None for a single entry, so that a moved single meeting keeps its key (spec 20).
    An all-day entry has `all_day` and its days' bounds at UTC midnight; it never has hours.
    """

    uid: str
    original_start: int | None
    start: int
    end: int
    participants: tuple[Participant, ...]
    all_day: bool = False
    cancelled: bool = False
    private: bool = False
    title: str = ""
    place: str = ""
    conference: bool = False  # a conference link anywhere on the entry (place, description, X- property)
    sequence: int = 0
    modified: int = 0  # LAST-MODIFIED in epoch seconds, 0 when the source is silent
    stamped: int = 0  # DTSTAMP in epoch seconds, 0 when the source is silent
    unnamed_guests: int = 0  # people the source counts without naming (X-NUM-GUESTS, additionalGuests)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a reader skipped or had to decide, fit for the user: where it is and what is wrong."""

    file: str
    line: int  # 1-based; 0 when it concerns the whole file
    uid: str  # "" when it concerns the file
    message: str
    skipped: bool  # whether an entry was left out because of it


@dataclass(frozen=True, slots=True)
class Window:
    """Half-open range of epoch seconds; entries that do not touch it are left out by a reader."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Touched:
    """What an import or a deletion changed, for whoever computes from meetings.

    `meetings` are those that are new or differ, `gone` those that are no more (ids); `spans` the accounts and times
    concerned, before and after the change: `(account id, start, end)`.
    """

    meetings: frozenset[int] = frozenset()
    gone: frozenset[int] = frozenset()
    spans: frozenset[tuple[int, int, int]] = frozenset()
