"""A map drawn from nothing, by pointer and keyboard, and clean for assistive technology."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from innercircle.access.models import User
from innercircle.maps.models import BuyingRole
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def core_roles(transactional_db: None) -> None:
    """The migration's rows, which an emptied database no longer has."""
    for place, key in enumerate(("budget", "gatekeeper", "user")):
        BuyingRole.objects.get_or_create(key=key, defaults={"name": key.capitalize(), "core": True, "place": place})


def test_five_people_lines_roles_and_the_findings_follow(
    cast: Cast,
    log_in: Callable[[User], Page],
    axe_clean: Callable[[Page], None],
    shoot: Callable[[Page, str], list[Path]],
) -> None:
    page = log_in(cast.anna)
    page.goto(f"/accounts/{cast.acme.pk}/map/")
    for name in ("Kim", "Lee", "Mia", "Noa", "Pat"):
        page.get_by_role("button", name="Add person").first.click()
        page.locator("#new-name").fill(name)
        page.locator("#new-level").select_option("manager")
        page.get_by_role("button", name="Add", exact=True).click()
        expect(page.locator("#panel").get_by_role("heading", name=name)).to_be_visible()
    expect(page.locator(".map-picture .node[data-post]")).to_have_count(5)
    kim = page.locator(".map-picture .node[aria-label^=Kim]")
    kim.focus()
    kim.press("Enter")
    panel = page.locator("#panel")
    expect(panel.get_by_role("heading", name="Kim")).to_be_visible()
    panel.get_by_text("Role, influence, stance").click()
    panel.get_by_label("Budget").check()
    panel.get_by_role("button", name="Save").first.click()
    expect(page.locator(".map-picture .role-budget")).to_have_count(1)
    page.goto(f"/accounts/{cast.acme.pk}/map/")
    expect(page.locator("#panel")).to_contain_text("A Budget holder nobody covers")
    page.locator(".map-picture .node[aria-label^=Kim]").click()
    panel.get_by_label("How strong, today").select_option("4")
    panel.get_by_role("button", name="Draw").click()
    expect(page.locator(".map-lines line.s4")).to_have_count(1)
    axe_clean(page)
    shoot(page, "map")
    page.goto(f"/accounts/{cast.acme.pk}/analysis/")
    expect(page.locator("#findings")).not_to_contain_text("A Budget holder nobody covers")
    axe_clean(page)
    page.goto(f"/accounts/{cast.acme.pk}/map/?view=matrix")
    axe_clean(page)
