"""The first chapter, which a board reads if it reads only one, and the last, which says what is not known yet."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from innercircle.plans.rules.catalogue import Severity
from innercircle.reports.account_plan import AccountPlan
from innercircle.reports.blocks import Block, Chapter, Figure, Figures, Notice, Points, Text, Tone
from innercircle.reports.composing.account import held_figure
from innercircle.reports.composing.ahead import steps_ahead
from innercircle.reports.composing.plan import reviewed, verdict_notice
from innercircle.reports.composing.relationship import hour_figures
from innercircle.wording.figures import share


def at_a_glance(plan: AccountPlan) -> Chapter | None:
    """The figures that decide, the verdict on the plan, and what is wrong."""
    tiles = glance_figures(plan)
    blocks: list[Block] = [Figures(tiles)] if tiles else []
    if plan.plan.verdict is not None and plan.plan.activities:
        blocks.append(verdict_notice(plan.plan.verdict))
        blocks.append(Text(reviewed(plan), Tone.QUIET))
    flags = [each.sentence for each in plan.flags]
    if flags:
        blocks.append(Notice(_("Words against actions"), " ".join(flags), Tone.WARN))
    return Chapter(_("At a glance"), tuple(blocks)) if blocks else None


def glance_figures(plan: AccountPlan) -> tuple[Figure, ...]:
    """Hours, coverage, worth, plan, steps: one tile each, as far as known."""
    found: list[Figure] = []
    if plan.hours is not None and plan.hours.met:
        found += hour_figures(plan.hours)[:2]
    people = plan.map.present(plan.day)
    if people:
        found.append(_coverage(plan))
    found += [held_figure(each) for each in plan.held if each.measure == "revenue"]
    if plan.plan.verdict is not None and plan.plan.verdict.judged:
        tone = Tone.BAD if plan.plan.verdict.is_sales_plan else Tone.GOOD
        label = _("Relationship-building activities")
        found.append(Figure(label, share(plan.plan.verdict.share), _("of those that are not neutral"), tone))
    if plan.plan.goals or plan.plan.activities:
        found += [_findings(plan), _steps(plan)]
    return tuple(found)


def _coverage(plan: AccountPlan) -> Figure:
    people, covered = plan.map.present(plan.day), plan.map.covered(plan.day)
    count = sum(1 for each in people if each.post in covered)
    note = ngettext("%(n)d finding on the map", "%(n)d findings on the map", len(plan.map_findings))
    text = _("%(covered)d of %(people)d") % {"covered": count, "people": len(people)}
    return Figure(_("Their people covered by ours"), text, note % {"n": len(plan.map_findings)})


def _findings(plan: AccountPlan) -> Figure:
    errors = sum(1 for each in plan.plan.findings if each.severity is Severity.ERROR)
    note = ngettext("%(n)d of them an error", "%(n)d of them errors", errors) % {"n": errors}
    return Figure(
        _("Findings of the plan linter"), str(len(plan.plan.findings)), note, Tone.BAD if errors else Tone.PLAIN
    )


def _steps(plan: AccountPlan) -> Figure:
    ahead = steps_ahead(plan)
    late = sum(1 for each in ahead if each.day < plan.day)
    note = ngettext("%(n)d overdue", "%(n)d overdue", late) % {"n": late}
    return Figure(_("Steps of the next quarter"), str(len(ahead)), note, Tone.WARN if late else Tone.PLAIN)


def not_known(plan: AccountPlan) -> Chapter | None:
    """What is missing, and where it is filled in: nothing is passed over in silence."""
    missing = tuple(_missing(plan))
    if not missing:
        return None
    return Chapter(
        _("Not known yet"), (Points(missing),), _("What this plan could not say, and where it is filled in.")
    )


def _missing(plan: AccountPlan) -> Iterator[str]:
    lacking = (
        (not plan.who.manager, _("Nobody is account manager (Accounts, Edit).")),
        (not plan.who.focus, _("No strategic focus is written down (Accounts, Edit).")),
        (not plan.told, _("Nobody has noted what their people try to achieve (Map, a person's panel).")),
        (not plan.years, _("No revenue and profit (Accounts, Years).")),
        (plan.hours is None or not plan.hours.met, _("No calendar tells of a meeting with them (Calendars, Upload).")),
        (not plan.map.present(plan.day), _("No people are on the map (Map, Add a person).")),
        (not plan.plan.goals, _("The plan has no goal (Plan, Add a goal).")),
        (not plan.plan.activities, _("The plan has no step (Plan, Add a step).")),
        (not plan.analysis, _("No analysis is written (Findings and steps).")),
    )
    return (words for is_lacking, words in lacking if is_lacking)
