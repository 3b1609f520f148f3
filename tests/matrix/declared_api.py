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
}
