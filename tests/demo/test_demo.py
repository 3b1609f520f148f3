"""The demo firm: the same every time, imported like anybody's, its story in the verdicts, cleared whole."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from innercircle.access.models import User
from innercircle.calendars import ics
from innercircle.calendars.models import Calendar, Meeting
from innercircle.calendars.rules import Window
from innercircle.demo import agenda, build, clear, firm
from innercircle.demo.ics import write_calendars
from innercircle.directory.models import Account, Colleague, Contact
from innercircle.hours import queries
from innercircle.hours.models import MonthClose
from innercircle.hours.rules import Verdict
from innercircle.hours.rules.words import FlagKind
from innercircle.kit.month import Month
from innercircle.maps import queries as maps
from innercircle.maps.models import Offer, Value
from innercircle.maps.rules.findings import Kind
from innercircle.plans import queries as plans
from innercircle.plans.actions import keep_findings
from innercircle.plans.models import Objective
from innercircle.plans.queries.assets import account_asset
from innercircle.plans.queries.dependence import hanging
from innercircle.plans.queries.linted import Checked
from innercircle.plans.rules.asset import Cause, Effect, relation
from innercircle.plans.rules.reading import Label

YEARS = Window(*(int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (2025, 2028)))
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_the_firm_is_what_was_promised() -> None:
    roles = [one.role for one in firm.our_people()]
    assert (len(firm.clients()), roles.count("account_manager"), roles.count("manager"), roles.count("executive")) == (
        40,
        6,
        2,
        1,
    )
    assert 240 <= sum(len(firm.staff(client)) for client in firm.clients()) <= 260
    assert len({one.email for client in firm.clients() for one in firm.staff(client)}) == sum(
        client.people for client in firm.clients()
    )


def test_the_calendars_are_the_same_every_time(tmp_path: Path) -> None:
    first, second = (
        {place.name: place.read_bytes() for _, place in write_calendars(tmp_path / name, date(2026, 11, 22))}
        for name in ("one", "two")
    )
    assert first == second
    assert len(first) == len(firm.our_people())


def test_the_calendars_hold_every_habit_of_real_ones(tmp_path: Path) -> None:
    text = "".join(place.read_text() for _, place in write_calendars(tmp_path, date(2026, 11, 22)))
    for habit in (
        "RRULE:", "EXDATE", "RECURRENCE-ID", "STATUS:CANCELLED", "PARTSTAT=DECLINED", "PARTSTAT=NEEDS-ACTION",
        "CLASS:PRIVATE", "VALUE=DATE", "Microsoft Corporation", "Google Inc", "CUTYPE=ROOM", "gmail.com", "SEQUENCE:1",
    ):  # fmt: skip
        assert habit in text, habit


def test_a_month_of_a_story_adds_up_exactly() -> None:
    told = agenda.appointments(date(2026, 11, 22))
    growing = [each for each in told if each.uid.startswith("halvorsen.example-2026-10")]
    given = [each.minutes for each in growing for guest in each.guests if _came(guest)]
    assert sum(given) == 60 + 45 * 14


def _came(guest: agenda.Guest) -> bool:
    return (guest.kind, guest.answer) == ("INDIVIDUAL", "ACCEPTED") and guest.email.endswith("@halvorsen.example")


def test_the_calendars_are_read_without_a_remark(tmp_path: Path) -> None:
    remarks: list[object] = []
    for _, place in write_calendars(tmp_path, date(2026, 11, 22)):
        entries = list(ics.read(place, name=place.name, window=YEARS, zone="Europe/Berlin", remark=remarks.append))
        assert entries
    assert remarks == []


@pytest.fixture
def built(db: None, tmp_path: Path) -> None:
    """The demo firm, in the test's own transaction: pytest-django mixes modules, so nothing may outlive its test."""
    build.build(at=NOW, folder=tmp_path, password="demo", say=lambda _line: None)


@pytest.mark.slow
def test_the_story_stands_in_the_verdicts(built: None) -> None:
    vera = User.objects.get(role="executive")
    found = queries.portfolio(vera, NOW, page=1, per_page=100)
    rows = {row.name: row for row in found.rows}
    assert len(rows) == 40
    assert rows["Halvorsen Pumps"].verdict is Verdict.DEVELOPING
    assert rows["Halvorsen Pumps"].streak is not None and rows["Halvorsen Pumps"].streak.months >= 12  # noqa: PT018
    assert rows["Brandt Automotive"].verdict is Verdict.NOT_DEVELOPING
    assert rows["Meridian Rail"].verdict is Verdict.OPEN
    assert sum(row.verdict is Verdict.DORMANT for row in found.rows) >= 3
    david = User.objects.get(name="David Stein")
    brandt = Account.objects.get(name="Brandt Automotive")
    assert FlagKind.WORDS_WITHOUT_HOURS in {flag.kind for flag in queries.flags(david, brandt, NOW)}
    assert MonthClose.objects.exists()
    assert Contact.objects.filter(sample=False, discovered=False).count() == 0
    assert queries.last_finished_month(brandt, NOW) == Month(2026, 10)
    assert not list(queries.deviations())
    pumps = account_asset(vera, Account.objects.get(name="Halvorsen Pumps"), NOW)
    assert pumps
    assert relation(pumps.quarters, Cause.STRENGTH, Effect.KINDS, 1).correlation.beyond_chance
    assert hanging(vera, brandt, NOW)
    _plans_of_every_kind_are_there(vera)
    _maps_tell_their_stories(vera)


def _maps_tell_their_stories(vera: User) -> None:
    """Findings of every kind, help for nearly every need, and people whom only an introduction reaches."""
    said = {}
    for name in ("Brandt Automotive", "Halvorsen Pumps", "Castellan Energy"):
        account = Account.objects.get(name=name)
        said[name] = {each.kind for each in maps.open_findings(account, maps.map_of(account, NOW), NOW)}
        people = [post.contact_id for post in maps.people_reached(account, NOW.date())]
        ways = maps.who_knows_all(vera, people, NOW).values()
        assert any(found and all(way.via for way in found) for found in ways), name
    assert {Kind.THREAD_OURS, Kind.CONTACT_LEFT} <= said["Halvorsen Pumps"]
    assert Kind.DISPUTE in said["Castellan Energy"]
    assert Kind.OPPONENT in said["Brandt Automotive"]
    posts = set(Value.objects.values_list("affiliation", flat=True))
    helped = maps.help_for_posts(posts, NOW.date())
    assert sum(map(bool, helped.values())) >= len(posts) - 2


def _plans_of_every_kind_are_there(vera: User) -> None:
    """A real plan, a sales plan in disguise, a light one, one for somebody who left, partners without any."""
    found = {each.name: each for each in plans.portfolio_findings(vera, NOW)}
    assert not found["Brandt Automotive"].verdict.is_sales_plan
    assert found["Orion Robotics"].verdict.is_sales_plan
    assert "SP04" in {each.code for each in found["Orion Robotics"].linted.findings}
    assert "CP09" in {each.code for each in found["Halvorsen Pumps"].linted.findings}
    assert [name for name, each in found.items() if not each.planned] == [
        "Castellan Offshore", "Kestrel Aerospace", "Lumen Semicon", "Nova Medical Systems", "Volta Trucks Nord",
        "Zenit Elevators",
    ]  # fmt: skip
    brandt = plans.plan_sheet(vera, Account.objects.get(name="Brandt Automotive"), NOW)
    shares = [each.share for each in brandt.verdict.trend.values()]
    assert shares == [0.2, 0.5, 0.75, 1.0, 0.875, 1.0]  # it learns
    assert [view.progress.reached for view in brandt.goals if view.progress.share is not None].count(True) == 1
    assert {each.code for each in brandt.switches} == {"CP02"}
    castellan = plans.plan_sheet(vera, Account.objects.get(name="Castellan Energy"), NOW)
    assert [view.judgement.read_as for view in castellan.all_activities if view.corrections] == [Label.SALES]
    assert len(plans.verdicts(vera, NOW).firm.trend) >= 5
    _what_is_stored_says_the_same(vera)


def _what_is_stored_says_the_same(vera: User) -> None:
    """Findings and verdicts of every plan, linted now and as the timer stored them."""
    later = NOW + timedelta(minutes=5)
    fresh, verdicts = list(plans.portfolio_findings(vera, later)), plans.verdicts(vera, later)
    assert keep_findings(at=later) == len(fresh)
    assert plans.compare_stored(later) == Checked(len(fresh), len(fresh), ())
    assert (list(plans.portfolio_findings(vera, later)), plans.verdicts(vera, later)) == (fresh, verdicts)


@pytest.mark.slow
def test_it_is_cleared_with_one_command_and_nothing_of_it_stays(built: None) -> None:
    assert clear.is_there()
    assert not clear.anything_else()
    clear.clear(at=NOW)
    for model in (Account, Contact, Colleague, User, Meeting, Calendar, Objective, Offer):
        assert not model.objects.exists(), model
    assert not clear.is_there()
