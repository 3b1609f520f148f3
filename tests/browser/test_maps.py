"""A map drawn from nothing, by pointer, keyboard and finger, and clean for assistive technology."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, Route, expect

from innercircle.access.models import User
from innercircle.directory.models import AccountYear, Affiliation, Colleague
from innercircle.maps import actions
from innercircle.maps.rules.levels import Strength
from tests.browser.conftest import DESK, PHONE
from tests.cast import Cast, contact

pytestmark = pytest.mark.django_db(transaction=True)
DOUBLE = """() => [...document.querySelectorAll('[id]')].map(each => each.id)
    .filter((id, place, all) => all.indexOf(id) !== place)"""
ACROSS = "() => document.documentElement.scrollWidth"


def test_five_people_lines_roles_and_the_findings_follow(
    cast: Cast,
    log_in: Callable[[User], Page],
    axe_clean: Callable[[Page], None],
    shoot: Callable[[Page, str], list[Path]],
) -> None:
    page = log_in(cast.anna)
    page.goto(f"/accounts/{cast.acme.pk}/map/")
    panel = page.locator("#panel")
    for name in ("Kim", "Lee", "Mia", "Noa", "Pat"):
        page.get_by_role("button", name="Add person").first.click()
        page.locator("#new-name").fill(name)
        page.locator("#new-level").select_option("manager")
        page.get_by_role("button", name="Add", exact=True).click()
        expect(panel.get_by_role("heading", name=name)).to_be_visible()
    expect(page.locator(".map-picture .node[data-post]")).to_have_count(5)
    _card(page, "Kim").focus()
    page.keyboard.press("Enter")
    expect(panel.get_by_role("heading", name="Kim")).to_be_visible()
    panel.get_by_text("Role, influence, stance").click()
    panel.get_by_label("Budget").check()
    panel.get_by_role("button", name="Save").first.click()
    expect(page.locator(".map-picture .role-budget")).to_have_count(1)
    panel.get_by_role("link", name="Back to the picture").click()
    expect(panel).to_contain_text("A Budget holder nobody covers")
    _card(page, "Kim").click()
    panel.get_by_label("How strong, today").select_option("4")
    panel.get_by_role("button", name="Draw").click()
    expect(page.locator(".map-lines line.s4")).to_have_count(1)
    axe_clean(page)
    assert page.evaluate(DOUBLE) == []
    shoot(page, "map")
    page.goto(f"/accounts/{cast.acme.pk}/analysis/")
    expect(page.locator("#findings")).not_to_contain_text("A Budget holder nobody covers")
    axe_clean(page)
    page.goto(f"/accounts/{cast.acme.pk}/map/?view=matrix")
    axe_clean(page)


@pytest.fixture
def known(cast: Cast) -> Cast:
    """Kim and Lee at Acme; Anna knows Kim since nine days and Lee since today, Nora knows Kim."""
    now = timezone.now()
    posts = [contact(name, cast.acme, department="Works").affiliations.get() for name in ("Kim", "Lee")]
    anna, nora = (Colleague.objects.get(user=user) for user in (cast.anna, cast.nora))
    early = now - timedelta(days=9)
    actions.cover(by=cast.anna, at=early, post=posts[0], colleague=anna, assessed=Strength.KNOWN)
    actions.cover(by=cast.anna, at=now, post=posts[0], colleague=anna, assessed=Strength.SOLVER)
    actions.cover(by=cast.anna, at=now, post=posts[0], colleague=nora, assessed=Strength.VENDOR)
    actions.cover(by=cast.anna, at=now, post=posts[1], colleague=anna, assessed=Strength.KNOWN)
    AccountYear.objects.create(account=cast.acme, year=now.year - 1, revenue=100)
    return cast


def test_people_and_lines_by_keyboard(known: Cast, log_in: Callable[[User], Page]) -> None:
    page = log_in(known.anna)
    page.goto(f"/accounts/{known.acme.pk}/map/")
    assert page.locator(".map-picture a[tabindex='0']").count() == 1
    _card(page, "Kim").focus()
    pressed: list[str] = []
    for key, words in (
        ("ArrowDown", "Lee"),
        ("Home", "Works, 2"),
        ("Space", "Works, 2"),
        ("Space", "Works, 2"),
        ("ArrowDown", "Kim"),
        ("ArrowLeft", "Anna – Kim: 4 Problem solver"),
        ("ArrowUp", "Nora – Kim: 1 Vendor"),
        ("ArrowLeft", "Nora, North"),
        ("ArrowRight", "Nora – Kim: 1 Vendor"),
        ("Escape", "Nora, North"),
        ("ArrowRight", "Nora – Kim: 1 Vendor"),
    ):
        page.keyboard.press(key)
        folded = page.locator(".map-picture .heading[aria-expanded=false]")
        expect(folded).to_have_count(int(key == "Space" and not pressed.count("Space")))
        pressed.append(key)
        expect(page.locator(":focus")).to_have_attribute("aria-label", re.compile(re.escape(words)))
    page.keyboard.press("Enter")
    panel = page.locator("#panel")
    expect(panel.locator("li.chosen")).to_contain_text("Nora")
    expect(panel.locator("li.chosen").get_by_label("How strong, today")).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel.get_by_role("heading", name="Six steps")).to_be_visible()


def test_an_answer_that_comes_late_changes_nothing(known: Cast, log_in: Callable[[User], Page]) -> None:
    page = log_in(known.anna)
    page.goto(f"/accounts/{known.acme.pk}/map/")
    slow: list[Route] = []
    page.route("**/map/?person=*", lambda route: slow.append(route) if not slow else route.continue_())
    _card(page, "Kim").click()
    expect(page.locator("#panel[aria-busy=true]")).to_have_count(1)
    _card(page, "Lee").click()
    panel = page.locator("#panel")
    expect(panel.get_by_role("heading", name="Lee")).to_be_visible()
    slow[0].fallback()
    page.evaluate("() => new Promise((done) => setTimeout(done, 100))")
    expect(panel.get_by_role("heading", name="Lee")).to_be_visible()
    expect(page.locator("#panel[aria-busy]")).to_have_count(0)
    assert page.url.endswith(f"{Affiliation.objects.get(contact__name='Lee').pk}#panel")


def test_back_shows_who_was_open_before(known: Cast, log_in: Callable[[User], Page]) -> None:
    page = log_in(known.anna)
    page.goto(f"/accounts/{known.acme.pk}/map/")
    panel = page.locator("#panel")
    for name in ("Kim", "Lee"):
        _card(page, name).click()
        expect(panel.get_by_role("heading", name=name)).to_be_visible()
    page.go_back()
    expect(panel.get_by_role("heading", name="Kim")).to_be_visible()
    expect(page.locator(".node[aria-current=true]")).to_have_attribute("aria-label", re.compile("Kim"))
    page.go_back()
    expect(panel.get_by_role("heading", name="Six steps")).to_be_visible()
    page.go_forward()
    expect(panel.get_by_role("heading", name="Kim")).to_be_visible()


def test_what_was_typed_is_not_thrown_away_unasked(known: Cast, log_in: Callable[[User], Page]) -> None:
    page = log_in(known.anna)
    kim = Affiliation.objects.get(contact__name="Kim")
    page.goto(f"/accounts/{known.acme.pk}/map/?person={kim.pk}")
    panel, asked = page.locator("#panel"), list[str]()
    panel.get_by_text("Role, influence, stance").click()
    panel.locator("#standing-rival").fill("Pelagic")
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    _card(page, "Lee").click()
    expect(panel.get_by_role("heading", name="Kim")).to_be_visible()
    assert asked == ["What you typed here is not saved yet. Leave it?"]
    assert panel.locator("#standing-rival").input_value() == "Pelagic"
    page.once("dialog", lambda dialog: dialog.accept())
    _card(page, "Lee").click()
    expect(panel.get_by_role("heading", name="Lee")).to_be_visible()
    _card(page, "Kim").click()  # nothing typed, nothing asked: a dialog nobody answers would hold the test up
    expect(panel.get_by_role("heading", name="Kim")).to_be_visible()


def test_on_a_phone_nothing_moves_sideways_and_a_finger_finds_a_line(
    known: Cast, log_in: Callable[[User], Page]
) -> None:
    page = log_in(known.anna)
    page.set_viewport_size(PHONE)
    page.goto(f"/accounts/{known.acme.pk}/map/")
    assert page.evaluate(ACROSS) == PHONE["width"]
    assert _wide(_card(page, "Kim")) > 180
    assert all(_high(each) >= 24 for each in page.locator(".map-picture a").all())
    line = page.locator(".map-lines line.s4").bounding_box()
    assert line
    page.mouse.click(line["x"] + line["width"] / 2, line["y"] + line["height"] / 2 + 4)
    expect(page.locator("#panel li.chosen")).to_contain_text("Anna")
    page.set_viewport_size(DESK)


def test_then_and_now_and_whom_we_cannot_lose_are_clean(
    known: Cast,
    log_in: Callable[[User], Page],
    axe_clean: Callable[[Page], None],
    shoot: Callable[[Page, str], list[Path]],
) -> None:
    page = log_in(known.anna)
    page.goto(f"/accounts/{known.acme.pk}/map/then/")
    expect(page.locator(".map-picture")).to_have_count(2)
    expect(page.locator(".sign-stronger")).not_to_have_count(0)
    axe_clean(page)
    shoot(page, "then")
    page.goto("/cannot-lose/")
    page.locator("#filter-map").select_option("fresh")
    expect(page.locator("#list tbody tr")).to_have_count(1)
    axe_clean(page)


def _card(page: Page, name: str) -> Locator:
    return page.locator(f".map-picture .node[aria-label^={name}]")


def _wide(place: Locator) -> float:
    box = place.bounding_box()
    return box["width"] if box else 0


def _high(place: Locator) -> float:
    box = place.bounding_box()
    return box["height"] if box else 0
