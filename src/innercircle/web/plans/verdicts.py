"""Verdicts on plans: the firm, each account manager, each account; and everything one colleague owns in plans.

Account managers stand by name: no list ranks people (spec 60).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from innercircle.kit.cells import Cell
from innercircle.kit.quarter import Quarter
from innercircle.plans import queries
from innercircle.plans.models import Activity
from innercircle.plans.queries.values import AccountVerdict, Owned, PlanVerdict, Verdicts
from innercircle.plans.rules.values import State
from innercircle.plans.rules.verdict import Verdict
from innercircle.plans.wording import LABEL_WORDS, STATE_WORDS
from innercircle.web.directory.frame import seen_colleague
from innercircle.web.export import KINDS, answer
from innercircle.web.hours.frame import now
from innercircle.web.listing import Filter, Listing, read_listing
from innercircle.web.plans.frame import number, reader
from innercircle.web.plans.sheet import trend_of, way_of
from innercircle.web.plans.shown import hours_words, shown_judgement, shown_verdict

_NOBODY = "0"


def verdicts(request: HttpRequest) -> HttpResponse:
    """The firm as far as one sees it, by account manager and by account; `?manager=` for one manager's accounts."""
    found = queries.verdicts(reader(request), now())
    listing = _listing(request, found)
    chosen = number(listing.chosen.get("manager"))
    plan, name = _chosen(found, chosen)
    accounts = _accounts(found, listing)
    context = {
        "listing": listing,
        "page": listing.page_of([_row(each.plan, each) for each in accounts]),
        "head": shown_verdict(plan.verdict),
        "who": name,
        **trend_of(plan.trend, f"{reverse('plan-verdicts')}?quarter="),
        "managers": [
            {**_row(each.plan, each), "href": f"?manager={each.manager or _NOBODY}"} for each in found.managers
        ],
        "without": found.without,
        "sales_plans": sum(each.plan.verdict.is_sales_plan for each in accounts),
        "count": len(accounts),
        "query": request.GET.urlencode(),
    }
    return render(request, "plans/verdicts.html", context)


def verdicts_export(request: HttpRequest, kind: str) -> HttpResponse:
    """Each account with its verdict, and each of its quarters."""
    if kind not in KINDS:
        raise Http404
    found = queries.verdicts(reader(request), now())
    header = [
        *(_("Account"), _("Account manager"), _("Quarter"), _("Build the relationship"), _("Sell"), _("Neutral")),
        *(_("Share"), _("Hours that build"), _("Hours that sell"), _("Share of hours"), _("Sales plan")),
    ]
    return answer(request, kind, _("plan verdicts"), header, _cells(_accounts(found, _listing(request, found))))


def _cells(accounts: Iterable[AccountVerdict]) -> Iterator[list[Cell]]:
    for each in accounts:
        for quarter, verdict in [("", each.plan.verdict), *sorted(each.plan.trend.items())]:
            yield [each.name, each.manager_name, quarter, *_figures(verdict)]


def _figures(verdict: Verdict) -> list[Cell]:
    return [
        *(verdict.relationship, verdict.sales, verdict.neutral, verdict.share, verdict.relationship_hours),
        *(verdict.sales_hours, verdict.hours_share, verdict.is_sales_plan),
    ]


def _listing(request: HttpRequest, found: Verdicts) -> Listing:
    managers = [(str(each.manager or _NOBODY), each.name or _("nobody")) for each in found.managers]
    quarters = [(name, name) for name in sorted(found.firm.trend, reverse=True)]
    kinds = [("sales", _("Sales plan")), ("relationship", _("Relationship plan"))]
    filters = (
        Filter("manager", _("Account manager"), managers),
        Filter("kind", _("Verdict"), kinds),
        Filter("quarter", _("Quarter"), quarters),
    )
    return read_listing(request.GET, sorts=("name", "share"), default="name", filters=filters)


def _accounts(found: Verdicts, listing: Listing) -> list[AccountVerdict]:
    chosen, words = listing.chosen, listing.words.casefold().split()
    rows = [
        each
        for each in found.accounts
        if chosen.get("manager", str(each.manager or _NOBODY)) == str(each.manager or _NOBODY)
        and chosen.get("kind", _kind(each.plan.verdict)) == _kind(each.plan.verdict)
        and ("quarter" not in chosen or chosen["quarter"] in each.plan.trend)
        and all(word in each.name.casefold() for word in words)
    ]
    if listing.order == "share":
        rows.sort(key=lambda each: (each.plan.verdict.share is None, each.plan.verdict.share or 0))
    return rows[::-1] if listing.descending else rows


def _kind(verdict: Verdict) -> str:
    return "" if not verdict.judged else "sales" if verdict.is_sales_plan else "relationship"


def _chosen(found: Verdicts, manager: int | None) -> tuple[PlanVerdict, str]:
    """The verdict of the account manager who is chosen, else of everything one sees."""
    for each in found.managers:
        if manager is not None and (each.manager or 0) == manager:
            return each.plan, each.name or _("Accounts without an account manager")
    return found.firm, _("All accounts you see")


def _row(plan: PlanVerdict, each: Any) -> dict[str, Any]:
    recent = sorted(plan.trend.items())[-4:]
    return {"row": each, **shown_verdict(plan.verdict), "recent": [(name, one.share) for name, one in recent]}


def colleague_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything a colleague owns in the plans one may see, for performance reviews."""
    colleague = seen_colleague(request, pk)
    found = queries.owned_by(reader(request), colleague, now())
    quarter = request.GET.get("quarter", "")
    quarter = quarter if quarter in found.verdict.trend else ""
    page = reverse("colleague-plan", args=[pk])
    context = {
        "colleague": colleague,
        "crumbs": [
            (_("Colleagues"), reverse("colleagues")),
            (colleague.name, reverse("colleague", args=[pk])),
            (_("Plans"), ""),
        ],
        "owned": found,
        "goals": [{"row": goal, "way": way_of(progress)} for goal, progress in found.goals],
        "states": [
            {"word": STATE_WORDS[state], "name": state.value,
             "rows": [_step(found, row) for row in found.activities if row.state == state and _within(row, quarter)]}
            for state in State
        ],
        "head": shown_verdict(found.verdict.verdict),
        **trend_of(found.verdict.trend, f"{page}?quarter="),
        "quarter": quarter,
        "nothing": not (found.objectives or found.goals or found.initiatives or found.activities),
        "is_me": colleague.user_id == reader(request).pk,
    }  # fmt: skip
    return render(request, "plans/colleague.html", context)


def _step(found: Owned, row: Activity) -> dict[str, Any]:
    return {"row": row, "hours": hours_words(row), "judged": shown_judgement(found.judgements[row.pk])}


def _within(row: Activity, quarter: str) -> bool:
    return not quarter or (row.on is not None and str(Quarter.of_day(row.on)) == quarter)


def colleague_plan_export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The same as a file."""
    if kind not in KINDS:
        raise Http404
    colleague = seen_colleague(request, pk)
    found = queries.owned_by(reader(request), colleague, now())
    header = [
        *(_("Kind"), _("Account"), _("Title"), _("For whom"), _("State"), _("Day"), _("Progress")),
        *(_("Hours planned"), _("Hours spent"), _("What we learned"), _("What it is")),
    ]
    return answer(request, kind, _("plans of %(name)s") % {"name": colleague.name}, header, _owned(found))


def _owned(found: Owned) -> Iterator[list[Cell]]:
    for goal, way in found.goals:
        who, state = str(goal.contact or ""), goal.get_state_display()
        yield [_("Goal"), goal.account.name, goal.title, who, state, goal.due, way.share, None, None, "", ""]
    for each in found.initiatives:
        state, day = each.get_state_display(), each.next_step_on
        yield [_("Initiative"), each.account.name, each.title, "", state, day, None, None, None, "", ""]
    for row in found.activities:
        times = [None if each is None else each / 60 for each in (row.planned_minutes, row.spent_minutes)]
        state, label = row.get_state_display(), str(LABEL_WORDS[found.judgements[row.pk].label])
        yield [_("Activity"), row.account.name, row.title, "", state, row.on, None, *times, row.learned, label]
