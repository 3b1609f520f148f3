"""The demo firm has a name and a logo; a real firm's are left alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from innercircle.demo.naming import NAME, forget_the_name, name_the_firm
from innercircle.documents.actions import save_firm
from innercircle.documents.queries import firm

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_it_has_a_name_and_a_logo_and_loses_both() -> None:
    name_the_firm(NOW)
    assert firm().name == NAME
    assert bytes(firm().logo or b"").startswith(b"\x89PNG")
    forget_the_name(NOW)
    assert (firm().name, firm().logo) == ("", None)


def test_a_name_somebody_set_stays() -> None:
    save_firm(by=None, at=NOW, name="Kessler")
    name_the_firm(NOW)
    forget_the_name(NOW)
    assert firm().name == "Kessler"
