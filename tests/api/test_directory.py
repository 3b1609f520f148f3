"""The directory over the API: added, changed part by part, refused whole, found, in pages, with the right key."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from innercircle.access import actions as access
from innercircle.access.models import Token, User
from innercircle.directory.models import Account, AccountYear, Affiliation, Colleague, Contact
from tests.api.test_maps import Caller, at
from tests.cast import Cast, contact

pytestmark = pytest.mark.django_db


def listed(caller: Caller, path: str) -> list[str]:
    return [each["name"] for each in caller.read(path)["items"]]


def test_an_account_is_added_with_its_years_and_belongs_to_who_adds_it(cast: Cast) -> None:
    anna = Caller(cast.anna)
    given = {"name": "Delta", "domains": ["delta.example"], "parent": cast.acme.pk,
             "years": [{"year": 2025, "revenue": "12.50"}]}  # fmt: skip
    answer = anna.send("post", "/accounts", given)
    made = answer.json()
    assert (answer.status_code, made["name"], made["domains"], made["parent"]) == (
        201, "Delta", ["delta.example"], cast.acme.pk
    )  # fmt: skip
    assert made["account_manager"] == Colleague.objects.get(user=cast.anna).pk
    assert [(each["year"], float(each["revenue"]), each["profit"]) for each in made["years"]] == [(2025, 12.5, None)]
    assert anna.read(f"/accounts/{made['id']}") == made


@pytest.mark.parametrize("method", ["post", "patch"])
def test_what_is_refused_is_refused_whole(cast: Cast, method: str) -> None:
    twice = {"name": "Delta", "focus": "New", "years": [{"year": 2025, "revenue": 1}, {"year": 2025, "revenue": 2}]}
    path = "/accounts" if method == "post" else at(cast.acme)
    answer = Caller(cast.anna).send(method, path, twice)
    assert (answer.status_code, answer.json()["errors"]) == (
        422,
        [{"where": "years", "what": "A year stands here twice."}],
    )
    cast.acme.refresh_from_db()
    assert (Account.objects.filter(name="Delta").exists(), cast.acme.focus, cast.acme.version) == (False, "", 1)
    assert not AccountYear.objects.exists()


def test_an_account_is_changed_part_by_part_as_it_was_read(cast: Cast) -> None:
    anna = Caller(cast.anna)
    read = anna.read(at(cast.acme))
    changed = anna.send("patch", at(cast.acme), {"focus": "Plants", "industry": None}).json()
    assert changed == read | {"focus": "Plants", "version": read["version"] + 1}
    late = anna.send("patch", at(cast.acme), {"focus": "Depots"}, **{"If-Match": f'"{read["version"]}"'})
    assert (late.status_code, anna.read(at(cast.acme))["focus"]) == (409, "Plants")
    right = anna.send("patch", at(cast.acme), {"parent": cast.beta.pk}, **{"If-Match": f'"{changed["version"]}"'})
    assert right.json()["parent"] == cast.beta.pk
    assert anna.send("patch", at(cast.acme), {"parent": None}).json()["parent"] is None
    for wrong in ("x", "7.0", "٧", "1234567890"):
        assert (
            anna.send("patch", at(cast.acme), {}, **{"If-Match": f'"{wrong}"'.encode().decode("latin-1")}).status_code
            == 400
        )


def test_an_account_one_may_not_see_is_no_parent(cast: Cast) -> None:
    for unknown in (cast.gamma.pk, 999_999):
        answer = Caller(cast.anna).send("patch", at(cast.acme), {"parent": unknown})
        assert answer.status_code == 422
        assert answer.json()["detail"] == f"There is no account {unknown} that you may see."


def test_lists_come_in_pages_and_are_narrowed(cast: Cast) -> None:
    eve = Caller(cast.eve)
    whole = eve.read("/accounts")
    assert (whole["total"], whole["offset"], whole["limit"], len(whole["items"])) == (3, 0, 50, 3)
    parts = [eve.read(f"/accounts?limit=1&offset={offset}")["items"] for offset in range(4)]
    assert [*parts[0], *parts[1], *parts[2]] == whole["items"]
    assert parts[3] == []
    assert listed(eve, "/accounts?search=BET") == ["Beta"]
    assert listed(eve, "/accounts?segment=partner") == ["Acme"]
    assert listed(Caller(cast.anna), "/accounts") == ["Acme", "Beta"]
    for wrong in ("limit=0", "limit=201", "offset=-1", "segment=best"):
        answer = eve.send("get", f"/accounts?{wrong}")
        assert (answer.status_code, bool(answer.json()["errors"])) == (422, True)


def test_a_contact_is_found_by_name_and_by_address_but_only_where_one_may_see(cast: Cast) -> None:
    for name, account in (("Kim", cast.acme), ("Lee", cast.beta), ("Mia", cast.gamma)):
        contact(name, account)
    anna = Caller(cast.anna)
    assert listed(anna, "/contacts?search=ki") == ["Kim"]
    assert listed(anna, "/contacts?search=@beta.") == ["Lee"]
    assert listed(anna, "/contacts?search=example") == ["Kim", "Lee"]
    assert listed(anna, f"/contacts?account={cast.acme.pk}") == ["Kim"]
    assert listed(anna, "/contacts?search=mia") == []
    assert anna.send("get", f"/contacts?account={cast.gamma.pk}").status_code == 404


def test_a_contact_shows_only_posts_one_may_see_and_leaves_one(cast: Cast) -> None:
    anna, kim = Caller(cast.anna), contact("Kim", cast.acme)
    Affiliation.objects.create(contact=kim, account=cast.gamma)
    (post,) = anna.read(f"/contacts/{kim.pk}")["posts"]
    assert post["account"] == cast.acme.pk
    path = f"/contacts/{kim.pk}/posts/{post['id']}"
    changed = anna.send("patch", path, {"title": "Buyer", "level": "manager", "until": "2026-01-31"}).json()["posts"][0]
    assert (changed["title"], changed["level"], changed["until"]) == ("Buyer", "manager", "2026-01-31")
    again = anna.send("patch", path, {"title": None, "until": None}).json()["posts"][0]
    assert (again["title"], again["level"], again["until"]) == ("", "manager", None)
    hidden = kim.affiliations.get(account=cast.gamma)
    assert anna.send("patch", f"/contacts/{kim.pk}/posts/{hidden.pk}", {"title": "x"}).status_code == 404


def test_a_person_is_added_changed_and_deleted(cast: Cast) -> None:
    anna = Caller(cast.anna)
    given = {
        "name": "Kim",
        "account": cast.acme.pk,
        "emails": ["Kim@Acme.Example"],
        "title": "Buyer",
        "since": "2025-03-01",
    }
    made = anna.send("post", "/contacts", given).json()
    assert (made["emails"], made["posts"][0]["title"], made["posts"][0]["since"]) == (
        ["kim@acme.example"], "Buyer", "2025-03-01"
    )  # fmt: skip
    path = f"/contacts/{made['id']}"
    changed = anna.send("patch", path, {"phone": "1", "emails": ["k@acme.example"]}).json()
    assert (changed["phone"], changed["emails"], changed["name"]) == ("1", ["k@acme.example"], "Kim")
    assert anna.send("delete", path, **{"If-Match": '"1"'}).status_code == 409
    assert anna.send("delete", path).status_code == 204
    assert not Contact.objects.exists()
    assert anna.send("post", "/contacts", given | {"account": cast.gamma.pk}).status_code == 404


def test_colleagues_have_teams_by_name(cast: Cast) -> None:
    adam = Caller(cast.adam)
    made = adam.send("post", "/colleagues", {"name": "Zoe", "team": "North", "emails": ["zoe@ours.example"]}).json()
    assert (made["team"], made["emails"], made["left_on"]) == ("North", ["zoe@ours.example"], None)
    path = f"/colleagues/{made['id']}"
    assert adam.send("patch", path, {"team": "", "left_on": "2026-01-31"}).json()["team"] == ""
    assert adam.send("patch", path, {"left_on": None}).json()["left_on"] is None
    refused = adam.send("patch", path, {"team": "West"})
    assert (refused.status_code, refused.json()["detail"]) == (422, "There is no team “West”.")
    assert listed(adam, "/colleagues?search=zo") == ["Zoe"]
    assert Caller(cast.anna).send("patch", path, {"function": "x"}).status_code == 403


def key_of(user: User, **more: Any) -> tuple[Token, Client]:
    given = {"name": "k", "may_write": True} | more
    row, key = access.make_token(by=user, at=timezone.now(), **given)
    return row, Client(headers={"Authorization": f"Bearer {key}"})


def test_a_key_that_may_only_read_writes_nothing(cast: Cast) -> None:
    _row, client = key_of(cast.anna, may_write=False)
    assert client.get("/api/v1/accounts").status_code == 200
    for method, path, body in (
        ("post", "/accounts", {"name": "Delta"}),
        ("patch", at(cast.acme), {"focus": "x"}),
        ("delete", at(cast.acme), None),
        ("post", "/contacts", {"name": "Kim", "account": cast.acme.pk}),
    ):
        answer = getattr(client, method)(f"/api/v1{path}", body, content_type="application/json")
        assert (answer.status_code, "This key may only read" in answer.json()["detail"]) == (403, True)
    assert (Account.objects.count(), Contact.objects.count()) == (3, 0)


def test_no_wrong_or_old_key_opens_anything_and_each_use_is_noted(cast: Cast) -> None:
    row, client = key_of(cast.anna)
    assert client.get("/api/v1/accounts").status_code == 200
    row.refresh_from_db()
    assert row.used_at is not None
    Token.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    wrong = ("", "Bearer", "Bearer ic_x", f"Basic {row.digest}", f"Bearer {row.digest}")
    for other in (client, Client(), *(Client(headers={"Authorization": each}) for each in wrong)):
        assert other.get("/api/v1/accounts").status_code == 401


@pytest.mark.parametrize("month", ["9998-12", "9999-01", "0999-12", "2026-13"])
def test_a_month_no_page_can_tell_of_is_not_there(cast: Cast, month: str) -> None:
    anna = Caller(cast.anna)
    for path in (f"{at(cast.acme)}/closes/{month}", f"{at(cast.acme)}/months/{month}/meetings"):
        assert anna.send("get", path).status_code == 404
    assert anna.send("put", f"{at(cast.acme)}/targets/{month}", {"hours": 3}).status_code == 404
    for name in ("first", "last"):
        assert anna.send("get", f"/hours?{name}={month}").status_code == 422
    assert anna.send("get", "/hours?last=9997-12").status_code == 200
    assert anna.send("get", f"{at(cast.acme)}/closes/9997-12").status_code == 200
