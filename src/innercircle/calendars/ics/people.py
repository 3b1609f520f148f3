"""Who is on an entry: ATTENDEE and ORGANIZER lines in every spelling seen, each distinct line read once.

Rules: spec 20 (rooms, resources and lists are never client people; an organizer takes part), CALENDARS.md (addresses).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import NamedTuple

from innercircle.calendars.ics.lines import decode, split_line, text, unfold
from innercircle.calendars.rules import Answer, Kind, Participant
from innercircle.kit.frozen import maker

_MEMORY = 50_000
_SILENT, _DECLINED = Answer.NEEDS_ACTION, Answer.DECLINED
_LONG = 1000
_NO_SEAT = "\0"  # no address
_WHITE = frozenset({b" ", b"\t"})
_participant = maker(Participant)
_ADDRESS = re.compile(r"[^\s<>\",;:()\[\]\\/@]+@[^\s<>\"',;:()\[\]\\/=@?]+")
_PLAIN_ADDRESS = re.compile(rb"mailto:([a-z0-9][a-z0-9._+\-]*@[a-z0-9.\-]*[a-z0-9])\Z", re.IGNORECASE)
_EXCHANGE_NAME = re.compile(r"/cn=([^/]+)\s*$", re.IGNORECASE)
_ANSWERS = {answer.value.upper().encode(): answer for answer in Answer} | {b"COMPLETED": Answer.ACCEPTED}
# Each parameter that matters at most once, the others passed over; the ways exclude each other.
_PLAIN = re.compile(
    rb"(?:ATTENDEE|ORGANIZER)(?:;(?:"
    rb"PARTSTAT=(?(1)(?!))([A-Z\-]*+)"
    rb'|CN=(?(2)(?!))("[^"]*+"|[^";:,]*+)'
    rb"|CUTYPE=(?(3)(?!))([A-Z\-]*+)"
    rb"|X-NUM-GUESTS=(?(4)(?!))(\d*+)"
    rb'|EMAIL=(?(5)(?!))("[^"]*+"|[^";:,]*+)'
    rb"|(?:ROLE|RSVP)=[A-Z\-]*+"
    rb"|(?!PARTSTAT=|CN=|CUTYPE=|X-NUM-GUESTS=|EMAIL=|ROLE=|RSVP=)[A-Z\-]+=(?:\"[^\"]*+\"|[^\";:,]*+)"
    rb"))*:([^\r\n]*+)\Z"
)
_WORD = re.compile(rb"[A-Z\-]+(?=[;:])")
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
_ROOM_HINT = re.compile(r"[rR](?:oo|aa|OO|AA|au|AU)[mM]|[zZ](?:immer|IMMER)|[sS](?:aal|AAL|ala|ALA|alle|ALLE)")
_CALENDAR_DOMAINS = {
    "resource.calendar.google.com": Kind.RESOURCE,
    "group.calendar.google.com": Kind.RESOURCE,
    "calendar.google.com": Kind.RESOURCE,  # unknownorganizer@
}


class Person(NamedTuple):
    """One line about a person: the participant it names and how many guests they bring without naming them."""

    participant: Participant
    guests: int


class People:
    """Reads lines about people, remembering each distinct line: most lines of a calendar are repetitions."""

    def __init__(self) -> None:
        self._lines: dict[bytes, Person | None] = {}
        self._pieces: dict[bytes, Participant] = {}  # all with an address
        self._same: dict[tuple[bytes, bytes], Participant] = {}
        self._seats: dict[bytes, str] = {}
        self._organizers: dict[int, tuple[Participant, Participant]] = {}
        self._identities: dict[tuple[bytes | None, ...], tuple[str, str, Kind]] = {}

    def person(self, line: bytes) -> Person | None:
        """The person an unfolded ATTENDEE or ORGANIZER line names; None when it names nobody."""
        try:
            return self._lines[line]
        except KeyError:
            if len(self._lines) > _MEMORY:
                self._lines.clear()
            found = self._quick(line) or read_person(line)
            if len(line) < _LONG:
                self._lines[line] = found
            return found

    def everybody(self, attendees: list[bytes], organizer: bytes | None) -> tuple[tuple[Participant, ...], int]:
        """As `gather`, from the lines without their name and as they are folded.

        Behind an attendee other lines may stand, as they do where a file is cut at the word ATTENDEE.
        """
        known, learn = self._pieces.get, self._learn
        guests = 0
        try:
            people = [known(piece) or learn(piece) for piece in attendees]
            found = {one.address: one for one in people}
            plain = len(found) == len(people)
        except _NotPlainError:
            plain = False
        if not plain:
            found, guests = _listed(self.person(b"ATTENDEE" + _whole(first_line(piece))) for piece in attendees)
        if organizer is not None:
            chief = found.get(self._seats.get(organizer) or self._seat(organizer))
            if chief is not None:
                found[chief.address] = self._organizer(chief)
            else:
                self._preside(found, self.person(b"ORGANIZER" + _whole(organizer)))
        return tuple(found.values()), guests

    def _seat(self, organizer: bytes) -> str:
        """The address on the line of an organizer, where it is written so plainly that it is all one needs to know."""
        line = b"ORGANIZER" + _whole(organizer)
        found = _PLAIN.match(line)
        address = _PLAIN_ADDRESS.match(found.group(6)) if found is not None else None
        if address is None or len(line) >= _LONG:
            return _NO_SEAT
        if len(self._seats) > _MEMORY:
            self._seats.clear()
        seat = self._seats[organizer] = address.group(1).decode("ascii").lower()
        return seat

    def _learn(self, lines: bytes) -> Participant:
        """Who is on the line of an attendee; raises `_NotPlainError` for one without address and for guests."""
        piece = first_line(lines)
        if piece is not lines and (one := self._pieces.get(piece)) is not None:
            return one
        whole = _whole(piece)
        if len(whole) >= _LONG:
            raise _NotPlainError
        before, _, rest = whole.partition(b";PARTSTAT=")
        word = _WORD.match(rest)
        plain = word and whole.find(b'"') < 0 and before.find(b":") < 0
        answer = _ANSWERS.get(word.group()) if word and plain else None
        if answer is None or word is None:
            one = self._one(whole)
        else:
            # The same line but for the answer was understood before, mostly.
            others = before, rest[word.end() :]
            same = self._same.get(others) or self._remember(others, whole)
            one = _participant(same.address, same.name, answer, same.kind, organizer=False)
        if len(self._pieces) > _MEMORY:
            self._pieces.clear()
        self._pieces[piece] = one
        return one

    def _remember(self, others: tuple[bytes, bytes], whole: bytes) -> Participant:
        if len(self._same) > _MEMORY:
            self._same.clear()
        one = self._same[others] = self._one(whole)
        return one

    def _one(self, whole: bytes) -> Participant:
        line = b"ATTENDEE" + whole
        person = self._quick(line) or read_person(line)
        if person is None or person.guests or not person.participant.address:
            raise _NotPlainError
        return person.participant

    def _quick(self, line: bytes) -> Person | None:
        """The person of a plainly written line, from parts met before; None for the careful way."""
        found = _PLAIN.match(line)
        if found is None:
            return None
        partstat, name, kind, guests, email, value = found.groups()
        key = value, name, kind, email
        known = self._identities.get(key)
        if known is None:
            params = {b"CN": name or b"", b"CUTYPE": kind or b"", b"EMAIL": email or b""}
            known = identity(params, value)
            if len(self._identities) > _MEMORY:
                self._identities.clear()
            if len(line) < _LONG:
                self._identities[key] = known
        address, shown, sort = known
        if not shown and not address:
            return None
        count = 0 if guests is None or guests == b"0" else guest_count(guests)
        return Person(_participant(address, shown, answer_of(partstat), sort, organizer=False), count)

    def gather(
        self, attendees: Iterable[Person | None], organizer: Person | None
    ) -> tuple[tuple[Participant, ...], int]:
        """Everybody on an entry, each address once, and the number of guests nobody named.

        The organizer takes part, listed or not, unless their own line says otherwise. An address listed twice keeps
        its last definite answer.
        """
        found, guests = _listed(attendees)
        self._preside(found, organizer)
        return tuple(found.values()), guests

    def _preside(self, found: dict[str, Participant], organizer: Person | None) -> None:
        if organizer is not None:
            key = _key(organizer.participant)
            found[key] = self._organizer(found.get(key, organizer.participant))

    def _organizer(self, participant: Participant) -> Participant:
        # Known by identity, which the kept reference makes safe: comparing values would cost more than it saves.
        known = self._organizers.get(id(participant))
        if known is None:
            answer = Answer.ACCEPTED if participant.answer is _SILENT else participant.answer
            chief = _participant(participant.address, participant.name, answer, participant.kind, organizer=True)
            known = participant, chief
            if len(self._organizers) > _MEMORY:
                self._organizers.clear()
            self._organizers[id(participant)] = known
        return known[1]


class _NotPlainError(Exception):
    """A line names nobody, nobody with an address, or more than one."""


def first_line(lines: bytes) -> bytes:
    """The first line with its folds, without the LF that ends it: what follows it is another property."""
    end = lines.find(b"\n")
    while end >= 0 and lines[end + 1 : end + 2] in _WHITE:
        end = lines.find(b"\n", end + 1)
    return lines if end < 0 else lines[:end]


def _whole(piece: bytes) -> bytes:
    """The rest of a line, unfolded and without its break."""
    plain = piece.replace(b"\r\n ", b"").removesuffix(b"\r")
    return unfold(piece).rstrip(b"\r") if plain.find(b"\r") >= 0 or plain.find(b"\n") >= 0 else plain


def _key(participant: Participant) -> str:
    return participant.address or "\0" + participant.name.casefold()


def _listed(attendees: Iterable[Person | None]) -> tuple[dict[str, Participant], int]:
    """The attendees by who they are, and the number of guests nobody named."""
    found: dict[str, Participant] = {}
    guests = 0
    for person in attendees:
        if person is None:
            continue
        participant, brought = person
        key = _key(participant)
        known = found.get(key)
        if known is None or participant.answer is not _SILENT:
            found[key] = participant
        if brought and participant.answer is not _DECLINED:
            guests += brought
    return found, guests


def read_person(line: bytes) -> Person | None:
    """What an unfolded ATTENDEE or ORGANIZER line says; None when it names neither an address nor a name."""
    parsed = split_line(line)
    if parsed is None:
        return None
    _name, params, value = parsed
    address, name, kind = identity(params, value)
    if not name and not address:
        return None
    answer = answer_of(params.get(b"PARTSTAT"))
    return Person(
        _participant(address, name, answer, kind, organizer=False), guest_count(params.get(b"X-NUM-GUESTS", b"0"))
    )


def identity(params: Mapping[bytes, bytes], value: bytes) -> tuple[str, str, Kind]:
    """Address, name and kind, from the value and its CN, CUTYPE and EMAIL."""
    name = text(params.get(b"CN", b"").replace(b'"', b"")).strip("'\" ")
    plain = _PLAIN_ADDRESS.match(value)
    if plain is not None:
        address = plain.group(1).decode("ascii").lower()
    else:
        written = decode(value)
        address = _address(written, decode(params.get(b"EMAIL", b"")), name)
        if not name and not address and (tail := _EXCHANGE_NAME.search(written)):
            name = tail.group(1)
    if name.casefold() == address:
        name = ""
    return address, name, _kind(decode(params.get(b"CUTYPE", b"")).strip().upper(), address, name)


def answer_of(partstat: bytes | None) -> Answer:
    """The answer a PARTSTAT gives; one that is missing or not known is none."""
    if partstat is None:
        return _SILENT
    found = _ANSWERS.get(partstat)
    return found or _ANSWERS.get(partstat.replace(b'"', b"").strip().upper(), _SILENT)


def guest_count(written: bytes) -> int:
    """How many guests somebody brings (X-NUM-GUESTS), 0 when it says nothing sensible."""
    plain = written.replace(b'"', b"").strip()
    return min(int(plain), 1000) if plain.isdigit() and len(plain) < 10 else 0


def _address(value: str, email: str, name: str) -> str:
    """The e-mail address in lower case: of the value, else of EMAIL=, else of the name; "" when there is none."""
    plain = value.strip()
    if "%" in plain:
        plain = import_module("urllib.parse").unquote(plain)
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
    if (
        cutype in {"", "UNKNOWN"}
        and _ROOM_HINT.search(f"{box} {name}")
        and (_ROOM_BOX.match(box) or _ROOM_NAME.search(name))
    ):
        return Kind.ROOM
    return Kind.PERSON
