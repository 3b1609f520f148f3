"""Chapters of the relationship plan: goals, initiatives, activities with the three tests, what the linter finds."""

from __future__ import annotations

from itertools import groupby

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from innercircle.plans.rules.catalogue import Severity
from innercircle.plans.rules.judging import Checked, Outcome
from innercircle.plans.rules.lint.finding import Finding
from innercircle.plans.rules.reading import Label
from innercircle.plans.rules.values import GoalState, InitiativeState, State
from innercircle.plans.rules.verdict import Verdict
from innercircle.plans.wording import (
    LABEL_WORDS,
    SEVERITY_WORDS,
    STATE_WORDS,
    TEST_WORDS,
    finding_detail,
    judgement_words,
    rule_better,
    rule_wrong,
    verdict_words,
)
from innercircle.reports.account_plan import AccountPlan, Activity, Goal, Initiative
from innercircle.reports.blocks import Block, Cell, Chapter, Chart, Figure, Figures, Notice, Series, Table, Tone
from innercircle.reports.composing.cells import dated, figures, said, several, shortened, words
from innercircle.reports.composing.scales import axis
from innercircle.wording.figures import share

LABELS = {Label.RELATIONSHIP: Tone.GOOD, Label.SALES: Tone.BAD, Label.NEUTRAL: Tone.QUIET}
_SEVERITIES = {Severity.ERROR: Tone.BAD, Severity.WARNING: Tone.WARN, Severity.NOTE: Tone.QUIET}
_SIGNS = {Outcome.PASS: ("✓", Tone.GOOD), Outcome.FAIL: ("✗", Tone.BAD), Outcome.UNKNOWN: ("?", Tone.QUIET)}
_COLOURS = {Label.RELATIONSHIP: "0B6B3F", Label.SALES: "AD1F2D", Label.NEUTRAL: "B3BCCB"}
_PLACES = 8  # named for one rule
_TELLING = {"CP03", "MP02", "MP03", "DP03", "RV02"}  # rules whose place alone does not say what is wrong there
_LONG = 400  # characters of one field of an activity


def goals(plan: AccountPlan) -> Chapter | None:
    """Open goals by priority and person, and those that were reached."""
    shown = [each for each in plan.plan.goals if each.state is not GoalState.DROPPED]
    if not shown:
        return None
    order = sorted(shown, key=lambda each: (each.state is not GoalState.OPEN, each.priority, each.who.casefold()))
    titles = {1: _("Priority 1"), 2: _("Priority 2"), 3: _("Priority 3")}
    tables = [
        goal_table(f"goals-{key}", titles.get(key, _("Reached")), list(group), plan)
        for key, group in groupby(order, key=lambda each: each.priority if each.state is GoalState.OPEN else 0)
    ]
    return Chapter(_("Goals by person and priority"), tuple(tables), _("What should be better, for whom, and by when?"))


def goal_table(key: str, title: str, rows: list[Goal], plan: AccountPlan) -> Table:
    """Goals as rows."""
    columns = (
        words(_("For whom"), 1.4), words(_("Goal"), 2.6), words(_("Where it stands"), 1.6),
        words(pgettext("what a goal is to reach", "Target"), 1.6),
        words(_("By when"), 1.25), words(_("Owner"), 1.2),
    )  # fmt: skip
    return Table(key, title, columns, tuple(_goal(each, plan) for each in rows), _("and %(count)s more goals"), most=80)


def _goal(each: Goal, plan: AccountPlan) -> tuple[Cell, ...]:
    now = each.now or each.baseline
    if each.progress is not None:
        now = f"{now} ({share(each.progress)})" if now else share(each.progress)
    late = plan.day if each.state is GoalState.OPEN else None
    serves = _("serves: %(objective)s") % {"objective": each.objective}
    title = f"{each.title}\n{serves}" if each.objective else each.title
    return (
        said(each.who or _("the whole account")), said(title), said(now), said(each.target), dated(each.due, late=late),
        said(each.owner),
    )  # fmt: skip


def initiatives(plan: AccountPlan) -> Chapter | None:
    """What accomplishes the goals, with the next step."""
    shown = [each for each in plan.plan.initiatives if each.state is not InitiativeState.DROPPED]
    if not shown:
        return None
    columns = (
        words(_("Initiative"), 2.2), words(_("Accomplishes"), 2.2), words(_("Owner"), 1.2), words(_("Next step"), 2),
        words(_("On"), 1.25), words(_("End"), 1.25),
    )  # fmt: skip
    rows = tuple(_initiative(each, plan) for each in shown)
    return Chapter(
        _("Initiatives"), (Table("initiatives", "", columns, rows, _("and %(count)s more initiatives"), most=80),)
    )


def _initiative(each: Initiative, plan: AccountPlan) -> tuple[Cell, ...]:
    done = each.state is InitiativeState.DONE
    step = said(_("done"), Tone.GOOD) if done else said(each.next_step)
    late = None if done else plan.day
    return (
        said(each.title), said(several(each.goals)), said(each.owner), step, dated(each.next_on, late=late),
        dated(each.end, late=late),
    )  # fmt: skip


def activities(plan: AccountPlan) -> Chapter | None:
    """The plan's verdict, its trend, and every step with the three tests."""
    if not plan.plan.activities:
        return None
    blocks: list[Block] = []
    if plan.plan.verdict is not None:
        blocks += [verdict_notice(plan.plan.verdict), Figures(verdict_figures(plan.plan.verdict))]
    if len(plan.plan.quarters) > 1:
        blocks.append(_trend(plan))
    blocks.append(_activities(plan))
    lead = _(
        "Does a step cost our own time, do we learn, and does it give them something?"
        " Three times yes builds the relationship."
    )
    return Chapter(_("Activities and the three tests"), tuple(blocks), lead)


def verdict_notice(verdict: Verdict) -> Notice:
    """Relationship plan or sales plan, in a sentence."""
    tone = Tone.BAD if verdict.is_sales_plan else Tone.GOOD if verdict.judged else Tone.QUIET
    title = _("Verdict on the plan")
    return Notice(title, verdict_words(verdict), tone)


def verdict_figures(verdict: Verdict) -> tuple[Figure, ...]:
    """Shares of activities and of hours."""
    counts = _("%(n)d build, %(sales)d sell, %(neutral)d neutral") % {
        "n": verdict.relationship, "sales": verdict.sales, "neutral": verdict.neutral,
    }  # fmt: skip
    hours = _("%(n)s of ours that build, %(sales)s that sell") % {
        "n": _hours(verdict.relationship_hours), "sales": _hours(verdict.sales_hours),
    }  # fmt: skip
    return (
        Figure(_("Relationship-building activities"), share(verdict.share), counts),
        Figure(_("Relationship-building hours"), share(verdict.hours_share), hours),
    )


def _hours(value: float | None) -> str:
    if value is None:
        return "–"
    rounded = round(value, 2)
    return f"{number_format(rounded, decimal_pos=1 if round(rounded, 1) == rounded else 2)}\u202fh"


def _trend(plan: AccountPlan) -> Chart:
    quarters = list(plan.plan.quarters.items())[-8:]
    named = (
        (Label.RELATIONSHIP, [each.relationship for _name, each in quarters]),
        (Label.SALES, [each.sales for _name, each in quarters]),
        (Label.NEUTRAL, [each.neutral for _name, each in quarters]),
    )
    series = tuple(
        Series(str(LABEL_WORDS[label]), tuple(float(value) for value in row), colour=_COLOURS[label])
        for label, row in named
    )
    top, ticks = axis([float(sum(row)) for row in zip(*(row for _label, row in named), strict=True)], _count)
    return Chart(
        "verdicts", _("Activities by quarter"), _("activities"), tuple(_quarter(name) for name, _each in quarters),
        series, _("Source: this plan, dropped steps left out"), verdict_words(plan.plan.verdict or quarters[-1][1]),
        top, ticks,
    )  # fmt: skip


def _count(value: float) -> str:
    return number_format(value, decimal_pos=0) if value == int(value) else ""


def _quarter(name: str) -> str:
    year, _dash, number = name.partition("-Q")
    return _("Q%(number)s %(year)s") % {"number": number, "year": year}


def _activities(plan: AccountPlan) -> Table:
    tests = [str(word) for word in TEST_WORDS]
    columns = (
        words(_("When"), 1.2), words(_("Activity"), 3.6), words(_("Who"), 1.35), figures(_("Hours"), 0.9),
        words(tests[0], 0.75), words(tests[1], 1.05), words(tests[2], 1.35), words(_("It is"), 1.3),
    )  # fmt: skip
    rows = tuple(_activity(each, plan) for each in plan.plan.activities if each.state is not State.DROPPED)
    note = _("✓ passes, ✗ fails, ? the plan is silent. Hours are ours: spent where known, else planned.")
    return Table(
        "activities", _("Every step"), columns, rows, _("and %(count)s more steps; the spreadsheet has all"), note, 400
    )


def _activity(each: Activity, plan: AccountPlan) -> tuple[Cell, ...]:
    hours = each.hours_planned if each.hours_spent is None else each.hours_spent
    who = " / ".join(filter(None, (each.owner, several(each.people))))
    return (
        dated(each.day, late=plan.day if each.state is State.PLANNED else None),
        said(_told(each)),
        said(who),
        said("") if hours is None else Cell(number_format(round(hours, 2), decimal_pos=1), round(hours, 2)),
        *(_test(test) for test in each.judged.tests),
        said(f"{LABEL_WORDS[each.judged.label]}", LABELS[each.judged.label]),
    )


def _told(each: Activity) -> str:
    """Title, state, what it is for, and why it is judged so."""
    lines = [f"{each.title} ({str(STATE_WORDS[each.state]).lower()})"]
    named = ((_("to learn"), each.learn), (_("learned"), each.learned), (_("useful to them"), each.useful))
    lines += [f"{label}: {shortened(' '.join(text.split()), _LONG)}" for label, text in named if text]
    if each.judged.label is not Label.RELATIONSHIP or each.judged.correction:
        lines.append(judgement_words(each.judged))
    return "\n".join(lines)


def _test(test: Checked) -> Cell:
    sign, tone = _SIGNS[test.outcome]
    return Cell(sign, tone=tone)


def findings(plan: AccountPlan) -> Chapter | None:
    """What the linter says, gravest first, one row for each rule with every place it speaks of."""
    if not plan.plan.findings:
        return None
    columns = (
        words(_("Severity"), 0.95), words(_("Rule"), 0.65), words(_("What is wrong"), 2.2), words(_("Where"), 2.6),
        words(_("What would help"), 2.2),
    )  # fmt: skip
    grouped: dict[str, list[Finding]] = {}
    for each in plan.plan.findings:
        grouped.setdefault(each.code, []).append(each)
    table = Table("findings", "", columns, tuple(_rule(code, found) for code, found in grouped.items()))
    return Chapter(_("What the plan linter finds"), (table,))


def _rule(code: str, found: list[Finding]) -> tuple[Cell, ...]:
    """A rule of the linter and where it speaks up."""
    severity = found[0].severity
    places = [_place(each) for each in found[:_PLACES]]
    more = len(found) - _PLACES
    if more > 0:
        places.append(ngettext("and %(n)d more", "and %(n)d more", more) % {"n": more})
    return (
        Cell(str(SEVERITY_WORDS[severity]), tone=_SEVERITIES[severity]), said(code), said(rule_wrong(code)),
        said("\n".join(places)), said(rule_better(code)),
    )  # fmt: skip


def _place(each: Finding) -> str:
    detail = finding_detail(each)
    title = shortened(each.place.title, 90)
    return f"{title}: {detail}" if detail and each.code in _TELLING else title


def reviewed(plan: AccountPlan) -> str:
    """When the plan was last reviewed, as a sentence."""
    if plan.plan.reviewed_on is None:
        return _("The plan has not been reviewed yet.")
    return _("Last reviewed on %(day)s.") % {"day": date_format(plan.plan.reviewed_on, "DATE_FORMAT")}
