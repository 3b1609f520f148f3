"""What becomes of each field of an event of Microsoft's and of Google's; and what is said about odd ones."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from innercircle.calendars import exports
from innercircle.calendars.ics.limits import DEFAULT, Limits
from innercircle.calendars.modes import mode_of
from innercircle.calendars.rules import Answer, Entry, Kind, Mode, Remark, Window

WINDOW = Window(1_767_225_600, 1_798_761_600)  # 2026
GRAPH: dict[str, Any] = {
    "id": "AAMkA",
    "iCalUId": "u1",
    "subject": "Review",
    "start": {"dateTime": "2026-03-10T10:00:00.0000000", "timeZone": "W. Europe Standard Time"},
    "end": {"dateTime": "2026-03-10T11:30:00.0000000", "timeZone": "W. Europe Standard Time"},
    "organizer": {"emailAddress": {"name": "Anna Berg", "address": "Anna@Ours.example"}},
    "attendees": [
        {
            "type": "required",
            "status": {"response": "accepted"},
            "emailAddress": {"name": "One, Acme", "address": "one@acme.example"},
        }
    ],
    "type": "singleInstance",
    "isAllDay": False,
}
GOOGLE: dict[str, Any] = {
    "kind": "calendar#event",
    "id": "abc",
    "iCalUID": "g1@google.com",
    "status": "confirmed",
    "summary": "Review",
    "start": {"dateTime": "2026-03-10T10:00:00+01:00", "timeZone": "Europe/Berlin"},
    "end": {"dateTime": "2026-03-10T11:30:00+01:00", "timeZone": "Europe/Berlin"},
    "organizer": {"email": "anna@ours.example", "displayName": "Anna Berg"},
    "attendees": [{"email": "one@acme.example", "responseStatus": "tentative"}],
}
GLOBAL = "040000008200E00074C5B7101A82E008"
TAIL = "B0C1D2E3F4A5D601000000000000000010000000AABBCCDD"


def read(
    *found: dict[str, Any], owner: str = "", limits: Limits = DEFAULT, **page: Any
) -> tuple[list[Entry], list[str]]:
    said: list[Remark] = []
    data = json.dumps(page | {"value": list(found)}).encode()
    entries = exports.read(
        data, name="a.json", window=WINDOW, zone="UTC", remark=said.append, owner=owner, limits=limits
    )
    return sorted(entries, key=lambda entry: entry.start), [each.message for each in said]


def one(found: dict[str, Any], **more: Any) -> Entry:
    (entry,), said = read(found, **more)
    assert said == []
    return entry


def at(written: str) -> int:
    return int(datetime.fromisoformat(written).replace(tzinfo=UTC).timestamp())


def test_an_event_of_graph() -> None:
    entry = one(GRAPH)
    assert (entry.start, entry.end) == (at("2026-03-10T09:00"), at("2026-03-10T10:30"))
    assert [(each.address, each.answer, each.organizer) for each in entry.participants] == [
        ("one@acme.example", Answer.ACCEPTED, False),
        ("anna@ours.example", Answer.ACCEPTED, True),
    ]
    assert entry.participants[0].name == "One, Acme"
    assert (entry.uid, entry.original_start, entry.title) == ("u1", None, "Review")


def test_an_event_of_google() -> None:
    entry = one(GOOGLE)
    assert (entry.start, entry.end) == (at("2026-03-10T09:00"), at("2026-03-10T10:30"))
    assert [(each.address, each.answer) for each in entry.participants] == [
        ("one@acme.example", Answer.TENTATIVE),
        ("anna@ours.example", Answer.ACCEPTED),
    ]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"isCancelled": True}, {"cancelled": True}),
        ({"isCancelled": "true"}, {"cancelled": True}),
        ({"sensitivity": "confidential"}, {"private": True}),
        ({"sensitivity": "microsoft.graph.sensitivity'private'"}, {"private": True}),
        ({"isOnlineMeeting": True}, {"conference": True}),
        ({"onlineMeeting": {"joinUrl": "https://x"}}, {"conference": True}),
        ({"bodyPreview": "Join https://teams.microsoft.com/l/meetup"}, {"conference": True}),
        ({"location": {"displayName": "Room 7"}}, {"place": "Room 7"}),
        ({"locations": [{"displayName": "A"}, {"displayName": "B"}]}, {"place": "A; B"}),
        ({"location": '{"displayName": "Hall"}'}, {"place": "Hall"}),
        ({"lastModifiedDateTime": "2026-01-02T00:00:00.123Z"}, {"modified": at("2026-01-02")}),
        ({"lastModifiedDateTime": "soon"}, {"modified": 0}),
        ({"start": {"dateTime": "2026-03-10T10:00:00+02:00"}}, {"start": at("2026-03-10T08:00")}),
        ({"start": "2026-03-10T08:30:00Z"}, {"start": at("2026-03-10T08:30")}),
        ({"type": "occurrence"}, {"original_start": at("2026-03-10T09:00")}),
        ({"type": "exception", "originalStart": "2026-03-09T09:00:00Z"}, {"original_start": at("2026-03-09T09:00")}),
        ({"iCalUId": None, "uid": "u2"}, {"uid": "u2"}),
        ({"subject": None}, {"title": ""}),
    ],
)
def test_fields_of_graph(change: dict[str, Any], expected: dict[str, Any]) -> None:
    entry = one(GRAPH | change)
    assert {name: getattr(entry, name) for name in expected} == expected


def test_whole_days_have_no_hours() -> None:
    days = {"start": {"dateTime": "2026-03-10T00:00:00", "timeZone": "UTC"}, "isAllDay": True}
    entry = one(GRAPH | days | {"end": {"dateTime": "2026-03-12T00:00:00", "timeZone": "UTC"}})
    assert (entry.all_day, entry.start, entry.end) == (True, at("2026-03-10"), at("2026-03-12"))
    entry = one(GOOGLE | {"start": {"date": "2026-03-10"}, "end": {"date": "2026-03-11"}})
    assert (entry.all_day, entry.start, entry.end) == (True, at("2026-03-10"), at("2026-03-11"))


def test_an_occurrence_is_one_of_its_series_wherever_it_comes_from() -> None:
    occurrence = GRAPH | {"iCalUId": f"{GLOBAL}07EA030A{TAIL}", "type": "occurrence"}
    entry = one(occurrence | {"originalStart": "2026-03-10T09:00:00Z"})
    assert (entry.uid, entry.original_start) == (f"{GLOBAL}00000000{TAIL}", at("2026-03-10T09:00"))
    assert one(occurrence).uid == occurrence["iCalUId"]


def test_rooms_and_resources_are_no_people() -> None:
    room = {"type": "resource", "status": {}, "emailAddress": {"name": "Blue", "address": "blue@acme.example"}}
    entry = one(GRAPH | {"attendees": [*GRAPH["attendees"], room]})
    assert [each.kind for each in entry.participants] == [Kind.PERSON, Kind.ROOM, Kind.PERSON]
    assert mode_of(entry) is Mode.IN_PERSON
    google = {"email": "c_1@resource.calendar.google.com", "resource": True, "responseStatus": "accepted"}
    entry = one(GOOGLE | {"attendees": [google]})
    assert entry.participants[0].kind is Kind.RESOURCE


@pytest.mark.parametrize(
    ("response", "answer"),
    [
        ("none", Answer.NEEDS_ACTION),
        ("notResponded", Answer.NEEDS_ACTION),
        ("tentativelyAccepted", Answer.TENTATIVE),
        ("microsoft.graph.responseType'declined'", Answer.DECLINED),
        ("#microsoft.graph.responseType'accepted'", Answer.ACCEPTED),
        (None, Answer.NEEDS_ACTION),
    ],
)
def test_answers_of_graph(response: object, answer: Answer) -> None:
    attendee = GRAPH["attendees"][0] | {"status": {"response": response}}
    assert one(GRAPH | {"attendees": [attendee]}).participants[0].answer is answer


def test_a_mailbox_tells_its_owners_own_answer() -> None:
    silent = GRAPH["attendees"][0] | {"status": {"response": "none"}}
    found = GRAPH | {"attendees": [silent], "responseStatus": {"response": "accepted"}}
    assert one(found).participants[0].answer is Answer.NEEDS_ACTION
    assert one(found, owner="One@acme.example").participants[0].answer is Answer.ACCEPTED


def test_a_missing_list_of_people_is_never_counted_silently() -> None:
    entries, said = read(GOOGLE | {"attendeesOmitted": True}, GOOGLE | {"iCalUID": "g2"})
    assert [entry.uid for entry in entries] == ["g2"]
    assert "The export leaves people out (attendeesOmitted)" in said[0]


def test_guests_without_a_name_are_told() -> None:
    guest = GOOGLE["attendees"][0] | {"additionalGuests": 3}
    entries, said = read(GOOGLE | {"attendees": [guest]})
    assert entries[0].unnamed_guests == 3
    (sentence,) = said
    assert sentence.startswith(
        "On 1 of the entries people bring guests without naming them (additionalGuests: 3 in all)"
    )


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (GOOGLE | {"guestsCanSeeOtherGuests": False}, True),
        (GOOGLE | {"guestsCanSeeOtherGuests": "false"}, True),
        (GOOGLE | {"guestsCanSeeOtherGuests": True}, False),
        (GOOGLE | {"guestsCanSeeOtherGuests": False, "organizer": {"email": "a@ours.example", "self": True}}, False),
        (GRAPH | {"hideAttendees": True, "isOrganizer": False}, True),
        (GRAPH | {"hideAttendees": True, "isOrganizer": True}, False),
        (GRAPH | {"hideAttendees": False}, False),
    ],
    ids=["google", "google as text", "google open", "google organizer", "graph", "graph organizer", "graph open"],
)
def test_people_only_the_organizer_sees_are_told(event: dict[str, Any], *, told: bool) -> None:
    entries, said = read(event)
    assert len(entries) == 1
    assert [sentence.startswith("On 1 of the entries only the organizer sees") for sentence in said] == [True] * told


def test_the_organizer_nobody_knows_is_no_person() -> None:
    """Google writes it on what its mail made of a booking."""
    unknown = {"email": "unknownorganizer@calendar.google.com", "displayName": "Unknown Organizer"}
    (entry,), _ = read(GOOGLE | {"organizer": unknown})
    assert [person.kind for person in entry.participants if person.organizer] == [Kind.RESOURCE]


def test_instances_and_cancellations_of_google() -> None:
    instance = {"recurringEventId": "abc", "originalStartTime": {"dateTime": "2026-03-10T10:00:00+01:00"}}
    assert one(GOOGLE | instance).original_start == at("2026-03-10T09:00")
    gone = {"id": "abc_1", "status": "cancelled", "kind": "calendar#event", **instance}
    entry = one(gone)
    assert (entry.uid, entry.cancelled, entry.start) == ("abc@google.com", True, at("2026-03-10T09:00"))
    days = {"recurringEventId": "abc", "originalStartTime": {"date": "2026-03-10"}}
    entry = one(GOOGLE | {"start": {"date": "2026-03-10"}, "end": {"date": "2026-03-11"}} | days)
    assert entry.original_start == at("2026-03-10")


def moments(day: str, begin: str, end: str) -> dict[str, Any]:
    """Start and end of that day's hours in UTC."""
    hours = (("start", begin), ("end", end))
    return {name: {"dateTime": f"{day}T{hour}:00:00", "timeZone": "UTC"} for name, hour in hours}


WEEKLY: dict[str, Any] = {
    "type": "seriesMaster",
    "recurrence": {
        "pattern": {"type": "weekly", "interval": 1, "daysOfWeek": ["tuesday"], "firstDayOfWeek": "monday"},
        "range": {"type": "endDate", "startDate": "2026-03-10", "endDate": "2026-04-07"},
    },
}


def test_a_series_of_graph_is_expanded_across_the_change_of_clocks() -> None:
    entries, said = read(GRAPH | WEEKLY)
    assert [entry.start for entry in entries] == [
        at(f"2026-{day}") for day in ("03-10T09:00", "03-17T09:00", "03-24T09:00", "03-31T08:00", "04-07T08:00")
    ]
    assert {(entry.uid, entry.title, len(entry.participants)) for entry in entries} == {("u1", "Review", 2)}
    assert [entry.original_start for entry in entries] == [entry.start for entry in entries]
    assert said == []


def test_a_series_told_in_utc_follows_the_clock_of_its_own_zone() -> None:
    utc = moments("2026-03-10", "09", "10")
    span = WEEKLY["recurrence"]["range"] | {"recurrenceTimeZone": "W. Europe Standard Time"}
    entries, _ = read(GRAPH | utc | {"recurrence": WEEKLY["recurrence"] | {"range": span}})
    assert [entry.start % 86_400 // 3600 for entry in entries] == [9, 9, 9, 8, 8]


UNTIL_MAY = {"type": "endDate", "endDate": "2026-05-10"}
SECOND_TUESDAY: dict[str, Any] = {"daysOfWeek": ["tuesday"], "index": "second"}


def repeated(kind: str, interval: int = 1, **more: Any) -> dict[str, Any]:
    """A pattern of Graph's."""
    return {"type": kind, "interval": interval, **more}


@pytest.mark.parametrize(
    ("pattern", "span", "days"),
    [
        (repeated("daily", 10), {"type": "numbered", "numberOfOccurrences": 3}, ["03-10", "03-20", "03-30"]),
        (repeated("absoluteMonthly", dayOfMonth=10), UNTIL_MAY, ["03-10", "04-10", "05-10"]),
        (repeated("relativeMonthly", 2, **SECOND_TUESDAY), UNTIL_MAY | {"endDate": "2026-06-01"}, ["03-10", "05-12"]),
        (repeated("relativeYearly", month=3, **SECOND_TUESDAY), {"type": "noEnd"}, ["03-10"]),
        (repeated("absoluteYearly", dayOfMonth=10, month=3), {"type": "noEnd"}, ["03-10"]),
    ],
)
def test_patterns_of_graph(pattern: dict[str, Any], span: dict[str, Any], days: list[str]) -> None:
    entries, said = read(GRAPH | {"type": "seriesMaster", "recurrence": {"pattern": pattern, "range": span}})
    assert said == []
    assert [f"{datetime.fromtimestamp(entry.start, UTC):%m-%d}" for entry in entries] == days


def test_an_exception_replaces_the_instance_of_its_series() -> None:
    moved = GRAPH | {"type": "exception", "originalStart": "2026-03-17T09:00:00Z"}
    moved |= moments("2026-03-18", "14", "15")
    gone = {"cancelledOccurrences": ["OID.AAMkA.2026-03-24"]}
    entries, _ = read(moved, GRAPH | WEEKLY | gone)
    assert [f"{datetime.fromtimestamp(entry.start, UTC):%m-%dT%H}" for entry in entries] == [
        "03-10T09", "03-18T14", "03-31T08", "04-07T08",
    ]  # fmt: skip
    dated = GRAPH | {"type": "exception", "iCalUId": f"{GLOBAL}07EA0311{TAIL}"}
    series = GRAPH | WEEKLY | {"iCalUId": f"{GLOBAL}00000000{TAIL}"}
    entries, _ = read(dated | moments("2026-03-18", "14", "15"), series)
    assert len(entries) == 5


def test_a_series_of_google_with_its_exceptions() -> None:
    lines = ["RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE;TZID=Europe/Berlin:20260324T100000", "X-EVIL:\r\nRRULE:x"]
    rules = {"recurrence": lines}
    moved = GOOGLE | {"recurringEventId": "abc", "originalStartTime": {"dateTime": "2026-03-17T10:00:00+01:00"}}
    moved |= {"start": {"dateTime": "2026-03-19T10:00:00Z"}, "end": {"dateTime": "2026-03-19T11:00:00Z"}}
    entries, said = read(GOOGLE | rules, moved)
    assert [f"{datetime.fromtimestamp(entry.start, UTC):%m-%dT%H}" for entry in entries] == [
        "03-10T09", "03-19T10", "03-31T08",
    ]  # fmt: skip
    assert said == []
    days = {"start": {"date": "2026-03-10"}, "end": {"date": "2026-03-11"}, "recurrence": ["RRULE:FREQ=DAILY;COUNT=3"]}
    assert [entry.all_day for entry in read(GOOGLE | days)[0]] == [True] * 3


UNCOUNTED = {"type": "numbered", "numberOfOccurrences": "x"}
FIELDS = ["attendees", "organizer", "location", "locations", "responseStatus", "body", "onlineMeeting"]
ODD = [None, 17, "x", "[broken", "{broken", [], {}, [None], [17], ["x"], {"emailAddress": 3}]


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        ({"hello": "world"}, "no event of Microsoft Graph or of Google Calendar"),
        (GRAPH | {"start": None}, "It has no start."),
        (GRAPH | {"start": {"dateTime": "tomorrow"}}, "“tomorrow” is no date or time."),
        (GRAPH | {"start": {"dateTime": "2026-02-30T10:00:00"}}, "is no date or time."),
        (GRAPH | {"start": {"dateTime": "2026-02-20T25:00:00"}}, "is no date or time."),
        (GRAPH | {"end": {"dateTime": "2026-03-09T10:00:00", "timeZone": "UTC"}}, "It ends before it starts."),
        (GRAPH | {"attendees": [{}] * 6_000}, "More than 5,000 people are on it."),
        (GRAPH | {"recurrence": {"pattern": {"type": "hourly"}, "range": {}}}, "Its pattern “hourly” is not known."),
        (GRAPH | {"recurrence": {"pattern": {"type": "daily"}, "range": UNCOUNTED}}, "“x” in its pattern is no whole"),
        (GOOGLE | {"recurrence": ["RRULE:FREQ=SECONDLY"]}, "SECONDLY"),
        (GOOGLE | {"start": {}}, "It has no start."),
    ],
)
def test_an_odd_event_costs_itself_and_is_told(found: dict[str, Any], sentence: str) -> None:
    entries, said = read(found, GRAPH | {"iCalUId": "good"})
    assert [entry.uid for entry in entries] == ["good"]
    assert sentence in said[0]


@pytest.mark.parametrize("name", FIELDS)
def test_fields_of_wrong_kinds_are_passed_over(name: str) -> None:
    for value in ODD:
        assert len(read(GRAPH | {name: value})[0]) == 1, value


def test_an_unknown_zone_and_none_at_all_are_told_once() -> None:
    nowhere = {"dateTime": "2026-03-10T10:00:00", "timeZone": "Nowhere"}
    odd = {"start": nowhere, "end": {"dateTime": "2026-03-10T11:00:00"}}
    entries, said = read(GRAPH | odd, GRAPH | odd | {"iCalUId": "u2"})
    assert [entry.start for entry in entries] == [at("2026-03-10T10:00")] * 2
    assert [sentence.partition(";")[0] for sentence in said] == [
        "Nobody knows the time zone “Nowhere”",
        "Some times name no zone (or one nobody knows)",
    ]
    floating = GOOGLE | {"start": {"dateTime": "2026-03-10T10:00:00"}, "end": {}}
    page = json.dumps({"timeZone": "America/New_York", "items": [floating]})
    (entry,) = exports.read(page.encode(), name="a", window=WINDOW, zone="UTC", remark=lambda _: None)
    assert entry.start == at("2026-03-10T14:00")


def test_the_same_copy_in_many_mailboxes_is_one_and_answers_differ() -> None:
    declined = GRAPH | {"attendees": [GRAPH["attendees"][0] | {"status": {"response": "declined"}}]}
    assert len(read(GRAPH, GRAPH, declined)[0]) == 2


def test_events_outside_of_the_window_are_left_out() -> None:
    assert read(GRAPH | {name: {"dateTime": "2020-03-10T10:00:00Z"} for name in ("start", "end")}) == ([], [])


def test_limits_hold_on_the_number_of_events_and_of_remarks() -> None:
    entries, said = read(GRAPH, GRAPH | {"iCalUId": "u2"}, limits=replace(DEFAULT, components=1))
    assert (len(entries), said) == (1, ["More than 1 events; the rest is not read."])
    _, said = read(GRAPH, *[{"no": "event"}] * 1_200)
    assert (len(said), said[-1]) == (1_001, "More than 1,000 remarks; no further ones are told.")
