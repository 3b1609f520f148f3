"""Rows and values of plans as the API tells them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from innercircle.api.plans import shapes
from innercircle.plans.models import (
    Activity,
    Correction,
    Goal,
    GoalReading,
    Initiative,
    Review,
    SwitchedOff,
)
from innercircle.plans.queries import judgement_of, progress_of
from innercircle.plans.queries.values import AccountVerdict, ManagerVerdict, ObjectiveView, PlanVerdict
from innercircle.plans.rules.judging import Checked, Judgement
from innercircle.plans.rules.lint import Finding, Linted
from innercircle.plans.rules.progress import Measured
from innercircle.plans.rules.verdict import Verdict

_MINUTES = 60


def objective(view: ObjectiveView) -> shapes.ObjectiveOut:
    """An objective with the goals and accounts behind it."""
    row = view.row
    return shapes.ObjectiveOut(
        id=row.pk,
        version=row.version,
        name=row.name,
        year=row.year,
        target=row.target,
        target_value=row.target_value,
        unit=row.unit,
        owner=row.owner_id,
        closed_on=row.closed_on,
        goals=[goal.pk for goal in view.goals],
        accounts=[account.pk for account in view.accounts],
        reached=view.reached,
    )


def reading(row: GoalReading) -> shapes.ReadingOut:
    """What was measured."""
    return shapes.ReadingOut(id=row.pk, on=row.on, value=row.value, words=row.words, by=row.by_name)


def goal(row: Goal, at: date) -> shapes.GoalOut:
    """A goal with how far it is; its readings are prefetched."""
    readings = tuple(Measured(each.on, each.value, each.words) for each in row.readings.all())
    found = progress_of(row, readings, at)
    return shapes.GoalOut(
        id=row.pk,
        version=row.version,
        account=row.account_id,
        contact=row.contact_id,
        title=row.title,
        priority=row.priority,
        baseline=row.baseline,
        baseline_value=row.baseline_value,
        target=row.target,
        target_value=row.target_value,
        unit=row.unit,
        due=row.due,
        objective=row.objective_id,
        owner=row.owner_id,
        state=row.state,
        why=row.why,
        progress=shapes.ProgressOut(
            share=found.share,
            elapsed=found.elapsed,
            behind=found.behind,
            reached=found.reached,
            measured_on=found.latest.on if found.latest else None,
        ),
    )


def initiative(row: Initiative) -> shapes.InitiativeOut:
    """An initiative; its goals are prefetched."""
    return shapes.InitiativeOut(
        id=row.pk,
        version=row.version,
        account=row.account_id,
        goals=[goal.pk for goal in row.goals.all()],
        title=row.title,
        owner=row.owner_id,
        start=row.start,
        end=row.end,
        next_step=row.next_step,
        next_step_on=row.next_step_on,
        state=row.state,
        why=row.why,
    )


def activity(row: Activity, judged: Judgement | None = None) -> shapes.ActivityOut:
    """A step with its three tests, judged here unless it was already; its participants are prefetched."""
    return shapes.ActivityOut(
        id=row.pk,
        version=row.version,
        account=row.account_id,
        initiative=row.initiative_id,
        goal=row.goal_id,
        title=row.title,
        on=row.on,
        owner=row.owner_id,
        participants=[contact.pk for contact in row.participants.all()],
        planned_hours=_hours(row.planned_minutes),
        spent_hours=_hours(row.spent_minutes),
        billable=row.billable,
        want_to_learn=row.want_to_learn,
        learned=row.learned,
        useful=row.useful,
        in_paid_scope=row.in_paid_scope,
        offer=row.offer_id,
        state=row.state,
        why=row.why,
        judgement=judgement(judged or judgement_of(row)),
    )


def judgement(found: Judgement) -> shapes.JudgementOut:
    """The three tests and what follows."""
    return shapes.JudgementOut(
        label=found.label.value,
        own_time=_checked(found.own_time),
        learning=_checked(found.learning),
        illustration=_checked(found.illustration),
        codes=list(found.codes),
        reason=found.reason,
        read_as=found.read_as.value,
        by_hand=found.correction is not None,
    )


def _checked(found: Checked) -> shapes.CheckedOut:
    return shapes.CheckedOut(outcome=found.outcome.value, code=found.code, reason=found.reason)


def correction(row: Correction) -> shapes.CorrectionOut:
    """A label set by hand."""
    return shapes.CorrectionOut(
        id=row.pk,
        label=row.label,
        read_as=row.read_as,
        reason=row.reason,
        by=row.by_name,
        at=row.at,
        withdrawn_at=row.withdrawn_at,
        withdrawn_by=row.withdrawn_by,
    )


def verdict(found: Verdict) -> shapes.VerdictOut:
    """Counts and hours by label."""
    return shapes.VerdictOut(
        sales_plan=found.is_sales_plan,
        relationship=found.relationship,
        sales=found.sales,
        neutral=found.neutral,
        relationship_hours=found.relationship_hours,
        sales_hours=found.sales_hours,
        neutral_hours=found.neutral_hours,
        share=found.share,
        hours_share=found.hours_share,
    )


def plan_verdict(found: PlanVerdict) -> shapes.PlanVerdictOut:
    """The verdict with its trend."""
    return shapes.PlanVerdictOut(verdict=verdict(found.verdict), trend=_trend(found))


def account_verdict(found: AccountVerdict) -> shapes.AccountVerdictOut:
    """The verdict on one plan."""
    return shapes.AccountVerdictOut(
        account=found.account,
        account_name=found.name,
        manager=found.manager,
        verdict=verdict(found.plan.verdict),
        trend=_trend(found.plan),
    )


def manager_verdict(found: ManagerVerdict) -> shapes.ManagerVerdictOut:
    """The verdict over the plans of one account manager."""
    return shapes.ManagerVerdictOut(
        manager=found.manager,
        name=found.name,
        accounts=found.accounts,
        verdict=verdict(found.plan.verdict),
        trend=_trend(found.plan),
    )


def _trend(found: PlanVerdict) -> dict[str, shapes.VerdictOut]:
    return {quarter: verdict(each) for quarter, each in found.trend.items()}


def finding(found: Finding, account: int | None = None) -> shapes.FindingOut:
    """What the linter says at one place."""
    return shapes.FindingOut(
        account=account,
        code=found.code,
        severity=found.severity.value,
        kind=found.place.kind,
        key=found.place.key,
        title=found.place.title,
        wrong=found.wrong,
        detail=found.detail,
        better=found.better,
        page=found.page,
    )


def findings(found: Linted, account: int) -> shapes.FindingsOut:
    """What stands and what was switched off."""
    return shapes.FindingsOut(
        findings=[finding(each, account) for each in found.findings],
        switched_off=[
            shapes.SilencedOut(**finding(each.finding, account).dict(), reason=each.reason) for each in found.silenced
        ],
    )


def off(row: SwitchedOff) -> shapes.OffOut:
    """A rule switched off."""
    return shapes.OffOut(
        id=row.pk,
        account=row.account_id,
        code=row.code,
        kind=row.kind,
        key=row.key,
        reason=row.reason,
        by=row.by_name,
        at=row.at,
    )


def reviews(rows: Iterable[Review]) -> list[shapes.ReviewOut]:
    """The reviews of a plan."""
    return [shapes.ReviewOut(id=row.pk, on=row.on, words=row.words, by=row.by_name) for row in rows]


def _hours(minutes: int | None) -> float | None:
    return None if minutes is None else minutes / _MINUTES
