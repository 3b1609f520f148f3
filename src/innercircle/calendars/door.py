"""Privacy at the door: what of an entry may come in at all (spec 80).

An entry without a known account's person is not let in. Of one that is, only what the measure needs: known people and
places, never people of third parties, never a description; a private entry has neither title nor place. The work is
done in the process that reads the file, so that nothing else ever reaches the one that holds the database.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from innercircle.calendars.modes import mode_of
from innercircle.calendars.names import Names
from innercircle.calendars.packing import digest, pack
from innercircle.calendars.rules import Entry, Kind, Mode, Participant
from innercircle.directory.rules import Directory, Match, Matcher, Standing, address_fault

_LONGEST_UID = 400
_LONGEST_TEXT = 300
_LONGEST_NAME = 200
_LONGEST_ADDRESS = 254  # RFC 5321
_NOBODY = Match(Standing.NOBODY)
_THEIRS = frozenset({Standing.CONTACT, Standing.DISCOVERED})
# What says how a private meeting was held without saying where.
_PLACE_WORDS = {Mode.IN_PERSON: "room", Mode.VIDEO: "online", Mode.PHONE: "phone", Mode.UNKNOWN: ""}


@dataclass(frozen=True, slots=True)
class Admitted:
    """An entry as it may be stored; with `named` accounts it is only offered as a suggestion, never a meeting.

    `copy` tells apart what one calendar holds under a UID: the original start in a series, "" for a single entry, and
    a number behind # for each further one.
    """

    uid: str
    copy: str
    start: int
    digest: str
    stamped: int
    entry: dict[str, Any]
    named: tuple[tuple[int, int | None], ...] = ()  # (account, contact)


@dataclass(slots=True)
class Door:
    """Lets the entries of one calendar in, one by one; `titles` off means that no title is ever kept."""

    directory: Directory
    titles: bool = True
    _matcher: Matcher = field(init=False)
    _names: Names = field(init=False)
    _seen: dict[tuple[str, str], list[str]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Make the look-up tables once."""
        self._matcher = Matcher(self.directory)
        self._names = Names(self.directory)

    def admit(self, entry: Entry) -> Admitted | None:
        """What may be stored of the entry; None when nothing may, or when the very same was let in before."""
        matches = [self._match(each.address, entry.start) for each in entry.participants]
        people = [match for match, each in zip(matches, entry.participants, strict=True) if each.kind is Kind.PERSON]
        if any(match.standing in _THEIRS for match in people):
            return self._admitted(entry, matches)
        if self.titles and all(match.standing is Standing.COLLEAGUE for match in people):
            return self._suggested(entry)
        return None

    def _match(self, address: str, at: int) -> Match:
        """Whose the address is; one that could never be a person's in the directory is nobody's."""
        match = self._matcher.resolve(address, at)
        if match.listed or match.standing is Standing.NOBODY:
            return match
        unfit = len(address) > _LONGEST_ADDRESS or not address.isprintable() or address_fault(address) is not None
        return _NOBODY if unfit else match

    def _admitted(self, entry: Entry, matches: Iterable[Match]) -> Admitted | None:
        pairs = list(zip(entry.participants, matches, strict=True))
        kept = [(_reduced(each, match), match) for each, match in pairs]
        known = [(each, match) for each, match in kept if each is not None]
        title, place = self._words(entry)
        small = replace(
            entry,
            participants=tuple(each for each, _ in known),
            title=title,
            place=place,
            conference=entry.conference and not entry.private,
        )
        return self._numbered(small, [_whose(match) for _, match in known])

    def _words(self, entry: Entry) -> tuple[str, str]:
        if entry.private:
            return "", _PLACE_WORDS[mode_of(entry)]
        return clean(entry.title) if self.titles else "", clean(entry.place)

    def _suggested(self, entry: Entry) -> Admitted | None:
        if entry.private or entry.cancelled or entry.all_day or entry.end <= entry.start:
            return None
        named = self._names.named(f"{entry.title} | {entry.place}", entry.start)
        if not named:
            return None
        small = replace(entry, participants=(), title=clean(entry.title), place=clean(entry.place), conference=False)
        return self._numbered(small, named, named)

    def _numbered(
        self, entry: Entry, whose: Iterable[object], named: tuple[tuple[int, int | None], ...] = ()
    ) -> Admitted | None:
        uid, packed = short_uid(entry.uid), pack(entry)
        base = "" if entry.original_start is None else str(entry.original_start)
        mark = digest(packed, list(whose))
        seen = self._seen.setdefault((uid, base), [])
        if mark in seen:
            return None
        seen.append(mark)
        copy = base if len(seen) == 1 else f"{base}#{len(seen)}"
        return Admitted(uid, copy, entry.start, mark, entry.stamped, packed, named)


def _reduced(person: Participant, match: Match) -> Participant | None:
    """The participant as it may be kept: known people and places whole, a strange room as “a room”, others not."""
    if match.standing is not Standing.NOBODY:
        return replace(person, name=clean(person.name)[:_LONGEST_NAME])
    return Participant("", "", person.answer, Kind.ROOM) if person.kind is Kind.ROOM else None


def _whose(match: Match) -> object:
    return match.account if match.standing in _THEIRS else match.standing.value


def clean(text: str) -> str:
    """Text that every database takes, on one line, not longer than its column."""
    plain = text.encode("utf-8", "replace").decode("utf-8")
    if not plain.isprintable():
        plain = "".join(sign if sign.isprintable() else " " for sign in plain)
    return " ".join(plain.split())[:_LONGEST_TEXT]


def short_uid(uid: str) -> str:
    """The UID, or what stands for one that is too long to be honest."""
    plain = clean_uid(uid)
    if len(plain) <= _LONGEST_UID:
        return plain
    return f"long:{hashlib.sha256(plain.encode()).hexdigest()}"


def clean_uid(uid: str) -> str:
    """The UID without what a database refuses."""
    return uid.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")
