"""Corrections by hand: the figures follow at once, the calendars do not undo them, and only who may may."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from innercircle.access.models import AuditEvent
from innercircle.access.rules import Refused
from innercircle.calendars.meetings import State
from innercircle.calendars.models import Attendance, Meeting
from innercircle.calendars.rules import Mode
from innercircle.directory.models import Contact
from innercircle.hours import actions, queries
from innercircle.hours.models import AccountMonth
from innercircle.hours.rules import Policy, Why
from innercircle.kit.month import Month
from tests.calendars.desk import calendar, done, event, load
from tests.cast import Cast, contact
from tests.hours.desk import CONFIRMED, HOUR, NOW, PRESUMED, colleague, hours_of, meet, person, row

MARCH = Month(2026, 3)


@pytest.fixture
def kim(cast: Cast) -> Contact:
    return person("Kim", cast.acme)


@pytest.fixture
def meeting(cast: Cast, kim: Contact) -> Meeting:
    """One presumed hour of Kim's with Anna."""
    return meet("2026-03-10 10:00", 1, {kim: PRESUMED}, {colleague(cast.anna): CONFIRMED})


def of(meeting: Meeting, who: Contact) -> Attendance:
    return Attendance.objects.get(meeting=meeting, contact=who)


def test_confirming_striking_and_taking_back(cast: Cast, kim: Contact, meeting: Meeting) -> None:
    steps = ((CONFIRMED, (1, 1)), (State.ABSENT, (0, 0)), (None, (0, 1)))
    for state, expected in steps:
        actions.set_attendance(by=cast.anna, at=NOW, attendance=of(meeting, kim), state=state)
        found = AccountMonth.objects.filter(account=cast.acme, month=MARCH.index, policy=Policy.SEEN).first()
        assert ((found.low / HOUR, found.high / HOUR) if found else (0, 0)) == expected
    events = AuditEvent.objects.filter(action="calendars.attendance.corrected").order_by("pk")
    assert [each.after.get("state") for each in events] == ["confirmed", "absent", "presumed"]


def test_the_mode_by_hand_moves_the_strict_figure(cast: Cast, meeting: Meeting) -> None:
    actions.set_mode(by=cast.anna, at=NOW, meeting=meeting, mode=Mode.VIDEO)
    assert (hours_of(cast.acme, "2026-03")[1], hours_of(cast.acme, "2026-03", Policy.IN_PERSON)[1]) == (1, 0)
    actions.set_mode(by=cast.anna, at=NOW, meeting=meeting, mode=None)
    assert hours_of(cast.acme, "2026-03", Policy.IN_PERSON)[1] == 1


def test_a_walk_in_without_an_address_counts(cast: Cast, meeting: Meeting) -> None:
    added = actions.add_walk_in(by=cast.anna, at=NOW, meeting=meeting, account=cast.acme, name="Pat from the plant")
    assert hours_of(cast.acme, "2026-03")[:2] == (1, 2)
    assert added.contact is not None
    assert not added.contact.emails.exists()
    actions.remove_person(by=cast.anna, at=NOW, attendance=added)
    assert hours_of(cast.acme, "2026-03")[:2] == (0, 1)
    assert not Attendance.objects.filter(pk=added.pk).exists()


def test_whom_a_calendar_names_is_struck_when_removed(cast: Cast, kim: Contact, meeting: Meeting) -> None:
    actions.remove_person(by=cast.anna, at=NOW, attendance=of(meeting, kim))
    assert of(meeting, kim).state is State.ABSENT


def test_a_colleague_added_by_hand_makes_an_unattended_meeting_count(cast: Cast, kim: Contact) -> None:
    alone = meet("2026-03-10 10:00", 1, {kim: CONFIRMED}, {})
    assert not AccountMonth.objects.exists()
    actions.add_colleague(by=cast.anna, at=NOW, meeting=alone, colleague=colleague(cast.dora))
    assert hours_of(cast.acme, "2026-03")[:2] == (1, 1)


def test_who_did_not_belong_to_the_account_that_day_is_not_added(cast: Cast, meeting: Meeting) -> None:
    late = person("Late", cast.acme, since="2026-04-01")
    with pytest.raises(ValidationError, match="did not belong"):
        actions.add_contact(by=cast.anna, at=NOW, meeting=meeting, account=cast.acme, contact=late)


def write(cast: Cast, kim: Contact, **more: object) -> Meeting:
    values = {
        "by": cast.anna,
        "at": NOW,
        "account": cast.acme,
        "start": datetime(2026, 3, 11, 9, tzinfo=UTC),
        "end": datetime(2026, 3, 11, 11, tzinfo=UTC),
        "contacts": [kim],
        "colleagues": [colleague(cast.anna)],
    } | more
    return actions.write_meeting(**values)


def test_a_meeting_written_down_counts_and_can_be_deleted(cast: Cast, kim: Contact) -> None:
    written = write(cast, kim, title="Corridor")
    assert hours_of(cast.acme, "2026-03") == (2, 2, "developing")
    actions.delete_meeting(by=cast.anna, at=NOW, meeting=written)
    assert not AccountMonth.objects.exists()
    event_of = AuditEvent.objects.get(action="calendars.meeting.deleted")
    assert event_of.before["theirs"] == ["Kim"]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"end": datetime(2026, 3, 11, 9, tzinfo=UTC)}, "must end after it begins"),
        ({"end": datetime(2026, 3, 12, 10, tzinfo=UTC)}, "24 hours at most"),
        ({"contacts": []}, "Name at least one person"),
        ({"colleagues": []}, "Name at least one person"),
    ],
)
def test_a_meeting_that_could_not_count_is_refused(
    cast: Cast, kim: Contact, values: dict[str, object], sentence: str
) -> None:
    with pytest.raises(ValidationError, match=sentence):
        write(cast, kim, **values)
    assert not Meeting.objects.exists()


def test_what_a_calendar_tells_of_cannot_be_deleted(cast: Cast, meeting: Meeting) -> None:
    with pytest.raises(ValidationError, match="stands in a calendar"):
        actions.delete_meeting(by=cast.anna, at=NOW, meeting=meeting)


def test_a_duplicate_is_left_out_and_says_so_and_back(cast: Cast, kim: Contact, meeting: Meeting) -> None:
    other = meet("2026-03-10 10:00", 1, {kim: CONFIRMED}, {colleague(cast.anna): CONFIRMED})
    (view,) = [each for each in queries.explain(cast.anna, cast.acme, MARCH) if each.id == meeting.pk]
    assert view.likely_duplicates == (other.pk,)
    actions.mark_duplicate(by=cast.anna, at=NOW, meeting=other, of=meeting)
    assert row(cast.acme, "2026-03").meetings == 1
    whys = {each.id: each.why for each in queries.explain(cast.anna, cast.acme, MARCH)}
    assert whys == {meeting.pk: Why.COUNTED, other.pk: Why.DUPLICATE}
    actions.mark_duplicate(by=cast.anna, at=NOW, meeting=other, of=None)
    assert row(cast.acme, "2026-03").meetings == 2


def test_marking_along_a_chain_ends_at_the_meeting_that_counts(cast: Cast, kim: Contact, meeting: Meeting) -> None:
    others = [meet("2026-03-10 10:00", 1, {kim: CONFIRMED}, {colleague(cast.anna): CONFIRMED}) for _ in range(2)]
    actions.mark_duplicate(by=cast.anna, at=NOW, meeting=others[1], of=others[0])
    actions.mark_duplicate(by=cast.anna, at=NOW, meeting=others[0], of=meeting)
    assert set(Meeting.objects.exclude(duplicate_of=None).values_list("duplicate_of", flat=True)) == {meeting.pk}
    with pytest.raises(ValidationError, match="duplicate of itself"):
        actions.mark_duplicate(by=cast.anna, at=NOW, meeting=meeting, of=others[1])


@pytest.mark.parametrize("who", ["ben", "cara", "dora", "eve", "stranger"])
def test_who_may_not_change_the_account_corrects_nothing(cast: Cast, kim: Contact, meeting: Meeting, who: str) -> None:
    by = getattr(cast, who)
    tries = (
        lambda: actions.set_attendance(by=by, at=NOW, attendance=of(meeting, kim), state=CONFIRMED),
        lambda: actions.set_mode(by=by, at=NOW, meeting=meeting, mode=Mode.PHONE),
        lambda: actions.remove_person(by=by, at=NOW, attendance=of(meeting, kim)),
        lambda: actions.add_colleague(by=by, at=NOW, meeting=meeting, colleague=colleague(cast.ben)),
        lambda: actions.add_walk_in(by=by, at=NOW, meeting=meeting, account=cast.acme, name="Pat"),
        lambda: actions.delete_meeting(by=by, at=NOW, meeting=meeting),
        lambda: actions.mark_duplicate(by=by, at=NOW, meeting=meeting, of=None),
        lambda: write(cast, kim, by=by),
    )
    before = hours_of(cast.acme, "2026-03")
    for attempt in tries:
        with pytest.raises(Refused):
            attempt()
    assert hours_of(cast.acme, "2026-03") == before
    assert not AuditEvent.objects.exists()


@pytest.fixture
def shared(cast: Cast, kim: Contact) -> tuple[Meeting, Contact]:
    """Kim of Acme (Anna's) and Guy of Gamma (Cara's) in one meeting, both presumed."""
    guy = person("Guy", cast.gamma)
    return meet("2026-03-10 10:00", 1, {kim: PRESUMED, guy: PRESUMED}, {colleague(cast.anna): CONFIRMED}), guy


def test_of_a_shared_meeting_one_changes_ones_own_people_only(
    cast: Cast, kim: Contact, shared: tuple[Meeting, Contact]
) -> None:
    meeting, guy = shared
    actions.set_attendance(by=cast.anna, at=NOW, attendance=of(meeting, kim), state=CONFIRMED)
    with pytest.raises(Refused):
        actions.set_attendance(by=cast.anna, at=NOW, attendance=of(meeting, guy), state=State.ABSENT)
    assert (hours_of(cast.acme, "2026-03")[:2], hours_of(cast.gamma, "2026-03")[:2]) == ((1, 1), (0, 1))


def test_of_a_shared_meeting_the_others_do_not_exist(cast: Cast, kim: Contact, shared: tuple[Meeting, Contact]) -> None:
    meeting, guy = shared
    found = queries.meeting_view(cast.anna, cast.acme, meeting.pk)
    assert found is not None
    assert [each.name for each in found.theirs] == ["Kim"]
    assert not queries.visible_attendances(cast.anna).filter(contact=guy).exists()
    everybody = queries.meeting_view(cast.adam, cast.acme, meeting.pk)
    assert everybody is not None
    assert {each.name for each in everybody.theirs} == {"Kim", "Guy"}
    assert queries.meeting_view(cast.anna, cast.gamma, meeting.pk) is None


def test_marking_a_shared_meeting_needs_the_right_to_all_of_it(cast: Cast, shared: tuple[Meeting, Contact]) -> None:
    meeting, _guy = shared
    with pytest.raises(Refused):
        actions.mark_duplicate(by=cast.anna, at=NOW, meeting=meeting, of=None)
    actions.mark_duplicate(by=cast.adam, at=NOW, meeting=meeting, of=None)


def test_corrections_outlive_the_next_import(cast: Cast) -> None:
    contact("Kim", cast.acme)
    people = ("anna@ours.example:ACCEPTED", "kim@acme.example:ACCEPTED")
    done(load(calendar(event("one", "2026-03-10 10:00", "2026-03-10 11:00", *people))))
    attendance = Attendance.objects.get(contact__name="Kim")
    actions.set_attendance(by=cast.anna, at=NOW, attendance=attendance, state=State.ABSENT)
    actions.add_walk_in(by=cast.anna, at=NOW, meeting=attendance.meeting, account=cast.acme, name="Pat")
    actions.set_mode(by=cast.anna, at=NOW, meeting=attendance.meeting, mode=Mode.VIDEO)
    moved = event("one", "2026-03-10 10:00", "2026-03-10 12:00", *people, sequence=1)
    done(load(calendar(moved)))
    assert hours_of(cast.acme, "2026-03")[:2] == (2, 2)
    assert hours_of(cast.acme, "2026-03", Policy.IN_PERSON)[:2] == (0, 0)
    assert list(queries.deviations()) == []


def test_a_late_import_amends_a_closed_month_and_names_the_calendar(cast: Cast) -> None:
    contact("Kim", cast.acme)
    people = ("anna@ours.example:ACCEPTED", "kim@acme.example:ACCEPTED")
    first = event("one", "2026-10-06 10:00", "2026-10-06 11:00", *people)
    done(load(calendar(first)))
    october = Month(2026, 10)
    actions.close_month(by=cast.anna, at=NOW, account=cast.acme, month=october)
    done(load(calendar(first, event("two", "2026-10-07 10:00", "2026-10-07 11:00", *people)), by=cast.adam))
    (found,) = queries.amendments(cast.anna, cast.acme, october)
    assert (found.by, found.why) == ("Adam", "Import of the calendar “calendar.ics”")
    assert (found.before["seen"]["low"], found.after["seen"]["low"]) == (HOUR, 2 * HOUR)
