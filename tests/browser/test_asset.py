"""An engagement written down, a bar opened to its rows, knowledge handed over: by people, and clean for assistants."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from innercircle.access.models import User
from innercircle.kit.quarter import Quarter
from innercircle.plans.actions import engagements
from tests.browser.conftest import show_theme
from tests.cast import Cast, contact

pytestmark = pytest.mark.django_db(transaction=True)
Enter = Callable[[User], Page]
Check = Callable[[Page], None]
Shoot = Callable[[Page, str], list[Path]]


def test_from_an_engagement_to_the_rows_behind_its_bar(
    cast: Cast, log_in: Enter, axe_clean: Check, shoot: Shoot
) -> None:
    at = timezone.now()
    for back in range(3, 12):
        values = {
            "name": f"Study {back}",
            "kind": "Study",
            "start": (at - timedelta(days=91 * back)).date(),
            "value": 9,
        }
        engagements.add_engagement(by=cast.anna, at=at, account=cast.acme, values=values)
    page = log_in(cast.anna)
    page.goto(f"/accounts/{cast.acme.pk}/asset/")
    page.get_by_role("link", name="Add an engagement").click()
    axe_clean(page)
    page.get_by_label("Engagement", exact=True).fill("Salt water trial")
    page.get_by_label("Kind of work").fill("Study")
    start = Quarter.of_day(at.date()).plus(-1).first_day
    page.get_by_label("Began on").fill(start.isoformat())
    page.get_by_label("Came unasked").select_option("yes")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#engagements")).to_contain_text("Salt water trial")
    axe_clean(page)
    shoot(page, "asset")
    show_theme(page, "dark")
    axe_clean(page)
    bar = page.locator("[aria-labelledby=plot-engagements-title] a").nth(-2)
    bar.focus()
    bar.press("Enter")
    expect(page.locator("#engagements")).to_contain_text("Salt water trial")
    axe_clean(page)
    page.goto("/asset/?cause=strength")
    axe_clean(page)


def test_knowledge_changes_hands(cast: Cast, log_in: Enter, axe_clean: Check, shoot: Shoot) -> None:
    kim = contact("Kim", cast.acme)
    page = log_in(cast.anna)
    page.goto(f"/accounts/{cast.acme.pk}/dependence/")
    page.get_by_label("Topic").fill("Their switch plan")
    page.locator("#knowledge").get_by_role("button", name="Add").click()
    expect(page.locator("#knowledge")).to_contain_text("held by one of us alone")
    page.get_by_role("link", name="Hand over").click()
    axe_clean(page)
    page.get_by_label("To whom", exact=False).first.select_option(str(kim.pk))
    page.get_by_role("button", name="Handed over").click()
    expect(page.locator("#knowledge")).to_contain_text("handed over on")
    expect(page.locator("#knowledge")).not_to_contain_text("held by one of us alone")
    axe_clean(page)
    shoot(page, "dependence")
    page.goto("/dependence/")
    axe_clean(page)
