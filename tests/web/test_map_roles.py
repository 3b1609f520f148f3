"""The page of the firm's own roles, and roles where they are held."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from innercircle.maps import actions
from innercircle.maps.models import BuyingRole
from tests.cast import Cast
from tests.web.test_maps import browser, page, post_of


def test_a_role_is_added_renamed_retired_and_used_again(cast: Cast) -> None:
    adam, kim = browser(cast.adam), post_of("Kim", cast.acme)
    adam.post(reverse("roles"), {"name": "Champion"})
    row = BuyingRole.objects.get(key="champion")
    actions.set_standing(by=cast.anna, at=timezone.now(), post=kim, values={"roles": ["champion"]})
    adam.post(reverse("role-rename", args=[row.pk]), {"name": "Coach of ours"})
    assert "Coach of ours" in page(adam, "roles")
    assert "Coach of ours" in page(adam, "account-map", cast.acme.pk, person=kim.pk)
    adam.post(reverse("role-retire", args=[row.pk]))
    assert "retired on" in page(adam, "roles")
    other = post_of("Lee", cast.acme)
    anna = browser(cast.anna)
    assert 'value="champion"' in page(anna, "account-map", cast.acme.pk, person=kim.pk)  # who holds it keeps it
    assert 'value="champion"' not in page(anna, "account-map", cast.acme.pk, person=other.pk).partition("panel")[2]
    adam.post(reverse("role-retire", args=[row.pk]))
    assert "retired on" not in page(adam, "roles")


@pytest.mark.parametrize("name", ["budget", "", "x" * 41])
def test_a_name_that_is_taken_or_none_is_said(cast: Cast, name: str) -> None:
    adam = browser(cast.adam)
    row = actions.add_role(by=cast.adam, at=timezone.now(), name="Champion")
    for address in (reverse("roles"), reverse("role-rename", args=[row.pk])):
        answer = adam.post(address, {"name": name})
        assert answer.status_code == 422
        assert "field-error" in answer.content.decode()
    assert BuyingRole.objects.count() == 4


def test_only_administrators_find_it(cast: Cast) -> None:
    assert "Buying roles" in page(browser(cast.adam), "portfolio")
    assert "Buying roles" not in page(browser(cast.nora), "portfolio")
    assert browser(cast.nora).get(reverse("roles")).status_code == 404
    assert browser(cast.adam).post(reverse("role-retire", args=[987654])).status_code == 404
