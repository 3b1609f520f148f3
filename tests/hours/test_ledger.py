"""Calendars in, figures and reasons out, in memory."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from innercircle.calendars.meetings import Sighting
from innercircle.calendars.rules import Answer, Entry, Kind, Participant
from innercircle.directory.rules import Account, Affiliation, Colleague, Contact, Directory, Standing
from innercircle.hours.ledger import Book, Ledger, finished_months, names_of
from innercircle.hours.rules import Policy, Verdict, Why
from innercircle.kit.month import Month
from innercircle.kit.spread import Spread

HOUR = 3600
MARCH = Month(2026, 3)
START = 1_772_445_600  # 2026-03-02T10:00Z
ACME = Account(1, "Acme", ("acme.example",))
LABS = Account(2, "Labs", ("labs.example",), ZoneInfo("Asia/Tokyo"), parent=1)
DIRECTORY = Directory(
    (ACME, LABS),
    (Contact(1, "One", ("one@acme.example",), (Affiliation(1),), department="Sales", level="board"),),
    (Colleague(1, "Anna", ("anna@ours.example",)),),
)
ONE = Participant("one@acme.example", "One", Answer.ACCEPTED)
ANNA = Participant("anna@ours.example", "Anna", Answer.ACCEPTED, organizer=True)
LAB = Participant("lab@labs.example", answer=Answer.ACCEPTED)


def sighting(uid: str, *people: Participant, start: int = START, calendar: str = "a.ics", **more: object) -> Sighting:
    entry = Entry(uid, None, start, start + HOUR, people, title=f"Title {uid}")
    for name, value in more.items():
        object.__setattr__(entry, name, value)
    return Sighting(calendar, None, entry)


def book(*sightings: Sighting) -> Book:
    ledger = Ledger(DIRECTORY)
    for each in sightings:
        ledger.take(each)
    return ledger.book()


def reasons(found: Book, account: Account = ACME) -> list[tuple[str, Why]]:
    return [(line.copy.entry.uid, line.why) for line in found.explain(account, MARCH, Policy.SEEN)]


def test_take_tells_whether_an_account_is_concerned() -> None:
    ledger = Ledger(DIRECTORY)
    assert ledger.take(sighting("u", ONE))
    assert not ledger.take(sighting("v", ANNA))
    assert ledger.entries == 2


def test_a_newest_copy_without_the_client_takes_the_meeting_away() -> None:
    found = book(sighting("u", ONE, ANNA), sighting("u", ANNA, calendar="b.ics", sequence=1))
    assert found.facts == []
    assert reasons(found) == []


def test_figures_by_account_and_month() -> None:
    found = book(sighting("u", ONE, ANNA), sighting("v", LAB, ANNA), sighting("w", ANNA))
    cells = found.cells(Policy.SEEN)
    assert {account: list(months) for account, months in cells.items()} == {1: [MARCH.index], 2: [MARCH.index]}
    acme = cells[1][MARCH.index]
    assert (acme.client, acme.departments, acme.levels) == (Spread(HOUR, HOUR), ("Sales",), ("board",))
    assert found.group_figures(1, MARCH, Policy.SEEN).client == Spread(2 * HOUR, 2 * HOUR)
    assert found.group_figures(1, MARCH, Policy.SEEN).ours == Spread(HOUR, HOUR)


def test_months_until_the_last_finished_one() -> None:
    cells = book(sighting("u", ONE, ANNA)).cells(Policy.SEEN)[1]
    assert [test.verdict for test in finished_months(cells, Month(2026, 5))] == [
        Verdict.DEVELOPING,
        Verdict.NOT_DEVELOPING,
        Verdict.DORMANT,
    ]
    assert finished_months(cells, Month(2026, 2)) == ()
    assert finished_months({}, MARCH) == ()


def test_what_an_open_month_hangs_on_and_the_running_month() -> None:
    silent = Participant("one@acme.example")
    found = book(sighting("u", silent, ANNA))
    assert [way.verdict for way in found.settling(1, MARCH, Policy.SEEN)] == [Verdict.DEVELOPING, Verdict.DORMANT]
    running = found.running(1, MARCH, Policy.SEEN, START + HOUR // 2)
    assert (running.so_far, running.booked) == (Spread(0, HOUR // 2), Spread(0, HOUR // 2))


def test_every_entry_with_its_reason_in_order_of_time() -> None:
    room = Participant("room@acme.example", kind=Kind.ROOM)
    found = book(
        sighting("counted", ONE, ANNA, room),
        sighting("counted", ONE, ANNA, calendar="b.ics"),
        sighting("older", ONE, ANNA, start=START + 5),
        sighting("older", ONE, ANNA, start=START + 9, calendar="b.ics", sequence=1),
        sighting("only a room", room, ANNA, start=START + 20),
        sighting("zero", ONE, ANNA, start=START + 30, end=START + 30),
        sighting("next month", ONE, ANNA, start=START + 40 * 24 * HOUR),
        sighting("not theirs", LAB, ANNA, start=START + 50),
    )
    assert reasons(found) == [
        ("counted", Why.COUNTED),
        ("counted", Why.DUPLICATE),
        ("older", Why.OLDER_COPY),
        ("older", Why.COUNTED),
        ("only a room", Why.ROOM),
        ("zero", Why.ZERO_LENGTH),
    ]
    lines = found.explain(ACME, MARCH, Policy.SEEN)
    assert [(line.counted_in, line.seconds.high) for line in lines[:3]] == [("", HOUR), ("a.ics", 0), ("b.ics", 0)]
    assert lines[0].title == "Title counted"


def test_an_all_day_entry_belongs_to_its_days_whatever_the_zone() -> None:
    first_of_march = 1_772_323_200  # midnight UTC
    day = sighting("day", LAB, ANNA, start=first_of_march, end=first_of_march + 86_400, all_day=True)
    last = sighting("last", LAB, ANNA, start=first_of_march - 86_400, end=first_of_march, all_day=True)
    assert reasons(book(day, last), LABS) == [("day", Why.ALL_DAY)]


def test_a_private_meeting_keeps_its_title() -> None:
    (line,) = book(sighting("u", ONE, ANNA, private=True)).explain(ACME, MARCH, Policy.SEEN)
    assert line.title == ""


def test_a_meeting_written_twice_is_proposed_as_a_duplicate() -> None:
    found = book(sighting("u", ONE, ANNA), sighting("v", ONE, ANNA, calendar="crm.ics", private=True))
    assert [line.twins for line in found.explain(ACME, MARCH, Policy.SEEN)] == [
        ("no title, crm.ics",),
        ("Title u, a.ics",),
    ]
    assert found.cells(Policy.SEEN)[1][MARCH.index].client == Spread(HOUR, HOUR)


def test_names() -> None:
    assert names_of(DIRECTORY) == {(Standing.CONTACT, 1): "One", (Standing.COLLEAGUE, 1): "Anna"}
