"""Who knows whom, from meetings: what counts, who sees it, what it costs, and the pages."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from innercircle.access.models import User
from innercircle.calendars.rules import Mode
from innercircle.directory.models import Affiliation, Colleague, Contact
from innercircle.maps import queries
from innercircle.maps.rules.acquaintance import Report
from tests.cast import Cast
from tests.hours.desk import CONFIRMED, NOW, colleague, meet, person
from tests.web.test_maps import browser, page


def sit(day: str, hours: float, ours: User, *theirs: Contact, **more: object) -> None:
    """They met at ten."""
    meet(f"{day} 10:00", hours, dict.fromkeys(theirs, CONFIRMED), {colleague(ours): CONFIRMED}, **more)


def ways(user: User, contact: Contact) -> list[tuple[str, str | None]]:
    """Colleague and introducer, strongest first."""
    return [(way.colleague.name, way.via.contact.name if way.via else None)
            for way in queries.who_knows(user, contact.pk, NOW)]  # fmt: skip


def test_whoever_met_her_is_a_direct_way_strongest_first(cast: Cast) -> None:
    kim = person("Kim", cast.acme)
    sit("2026-11-02", 1, cast.anna, kim)
    sit("2026-11-03", 2, cast.ben, kim)
    assert ways(cast.eve, kim) == [("Ben", None), ("Anna", None)]


def test_hours_of_last_year_count_half(cast: Cast) -> None:
    kim = person("Kim", cast.acme)
    sit("2025-11-22", 3, cast.anna, kim)
    sit("2026-11-21", 2, cast.ben, kim)
    first, second = queries.who_knows(cast.eve, kim.pk, NOW)
    assert (first.path.weight, second.path.weight) == (pytest.approx(2, abs=0.01), pytest.approx(1.5, abs=0.01))


def test_somebody_who_sat_there_introduces(cast: Cast) -> None:
    kim, lee = person("Kim", cast.acme), person("Lee", cast.acme)
    sit("2026-11-02", 4, cast.dora, kim, lee)
    sit("2026-11-03", 12, cast.ben, kim)
    Colleague.objects.filter(user=cast.dora).update(left_on=NOW.date() - timedelta(days=1))
    assert ways(cast.eve, lee) == [("Ben", "Kim")]


def test_a_reporting_line_leads_to_whom_nobody_met(cast: Cast) -> None:
    board = person("Board", cast.acme)
    kim = person("Kim", cast.acme, reports_to=board.affiliations.get())
    assistant = person("Assistant", cast.acme)
    board.affiliations.update(reports_to=assistant.affiliations.get())
    sit("2026-11-03", 2, cast.ben, kim)
    sit("2026-11-03", 3, cast.anna, assistant)
    found = queries.who_knows(cast.eve, board.pk, NOW)
    assert [(way.colleague.name, way.path.second and way.path.second.reports) for way in found] == [
        ("Anna", Report.FROM),
        ("Ben", Report.TO),
    ]


def test_whoever_left_leads_nowhere(cast: Cast) -> None:
    board = person("Board", cast.acme)
    kim = person("Kim", cast.acme, reports_to=board.affiliations.get())
    sit("2026-11-03", 2, cast.ben, kim)
    kim.affiliations.update(until=NOW.date() - timedelta(days=1))
    assert ways(cast.eve, board) == []


def test_a_former_colleague_at_another_account_introduces(cast: Cast) -> None:
    """Max worked at Acme with Kim, is at Gamma now, and Cara knows him there."""
    kim, maxi = person("Kim", cast.acme), person("Max", cast.acme, until=NOW.date() - timedelta(days=200))
    Affiliation.objects.create(contact=maxi, account=cast.gamma, since=NOW.date() - timedelta(days=199))
    sit("2026-04-01", 5, cast.dora, kim, maxi, account=cast.acme)
    sit("2026-11-03", 6, cast.cara, maxi, account=cast.gamma)
    assert ways(cast.eve, kim) == [("Dora", None), ("Cara", "Max")]
    assert ways(cast.anna, kim) == [("Dora", None)]  # who does not see Gamma hears nothing of it
    assert ways(cast.cara, maxi) == [("Cara", None)]  # nor of Acme


@pytest.mark.parametrize(
    ("day", "mode"),
    [("2026-11-30", Mode.IN_PERSON), ("2022-11-30", Mode.IN_PERSON), ("2026-11-02", Mode.PHONE)],
    ids=["still to come", "too long ago", "not face to face"],
)
def test_what_does_not_count(cast: Cast, day: str, mode: Mode) -> None:
    kim = person("Kim", cast.acme)
    sit(day, 2, cast.anna, kim, source_mode=mode)
    assert ways(cast.eve, kim) == []


def test_it_says_what_the_map_says(cast: Cast) -> None:
    kim, lee = person("Kim", cast.acme), person("Lee", cast.acme)
    for day in ("2026-11-02", "2025-05-03", "2024-12-30"):
        sit(day, 1.5, cast.anna, kim, lee)
    sit("2026-11-02", 1, cast.anna, kim)  # overlaps: counts once
    found = queries.map_of(cast.acme, NOW)
    (post,) = (each.post for each in found.people if each.contact == kim.pk)
    (way,) = queries.who_knows(cast.anna, kim.pk, NOW)
    (line,) = (each for each in found.lines if (each.post, each.colleague) == (post, way.colleague.pk))
    assert way.path.first.evidence == line.evidence
    assert line.evidence.meetings == 2
    assert line.evidence.weight > 2


def test_whoever_sat_there_for_an_account_one_does_not_see_introduces_nobody(cast: Cast) -> None:
    """Kim of Acme and Gil of Gamma sat in one meeting; Anna sees Acme alone."""
    kim, gil = person("Kim", cast.acme), person("Gil", cast.gamma)
    sit("2026-11-02", 4, cast.dora, kim, gil)
    sit("2026-11-03", 12, cast.ben, gil, account=cast.gamma)
    assert ("Ben", "Gil") in ways(cast.eve, kim)
    assert ways(cast.anna, kim) == [("Dora", None)]


def test_many_contacts_cost_as_many_queries_as_one(cast: Cast) -> None:
    people = [person(f"Person {each}", cast.acme) for each in range(8)]
    for first, second in pairwise(people):
        sit("2026-11-02", 1, cast.anna, first, second)
    counts = []
    for asked in (people[:1], people):
        with CaptureQueriesContext(connection) as made:
            found = queries.who_knows_all(cast.anna, [each.pk for each in asked], NOW)
        counts.append(len(made))
        assert all(found.values())
    assert counts[0] == counts[1] <= 12


def ago(days: int) -> str:
    """So many days before the clock on the wall, which pages read."""
    return f"{timezone.now() - timedelta(days=days):%Y-%m-%d}"


def written(day: str) -> str:
    """A day as pages write it."""
    return date_format(date.fromisoformat(day), "DATE_FORMAT")


def test_the_page_says_it_in_words_and_leads_on(cast: Cast) -> None:
    kim, lee = person("Kim", cast.acme), person("Lee", cast.acme)
    for day in (ago(82), ago(81)):
        sit(day, 1, cast.ben, kim)
    sit(ago(80), 1, cast.dora, kim, lee)
    text = page(browser(cast.anna), "contact-who-knows", lee.pk)
    assert f"Dora met Lee once in a year, on {written(ago(80))}" in text
    assert f"Ben met Kim 2 times in a year, last on {written(ago(81))}" in text
    assert f"Kim and Lee sat in one of our meetings in a year, on {written(ago(80))}" in text
    assert reverse("contact", args=[kim.pk]) in text
    whole = page(browser(cast.anna), "account-who-knows", cast.acme.pk)
    assert "Ben met Kim 2 times in a year" in whole
    for name in ("contact", "account-map"):
        keys = [lee.pk] if name == "contact" else [cast.acme.pk]
        shown = page(browser(cast.anna), name, *keys, person=lee.affiliations.get().pk)
        assert reverse("contact-who-knows", args=[lee.pk]) in shown


def test_nobody_known_is_said_with_what_would_help(cast: Cast) -> None:
    kim = person("Kim", cast.acme)
    assert "No way that calendars tell of" in page(browser(cast.anna), "contact-who-knows", kim.pk)
    assert "No way that calendars tell of" in page(browser(cast.anna), "account-who-knows", cast.acme.pk)
    assert "Nobody known at this account yet" in page(browser(cast.anna), "account-who-knows", cast.beta.pk)


def test_what_is_taken_away_names_both_ties(cast: Cast) -> None:
    kim, lee = person("Kim", cast.acme), person("Lee", cast.acme, level="board")
    sit(ago(82), 3, cast.ben, kim)
    sit(ago(80), 1, cast.dora, kim, lee)
    anna = browser(cast.anna)
    for address in (reverse("contact-who-knows-export", args=[lee.pk, "csv"]),
                    reverse("account-who-knows-export", args=[cast.acme.pk, "csv"])):  # fmt: skip
        rows = list(csv.DictReader(anna.get(address).content.decode("utf-8-sig").splitlines()))
        told = [(row["contact"], row["place"], row["colleague"], row["through"]) for row in rows][:2]
        assert told == [("Lee", "1", "Dora", ""), ("Lee", "2", "Ben", "Kim")]
        assert rows[1]["second: last met"] == ago(80)
    assert anna.get(reverse("contact-who-knows-export", args=[lee.pk, "doc"])).status_code == 404
    assert anna.get(reverse("account-who-knows-export", args=[cast.acme.pk, "doc"])).status_code == 404


def test_a_stranger_finds_no_such_page(cast: Cast) -> None:
    kim = person("Kim", cast.acme)
    for name, key in (("contact-who-knows", kim.pk), ("account-who-knows", cast.acme.pk)):
        assert browser(cast.cara).get(reverse(name, args=[key])).status_code == 404
