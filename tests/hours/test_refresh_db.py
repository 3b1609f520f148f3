"""Figures follow from meetings: facts, rows per month, verdicts and streaks, and nothing but the touched cells."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from innercircle.calendars.models import Attendance, Meeting
from innercircle.calendars.rules import Mode
from innercircle.hours.actions.refresh import refresh, refresh_accounts
from innercircle.hours.models import AccountMonth, Fact, Interruption, Tracking, Work
from innercircle.hours.rules import Policy
from innercircle.kit.month import Month
from tests.cast import Cast
from tests.hours.desk import ABSENT, CONFIRMED, HOUR, NOW, PRESUMED, colleague, epoch, hours_of, meet, person, row


def test_the_worked_example_comes_out_exactly(cast: Cast) -> None:
    people = [person(f"P{number}", cast.acme) for number in range(6)]
    anna = {colleague(cast.anna): CONFIRMED}
    one = {people[0]: CONFIRMED}
    meet("2026-01-12 10:00", 0.5, one, anna)
    meet("2026-02-03 10:00", 0.5, one, anna)
    meet("2026-02-10 10:00", 0.5, one, anna)
    meet("2026-03-10 10:00", 1, dict.fromkeys(people[:2], CONFIRMED), anna)
    meet("2026-04-10 10:00", 1, dict.fromkeys(people, CONFIRMED), anna)
    meet("2026-05-10 10:00", 2, dict.fromkeys(people[:4], CONFIRMED), anna)
    found = [hours_of(cast.acme, f"2026-0{month}") for month in range(1, 6)]
    assert found == [(h, h, "developing") for h in (0.5, 1.0, 2.0, 6.0, 8.0)]
    assert [row(cast.acme, f"2026-0{month}").streak for month in range(1, 7)] == [1, 2, 3, 4, 5, -1]
    assert row(cast.acme, "2026-06").verdict == "not developing"
    assert not AccountMonth.objects.filter(month=Month.parse("2026-07").index).exists()


def test_low_is_confirmed_and_high_counts_the_presumed(cast: Cast) -> None:
    kim, lee = person("Kim", cast.acme), person("Lee", cast.acme)
    meet("2026-03-10 10:00", 1, {kim: CONFIRMED, lee: PRESUMED}, {colleague(cast.anna): CONFIRMED})
    assert hours_of(cast.acme, "2026-03") == (1, 2, "developing")
    assert row(cast.acme, "2026-03").unconfirmed == 1
    assert hours_of(cast.acme, "2026-04") == (0, 0, "not developing")


def test_a_meeting_over_the_end_of_the_month_is_two_facts_on_the_accounts_clock(cast: Cast) -> None:
    cast.acme.time_zone = "America/New_York"
    cast.acme.save()
    kim = person("Kim", cast.acme)
    meet("2026-04-01 03:00", 2, {kim: CONFIRMED}, {colleague(cast.anna): CONFIRMED})
    assert [hours_of(cast.acme, month)[0] for month in ("2026-03", "2026-04")] == [1, 1]


def test_a_new_clock_moves_the_hours(cast: Cast) -> None:
    kim = person("Kim", cast.acme)
    meet("2026-04-01 03:00", 1, {kim: CONFIRMED}, {colleague(cast.anna): CONFIRMED})
    assert hours_of(cast.acme, "2026-04")[0] == 1
    cast.acme.time_zone = "America/New_York"
    cast.acme.save()
    refresh_accounts(by=None, at=NOW, why="The clock", accounts=[cast.acme.pk])
    assert hours_of(cast.acme, "2026-03")[0] == 1
    assert hours_of(cast.acme, "2026-04") == (0, 0, "not developing")
    assert Tracking.objects.get(account=cast.acme).time_zone == "America/New_York"


def test_policies_differ_by_mode(cast: Cast) -> None:
    kim, anna = person("Kim", cast.acme), colleague(cast.anna)
    modes = {Mode.IN_PERSON: 2, Mode.VIDEO: 3, Mode.PHONE: 4, Mode.UNKNOWN: 5}
    for day, (mode, hours) in enumerate(modes.items(), 1):
        meet(f"2026-03-0{day} 08:00", hours, {kim: CONFIRMED}, {anna: CONFIRMED}, source_mode=mode)
    assert hours_of(cast.acme, "2026-03")[0] == 10
    assert hours_of(cast.acme, "2026-03", Policy.IN_PERSON)[0] == 7
    assert row(cast.acme, "2026-03").in_person == 7 * HOUR


def test_two_accounts_at_one_meeting_each_get_their_own_people(cast: Cast) -> None:
    kim, lee, guy = person("Kim", cast.acme), person("Lee", cast.acme), person("Guy", cast.gamma)
    people = {kim: CONFIRMED, lee: CONFIRMED, guy: CONFIRMED}
    meet("2026-03-10 10:00", 1, people, {colleague(cast.anna): CONFIRMED})
    assert hours_of(cast.acme, "2026-03")[0] == 2
    assert hours_of(cast.gamma, "2026-03")[0] == 1
    assert row(cast.acme, "2026-03").ours == row(cast.gamma, "2026-03").ours == HOUR


def test_a_duplicate_counts_once_with_the_people_of_both(cast: Cast) -> None:
    kim, lee = person("Kim", cast.acme), person("Lee", cast.acme)
    kept = meet("2026-03-10 10:00", 1, {kim: ABSENT}, {colleague(cast.anna): CONFIRMED})
    other = meet("2026-03-10 10:00", 1, {kim: CONFIRMED, lee: CONFIRMED}, {colleague(cast.anna): CONFIRMED})
    assert row(cast.acme, "2026-03").meetings == 1
    Meeting.objects.filter(pk=other.pk).update(duplicate_of=kept)
    refresh(by=None, at=NOW, why="A test", meetings=[other.pk])
    assert hours_of(cast.acme, "2026-03")[0] == 1  # Kim's own line on the kept meeting stands: absent
    assert set(Fact.objects.values_list("meeting", flat=True)) == {kept.pk}


def test_rows_are_dense_and_dormant_months_lengthen_the_streak(cast: Cast) -> None:
    kim, anna = person("Kim", cast.acme), colleague(cast.anna)
    meet("2026-01-10 10:00", 1, {kim: CONFIRMED}, {anna: CONFIRMED})
    meet("2026-05-10 10:00", 1, {kim: CONFIRMED}, {anna: CONFIRMED})
    months = AccountMonth.objects.filter(account=cast.acme, policy=Policy.SEEN).order_by("month")
    verdicts = ["developing", "not developing", "dormant", "dormant", "developing", "not developing"]
    assert [(each.verdict, each.streak) for each in months] == list(zip(verdicts, [1, -1, -2, -3, 1, -1], strict=True))


def test_what_is_deleted_leaves_nothing(cast: Cast) -> None:
    meeting = meet("2026-01-10 10:00", 1, {person("Kim", cast.acme): CONFIRMED}, {colleague(cast.anna): CONFIRMED})
    start, end, pk = meeting.start, meeting.end, meeting.pk
    meeting.delete()
    refresh(by=None, at=NOW, why="A test", meetings=[pk], spans=[(cast.acme.pk, start, end)])
    assert not AccountMonth.objects.exists()
    assert not Fact.objects.exists()


def test_preparation_is_our_time_and_makes_a_month(cast: Cast) -> None:
    work = {"account": cast.acme, "colleague": colleague(cast.anna), "kind": "preparation", "at": NOW}
    Work.objects.create(day="2026-03-10", seconds=2 * HOUR, **work)
    refresh(by=None, at=NOW, why="A test", cells=[(cast.acme.pk, Month.parse("2026-03").index)])
    found = row(cast.acme, "2026-03")
    assert (found.ours_low, found.ours, found.prepared, found.high) == (2 * HOUR, 2 * HOUR, 2 * HOUR, 0)
    assert found.verdict == "dormant"


def test_only_the_touched_cells_are_written(cast: Cast) -> None:
    kim, guy, anna = person("Kim", cast.acme), person("Guy", cast.gamma), colleague(cast.anna)
    for month in range(1, 8):
        meet(f"2026-0{month}-10 10:00", 1, {kim: CONFIRMED}, {anna: CONFIRMED})
        meet(f"2026-0{month}-11 10:00", 1, {guy: CONFIRMED}, {anna: CONFIRMED})
    before = dict(AccountMonth.objects.values_list("pk", "low"))
    meeting = meet("2026-07-20 10:00", 1, {kim: CONFIRMED}, {anna: CONFIRMED}, fresh=False)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        cells = refresh(by=None, at=NOW, why="A test", meetings=[meeting.pk])
    after = dict(AccountMonth.objects.values_list("pk", "low"))
    assert cells == {(cast.acme.pk, Month.parse("2026-07").index)}
    assert sum(before[pk] != low for pk, low in after.items()) == 2  # one month, two policies
    assert len(caught) <= 30


def test_a_moved_and_a_cancelled_meeting_are_noticed(cast: Cast) -> None:
    kim, anna = person("Kim", cast.acme), colleague(cast.anna)
    meeting = meet("2026-03-10 10:00", 1, {kim: CONFIRMED}, {anna: CONFIRMED})
    Attendance.objects.filter(contact=kim).update(because="organised it")
    Meeting.objects.filter(pk=meeting.pk).update(start=epoch("2026-03-17 10:00"), end=epoch("2026-03-17 11:00"))
    refresh(by=None, at=NOW, why="A test", meetings=[meeting.pk])
    moved = Interruption.objects.get()
    assert (moved.kind, moved.theirs, moved.start) == ("moved", True, epoch("2026-03-10 10:00"))
    Meeting.objects.filter(pk=meeting.pk).update(cancelled=True)
    refresh(by=None, at=NOW, why="A test", meetings=[meeting.pk])
    assert set(Interruption.objects.values_list("kind", flat=True)) == {"moved", "cancelled"}
    Meeting.objects.filter(pk=meeting.pk).update(cancelled=False)
    refresh(by=None, at=NOW, why="A test", meetings=[meeting.pk])
    assert set(Interruption.objects.values_list("kind", flat=True)) == {"moved"}


def test_a_refusal_by_all_of_theirs_is_theirs(cast: Cast) -> None:
    meet("2026-03-10 10:00", 1, {person("Kim", cast.acme): ABSENT}, {colleague(cast.anna): CONFIRMED})
    found = Interruption.objects.get()
    assert (found.kind, found.theirs) == ("declined", True)


@pytest.mark.parametrize(
    "values",
    [
        {"low": 2, "high": 1},
        {"low": -1, "high": 1},
        {"in_person": 5, "high": 1},
        {"policy": "strict"},
        {"verdict": "great"},
    ],
)
def test_the_database_refuses_impossible_figures(cast: Cast, values: dict[str, object]) -> None:
    columns = {"account": cast.acme, "month": 1, "policy": Policy.SEEN, "verdict": "open", "high": 9} | values
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountMonth.objects.create(**columns)
