"""The main job in a real browser: log in, import a calendar, read the portfolio, correct an attendance, close a month.

Days are relative to the running clock, so the story is the same whenever it is told.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from innercircle.directory.models import Account
from innercircle.hours.models import MonthClose
from innercircle.jobs.worker import run_worker
from innercircle.kit.month import Month
from tests import cast as standing
from tests.calendars.desk import calendar, event

Check = Callable[[Page], None]
Shoot = Callable[[Page, str], object]
ANNA, KIM, LEE = "anna@ours.example:ACCEPTED", "kim@acme.example", "lee@acme.example"


def _last() -> Month:
    return Month.of_day(timezone.now().date()).plus(-1)


def _on(month: Month, day: int, hour: int = 9) -> tuple[str, str]:
    moment = date(month.year, month.number, day)
    return f"{moment} {hour:02d}:00", f"{moment} {hour + 1:02d}:00"


def _entries() -> list[str]:
    """Two months ago an hour with Kim; last month an hour with Kim and one that Lee never answered."""
    last, before = _last(), _last().plus(-1)
    soon = timezone.now().date() + timedelta(days=2)
    return [
        event("before", *_on(before, 10), ANNA, f"{KIM}:ACCEPTED", title="Line review"),
        event("sure", *_on(last, 12), ANNA, f"{KIM}:ACCEPTED", title="Site visit"),
        event("unsure", *_on(last, 14), ANNA, LEE, title="Walk-through"),
        event("dentist", *_on(last, 15), title="Dentist", **{"class": "PRIVATE"}),
        event("lunch", *_on(last, 16, 12), title="Lunch with Kim, Acme"),
        event("soon", f"{soon} 09:00", f"{soon} 10:00", ANNA, f"{KIM}:ACCEPTED", title="Planning"),
    ]


@pytest.fixture
def cast(transactional_db: None) -> standing.Cast:
    """Everybody, visible to the live server."""
    people = standing.build()
    standing.contact("Kim", people.acme, level="board", department="Management")
    standing.contact("Lee", people.acme, level="staff", department="Production")
    return people


def test_from_log_in_to_a_closed_month(
    page: Page, cast: standing.Cast, tmp_path: Path, axe_clean: Check, shoot: Shoot
) -> None:
    page.goto("/")
    page.locator("input[name=login]").fill("anna@ours.example")
    page.locator("input[name=password]").fill("secret-anna")
    page.locator("main button[type=submit]").first.click()
    expect(page.get_by_role("heading", name="Portfolio")).to_be_visible()
    _import(page, tmp_path)
    page.goto("/")
    acme = page.get_by_role("row").filter(has_text="Acme")
    expect(acme).to_contain_text("Open")
    expect(acme).to_contain_text("1 meeting unconfirmed")
    shoot(page, "portfolio")
    axe_clean(page)
    acme.get_by_role("link", name="Acme", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("What would settle it")
    shoot(page, "account-hours")
    axe_clean(page)
    page.get_by_role("link", name="Walk-through").first.click()
    shoot(page, "meeting")
    axe_clean(page)
    lee = page.get_by_role("listitem").filter(has_text="Lee")
    lee.get_by_role("button", name="Was not there").click()
    expect(lee).to_contain_text("absent")
    lee.get_by_role("button", name="As the calendar says").click()
    expect(lee).to_contain_text("presumed")
    _close_by_keyboard(page, cast.acme, axe_clean, shoot)


def _import(page: Page, folder: Path) -> None:
    place = folder / "anna.ics"
    place.write_bytes(calendar(*_entries()))
    page.goto("/calendars/add/")
    page.get_by_label("Calendar files").set_input_files(place)
    page.get_by_role("button", name="Import").click()
    expect(page.locator("#import-progress")).to_contain_text("Waiting its turn")
    run_worker(once=True)
    expect(page.get_by_role("main")).to_contain_text("What it wrote", timeout=20_000)


def _close_by_keyboard(page: Page, acme: Account, axe_clean: Check, shoot: Shoot) -> None:
    page.goto(f"/accounts/{acme.pk}/close/{_last()}/")
    expect(page.get_by_role("main")).to_contain_text("Lunch with Kim, Acme")
    shoot(page, "close")
    axe_clean(page)
    expect(page.get_by_role("button", name="Close")).to_be_disabled()
    page.keyboard.press("y")
    expect(page.get_by_role("main")).to_contain_text("Nothing is left open")
    page.keyboard.press("u")
    expect(page.get_by_role("main")).to_contain_text("has not answered")
    page.keyboard.press("y")
    expect(page.get_by_role("button", name="Close")).to_be_enabled()
    page.get_by_label("Note").fill("Two good visits.")
    page.get_by_role("button", name="Close").click()
    expect(page.locator(".toasts")).to_contain_text("is closed")
    close = MonthClose.objects.get(account=acme)
    assert (close.month, close.note) == (_last().index, "Two good visits.")
    page.goto(f"/accounts/{acme.pk}/hours/")
    expect(page.get_by_role("main")).to_contain_text("closed by Anna")
    expect(page.get_by_role("main")).to_contain_text("Developing")
    page.goto(f"/accounts/{acme.pk}/closes/")
    axe_clean(page)
    shoot(page, "closes")


def test_a_later_change_of_a_closed_month_is_an_amendment(
    log_in: Callable[..., Page], cast: standing.Cast, tmp_path: Path, axe_clean: Check, shoot: Shoot
) -> None:
    page = log_in(cast.anna)
    _import(page, tmp_path)
    page.goto(f"/accounts/{cast.acme.pk}/close/{_last()}/")
    page.keyboard.press("n")
    page.get_by_role("button", name="Close").click()
    expect(page.locator(".toasts")).to_contain_text("is closed")
    page.goto(f"/accounts/{cast.acme.pk}/hours/{_last()}/")
    page.get_by_role("row").filter(has_text="Site visit").get_by_role("link").first.click()
    page.get_by_role("listitem").filter(has_text="Kim").get_by_role("button", name="Was not there").click()
    expect(page.get_by_role("listitem").filter(has_text="Kim")).to_contain_text("absent")
    page.goto(f"/accounts/{cast.acme.pk}/hours/{_last()}/")
    expect(page.get_by_role("region", name="Amendments after the close")).to_contain_text("Anna")
    shoot(page, "amended-month")
    axe_clean(page)


def test_words_are_recorded_and_weighed_against_hours(
    log_in: Callable[..., Page], cast: standing.Cast, axe_clean: Check, shoot: Shoot
) -> None:
    page = log_in(cast.anna)
    page.goto(f"/accounts/{cast.acme.pk}/words/")
    axe_clean(page)
    page.get_by_text("Record a statement").click()
    page.get_by_label("Who said it").select_option(label="Kim")
    page.get_by_label("What it was").first.select_option(label="Wants a partnership")
    page.get_by_label("In their words").fill("You are our partner.")
    page.get_by_role("button", name="Record").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("Words without hours")
    expect(main).to_contain_text("You are our partner.")
    shoot(page, "words")
    axe_clean(page)


def test_the_pages_without_data_say_what_to_do_first(
    log_in: Callable[..., Page], cast: standing.Cast, axe_clean: Check
) -> None:
    page = log_in(cast.stranger)
    page.goto("/")
    expect(page.get_by_role("main")).to_contain_text("No account to look at yet")
    axe_clean(page)
    page.goto("/closes/")
    expect(page.get_by_role("main")).to_contain_text("Every finished month is closed")
    axe_clean(page)
    page.goto("/my-hours/")
    axe_clean(page)
    page.goto("/rules/month-test/")
    axe_clean(page)
