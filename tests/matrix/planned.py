"""A plan in each account of the matrix, by the area's own actions; what belongs to the account holds its canary."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from innercircle.access.models import User
from innercircle.directory.models import Account, Contact
from innercircle.plans import actions
from innercircle.plans.rules.lint import Place
from innercircle.plans.rules.reading import Label


def fill(word: str, account: Account, manager: User, now: datetime, contact: Contact) -> dict[str, int]:
    """Goal, reading, initiative, activity, correction, switches, review; an objective that everybody may know."""
    told = f"{word} told"
    us: dict[str, Any] = {"by": manager, "at": now}
    mine: dict[str, Any] = {"owner": manager.colleague}
    objective = actions.add_objective(by=None, at=now, values={"name": f"Aim of {manager}", "year": now.year, **mine})
    aim = {"title": told, "contact": contact, "target": told, "objective": objective, **mine}
    goal = actions.add_goal(account=account, values=aim, **us)
    reading = actions.record_reading(goal=goal, on=now.date(), words=told, **us)
    way = {"title": told, "goals": [goal], "next_step": told, "next_step_on": now.date(), **mine}
    initiative = actions.add_initiative(account=account, values=way, **us)
    step = {
        "title": f"{told}: quarterly catch-up",
        "on": now.date() + timedelta(days=1),
        "initiative": initiative,
        **mine,
    }
    activity = actions.add_activity(account=account, values=step, **us)
    correction = actions.correct(activity=activity, label=Label.NEUTRAL, reason=told, **us)
    place = Place("activity", str(activity.pk))
    off = actions.switch_off(code="SP02", account=account, place=place, reason=told, **us)
    actions.record_review(account=account, on=now.date(), words=told, **us)
    code = {"QXACME": "RV04", "QXGAMMA": "MP01"}[word]
    firm = actions.switch_off(by=None, at=now, code=code, reason=f"Said by {manager}")
    return {
        "objective": objective.pk,
        "goal": goal.pk,
        "reading": reading.pk,
        "initiative": initiative.pk,
        "activity": activity.pk,
        "correction": correction.pk,
        "rule-off": off.pk,
        "firm-off": firm.pk,
    }
