"""Findings about the map, dependence and rhythm: whether the relationship can carry, and whether anybody tends it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from innercircle.plans.rules.lint.finding import Finding, finding
from innercircle.plans.rules.values import Contact, Plan, State

QUARTER = timedelta(days=90)
YEAR = timedelta(days=365)
BUDGET = "Budget"
"""The buying role without which nobody decides about money (spec 00, vocabulary)."""


def about_map(plan: Plan, at: date) -> Iterator[Finding]:
    """MP01 to MP04; silent where no map is kept."""
    if plan.contacts is None:
        return
    there = [contact for contact in plan.contacts if not contact.left]
    if not any(BUDGET in contact.roles for contact in there):
        yield finding("MP01", "account", plan.account, plan.account)
    covered = [contact for contact in there if contact.colleagues]
    if len(covered) == 1 or plan.colleagues == 1:
        yield finding("MP03", "account", plan.account, plan.account, _thread(covered, plan))
    with_goal = {goal.contact for goal in plan.goals if goal.open}
    for contact in there:
        if contact.colleagues and (contact.assessed_on is None or at - contact.assessed_on > QUARTER):
            yield finding("MP02", "contact", contact.key, contact.name, _assessed(contact))
        if contact.opponent and contact.key not in with_goal:
            yield finding("MP04", "contact", contact.key, contact.name)


def _thread(covered: list[Contact], plan: Plan) -> str:
    theirs = f"only {covered[0].name} of theirs" if len(covered) == 1 else ""
    ours = "only one of ours" if plan.colleagues == 1 else ""
    said = " and ".join(filter(None, (theirs, ours)))
    return f"{said[:1].upper()}{said[1:]} carries the relationship."


def _assessed(contact: Contact) -> str:
    return f"Last assessed on {contact.assessed_on.isoformat()}." if contact.assessed_on else "Never assessed."


def about_dependence(plan: Plan, at: date) -> Iterator[Finding]:
    """DP02 and DP03: knowledge not handed over in a year, work that hangs on one person."""
    for topic in plan.topics:
        if at - (topic.handed_over_on or topic.since) > YEAR:
            yield finding("DP02", "topic", topic.key, topic.title)
    for engagement in plan.engagements:
        if engagement.hangs_on:
            detail = f"It would stop if {engagement.hangs_on} left."
            yield finding("DP03", "engagement", engagement.key, engagement.title, detail)


def about_rhythm(plan: Plan, at: date) -> Iterator[Finding]:
    """RV01 to RV04: reviews, overdue steps, the closed month, and whether anything lies ahead."""
    since = plan.reviewed_on or plan.begun_on
    if since and at - since > QUARTER:
        said = "Last on" if plan.reviewed_on else "Never since it began on"
        yield finding("RV01", "account", plan.account, plan.account, f"{said} {since.isoformat()}.")
    yield from _overdue(plan, at)
    if plan.month_closed is False:
        yield finding("RV03", "account", plan.account, plan.account)
    if plan.activities and not any(_lies_ahead(activity.day, at) for activity in plan.activities):
        yield finding("RV04", "account", plan.account, plan.account)


def _overdue(plan: Plan, at: date) -> Iterator[Finding]:
    for activity in plan.activities:
        if activity.state is State.PLANNED and activity.day and activity.day < at:
            yield finding("RV02", "activity", activity.key, activity.title, f"It was due {activity.day.isoformat()}.")
    for initiative in plan.initiatives:
        if initiative.open and initiative.next_on and initiative.next_on < at:
            detail = f"Its next step was due {initiative.next_on.isoformat()}."
            yield finding("RV02", "initiative", initiative.key, initiative.title, detail)


def _lies_ahead(day: date | None, at: date) -> bool:
    return day is not None and at <= day <= at + QUARTER
