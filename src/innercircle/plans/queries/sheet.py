"""The whole plan of one account, put together for its pages: a fixed number of queries, however long it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from innercircle.plans import models
from innercircle.plans.queries.findings import linted_plans
from innercircle.plans.queries.judging import read
from innercircle.plans.queries.rows import may_change, may_write, visible_reviews
from innercircle.plans.queries.values import ActivityView, GoalView, InitiativeView, PlanSheet
from innercircle.plans.queries.verdicts import plan_verdict
from innercircle.plans.queries.whole import Stored, plan_of, stored_plans
from innercircle.plans.rules.judging import Judgement, judge
from innercircle.plans.rules.lint import Finding, Linted, Place
from innercircle.plans.rules.progress import Measured, Progress, progress
from innercircle.plans.rules.values import InitiativeState, Plan, State
from innercircle.plans.rules.verdict import Counted

if TYPE_CHECKING:
    from innercircle.access.models import User
    from innercircle.directory.models import Account


def plan_sheet(user: User, account: Account, at: datetime) -> PlanSheet:
    """The plan of an account the user may see, with judgements, progress, findings, verdict and what they may do."""
    stored = stored_plans([account.pk], at)
    plan = plan_of(account, at, stored)
    off = stored.switches.rows if stored.switches else ()
    linted = linted_plans({account.pk: plan}, at, off)[account.pk]
    _place(stored, account.pk)
    parts = _parts(account.pk, stored, plan, linted, at.date())
    found = parts.activities.values()
    change = may_change(user, account)
    return PlanSheet(
        account=account,
        goals=tuple(parts.goal(row) for row in stored.goals[account.pk]),
        initiatives=tuple(parts.initiative(row) for row in stored.initiatives[account.pk] if not stored.aims[row.pk]),
        activities=tuple(view for view in found if view.row.initiative_id is None and view.row.goal_id is None),
        findings=linted,
        verdict=plan_verdict([_counted(view) for view in found if view.row.state != State.DROPPED], at),
        switches=tuple(sorted(off, key=lambda row: (row.at, row.pk), reverse=True)),
        reviews=visible_reviews(user).filter(account=account),
        may_change=change,
        may_write=change or may_write(user, account),
    )


def _place(stored: Stored, account: int) -> None:
    """Give each activity the goal or initiative it belongs to, which were read already."""
    goals = {row.pk: row for row in stored.goals[account]}
    ways = {row.pk: row for row in stored.initiatives[account]}
    for row in stored.activities[account]:
        if row.initiative_id in ways:
            row.initiative = ways[row.initiative_id]
        if row.goal_id in goals:
            row.goal = goals[row.goal_id]


@dataclass(frozen=True, slots=True)
class _Parts:
    """What the views of one plan are made of."""

    stored: Stored
    at: date
    account: int
    findings: Mapping[Place, list[Finding]]
    readings: Mapping[int, list[Measured]]
    activities: Mapping[int, ActivityView]
    left: frozenset[int]

    def goal(self, row: models.Goal) -> GoalView:
        """One goal with everything below it."""
        rows = [each for each in self.stored.initiatives[self.account] if row.pk in self.stored.aims[each.pk]]
        readings = tuple(self.readings.get(row.pk, ()))
        return GoalView(
            row=row,
            progress=progress_of(row, readings, self.at),
            readings=readings,
            initiatives=tuple(map(self.initiative, rows)),
            activities=tuple(each for each in self.activities.values() if each.row.goal_id == row.pk),
            findings=tuple(self.findings.get(Place("goal", str(row.pk)), ())),
            contact_left=row.contact_id in self.left,
        )

    def initiative(self, row: models.Initiative) -> InitiativeView:
        """One initiative with its activities."""
        day = row.next_step_on
        return InitiativeView(
            row=row,
            goals=tuple(self.stored.aims[row.pk]),
            activities=tuple(each for each in self.activities.values() if each.row.initiative_id == row.pk),
            findings=tuple(self.findings.get(Place("initiative", str(row.pk)), ())),
            overdue=row.state == InitiativeState.OPEN and day is not None and day < self.at,
        )


def _parts(account: int, stored: Stored, plan: Plan, linted: Linted, at: date) -> _Parts:
    findings: dict[Place, list[Finding]] = defaultdict(list)
    for each in linted.findings:
        findings[each.place].append(each)
    views = activity_views(stored.activities[account], stored, findings, at)
    left = frozenset(int(contact.key) for contact in plan.contacts or () if contact.left)
    return _Parts(stored, at, account, findings, stored.readings, views, left)


def activity_views(
    rows: Iterable[models.Activity], stored: Stored, findings: Mapping[Place, list[Finding]], at: date
) -> dict[int, ActivityView]:
    """Activities with their people, judgement and corrections; no more queries."""
    return {
        row.pk: ActivityView(
            row=row,
            participants=tuple(stored.named.get(row.pk, ())),
            judgement=judge(stored.value(row), read),
            findings=tuple(findings.get(Place("activity", str(row.pk)), ())),
            corrections=tuple(stored.corrections.get(row.pk, ())),
            overdue=overdue(row, at),
        )
        for row in rows
    }


def overdue(row: models.Activity, at: date) -> bool:
    """Whether the day of a planned activity is past."""
    return row.state == State.PLANNED and row.on is not None and row.on < at


def readings_of(goals: Iterable[models.Goal]) -> dict[int, list[Measured]]:
    """What was measured of these goals, oldest first."""
    found: dict[int, list[Measured]] = defaultdict(list)
    rows = models.GoalReading.objects.filter(goal__in=[goal.pk for goal in goals]).order_by("on", "pk")
    for goal, on, value, words in rows.values_list("goal_id", "on", "value", "words"):
        found[goal].append(Measured(on, value, words))
    return found


def progress_of(row: models.Goal, readings: Iterable[Measured], at: date) -> Progress:
    """How far a stored goal is."""
    return progress(
        baseline=row.baseline_value,
        target=row.target_value,
        readings=tuple(readings),
        began=row.at.date(),
        due=row.due,
        at=at,
    )


def _counted(view: ActivityView) -> Counted:
    judgement: Judgement = view.judgement
    return Counted(judgement.label, view.hours, view.row.on)
