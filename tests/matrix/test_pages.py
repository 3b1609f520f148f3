"""Every page, every actor, own and foreign objects: no foreign canary, no change, foreign answers like missing."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.matrix.addresses import every_address
from tests.matrix.declared import LIBRARY, PAGES, Owed, Rule
from tests.matrix.desk import body_of, masked, rolled_back
from tests.matrix.world import CANARY, CHANGES, MISSING, OUTSIDE, SEES, SIDES, World

pytestmark = pytest.mark.django_db
SELLERS = {"administrator", "manager", "other manager", "account manager", "other account manager"}
REFUSING = {Owed.KEEPERS, Owed.SELLERS}  # what everybody may know of, but not everybody may do
HIDING = {Owed.ADMINISTRATORS, Owed.OWN, Owed.CALENDAR}


def test_every_address_declares_what_it_owes() -> None:
    undeclared = [
        address.name
        for address in every_address()
        if address.name not in PAGES and not address.name.startswith((*LIBRARY, "api:"))
    ]
    assert undeclared == [], "declare these in tests/matrix/declared.py"


def test_no_declaration_is_of_an_address_that_is_gone() -> None:
    assert set(PAGES) - {address.name for address in every_address()} == set()


def test_the_canaries_are_where_they_should_be(world: World) -> None:
    """A matrix whose canaries nobody can see proves nothing."""
    client = _client(world, "administrator")
    for name in ("portfolio", "account-hours", "account-words", "meeting", "account-month", "account-close"):
        for side in SIDES:
            body = body_of(_ask(client, name, PAGES[name], world, side, "GET"))
            assert CANARY[side].encode() in body, f"{name} shows nothing of {side}"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_gives_each_actor_what_is_owed_and_nothing_else(world: World, name: str) -> None:
    rule = PAGES[name]
    for actor in world.actors():
        client = _client(world, actor)
        for side in SIDES if rule.parts else ("acme",):
            for method in ("POST",) if rule.posts else ("GET", "HEAD", "PUT", "DELETE"):
                _cell(client, name, rule, world, actor, side, method)


def _cell(client: Client, name: str, rule: Rule, world: World, actor: str, side: str, method: str) -> None:
    place = f"{name} as {actor} on {side} by {method}"
    with rolled_back() as changes:
        answer = _ask(client, name, rule, world, side, method)
        body, written = body_of(answer), changes()
    for other in SIDES:
        if other not in SEES[actor]:
            assert CANARY[other].encode() not in body, f"{place} tells of {other}"
    assert answer.status_code != 500, place
    if method == "POST":
        _check_write(place, rule, actor, side, answer, written)
        return
    assert written <= rule.audited, f"{place} changed the database"
    if method == "GET":
        _check_read(client, place, name, rule, world, actor, side, answer)


def _check_read(
    client: Client, place: str, name: str, rule: Rule, world: World, actor: str, side: str, answer: HttpResponse
) -> None:
    allowed = _allowed(rule, actor, side)
    if rule.owed is not Owed.EVERYBODY and actor in OUTSIDE:
        assert answer.status_code == 302, place
        assert "/auth/login/" in answer["Location"], place
    elif allowed:
        assert answer.status_code in {200, 302}, f"{place}: {answer.status_code}"
    elif (side in SEES[actor] and rule.owed is Owed.CHANGES) or rule.owed in REFUSING:
        assert answer.status_code == 403, f"{place}: {answer.status_code}"
    else:
        assert answer.status_code == 404, f"{place}: {answer.status_code}"
        missing = _ask(client, name, rule, world, "", "GET")
        assert (answer.status_code, masked(answer)) == (missing.status_code, masked(missing)), (
            f"{place} differs from missing"
        )


def _check_write(place: str, rule: Rule, actor: str, side: str, answer: HttpResponse, written: int) -> None:
    if _allowed(rule, actor, side) and not (actor in OUTSIDE and rule.owed is not Owed.EVERYBODY):
        assert answer.status_code in {200, 302, 403, 409, 422}, f"{place}: {answer.status_code}"
        return
    assert not written, f"{place} changed the database"
    refused = rule.owed in REFUSING or (side in SEES[actor] and rule.owed not in HIDING)
    expected = {302} if actor in OUTSIDE else {403} if refused else {404}
    assert answer.status_code in expected, f"{place}: {answer.status_code}"


def _allowed(rule: Rule, actor: str, side: str) -> bool:
    if rule.owed is Owed.EVERYBODY:
        return True
    if actor in OUTSIDE:
        return False
    return {
        Owed.PEOPLE: True,
        Owed.SEES: side in SEES[actor],
        Owed.CHANGES: side in CHANGES[actor],
        Owed.CALENDAR: side in CHANGES[actor],
        Owed.KEEPERS: actor in {"administrator", "manager", "other manager"},
        Owed.SELLERS: actor in SELLERS,
        Owed.ADMINISTRATORS: actor == "administrator",
        Owed.OWN: actor == "account manager" and side == "acme",
    }[rule.owed]


def _client(world: World, actor: str) -> Client:
    client = Client(raise_request_exception=False)
    user = world.actors()[actor]
    if user is not None:
        client.force_login(user)
    return client


def _ask(client: Client, name: str, rule: Rule, world: World, side: str, method: str) -> HttpResponse:
    address = reverse(name, kwargs={part: _value(kind, world, side) for part, kind in rule.parts.items()})
    data = {field: _value(kind, world, side) for field, kind in rule.sends.items()}
    return (
        getattr(client, method.lower())(address, data) if method == "POST" else getattr(client, method.lower())(address)
    )


def _value(kind: str, world: World, side: str) -> Any:
    if kind.startswith("="):
        return kind[1:]
    return world.ids[side][kind] if side else MISSING
