"""A plan to take away: a row for each activity with its goal, initiative, tests, label and findings."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from innercircle.kit.cells import Cell
from innercircle.plans import queries
from innercircle.plans.models import Goal, Initiative
from innercircle.plans.queries.values import ActivityView, PlanSheet
from innercircle.plans.rules.values import State
from innercircle.plans.wording import LABEL_WORDS, OUTCOME_WORDS, STATE_WORDS, judgement_words
from innercircle.web.export import KINDS, answer
from innercircle.web.hours.frame import now
from innercircle.web.plans.frame import reader, seen_account

_MINUTES = 60
_EMPTY = 18  # cells of an activity


def plan_export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Goals and initiatives without activities have a row of their own."""
    if kind not in KINDS:
        raise Http404
    account = seen_account(request, pk)
    header = [
        *(_("Priority"), _("Goal"), _("For whom"), _("Target"), _("Due"), _("Goal is"), _("Initiative")),
        *(_("Next step"), _("Activity"), _("Day"), _("Owner"), _("Who of theirs takes part"), _("Hours planned")),
        *(_("Hours spent"), _("Billable"), _("What we want to learn"), _("What we learned")),
        *(_("What useful thing they get"), _("State"), _("What it is"), _("Own time"), _("Learning")),
        *(_("Illustration"), _("Why it is so"), _("Corrected by hand"), _("Findings")),
    ]
    return answer(request, kind, account.name, header, _rows(queries.plan_sheet(reader(request), account, now())))


def _rows(found: PlanSheet) -> Iterator[list[Cell]]:
    for goal in found.goals:
        yield from _below(goal.row, None, goal.activities)
        for initiative in goal.initiatives:
            yield from (
                _below(goal.row, initiative.row, initiative.activities)
                if initiative.activities
                else iter([[*_place(goal.row, initiative.row), *[None] * _EMPTY]])
            )
        if not goal.activities and not goal.initiatives:
            yield [*_place(goal.row, None), *[None] * _EMPTY]
    for initiative in found.initiatives:
        yield from _below(None, initiative.row, initiative.activities)
    yield from _below(None, None, found.activities)


def _below(goal: Goal | None, initiative: Initiative | None, views: tuple[ActivityView, ...]) -> Iterator[list[Cell]]:
    for view in views:
        yield [*_place(goal, initiative), *_step(view)]


def _place(goal: Goal | None, initiative: Initiative | None) -> list[Cell]:
    first: list[Cell] = [None, "", "", "", None, ""]
    if goal:
        who, state = str(goal.contact or ""), goal.get_state_display()
        first = [goal.priority, goal.title, who, goal.target, goal.due, state]
    return [*first, initiative.title if initiative else "", initiative.next_step if initiative else ""]


def _step(view: ActivityView) -> list[Cell]:
    row, judged = view.row, view.judgement
    times = [None if each is None else each / _MINUTES for each in (row.planned_minutes, row.spent_minutes)]
    return [
        *(row.title, row.on, str(row.owner or ""), ", ".join(view.participants), *times),
        *(row.billable, row.want_to_learn, row.learned, row.useful, str(STATE_WORDS[State(row.state)])),
        *(str(LABEL_WORDS[judged.label]), *(str(OUTCOME_WORDS[test.outcome]) for test in judged.tests)),
        *(judgement_words(judged), judged.correction is not None, " ".join(each.code for each in view.findings)),
    ]
