"""The frame of the pages and its components in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect
from pytest_django.fixtures import Settings

from tests import cast as standing
from tests.browser.conftest import PHONE

Check = Callable[[Page], None]
Shoot = Callable[[Page, str], object]


@pytest.fixture
def cast(transactional_db: None) -> standing.Cast:
    """Everybody, visible to the live server."""
    return standing.build()


@pytest.fixture
def gallery(log_in: Callable[..., Page], cast: standing.Cast) -> Page:
    """The gallery as an administrator sees it."""
    page = log_in(cast.adam)
    answer = page.goto("/gallery/")
    assert answer is not None
    assert answer.status == 200
    return page


def test_gallery_has_no_accessibility_fault(gallery: Page, axe_clean: Check, shoot: Shoot) -> None:
    shoot(gallery, "gallery")
    axe_clean(gallery)


@pytest.mark.parametrize(
    "address", ["/auth/login/", "/auth/password/reset/", "/auth/password/reset/done/", "/auth/signup/", "/nowhere/"]
)
def test_pages_before_the_door_have_no_accessibility_fault(
    page: Page, transactional_db: None, axe_clean: Check, shoot: Shoot, address: str
) -> None:
    page.goto(address)
    shoot(page, address.strip("/").replace("/", "-"))
    axe_clean(page)


@pytest.mark.parametrize(
    ("address", "status", "heading"),
    [
        ("/bad/", 400, "This request could not be understood"),
        ("/refused/", 403, "You may see this, but not change it"),
        ("/broken/", 500, "Something broke on our side"),
    ],
)
def test_fault_pages_say_what_happened(
    log_in: Callable[..., Page],
    cast: standing.Cast,
    settings: Settings,
    axe_clean: Check,
    shoot: Shoot,
    address: str,
    status: int,
    heading: str,
) -> None:
    settings.ROOT_URLCONF = "tests.browser.broken_urls"
    page = log_in(cast.anna)
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == status
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    expect(page.locator("body")).not_to_contain_text("secret of the machine")
    shoot(page, f"fault-{status}")
    axe_clean(page)


def test_form_without_token_says_that_it_expired(
    log_in: Callable[..., Page], cast: standing.Cast, settings: Settings, axe_clean: Check
) -> None:
    settings.ROOT_URLCONF = "tests.browser.broken_urls"
    page = log_in(cast.anna)
    page.goto("/form/")
    page.get_by_role("button", name="Go").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This form has expired")
    axe_clean(page)


@pytest.mark.parametrize(
    "address",
    [
        "/settings/",
        "/search/?q=an",
        "/auth/password/change/",
        "/auth/2fa/",
        "/auth/reauthenticate/?next=/auth/2fa/",
        "/auth/logout/",
    ],
)
def test_own_pages_have_no_accessibility_fault(
    log_in: Callable[..., Page], cast: standing.Cast, axe_clean: Check, shoot: Shoot, address: str
) -> None:
    page = log_in(cast.anna)
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 200
    shoot(page, address.split("?", maxsplit=1)[0].strip("/").replace("/", "-"))
    axe_clean(page)


def test_log_in_by_form_leads_to_the_second_factor(
    page: Page, cast: standing.Cast, axe_clean: Check, shoot: Shoot
) -> None:
    page.goto("/settings/")
    page.get_by_label("Email").fill("anna@ours.example")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("not correct")
    shoot(page, "login-refused")
    axe_clean(page)
    page.get_by_label("Password").fill("secret-anna")
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page).to_have_url(re.compile("/settings/$"))
    page.goto("/auth/2fa/totp/activate/")
    page.get_by_label("Password").fill("secret-anna")
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_label("Authenticator secret")).to_be_visible()
    shoot(page, "totp")
    axe_clean(page)
    page.goto("/auth/2fa/webauthn/add/")
    axe_clean(page)


def test_theme_is_chosen_kept_and_never_flashes(log_in: Callable[..., Page], cast: standing.Cast) -> None:
    page = log_in(cast.anna)
    page.goto("/settings/")
    with page.expect_response("**/settings/theme/"):
        page.locator("main").get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.reload()
    assert 'data-bs-theme="dark"' in page.request.get("/settings/").text()
    expect(page.locator("main").get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")


def test_auto_theme_follows_the_system(log_in: Callable[..., Page], cast: standing.Cast) -> None:
    page = log_in(cast.anna)
    page.emulate_media(color_scheme="dark")
    page.goto("/settings/")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.emulate_media(color_scheme="light")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")


def test_language_is_switched_from_the_menu(log_in: Callable[..., Page], cast: standing.Cast) -> None:
    page = log_in(cast.anna)
    page.goto("/settings/")
    page.get_by_role("button", name="Menu of Anna").click()
    page.locator("#sidebar").get_by_role("button", name="DE").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.get_by_role("heading", level=1)).to_have_text("Einstellungen")


def test_command_menu_works_by_keyboard_alone(
    log_in: Callable[..., Page], cast: standing.Cast, axe_clean: Check, shoot: Shoot
) -> None:
    page = log_in(cast.anna)
    page.goto("/settings/")
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Search accounts")
    expect(field).to_be_focused()
    field.press_sequentially("sec")
    expect(page.get_by_role("option", name="Second factor")).to_have_attribute("aria-selected", "true")
    shoot(page, "command")
    axe_clean(page)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/auth/2fa/$"))


def test_command_menu_closes_with_escape_and_says_when_nothing_fits(
    log_in: Callable[..., Page], cast: standing.Cast
) -> None:
    page = log_in(cast.anna)
    page.goto("/settings/")
    page.locator("#sidebar [data-command-open]").click()
    page.get_by_role("combobox", name="Search accounts").fill("xyzzy")
    expect(page.get_by_role("listbox")).to_contain_text("Nothing found")
    page.keyboard.press("Escape")
    expect(page.locator("#command")).to_be_hidden()


def test_phone_menu_opens_and_leads_on(
    log_in: Callable[..., Page], cast: standing.Cast, axe_clean: Check, shoot: Shoot
) -> None:
    page = log_in(cast.adam)
    page.set_viewport_size(PHONE)
    page.goto("/settings/")
    expect(page.locator("#sidebar")).to_be_hidden()
    page.get_by_role("button", name="Menu", exact=True).click()
    page.locator("#sidebar").get_by_role("link", name="Page components").click()
    expect(page).to_have_url(re.compile("/gallery/$"))


def test_gallery_in_german_has_no_accessibility_fault(gallery: Page, axe_clean: Check, shoot: Shoot) -> None:
    gallery.get_by_role("button", name="Menu of Adam").click()
    gallery.locator("#sidebar").get_by_role("button", name="DE").click()
    expect(gallery.get_by_role("heading", name="Kundenstunden nach Monat")).to_be_visible()
    shoot(gallery, "gallery-german")
    axe_clean(gallery)


@pytest.mark.parametrize("width", [360, 390, 768, 1280, 2560])
def test_no_page_is_wider_than_the_screen(gallery: Page, width: int) -> None:
    gallery.set_viewport_size({"width": width, "height": 900})
    gallery.wait_for_function("width => innerWidth === width", arg=width)
    gallery.wait_for_function("width => document.documentElement.scrollWidth <= width", arg=width)


def test_confirmation_says_what_is_lost_and_escape_changes_nothing(
    gallery: Page, axe_clean: Check, shoot: Shoot
) -> None:
    gallery.get_by_role("button", name="Remove account").click()
    dialog = gallery.get_by_role("dialog", name="Remove Nordwind Pumpen GmbH?")
    expect(dialog).to_contain_text("86 meetings")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    shoot(gallery, "confirm")
    axe_clean(gallery)
    gallery.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_filter_follows_the_choice_and_stands_in_the_address(gallery: Page) -> None:
    gallery.get_by_label("Segment").first.select_option("partner")
    expect(gallery).to_have_url(re.compile("segment=partner"))
    chip = gallery.get_by_role("link", name="Remove filter Segment: Partner")
    expect(chip).to_be_visible()
    chip.click()
    expect(gallery).not_to_have_url(re.compile("segment"))


def test_every_bar_opens_to_its_rows(gallery: Page) -> None:
    bars = gallery.locator("#hours svg a")
    expect(bars).to_have_count(13)
    expect(bars.first).to_have_attribute("aria-label", re.compile("November 2025: client hours 2.0"))


def test_first_tab_stop_skips_to_the_content(gallery: Page) -> None:
    gallery.keyboard.press("Tab")
    expect(gallery.get_by_role("link", name="Skip to the content")).to_be_focused()
    gallery.keyboard.press("Enter")
    expect(gallery.locator("main")).to_be_focused()


def test_a_part_that_fails_says_so_in_words(gallery: Page, axe_clean: Check, forgiven: list[str]) -> None:
    forgiven.append("Response Status Error Code 500")
    gallery.route("**/gallery/?*", lambda route: route.fulfill(status=500, body="Traceback"))
    gallery.get_by_label("Segment").first.select_option("partner")
    expect(gallery.locator("#toasts")).to_contain_text("That did not work")
    expect(gallery.locator("body")).not_to_contain_text("Traceback")
    axe_clean(gallery)
    gallery.locator("#toasts").get_by_role("button", name="Dismiss").click()
    expect(gallery.locator("#toasts")).not_to_contain_text("That did not work")


def test_progress_asks_until_the_job_is_done(gallery: Page) -> None:
    answers = iter(["running", "done"])
    markup = '<div id="job" class="progress-job is-{0}" {1}>{0}</div>'
    poll = 'hx-get="/job/" hx-trigger="every 1s" hx-swap="outerHTML" hx-target="this"'

    def answer(route: Route) -> None:
        state = next(answers)
        route.fulfill(body=markup.format(state, poll if state == "running" else ""), content_type="text/html")

    gallery.route("**/job/", answer)
    gallery.evaluate(
        "html => { const main = document.querySelector('main'); main.insertAdjacentHTML('beforeend', html);"
        " htmx.process(main.lastElementChild); }",
        markup.format("running", poll),
    )
    expect(gallery.locator("#job")).to_have_text("done")
    assert next(answers, "asked no more") == "asked no more"


def test_print_holds_the_content_and_no_controls(gallery: Page) -> None:
    gallery.emulate_media(media="print")
    expect(gallery.locator("#sidebar")).to_be_hidden()
    expect(gallery.locator(".page-actions").first).to_be_hidden()
    expect(gallery.get_by_role("table", name=re.compile(".*")).first).to_be_visible()
