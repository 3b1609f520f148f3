"""The firm's own roles: added, renamed, retired; the core three stay."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError

from innercircle.access.models import AuditEvent
from innercircle.access.rules import Refused
from innercircle.maps import actions, queries
from innercircle.maps.models import BuyingRole
from innercircle.maps.words import role_word, role_words
from tests.cast import Cast
from tests.maps.desk import NOW, post, role


def champion(cast: Cast) -> BuyingRole:
    return actions.add_role(by=cast.adam, at=NOW, name=" Champion ")


def test_a_role_is_renamed_for_whoever_holds_it(cast: Cast) -> None:
    kept, kim = champion(cast), post("Kim", cast.acme)
    role(cast.anna, kim, kept.key, "budget")
    actions.rename_role(by=cast.adam, at=NOW, role=kept, name="Coach")
    names = queries.role_names()
    assert [role_word(key, names) for key in queries.map_of(cast.acme, NOW).people[0].roles] == ["Coach", "Budget"]
    assert queries.role_holders() == {"champion": 1, "budget": 1}
    event = AuditEvent.objects.filter(action="maps.role.renamed").get()
    assert (event.before["name"], event.after["name"]) == ("Champion", "Coach")


def test_a_retired_role_stays_with_its_holders_and_comes_back(cast: Cast) -> None:
    kept = champion(cast)
    actions.retire_role(by=cast.adam, at=NOW, role=kept)
    found = queries.role("champion")
    assert found
    assert found.retired_on == NOW.date()
    assert role_words(queries.role_names())["champion"] == "Champion"
    assert actions.restore_role(by=cast.adam, at=NOW, role=found).retired_on is None
    assert AuditEvent.objects.filter(action__startswith="maps.role.").count() == 3


@pytest.mark.parametrize("name", ["champion", "CHAMPION", "Budget", "", "   ", "x" * 41, "!"])
def test_a_name_must_be_new_and_readable(cast: Cast, name: str) -> None:
    champion(cast)
    with pytest.raises(ValidationError):
        actions.add_role(by=cast.adam, at=NOW, name=name)
    other = actions.add_role(by=None, at=NOW, name="Sponsor")
    if name != "!":  # odd, but it reads, and the key is there already
        with pytest.raises(ValidationError):
            actions.rename_role(by=cast.adam, at=NOW, role=other, name=name)


@pytest.mark.parametrize("work", [actions.retire_role, lambda **more: actions.rename_role(name="Money", **more)])
def test_the_core_roles_stay_as_they_are(cast: Cast, work: Callable[..., object]) -> None:
    with pytest.raises(ValidationError, match="belong to every map"):
        work(by=cast.adam, at=NOW, role=BuyingRole.objects.get(key="budget"))


@pytest.mark.parametrize("name", ["anna", "nora", "eve", "stranger"])
def test_only_administrators_change_roles(cast: Cast, name: str) -> None:
    kept, who = champion(cast), getattr(cast, name)
    for work in (
        lambda: actions.add_role(by=who, at=NOW, name="Sponsor"),
        lambda: actions.rename_role(by=who, at=NOW, role=kept, name="Coach"),
        lambda: actions.retire_role(by=who, at=NOW, role=kept),
        lambda: actions.restore_role(by=who, at=NOW, role=kept),
    ):
        with pytest.raises(Refused):
            work()
