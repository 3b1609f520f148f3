"""What each call of the API owes to whom: the declaration that a new call must make before the tests pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.matrix.declared import Owed

# Part of an address -> kind of object in the world.
PARTS = {
    "account_id": "account",
    "contact_id": "contact",
    "colleague_id": "colleague",
    "meeting_id": "meeting",
    "attendance_id": "attendance",
    "statement_id": "statement",
    "work_id": "work",
    "post_id": "affiliation",
    "month": "=2026-08",
    "objective_id": "objective",
    "goal_id": "goal",
    "reading_id": "reading",
    "initiative_id": "initiative",
    "activity_id": "activity",
    "correction_id": "correction",
    "off_id": "rule_off",
    "review_id": "plan_review",
    "code": "=RV04",
}


@dataclass(frozen=True, slots=True)
class Call:
    """Who gets an answer, and a body that would be accepted; `@kind` in it stands for an object's id."""

    owed: Owed
    body: Mapping[str, Any] = field(default_factory=dict)


_NAME = {"name": "Somebody new"}
_MEETING = {
    "start": "2026-01-05T09:00:00Z",
    "end": "2026-01-05T10:00:00Z",
    "contacts": ["@contact"],
    "colleagues": ["@colleague"],
}
_STATEMENT = {"contact": "@contact", "day": "2026-01-05", "kind": "other", "words": "x"}
_A, _M = "/api/v1/accounts/{account_id}", "/api/v1/accounts/{account_id}/meetings/{meeting_id}"
_O, _G = "/api/v1/objectives/{objective_id}", "/api/v1/goals/{goal_id}"
_I, _S = "/api/v1/initiatives/{initiative_id}", "/api/v1/activities/{activity_id}"
_LINE = f"{_A}/map/people/{{post_id}}/lines/{{colleague_id}}"
_VALUE = {"kind": "help", "words": "x", "day": "2026-01-05", "source": "meeting"}
CALLS: dict[tuple[str, str], Call] = {
    ("get", "/api/v1/accounts"): Call(Owed.PEOPLE),
    ("post", "/api/v1/accounts"): Call(Owed.PEOPLE, _NAME),
    ("get", _A): Call(Owed.SEES),
    ("patch", _A): Call(Owed.CHANGES, {"focus": "x"}),
    ("delete", _A): Call(Owed.CHANGES),
    ("get", "/api/v1/contacts"): Call(Owed.PEOPLE),
    ("post", "/api/v1/contacts"): Call(Owed.CHANGES, {**_NAME, "account": "@account"}),
    ("get", "/api/v1/contacts/{contact_id}"): Call(Owed.SEES),
    ("patch", "/api/v1/contacts/{contact_id}"): Call(Owed.CHANGES, {"phone": "1"}),
    ("delete", "/api/v1/contacts/{contact_id}"): Call(Owed.CHANGES),
    ("patch", "/api/v1/contacts/{contact_id}/posts/{post_id}"): Call(Owed.CHANGES, {"title": "x"}),
    ("get", "/api/v1/colleagues"): Call(Owed.PEOPLE),
    ("post", "/api/v1/colleagues"): Call(Owed.KEEPERS, _NAME),
    ("get", "/api/v1/colleagues/{colleague_id}"): Call(Owed.PEOPLE),
    ("patch", "/api/v1/colleagues/{colleague_id}"): Call(Owed.KEEPERS, {"function": "x"}),
    ("get", "/api/v1/hours"): Call(Owed.PEOPLE),
    ("get", "/api/v1/month-tests"): Call(Owed.PEOPLE),
    ("get", f"{_A}/hours"): Call(Owed.SEES),
    ("put", f"{_A}/targets/{{month}}"): Call(Owed.CHANGES, {"hours": 3}),
    ("get", f"{_A}/months/{{month}}/meetings"): Call(Owed.SEES),
    ("post", f"{_A}/meetings"): Call(Owed.CHANGES, _MEETING),
    ("get", _M): Call(Owed.SEES),
    ("delete", _M): Call(Owed.CHANGES),
    ("put", f"{_M}/mode"): Call(Owed.CHANGES, {"mode": "phone"}),
    ("put", f"{_M}/attendances/{{attendance_id}}"): Call(Owed.CHANGES, {"state": "absent"}),
    ("delete", f"{_M}/attendances/{{attendance_id}}"): Call(Owed.CHANGES),
    ("post", f"{_M}/people"): Call(Owed.CHANGES, _NAME),
    ("post", f"{_M}/colleagues"): Call(Owed.CHANGES, {"colleague": "@colleague"}),
    ("get", "/api/v1/closes"): Call(Owed.PEOPLE),
    ("get", f"{_A}/closes/{{month}}"): Call(Owed.SEES),
    ("post", f"{_A}/closes/{{month}}"): Call(Owed.CHANGES, {"note": "x"}),
    ("get", f"{_A}/flags"): Call(Owed.SEES),
    ("get", f"{_A}/statements"): Call(Owed.SEES),
    ("post", f"{_A}/statements"): Call(Owed.CHANGES, _STATEMENT),
    ("delete", f"{_A}/statements/{{statement_id}}"): Call(Owed.CHANGES),
    ("get", f"{_A}/work"): Call(Owed.SEES),
    ("post", f"{_A}/work"): Call(Owed.CHANGES, {"day": "2026-01-05", "kind": "free_work", "what": "x", "hours": 1}),
    ("delete", f"{_A}/work/{{work_id}}"): Call(Owed.CHANGES),
    ("get", "/api/v1/objectives"): Call(Owed.PEOPLE),
    ("post", "/api/v1/objectives"): Call(Owed.KEEPERS, {"name": "New", "year": 2026}),
    ("patch", f"{_O}"): Call(Owed.KEEPERS, {"target": "x"}),
    ("put", f"{_O}/closed"): Call(Owed.KEEPERS, {"on": "2026-01-05"}),
    ("delete", f"{_O}"): Call(Owed.KEEPERS),
    ("get", "/api/v1/goals"): Call(Owed.PEOPLE),
    ("post", f"{_A}/goals"): Call(Owed.CHANGES, {"title": "New", "contact": "@contact", "owner": "@colleague"}),
    ("get", _G): Call(Owed.SEES),
    ("patch", _G): Call(Owed.CHANGES, {"priority": 1}),
    ("put", f"{_G}/state"): Call(Owed.CHANGES, {"state": "reached"}),
    ("post", f"{_G}/copies"): Call(Owed.CHANGES, {"account": "@account", "contact": "@contact2"}),
    ("delete", _G): Call(Owed.CHANGES),
    ("get", f"{_G}/readings"): Call(Owed.SEES),
    ("post", f"{_G}/readings"): Call(Owed.CHANGES, {"on": "2026-01-05", "value": "3.5"}),
    ("delete", f"{_G}/readings/{{reading_id}}"): Call(Owed.CHANGES),
    ("put", f"{_A}/priorities/{{contact_id}}"): Call(Owed.CHANGES, {"matters": True}),
    ("get", "/api/v1/initiatives"): Call(Owed.PEOPLE),
    ("post", f"{_A}/initiatives"): Call(Owed.CHANGES, {"title": "New", "goals": ["@goal"]}),
    ("get", _I): Call(Owed.SEES),
    ("patch", _I): Call(Owed.CHANGES, {"next_step": "x", "next_step_on": "2026-12-24"}),
    ("put", f"{_I}/state"): Call(Owed.CHANGES, {"state": "dropped", "why": "x"}),
    ("delete", _I): Call(Owed.CHANGES),
    ("get", "/api/v1/activities"): Call(Owed.PEOPLE),
    ("get", "/api/v1/judgement"): Call(Owed.PEOPLE),
    ("post", f"{_A}/activities"): Call(Owed.CHANGES, {"title": "New", "participants": ["@contact"]}),
    ("get", _S): Call(Owed.SEES),
    ("patch", _S): Call(Owed.CHANGES, {"planned_hours": 1.5}),
    ("put", f"{_S}/state"): Call(Owed.CHANGES, {"state": "done"}),
    ("put", f"{_S}/outcome"): Call(Owed.CHANGES, {"learned": "x", "spent_hours": 2}),
    ("post", f"{_S}/copies"): Call(Owed.CHANGES, {"on": "2026-12-24"}),
    ("delete", _S): Call(Owed.CHANGES),
    ("get", f"{_S}/corrections"): Call(Owed.SEES),
    ("post", f"{_S}/corrections"): Call(Owed.CHANGES, {"label": "relationship", "reason": "x"}),
    ("delete", f"{_S}/corrections/{{correction_id}}"): Call(Owed.CHANGES),
    ("post", f"{_A}/carried"): Call(Owed.CHANGES, {"activities": ["@activity"], "on": "2099-12-24"}),
    ("post", f"{_A}/help"): Call(Owed.CHANGES, {"offer": "@offer", "contact": "@contact"}),
    ("get", "/api/v1/plan-verdicts"): Call(Owed.PEOPLE),
    ("get", f"{_A}/plan/verdict"): Call(Owed.SEES),
    ("get", "/api/v1/plan-findings"): Call(Owed.PEOPLE),
    ("get", f"{_A}/plan/findings"): Call(Owed.SEES),
    ("get", "/api/v1/rules-off"): Call(Owed.PEOPLE),
    ("post", "/api/v1/rules-off"): Call(Owed.ADMINISTRATORS, {"code": "SP02", "reason": "x"}),
    ("delete", "/api/v1/rules-off/{code}"): Call(Owed.ADMINISTRATORS),
    ("get", f"{_A}/rules-off"): Call(Owed.SEES),
    ("post", f"{_A}/rules-off"): Call(Owed.CHANGES, {"code": "MP01", "reason": "x", "kind": "account"}),
    ("delete", f"{_A}/rules-off/{{off_id}}"): Call(Owed.CHANGES),
    ("get", f"{_A}/plan/reviews"): Call(Owed.SEES),
    ("post", f"{_A}/plan/reviews"): Call(Owed.CHANGES, {"on": "2026-01-05", "words": "x"}),
    ("delete", f"{_A}/plan/reviews/{{review_id}}"): Call(Owed.CHANGES),
    ("get", f"{_A}/map/people"): Call(Owed.SEES),
    ("patch", f"{_A}/map/people/{{post_id}}"): Call(Owed.CHANGES, {"stance": 1}),
    ("get", f"{_A}/map/lines"): Call(Owed.SEES),
    ("put", _LINE): Call(Owed.CHANGES, {"assessed": 3}),
    ("delete", _LINE): Call(Owed.CHANGES),
    ("get", f"{_A}/map/values"): Call(Owed.SEES),
    ("post", f"{_A}/map/people/{{post_id}}/values"): Call(Owed.CHANGES, _VALUE),
    ("delete", f"{_A}/map/values/{{value_id}}"): Call(Owed.CHANGES),
    ("get", f"{_A}/findings"): Call(Owed.SEES),
    ("get", f"{_A}/findings/off"): Call(Owed.SEES),
    ("post", f"{_A}/findings/off"): Call(Owed.CHANGES, {"key": "k", "reason": "x"}),
    ("delete", f"{_A}/findings/off/{{off_id}}"): Call(Owed.CHANGES),
    ("get", f"{_A}/points"): Call(Owed.SEES),
    ("post", f"{_A}/points"): Call(Owed.CHANGES, {"matter": "issue", "words": "x"}),
    ("patch", f"{_A}/points/{{point_id}}"): Call(Owed.CHANGES, {"done": True}),
    ("delete", f"{_A}/points/{{point_id}}"): Call(Owed.CHANGES),
    ("get", f"{_A}/analysis"): Call(Owed.SEES),
    ("put", f"{_A}/analysis"): Call(Owed.CHANGES, {"words": "x"}),
    ("get", f"{_A}/steps"): Call(Owed.SEES),
    ("get", "/api/v1/cannot-lose"): Call(Owed.PEOPLE),
    ("get", "/api/v1/contacts/{contact_id}/who-knows"): Call(Owed.SEES),
    ("get", f"{_A}/who-knows"): Call(Owed.SEES),
    ("get", "/api/v1/contacts/{contact_id}/help"): Call(Owed.SEES),
    ("get", "/api/v1/help"): Call(Owed.PEOPLE),
    ("post", "/api/v1/help"): Call(Owed.KEEPERS, {"kind": "research", "name": "Another help"}),
    ("patch", "/api/v1/help/{offer_id}"): Call(Owed.KEEPERS, {"gives": "x"}),
}
