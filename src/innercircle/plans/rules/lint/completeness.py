"""Findings about completeness: goals, initiatives and contacts that lack what makes a plan a plan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from innercircle.plans.rules.lint.finding import Finding, finding
from innercircle.plans.rules.values import Goal, Initiative, Plan, State


def about_completeness(plan: Plan, at: date) -> Iterator[Finding]:
    """Every finding about contacts, goals and initiatives."""
    open_goals = [goal for goal in plan.goals if goal.open]
    with_goal = {goal.contact for goal in open_goals}
    for contact in plan.contacts or ():
        if contact.priority and not contact.left and contact.key not in with_goal:
            yield finding("CP01", "contact", contact.key, contact.name)
    left = {contact.key for contact in plan.contacts or () if contact.left}
    served = {key for initiative in plan.initiatives for key in initiative.goals}
    served |= {activity.goal for activity in plan.activities if activity.goal and activity.state is not State.DROPPED}
    for goal in open_goals:
        yield from _of_goal(goal, served, left, at)
    for initiative in plan.initiatives:
        if initiative.open:
            yield from _of_initiative(initiative)


def _of_goal(goal: Goal, served: set[str], left: set[str], at: date) -> Iterator[Finding]:
    wrong = {
        "CP02": goal.key not in served,
        "CP04": not goal.target.strip(),
        "CP05": goal.objective is not None and not goal.objective.strip(),
        "CP08": goal.due is not None and goal.due < at,
        "CP09": goal.contact in left,
    }
    for code, is_wrong in wrong.items():
        if is_wrong:
            yield finding(code, "goal", goal.key, goal.title)


def _of_initiative(initiative: Initiative) -> Iterator[Finding]:
    parts = (("an owner", initiative.owner), ("a next step", initiative.next_step), ("a date", initiative.next_on))
    lacking = [name for name, there in parts if not there]
    if lacking:
        yield finding("CP03", "initiative", initiative.key, initiative.title, f"It lacks {', '.join(lacking)}.")
    if not initiative.goals:
        yield finding("CP07", "initiative", initiative.key, initiative.title)
