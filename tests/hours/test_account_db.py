"""An account's page: thirteen months, what is ahead, what the time consists of, the meetings behind it, its family."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from innercircle.calendars.rules import Mode
from innercircle.directory.models import Account, Contact
from innercircle.hours import actions, queries
from innercircle.hours.queries import Only
from innercircle.hours.rules import Policy, Streak, Verdict, Why
from innercircle.hours.rules.words import WorkKind
from innercircle.kit.month import Month
from innercircle.kit.spread import Spread
from tests.cast import Cast
from tests.hours.desk import ABSENT, CONFIRMED, HOUR, NOW, PRESUMED, colleague, meet, person

OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)


@pytest.fixture
def kim(cast: Cast) -> Contact:
    return person("Kim", cast.acme, title="CFO", department="Finance", level="c_level")


@pytest.fixture
def lee(cast: Cast) -> Contact:
    return person("Lee", cast.acme, department="Plant", level="staff")


@pytest.fixture
def told(cast: Cast, kim: Contact, lee: Contact) -> Cast:
    """September 1 h; October 2 h of Kim (1 on video) and 1 h presumed of Lee; one hour booked in November."""
    anna, dora = colleague(cast.anna), colleague(cast.dora)
    meet("2026-09-10 10:00", 1, {kim: CONFIRMED}, {anna: CONFIRMED})
    meet("2026-10-06 10:00", 1, {kim: CONFIRMED, lee: PRESUMED}, {anna: CONFIRMED, dora: PRESUMED})
    meet("2026-10-13 10:00", 1, {kim: CONFIRMED}, {dora: CONFIRMED}, source_mode=Mode.VIDEO)
    meet("2026-11-28 10:00", 1, {kim: PRESUMED}, {anna: CONFIRMED})
    return cast


def test_the_page_of_an_account(told: Cast) -> None:
    found = queries.account_hours(told.anna, told.acme, NOW)
    assert [str(found.months[0].month), str(found.last.month)] == ["2025-10", "2026-10"]
    assert found.last.figures.client == Spread(2 * HOUR, 3 * HOUR)
    assert found.last.figures.departments == ("Finance", "Plant")
    assert (found.verdict, found.streak, found.other_verdict) == (
        Verdict.DEVELOPING,
        Streak(developing=True, months=2),
        Verdict.OPEN,
    )
    assert (found.running_month.month, found.running_month.verdict) == (NOVEMBER, None)
    assert found.running.booked == Spread(0, HOUR)
    assert (found.quarter, found.year) == (None, None)  # the record does not reach back far enough
    assert found.settling == ()


def test_an_open_month_names_what_would_settle_it(told: Cast) -> None:
    found = queries.account_hours(told.anna, told.acme, NOW, policy=Policy.IN_PERSON)
    assert found.verdict is Verdict.OPEN
    assert [len(each.meetings) for each in found.settling] == [1, 1]
    asked = queries.meeting_view(told.anna, told.acme, found.settling[0].meetings[0])
    assert asked is not None
    assert [each.name for each in asked.theirs] == ["Kim", "Lee"]


def test_the_change_over_quarters_is_context(cast: Cast, kim: Contact) -> None:
    for month in range(5, 11):
        meet(f"2026-{month:02}-10 10:00", month, {kim: CONFIRMED}, {colleague(cast.anna): CONFIRMED})
    quarter = queries.account_hours(cast.anna, cast.acme, NOW).quarter
    assert quarter is not None
    assert (quarter.now.low // HOUR, quarter.before.low // HOUR) == (8 + 9 + 10, 5 + 6 + 7)


def test_after_the_last_meeting_months_are_not_developing_then_dormant(cast: Cast, kim: Contact) -> None:
    meet("2026-07-10 10:00", 1, {kim: CONFIRMED}, {colleague(cast.anna): CONFIRMED})
    found = queries.account_hours(cast.anna, cast.acme, NOW)
    assert [each.verdict for each in found.months[-4:]] == [
        Verdict.DEVELOPING,
        Verdict.NOT_DEVELOPING,
        Verdict.DORMANT,
        Verdict.DORMANT,
    ]
    assert found.streak == Streak(developing=False, months=3)
    next_year = queries.account_hours(cast.anna, cast.acme, datetime(2027, 11, 22, tzinfo=UTC))
    assert next_year.streak == Streak(developing=False, months=15)


def test_time_alone_finishes_a_month(told: Cast) -> None:
    later = datetime(2026, 12, 1, 1, tzinfo=UTC)
    found = queries.account_hours(told.anna, told.acme, later)
    assert (found.last.month, found.last.figures.client) == (NOVEMBER, Spread(0, HOUR))
    assert found.verdict is Verdict.NOT_DEVELOPING


def test_what_is_ahead(told: Cast, kim: Contact, lee: Contact) -> None:
    actions.set_target(by=told.anna, at=NOW, account=told.acme, month=NOVEMBER.plus(1), seconds=4 * HOUR)
    found = queries.next_month(told.anna, told.acme, NOW)
    assert (found.this.month, found.this.running.to_beat, found.this.target) == (
        NOVEMBER,
        Spread(2 * HOUR, 3 * HOUR),
        None,
    )
    assert (found.next.month, found.next.running.to_beat, found.next.target) == (
        NOVEMBER.plus(1),
        Spread(0, HOUR),
        4 * HOUR,
    )
    assert found.quiet == ()


def test_who_has_not_met_us_for_ninety_days_highest_level_first(cast: Cast, kim: Contact, lee: Contact) -> None:
    never = person("Never", cast.acme, level="board")
    gone = person("Gone", cast.acme, until="2026-06-30")
    booked = person("Booked", cast.acme, level="manager")
    anna = {colleague(cast.anna): CONFIRMED}
    meet("2026-08-23 10:00", 1, {lee: CONFIRMED, gone: ABSENT}, anna)  # 91 days ago
    meet("2026-08-25 13:00", 1, {kim: CONFIRMED}, anna)  # 89 days ago
    meet("2026-12-01 10:00", 1, {booked: PRESUMED}, anna)
    quiet = queries.next_month(cast.anna, cast.acme, NOW).quiet
    assert [(each.name, each.level) for each in quiet] == [("Never", "board"), ("Lee", "staff")]
    assert (quiet[0].contact, quiet[0].last) == (never.pk, None)


def test_what_the_time_consists_of(told: Cast) -> None:
    found = queries.breakdown(told.anna, told.acme, OCTOBER, OCTOBER)
    lines = {(each.label, each.client) for each in (*found.contacts, *found.departments)}
    assert lines == {
        ("Kim", Spread(2 * HOUR, 2 * HOUR)),
        ("Lee", Spread(0, HOUR)),
        ("Finance", Spread(2 * HOUR, 2 * HOUR)),
        ("Plant", Spread(0, HOUR)),
    }
    assert [(each.key, each.meetings, each.unconfirmed) for each in found.levels] == [
        ("c_level", 2, 0),
        ("staff", 1, 1),
    ]
    assert {each.key for each in found.modes} == {"in_person", "video"}
    assert found.team == Spread(2 * HOUR, 3 * HOUR)


@pytest.mark.parametrize(("who", "seen"), [("anna", {"Anna"}), ("dora", {"Dora"}), ("nora", set()), ("eve", set())])
def test_nobody_reads_how_long_somebody_else_of_ours_spent(told: Cast, who: str, seen: set[str]) -> None:
    found = queries.breakdown(getattr(told, who), told.acme, OCTOBER, OCTOBER)
    assert {each.label for each in found.colleagues if each.ours is not None} == seen
    assert [each.label for each in found.colleagues] == ["Anna", "Dora"]  # the alphabet, never hours
    assert [each.meetings for each in found.colleagues] == [1, 2]


def test_ones_own_hours_are_for_oneself(told: Cast) -> None:
    work = {"account": told.acme, "colleague": colleague(told.dora), "day": datetime(2026, 10, 2, tzinfo=UTC).date()}
    actions.log_work(by=told.dora, at=NOW, kind=WorkKind.PREPARATION, seconds=HOUR, **work)
    months = queries.own_hours(told.dora, NOW)
    assert (len(months), str(months[-2].month)) == (13, "2026-10")
    october = months[-2]
    assert (october.meetings, october.prepared, october.count) == (Spread(HOUR, 2 * HOUR), HOUR, 2)
    assert all(month.meetings.high == 0 for month in queries.own_hours(told.nora, NOW))
    assert queries.own_hours(told.eve, NOW) == ()


def test_a_duplicate_counts_once_in_ones_own_hours(told: Cast, kim: Contact) -> None:
    other = meet("2026-09-10 10:00", 1, {kim: CONFIRMED}, {colleague(told.anna): CONFIRMED})
    kept = queries.visible_meetings(told.anna).exclude(pk=other.pk).order_by("start").first()
    actions.mark_duplicate(by=told.adam, at=NOW, meeting=other, of=kept)
    assert queries.own_hours(told.anna, NOW)[-3].meetings == Spread(HOUR, HOUR)


def test_every_entry_is_counted_or_left_out_with_its_reason(cast: Cast, kim: Contact) -> None:
    anna = {colleague(cast.anna): CONFIRMED}
    meet("2026-10-01 10:00", 1, {kim: CONFIRMED}, anna, title="Counted")
    meet("2026-10-02 10:00", 1, {kim: CONFIRMED}, anna, title="Cancelled", cancelled=True)
    meet("2026-10-03 00:00", 24, {kim: CONFIRMED}, anna, title="All-day", all_day=True)
    meet("2026-10-04 10:00", 1, {kim: ABSENT}, anna, title="Declined")
    meet("2026-10-05 10:00", 1, {kim: CONFIRMED}, {}, title="Alone")
    meet("2026-10-06 10:00", 1, {kim: CONFIRMED}, {colleague(cast.anna): ABSENT}, title="Without us")
    meet("2026-10-07 10:00", 1, {kim: CONFIRMED}, anna, title="Call", source_mode=Mode.PHONE)
    meet("2026-10-08 10:00", 0, {kim: CONFIRMED}, anna, title="Moment")
    meet("2026-09-30 23:00", 2, {kim: CONFIRMED}, anna, title="Over the end")
    found = {each.title: each.why for each in queries.explain(cast.anna, cast.acme, OCTOBER)}
    assert found == {
        "Over the end": Why.COUNTED,
        "Counted": Why.COUNTED,
        "Cancelled": Why.CANCELLED,
        "All-day": Why.ALL_DAY,
        "Declined": Why.DECLINED,
        "Alone": Why.NOBODY_OF_OURS,
        "Without us": Why.OURS_DECLINED,
        "Call": Why.MODE_NOT_COUNTED,
        "Moment": Why.ZERO_LENGTH,
    }
    counted = queries.cell_meetings(cast.anna, cast.acme, OCTOBER)
    assert [(each.title, each.client.high) for each in counted] == [("Over the end", HOUR), ("Counted", HOUR)]


def test_meetings_of_one_line_of_a_breakdown(told: Cast, kim: Contact, lee: Contact) -> None:
    def count(**only: str) -> int:
        found = queries.counted_meetings(told.anna, told.acme, OCTOBER, OCTOBER, only=Only(**only))
        assert found.count == len(found.views)
        return found.count

    assert count() == 2
    assert (count(contact=str(lee.pk)), count(contact=str(kim.pk))) == (1, 2)
    assert (count(department="Plant"), count(level="c_level"), count(mode="video")) == (1, 2, 1)
    assert count(colleague=str(colleague(told.anna).pk)) == 1
    assert count(contact=str(lee.pk), mode="video") == 0


def test_a_meeting_shows_who_came_and_why_we_think_so(told: Cast) -> None:
    (first, _second) = queries.cell_meetings(told.anna, told.acme, OCTOBER)
    kim, lee = first.theirs
    assert (kim.name, kim.department, kim.seconds, kim.because.value) == ("Kim", "Finance", HOUR, "accepted")
    assert (lee.name, lee.state, lee.by_hand) == ("Lee", PRESUMED, False)
    assert [each.name for each in first.ours] == ["Anna", "Dora"]
    assert first.may_change
    assert not queries.cell_meetings(told.dora, told.acme, OCTOBER)[0].may_change


def test_a_child_organisation_rolls_up_each_person_once(told: Cast, kim: Contact) -> None:
    labs = Account.objects.create(name="Labs", parent=told.acme, account_manager=colleague(told.anna), team=told.north)
    pat = person("Pat", labs)
    anna = {colleague(told.anna): CONFIRMED}
    meet("2026-10-20 10:00", 3, {pat: CONFIRMED}, anna)
    meet("2026-10-06 10:30", 1, {kim: CONFIRMED}, anna, account=labs)  # half of it at Acme too
    alone = queries.account_hours(told.anna, told.acme, NOW)
    family = queries.account_hours(told.anna, told.acme, NOW, family=True)
    assert alone.last.figures.client.low == 2 * HOUR
    assert family.last.figures.client.low == 2 * HOUR + 3 * HOUR + HOUR // 2
    assert (family.last.figures.contacts, family.last.figures.meetings) == (3, 4)
    assert family.verdict is Verdict.DEVELOPING


def test_a_child_organisation_one_may_not_see_is_in_no_sum(told: Cast) -> None:
    labs = Account.objects.create(name="Labs", parent=told.acme, account_manager=colleague(told.cara), team=told.south)
    meet("2026-10-20 10:00", 3, {person("Pat", labs): CONFIRMED}, {colleague(told.cara): CONFIRMED})
    seen = queries.account_hours(told.anna, told.acme, NOW, family=True)
    assert seen.last.figures.client.low == 2 * HOUR
    whole = queries.account_hours(told.eve, told.acme, NOW, family=True)
    assert whole.last.figures.client.low == 5 * HOUR


def test_pages_of_an_account_take_few_queries(told: Cast, kim: Contact) -> None:
    asked = {
        "hours": (lambda: queries.account_hours(told.anna, told.acme, NOW), 4),
        "next": (lambda: queries.next_month(told.anna, told.acme, NOW), 6),
        "breakdown": (lambda: queries.breakdown(told.anna, told.acme, OCTOBER, OCTOBER), 4),
        "meetings": (lambda: queries.cell_meetings(told.anna, told.acme, OCTOBER), 12),
    }
    for number in range(10):
        meet(f"2026-10-{number + 1:02} 16:00", 1, {kim: CONFIRMED}, {colleague(told.anna): CONFIRMED})
    found = {}
    for name, (ask, _most) in asked.items():
        with CaptureQueriesContext(connection) as caught:
            ask()
        found[name] = len(caught)
    assert {name: count for name, count in found.items() if count > asked[name][1]} == {}
