"""Chromium against a live server: pages as people see them, in light and dark, at a desk and on a phone.

Every `page` fails its test when the browser refused something by the content security policy or a script broke.
`DJANGO_ALLOW_ASYNC_UNSAFE`: playwright's event loop lives in the test's thread; the tests are not concurrent.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from innercircle.access.models import User
from tests import machine

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder drives Chromium."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests; where there is none they are skipped, and `./start test` says so at its end."""
    if machine.no_browser():
        pytest.skip(machine.no_browser())
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=machine.chromium(), args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def forgiven() -> list[str]:
    """Parts of the browser's complaints that a test brings about on purpose."""
    return []


@pytest.fixture
def page(chromium: Browser, live_server: LiveServer, forgiven: list[str]) -> Iterator[Page]:
    """An empty tab at a desk, not logged in; addresses are relative to the live server."""
    context = chromium.new_context(base_url=live_server.url, viewport=DESK, reduced_motion="reduce", locale="en-GB")
    tab = context.new_page()
    faults: list[str] = []
    tab.on("console", lambda message: faults.extend(_fault(message)))
    tab.on("pageerror", lambda error: faults.append(str(error)))
    yield tab
    context.close()
    unexpected = [fault for fault in faults if not any(part in fault for part in forgiven)]
    assert not unexpected, unexpected


def _fault(message: ConsoleMessage) -> list[str]:
    refused = "Content Security Policy" in message.text
    return (
        [message.text] if refused or (message.type == "error" and "Failed to load resource" not in message.text) else []
    )


@pytest.fixture
def log_in(page: Page, live_server: LiveServer) -> Callable[[User], Page]:
    """Log a person in without the form."""

    def enter(user: User) -> Page:
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        return page

    return enter


@pytest.fixture
def axe_clean() -> Callable[[Page], None]:
    """Assert that axe finds nothing on the page as it stands: light and dark, at a desk and on a phone."""

    def check(page: Page) -> None:
        for width in (DESK, PHONE):
            page.set_viewport_size(width)
            for theme in ("light", "dark"):
                show_theme(page, theme)
                found = Axe().run(page, options={"resultTypes": ["violations"]})
                assert found.violations_count == 0, f"{page.url} {width['width']} px {theme}\n{found.generate_report()}"
        page.set_viewport_size(DESK)

    return check


@pytest.fixture
def shoot() -> Callable[[Page, str], list[Path]]:
    """Take pictures of the whole page, light and dark, at a desk and on a phone, into the folder named by SHOTS.

    For people who want to look; without SHOTS nothing is taken, which halves the time of these tests.
    """
    return _take if SHOTS else lambda page, name: []


SHOTS = os.environ.get("SHOTS", "")


def _take(page: Page, name: str) -> list[Path]:
    taken = []
    for width, where in ((DESK, "desk"), (PHONE, "phone")):
        page.set_viewport_size(width)
        for theme in ("light", "dark"):
            show_theme(page, theme)
            taken.append(Path(SHOTS) / f"{name}-{where}-{theme}.png")
            page.screenshot(path=taken[-1], full_page=True)
    page.set_viewport_size(DESK)
    return taken


def show_theme(page: Page, theme: str) -> None:
    """Switch the theme as the menu does, and wait until it is painted."""
    page.evaluate("theme => document.dispatchEvent(new CustomEvent('theme:chosen', { detail: theme }))", theme)
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
