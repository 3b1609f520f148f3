"""Documents over the API: order, ask, take, remove."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from innercircle.access import actions as access
from innercircle.access.models import AuditEvent, User
from innercircle.documents.models import Document
from innercircle.jobs.documents import MAKE
from innercircle.jobs.performing import perform
from innercircle.jobs.queries import latest_job
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def key(user: User) -> Client:
    token = access.make_token(by=user, at=timezone.now(), name="test", may_write=True)[1]
    return Client(headers={"Authorization": f"Bearer {token}"})


def post(client: Client, cast: Cast, **body: Any) -> Any:
    return client.post(f"/api/v1/accounts/{cast.acme.pk}/documents", body, content_type="application/json")


def test_ordered_asked_for_taken_and_removed(cast: Cast) -> None:
    client = key(cast.anna)
    answer = post(client, cast, format="xlsx", language="de", one_page=True)
    assert answer.status_code == 202
    found = answer.json()
    assert (found["state"], found["format"], found["one_page"], found["account"]) == (
        "waiting", "xlsx", True, cast.acme.pk,
    )  # fmt: skip
    place = f"/api/v1/documents/{found['id']}"
    assert client.get(f"{place}/file").status_code == 409
    job = latest_job(MAKE, found["id"])
    assert job is not None
    perform(job.pk)
    state = client.get(place).json()
    assert (state["state"], state["done"]) == ("done", state["total"])
    file = client.get(f"{place}/file")
    assert file.content.startswith(b"PK")
    assert len(file.content) == state["size"]
    assert AuditEvent.objects.filter(action="export", by=cast.anna).count() == 1
    assert [each["id"] for each in client.get(f"/api/v1/accounts/{cast.acme.pk}/documents").json()] == [found["id"]]
    assert client.delete(place).status_code == 204
    assert not Document.objects.exists()


@pytest.mark.parametrize("body", [{"format": "exe"}, {"language": "tlh"}, {"one_page": "perhaps"}])
def test_what_is_not_offered_is_refused(cast: Cast, body: dict[str, str]) -> None:
    answer = post(key(cast.anna), cast, **body)
    assert answer.status_code == 422
    assert answer.json()["detail"]


def test_what_is_somebody_elses_is_not_there(cast: Cast) -> None:
    post(key(cast.anna), cast)
    place = f"/api/v1/documents/{Document.objects.get().pk}"
    for user in (cast.adam, cast.stranger):
        client = key(user)
        assert client.get(place).status_code == 404
        assert client.get(f"{place}/file").status_code == 404
        assert client.delete(place).status_code == 404
    assert post(key(cast.stranger), cast).status_code == 404
