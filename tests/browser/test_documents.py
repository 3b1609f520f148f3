"""An account plan ordered with one click, watched, and taken away; clean for assistive technology."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from innercircle.access.models import User
from innercircle.jobs.worker import run_worker
from tests.cast import Cast
from tests.reports.plans import logo

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_plan_is_ordered_made_and_taken_away(
    cast: Cast,
    log_in: Callable[[User], Page],
    axe_clean: Callable[[Page], None],
    shoot: Callable[[Page, str], list[Path]],
) -> None:
    page = log_in(cast.anna)
    page.goto(f"/accounts/{cast.acme.pk}/document/")
    expect(page.get_by_text("No document yet")).to_be_visible()
    axe_clean(page)
    page.get_by_label("How much").select_option("page")
    page.get_by_role("button", name="Make the document").click()
    expect(page.get_by_text("Waiting its turn")).to_be_visible()
    shoot(page, "document-waiting")
    run_worker(once=True)
    with page.expect_download() as waited:
        page.get_by_role("link", name="Download").click()
    assert waited.value.suggested_filename.startswith("acme-one-page-")
    assert Path(waited.value.path()).read_bytes().startswith(b"%PDF")
    axe_clean(page)
    shoot(page, "document")
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("No document yet")).to_be_visible()


def test_the_firm_gets_its_name_and_logo(
    cast: Cast,
    log_in: Callable[[User], Page],
    axe_clean: Callable[[Page], None],
    shoot: Callable[[Page, str], list[Path]],
) -> None:
    page = log_in(cast.adam)
    page.goto("/firm/")
    page.get_by_label("Name of the firm").fill("Kessler & Söhne")
    page.get_by_label("Logo", exact=False).first.set_input_files(
        [{"name": "logo.png", "mimeType": "image/png", "buffer": logo()}]
    )
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("img", name="Logo of Kessler & Söhne")).to_be_visible()
    axe_clean(page)
    shoot(page, "firm")
