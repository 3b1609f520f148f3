"""Steps 4 to 6 of the process, measured on the plan: determine, implement, review (docs/rules/six-steps.md)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from innercircle.maps.rules.steps import Number, Step
from innercircle.plans.rules.lint.asset import QUARTER
from innercircle.plans.rules.values import Goal, Initiative, Plan


def steps(plan: Plan, posts: Mapping[str, int], at: date) -> tuple[Step, Step, Step]:
    """Steps 4, 5 and 6 on the day `at`; `posts` are the affiliations by contact key."""
    return determine(plan, posts), implement(plan), review(plan, at)


def determine(plan: Plan, posts: Mapping[str, int]) -> Step:
    """Priority contacts with an open goal that has a target and a date; where there are none, all goals lack them."""
    aimed = {goal.contact for goal in plan.goals if goal.open and goal.target.strip() and goal.due}
    matter = [contact for contact in plan.contacts or () if contact.priority and not contact.left]
    lacking = tuple(posts[contact.key] for contact in matter if contact.key not in aimed and contact.key in posts)
    done = sum(contact.key in aimed for contact in matter)
    share = done / len(matter) if matter else None
    goals = () if matter else tuple(int(goal.key) for goal in _open(plan))
    return Step(Number.DETERMINE, share, done, len(matter), lacking, goals=goals)


def implement(plan: Plan) -> Step:
    """Open goals with an open initiative that has an owner, a next step and its day."""
    served = {key for initiative in plan.initiatives if _moves(initiative) for key in initiative.goals}
    goals = _open(plan)
    lacking = tuple(int(goal.key) for goal in goals if goal.key not in served)
    done = len(goals) - len(lacking)
    return Step(Number.IMPLEMENT, done / len(goals) if goals else None, done, len(goals), goals=lacking)


def review(plan: Plan, at: date) -> Step:
    """Open goals measured in the last 90 days, and one review of the plan in as many: so many of so many."""
    goals = _open(plan)
    lacking = tuple(int(goal.key) for goal in goals if not _recent(goal.measured_on, at))
    reviewed = _recent(plan.reviewed_on, at)
    if not goals and plan.reviewed_on is None:
        return Step(Number.REVIEW, None)
    done, of = len(goals) - len(lacking) + reviewed, len(goals) + 1
    return Step(
        Number.REVIEW, done / of, done, of, goals=lacking, reviewed=None if plan.reviewed_on is None else reviewed
    )


def _open(plan: Plan) -> list[Goal]:
    return [goal for goal in plan.goals if goal.open]


def _moves(initiative: Initiative) -> bool:
    return bool(initiative.open and initiative.owner and initiative.next_step and initiative.next_on)


def _recent(day: date | None, at: date) -> bool:
    return day is not None and at - day <= QUARTER
