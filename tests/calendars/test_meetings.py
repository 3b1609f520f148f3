"""One meeting out of many copies (golden 05 in small), and how sure we are of each person."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from innercircle.calendars.meetings import (
    Because,
    Meeting,
    MeetingKey,
    Sighting,
    State,
    likely_duplicates,
    merge,
    state_of,
)
from innercircle.calendars.rules import Answer, Entry, Kind, Mode, Participant

ANNA, BEN, ONE, TWO = "anna@ours.example", "ben@ours.example", "one@acme.example", "two@acme.example"


def who(address: str, answer: Answer = Answer.NEEDS_ACTION, *, organizer: bool = False) -> Participant:
    return Participant(address, answer=answer, organizer=organizer)


def copy(calendar: str, start: int = 100, *people: Participant, owner: str | None = None, **more: object) -> Sighting:
    entry = Entry("u", None, start, start + 60, people)
    for name, value in more.items():
        object.__setattr__(entry, name, value)
    return Sighting(calendar, owner, entry)


def merged(*copies: Sighting) -> list[Meeting]:
    """The meetings, the same for every order of the copies."""
    found = [sorted(merge(order, ours=lambda address: "@ours" in address), key=_key) for order in permutations(copies)]
    assert all(each == found[0] for each in found)
    return found[0]


def _key(meeting: Meeting) -> tuple[str, int]:
    return meeting.key.uid, meeting.key.slot or 0


@pytest.mark.parametrize(
    ("participant", "expected"),
    [
        (who(ONE, Answer.ACCEPTED), (State.CONFIRMED, Because.ACCEPTED)),
        (who(ONE, organizer=True), (State.CONFIRMED, Because.ORGANIZER)),
        (who(ONE, Answer.TENTATIVE, organizer=True), (State.CONFIRMED, Because.ORGANIZER)),
        (who(ONE, Answer.NEEDS_ACTION), (State.PRESUMED, Because.SILENT)),
        (who(ONE, Answer.TENTATIVE), (State.PRESUMED, Because.TENTATIVE)),
        (who(ONE, Answer.DECLINED), (State.ABSENT, Because.DECLINED)),
        (who(ONE, Answer.DECLINED, organizer=True), (State.ABSENT, Because.DECLINED)),
        (who(ONE, Answer.DELEGATED), (State.ABSENT, Because.DELEGATED)),
    ],
)
def test_state(participant: Participant, expected: tuple[State, Because]) -> None:
    assert state_of(participant) == expected


@pytest.mark.parametrize("newer", [{"sequence": 1}, {"modified": 5}, {"stamped": 5}])
def test_the_newest_copy_decides_time_and_people(newer: dict[str, Any]) -> None:
    (meeting,) = merged(copy("a", 100, who(ONE)), copy("b", 500, who(TWO), **newer))
    assert (meeting.entry.start, meeting.kept.calendar) == (500, "b")
    assert [each.address for each in meeting.people] == [TWO]
    assert [each.calendar for each in meeting.copies] == ["b", "a"]
    assert (meeting.key, meeting.key.instance) == (MeetingKey("u", None), "")


def test_sequence_outranks_later_stamps() -> None:
    (meeting,) = merged(copy("a", 100, sequence=1), copy("b", 500, modified=9, stamped=9))
    assert meeting.entry.start == 100


def test_among_equals_a_definite_answer_beats_none_whichever_copy_is_newer() -> None:
    (meeting,) = merged(
        copy("a", 100, who(ANNA, Answer.DECLINED), who(ONE, Answer.TENTATIVE)),
        copy("b", 100, who(ANNA), who(ONE), modified=9),
    )
    assert {each.address: each.answer for each in meeting.people} == {ANNA: Answer.DECLINED, ONE: Answer.TENTATIVE}


def test_an_answer_to_an_older_sequence_does_not_count() -> None:
    (meeting,) = merged(copy("a", 100, who(ONE, Answer.ACCEPTED)), copy("b", 500, who(ONE), sequence=1))
    assert meeting.people[0].answer is Answer.NEEDS_ACTION


def test_of_two_definite_answers_the_one_in_ones_own_calendar() -> None:
    (meeting,) = merged(
        copy("b", 100, who(BEN, Answer.DECLINED), owner=BEN),
        copy("a", 100, who(BEN, Answer.ACCEPTED), owner=ANNA, modified=9),
    )
    assert meeting.people[0].answer is Answer.DECLINED


def test_of_two_definite_answers_the_newer_then_the_refusal() -> None:
    (newer,) = merged(copy("a", 100, who(ONE, Answer.ACCEPTED), modified=9), copy("b", 100, who(ONE, Answer.DECLINED)))
    (equal,) = merged(copy("a", 100, who(ONE, Answer.ACCEPTED)), copy("b", 100, who(ONE, Answer.DECLINED)))
    assert newer.people[0].answer is Answer.ACCEPTED
    assert equal.people[0].answer is Answer.DECLINED


def test_copies_of_one_rank_share_their_people() -> None:
    room = Participant("room@acme.example", kind=Kind.ROOM)
    (meeting,) = merged(
        copy("a", 100, who(ONE), Participant("", "Kim Lee")),
        copy("b", 100, who(TWO), who(ONE, organizer=True), room, Participant("", "kim lee")),
    )
    assert [(each.address, each.organizer, each.kind) for each in meeting.people] == [
        (ONE, True, Kind.PERSON),
        ("", False, Kind.PERSON),
        (TWO, False, Kind.PERSON),
        ("room@acme.example", False, Kind.ROOM),
    ]


def test_an_address_twice_on_one_entry_is_one_person() -> None:
    (meeting,) = merged(copy("a", 100, who(ONE, organizer=True), Participant(ONE, "One", Answer.DECLINED, Kind.ROOM)))
    assert meeting.people == (Participant(ONE, "One", Answer.DECLINED, Kind.ROOM, organizer=True),)


def test_equal_copies_of_which_one_is_cancelled_are_cancelled() -> None:
    (meeting,) = merged(copy("a", 100), copy("b", 100, cancelled=True))
    assert meeting.entry.cancelled


def test_instances_of_a_series_are_meetings_of_their_own() -> None:
    found = merged(
        copy("a", 100, original_start=100), copy("a", 250, original_start=200), copy("b", 200, original_start=200)
    )
    assert [(each.key.slot, len(each.copies)) for each in found] == [(100, 1), (200, 2)]
    assert found[0].key.instance == "100"


def test_a_moved_single_meeting_stays_one() -> None:
    assert len(merged(copy("a", 100), copy("b", 900, sequence=1))) == 1
    assert len(merged(copy("a", 100), copy("a", 900, sequence=1))) == 1


def test_one_uid_twice_in_one_calendar_with_equal_sequence_is_two_meetings() -> None:
    found = merged(copy("a", 100), copy("a", 900), copy("b", 100))
    assert [(each.key.slot, each.entry.start, len(each.copies)) for each in found] == [(None, 100, 2), (900, 900, 1)]


def test_a_moved_copy_of_two_meetings_under_one_uid_goes_to_the_nearest() -> None:
    found = merged(copy("a", 100), copy("a", 900), copy("b", 800, sequence=1))
    assert [(each.entry.start, len(each.copies)) for each in found] == [(100, 1), (800, 2)]


def test_the_calendar_that_knows_better_says_where_two_meetings_are() -> None:
    found = merged(
        copy("a", 100),
        copy("a", 900),
        copy("b", 100, sequence=1),
        copy("b", 700, sequence=1),
    )
    assert [(each.entry.start, len(each.copies)) for each in found] == [(100, 2), (700, 2)]


def test_a_single_copy_of_an_instance_belongs_to_it() -> None:
    found = merged(copy("a", 100, original_start=100), copy("a", 200, original_start=200), copy("b", 200))
    assert [(each.key.slot, len(each.copies)) for each in found] == [(100, 1), (200, 2)]


def test_the_owner_of_a_copy_without_us_is_presumed() -> None:
    (meeting,) = merged(copy("a", 100, who(ONE), owner=ANNA), copy("b", 100, who(ONE)))
    assert meeting.owners == (ANNA,)


def test_the_owner_is_not_added_where_one_of_us_is_listed_even_if_declined() -> None:
    (meeting,) = merged(copy("a", 100, who(ONE), who(BEN, Answer.DECLINED), owner=ANNA))
    assert meeting.owners == ()


def test_our_own_room_is_none_of_us() -> None:
    (meeting,) = merged(copy("a", 100, who(ONE), Participant("room1@ours.example", kind=Kind.ROOM), owner=ANNA))
    assert meeting.owners == (ANNA,)


def test_an_older_copys_owner_is_not_added() -> None:
    (meeting,) = merged(copy("a", 100, who(ONE), owner=ANNA), copy("b", 100, who(ONE), sequence=1))
    assert meeting.owners == ()


def test_mode_of_the_deciding_copy_else_of_one_that_knows() -> None:
    (known,) = merged(copy("a", 100, place="Teams", modified=1), copy("b", 100, place="Berlin"))
    (unknown,) = merged(copy("a", 100, modified=1), copy("b", 100, place="Berlin"))
    assert (known.mode, unknown.mode) == (Mode.VIDEO, Mode.IN_PERSON)
    assert merged(copy("a", 100), copy("b", 100))[0].mode is Mode.UNKNOWN


def test_private_in_one_calendar_is_private() -> None:
    (private,) = merged(copy("a", 100, title="T", place="P", modified=1), copy("b", 100, private=True))
    (public,) = merged(copy("a", 100, title="T", place="P"))
    assert (private.title, private.place) == ("", "")
    assert (public.title, public.place) == ("T", "P")


def test_likely_duplicates_need_the_same_time_and_people() -> None:
    one, two = frozenset({1}), frozenset({2})
    meetings = [
        ("a", 0, 9, one),
        ("b", 0, 9, two),
        ("c", 0, 9, one),
        ("d", 0, 8, one),
        ("e", 1, 9, one),
        ("a", 0, 9, one),
    ]
    assert likely_duplicates(meetings) == (("a", "c"),)
    assert likely_duplicates([("a", 0, 9, frozenset()), ("b", 0, 9, frozenset())]) == ()
