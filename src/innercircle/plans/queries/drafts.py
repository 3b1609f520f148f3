"""What the tests and the linter say of an activity while somebody writes it: nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from innercircle.plans.queries.judging import read
from innercircle.plans.queries.values import Draft
from innercircle.plans.rules.judging import judge
from innercircle.plans.rules.lint import Finding, lint
from innercircle.plans.rules.values import Activity, Plan, State

_KEY = "draft"
_MINUTES = 60


def draft(values: Mapping[str, Any], at: datetime) -> Draft:
    """The judgement and findings of an unsaved activity; no query.

    `values` are those of `actions.add_activity` (what is missing counts as empty), with `state` where it is not new.
    """
    activity = _activity(values)
    found = lint(Plan("", activities=(activity,)), read, at=at.date()).findings
    return Draft(judge(activity, read), tuple(each for each in found if _mine(each)))


def _mine(found: Finding) -> bool:
    return found.place.kind == "activity"


def _activity(values: Mapping[str, Any]) -> Activity:
    said = {name: str(values.get(name) or "") for name in ("title", "want_to_learn", "learned", "useful")}
    return Activity(
        key=_KEY,
        title=said["title"],
        day=values.get("on"),
        owner=str(values.get("owner") or ""),
        participants=len(list(values.get("participants") or ())),
        hours_planned=_hours(values.get("planned_minutes")) or 0.0,
        hours_spent=_hours(values.get("spent_minutes")),
        billable=bool(values.get("billable")),
        learn=said["want_to_learn"],
        learned=said["learned"],
        useful=said["useful"] or str(values.get("offer") or ""),
        state=State(values.get("state") or State.PLANNED),
        paid_scope=bool(values.get("in_paid_scope")),
    )


def _hours(minutes: int | None) -> float | None:
    return None if minutes is None else minutes / _MINUTES
