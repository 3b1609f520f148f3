"""The plan as work: the board by state, the timeline, a reader's steps, the objectives, and what a colleague owns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q

from innercircle.directory.queries import visible_accounts
from innercircle.plans import models
from innercircle.plans.queries.findings import findings_in
from innercircle.plans.queries.judging import counted_as, read
from innercircle.plans.queries.rows import (
    visible_activities,
    visible_goals,
    visible_initiatives,
    visible_objectives,
)
from innercircle.plans.queries.sheet import activity_views, overdue, progress_of, readings_of
from innercircle.plans.queries.values import (
    ActivityView,
    Bar,
    Board,
    MySteps,
    NextStep,
    ObjectiveView,
    Owned,
    Timeline,
)
from innercircle.plans.queries.verdicts import plan_verdict
from innercircle.plans.queries.whole import stored_plans
from innercircle.plans.rules.judging import judge
from innercircle.plans.rules.lint import Finding, Place
from innercircle.plans.rules.values import GoalState, InitiativeState, State

if TYPE_CHECKING:
    from innercircle.access.models import User
    from innercircle.directory.models import Account, Colleague

_SHOWN = timedelta(days=90)
_WEEK = timedelta(days=7)
_MARGIN = timedelta(days=14)


def board(user: User, account: Account | None, at: datetime) -> Board:
    """Activities by state: of one account the user may see, or of all of them. Done and dropped ones of 90 days."""
    accounts = list(visible_accounts(user).values_list("pk", flat=True)) if account is None else [account.pk]
    recent = Q(state=State.PLANNED) | Q(on=None) | Q(on__gte=at.date() - _SHOWN)
    rows = list(visible_activities(user).filter(recent, account__in=accounts))
    concerned = {row.account_id for row in rows}
    findings: dict[Place, list[Finding]] = defaultdict(list)
    for linted in findings_in(concerned, at).values():
        for each in linted.findings:
            findings[each.place].append(each)
    views = activity_views(rows, stored_plans(concerned, at), findings, at.date())
    found: dict[State, list[ActivityView]] = {state: [] for state in State}
    for row in rows:
        found[State(row.state)].append(views[row.pk])
    found[State.DONE].reverse()
    return {state: tuple(shown) for state, shown in found.items()}


def timeline(user: User, account: Account, at: datetime) -> Timeline:
    """The plan of an account the user may see, by days; dropped parts left out."""
    goals = visible_goals(user).filter(account=account).exclude(state=GoalState.DROPPED)
    initiatives = visible_initiatives(user).filter(account=account).exclude(state=InitiativeState.DROPPED)
    activities = visible_activities(user).filter(account=account).exclude(state=State.DROPPED)
    bars = [*_goal_bars(goals, at.date()), *_initiative_bars(initiatives, activities, at.date())]
    bars += [Bar("activity", row, row.on, row.on, overdue(row, at.date())) for row in activities if row.on]
    days = [at.date(), *(bar.start for bar in bars), *(bar.end for bar in bars)]
    undated = len(goals) + len(initiatives) + len(activities) - len(bars)
    return Timeline(
        first=_before(min(days)), last=_after(max(days)),
        bars=tuple(sorted(bars, key=lambda bar: (bar.start, bar.end, bar.kind, bar.row.pk))), undated=undated,
    )  # fmt: skip


def _before(day: date) -> date:
    return day - _MARGIN if day - date.min > _MARGIN else day


def _after(day: date) -> date:
    return day + _MARGIN if date.max - day > _MARGIN else day


def _goal_bars(goals: Iterable[models.Goal], at: date) -> Iterator[Bar]:
    for row in goals:
        if row.due:
            yield Bar("goal", row, row.due, row.due, row.state == GoalState.OPEN and row.due < at)


def _initiative_bars(
    initiatives: Iterable[models.Initiative], activities: Iterable[models.Activity], at: date
) -> Iterator[Bar]:
    steps: dict[int, list[date]] = defaultdict(list)
    for activity in activities:
        if activity.initiative_id and activity.on:
            steps[activity.initiative_id].append(activity.on)
    for row in initiatives:
        days = [day for day in (row.start, row.end, row.next_step_on, *steps[row.pk]) if day]
        if days:
            late = row.state == InitiativeState.OPEN and row.next_step_on is not None and row.next_step_on < at
            yield Bar("initiative", row, row.start or min(days), row.end or max(days), late)


def my_steps(user: User, at: datetime) -> MySteps:
    """What the user's colleague owns and is to do: overdue, this week (Monday to Sunday), next week."""
    today = at.date()
    monday = today - timedelta(days=today.weekday())
    sunday, end = monday + timedelta(days=6), monday + timedelta(days=13)
    mine = visible_activities(user).filter(owner__user=user, state=State.PLANNED)
    own = visible_initiatives(user).filter(owner__user=user, state=InitiativeState.OPEN)
    steps = [
        NextStep(row, row.account, row.title, row.on, row.on < today) for row in mine.filter(on__lte=end) if row.on
    ]
    steps += [
        NextStep(row, row.account, row.next_step or row.title, row.next_step_on, row.next_step_on < today)
        for row in own.filter(next_step_on__lte=end)
        if row.next_step_on
    ]
    steps.sort(key=lambda step: (step.on, step.title))
    return MySteps(
        monday=monday,
        sunday=sunday,
        overdue=tuple(step for step in steps if step.overdue),
        this_week=tuple(step for step in steps if not step.overdue and step.on <= sunday),
        next_week=tuple(step for step in steps if sunday < step.on <= sunday + _WEEK),
        undated=tuple(mine.filter(on=None)),
    )


def objectives(user: User, at: datetime, *, closed: bool = False) -> tuple[ObjectiveView, ...]:
    """The business objectives (closed ones too where asked) with the accounts and people behind each."""
    rows = visible_objectives(user)
    rows = rows if closed else rows.filter(Q(closed_on=None) | Q(closed_on__gt=at.date()))
    goals = visible_goals(user).exclude(state=GoalState.DROPPED)
    found = rows.prefetch_related(Prefetch("goals", queryset=goals, to_attr="seen"))
    return tuple(_objective(row, tuple(row.seen)) for row in found)


def _objective(row: models.Objective, goals: tuple[models.Goal, ...]) -> ObjectiveView:
    return ObjectiveView(
        row=row,
        goals=goals,
        accounts=tuple({goal.account_id: goal.account for goal in goals}.values()),
        contacts=tuple({goal.contact_id: goal.contact for goal in goals if goal.contact}.values()),
        colleagues=tuple({goal.owner_id: goal.owner for goal in goals if goal.owner}.values()),
        reached=sum(goal.state == GoalState.REACHED for goal in goals),
    )


def owned_by(user: User, colleague: Colleague, at: datetime) -> Owned:
    """Everything a colleague owns in the plans the user may see."""
    goals = list(visible_goals(user).filter(owner=colleague))
    readings = readings_of(goals)
    activities = list(visible_activities(user).filter(owner=colleague))
    stored = stored_plans({row.account_id for row in activities}, at)
    values = {row.pk: stored.value(row) for row in activities}
    judgements = {pk: judge(value, read) for pk, value in values.items()}
    return Owned(
        objectives=tuple(visible_objectives(user).filter(owner=colleague)),
        goals=tuple((goal, progress_of(goal, readings[goal.pk], at.date())) for goal in goals),
        initiatives=tuple(visible_initiatives(user).filter(owner=colleague)),
        activities=tuple(activities),
        judgements=judgements,
        verdict=plan_verdict(counted_as((values[pk], judged) for pk, judged in judgements.items()), at),
    )
