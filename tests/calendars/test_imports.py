"""A calendar in the database: what is stored, what a second import changes, and what it must leave alone."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest

from innercircle.access.models import AuditEvent
from innercircle.calendars.meetings import Because, State
from innercircle.calendars.models import Attendance, Calendar, Import, Meeting, Sighting, StagedEntry, Suggestion
from innercircle.calendars.rules import Mode
from innercircle.directory.models import Affiliation, Colleague, Contact, ContactEmail
from tests import cast as standing
from tests.calendars.desk import calendar, changes, done, dump, event, load, weeks

ANNA, BEN = "anna@ours.example:ACCEPTED", "ben@ours.example"
KIM, LEE = "kim@acme.example", "lee@beta.example"
START, END = "2026-11-10 09:00", "2026-11-10 10:00"


@pytest.fixture(autouse=True)
def _people(cast: standing.Cast) -> None:
    standing.contact("Kim", cast.acme)


def one(uid: str = "one", start: str = START, end: str = END, **more: str | int) -> str:
    return event(uid, start, end, ANNA, KIM, **more)


def states(meeting: Meeting) -> dict[str, tuple[str, str]]:
    rows = meeting.attendances.select_related("contact", "colleague")
    return {str(row.contact or row.colleague): (row.state, row.because) for row in rows}


def test_a_meeting_with_a_client_is_stored_with_everybody_we_know() -> None:
    run = load(calendar(event("one", START, END, ANNA, f"{KIM}:TENTATIVE", "somebody@else.example")))
    assert changes(run) == (1, 0, 0)
    meeting = Meeting.objects.get()
    assert (meeting.title, meeting.place, meeting.mode) == ("Review", "Room 4", Mode.IN_PERSON)
    assert meeting.end - meeting.start == 3600
    assert states(meeting) == {
        "Anna": (State.CONFIRMED, Because.ACCEPTED),
        "Kim": (State.PRESUMED, Because.TENTATIVE),
    }
    assert not StagedEntry.objects.exists()


def test_an_entry_without_a_client_is_not_stored_at_all() -> None:
    content = calendar(event("a", START, END, ANNA, "friend@gmail.com"), event("b", START, END, ANNA, BEN))
    assert done(load(content))["kept"] == 0
    assert not Meeting.objects.exists()
    assert not Sighting.objects.exists()


def test_the_same_file_again_changes_nothing() -> None:
    content = calendar(*weeks("w", 5, ANNA, KIM), event("s", START, END, ANNA, LEE, rrule="FREQ=WEEKLY;COUNT=4"))
    assert changes(load(content)) == (9, 0, 0)
    before, ids = dump(), list(Meeting.objects.values_list("pk", flat=True))
    again = load(content)
    assert changes(again) == (0, 0, 0)
    assert done(again)["unchanged"] == 9
    assert done(again)["discovered"] == 0
    assert dump() == before
    assert list(Meeting.objects.values_list("pk", flat=True)) == ids


def test_an_export_that_only_has_new_time_stamps_changes_nothing() -> None:
    load(calendar(one(dtstamp="20260101T000000Z")))
    before = dump()
    assert changes(load(calendar(one(dtstamp="20260909T000000Z")))) == (0, 0, 0)
    assert dump() == before


def test_only_what_changed_is_written() -> None:
    load(calendar(*weeks("w", 5, ANNA, KIM), one()))
    run = load(calendar(*weeks("w", 5, ANNA, KIM), one(start="2026-11-10 11:00", end="2026-11-10 12:30", sequence=1)))
    assert changes(run) == (0, 1, 0)
    assert done(run)["meetings"] == 1
    moved = Meeting.objects.get(uid="one")
    assert moved.end - moved.start == 5400


def test_corrections_by_hand_outlive_the_next_import() -> None:
    load(calendar(one()))
    meeting = Meeting.objects.get()
    Meeting.objects.update(mode_by_hand=Mode.PHONE)
    Attendance.objects.filter(contact__name="Kim").update(state_by_hand=State.ABSENT)
    walk_in = Contact.objects.create(name="Walk-in")
    at = Affiliation.objects.create(contact=walk_in, account=meeting.attendances.get(contact__name="Kim").account)
    Attendance.objects.create(
        meeting=meeting, contact=walk_in, account=at.account, state_by_hand=State.CONFIRMED, source_state=""
    )
    load(calendar(event("one", START, "2026-11-10 11:00", ANNA, f"{KIM}:ACCEPTED", title="Longer", sequence=2)))
    meeting.refresh_from_db()
    assert (meeting.title, meeting.mode) == ("Longer", Mode.PHONE)
    assert {name: state for name, (state, _) in states(meeting).items()} == {
        "Anna": State.CONFIRMED,
        "Kim": State.ABSENT,
        "Walk-in": State.CONFIRMED,
    }


def test_a_person_no_longer_invited_goes_unless_somebody_said_they_came() -> None:
    load(calendar(event("one", START, END, ANNA, KIM, "two@acme.example")))
    Attendance.objects.filter(contact__name="Two").update(state_by_hand=State.CONFIRMED)
    load(calendar(event("one", START, END, ANNA, "three@acme.example", sequence=1)))
    assert set(states(Meeting.objects.get())) == {"Anna", "Two", "Three"}
    assert Attendance.objects.get(contact__name="Two").source_state == ""


def test_two_calendars_tell_of_one_meeting() -> None:
    load(calendar(event("one", START, END, ANNA, BEN, KIM)))
    load(calendar(event("one", START, "2026-11-10 11:00", ANNA, f"{BEN}:DECLINED", KIM, sequence=1)), "Ben")
    meeting = Meeting.objects.get()
    assert meeting.end - meeting.start == 7200
    assert meeting.sightings.count() == 2
    assert states(meeting)["Ben"] == (State.ABSENT, Because.DECLINED)


def test_the_order_of_the_calendars_does_not_matter(cast: standing.Cast) -> None:
    first = calendar(event("one", START, END, ANNA, BEN, KIM, dtstamp="20260101T000000Z"))
    second = calendar(event("one", START, END, ANNA, f"{BEN}:ACCEPTED", KIM, dtstamp="20260301T000000Z"))
    load(first), load(second, "Ben")
    one_way = dump()
    Meeting.objects.all().delete()
    Calendar.objects.all().delete()
    load(second, "Ben"), load(first)
    assert dump() == one_way


def test_a_newer_export_of_one_calendar_decides_where_two_contend() -> None:
    load(calendar(event("one", START, END, ANNA, KIM, dtstamp="20260101T000000Z", title="Anna’s")))
    load(calendar(event("one", START, END, ANNA, KIM, dtstamp="20260201T000000Z", title="Ben’s")), "Ben")
    assert Meeting.objects.get().title == "Ben’s"
    run = load(calendar(event("one", START, END, ANNA, KIM, dtstamp="20260301T000000Z", title="Anna’s")))
    assert changes(run) == (0, 0, 0)
    assert Meeting.objects.get().title == "Anna’s"


def test_a_series_is_expanded_within_the_window_and_its_instances_change_apart() -> None:
    series = event("s", "2026-11-02 09:00", "2026-11-02 10:00", ANNA, KIM, rrule="FREQ=WEEKLY")
    load(calendar(series))
    count = Meeting.objects.count()
    assert count > 55  # to the end of December next year
    assert Meeting.objects.order_by("-start").first() is not None
    moved = event(
        "s", "2026-11-10 15:00", "2026-11-10 16:00", ANNA, KIM, recurrence_id="20261109T090000Z", title="Moved"
    )
    assert changes(load(calendar(series, moved))) == (0, 1, 0)
    assert Meeting.objects.count() == count
    assert Meeting.objects.get(title="Moved").instance == "1794214800"


def test_two_single_entries_of_one_uid_are_two_meetings_and_keep_their_rows() -> None:
    two = [one(start="2026-11-10 09:00", end="2026-11-10 10:00"), one(start="2026-11-12 09:00", end="2026-11-12 10:00")]
    load(calendar(*two))
    assert sorted(Meeting.objects.values_list("instance", flat=True)) == ["", "1794474000"]
    Meeting.objects.filter(instance="1794474000").update(mode_by_hand=Mode.VIDEO)
    load(calendar(two[0], one(start="2026-11-12 14:00", end="2026-11-12 15:00")))
    assert Meeting.objects.count() == 2
    assert Meeting.objects.get(instance="1794492000").mode_by_hand == Mode.VIDEO


def test_an_entry_that_vanished_from_a_full_export_was_removed_and_may_come_back() -> None:
    kept = list(weeks("w", 6, ANNA, KIM))
    load(calendar(*kept, one("gone", "2026-06-10 09:00", "2026-06-10 10:00")))
    assert changes(load(calendar(*kept))) == (0, 0, 1)
    assert Meeting.objects.get(uid="gone").cancelled
    assert changes(load(calendar(*kept))) == (0, 0, 0)
    assert changes(load(calendar(*kept, one("gone", "2026-06-10 09:00", "2026-06-10 10:00")))) == (0, 1, 0)
    assert not Meeting.objects.get(uid="gone").cancelled


def test_what_lies_outside_the_time_of_an_export_is_left_alone() -> None:
    load(calendar(*weeks("w", 10, ANNA, KIM)))
    assert changes(load(calendar(*list(weeks("w", 10, ANNA, KIM))[3:7]))) == (0, 0, 0)
    assert not Meeting.objects.filter(cancelled=True).exists()


def test_who_took_a_meeting_out_of_their_own_calendar_was_not_there() -> None:
    kept = list(weeks("w", 4, ANNA, KIM))
    both = event("both", "2026-06-03 09:00", "2026-06-03 10:00", ANNA, f"{BEN}:ACCEPTED", KIM)
    load(calendar(*kept, both))
    load(calendar(*kept, both), "Ben")
    assert states(Meeting.objects.get(uid="both"))["Ben"] == (State.CONFIRMED, Because.ACCEPTED)
    assert changes(load(calendar(*kept), "Ben")) == (0, 0, 1)
    meeting = Meeting.objects.get(uid="both")
    assert not meeting.cancelled
    assert states(meeting)["Ben"] == (State.ABSENT, Because.REMOVED)
    assert states(meeting)["Anna"][0] == State.CONFIRMED


@pytest.mark.parametrize(("answer", "expected"), [("remove", (0, 0, 4)), ("keep", (0, 0, 0))])
def test_half_of_a_calendar_missing_is_a_question(answer: str, expected: tuple[int, int, int]) -> None:
    every = list(weeks("w", 8, ANNA, KIM))
    load(calendar(*every))
    before = dump()
    held = load(calendar(every[0], *every[5:]))
    assert held.stage == Import.Stage.HELD
    assert "4 of 8 entries that “calendar” had are missing" in held.message
    assert dump() == before
    assert changes(load(calendar(every[0], *every[5:]), removals=answer)) == expected


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n",
        calendar(*weeks("w", 8, ANNA, KIM))[:900],
        calendar(*list(weeks("w", 8, ANNA, KIM))[::7], head="METHOD:REQUEST"),
    ],
    ids=["empty", "without entries", "broken off", "an invitation"],
)
def test_a_file_that_is_no_full_export_removes_nothing(content: bytes) -> None:
    load(calendar(*weeks("w", 8, ANNA, KIM)))
    before = dump()
    load(content)
    assert dump() == before


def test_an_entry_that_could_not_be_read_is_not_missing() -> None:
    every = list(weeks("w", 6, ANNA, KIM))
    load(calendar(*every))
    broken = every[2].replace("DTSTART:", "DTSTART:x")
    run = load(calendar(*every[:2], broken, *every[3:]))
    assert changes(run) == (0, 0, 0)
    assert run.remarks[0]["skipped"]
    assert run.sources[0]["skipped"] == ["w-2"]
    assert not Meeting.objects.filter(cancelled=True).exists()


def test_an_unknown_person_of_a_known_domain_is_discovered_once(cast: standing.Cast) -> None:
    new = event("one", START, END, ANNA, "new.person@eu.acme.example")
    assert done(load(calendar(new)))["discovered"] == 1
    contact = Contact.objects.get(discovered=True)
    assert contact.name == "New Person"
    assert contact.affiliations.get().account == cast.acme
    load(calendar(new, event("two", "2026-11-11 09:00", "2026-11-11 10:00", ANNA, "NEW.person@eu.acme.example")))
    assert Contact.objects.filter(discovered=True).count() == 1
    assert contact.attendances.count() == 2


def test_an_unknown_address_of_our_own_domain_is_a_colleague() -> None:
    load(calendar(event("one", START, END, "intern@ours.example", KIM)))
    assert Colleague.objects.get(name="Intern").attendances.get().state == State.PRESUMED


def test_hours_belong_to_where_the_person_worked_on_that_day(cast: standing.Cast) -> None:
    kim = Contact.objects.get(name="Kim")
    kim.affiliations.update(until=date(2026, 6, 30))
    Affiliation.objects.create(contact=kim, account=cast.gamma, since=date(2026, 9, 1))
    for month in (5, 7, 10):
        load(calendar(one(str(month), f"2026-{month:02}-10 09:00", f"2026-{month:02}-10 10:00")), name=f"{month}.ics")
    rows = Attendance.objects.filter(contact=kim).order_by("meeting__start")
    assert [(row.meeting.uid, row.account) for row in rows] == [("5", cast.acme), ("10", cast.gamma)]


def test_a_changed_directory_changes_what_the_same_file_brings(cast: standing.Cast) -> None:
    content = calendar(one(), event("two", START, END, ANNA, "pat@delta.example"))
    load(content)
    standing.account("Delta", None, None)
    assert changes(load(content)) == (1, 0, 0)
    Contact.objects.get(name="Kim").affiliations.update(account=cast.gamma)
    assert changes(load(content)) == (0, 1, 0)
    assert Attendance.objects.get(contact__name="Kim").account == cast.gamma


def test_a_colleague_who_had_left_was_not_there(cast: standing.Cast) -> None:
    Colleague.objects.filter(name="Ben").update(left_on=date(2026, 10, 31))
    early = event("early", "2026-10-30 09:00", "2026-10-30 10:00", f"{BEN}:ACCEPTED", KIM)
    late = event("late", "2026-11-05 09:00", "2026-11-05 10:00", f"{BEN}:ACCEPTED", KIM)
    load(calendar(early, late))
    assert states(Meeting.objects.get(uid="early"))["Ben"][0] == State.CONFIRMED
    assert states(Meeting.objects.get(uid="late"))["Ben"] == (State.ABSENT, Because.LEFT)


def test_the_owner_of_a_calendar_is_presumed_where_nobody_of_ours_is_listed() -> None:
    load(calendar(event("one", START, END, KIM)))
    assert states(Meeting.objects.get())["Anna"] == (State.PRESUMED, Because.OWNER)


def test_a_private_entry_has_neither_title_nor_place_but_its_mode() -> None:
    load(calendar(one(title="Secret merger", place="Hotel Adlon", **{"class": "PRIVATE"})))
    meeting = Meeting.objects.get()
    assert (meeting.private, meeting.title, meeting.place, meeting.mode) == (True, "", "", Mode.IN_PERSON)
    assert "Adlon" not in str(Sighting.objects.get().entry)


def test_titles_can_be_switched_off_for_the_firm(settings: pytest.Item) -> None:
    settings.MEETING_TITLES = False  # type: ignore[attr-defined]  # pytest-django's fixture
    load(calendar(one(), event("two", START, END, title="Lunch with Kim, Acme")))
    assert Meeting.objects.get().title == ""
    assert not Suggestion.objects.exists()


def test_an_entry_that_only_names_a_client_is_suggested_once_and_stays_refused(cast: standing.Cast) -> None:
    lunch = event("lunch", START, END, ANNA, title="Lunch with Kim, Acme")
    other = event("other", START, END, ANNA, title="Dentist")
    assert done(load(calendar(lunch, other)))["suggested"] == 1
    row = Suggestion.objects.get()
    assert (row.account, row.contact, row.title) == (cast.acme, Contact.objects.get(name="Kim"), "Lunch with Kim, Acme")
    assert not Meeting.objects.exists()
    Suggestion.objects.update(decided="refused")
    moved = event("lunch", "2026-11-10 12:00", "2026-11-10 13:00", ANNA, title="Lunch with Kim, Acme")
    assert done(load(calendar(moved, other)))["suggested"] == 0
    assert Suggestion.objects.get().decided == "refused"


def test_a_suggestion_that_moved_or_went_away_follows_the_calendar() -> None:
    others = [event(f"o{n}", f"2026-11-0{n} 12:00", f"2026-11-0{n} 13:00", title="Acme") for n in range(1, 7)]
    load(calendar(*others))
    moved = others[2].replace("20261103T12", "20261103T11")
    assert done(load(calendar(*others[:2], moved, *others[3:])))["suggested"] == 1
    assert Suggestion.objects.count() == 6
    load(calendar(*others[:2], *others[3:]))
    assert sorted(Suggestion.objects.values_list("uid", flat=True)) == ["o1", "o2", "o4", "o5", "o6"]


def test_a_zip_of_calendars_is_one_import_into_several_calendars() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("Takeout/Calendar/work.ics", calendar(one("a")))
        archive.writestr("Takeout/Calendar/home.ics", calendar(one("b")))
        archive.writestr("Takeout/archive_browser.html", "<html>")
    run = load(packed.getvalue(), name="takeout.zip")
    assert changes(run) == (2, 0, 0)
    assert sorted(Calendar.objects.values_list("name", flat=True)) == ["home", "work"]
    assert changes(load(packed.getvalue(), name="takeout-2.zip")) == (0, 0, 0)


def test_a_browsers_second_download_is_the_same_calendar() -> None:
    load(calendar(one()), name="anna.ics")
    assert changes(load(calendar(one()), name="anna (1).ics")) == (0, 0, 0)
    assert Calendar.objects.get().name == "anna"


def test_the_import_is_audited_and_says_what_it_did(cast: standing.Cast) -> None:
    run = load(calendar(one()), by=cast.anna)
    actions = AuditEvent.objects.filter(target_kind="calendars.Import", target_id=run.pk)
    assert list(actions.values_list("action", "by_name").order_by("pk")) == [
        ("calendars.import.started", "Anna"),
        ("calendars.import.applied", "Anna"),
    ]


def test_email_addresses_that_could_never_be_a_persons_are_left_out() -> None:
    load(calendar(event("one", START, END, ANNA, KIM, f"{'x' * 300}@acme.example", "@acme.example")))
    assert not ContactEmail.objects.exclude(address=KIM).exists()
