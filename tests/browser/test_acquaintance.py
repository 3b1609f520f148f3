"""From a contact to who knows them, and from a need to what we could help with; clean for assistive technology."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from innercircle.access.models import User
from innercircle.maps import actions
from tests.cast import Cast, contact
from tests.hours.desk import CONFIRMED, colleague, meet

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_a_contact_to_whom_to_ask(
    cast: Cast, log_in: Callable[[User], Page], axe_clean: Callable[[Page], None]
) -> None:
    kim = contact("Kim", cast.acme, title="Buyer")
    lee = contact("Lee", cast.acme, level="board", reports_to=kim.affiliations.get())
    day = timezone.now() - timedelta(days=40)
    meet(f"{day:%Y-%m-%d} 10:00", 3, {kim: CONFIRMED}, {colleague(cast.ben): CONFIRMED})
    page = log_in(cast.anna)
    page.goto(f"/contacts/{lee.pk}/")
    page.get_by_role("link", name="Who knows whom").click()
    expect(page.get_by_role("heading", name="Who knows Lee")).to_be_visible()
    expect(page.get_by_text("Lee reports to Kim")).to_be_visible()
    axe_clean(page)
    page.locator(".page-actions").get_by_role("link", name="Acme").click()
    expect(page.get_by_role("region", name="Who knows whom")).to_contain_text("Ben met Kim once in a year")
    axe_clean(page)


def test_from_a_need_to_what_we_could_help_with(
    cast: Cast, log_in: Callable[[User], Page], axe_clean: Callable[[Page], None]
) -> None:
    kim, at = contact("Kim", cast.acme), timezone.now()
    post = kim.affiliations.get()
    actions.add_value(
        by=cast.anna, at=at, post=post, kind="help", words="supply chain audits", day=at.date(), source="meeting"
    )
    page = log_in(cast.nora)
    page.goto("/help/add/")
    page.get_by_label("Name", exact=True).fill("Supplier audits")
    page.get_by_label("Tags").fill("supply chain\nLieferkette")
    page.get_by_label("Anna").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("fits by “supply chain” (tag)")).to_be_visible()
    axe_clean(page)
    page.get_by_role("link", name="Kim").click()
    expect(page.locator("#help")).to_contain_text("Supplier audits")
    page.goto("/portfolio/steps/")
    expect(page.get_by_role("region", name="Six steps")).to_contain_text("0 of 1")
    axe_clean(page)
