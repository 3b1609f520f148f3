"""Findings in activities: own time, learning, illustration, sales, discounting, dependence, and what cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from innercircle.plans.rules.judging import Judgement, judge
from innercircle.plans.rules.lint.finding import Finding, finding
from innercircle.plans.rules.reading import Label
from innercircle.plans.rules.values import Activity, Plan, Reader, State

FAR = 20
"""Years from today beyond which a date is a slip of the keyboard."""


def about_activities(plan: Plan, read: Reader, at: date) -> Iterator[Finding]:
    """Every finding about the activities that were not dropped."""
    left = {contact.key for contact in plan.contacts or () if contact.left}
    builds = False
    for activity in plan.activities:
        if activity.state is State.DROPPED:
            continue
        judgement = judge(replace(activity, off=()), read)  # what is switched off is told apart by `split`
        builds = builds or judgement.label is Label.RELATIONSHIP
        yield from _of(activity, judgement)
        yield from _complete(activity, left, at)
    if not builds:
        yield finding("CP10", "account", plan.account, plan.account)


def _of(activity: Activity, judgement: Judgement) -> Iterator[Finding]:
    """What keeps an activity from building the relationship; a label set by hand has the last word."""
    if judgement.correction and judgement.label is not Label.SALES:
        return
    said = {test.code: test.reason for test in judgement.tests if test.code}
    for code in judgement.codes:
        yield finding(code, "activity", activity.key, activity.title, said.get(code, judgement.reason))
    if _for_nobody(activity):
        yield finding("OT03", "activity", activity.key, activity.title)


def _for_nobody(activity: Activity) -> bool:
    """Hours of ours go in and nobody of theirs takes part."""
    return activity.participants == 0 and bool(activity.hours)


def _complete(activity: Activity, left: set[str], at: date) -> Iterator[Finding]:
    lacking = [name for name, there in (("an owner", activity.owner), ("a date", activity.day)) if there in ("", None)]
    if activity.owner is not None and lacking:
        yield finding("CP06", "activity", activity.key, activity.title, f"It lacks {' and '.join(lacking)}.")
    for wrong in _impossible(activity, at):
        yield finding("CP11", "activity", activity.key, activity.title, wrong)
    if left & set(activity.contacts) and activity.state is State.PLANNED:
        yield finding("CP09", "activity", activity.key, activity.title)


def _impossible(activity: Activity, at: date) -> Iterator[str]:
    if activity.day and abs(activity.day.year - at.year) > FAR:
        yield f"{activity.day.isoformat()} is more than {FAR} years from today."
    for name, hours in (("planned", activity.hours_planned), ("spent", activity.hours_spent)):
        if hours is not None and hours < 0:
            yield f"{hours:g} hours {name} is below zero."
