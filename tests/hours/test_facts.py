"""What counts and why not, and the facts a meeting gives (docs/rules/client-hours.md)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innercircle.calendars.meetings import State
from innercircle.calendars.rules import Mode
from innercircle.hours.rules import (
    SENTENCES,
    Fact,
    Held,
    Policy,
    Presence,
    Side,
    Why,
    facts_of,
    month_pieces,
    verdict_on,
)
from innercircle.kit.month import Month

ACME, BETA = 1, 2
NEW_YORK = ZoneInfo("America/New_York")


def theirs(person: int = 1, state: State = State.CONFIRMED, account: int = ACME, *, by_hand: bool = False) -> Presence:
    return Presence(person, Side.CLIENT, account, state, by_hand)


def ours(person: int = 9, state: State = State.CONFIRMED) -> Presence:
    return Presence(person, Side.OURS, None, state)


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


MEETING = Held(
    meeting=7,
    start=at("2026-03-10T13:00+00:00"),
    end=at("2026-03-10T14:00+00:00"),
    mode=Mode.IN_PERSON,
    people=(theirs(), ours()),
)
MARCH = Month(2026, 3).index


@pytest.mark.parametrize(
    ("meeting", "policy", "expected"),
    [
        (MEETING, Policy.SEEN, Why.COUNTED),
        (replace(MEETING, cancelled=True, all_day=True), Policy.SEEN, Why.CANCELLED),
        (replace(MEETING, all_day=True), Policy.SEEN, Why.ALL_DAY),
        (replace(MEETING, end=MEETING.start), Policy.SEEN, Why.ZERO_LENGTH),
        (replace(MEETING, people=(theirs(account=BETA), ours())), Policy.SEEN, Why.NOBODY_OF_THEIRS),
        (replace(MEETING, people=(theirs(state=State.ABSENT), ours())), Policy.SEEN, Why.DECLINED),
        (replace(MEETING, people=(theirs(state=State.ABSENT, by_hand=True), ours())), Policy.SEEN, Why.STRUCK),
        (replace(MEETING, people=(theirs(),)), Policy.SEEN, Why.NOBODY_OF_OURS),
        (replace(MEETING, people=(theirs(), ours(state=State.ABSENT))), Policy.SEEN, Why.OURS_DECLINED),
        (replace(MEETING, people=(theirs(), ours(8, State.ABSENT), ours())), Policy.SEEN, Why.COUNTED),
        (replace(MEETING, people=(theirs(state=State.PRESUMED), ours())), Policy.SEEN, Why.COUNTED),
        (replace(MEETING, mode=Mode.PHONE), Policy.SEEN, Why.MODE_NOT_COUNTED),
        (replace(MEETING, mode=Mode.VIDEO), Policy.SEEN, Why.COUNTED),
        (replace(MEETING, mode=Mode.UNKNOWN), Policy.SEEN, Why.COUNTED),
        (replace(MEETING, mode=Mode.PHONE), Policy.IN_PERSON, Why.MODE_NOT_COUNTED),
        (replace(MEETING, mode=Mode.VIDEO), Policy.IN_PERSON, Why.MODE_NOT_COUNTED),
        (replace(MEETING, mode=Mode.UNKNOWN), Policy.IN_PERSON, Why.COUNTED),
    ],
)
def test_why(meeting: Held, policy: Policy, expected: Why) -> None:
    assert verdict_on(meeting, ACME, policy) is expected


@pytest.mark.parametrize("why", Why)
def test_every_reason_has_its_sentence(why: Why) -> None:
    assert why.sentence == SENTENCES[why]
    assert why.sentence.endswith(".")


@pytest.mark.parametrize(
    "meeting",
    [
        replace(MEETING, cancelled=True),
        replace(MEETING, all_day=True),
        replace(MEETING, end=MEETING.start),
        replace(MEETING, end=MEETING.start - 1),
        replace(MEETING, people=(ours(),)),
        replace(MEETING, people=(theirs(),)),
        replace(MEETING, people=(theirs(state=State.ABSENT), ours())),
        replace(MEETING, people=(theirs(), ours(state=State.ABSENT))),
    ],
)
def test_what_does_not_count_gives_no_fact(meeting: Held) -> None:
    assert facts_of(meeting, lambda _: UTC) == []


def test_a_fact_for_each_person_of_both_sides() -> None:
    facts = facts_of(replace(MEETING, mode=Mode.PHONE), lambda _: UTC)
    assert facts == [
        Fact(ACME, MARCH, Side.CLIENT, 1, MEETING.start, MEETING.end, 7, confirmed=True, mode=Mode.PHONE),
        Fact(ACME, MARCH, Side.OURS, 9, MEETING.start, MEETING.end, 7, confirmed=True, mode=Mode.PHONE),
    ]


def test_each_account_with_its_own_contacts_and_all_of_ours() -> None:
    meeting = replace(MEETING, people=(theirs(1), theirs(2), theirs(3, account=BETA), ours(8), ours(9)))
    facts = facts_of(meeting, lambda _: UTC)
    assert [(fact.account, fact.side, fact.person) for fact in facts] == [
        (ACME, Side.CLIENT, 1),
        (ACME, Side.CLIENT, 2),
        (ACME, Side.OURS, 8),
        (ACME, Side.OURS, 9),
        (BETA, Side.CLIENT, 3),
        (BETA, Side.OURS, 8),
        (BETA, Side.OURS, 9),
    ]


@pytest.mark.parametrize(
    ("their_states", "our_state", "expected"),
    [
        ((State.CONFIRMED, State.PRESUMED), State.CONFIRMED, [True, False, True]),
        ((State.CONFIRMED, State.PRESUMED), State.PRESUMED, [False, False, False]),
        ((State.PRESUMED, State.PRESUMED), State.CONFIRMED, [False, False, False]),
    ],
)
def test_confirmed_needs_both_sides(their_states: tuple[State, State], our_state: State, expected: list[bool]) -> None:
    people = (theirs(1, their_states[0]), theirs(2, their_states[1]), ours(9, our_state))
    facts = facts_of(replace(MEETING, people=people), lambda _: UTC)
    assert [fact.confirmed for fact in facts] == expected


def test_a_meeting_over_the_end_of_a_month_is_cut_on_the_accounts_clock() -> None:
    start, end = at("2026-03-31T23:00-04:00"), at("2026-04-01T01:00-04:00")
    facts = facts_of(replace(MEETING, start=start, end=end), lambda _: NEW_YORK)
    client = [(fact.month, fact.end - fact.start) for fact in facts if fact.side is Side.CLIENT]
    assert client == [(MARCH, 3600), (MARCH + 1, 3600)]


@pytest.mark.parametrize(
    ("start", "end", "zone", "expected"),
    [
        ("2026-03-08T01:30-05:00", "2026-03-08T03:30-04:00", NEW_YORK, [(MARCH, 3600)]),
        ("2026-05-01T02:00+00:00", "2026-05-01T03:00+00:00", NEW_YORK, [(MARCH + 1, 3600)]),
        ("2026-03-10T10:00+00:00", "2026-03-10T10:00+00:00", UTC, []),
        ("2026-03-31T23:00+00:00", "2026-04-01T00:00+00:00", UTC, [(MARCH, 3600)]),
    ],
)
def test_month_pieces(start: str, end: str, zone: ZoneInfo, expected: list[tuple[int, int]]) -> None:
    assert [(month, last - first) for month, first, last in month_pieces(at(start), at(end), zone)] == expected


@given(
    st.integers(0, 4_000_000_000),
    st.integers(1, 9_000_000),
    st.sampled_from(["UTC", "America/New_York", "Pacific/Apia", "Asia/Kathmandu", "Australia/Lord_Howe"]),
)
def test_pieces_add_up_and_lie_in_their_months(start: int, length: int, name: str) -> None:
    zone = ZoneInfo(name)
    pieces = month_pieces(start, start + length, zone)
    assert sum(last - first for _, first, last in pieces) == length
    assert [month for month, _, _ in pieces] == sorted({month for month, _, _ in pieces})
    for month, first, last in pieces:
        assert Month.at(first, zone).index == Month.at(last - 1, zone).index == month
