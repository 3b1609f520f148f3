"""Calendars in a real browser: upload, progress, outcome, the question, what was taken, deletion."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from innercircle.calendars.models import Calendar, Import
from innercircle.jobs.models import Job
from innercircle.jobs.rules import State
from innercircle.jobs.worker import run_worker
from tests import cast as standing
from tests.calendars.desk import calendar, event, load, weeks

Check = Callable[[Page], None]
Shoot = Callable[[Page, str], object]
ANNA, KIM = "anna@ours.example:ACCEPTED", "kim@acme.example"
EVENTS = [
    *weeks("w", 8, ANNA, KIM),
    event("long", "2026-11-10 09:00", "2026-11-10 12:00", ANNA, KIM, "new@beta.example", title="Contract for 2027"),
    event("mine", "2026-11-11 09:00", "2026-11-11 10:00", ANNA, KIM, **{"class": "PRIVATE"}),
    event("off", "2026-11-12 09:00", "2026-11-12 10:00", ANNA, KIM, status="CANCELLED", title="Workshop"),
    event("lunch", "2026-11-13 12:00", "2026-11-13 13:00", title="Lunch at Acme"),
    event("bad", "2026-11-14 12:00", "2026-11-14 11:00", ANNA, KIM),
]


@pytest.fixture
def cast(transactional_db: None) -> standing.Cast:
    """Everybody, visible to the live server."""
    people = standing.build()
    standing.contact("Kim", people.acme)
    return people


def test_from_the_empty_list_to_the_outcome(
    log_in: Callable[..., Page], cast: standing.Cast, tmp_path: Path, axe_clean: Check, shoot: Shoot
) -> None:
    page = log_in(cast.anna)
    page.goto("/calendars/")
    shoot(page, "calendars-empty")
    page.get_by_role("main").get_by_role("link", name="Upload a calendar").first.click()
    shoot(page, "calendars-upload")
    axe_clean(page)
    place = tmp_path / "work.ics"
    place.write_bytes(calendar(*EVENTS))
    page.get_by_label("Calendar files").set_input_files(place)
    page.get_by_role("button", name="Import").click()
    expect(page.locator("#import-progress")).to_contain_text("Waiting its turn")
    half = {"state": State.RUNNING, "done": 22_000_000, "total": 44_000_000, "started_at": timezone.now()}
    Job.objects.update(**half)
    expect(page.locator("#import-progress")).to_contain_text("21.0")
    shoot(page, "calendars-running")
    axe_clean(page)
    Job.objects.update(state=State.WAITING, total=place.stat().st_size)
    run_worker(once=True)
    expect(page.get_by_role("main")).to_contain_text("What it wrote", timeout=20_000)
    shoot(page, "calendars-done")
    axe_clean(page)
    page.goto("/calendars/")
    shoot(page, "calendars-list")
    axe_clean(page)


def test_a_calendar_is_searched_and_deleted(
    log_in: Callable[..., Page], cast: standing.Cast, axe_clean: Check, shoot: Shoot
) -> None:
    load(calendar(*EVENTS), name="work.ics")
    page = log_in(cast.anna)
    page.goto("/calendars/")
    page.get_by_role("link", name="work", exact=True).click()
    page.get_by_placeholder("Title, client or person").fill("contract")
    expect(page.get_by_role("region", name="Entries").get_by_role("row")).to_have_count(2)  # the heading and the one
    page.goto(f"/calendars/{Calendar.objects.get().pk}/")
    shoot(page, "calendars-one")
    axe_clean(page)
    page.get_by_role("button", name="Delete").click()
    shoot(page, "calendars-delete")
    page.get_by_role("button", name="Delete the calendar").click()
    expect(page.get_by_role("main")).to_contain_text("No calendar yet")
    assert not Calendar.objects.exists()


def test_the_question_and_the_failure_are_plain(
    log_in: Callable[..., Page], cast: standing.Cast, axe_clean: Check, shoot: Shoot
) -> None:
    load(calendar(*EVENTS), name="work.ics")
    held = load(calendar(EVENTS[0], EVENTS[9]), name="work.ics")
    failed = load(b"PK\x03\x04 not really", name="takeout.zip")
    page = log_in(cast.anna)
    page.goto(f"/calendars/imports/{failed.pk}/")
    shoot(page, "calendars-failed")
    axe_clean(page)
    page.goto(f"/calendars/imports/{held.pk}/")
    shoot(page, "calendars-held")
    axe_clean(page)
    page.get_by_role("button", name="Keep them").click()
    expect(page.locator("#import-progress")).to_be_visible()
    run_worker(once=True)
    assert Import.objects.get(pk=held.pk).stage == Import.Stage.DONE
