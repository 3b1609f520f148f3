"""The demo firm's calendars as real `.ics` files, in the habits of the two exports one meets most."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from innercircle.demo.agenda import Appointment, Guest, appointments
from innercircle.demo.firm import Person, our_people, person

_WIDTH = 74  # octets of a line before it is folded (RFC 5545, 3.1)
_WINDOWS = {
    "Europe/Berlin": "W. Europe Standard Time",
    "Europe/Stockholm": "W. Europe Standard Time",
    "Europe/Rome": "W. Europe Standard Time",
    "Europe/Paris": "Romance Standard Time",
    "Europe/London": "GMT Standard Time",
    "America/Chicago": "Central Standard Time",
}


def write_calendars(folder: Path, today: date) -> list[tuple[Person, Path]]:
    """One file for each of ours, named by address; returns who owns which file."""
    folder.mkdir(parents=True, exist_ok=True)
    told = appointments(today)
    written = []
    for one in our_people():
        place = folder / f"{one.email}.ics"
        place.write_bytes(calendar(one, [each for each in told if one.key in {key for key, _ in each.hosts}]))
        written.append((one, place))
    return written


def calendar(owner: Person, mine: list[Appointment]) -> bytes:
    """The export of one colleague's calendar."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", *_head(owner)]
    for each in mine:
        for event in _events(each, owner):
            lines += event
    lines.append("END:VCALENDAR")
    return "".join(f"{_fold(line)}\r\n" for line in lines).encode()


def _head(owner: Person) -> list[str]:
    if owner.flavour == "outlook":
        return ["PRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN", "METHOD:PUBLISH"]
    return [
        "PRODID:-//Google Inc//Google Calendar 70.9054//EN",
        f"X-WR-CALNAME:{owner.email}",
        "X-WR-TIMEZONE:Europe/Berlin",
    ]


def _events(each: Appointment, owner: Person) -> Iterator[list[str]]:
    stale = owner.key in each.stale
    start = each.start - timedelta(days=1) if stale else each.start
    yield _event(each, owner, start, sequence=0 if stale else len(each.stale))
    if each.series:
        yield from _overrides(each, owner)


def _overrides(each: Appointment, owner: Person) -> Iterator[list[str]]:
    series = each.series
    if series is None:
        return
    for number in series.moved:
        yield _override(each, owner, number, start=_instance(each, number) + timedelta(days=1))
    for number in series.cancelled:
        yield _override(each, owner, number, status="CANCELLED")
    for number in series.declined:
        yield _override(each, owner, number, declined=True)


def _instance(each: Appointment, number: int) -> datetime:
    weeks = number * (each.series.interval if each.series else 1)
    return each.start + timedelta(weeks=weeks)  # wall clock: the zone is kept


def _override(
    each: Appointment,
    owner: Person,
    number: int,
    *,
    start: datetime | None = None,
    status: str = "CONFIRMED",
    declined: bool = False,
) -> list[str]:
    original = _instance(each, number)
    lines = _event(each, owner, start or original, sequence=2, status=status, declined=declined, single=True)
    return [*lines[:-1], f"RECURRENCE-ID{_when(original, owner)}", lines[-1]]


def _event(
    each: Appointment,
    owner: Person,
    start: datetime,
    *,
    sequence: int,
    status: str = "",
    declined: bool = False,
    single: bool = False,
) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{each.uid}@nordwerk.example",
        f"DTSTAMP:{each.start.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        *_times(each, owner, start),
        f"SUMMARY:{_text(each.title)}",
        f"STATUS:{status or each.status}",
        f"SEQUENCE:{sequence}",
        *([f"LOCATION:{_text(each.place)}"] if each.place else []),
        *(["CLASS:PRIVATE"] if each.private else []),
        *_link(each, owner),
        *_people(each, declined=declined),
        *([] if single else _rule(each, owner)),
    ]
    return [*lines, "END:VEVENT"]


def _times(each: Appointment, owner: Person, start: datetime) -> list[str]:
    if each.days:
        last = start.date() + timedelta(days=each.days)
        return [f"DTSTART;VALUE=DATE:{start:%Y%m%d}", f"DTEND;VALUE=DATE:{last:%Y%m%d}"]
    end = (start.astimezone(UTC) + timedelta(minutes=each.minutes)).astimezone(start.tzinfo)
    return [f"DTSTART{_when(start, owner)}", f"DTEND{_when(end, owner)}"]


def _when(moment: datetime, owner: Person) -> str:
    zone = moment.tzinfo.key if isinstance(moment.tzinfo, ZoneInfo) else "UTC"
    if owner.flavour == "outlook" and zone in _WINDOWS:
        return f';TZID="{_WINDOWS[zone]}":{moment:%Y%m%dT%H%M%S}'
    return f";TZID={zone}:{moment:%Y%m%dT%H%M%S}"


def _rule(each: Appointment, owner: Person) -> list[str]:
    if each.series is None:
        return []
    day = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[each.start.weekday()]
    rule = f"RRULE:FREQ=WEEKLY;INTERVAL={each.series.interval};COUNT={each.series.count};BYDAY={day}"
    return [rule, *(f"EXDATE{_when(_instance(each, number), owner)}" for number in each.series.left_out)]


def _link(each: Appointment, owner: Person) -> list[str]:
    if not each.link:
        return []
    name = "X-MICROSOFT-SKYPETEAMSMEETINGURL" if owner.flavour == "outlook" else "X-GOOGLE-CONFERENCE"
    return [f"{name}:{each.link}"]


def _people(each: Appointment, *, declined: bool) -> Iterator[str]:
    if not each.guests and len(each.hosts) == 1:
        return
    host = person(each.hosts[0][0])
    yield f'ORGANIZER;CN="{host.name}":mailto:{host.email}'
    for key, answer in each.hosts:
        yield _attendee(Guest(person(key).email, person(key).name, answer))
    for place, guest in enumerate(each.guests):
        answer = "DECLINED" if declined and place == 0 else guest.answer
        yield _attendee(Guest(guest.email, guest.name, answer, guest.kind))


def _attendee(guest: Guest) -> str:
    head = f"ATTENDEE;CUTYPE={guest.kind};ROLE=REQ-PARTICIPANT;PARTSTAT={guest.answer}"
    return f'{head};CN="{guest.name}":mailto:{guest.email}'


def _text(words: str) -> str:
    return words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _fold(line: str) -> str:
    data = line.encode()
    parts = []
    while len(data) > _WIDTH:
        cut = _WIDTH
        while data[cut] & 0xC0 == 0x80:  # never inside a character
            cut -= 1
        parts.append(data[:cut])
        data = b" " + data[cut:]
    return "\r\n".join(part.decode() for part in [*parts, data])
