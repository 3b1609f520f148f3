"""The plan as work: a board by state, and a timeline."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from innercircle.directory.models import Account
from innercircle.kit.month import Month, months_between
from innercircle.kit.quarter import Quarter
from innercircle.plans import queries
from innercircle.plans.queries.values import ActivityView, GoalView, InitiativeView, PlanSheet
from innercircle.plans.queries.whole import LOOKED_BACK
from innercircle.plans.rules.reading import Label
from innercircle.plans.rules.values import GoalState, State
from innercircle.plans.wording import LABEL_WORDS, STATE_WORDS, judgement_words
from innercircle.web.hours.frame import now
from innercircle.web.listing import Filter, read_listing
from innercircle.web.plans.fields import day_words
from innercircle.web.plans.frame import plan_context, reader, seen_account, today
from innercircle.web.plans.sheet import exports, head_of, lines_of
from innercircle.web.plans.timeline import Bar, Dot, Lane, Scale, Span, Tick, outside, span_of, timeline


def account_board(request: HttpRequest, pk: int) -> HttpResponse:
    """Activities by state; `?label=` and `?quarter=` narrow them to the rows behind a figure."""
    account = seen_account(request, pk)
    found = queries.plan_sheet(reader(request), account, now())
    filters = (
        Filter("label", _("What they are"), [(each.value, str(LABEL_WORDS[each])) for each in Label]),
        Filter("counted", _("Verdict"), [("yes", _("Counted in the verdict"))]),
        Filter("quarter", _("Quarter"), [(name, name) for name in sorted(found.verdict.trend, reverse=True)]),
    )
    listing = read_listing(request.GET, sorts=("on",), default="on", filters=filters)
    views = [view for view in found.all_activities if _fits(view, listing.chosen, listing.words)]
    lines, columns = lines_of(request, found), {state: _column(views, state) for state in State}
    context = {
        **plan_context(request, account, "account-plan-board", sheet=found),
        "head": head_of(found),
        "listing": listing,
        "columns": [
            {"word": STATE_WORDS[state], "count": len(column), "cards": lines.cards(column, state)}
            for state, column in columns.items()
        ],
        "any": bool(views),
        "empty": not found.all_activities,
        "moves": bool(lines.changes),
        "drop_action": reverse("account-plan-board", args=[account.pk]),
        "exports": exports(account),
    }  # fmt: skip
    return render(request, "plans/board.html", context)


def _column(views: list[ActivityView], state: State) -> list[ActivityView]:
    """What is planned by day; what is behind us with the latest first."""
    found = [each for each in views if each.row.state == state]
    return found if state is State.PLANNED else found[::-1]


def _fits(view: ActivityView, chosen: Any, words: str) -> bool:
    quarter = str(Quarter.of_day(view.row.on)) if view.row.on else ""
    return (
        chosen.get("label", view.judgement.label) == view.judgement.label
        and chosen.get("quarter", quarter) == quarter
        and ("counted" not in chosen or _counts(view))
        and all(word in view.row.title.casefold() for word in words.casefold().split())
    )


def _counts(view: ActivityView) -> bool:
    """Whether the verdict counts it: not dropped, of the last year or ahead, or without a day."""
    return view.row.state != State.DROPPED and (view.row.on is None or today() - view.row.on <= LOOKED_BACK)


def account_timeline(request: HttpRequest, pk: int) -> HttpResponse:
    """Goals, initiatives and activities along the calendar; `?by=quarter` for three years."""
    account = seen_account(request, pk)
    found, day = queries.plan_sheet(reader(request), account, now()), today()
    scale = Scale.QUARTERS if request.GET.get("by") == Scale.QUARTERS else Scale.MONTHS
    span, lanes = span_of(day, scale), _lanes(account, found)
    title = _("Plan of %(name)s, from %(first)s to %(last)s") % {
        "name": account.name, "first": day_words(span.since), "last": day_words(span.until),
    }  # fmt: skip
    context = {
        **plan_context(request, account, "account-plan-timeline", sheet=found),
        "head": head_of(found),
        "svg": timeline(lanes, span, _ticks(span, scale), today=day, title=title, now=_("Today")) if lanes else "",
        "outside": outside(lanes, span),
        "undated": sum(view.row.on is None for view in found.all_activities),
        "scales": [
            {"label": _("Months"), "href": "?by=month", "current": scale is Scale.MONTHS},
            {"label": _("Quarters"), "href": "?by=quarter", "current": scale is Scale.QUARTERS},
        ],
        "exports": exports(account),
    }
    return render(request, "plans/timeline.html", context)


def _ticks(span: Span, scale: Scale) -> list[Tick]:
    months = months_between(Month.of_day(span.since), Month.of_day(span.until).plus(-1))
    if scale is Scale.MONTHS:
        return [Tick(month.first_day, date_format(month.first_day, "M")) for month in months]
    return [Tick(month.first_day, _quarter(month.first_day)) for month in months if month.number % 3 == 1]


def _quarter(day: date) -> str:
    quarter = Quarter.of_day(day)
    return f"{quarter.year % 100:02d}" if quarter.number == 1 else f"Q{quarter.number}"


def _lanes(account: Account, found: PlanSheet) -> list[Lane]:
    placed: set[int] = set()
    lanes = [_lane(account, view, placed) for view in found.goals if view.row.state != GoalState.DROPPED]
    loose = [_bar(account, view) for view in found.initiatives]
    steps = tuple(_dot(account, view) for view in found.activities if view.row.on)
    if steps:
        loose.append(
            Bar(_("Steps without initiative"), None, None, "", reverse("account-plan", args=[account.pk]), steps)
        )
    if loose:
        words = _("Without a goal")
        lanes.append(Lane(words, None, words, reverse("account-plan", args=[account.pk]), tuple(loose)))
    return lanes


def _lane(account: Account, view: GoalView, placed: set[int]) -> Lane:
    row = view.row
    bars = [_bar(account, each) for each in view.initiatives if each.row.pk not in placed]
    placed |= {each.row.pk for each in view.initiatives}
    steps = tuple(_dot(account, each) for each in view.activities if each.row.on)
    href = reverse("plan-goal", args=[account.pk, row.pk])
    if steps:
        bars.append(Bar(_("Steps without initiative"), None, None, row.title, href, steps))
    name = row.contact.name if row.contact else account.name
    hint = _("Goal: %(title)s, for %(who)s, due %(day)s") % {
        "title": row.title, "who": name, "day": day_words(row.due),
    }  # fmt: skip
    return Lane(f"{row.title} · {name}", row.due, hint, href, tuple(bars))


def _bar(account: Account, view: InitiativeView) -> Bar:
    row = view.row
    hint = _("Initiative: %(title)s, %(start)s to %(end)s, owner %(owner)s") % {
        "title": row.title, "start": day_words(row.start), "end": day_words(row.end), "owner": row.owner or "–",
    }  # fmt: skip
    href = f"{reverse('account-plan', args=[account.pk])}#initiative-{row.pk}"
    dots = tuple(_dot(account, each) for each in view.activities if each.row.on)
    return Bar(row.title, row.start, row.end, hint, href, dots)


def _dot(account: Account, view: ActivityView) -> Dot:
    row, judged = view.row, view.judgement
    hint = f"{day_words(row.on)}: {row.title} ({STATE_WORDS[State(row.state)]}; {judgement_words(judged)})"
    assert row.on is not None  # noqa: S101 - the callers leave out what has no day
    return Dot(row.on, judged.label.value, row.state, hint, reverse("plan-activity", args=[account.pk, row.pk]))
