"""Who is on an entry: ATTENDEE and ORGANIZER lines in every spelling seen, each distinct line read once.

Rules: spec 20 (rooms, resources and lists are never client people; an organizer takes part), CALENDARS.md (addresses).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import unquote

from innercircle.calendars.ics.lines import decode, split_line, text
from innercircle.calendars.rules import Answer, Kind, Participant

_MEMORY = 50_000
_LONG = 1000
_ADDRESS = re.compile(r"[^\s<>\",;:()\[\]\\/@]+@[^\s<>\"',;:()\[\]\\/=@?]+")
_EXCHANGE_NAME = re.compile(r"/cn=([^/]+)\s*$", re.IGNORECASE)
_ANSWERS = {answer.value.upper(): answer for answer in Answer} | {"COMPLETED": Answer.ACCEPTED}
_KINDS = {"ROOM": Kind.ROOM, "RESOURCE": Kind.RESOURCE, "GROUP": Kind.LIST}
_ROOM_NAME = re.compile(
    r"^(?:[\w.\-&+]+[ _\-]){0,3}?(?:meeting|conference|conf|board|training|video)?[ _\-]?room\b(?!,)"
    r"|\b(?:besprechungs|konferenz|sitzungs|meeting|schulungs)(?:raum|zimmer)\b"
    r"|^(?:raum|saal|zimmer|salle|sala|sitzungszimmer)[ _\-]?(?:\d|[a-z]\b)"
    r"|^salle (?:de|du)\b|^sala (?:de|riunioni)\b",
    re.IGNORECASE,
)
_ROOM_BOX = re.compile(
    r"^(?:(?:meeting|conference|conf|board)[._\-]?room|room|raum|saal|zimmer|salle|sala|besprechungsraum|konferenzraum)"
    r"(?:[._\-]?\d[\w.\-]*|[._\-]\w{1,20})?$"
)
_CALENDAR_DOMAINS = {"resource.calendar.google.com": Kind.RESOURCE, "group.calendar.google.com": Kind.RESOURCE}


class Person(NamedTuple):
    """One line about a person: the participant it names and how many guests they bring without naming them."""

    participant: Participant
    guests: int


class People:
    """Reads lines about people, remembering each distinct line: most lines of a calendar are repetitions."""

    def __init__(self) -> None:
        self.lines: dict[bytes, Person | None] = {}
        self._organizers: dict[Participant, Participant] = {}

    def person(self, line: bytes) -> Person | None:
        """The person an unfolded ATTENDEE or ORGANIZER line names; None when it names nobody."""
        try:
            return self.lines[line]
        except KeyError:
            if len(self.lines) > _MEMORY:
                self.lines.clear()
            found = read_person(line)
            if len(line) < _LONG:
                self.lines[line] = found
            return found

    def gather(self, attendees: Iterable[Person], organizer: Person | None) -> tuple[tuple[Participant, ...], int]:
        """Everybody on an entry, each address once, and the number of guests nobody named.

        The organizer takes part, listed or not, unless their own line says otherwise. An address listed twice keeps
        its last definite answer.
        """
        found: dict[str, Participant] = {}
        guests = 0
        for participant, brought in attendees:
            key = participant.address or "\0" + participant.name.casefold()
            known = found.get(key)
            if known is None or participant.answer is not Answer.NEEDS_ACTION:
                found[key] = participant
            if brought and participant.answer is not Answer.DECLINED:
                guests += brought
        if organizer is not None:
            participant = organizer.participant
            key = participant.address or "\0" + participant.name.casefold()
            found[key] = self._organizer(found.get(key, participant))
        return tuple(found.values()), guests

    def _organizer(self, participant: Participant) -> Participant:
        known = self._organizers.get(participant)
        if known is None:
            silent = participant.answer is Answer.NEEDS_ACTION
            answer = Answer.ACCEPTED if silent else participant.answer
            known = replace(participant, organizer=True, answer=answer)
            if len(self._organizers) > _MEMORY:
                self._organizers.clear()
            self._organizers[participant] = known
        return known


def read_person(line: bytes) -> Person | None:
    """What an unfolded ATTENDEE or ORGANIZER line says; None when it names neither an address nor a name."""
    parsed = split_line(line)
    if parsed is None:
        return None
    _name, params, value = parsed
    name = text(params.get(b"CN", b"")).strip("'\" ")
    address = _address(decode(value), decode(params.get(b"EMAIL", b"")), name)
    if not name and not address and (tail := _EXCHANGE_NAME.search(decode(value))):
        name = tail.group(1)
    if name.casefold() == address:
        name = ""
    if not name and not address:
        return None
    answer = _ANSWERS.get(decode(params.get(b"PARTSTAT", b"")).strip().upper(), Answer.NEEDS_ACTION)
    kind = _kind(decode(params.get(b"CUTYPE", b"")).strip().upper(), address, name)
    guests = params.get(b"X-NUM-GUESTS", b"0")
    count = min(int(guests), 1000) if guests.isdigit() else 0
    return Person(Participant(address=address, name=name, answer=answer, kind=kind), count)


def _address(value: str, email: str, name: str) -> str:
    """The e-mail address in lower case: of the value, else of EMAIL=, else of the name; "" when there is none."""
    plain = value.strip()
    if "%" in plain:
        plain = unquote(plain)
    scheme, colon, rest = plain.partition(":")
    if colon and scheme.strip().casefold() in {"mailto", "smtp"}:
        plain = rest
    for candidate in (plain, email, name):
        if not candidate.casefold().startswith(("http://", "https://", "urn:")) and "@" in candidate:
            found = _ADDRESS.search(candidate)
            if found is not None:
                return found.group().lower().lstrip("'").rstrip(".")
    return ""


def _kind(cutype: str, address: str, name: str) -> Kind:
    if cutype in _KINDS:
        return _KINDS[cutype]
    box, _, domain = address.partition("@")
    if domain in _CALENDAR_DOMAINS:
        return _CALENDAR_DOMAINS[domain]
    if cutype in {"", "UNKNOWN"} and (_ROOM_BOX.match(box) or _ROOM_NAME.search(name)):
        return Kind.ROOM
    return Kind.PERSON
