"""A plan written over the API: what the pages can do, with the same refusals."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from innercircle.access import actions as access
from innercircle.access.models import User
from tests.cast import Cast
from tests.plans.desk_db import NOW, colleague, goal, person, step


class Caller:
    """Somebody with a key that may write."""

    def __init__(self, user: User) -> None:
        key = access.make_token(by=user, at=timezone.now(), name="test", may_write=True)[1]
        self._client = Client(headers={"Authorization": f"Bearer {key}"})

    def __call__(self, method: str, path: str, status: int = 200, **body: Any) -> Any:
        address, head = f"/api/v1/{path}", body.pop("head", {})
        ask = getattr(self._client, method)
        answer = ask(address, headers=head) if method == "get" else ask(
            address, json.dumps(body), content_type="application/json", headers=head
        )  # fmt: skip
        assert answer.status_code == status, answer.content
        return json.loads(answer.content) if answer.content else None


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def anna(cast: Cast) -> Caller:
    return Caller(cast.anna)


def test_a_plan_is_written_from_objective_to_step_and_judged(cast: Cast, anna: Caller) -> None:
    kim, acme = person("Kim", cast.acme), f"accounts/{cast.acme.pk}"
    aim = Caller(cast.nora)("post", "objectives", 201, name="Trusted", year=2026, target_value="3.5", unit="clients")
    mine = {"owner": colleague(cast.anna).pk}
    goal_ = anna("post", f"{acme}/goals", 201, title="Plans they trust", contact=kim.pk, objective=aim["id"],
                 baseline_value="0", target_value="4", due="2027-03-01", **mine)  # fmt: skip
    assert anna("get", "objectives")["items"][0]["accounts"] == [cast.acme.pk]
    anna("post", f"goals/{goal_['id']}/readings", 201, on="2026-01-05", value="1")
    assert anna("get", f"goals/{goal_['id']}")["progress"]["share"] == 0.25
    way = anna("post", f"{acme}/initiatives", 201, title="Clinic", goals=[goal_["id"]], **mine)
    made = anna("post", f"{acme}/activities", 201, title="Work through their plan with them", initiative=way["id"],
                participants=[kim.pk], planned_hours=1.5, want_to_learn="What stops them", useful="A worked example",
                on="2026-12-01", **mine)  # fmt: skip
    assert (made["planned_hours"], made["spent_hours"], made["judgement"]["label"]) == (1.5, None, "relationship")
    done = anna("put", f"activities/{made['id']}/outcome", learned="Kim decides", spent_hours=2.25)
    assert (done["state"], done["spent_hours"], done["judgement"]["learning"]["outcome"]) == ("done", 2.25, "pass")
    assert anna("get", f"{acme}/plan/verdict")["verdict"]["relationship_hours"] == 2.25
    assert anna("get", "plan-verdicts")["managers"][0]["name"] == "Anna"
    assert anna("get", "activities?state=done&since=2026-11-30&until=2026-12-02")["total"] == 1
    assert anna("get", "activities?state=planned")["total"] == 0


def test_what_is_left_out_stays_and_null_empties_what_may_be_empty(cast: Cast, anna: Caller) -> None:
    kim = person("Kim", cast.acme)
    row = goal(cast.anna, cast.acme, contact=kim, priority=1)
    changed = anna("patch", f"goals/{row.pk}", contact=None, due=None, title=None, priority=None)
    assert (changed["contact"], changed["due"], changed["title"], changed["priority"]) == (None, None, row.title, 1)
    assert anna("patch", f"goals/{row.pk}", target="x")["owner"] == row.owner_id


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"on": "9999-05-03"}, "on"),
        ({"participants": [0]}, "participants"),
        ({"goal": 0}, "goal"),
        ({"owner": 0}, "owner"),
        ({"offer": 0}, "offer"),
        ({"planned_hours": -1}, "body.given.planned_hours"),
        ({"title": ""}, "title"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(cast: Cast, anna: Caller, body: dict[str, Any], where: str) -> None:
    said = anna("post", f"accounts/{cast.acme.pk}/activities", 422, **{"title": "x"} | body)
    assert [each["where"] for each in said["errors"]] == [where]


def test_people_and_goals_of_another_account_are_not_known_here(cast: Cast, anna: Caller) -> None:
    foreign, other = goal(cast.anna, cast.beta), person("Lee", cast.beta)
    for body in ({"goal": foreign.pk}, {"participants": [other.pk]}):
        said = anna("post", f"accounts/{cast.acme.pk}/activities", 422, title="x", **body)
        assert "Not known here" in said["detail"]


def test_an_old_version_is_refused(cast: Cast, anna: Caller) -> None:
    row = step(cast.anna, cast.acme)
    anna("patch", f"activities/{row.pk}", title="One", head={"If-Match": '"1"'})
    said = anna("patch", f"activities/{row.pk}", 409, title="Two", head={"If-Match": '"1"'})
    assert "Anna changed" in said["detail"]


def test_a_label_is_corrected_withdrawn_and_a_rule_switched_off(cast: Cast, anna: Caller) -> None:
    row = step(cast.anna, cast.acme, "Quarterly touch base")
    said = anna("post", f"activities/{row.pk}/corrections", 201, label="relationship", reason="Their name for it")
    shown = anna("get", f"activities/{row.pk}")["judgement"]
    assert (said["read_as"], shown["label"], shown["by_hand"]) == ("sales", "relationship", True)
    anna("delete", f"activities/{row.pk}/corrections/{said['id']}")
    assert anna("get", f"activities/{row.pk}")["judgement"]["label"] == "sales"
    place = {"code": "SP02", "kind": "activity", "key": str(row.pk)}
    acme = f"accounts/{cast.acme.pk}"
    off = anna("post", f"{acme}/rules-off", 201, reason="Agreed rhythm", **place)
    told = anna("get", f"{acme}/plan/findings")
    assert [(each["code"], each["reason"]) for each in told["switched_off"]] == [("SP02", "Agreed rhythm")]
    anna("delete", f"{acme}/rules-off/{off['id']}", 204)
    assert "SP02" in {each["code"] for each in anna("get", "plan-findings?limit=200")["items"]}


def test_a_draft_is_judged_without_being_stored(cast: Cast, anna: Caller) -> None:
    said = anna("get", "judgement?title=Pitch%20to%20the%20board&planned_hours=1&participants=2")
    assert said["judgement"]["label"] == "sales"
    assert {"IL01", "LN01"} <= {each["code"] for each in said["findings"]}
    assert anna("get", "activities")["total"] == 0


def test_dropping_without_a_reason_is_refused(cast: Cast, anna: Caller) -> None:
    row = step(cast.anna, cast.acme)
    assert anna("put", f"activities/{row.pk}/state", 422, state="dropped")["errors"][0]["where"] == "why"
    assert anna("put", f"activities/{row.pk}/state", state="dropped", why="No use")["why"] == "No use"


def test_open_steps_are_carried_and_goals_copied(cast: Cast, anna: Caller) -> None:
    late, aim = step(cast.anna, cast.acme, on=NOW.date().replace(day=1)), goal(cast.anna, cast.acme)
    acme = f"accounts/{cast.acme.pk}"
    (carried,) = anna("post", f"{acme}/carried", activities=[late.pk], on="2030-01-02")
    assert carried["on"] == "2030-01-02"
    copied = anna("post", f"goals/{aim.pk}/copies", 201, account=cast.beta.pk, days=30)
    assert copied["account"] == cast.beta.pk
    anna("post", f"goals/{aim.pk}/copies", 422, account=cast.gamma.pk)


def test_a_review_and_a_priority_are_recorded(cast: Cast, anna: Caller) -> None:
    acme, kim = f"accounts/{cast.acme.pk}", person("Kim", cast.acme)
    row = anna("post", f"{acme}/plan/reviews", 201, on="2026-01-05", words="Kept")
    assert anna("get", f"{acme}/plan/reviews") == [row]
    anna("delete", f"{acme}/plan/reviews/{row['id']}", 204)
    assert anna("put", f"{acme}/priorities/{kim.pk}", matters=True)["matters"] is True
    assert "CP01" in {each["code"] for each in anna("get", f"{acme}/plan/findings")["findings"]}
    assert anna("put", f"{acme}/priorities/{kim.pk}", matters=None)["matters"] is None


def test_only_administrators_switch_off_for_the_firm(cast: Cast, anna: Caller) -> None:
    anna("post", "rules-off", 403, code="SP02", reason="x")
    Caller(cast.adam)("post", "rules-off", 201, code="SP02", reason="Our way")
    assert [each["code"] for each in anna("get", "rules-off")["items"]] == ["SP02"]
    Caller(cast.adam)("delete", "rules-off/SP02", 204)
    Caller(cast.adam)("delete", "rules-off/SP02", 404)
