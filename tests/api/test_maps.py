"""Maps over the API: what is read, what is written, and what is refused with a sentence."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from django.utils.timezone import localdate

from innercircle.access import actions as access
from innercircle.access.models import User
from innercircle.directory.models import Account, AccountYear, Affiliation, Colleague
from innercircle.maps import actions as maps
from innercircle.maps.models import Coverage, Offer, Point, Standing, Value
from innercircle.maps.rules.levels import Strength
from tests.cast import Cast
from tests.hours.desk import CONFIRMED, meet, person


class Caller:
    """A person's program."""

    def __init__(self, user: User) -> None:
        _row, key = access.make_token(by=user, at=timezone.now(), name="test", may_write=True)
        self.client = Client(headers={"Authorization": f"Bearer {key}"})

    def read(self, path: str) -> Any:
        """What a GET answers."""
        answer = self.client.get(f"/api/v1{path}")
        assert answer.status_code == 200, answer.content
        return answer.json()

    def send(self, method: str, path: str, body: object = None, **headers: str) -> HttpResponse:
        """The answer to a write."""
        call = getattr(self.client, method)
        answer: HttpResponse = call(f"/api/v1{path}", body, content_type="application/json", headers=headers)
        return answer


def at(account: Account) -> str:
    """An account's address."""
    return f"/accounts/{account.pk}"


@pytest.fixture
def kim(cast: Cast) -> Affiliation:
    return person("Kim", cast.acme, title="Buyer").affiliations.get()


def test_a_standing_is_changed_part_by_part(cast: Cast, kim: Affiliation) -> None:
    anna = Caller(cast.anna)
    path = f"{at(cast.acme)}/map/people/{kim.pk}"
    anna.send("patch", path, {"roles": ["budget"], "stance": 2, "rival": "Rivalis"})
    answer = anna.send("patch", path, {"influence": 4, "rival": None})
    (shown,) = anna.read(f"{at(cast.acme)}/map/people")
    assert shown == answer.json()
    assert (shown["roles"], shown["stance"], shown["influence"], shown["rival"]) == (["budget"], 2, 4, "")
    assert shown["stance_by"] == "Anna"
    refused = anna.send("patch", path, {"roles": ["juggler"]})
    assert (refused.status_code, refused.json()["detail"]) == (422, "No such role: juggler.")


def test_a_line_is_drawn_assessed_anew_and_taken_away(cast: Cast, kim: Affiliation) -> None:
    anna, ours = Caller(cast.anna), Colleague.objects.get(user=cast.anna)
    day = f"{timezone.now().date().replace(day=1)}"
    meet(f"{day} 00:00", 2, {kim.contact: CONFIRMED}, {ours: CONFIRMED})
    path = f"{at(cast.acme)}/map/people/{kim.pk}/lines/{ours.pk}"
    anna.send("put", path, {"assessed": 4, "wanted": 5, "wanted_by": "2027-03-31", "part": "lead"})
    (line,) = anna.read(f"{at(cast.acme)}/map/lines")
    assert (line["assessed"], line["wanted"], line["part"], line["assessed_by"]) == (4, 5, "lead", "Anna")
    assert (line["evidence"]["meetings_365_days"], line["evidence"]["hours_365_days"]) == (1, 2.0)
    other = Colleague.objects.get(user=cast.ben)
    second = anna.send("put", path.replace(str(ours.pk), str(other.pk)), {"part": "lead"})
    assert (second.status_code, "is the lead already" in second.json()["detail"]) == (422, True)
    assert anna.send("delete", path).status_code == 204
    assert anna.send("delete", path).status_code == 404
    assert not Coverage.objects.exists()
    assert anna.read(f"{at(cast.acme)}/map/lines")[0]["coverage"] is None  # what the calendars say stays


def test_a_role_of_the_firms_own_comes_with_its_name(cast: Cast, kim: Affiliation) -> None:
    own = maps.add_role(by=cast.adam, at=timezone.now(), name="Sponsor")
    maps.rename_role(by=cast.adam, at=timezone.now(), role=own, name="Executive sponsor")
    anna = Caller(cast.anna)
    path = f"{at(cast.acme)}/map/people"
    answer = anna.send("patch", f"{path}/{kim.pk}", {"roles": [own.key, "budget"]})
    assert sorted(answer.json()["role_names"]) == ["Budget", "Executive sponsor"]
    assert anna.read(path)[0]["role_names"] == answer.json()["role_names"]


def test_the_map_of_a_past_day(cast: Cast, kim: Affiliation) -> None:
    ours, today = Colleague.objects.get(user=cast.anna), timezone.now()
    for days, level in ((9, Strength.KNOWN), (2, Strength.SOLVER)):
        maps.cover(by=cast.anna, at=today - timedelta(days=days), post=kim, colleague=ours, assessed=level)
    anna, path = Caller(cast.anna), f"{at(cast.acme)}/map/past"
    for days, level in ((9, 2), (3, 2), (2, 4)):
        found = anna.read(f"{path}?day={localdate(today - timedelta(days=days))}")
        assert [line["assessed"] for line in found["lines"]] == [level]
        assert [each["name"] for each in found["people"]] == ["Kim"]
    assert anna.read(path)["lines"][0]["contact_name"] == "Kim"
    assert anna.send("get", f"{path}?day={localdate(today) + timedelta(days=1)}").status_code == 422
    early = anna.send("get", f"{path}?day=2020-01-01")
    assert (early.status_code, "Nothing was kept" in early.content.decode()) == (422, True)
    assert anna.send("get", f"{path}?day=2026-02-31").status_code == 422
    assert Caller(cast.stranger).send("get", path).status_code == 404


@pytest.mark.parametrize("days", [{"until": -400}, {"since": 5}])
def test_whom_the_map_does_not_show_is_not_changed(cast: Cast, kim: Affiliation, days: dict[str, int]) -> None:
    today = localdate()
    Affiliation.objects.filter(pk=kim.pk).update(**{name: today + timedelta(days=by) for name, by in days.items()})
    anna, path = Caller(cast.anna), f"{at(cast.acme)}/map/people/{kim.pk}"
    ours = Colleague.objects.get(user=cast.anna)
    for answer in (anna.send("patch", path, {"influence": 3}), anna.send("put", f"{path}/lines/{ours.pk}", {})):
        assert (answer.status_code, "this person does not" in answer.json()["detail"]) == (422, True)
    assert (Standing.objects.count(), Coverage.objects.count()) == (0, 0)


def test_values_help_and_the_catalogue(cast: Cast, kim: Affiliation) -> None:
    anna, adam = Caller(cast.anna), Caller(cast.adam)
    ours = Colleague.objects.get(user=cast.anna)
    day = str(timezone.now().date())
    said = {"kind": "achieve", "words": "wants the supply chain audited", "day": day, "source": "meeting"}
    made = anna.send("post", f"{at(cast.acme)}/map/people/{kim.pk}/values", said).json()
    offer = {"kind": "expertise", "name": "Audits", "tags": ["supply chain"], "colleagues": [ours.pk]}
    assert adam.send("post", "/help", offer).status_code == 201
    assert anna.send("post", "/help", offer | {"name": "Other"}).status_code == 403
    assert adam.send("post", "/help", offer | {"name": "Other", "colleagues": [999_999]}).status_code == 422
    (found,) = anna.read(f"/contacts/{kim.contact_id}/help")
    assert (found["offer"]["name"], found["values"], found["givers"]) == ("Audits", [made["id"]], [ours.pk])
    assert {each["found"] for each in found["shared"]} == {"supply chain", "Audits"}
    row = Offer.objects.get()
    adam.send("patch", f"/help/{row.pk}", {"until": "2020-01-01", "colleagues": []})
    assert anna.read(f"/contacts/{kim.contact_id}/help") == []
    assert anna.read("/help")["items"][0]["until"] == "2020-01-01"
    assert anna.send("delete", f"{at(cast.acme)}/map/values/{made['id']}").status_code == 204
    assert not Value.objects.exists()


def test_a_finding_becomes_a_point_or_is_switched_off(cast: Cast, kim: Affiliation) -> None:
    anna = Caller(cast.anna)
    found = {each["key"]: each for each in anna.read(f"{at(cast.acme)}/findings")}
    assert found["role-missing:budget"]["proposed"] == "issue"
    body = {"matter": "problem", "words": "Find out", "finding": "role-missing:budget", "owner": None}
    made = anna.send("post", f"{at(cast.acme)}/points", body).json()
    assert anna.send("patch", f"{at(cast.acme)}/points/{made['id']}", {"done": True}).json()["done"]
    off = anna.send("post", f"{at(cast.acme)}/findings/off", {"key": "role-missing:user", "reason": "no users"}).json()
    assert "role-missing:user" not in {each["key"] for each in anna.read(f"{at(cast.acme)}/findings")}
    assert anna.read(f"{at(cast.acme)}/findings/off") == [off]
    anna.send("delete", f"{at(cast.acme)}/findings/off/{off['id']}")
    assert "role-missing:user" in {each["key"] for each in anna.read(f"{at(cast.acme)}/findings")}
    assert anna.send("delete", f"{at(cast.acme)}/points/{made['id']}").status_code == 204
    assert not Point.objects.exists()


def test_a_point_is_reworded_and_given_to_somebody_else(cast: Cast) -> None:
    anna, ben = Caller(cast.anna), Colleague.objects.get(user=cast.ben)
    made = anna.send(
        "post", f"{at(cast.acme)}/points", {"matter": "problem", "words": "One", "due": "2027-01-05"}
    ).json()
    path = f"{at(cast.acme)}/points/{made['id']}"
    changed = anna.send("patch", path, {"words": "Two", "matter": None, "owner": ben.pk}).json()
    assert changed["mark"] != made["mark"]
    assert changed == made | {"words": "Two", "owner": ben.pk, "mark": changed["mark"]}
    both = anna.send("patch", path, {"due": None, "owner": None, "done": True}).json()
    assert (both["due"], both["owner"], both["done"], both["words"]) == (None, None, True, "Two")
    assert anna.read(f"{at(cast.acme)}/points") == [both]
    assert anna.send("patch", path, {}).json() == both
    for wrong in ({"words": " "}, {"owner": 999_999}, {"matter": "worry"}):
        assert anna.send("patch", path, wrong).status_code == 422
    assert anna.read(f"{at(cast.acme)}/points") == [both]


def test_who_was_slower_is_told_and_overwrites_nothing(cast: Cast, kim: Affiliation) -> None:
    anna, ours = Caller(cast.anna), Colleague.objects.get(user=cast.anna)
    person_path = f"{at(cast.acme)}/map/people/{kim.pk}"
    made = anna.send("post", f"{at(cast.acme)}/points", {"matter": "issue", "words": "One"}).json()
    anna.send("put", f"{person_path}/lines/{ours.pk}", {"assessed": 2})
    (shown,), (line,) = anna.read(f"{at(cast.acme)}/map/people"), anna.read(f"{at(cast.acme)}/map/lines")
    calls: tuple[tuple[str, str, str, dict[str, object], dict[str, object]], ...] = (
        ("patch", person_path, shown["mark"], {"influence": 4}, {"influence": 5}),
        ("put", f"{person_path}/lines/{ours.pk}", line["mark"], {"wanted": 4}, {"wanted": 5}),
        ("patch", f"{at(cast.acme)}/points/{made['id']}", made["mark"], {"words": "Two"}, {"words": "Three"}),
    )
    for method, path, mark, first, second in calls:
        assert anna.send(method, path, first, **{"If-Match": f'"{mark}"'}).status_code == 200
        late = anna.send(method, path, second, **{"If-Match": f'"{mark}"'})
        assert (late.status_code, "Anna changed this while you were editing it" in late.json()["detail"]) == (409, True)
        assert anna.send(method, path, second, **{"If-Match": '"7"'}).status_code == 400
        assert anna.send(method, path, first, **{"If-Match": "*"}).status_code == 200
    assert (Standing.objects.get().influence, Coverage.objects.get().wanted, Point.objects.get().words) == (4, 4, "Two")


def test_the_summary_dates_the_third_step(cast: Cast, kim: Affiliation) -> None:
    anna = Caller(cast.anna)
    assert anna.read(f"{at(cast.acme)}/analysis") == {"words": "", "on": None, "by": ""}
    assert anna.send("put", f"{at(cast.acme)}/analysis", {"words": "Good"}).json()["by"] == "Anna"
    steps = anna.read(f"{at(cast.acme)}/steps")
    assert [each["step"] for each in steps] == [1, 2, 3, 4, 5, 6]
    assert (steps[2]["share"], steps[0]["posts"]) == (1.0, [kim.pk])


def test_who_knows_whom_and_what_hangs_on_whom(cast: Cast, kim: Affiliation) -> None:
    anna, ben = Caller(cast.anna), Colleague.objects.get(user=cast.ben)
    lee = person("Lee", cast.acme, level="board", reports_to=kim)
    day = f"{timezone.now().date().replace(day=1)}"
    meet(f"{day} 00:00", 2, {kim.contact: CONFIRMED}, {ben: CONFIRMED})
    (way,) = anna.read(f"/contacts/{lee.pk}/who-knows")
    assert (way["colleague_name"], way["through_name"], len(way["ties"])) == ("Ben", "Kim", 2)
    assert (way["ties"][1]["reports"], way["ties"][1]["words"]) == ("is the superior of", "Lee reports to Kim")
    whole = anna.read(f"{at(cast.acme)}/who-knows")
    assert [[each["contact"] for each in ways] for ways in whole["items"]] == [[lee.pk], [kim.contact_id]]
    AccountYear.objects.create(account=cast.acme, year=2025, revenue=300)
    AccountYear.objects.create(account=cast.beta, year=2025, revenue=100)
    rows = anna.read("/cannot-lose")["items"]
    assert [(row["name"], row["share"], len(row["steps"])) for row in rows] == [("Acme", 0.75, 6), ("Beta", 0.25, 6)]
