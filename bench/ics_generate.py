"""Write a calendar as a busy colleague's export looks, seeded, of any size.

    python bench/ics_generate.py --events 20000 --out calendar.ics

Organizer and 2-12 attendees on each entry, 8 % weekly series (some with moved, cancelled and removed instances),
entries spread over three years, named zones with their VTIMEZONEs, folded lines, descriptions with a conference link in
some, about 2.2 KB an entry as CALENDARS.md describes.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

FIRST = datetime(2024, 1, 1)
DAYS = 3 * 365
SHARE_OF_SERIES = 0.08
ZONES = ("Europe/Berlin", "Europe/London", "America/New_York", "W. Europe Standard Time")
ANSWERS = ("ACCEPTED", "ACCEPTED", "ACCEPTED", "TENTATIVE", "NEEDS-ACTION", "DECLINED")
PLACES = ("Room 7", "Microsoft Teams Meeting", "Plant 2\\, Hall B", "", "Office")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WORDS = str.split(
    "agenda budget call capacity client contract decision delivery forecast goals invoice kick-off launch "
    "margin market material meeting next offer open planning plant price project quality quarter report "
    "review risk roadmap sample schedule scope service site status steering strategy supply target team "
    "test timeline tooling tour volume workshop"
)
RULES = {
    "Europe/Berlin": ("+0100", "+0200", "-1SU", 3, "-1SU", 10, "020000", "030000"),
    "Europe/London": ("+0000", "+0100", "-1SU", 3, "-1SU", 10, "010000", "020000"),
    "America/New_York": ("-0500", "-0400", "2SU", 3, "1SU", 11, "020000", "020000"),
    "W. Europe Standard Time": ("+0100", "+0200", "-1SU", 3, "-1SU", 10, "020000", "030000"),
}


def calendar(events: int, seed: int = 5) -> Iterator[bytes]:
    """The file in pieces: a head, and each UID with everything that belongs to it."""
    maker = _Maker(random.Random(seed))
    yield _head()
    made = 0
    while made < events:
        parts = maker.series() if maker.random.random() < SHARE_OF_SERIES else [maker.single()]
        made += len(parts)
        yield b"".join(parts)
    yield b"END:VCALENDAR\r\n"


def _head() -> bytes:
    lines = [
        "BEGIN:VCALENDAR",
        "PRODID:-//Innercircle//bench//EN",
        "VERSION:2.0",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ]
    for name, (standard, summer, spring, spring_month, autumn, autumn_month, forward, back) in RULES.items():
        lines += [
            "BEGIN:VTIMEZONE",
            f"TZID:{name}",
            "BEGIN:STANDARD",
            f"DTSTART:16010101T{back}",
            f"TZOFFSETFROM:{summer}",
            f"TZOFFSETTO:{standard}",
            f"RRULE:FREQ=YEARLY;BYDAY={autumn};BYMONTH={autumn_month}",
            "END:STANDARD",
            "BEGIN:DAYLIGHT",
            f"DTSTART:16010101T{forward}",
            f"TZOFFSETFROM:{standard}",
            f"TZOFFSETTO:{summer}",
            f"RRULE:FREQ=YEARLY;BYDAY={spring};BYMONTH={spring_month}",
            "END:DAYLIGHT",
            "END:VTIMEZONE",
        ]
    return _joined(lines)


def _joined(lines: list[str]) -> bytes:
    folded = []
    for line in lines:
        raw = line.encode()
        while len(raw) > 75:
            folded.append(raw[:75])
            raw = b" " + raw[75:]
        folded.append(raw)
    return b"\r\n".join(folded) + b"\r\n"


class _Maker:
    def __init__(self, source: random.Random) -> None:
        self.random = source
        self.number = 0
        self.people = [
            (f"Person {number:04}", f"person.{number:04}@{'ours' if number < 200 else f'client{number % 97}'}.example")
            for number in range(3000)
        ]

    def single(self) -> bytes:
        begin = self._begin()
        zone = self.random.choice(ZONES)
        return self._event(self._uid(), begin, self._minutes(), zone, self._people(), [])

    def series(self) -> list[bytes]:
        """A weekly series, with what happened to it."""
        uid, zone, minutes, people = self._uid(), self.random.choice(ZONES), self._minutes(), self._people()
        begin = self._begin()
        weeks = self.random.randint(6, 60)
        interval = self.random.choice((1, 1, 1, 2))
        rule = f"RRULE:FREQ=WEEKLY;INTERVAL={interval};BYDAY={WEEKDAYS[begin.weekday()]}"
        rule += (
            f";COUNT={weeks}"
            if self.random.random() < 0.6
            else f";UNTIL={begin + timedelta(weeks=weeks):%Y%m%d}T235959Z"
        )
        touched = self.random.sample(range(1, max(2, weeks // interval - 1)), k=min(3, max(1, weeks // interval - 2)))
        days = [begin + timedelta(weeks=week * interval) for week in touched]
        more = [rule] + [f"EXDATE;TZID={zone}:{day:%Y%m%dT%H%M%S}" for day in days[:1] if self.random.random() < 0.7]
        parts = [self._event(uid, begin, minutes, zone, people, more)]
        for day in days[1:]:
            moved = day + timedelta(hours=self.random.choice((1, 2, 24, 26)))
            status = ["STATUS:CANCELLED"] if self.random.random() < 0.3 else []
            instance = [f"RECURRENCE-ID;TZID={zone}:{day:%Y%m%dT%H%M%S}", *status]
            parts.append(self._event(uid, moved, minutes, zone, people, instance, sequence=1))
        return parts

    def _event(
        self,
        uid: str,
        begin: datetime,
        minutes: int,
        zone: str,
        people: list[tuple[str, str]],
        more: list[str],
        sequence: int = 0,
    ) -> bytes:
        quoted = f'"{zone}"' if " " in zone and self.random.random() < 0.5 else zone
        organizer = people[0]
        lines = [
            "BEGIN:VEVENT",
            f"DTSTART;TZID={quoted}:{begin:%Y%m%dT%H%M%S}",
            f"DTEND;TZID={quoted}:{begin + timedelta(minutes=minutes):%Y%m%dT%H%M%S}",
            f"DTSTAMP:{begin - timedelta(days=20):%Y%m%dT%H%M%S}Z",
            f"ORGANIZER;CN={organizer[0]}:mailto:{organizer[1]}",
            f"UID:{uid}",
            *(self._attendee(person) for person in people),
            f"CREATED:{begin - timedelta(days=30):%Y%m%dT%H%M%S}Z",
            f"LAST-MODIFIED:{begin - timedelta(days=10):%Y%m%dT%H%M%S}Z",
            f"DESCRIPTION:{self._description()}",
            f"LOCATION:{self.random.choice(PLACES)}",
            f"SEQUENCE:{sequence}",
            *([] if any(line.startswith("STATUS") for line in more) else ["STATUS:CONFIRMED"]),
            f"SUMMARY:{self._words(4).capitalize()}",
            "TRANSP:OPAQUE",
            *more,
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            "DESCRIPTION:Reminder",
            "TRIGGER:-PT15M",
            "END:VALARM",
            "END:VEVENT",
        ]
        return _joined(lines)

    def _attendee(self, person: tuple[str, str]) -> str:
        answer = self.random.choice(ANSWERS)
        return (
            f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={answer};CN={person[0]};"
            f"X-NUM-GUESTS=0:mailto:{person[1]}"
        )

    def _begin(self) -> datetime:
        day = FIRST + timedelta(days=self.random.randrange(DAYS))
        return day + timedelta(hours=self.random.randint(7, 18), minutes=self.random.choice((0, 15, 30, 45)))

    def _uid(self) -> str:
        self.number += 1
        return f"{self.number:08x}{self.random.getrandbits(160):040x}@bench.example"

    def _minutes(self) -> int:
        return self.random.choice((15, 30, 30, 45, 60, 60, 90, 120))

    def _people(self) -> list[tuple[str, str]]:
        return self.random.sample(self.people, self.random.randint(2, 12))

    def _description(self) -> str:
        text = "\\n".join(self._words(self.random.randint(8, 20)) for _ in range(7))
        if self.random.random() < 0.4:
            text += f"\\nhttps://teams.microsoft.com/l/meetup-join/{self.random.getrandbits(256):x}"
        return text

    def _words(self, count: int) -> str:
        return " ".join(self.random.choices(WORDS, k=count))


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    with arguments.out.open("wb") as file:
        for piece in calendar(arguments.events, arguments.seed):
            file.write(piece)
    print(f"{arguments.out}: {arguments.out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
