"""Goals, initiatives and steps by the area's own actions, for tests against the database."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from innercircle.access.models import User
from innercircle.directory.models import Account, Colleague, Contact
from innercircle.plans import actions
from innercircle.plans.models import Activity, Goal, Initiative, Objective
from tests.hours.desk import NOW, colleague, person

__all__ = ["GOOD", "NOW", "SALES", "TODAY", "colleague", "day", "goal", "initiative", "objective", "person", "step"]
TODAY = NOW.date()
GOOD = {
    "planned_minutes": 120,
    "want_to_learn": "What keeps their planners from trusting the forecast",
    "useful": "A worked example on their own data that they can use the day after",
}
"""What makes a step relationship-building."""
SALES = {"planned_minutes": 60, "want_to_learn": "When they will sign our offer", "useful": "Our capability deck"}


def day(days: int) -> date:
    """So many days from today."""
    return TODAY + timedelta(days=days)


def objective(by: User, name: str = "Grow with those who matter", **values: Any) -> Objective:
    """A business objective of this year."""
    return actions.add_objective(by=by, at=NOW, values={"name": name, "year": 2026, **values})


def _own(by: User) -> Colleague | None:
    return Colleague.objects.filter(user=by).first()


def goal(by: User, account: Account, title: str = "Planning they trust", **values: Any) -> Goal:
    """A goal with target and date."""
    said = {"title": title, "target": "The board uses it", "due": day(90), "owner": _own(by), **values}
    return actions.add_goal(by=by, at=NOW, account=account, values=said)


def initiative(by: User, account: Account, *goals: Goal, **values: Any) -> Initiative:
    """An initiative with owner, next step and day."""
    said = {
        "title": "Forecast clinic", "owner": _own(by), "next_step": "Agree the data", "next_step_on": day(5),
        "start": TODAY, "end": day(60), "goals": goals, **values,
    }  # fmt: skip
    return actions.add_initiative(by=by, at=NOW, account=account, values=said)


def step(by: User, account: Account, title: str = "Work through their plan with them", **values: Any) -> Activity:
    """A planned step that builds the relationship, unless its values say otherwise."""
    people: tuple[Contact, ...] = tuple(values.pop("participants", ()))
    said = {"title": title, "on": day(7), "owner": _own(by), **GOOD, "participants": people, **values}
    return actions.add_activity(by=by, at=NOW, account=account, values=said)
