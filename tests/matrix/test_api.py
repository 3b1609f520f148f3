"""Every call of the API by every actor's key: no foreign canary, no change, foreign answers exactly like missing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from innercircle.api.urls import api
from tests.matrix.declared import Owed
from tests.matrix.declared_api import CALLS, PARTS, Call
from tests.matrix.desk import body_of, masked, rolled_back
from tests.matrix.world import CANARY, CHANGES, MISSING, OUTSIDE, SEES, SIDES, World

pytestmark = pytest.mark.django_db


def test_every_call_declares_what_it_owes() -> None:
    paths: Any = api.get_openapi_schema()["paths"]
    assert {(method, path) for path, calls in paths.items() for method in calls} == set(CALLS)


@pytest.mark.parametrize("where", CALLS, ids=lambda where: f"{where[0]} {where[1]}")
def test_a_call_gives_each_actor_what_is_owed_and_nothing_else(world: World, where: tuple[str, str]) -> None:
    call = CALLS[where]
    for actor in world.actors():
        for side in SIDES:
            _cell(world, where, call, actor, side)


def test_a_key_that_may_only_read_changes_nothing(world: World) -> None:
    from innercircle.access.models import Token

    Token.objects.update(may_write=False)
    for where, call in CALLS.items():
        if where[0] != "get":
            with rolled_back() as changes:
                answer = _ask(world, where, call, "administrator", "acme")
                assert answer.status_code == 403, where
                assert not changes(), where


def _cell(world: World, where: tuple[str, str], call: Call, actor: str, side: str) -> None:
    place = f"{where} as {actor} on {side}"
    with rolled_back() as changes:
        answer = _ask(world, where, call, actor, side)
        body, written = body_of(answer), changes()
    for other in SIDES:
        if other not in SEES[actor]:
            assert CANARY[other].encode() not in body, f"{place} tells of {other}"
    if actor in OUTSIDE:
        assert answer.status_code == 401, f"{place}: {answer.status_code}"
        assert not written, place
    elif _allowed(call, actor, side):
        # 403 and 422 are refusals with a sentence: something depends on it, a month is not over.
        fine = {200} if where[0] == "get" else {200, 201, 202, 204, 403, 422}
        assert answer.status_code in fine, f"{place}: {body!r}"
    else:
        assert not written, f"{place} changed the database"
        _check_refusal(world, where, call, actor, side, answer, place)


def _check_refusal(
    world: World, where: tuple[str, str], call: Call, actor: str, side: str, answer: HttpResponse, place: str
) -> None:
    if call.owed in {Owed.KEEPERS, Owed.ADMINISTRATORS} or (side in SEES[actor] and call.owed is not Owed.OWN):
        assert answer.status_code == 403, f"{place}: {answer.status_code}"
        return
    assert answer.status_code == 404, f"{place}: {answer.status_code} {answer.content!r}"
    missing = _ask(world, where, call, actor, "")
    assert (answer.status_code, masked(answer)) == (missing.status_code, masked(missing)), place


def _allowed(call: Call, actor: str, side: str) -> bool:
    return {
        Owed.PEOPLE: True,
        Owed.SEES: side in SEES[actor],
        Owed.CHANGES: side in CHANGES[actor],
        Owed.KEEPERS: actor in {"administrator", "manager", "other manager"},
        Owed.ADMINISTRATORS: actor == "administrator",
        Owed.OWN: actor == "account manager" and side == "acme",
    }[call.owed]


def _ask(world: World, where: tuple[str, str], call: Call, actor: str, side: str) -> HttpResponse:
    method, path = where
    address = path.format(**{part: _value(kind, world, side) for part, kind in PARTS.items()})
    head = {"Authorization": f"Bearer {world.keys[actor]}"} if actor in world.keys else {}
    client = Client(raise_request_exception=False, headers=head)
    if method == "get":
        return client.get(address)
    body = json.dumps({name: _filled(value, world, side) for name, value in call.body.items()})
    return getattr(client, method)(address, body, content_type="application/json")


def _filled(value: Any, world: World, side: str) -> Any:
    if isinstance(value, list):
        return [_filled(each, world, side) for each in value]
    return _value(value[1:], world, side) if isinstance(value, str) and value.startswith("@") else value


def _value(kind: str, world: World, side: str) -> Any:
    if kind.startswith("="):
        return kind[1:]
    return world.ids[side][kind] if side else MISSING
