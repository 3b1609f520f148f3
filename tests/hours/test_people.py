"""Who sits where at a meeting, and why somebody on it does not count."""

from __future__ import annotations

from datetime import date

from innercircle.calendars.meetings import Because, Sighting, State, merge
from innercircle.calendars.rules import Answer, Entry, Kind, Mode, Participant
from innercircle.directory.rules import Account, Affiliation, Colleague, Contact, Directory, Matcher
from innercircle.hours.rules import Held, Presence, Seat, Side, Why, held, presences, seats

DIRECTORY = Directory(
    accounts=(Account(1, "Acme", ("acme.example",)),),
    contacts=(
        Contact(1, "One", ("one@acme.example", "one@home.example"), (Affiliation(1),)),
        Contact(2, "Left", ("left@acme.example",), (Affiliation(1, until=date(1969, 1, 1)),)),
    ),
    colleagues=(Colleague(1, "Anna", ("anna@ours.example",)),),
)


def sit(*people: Participant, owner: str | None = None) -> tuple[Matcher, list[Seat]]:
    matcher = Matcher(DIRECTORY)
    copy = Sighting("c", owner, Entry("u", None, 0, 60, people))
    (meeting,) = merge([copy], ours=matcher.is_ours)
    return matcher, seats(meeting, matcher)


def test_reasons_of_those_who_do_not_count() -> None:
    _, seated = sit(
        Participant("one@acme.example", answer=Answer.ACCEPTED),
        Participant("room@acme.example", kind=Kind.ROOM),
        Participant("beamer@elsewhere.example", kind=Kind.RESOURCE),
        Participant("all@acme.example", kind=Kind.LIST),
        Participant("two@acme.example", answer=Answer.DECLINED),
        Participant("three@acme.example", answer=Answer.DELEGATED),
        Participant("x@gmail.com"),
        Participant("x@elsewhere.example", answer=Answer.DECLINED),
        Participant("", "Kim"),
        Participant("left@acme.example"),
    )
    assert [seat.left_out for seat in seated] == [
        None,
        Why.ROOM,
        Why.RESOURCE,
        Why.LIST,
        Why.DECLINED,
        Why.DELEGATED,
        Why.FREE_MAIL,
        Why.UNKNOWN_DOMAIN,
        Why.NO_ADDRESS,
        Why.NOT_AFFILIATED,
    ]
    assert [seat.takes_part for seat in seated] == [True] + [False] * 9


def test_the_owner_of_the_calendar_takes_a_seat() -> None:
    _, seated = sit(Participant("one@acme.example"), owner="anna@ours.example")
    assert (seated[1].state, seated[1].because, seated[1].match.person) == (State.PRESUMED, Because.OWNER, 1)


def test_each_person_once_and_rooms_never() -> None:
    _, seated = sit(
        Participant("one@home.example", answer=Answer.DECLINED),
        Participant("one@acme.example"),
        Participant("anna@ours.example", organizer=True),
        Participant("new@acme.example", answer=Answer.DECLINED),
        Participant("room@acme.example", kind=Kind.ROOM),
        Participant("x@gmail.com"),
    )
    assert presences(seated) == (
        Presence(1, Side.CLIENT, 1, State.PRESUMED),
        Presence(1, Side.OURS, None, State.CONFIRMED),
        Presence(-1, Side.CLIENT, 1, State.ABSENT),
    )


def test_the_weaker_state_of_a_second_address_changes_nothing() -> None:
    _, seated = sit(Participant("one@acme.example", organizer=True), Participant("one@home.example"))
    assert presences(seated) == (Presence(1, Side.CLIENT, 1, State.CONFIRMED),)


def test_held_is_the_meeting_as_the_measure_sees_it() -> None:
    matcher = Matcher(DIRECTORY)
    entry = Entry("u", None, 0, 60, (Participant("one@acme.example"),), all_day=True, cancelled=True, place="Teams")
    (meeting,) = merge([Sighting("c", None, entry)], ours=matcher.is_ours)
    assert held(5, meeting, seats(meeting, matcher)) == Held(
        5, 0, 60, Mode.VIDEO, (Presence(1, Side.CLIENT, 1, State.PRESUMED),), all_day=True, cancelled=True
    )
