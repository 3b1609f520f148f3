"""Chapters about what the client invests: client hours, the month test, and words against actions."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from innercircle.hours.queries.values import AccountHours, MonthFigures
from innercircle.hours.rules import Verdict
from innercircle.reports.account_plan import AccountPlan
from innercircle.reports.blocks import Block, Cell, Chapter, Chart, Figure, Figures, Notice, Series, Table, Text, Tone
from innercircle.reports.composing.cells import dated, figures, hourly, said, whole, words
from innercircle.reports.composing.scales import axis
from innercircle.wording.figures import (
    HOUR,
    hour_figure,
    hours,
    month_initial,
    month_name,
    month_short,
    signed_hours,
    verdict_word,
)

TONES = {
    Verdict.DEVELOPING: Tone.GOOD,
    Verdict.NOT_DEVELOPING: Tone.BAD,
    Verdict.DORMANT: Tone.WARN,
    Verdict.OPEN: Tone.WARN,
}


def client_hours(plan: AccountPlan) -> Chapter | None:
    """The month test with its figures, thirteen months as chart and table."""
    found = plan.hours
    if found is None or not found.met:
        return None
    blocks: list[Block] = [Figures(hour_figures(found)), _sentence(found), hours_chart(found), _table(found)]
    lead = _("Does the client invest more time in us than in the month before? Counted from calendars, not assessed.")
    return Chapter(_("Client hours and the month test"), tuple(blocks), lead)


def hour_figures(found: AccountHours) -> tuple[Figure, ...]:
    """Verdict, hours, the month that runs, and the context of quarter and year."""
    last, running = found.last, found.running
    needed = (
        _("%(hours)s more beat the month before") % {"hours": hours(running.needed)}
        if running.needed.high
        else _("the month before is beaten")
    )
    tiles = [
        Figure(
            _("Month test, %(month)s") % {"month": month_name(last.month)},
            verdict_word(found.verdict),
            _streak(found),
            TONES[found.verdict],
        ),
        Figure(_("Client hours"), hours(last.figures.client), _("before: %(hours)s") % {"hours": hours(last.before)}),
        Figure(_("%(month)s so far") % {"month": month_name(found.running_month.month)}, hours(running.so_far), needed),
    ]
    if found.quarter is not None:
        tiles.append(Figure(_("3 months against the 3 before"), _change(found.quarter.least, found.quarter.most)))
    return tuple(tiles)


def _change(least: int, most: int) -> str:
    if least == most:
        return signed_hours(least)
    return _("%(least)s to %(most)s") % {"least": signed_hours(least), "most": signed_hours(most)}


def _streak(found: AccountHours) -> str:
    months = found.streak.months if found.streak else 0
    if months < 2:
        return ""
    return ngettext("%(count)d month in a row", "%(count)d months in a row", months) % {"count": months}


def _sentence(found: AccountHours) -> Text:
    said_ = {
        "month": month_name(found.last.month),
        "now": hours(found.last.figures.client),
        "before": hours(found.last.before),
        "verdict": verdict_word(found.verdict),
    }
    return Text(
        _(
            "%(month)s: %(now)s of client hours against %(before)s in the month before;"
            " the month test says: %(verdict)s."
        )
        % said_
    )


def hours_chart(found: AccountHours) -> Chart:
    """Confirmed and presumed client hours by month, our own as a line."""
    months = [*found.months, found.running_month]
    low = tuple(round(each.figures.client.low / HOUR, 2) for each in months)
    presumed = tuple(round((each.figures.client.high - each.figures.client.low) / HOUR, 2) for each in months)
    ours = tuple(round(each.figures.ours.high / HOUR, 2) for each in months)
    series = [Series(_("Client hours, confirmed"), low)]
    if any(presumed):
        series.append(Series(_("Client hours, presumed"), presumed, colour="B9CAF0"))
    series.append(Series(_("Our hours"), ours, line=True, colour="8A5200"))
    top, ticks = axis([*(a + b for a, b in zip(low, presumed, strict=True)), *ours], hour_figure)
    return Chart(
        "hours",
        _("Client hours by month"),
        _("hours, person by person"),
        tuple(_month(each, first=place == 0) for place, each in enumerate(months)),
        tuple(series),
        _("Source: the calendars of our people; the last month still runs"),
        _("Columns of client hours by month with a line of our own hours; the table has the figures."),
        top,
        ticks,
    )


def _month(each: MonthFigures, *, first: bool) -> str:
    return month_short(each.month) if first or each.month.number == 1 else month_initial(each.month)


def _table(found: AccountHours) -> Table:
    columns = (
        words(_("Month"), 1.2), figures(_("Client hours"), 1.1), figures(_("Our hours"), 1.1),
        figures(_("Meetings"), 0.9), figures(_("People of theirs"), 0.9), words(_("Month test"), 1.5),
    )  # fmt: skip
    rows = tuple(_row(each) for each in reversed(found.months))
    return Table("hours", "", columns, rows, note=_("Hours; a span where attendance is not confirmed yet."))


def _row(each: MonthFigures) -> tuple[Cell, ...]:
    verdict = each.verdict
    return (
        Cell(month_name(each.month), each.month.first_day), hourly(each.figures.client), hourly(each.figures.ours),
        whole(each.figures.meetings), whole(each.figures.contacts),
        Cell(verdict_word(verdict), tone=TONES[verdict] if verdict else Tone.QUIET),
    )  # fmt: skip


def words_and_actions(plan: AccountPlan) -> Chapter | None:
    """Flags that are up, and what was said."""
    if not plan.flags and not plan.statements:
        return None
    blocks: list[Block] = [Notice(each.sentence, "", Tone.WARN) for each in plan.flags]
    if not plan.flags:
        blocks.append(Text(_("What they say and what they do agree: no flag is up.")))
    if plan.statements:
        rows = tuple((dated(each.day), said(each.contact_name), said(each.words)) for each in plan.statements)
        columns = (words(_("When"), 1.25), words(_("Person"), 1.4), words(_("What was said"), 4))
        blocks.append(Table("said", _("What was said"), columns, rows, _("and %(count)s more statements"), most=20))
    lead = _("What counts is what the client does; a statement is recorded as a statement.")
    return Chapter(_("Words against actions"), tuple(blocks), lead)
