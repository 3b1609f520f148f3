"""What nobody types but anybody can send: forms of the plan take no word of an address for a format or a number."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.cast import Cast
from tests.web.walk import as_

ODD = ("%s", "%(x)s", "%", "\u00b2", "\u0663", "9" * 40, "-1", "<b>")


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_goal_in_the_address_or_the_form_is_no_fault_of_the_server(cast: Cast, odd: str) -> None:
    place = reverse("plan-initiative-add", args=[cast.acme.pk])
    client = as_(cast.anna)
    assert client.get(place, {"goal": odd}).status_code in {200, 404}
    assert client.post(place, {"goals": odd, "title": "Walk"}).status_code in {302, 404, 422}
    assert client.post(place, {"goals": odd, "title": odd}, headers={"HX-Request": "true"}).status_code < 500


@pytest.mark.parametrize("odd", ["%s", "g%s", "i\u00b2", "9" * 40])
def test_an_odd_place_or_person_in_the_address_is_no_fault_of_the_server(cast: Cast, odd: str) -> None:
    client = as_(cast.anna)
    for name, key in (("plan-activity-add", "place"), ("plan-activity-add", "offer"), ("plan-goal-add", "contact")):
        answer = client.get(reverse(name, args=[cast.acme.pk]), {key: odd})
        assert answer.status_code in {200, 404}, (name, key)
