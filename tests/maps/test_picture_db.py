"""The map out of the database: evidence from meetings, a fixed number of queries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from innercircle.calendars.meetings import Because
from innercircle.calendars.models import Attendance
from innercircle.directory.models import Affiliation, Colleague
from innercircle.maps import actions, queries
from innercircle.maps.rules.evidence import Dispute, dispute
from tests.cast import Cast
from tests.hours.desk import CONFIRMED, HOUR, colleague, meet
from tests.maps.desk import NOW, draw, post, role


def test_evidence_comes_from_the_meetings_and_who_organised_them(cast: Cast) -> None:
    kim = post("Kim", cast.acme)
    ours = {colleague(cast.anna): CONFIRMED}
    asked = meet("2026-11-02 10:00", 1, {kim.contact: CONFIRMED}, ours)
    meet("2026-05-02 10:00", 2, {kim.contact: CONFIRMED}, ours)
    meet("2026-12-02 10:00", 8, {kim.contact: CONFIRMED}, ours)
    Attendance.objects.filter(meeting=asked, contact=kim.contact).update(because=Because.ORGANIZER)
    line = queries.map_of(cast.acme, NOW).lines[0]
    assert (line.coverage, line.evidence.short, line.evidence.long) == (None, HOUR, 3 * HOUR)
    assert (line.evidence.theirs, line.evidence.ours, line.evidence.meetings) == (1, 0, 2)


def test_opinion_stands_beside_the_evidence(cast: Cast) -> None:
    kim = post("Kim", cast.acme)
    draw(cast.anna, kim, cast.anna, 5)
    found = queries.map_of(cast.acme, NOW)
    assert dispute(found.lines[0].assessed, found.lines[0].evidence, int(NOW.timestamp())) is Dispute.TOO_HIGH
    assert {each.name for each in found.ours} == {"Anna", "Dora"}


def test_a_leaver_stays_a_year_and_who_begins_later_is_not_there_yet(cast: Cast) -> None:
    day = NOW.date()
    post("Left", cast.acme, until=day - timedelta(days=365))
    post("Long gone", cast.acme, until=day - timedelta(days=366))
    post("To come", cast.acme, since=day + timedelta(days=1))
    assert [each.name for each in queries.map_of(cast.acme, NOW).people] == ["Left"]


def test_a_superior_elsewhere_is_seen(cast: Cast) -> None:
    boss, kim = post("Boss", cast.beta), post("Kim", cast.acme)
    Affiliation.objects.filter(pk=kim.pk).update(reports_to=boss)
    assert queries.map_of(cast.acme, NOW).people[0].reports_elsewhere


def test_the_six_steps_follow_what_is_done(cast: Cast) -> None:
    kim = post("Kim", cast.acme)
    draw(cast.anna, kim, cast.anna)
    role(cast.anna, kim, "budget", "gatekeeper", "user")
    assert [each.share for each in queries.progress([cast.acme.pk], NOW)[cast.acme.pk]] == [1, 1, 0, None, None, None]
    actions.write_analysis(by=cast.anna, at=NOW + timedelta(minutes=1), account=cast.acme, words="All well")
    assert queries.progress_of(cast.acme, queries.map_of(cast.acme, NOW), NOW)[2].complete
    assert queries.map_age([cast.acme.pk]) == {cast.acme.pk: NOW.date().toordinal()}


@pytest.mark.parametrize("people", [1, 20])
def test_as_many_queries_for_few_as_for_many(cast: Cast, people: int) -> None:
    for number in range(people):
        kim = post(f"Kim {number}", cast.acme)
        draw(cast.anna, kim, cast.anna)
        meet("2026-11-02 10:00", 1, {kim.contact: CONFIRMED}, {colleague(cast.dora): CONFIRMED})
    Colleague.objects.create(name="Unrelated")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        queries.map_of(cast.acme, NOW)
    assert len(asked) == 5
