"""What the fast way to a draft takes and what it leaves to the careful way; where it takes one, both read the same."""

from __future__ import annotations

import pytest

from innercircle.calendars import ics
from innercircle.calendars.ics import reader
from innercircle.calendars.rules import Entry, Window

WINDOW = Window(1_700_000_000, 1_900_000_000)
HEAD = (
    "BEGIN:VEVENT",
    "UID:one",
    "DTSTART;TZID=Europe/Berlin:20260105T090000",
    "DTEND;TZID=Europe/Berlin:20260105T100000",
)
LINK = "https://teams.microsoft.com/l/1"
PLAIN = {
    "nothing more": [],
    "people": [f"ATTENDEE;PARTSTAT={answer};CN=A:mailto:a@x.example" for answer in ("ACCEPTED", "DECLINED")],
    "people apart": ["ATTENDEE:mailto:a@x.example", "SEQUENCE:2", "ATTENDEE;CN=B:mailto:b@x.example"],
    "nobody's address before another's": [
        *("ATTENDEE;CN=c@x.example:invalid:none", "ORGANIZER;CN=Boss:mailto:boss@x.example"),
        "ATTENDEE:mailto:a@x.example",
    ],
    "an address in what comes next": ["ATTENDEE;CN=A:none", "COMMENT:b@x.example", "ATTENDEE:mailto:a@x.exa", " mple"],
    "one folded": ["ATTENDEE;PARTSTAT=TENT", " ATIVE;CN=A:mailto:a@x.exa", " mple", "CLASS:PRIVATE"],
    "answers of one": [f"ATTENDEE;CN=A;PARTSTAT={answer};RSVP=X:mailto:a@x.example" for answer in ("DELEGATED", "X")],
    "an answer in a name": ['ATTENDEE;CN="x;PARTSTAT=DECLINED";PARTSTAT=ACCEPTED:mailto:a@x.example'],
    "an answer in an address": ["ATTENDEE:mailto:a@x.example;PARTSTAT=ACCEPTED:x"],
    "two answers": ["ATTENDEE;PARTSTAT=ACCEPTED;PARTSTAT=DECLINED:mailto:a@x.example"],
    "guests": ["ATTENDEE;PARTSTAT=ACCEPTED;X-NUM-GUESTS=2:mailto:a@x.example", "ORGANIZER:mailto:a@x.example"],
    "nobody": ["ATTENDEE:", "ATTENDEE:mailto:b@x.example", "ORGANIZER:"],
    "a chair": ["ORGANIZER;CN=Boss:mailto:boss@x.example", "ATTENDEE:mailto:BOSS@x.example"],
    "a chair who declined": [
        *("ATTENDEE;PARTSTAT=DECLINED;CN=Boss:mailto:boss@x.example", "ATTENDEE:mailto:a@x.example"),
        "ORGANIZER;CN=\"Boss, the\":MAILTO:Boss@X.example",
    ],
    "a chair who is not listed": ["ORGANIZER;CN=Boss:mailto:boss@x.example", "ATTENDEE:mailto:a@x.example"],
    "a chair by another address": ["ATTENDEE:mailto:a@x.example", "ORGANIZER;EMAIL=a@x.example:invalid:nomail"],
    "a chair without address": ["ATTENDEE;CN=Boss:invalid:nomail", "ORGANIZER;CN=Boss:invalid:nomail"],
    "people without address": ["ATTENDEE;CN=One:invalid:nomail", "ATTENDEE;CN=Two:invalid:nomail"],
    "a line between people": [
        *("ATTENDEE;CN=B:mailto:b@x.example", "X-NOTE:one", " two", "ATTENDEE;CN=C:mailto:c@x.exa", " mple"),
        "ATTENDEE;CN=B:mailto:b@x.example",
    ],
    "a link": ["DESCRIPTION:Join https://teams.micro", " soft.com/l/1 now"],
    "a link cut between its strokes": ["DESCRIPTION:Join https:/", " /teams.microsoft.com/l/1"],
    "a link cut after each sign": ["DESCRIPTION:Join", *(f" {sign}" for sign in LINK)],
    "a link in a link": ["X-ALT-DESC:https://safe.example/?u=https%3A%2F%2Fteams.microsoft.com%2Fl"],
    "an address in figures alone": ["DESCRIPTION:%2F%2Fteams.microsoft.com%2Fl", "LOCATION:http://x.example"],
    "a link after many strokes": [f"DESCRIPTION:{'//' * 200}{LINK}"],
    "a link in the place": [f"LOCATION:{LINK}", "DESCRIPTION:none"],
    "a link in no text": [f"ORGANIZER;DIR=\"{LINK}\":mailto:a@x.example", "DESCRIPTION:none"],
    "a link in an alarm": ["BEGIN:VALARM", f"DESCRIPTION:{LINK}", "END:VALARM"],
    "a conference": ["X-GOOGLE-CONFERENCE:https://meet.example/1"],
    "a whole day": ["X-MICROSOFT-CDO-ALLDAYEVENT:TRUE"],
    "no whole day": ["X-MICROSOFT-CDO-ALLDAYEVENT:FALSE", "SUMMARY;LANGUAGE=de:Titel\\, lang"],
    "called off": ["STATUS:CANCELLED"],
    "called off, oddly": ["STATUS;X-WHY=no: cancelled "],
}  # fmt: skip
ODD = {
    "small letters": ["summary:small"],
    "a blank line": ["SUMMARY:one", "", " and two"],
    "a title twice": ["SUMMARY:one", "SUMMARY:two"],
    "people in an alarm": ["BEGIN:VALARM", "ATTENDEE:mailto:a@x.example", "END:VALARM"],
    "a component in an alarm": ["BEGIN:VALARM", "BEGIN:X", "END:X", "END:VALARM"],
    "an end that is cut": ["BEGIN:VALARM", "EN", " D:VALARM", "SUMMARY:one"],
    "a name that is cut": ["SUM", " MARY:one"],
    "a conference without address": ["CONFERENCE:"],
    "a further date": ["RDATE:20260106T090000Z"],
}  # fmt: skip


def event(more: list[str], end: str = "\r\n") -> bytes:
    """A calendar of one event, its lines with `end`."""
    lines = ["BEGIN:VCALENDAR", *HEAD, *more, "END:VEVENT", "END:VCALENDAR", ""]
    return end.join(lines).encode()


def entries(data: bytes, *, quick: bool) -> list[Entry]:
    """What one of the two readers gives."""
    read = ics.read if quick else ics.read_by_library
    return list(read(data, name="x", window=WINDOW, zone="Europe/Berlin", remark=lambda _remark: None))


@pytest.mark.parametrize("end", ["\r\n", "\n"], ids=["crlf", "lf"])
@pytest.mark.parametrize("name", PLAIN)
def test_what_is_plain_is_read_the_fast_way_as_carefully(name: str, end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = event(PLAIN[name], end)
    expected = entries(data, quick=False)
    assert len(expected) == 1
    monkeypatch.setattr(reader, "read_draft", None)
    assert entries(data, quick=True) == expected


@pytest.mark.parametrize("end", ["\r\n", "\n"], ids=["crlf", "lf"])
def test_what_was_understood_before_means_the_same_again(end: str) -> None:
    """A line about a person or a time is read once a file; where it comes again, other lines may follow it."""
    every = [event([*lines, f"COMMENT:{name}"], end) for name, lines in (PLAIN | ODD).items()]
    together = b"".join(
        one.replace(b"UID:one", b"UID:%d" % number) for number, one in enumerate([*every, *reversed(every)])
    )
    by_uid = {entry.uid: entry for entry in entries(together, quick=True)}
    assert by_uid == {entry.uid: entry for entry in entries(together, quick=False)}
    assert len(by_uid) == 2 * len(every)


@pytest.mark.parametrize("name", ODD)
def test_what_is_odd_is_left_to_the_careful_way(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = event(ODD[name])
    expected = entries(data, quick=False)
    assert entries(data, quick=True) == expected
    monkeypatch.setattr(reader, "read_draft", None)
    with pytest.raises(TypeError):
        entries(data, quick=True)


def test_a_link_counts_where_it_is_text() -> None:
    linked = {name for name in PLAIN if entries(event(PLAIN[name]), quick=True)[0].conference}
    assert linked == {
        "a link",
        "a link cut between its strokes",
        "a link cut after each sign",
        "a link in a link",
        "a link after many strokes",
        "a link in the place",
        "a conference",
    }
