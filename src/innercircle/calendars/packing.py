"""An entry as the database keeps it: a small dictionary without what is usual, and its digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from innercircle.calendars.rules import Answer, Entry, Kind, Participant

_DIGEST = 16  # bytes
_WORDS = ("title", "place")
_SWITCHES = ("all_day", "cancelled", "private", "conference")
_NUMBERS = ("sequence", "modified", "unnamed_guests")


def pack(entry: Entry) -> dict[str, Any]:
    """The entry without its UID and DTSTAMP, which stand in columns of their own; `unpack` makes it whole again."""
    packed: dict[str, Any] = {"start": entry.start, "end": entry.end}
    if entry.original_start is not None:
        packed["original_start"] = entry.original_start
    for name in (*_WORDS, *_SWITCHES, *_NUMBERS):
        value = getattr(entry, name)
        if value:
            packed[name] = value
    packed["people"] = [_packed_person(each) for each in entry.participants]
    return packed


def unpack(uid: str, stamped: int, packed: dict[str, Any]) -> Entry:
    """The entry that was packed."""
    values = {name: packed[name] for name in (*_WORDS, *_SWITCHES, *_NUMBERS) if name in packed}
    return Entry(
        uid=uid,
        original_start=packed.get("original_start"),
        start=packed["start"],
        end=packed["end"],
        participants=tuple(map(_person, packed["people"])),
        stamped=stamped,
        **values,
    )


def digest(packed: dict[str, Any], whose: Sequence[object]) -> str:
    """What tells a changed copy from an unchanged one: all it says, and whose its people are in the directory."""
    text = json.dumps([packed, list(whose)], sort_keys=True, separators=(",", ":"))
    return hashlib.blake2b(text.encode(), digest_size=_DIGEST).hexdigest()


def _packed_person(person: Participant) -> list[Any]:
    packed: list[Any] = [person.address, person.name, person.answer.value]
    if person.kind is not Kind.PERSON or person.organizer:
        packed += [person.kind.value, person.organizer]
    return packed


def _person(packed: list[Any]) -> Participant:
    address, name, answer, *more = packed
    kind, organizer = more or (Kind.PERSON, False)
    return Participant(address, name, Answer(answer), Kind(kind), organizer)
