"""The frame of the pages and its components in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

Check = Callable[[Page], None]


@pytest.fixture
def gallery(log_in: Callable[..., Page], transactional_db: None) -> Page:
    """The gallery as an administrator sees it."""
    from tests import cast

    page = log_in(cast.build().adam)
    answer = page.goto("/gallery/")
    assert answer is not None
    assert answer.status == 200
    return page


def test_gallery_has_no_accessibility_fault(gallery: Page, axe_clean: Check, shoot: Callable[..., object]) -> None:
    shoot(gallery, "gallery")
    axe_clean(gallery)
