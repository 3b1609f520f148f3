"""The meetings of an account in parts that fit a page: the same as the full answer, whatever the page."""

from __future__ import annotations

import pytest

from innercircle.access.models import User
from innercircle.calendars.rules import Mode
from innercircle.directory.models import Contact
from innercircle.hours import actions, queries
from innercircle.hours.queries.listed import PER_PAGE
from innercircle.hours.rules import Policy, Why
from innercircle.kit.month import Month
from tests.cast import Cast
from tests.hours.desk import ABSENT, CONFIRMED, HOUR, NOW, PRESUMED, colleague, meet, person

SEPTEMBER, OCTOBER = Month(2026, 9), Month(2026, 10)


@pytest.fixture
def kim(cast: Cast) -> Contact:
    return person("Kim", cast.acme, department="Finance", level="c_level")


@pytest.fixture
def busy(cast: Cast, kim: Contact) -> Cast:
    """Sixty meetings in October, every third by phone, some cancelled, declined or without us; one over the end."""
    ours = {colleague(cast.anna): CONFIRMED}
    for number in range(60):
        more = {"source_mode": Mode.PHONE} if number % 3 == 1 else {"cancelled": number % 7 == 2}
        state = ABSENT if number % 11 == 5 else PRESUMED
        at = f"2026-10-{number // 3 + 1:02} {8 + number % 3:02}:00"
        meet(at, 1, {kim: state}, {} if number % 13 == 4 else ours, title=f"M{number}", **more)
    meet("2026-09-30 23:00", 2, {kim: CONFIRMED}, ours, title="Over the end")
    return cast


def pages(cast: Cast, policy: Policy) -> tuple[list[queries.MeetingPage], list[queries.MeetingPage]]:
    """Every page of October's counted meetings and of those left out."""
    ground = queries.Ground(cast.acme)
    both = [
        queries.month_meetings(cast.anna, ground, OCTOBER, policy=policy, page=page, left_out_page=page)
        for page in (1, 2, 3)
    ]
    return [counted for counted, _ in both], [left_out for _, left_out in both]


@pytest.mark.parametrize("policy", Policy)
def test_pages_hold_what_the_full_answer_holds(busy: Cast, policy: Policy) -> None:
    every = queries.explain(busy.anna, busy.acme, OCTOBER, policy=policy)
    for found, wanted in zip(pages(busy, policy), (True, False), strict=True):
        views = {(each.id, each.why, each.client) for page in found for each in page.views}
        assert views == {(each.id, each.why, each.client) for each in every if (each.why is Why.COUNTED) == wanted}
        assert {page.count for page in found} == {len(views)}
        assert all(len(page.views) <= PER_PAGE for page in found)


def test_a_meeting_in_two_months_is_listed_in_both_with_its_part(busy: Cast) -> None:
    found = queries.counted_meetings(busy.anna, busy.acme, SEPTEMBER, OCTOBER)
    parts = [each.client.high for each in found.views if each.title == "Over the end"]
    assert parts == [HOUR, HOUR]
    assert found.views[-1].title == "Over the end"  # the latest month first


def test_a_page_beyond_the_last_is_the_last(busy: Cast) -> None:
    found = queries.counted_meetings(busy.anna, busy.acme, OCTOBER, OCTOBER, page=99)
    assert (found.page, bool(found.views)) == (1, True)
    assert queries.counted_meetings(busy.anna, busy.acme, Month(2020, 1), Month(2020, 2), page=5).views == ()


def test_a_reader_sees_only_people_of_accounts_they_see(busy: Cast, kim: Contact) -> None:
    other = person("Of Gamma", busy.gamma)
    both = {kim: busy.acme, other: busy.gamma}
    people = {kim: CONFIRMED, other: CONFIRMED}
    meet("2026-09-02 10:00", 1, people, {colleague(busy.anna): CONFIRMED}, account=both)

    def names(user: User) -> set[str]:
        (view,) = queries.counted_meetings(user, busy.acme, SEPTEMBER, SEPTEMBER).views[:1]
        return {each.name for each in view.theirs}

    assert names(busy.anna) == {"Kim"}
    assert names(busy.eve) == {"Kim", "Of Gamma"}


def test_a_mention_of_the_duplicate_counts_on_the_meeting_that_stays(busy: Cast, kim: Contact) -> None:
    ours = {colleague(busy.anna): CONFIRMED}
    kept = meet("2026-09-05 10:00", 1, {kim: CONFIRMED}, ours)
    twin = meet("2026-09-05 10:00", 1, {kim: CONFIRMED}, ours)
    actions.mark_duplicate(meeting=twin, of=kept, by=busy.anna, at=NOW)
    counted, left_out = queries.month_meetings(busy.anna, queries.Ground(busy.acme), SEPTEMBER)
    assert kept.pk in {each.id for each in counted.views}
    assert [(each.id, each.why) for each in left_out.views] == [(twin.pk, Why.DUPLICATE)]


def test_names_of_what_a_figure_rests_on(busy: Cast, kim: Contact) -> None:
    row = meet("2026-09-05 10:00", 1, {kim: CONFIRMED}, {colleague(busy.anna): CONFIRMED}, title="Lunch")
    assert queries.meeting_names([row.pk]) == {row.pk: ("Lunch", row.start)}
    assert queries.meeting_names([]) == {}
