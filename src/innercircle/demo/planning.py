"""The plans of the demo firm: one that really builds a relationship, a sales plan in disguise, light ones, a begun one.

All other accounts have none; among them are partners, of which the linter says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from innercircle.demo.firm import clients, rows, staff
from innercircle.directory.models import Account, Colleague, Contact
from innercircle.plans import actions
from innercircle.plans.models import Activity, Goal, Initiative, Objective
from innercircle.plans.rules.lint import Place
from innercircle.plans.rules.reading import Label
from innercircle.plans.rules.values import GoalState, InitiativeState, State

_AHEAD = 20  # days before its day a step was written
_MINUTES = 60
Row = dict[str, str]


@dataclass(slots=True)
class _Firm:
    """What was written already, by key."""

    at: datetime
    objectives: dict[str, Objective] = field(default_factory=dict)
    goals: dict[str, Goal] = field(default_factory=dict)
    initiatives: dict[str, Initiative] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    people: dict[str, list[Contact]] = field(default_factory=dict)

    def ago(self, days: str) -> datetime:
        """So many days before now."""
        return self.at - timedelta(days=int(days))

    def day(self, days: str) -> date | None:
        """So many days from now, None for none."""
        return (self.at + timedelta(days=int(days))).date() if days else None

    def contacts(self, row: Row, column: str) -> list[Contact]:
        """The people of the row's account with these numbers."""
        return [self.people[row["account"]][int(each)] for each in row[column].split()]


def write_plans(at: datetime) -> None:
    """Objectives, goals with what was measured, initiatives, steps with what was learned, and what was decided."""
    firm = _Firm(at)
    _know(firm)
    for row in rows("objectives"):
        _objective(firm, row)
    for row in rows("goals"):
        _goal(firm, row)
    for row in rows("readings"):
        _reading(firm, row)
    for row in rows("initiatives"):
        _initiative(firm, row)
    for row in rows("activities"):
        _activity(firm, row)
    for row in rows("decided"):
        _decided(firm, row)


def _know(firm: _Firm) -> None:
    named = {row["account"] for name in ("goals", "activities", "decided") for row in rows(name)}
    for client in clients():
        if client.name in named:
            firm.accounts[client.name] = Account.objects.get(name=client.name)
            firm.people[client.name] = [Contact.objects.get(emails__address=each.email) for each in staff(client)]


def _colleague(key: str) -> Colleague:
    return Colleague.objects.get(emails__address__startswith=f"{key}@")


def _objective(firm: _Firm, row: Row) -> None:
    values: dict[str, Any] = {name: row[name] for name in ("name", "target", "unit")}
    values |= {"target_value": _figure(row["target_value"]), "year": firm.at.year + int(row["year"])}
    values |= {"owner": _colleague(row["owner"])}
    written = actions.add_objective(by=None, at=firm.ago("330"), values=values)
    Objective.objects.filter(pk=written.pk).update(sample=True)
    firm.objectives[row["key"]] = written


def _goal(firm: _Firm, row: Row) -> None:
    values: dict[str, Any] = {name: row[name] for name in ("title", "baseline", "target", "unit")}
    values |= {name: _figure(row[name]) for name in ("baseline_value", "target_value")}
    values |= {
        "contact": next(iter(firm.contacts(row, "person")), None),
        "priority": int(row["priority"]),
        "due": firm.day(row["due"]),
        "objective": firm.objectives.get(row["objective"]),
        "owner": _colleague(row["owner"]),
    }
    at = firm.ago(row["written"])
    goal = actions.add_goal(by=None, at=at, account=firm.accounts[row["account"]], values=values)
    if row["state"]:
        later, state = at + timedelta(days=60), GoalState(row["state"])
        goal = actions.move_goal(by=None, at=later, goal=goal, version=None, state=state, why=row["why"])
    firm.goals[row["key"]] = goal


def _reading(firm: _Firm, row: Row) -> None:
    at, goal = firm.ago(row["days"]), firm.goals[row["goal"]]
    actions.record_reading(by=None, at=at, goal=goal, on=at.date(), value=_figure(row["value"]), words=row["words"])


def _initiative(firm: _Firm, row: Row) -> None:
    values: dict[str, Any] = {"title": row["title"], "next_step": row["next_step"], "owner": _colleague(row["owner"])}
    values |= {name: firm.day(row[name]) for name in ("start", "end")}
    values |= {"next_step_on": firm.day(row["next_on"]), "goals": [firm.goals[key] for key in row["goals"].split()]}
    at, account = firm.ago(row["written"]), firm.accounts[row["account"]]
    written = actions.add_initiative(by=None, at=at, account=account, values=values)
    if row["state"]:
        state = InitiativeState(row["state"])
        written = actions.move_initiative(
            by=None, at=firm.at, initiative=written, version=None, state=state, why=row["why"]
        )
    firm.initiatives[row["key"]] = written


def _activity(firm: _Firm, row: Row) -> None:
    values: dict[str, Any] = {
        "title": row["title"],
        "on": firm.day(row["on"]),
        "owner": _colleague(row["owner"]),
        "participants": firm.contacts(row, "people"),
        "planned_minutes": _minutes(row["planned"]),
        "billable": bool(row["billable"]),
        "want_to_learn": row["learn"],
        "useful": row["useful"],
        "in_paid_scope": bool(row["scope"]),
        "initiative": firm.initiatives.get(row["place"]),
        "goal": firm.goals.get(row["place"]),
    }
    written = firm.at + timedelta(days=min(int(row["on"]), 0) - _AHEAD)
    step = actions.add_activity(by=None, at=written, account=firm.accounts[row["account"]], values=values)
    _outcome(firm, row, step)


def _outcome(firm: _Firm, row: Row, step: Activity) -> None:
    """What became of it: done with what was learned, dropped with the reason, its label set by hand."""
    at = firm.at + timedelta(days=min(int(row["on"]), -1) + 1)
    if row["state"] == State.DONE:
        spent = _minutes(row["spent"])
        actions.record_outcome(by=None, at=at, activity=step, version=None, learned=row["learned"], spent_minutes=spent)
    if row["state"] == State.DROPPED:
        actions.move_activity(by=None, at=at, activity=step, version=None, state=State.DROPPED, why=row["why"])
    if row["correction"]:
        label, _, reason = row["correction"].partition("|")
        actions.correct(
            by=step.owner.user if step.owner else None, at=at, activity=step, label=Label(label), reason=reason
        )


def _decided(firm: _Firm, row: Row) -> None:
    account, at = firm.accounts[row["account"]], firm.ago(row["days"])
    by = account.account_manager.user if account.account_manager else None
    if row["kind"] == "review":
        actions.record_review(by=by, at=at, account=account, on=at.date(), words=row["words"])
        return
    place = Place("goal", str(firm.goals[row["place"]].pk))
    actions.switch_off(by=by, at=at, code=row["what"], reason=row["words"], account=account, place=place)


def _figure(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _minutes(text: str) -> int | None:
    return int(text) * _MINUTES if text else None
