"""Chapters about what comes: dependence, open points of the analysis, and the dated steps of the next quarter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from innercircle.maps.rules.findings import Matter
from innercircle.maps.words import matter_word
from innercircle.plans.rules.values import GoalState, InitiativeState, State
from innercircle.reports.account_plan import AccountPlan
from innercircle.reports.blocks import Block, Chapter, Table, Text, Tone
from innercircle.reports.composing.cells import dated, said, several, words

QUARTER = timedelta(days=91)
_MATTERS = {Matter.ISSUE: Tone.WARN, Matter.PROBLEM: Tone.BAD, Matter.OPPORTUNITY: Tone.GOOD}


def dependence(plan: AccountPlan) -> Chapter | None:
    """Knowledge we hold about the client's affairs, and whether it was handed over."""
    if not plan.topics:
        return None
    rows = tuple(
        (
            said(each.title), said(each.holder),
            said(each.second) if each.second else said(_("nobody else"), Tone.WARN),
            said(each.handed_to) if each.handed_on else said(_("not yet"), Tone.WARN), dated(each.handed_on),
        )
        for each in plan.topics
    )  # fmt: skip
    columns = (
        words(_("Knowledge about their affairs"), 2.6), words(_("Held by"), 1.4), words(_("Also known to"), 1.4),
        words(_("Handed over to"), 1.4), words(_("When"), 1.25),
    )  # fmt: skip
    lead = _("A client who depends on one of our people is not a partner; what we know is handed over.")
    table = Table("knowledge", "", columns, rows, _("and %(count)s more topics"), most=60)
    return Chapter(_("Dependence"), (table,), lead)


def open_points(plan: AccountPlan) -> Chapter | None:
    """The analysis in words, and what is open."""
    blocks: list[Block] = []
    if plan.analysis:
        blocks.append(Text(plan.analysis))
    if plan.analysed_at is not None:
        day = date_format(plan.analysed_at, "DATE_FORMAT")
        blocks.append(Text(_("Analysis written on %(day)s.") % {"day": day}, Tone.QUIET))
    if plan.points:
        blocks.append(points_table(plan))
    return Chapter(_("Open issues, problems and opportunities"), tuple(blocks)) if blocks else None


def points_table(plan: AccountPlan) -> Table:
    """Open points by date."""
    rows = tuple(
        (
            said(matter_word(each.matter), _MATTERS[each.matter]), said(each.words), said(each.owner),
            dated(each.due, late=plan.day),
        )
        for each in plan.points
    )  # fmt: skip
    columns = (words(_("What it is"), 1.1), words(_("In words"), 4), words(_("Owner"), 1.4), words(_("By when"), 1.25))
    return Table("points", "", columns, rows, _("and %(count)s more"), most=60)


@dataclass(frozen=True, slots=True)
class Dated:
    """A step with its day, wherever in the plan it comes from."""

    day: date
    kind: str
    title: str
    owner: str
    people: tuple[str, ...] = ()


def steps_ahead(plan: AccountPlan) -> list[Dated]:
    """What is overdue and what falls into the next 91 days, in order."""
    last = plan.day + QUARTER
    found: dict[tuple[date, str], Dated] = {}
    for each in _dated(plan):
        if each.day <= last:
            found.setdefault((each.day, each.title), each)  # an activity is often its initiative's next step too
    return sorted(found.values(), key=lambda each: (each.day, each.title))


def _dated(plan: AccountPlan) -> Iterator[Dated]:
    yield from (
        Dated(step.day, _("Activity"), step.title, step.owner, step.people)
        for step in plan.plan.activities
        if step.state is State.PLANNED and step.day
    )
    yield from _aims_dated(plan)
    yield from (Dated(each.due, matter_word(each.matter), each.words, each.owner) for each in plan.points if each.due)


def _aims_dated(plan: AccountPlan) -> Iterator[Dated]:
    yield from (
        Dated(each.next_on, _("Next step"), each.next_step or each.title, each.owner)
        for each in plan.plan.initiatives
        if each.state is InitiativeState.OPEN and each.next_on
    )
    yield from (
        Dated(goal.due, _("Goal due"), goal.title, goal.owner, (goal.who,) if goal.who else ())
        for goal in plan.plan.goals
        if goal.state is GoalState.OPEN and goal.due
    )


def next_quarter(plan: AccountPlan) -> Chapter | None:
    """The dated steps, what is overdue first."""
    found = steps_ahead(plan)
    if not found:
        return None
    span = {"first": date_format(plan.day, "DATE_FORMAT"), "last": date_format(plan.day + QUARTER, "DATE_FORMAT")}
    lead = _("%(first)s to %(last)s; what is overdue stands first, in red.") % span
    return Chapter(_("The next quarter"), (steps_table(plan, found),), lead)


def steps_table(plan: AccountPlan, found: list[Dated]) -> Table:
    """Dated steps as rows."""
    rows = tuple(
        (
            dated(each.day, late=plan.day),
            said(each.kind),
            said(each.title),
            said(each.owner),
            said(several(each.people)),
        )
        for each in found
    )
    columns = (
        words(_("When"), 1.25), words(_("What"), 1.1), words(_("In words"), 3.6), words(_("Owner"), 1.3),
        words(_("Who of theirs"), 1.6),
    )  # fmt: skip
    return Table("ahead", "", columns, rows, _("and %(count)s more steps"), most=80)
