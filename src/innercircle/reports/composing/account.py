"""Chapters about the account itself: who they are, what they try to achieve, and what they are worth to us."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from innercircle.directory.words import segment_word, status_word
from innercircle.maps.words import aim_word
from innercircle.reports.account_plan import AccountPlan, Held, Year
from innercircle.reports.blocks import Block, Chapter, Chart, Facts, Figure, Figures, Notice, Series, Table
from innercircle.reports.composing.cells import amount, dated, figures, said, several, whole, words
from innercircle.reports.composing.scales import axis
from innercircle.wording.figures import money_short, share

_YEARS = 8
_PLANNED, _PROFIT = "8A5200", "0B6B3F"


def who_they_are(plan: AccountPlan) -> Chapter:
    """Facts, strategic focus, and what their people try to achieve."""
    who = plan.who
    rows = (
        (_("Segment"), segment_word(who.segment)),
        (_("Status"), status_word(who.status)),
        (_("Industry"), who.industry),
        (_("Country"), who.country),
        (_("Parent organisation"), who.parent),
        (_("Account manager"), who.manager),
        (_("Account team"), ", ".join(who.team)),
        (_("Business objectives served"), several(plan.plan.objectives)),
    )
    blocks: list[Block] = [Facts(tuple(row for row in rows if row[1]))]
    if who.focus:
        blocks.append(Notice(_("Strategic focus"), who.focus))
    if plan.told:
        blocks.append(_told(plan))
    return Chapter(_("Who they are and what they try to achieve"), tuple(blocks))


def _told(plan: AccountPlan) -> Table:
    rows = tuple((said(each.who), said(aim_word(each.aim)), said(each.words), dated(each.day)) for each in plan.told)
    columns = (words(_("Person"), 1.4), words(_("What"), 1.2), words(_("In words"), 3.4), words(_("When"), 1.25))
    return Table("told", _("What their people try to achieve"), columns, rows, _("and %(count)s more entries"), most=40)


def money(plan: AccountPlan) -> Chapter | None:
    """Revenue and profit by year against plan, and how much of our whole hangs on this account."""
    if not plan.years:
        return None
    years = sorted(plan.years, key=lambda each: each.year)[-_YEARS:]
    tiles = [held_figure(each) for each in plan.held]
    blocks: list[Block] = [Figures(tuple(tiles))] if tiles else []
    if any(each.revenue or each.profit for each in years):
        blocks.append(_chart(years, plan.who.currency))
    blocks.append(_table(years, plan.who.currency))
    return Chapter(_("Revenue, profit and what hangs on it"), tuple(blocks))


def held_figure(held: Held) -> Figure:
    """Share and place in our portfolio."""
    labels = {
        "revenue": _("Share of our revenue in %(year)s"),
        "profit": _("Share of our profit in %(year)s"),
    }
    place = ngettext("no. %(place)d of %(of)d account", "no. %(place)d of %(of)d accounts", held.of)
    return Figure(
        labels[held.measure] % {"year": str(held.year)}, share(held.share), place % {"place": held.place, "of": held.of}
    )


def _chart(years: list[Year], currency: str) -> Chart:
    revenue = tuple(_float(each.revenue) for each in years)
    planned = tuple(_float(each.revenue_plan) for each in years)
    profit = tuple(_float(each.profit) for each in years)
    named = (
        Series(_("Revenue"), revenue),
        Series(_("Planned revenue"), planned, line=True, colour=_PLANNED),
        Series(_("Profit"), profit, line=True, colour=_PROFIT),
    )
    series = tuple(each for each in named if any(each.values))
    top, ticks = axis([value for each in named for value in each.values if value], money_short)
    return Chart(
        "money",
        _("Revenue and profit by year"),
        _("in %(currency)s") % {"currency": currency or _("the account's currency")},
        tuple(str(each.year) for each in years),
        series,
        _("Source: the account's years in Innercircle"),
        _("Columns of revenue by year, with planned revenue and profit as lines; the table below has the figures."),
        top,
        ticks,
    )


def _float(value: object) -> float | None:
    return None if value is None else max(0.0, float(str(value)))


def _table(years: list[Year], currency: str) -> Table:
    columns = (
        words(_("Year"), 0.8), figures(_("Revenue"), 1.2), figures(_("Planned revenue"), 1.2),
        figures(_("Profit"), 1.2), figures(_("Planned profit"), 1.2),
    )  # fmt: skip
    rows = tuple(
        (
            whole(each.year), amount(each.revenue, currency), amount(each.revenue_plan, currency),
            amount(each.profit, currency), amount(each.profit_plan, currency),
        )
        for each in reversed(years)
    )  # fmt: skip
    return Table("money", "", columns, rows)
