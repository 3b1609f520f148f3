"""What describes the API: made once, the same for everybody, without a key."""

from __future__ import annotations

import pytest
from django.test import Client

from innercircle.api.v1 import api

ADDRESS = "/api/v1/openapi.json"


@pytest.mark.django_db
def test_the_document_is_made_once_and_in_english_whoever_asks_first(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    monkeypatch.setattr(api, "_described", None)
    monkeypatch.setattr("ninja.main.get_schema", lambda api, path_prefix: made.append(path_prefix) or {"paths": {}})
    answers = [Client().get(ADDRESS, headers={"Accept-Language": language}) for language in ("de", "en", "de")]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert made == ["/api/v1/"]
    assert len({answer.content for answer in answers}) == 1
