"""Calls that nobody answers are refused as the API refuses everything: one sentence, in JSON."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from innercircle.access import actions
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("method", "address", "status", "words"),
    [
        ("put", "accounts", 405, "This address takes GET, POST, not PUT."),
        ("delete", "month-tests", 405, "not DELETE."),
        ("get", "nothing/here", 404, "There is no such address"),
        ("get", "accounts/99999999999999999999", 404, "There is no such thing, or not for you."),
    ],
)
def test_a_stray_call_gets_a_sentence(cast: Cast, method: str, address: str, status: int, words: str) -> None:
    key = actions.make_token(by=cast.adam, at=timezone.now(), name="k", may_write=True)[1]
    answer = getattr(Client(), method)(f"/api/v1/{address}", headers={"Authorization": f"Bearer {key}"})
    assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (status, "application/json")
    assert words in answer.json()["detail"]
    assert answer.json()["errors"] == []
    assert (status == 405) == ("Allow" in answer)


def test_pages_keep_their_own_page() -> None:
    assert b"<!doctype html>" in Client().get("/nowhere/").content


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer ic_none"}], ids=["none", "unknown"])
def test_without_a_key_one_is_told_where_to_get_it(headers: dict[str, str]) -> None:
    answer = Client().get("/api/v1/accounts", headers=headers)
    assert (answer.status_code, answer.json()["errors"]) == (401, [])
    assert "Settings, Keys" in answer.json()["detail"]
