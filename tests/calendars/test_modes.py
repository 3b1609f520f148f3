"""How a meeting was held, from its place (docs/rules/client-hours.md)."""

from __future__ import annotations

import pytest

from innercircle.calendars.modes import mode_of
from innercircle.calendars.rules import Answer, Entry, Kind, Mode, Participant


def entry(place: str, *, conference: bool = False, people: tuple[Participant, ...] = ()) -> Entry:
    return Entry("u", None, 0, 60, people, place=place, conference=conference)


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("", Mode.UNKNOWN),
        ("tbd", Mode.UNKNOWN),
        ("To be confirmed", Mode.UNKNOWN),
        ("-", Mode.UNKNOWN),
        ("Acme, Hauptstraße 12, 10115 Berlin", Mode.IN_PERSON),
        ("Room 5.123", Mode.IN_PERSON),
        ("Berlin", Mode.IN_PERSON),
        ("3.14", Mode.IN_PERSON),
        ("Zoom Room 3", Mode.IN_PERSON),
        ("Microsoft office Munich", Mode.IN_PERSON),
        ("Call center Leipzig", Mode.IN_PERSON),
        ("Meet at reception", Mode.IN_PERSON),
        ("Room 7; https://teams.microsoft.com/l/meetup-join/1", Mode.IN_PERSON),
        ("Microsoft Teams Meeting; Raum Rhein", Mode.IN_PERSON),
        ("Acme HQ or Zoom", Mode.IN_PERSON),
        ("https://www.google.com/maps/place/Acme", Mode.IN_PERSON),
        ("Microsoft Teams Meeting", Mode.VIDEO),
        ("Microsoft Teams-Besprechung", Mode.VIDEO),
        ("Teams", Mode.VIDEO),
        ("zoom", Mode.VIDEO),
        ("Zoom with Kim", Mode.VIDEO),
        ("Meet", Mode.VIDEO),
        ("Google Meet", Mode.VIDEO),
        ("Zoom call", Mode.VIDEO),
        ("Video call", Mode.VIDEO),
        ("virtueller Raum", Mode.VIDEO),
        ("online", Mode.VIDEO),
        ("https://acme.zoom.us/j/123456789?pwd=x", Mode.VIDEO),
        ("acme.zoom.us/j/123456789", Mode.VIDEO),
        ("https://meet.acme.example/abc", Mode.VIDEO),
        ("Zoom, meeting id 123 4567 8901, passcode 4711", Mode.VIDEO),
        ("Microsoft Teams; +49 30 1234567", Mode.VIDEO),
        ("Call", Mode.PHONE),
        ("call Kim", Mode.PHONE),
        ("Telefon", Mode.PHONE),
        ("Conference call", Mode.PHONE),
        ("+49 (0)30 123456-78", Mode.PHONE),
        ("030 1234567", Mode.PHONE),
        ("Tel. 555-123-4567, PIN 4711#", Mode.PHONE),
        ("Room 5, tel. 030 1234567", Mode.IN_PERSON),
    ],
)
def test_place(place: str, expected: Mode) -> None:
    assert mode_of(entry(place)) is expected


def test_a_conference_link_elsewhere_counts_only_without_a_place() -> None:
    assert mode_of(entry("", conference=True)) is Mode.VIDEO
    assert mode_of(entry("tbd", conference=True)) is Mode.VIDEO
    assert mode_of(entry("Acme, Berlin", conference=True)) is Mode.IN_PERSON
    assert mode_of(entry("+49 30 1234567", conference=True)) is Mode.PHONE


def test_an_invited_room_makes_it_in_person_unless_it_declined() -> None:
    room = Participant("room7@acme.example", kind=Kind.ROOM)
    declined = Participant("room7@acme.example", kind=Kind.ROOM, answer=Answer.DECLINED)
    assert mode_of(entry("Microsoft Teams Meeting", people=(room,))) is Mode.IN_PERSON
    assert mode_of(entry("Microsoft Teams Meeting", people=(declined,))) is Mode.VIDEO
    assert mode_of(entry("", people=(Participant("one@acme.example"),))) is Mode.UNKNOWN


def test_a_very_long_place_is_looked_at_in_part() -> None:
    assert mode_of(entry("1 " * 500_000)) in set(Mode)
