"""The directory in a real browser: axe finds nothing, forms and dialogs work, an import goes from file to undo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from innercircle.access.models import User
from innercircle.directory import actions
from innercircle.directory.models import Account, AccountYear, Affiliation, Contact
from tests import cast as standing
from tests.cast import Cast, contact
from tests.intake.files import AT

LogIn = Callable[[User], Page]
Check = Callable[[Page], None]
Shoot = Callable[[Page, str], list[Path]]
FILE = b"name,domains,time_zone,industry\nDelta,delta.example,Europe/Berlin,Pumps\nAcme,,,Valves\nBad,gmail.com,,\n"


@pytest.fixture
def firm(transactional_db: None) -> Cast:
    cast = standing.build()
    boss = contact("Dr. Claire de la Tour", cast.acme, title="Managing director", level="c_level", department="Board")
    for name, title in (("Kim Lee", "Head of purchasing"), ("Ömer Yıldız", "Buyer"), ("Sam Weller", "Plant manager")):
        person = contact(name, cast.acme, title=title, level="manager", department="Purchasing")
        person.affiliations.update(reports_to=boss.affiliations.get())
    left = contact("Former Person", cast.acme, title="Buyer", until="2025-12-31")
    Affiliation.objects.create(contact=left, account=cast.beta, since="2026-01-01", title="Head of sourcing")
    Contact.objects.create(name="Lee, Kim", discovered=True)
    Affiliation.objects.create(contact=Contact.objects.get(name="Lee, Kim"), account=cast.acme)
    AccountYear.objects.create(account=cast.acme, year=2026, revenue="4310000", revenue_plan="5000000", profit="312000")
    AccountYear.objects.create(account=cast.acme, year=2025, revenue="3900000", profit="298000")
    Account.objects.filter(pk=cast.acme.pk).update(
        industry="Food machinery", country="Germany", focus="Halve the changeover time of every line by 2028."
    )
    return cast


PAGES = {
    "accounts": "/accounts/",
    "contacts": "/contacts/",
    "colleagues": "/colleagues/",
    "duplicates": "/duplicates/",
    "users": "/users/",
    "teams": "/teams/",
    "audit": "/audit/",
    "imports": "/imports/",
    "keys": "/settings/keys/",
    "account-add": "/accounts/add/",
    "user-add": "/users/add/",
}


@pytest.mark.parametrize("name", PAGES)
def test_every_list_is_clean(firm: Cast, log_in: LogIn, axe_clean: Check, shoot: Shoot, name: str) -> None:
    actions.change_account(by=firm.anna, at=AT, account=firm.acme, version=1, values={"industry": "Valves"})
    page = log_in(firm.adam)
    page.goto(PAGES[name])
    axe_clean(page)
    shoot(page, f"directory-{name}")


def test_the_page_of_an_account_and_of_its_people(firm: Cast, log_in: LogIn, axe_clean: Check, shoot: Shoot) -> None:
    page = log_in(firm.adam)
    person = Contact.objects.get(name="Former Person")
    for name, address in {
        "account": f"/accounts/{firm.acme.pk}/",
        "account-edit": f"/accounts/{firm.acme.pk}/edit/",
        "account-team": f"/accounts/{firm.acme.pk}/team/",
        "account-years": f"/accounts/{firm.acme.pk}/years/",
        "contact-add": f"/accounts/{firm.acme.pk}/contacts/add/",
        "contact": f"/contacts/{person.pk}/",
        "contact-move": f"/contacts/{person.pk}/move/",
        "colleague": f"/colleagues/{firm.anna.colleague.pk}/",
        "user": f"/users/{firm.anna.pk}/",
        "team": f"/teams/{firm.north.pk}/",
    }.items():
        page.goto(address)
        axe_clean(page)
        shoot(page, f"directory-{name}")


def test_an_import_from_file_to_undo(firm: Cast, log_in: LogIn, axe_clean: Check, shoot: Shoot) -> None:
    page = log_in(firm.adam)
    page.goto("/imports/")
    page.set_input_files("input[type=file]", {"name": "accounts.csv", "mimeType": "text/csv", "buffer": FILE})
    page.get_by_label("Source").fill("CRM export")
    page.get_by_role("button", name="Read and preview").click()
    expect(page.get_by_role("heading", name="accounts.csv")).to_be_visible()
    expect(page.get_by_text("free-mail provider")).to_be_visible()
    axe_clean(page)
    shoot(page, "directory-import-preview")
    page.get_by_role("link", name="Columns").click()
    axe_clean(page)
    shoot(page, "directory-import-columns")
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Import 2 lines").click()
    expect(page.get_by_role("button", name="Undo the import")).to_be_visible()
    assert Account.objects.filter(name="Delta").exists()
    page.get_by_role("button", name="Undo the import").click()
    expect(page.get_by_text("1 removed")).to_be_visible()
    shoot(page, "directory-import-undo")
    page.locator("dialog[open]").get_by_role("button", name="Undo the import").click()
    expect(page.get_by_text("The import was undone.")).to_be_visible()
    assert not Account.objects.filter(name="Delta").exists()


def test_duplicates_are_merged_and_brought_back(firm: Cast, log_in: LogIn, axe_clean: Check, shoot: Shoot) -> None:
    page = log_in(firm.anna)
    page.goto("/duplicates/")
    page.get_by_role("link", name="Look and merge").click()
    axe_clean(page)
    shoot(page, "directory-merge")
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(page.get_by_role("heading", name="Kim Lee")).to_be_visible()
    page.get_by_role("button", name="Undo merging Lee, Kim").click()
    page.get_by_role("button", name="Undo merge", exact=True).click()
    expect(page.get_by_role("heading", name="Lee, Kim")).to_be_visible()


def test_typing_narrows_the_list_and_the_address_keeps_it(firm: Cast, log_in: LogIn) -> None:
    page = log_in(firm.anna)
    page.goto("/contacts/")
    page.get_by_role("searchbox", name="Search this list").fill("weller")
    expect(page.get_by_role("link", name="Ömer Yıldız")).to_have_count(0)
    expect(page.get_by_role("link", name="Sam Weller")).to_be_visible()
    assert "q=weller" in page.url


def test_the_second_editor_is_told_and_keeps_what_was_typed(firm: Cast, log_in: LogIn) -> None:
    page = log_in(firm.anna)
    page.goto(f"/accounts/{firm.acme.pk}/edit/")
    actions.change_account(by=firm.nora, at=AT, account=firm.acme, version=1, values={"industry": "Valves"})
    page.get_by_label("Industry").fill("Pumps")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Nora changed “Acme”").first).to_be_visible()
    expect(page.get_by_label("Industry")).to_have_value("Pumps")
