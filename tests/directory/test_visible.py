"""Who sees which account."""

from __future__ import annotations

import pytest

from innercircle.directory import queries
from tests.cast import Cast

SEES = {
    "nora": {"Acme", "Beta"},
    "sam": {"Gamma"},
    "anna": {"Acme", "Beta"},
    "ben": set(),
    "cara": {"Gamma"},
    "dora": {"Acme"},
    "eve": {"Acme", "Beta", "Gamma"},
    "adam": {"Acme", "Beta", "Gamma"},
    "stranger": set(),
}
CHANGES = SEES | {"eve": set(), "dora": set()}


@pytest.mark.parametrize("name", SEES)
def test_what_each_person_sees_and_may_change(cast: Cast, name: str) -> None:
    person = getattr(cast, name)
    assert {account.name for account in queries.visible_accounts(person)} == SEES[name]
    assert {account.name for account in queries.changeable_accounts(person)} == CHANGES[name]


def test_a_deactivated_person_sees_nothing(cast: Cast) -> None:
    cast.adam.is_active = False
    assert not queries.visible_accounts(cast.adam).exists()
    assert not queries.visible_colleagues(cast.adam).exists()
