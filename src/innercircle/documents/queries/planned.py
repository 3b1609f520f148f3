"""The relationship plan of an account as the document shows it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.formats import number_format

from innercircle.access.models import User
from innercircle.plans.queries import plan_sheet
from innercircle.plans.queries.values import ActivityView, GoalView, InitiativeView
from innercircle.plans.rules.values import GoalState, InitiativeState, State
from innercircle.reports.account_plan import Activity, Goal, Initiative, Plan

if TYPE_CHECKING:
    from innercircle.directory.models import Account


def planned(user: User, account: Account, at: datetime) -> Plan:
    """Goals, initiatives, activities with their judgements, verdict, trend and findings."""
    sheet = plan_sheet(user, account, at)
    titles = {goal.row.pk: goal.row.title for goal in sheet.goals}
    objectives = {str(goal.row.objective): None for goal in sheet.goals if goal.row.objective}
    return Plan(
        goals=tuple(_goal(each) for each in sheet.goals),
        initiatives=tuple(_initiative(each, titles) for each in sheet.all_initiatives),
        activities=tuple(_activity(each) for each in sheet.all_activities),
        verdict=sheet.verdict.verdict,
        quarters=dict(sheet.verdict.trend),
        findings=() if sheet.empty else sheet.findings.findings,
        objectives=tuple(objectives),
        reviewed_on=max((row.on for row in sheet.reviews), default=None),
    )


def _goal(view: GoalView) -> Goal:
    row, latest = view.row, view.progress.latest
    return Goal(
        title=row.title,
        who=str(row.contact or ""),
        priority=row.priority,
        baseline=_stands(row.baseline, row.baseline_value, row.unit),
        now=_stands(latest.words, latest.value, row.unit) if latest else "",
        target=_stands(row.target, row.target_value, row.unit),
        due=row.due,
        objective=str(row.objective or ""),
        owner=str(row.owner or ""),
        progress=view.progress.share,
        state=GoalState(row.state),
    )


def _stands(words: str, value: Decimal | None, unit: str) -> str:
    """Words, and the figure with its unit where there is one."""
    if value is None:
        return words
    figure = f"{number_format(value.normalize(), use_l10n=True)} {unit}".strip()
    return f"{words} ({figure})" if words else figure


def _initiative(view: InitiativeView, titles: dict[int, str]) -> Initiative:
    row = view.row
    return Initiative(
        title=row.title,
        goals=tuple(titles[key] for key in view.goals if key in titles),
        owner=str(row.owner or ""),
        start=row.start,
        end=row.end,
        next_step=row.next_step,
        next_on=row.next_step_on,
        state=InitiativeState(row.state),
    )


def _activity(view: ActivityView) -> Activity:
    row = view.row
    return Activity(
        title=row.title,
        judged=view.judgement,
        day=row.on,
        owner=str(row.owner or ""),
        people=view.participants,
        hours_planned=_hours(row.planned_minutes),
        hours_spent=_hours(row.spent_minutes),
        learn=row.want_to_learn,
        learned=row.learned,
        useful=row.useful or str(row.offer or ""),
        state=State(row.state),
    )


def _hours(minutes: int | None) -> float | None:
    return None if minutes is None else minutes / 60
