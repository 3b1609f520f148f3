"""Reads of plans; `innercircle.plans` lists them with their arguments."""

from innercircle.plans.queries.drafts import draft
from innercircle.plans.queries.findings import findings_in, findings_of
from innercircle.plans.queries.firm import verdicts
from innercircle.plans.queries.judging import judgement_of, judgements_of, read
from innercircle.plans.queries.linted import compare_stored, entries, findings_for, portfolio_findings
from innercircle.plans.queries.offered import Named, names_on_offer
from innercircle.plans.queries.process import (
    goals_for,
    open_findings,
    posts_with_goals,
    six_steps,
    six_steps_of,
    steps_of,
)
from innercircle.plans.queries.rows import (
    may_change,
    may_keep_objectives,
    may_write,
    visible_activities,
    visible_corrections,
    visible_goals,
    visible_initiatives,
    visible_objectives,
    visible_readings,
    visible_reviews,
    visible_switches,
)
from innercircle.plans.queries.sheet import plan_sheet, progress_of
from innercircle.plans.queries.verdicts import account_verdict
from innercircle.plans.queries.whole import plan_of, plans_of
from innercircle.plans.queries.work import board, my_steps, objectives, owned_by, timeline

__all__ = [
    "Named",
    "account_verdict",
    "board",
    "compare_stored",
    "draft",
    "entries",
    "findings_for",
    "findings_in",
    "findings_of",
    "goals_for",
    "judgement_of",
    "judgements_of",
    "may_change",
    "may_keep_objectives",
    "may_write",
    "my_steps",
    "names_on_offer",
    "objectives",
    "open_findings",
    "owned_by",
    "plan_of",
    "plan_sheet",
    "plans_of",
    "portfolio_findings",
    "posts_with_goals",
    "progress_of",
    "read",
    "six_steps",
    "six_steps_of",
    "steps_of",
    "timeline",
    "verdicts",
    "visible_activities",
    "visible_corrections",
    "visible_goals",
    "visible_initiatives",
    "visible_objectives",
    "visible_readings",
    "visible_reviews",
    "visible_switches",
]
