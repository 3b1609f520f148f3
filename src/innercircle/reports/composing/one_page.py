"""The account plan on one page: what decides, cut to what fits, so that it is one page whatever the account holds."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from innercircle.plans.rules.values import GoalState
from innercircle.reports.account_plan import AccountPlan
from innercircle.reports.blocks import Block, Chapter, Figures, Notice, Table
from innercircle.reports.composing.ahead import steps_ahead
from innercircle.reports.composing.cells import dated, said, several, shortened, words
from innercircle.reports.composing.overview import glance_figures, not_known
from innercircle.reports.composing.people import grouped_findings
from innercircle.reports.composing.plan import verdict_notice
from innercircle.reports.composing.relationship import hours_chart

_TILES, _GOALS, _STEPS, _FINDINGS = 4, 6, 8, 5
_WORDS, _NAMES = 90, 40  # characters of a cell


def chapters(plan: AccountPlan) -> tuple[Chapter, ...]:
    """Figures and verdict, the hours, the goals that matter most, the next steps, the gravest findings."""
    made = (_figures(plan), _hours(plan), _goals(plan), _steps(plan), _findings(plan))
    found = tuple(chapter for chapter in made if chapter is not None)
    missing = not_known(plan)
    return found if len(found) > 2 or missing is None else (*found, missing)


def _figures(plan: AccountPlan) -> Chapter | None:
    tiles = tuple(replace(each, note=shortened(each.note, _NAMES)) for each in glance_figures(plan)[:_TILES])
    blocks: list[Block] = [Figures(tiles)] if tiles else []
    if plan.plan.verdict is not None and plan.plan.activities:
        blocks.append(verdict_notice(plan.plan.verdict))
    if plan.who.focus:
        blocks.append(Notice(_("Strategic focus"), shortened(plan.who.focus, 2 * _WORDS)))
    return Chapter(_("At a glance"), tuple(blocks)) if blocks else None


def _hours(plan: AccountPlan) -> Chapter | None:
    if plan.hours is None or not plan.hours.met:
        return None
    return Chapter(_("Client hours by month"), (replace(hours_chart(plan.hours), title=""),))


def _goals(plan: AccountPlan) -> Chapter | None:
    shown = sorted((each for each in plan.plan.goals if each.state is GoalState.OPEN), key=lambda each: each.priority)
    if not shown:
        return None
    columns = (
        words(_("For whom"), 1.4),
        words(_("Goal"), 3.4),
        words(pgettext("what a goal is to reach", "Target"), 2),
        words(_("By when"), 1.25),
    )
    rows = tuple(
        (
            said(shortened(each.who or _("the whole account"), _NAMES)), said(shortened(each.title, _WORDS)),
            said(shortened(each.target, 60)), dated(each.due, late=plan.day),
        )
        for each in shown
    )  # fmt: skip
    return Chapter(_("Goals"), (Table("goals", "", columns, rows, _("and %(count)s more goals"), most=_GOALS),))


def _steps(plan: AccountPlan) -> Chapter | None:
    ahead = steps_ahead(plan)
    if not ahead:
        return None
    columns = (words(_("When"), 1.25), words(_("What"), 1.25), words(_("In words"), 3.35), words(_("Owner"), 1.6))
    rows = tuple(
        (
            dated(each.day, late=plan.day), said(each.kind), said(shortened(each.title, _WORDS)),
            said(shortened(each.owner, _NAMES)),
        )
        for each in ahead
    )  # fmt: skip
    table = Table("ahead", "", columns, rows, _("and %(count)s more steps"), most=_STEPS)
    return Chapter(_("Next steps"), (table,))


def _findings(plan: AccountPlan) -> Chapter | None:
    if not plan.map_findings:
        return None
    columns = (words(_("Finding"), 2.2), words(_("Who"), 2.4), words(_("Why"), 1.8))
    rows = tuple(
        (said(what), said(shortened(several(who), _WORDS)), said(why)) for what, who, why in grouped_findings(plan)
    )
    table = Table("map-findings", "", columns, rows, _("and %(count)s more findings"), most=_FINDINGS)
    return Chapter(_("Findings on the map"), (table,))
