"""The plan of an account on one page, and the blocks of it that are swapped in after a change in place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from innercircle.directory.models import Account
from innercircle.plans import queries
from innercircle.plans.models import Activity
from innercircle.plans.queries.values import ActivityView, GoalView, InitiativeView, PlanSheet
from innercircle.plans.rules.catalogue import Severity
from innercircle.plans.rules.progress import Progress
from innercircle.plans.rules.values import GoalState
from innercircle.plans.rules.verdict import Verdict
from innercircle.web.hours.frame import now
from innercircle.web.plans.drawing import Quarter, quarters
from innercircle.web.plans.forms import ActivityForm, GoalForm, InitiativeForm
from innercircle.web.plans.frame import is_part, offered, own_colleague, plan_context, reader, seen_account, today
from innercircle.web.plans.lines import Lines
from innercircle.web.plans.shown import hours_words, shown_findings, shown_label, shown_verdict
from innercircle.web.plans.starting import first_goal, first_initiative, first_step

_LAST = 8  # quarters drawn; the table beside it holds as many


def account_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; to htmx the block it names by `?part=`."""
    account = seen_account(request, pk)
    part = request.GET.get("part", "")
    if is_part(request) and part:
        return render_block(request, account, part, head=False)
    found = queries.plan_sheet(reader(request), account, now())
    return render(request, "plans/account.html", page_context(request, account, found))


def page_context(request: HttpRequest, account: Account, found: PlanSheet, adding: str = "") -> dict[str, Any]:
    """Everything the page and its blocks show."""
    show = Drawer(request, account, found)
    goals = [show.goal(view) for view in found.goals]
    open_goals = [each for each in goals if each["open"]]
    places = [part["place"] for each in open_goals for part in each["initiatives"] if part["open"]]
    if open_goals:
        open_goals[0]["first"] = True
    return {
        **plan_context(request, account, "account-plan", sheet=found),
        **trend_of(found.verdict.trend, f"{reverse('account-plan-board', args=[account.pk])}?quarter="),
        "empty": found.empty,
        "head": head_of(found),
        "priorities": _priorities(open_goals),
        "closed": [each for each in goals if not each["open"]],
        "loose": {
            "initiatives": [show.initiative(view) for view in found.initiatives],
            "steps": show.steps(found.activities),
        },
        "first_place": next(iter(places), next((each["place"] for each in open_goals), "loose")),
        "add_action": reverse("plan-activity-add", args=[account.pk]),
        "add_action_initiative": reverse("plan-initiative-add", args=[account.pk]),
        "add_action_goal": reverse("plan-goal-add", args=[account.pk]),
        "exports": exports(account),
        **_adding(request, account, adding),
    }


def exports(account: Account) -> dict[str, str]:
    """Where the plan is taken away."""
    return {kind: reverse("account-plan-export", args=[account.pk, kind]) for kind in ("csv", "xlsx")}


def _adding(request: HttpRequest, account: Account, adding: str) -> dict[str, Any]:
    """The next form in its slot, so that Enter leads from one line to the next."""
    kind, _colon, place = adding.partition(":")
    if not kind:
        return {"adding": ""}
    choices, me = offered(request, account), own_colleague(request)
    if kind == "goal":
        return {"adding": "goal", "add_form": GoalForm(offered=choices, initial=first_goal(me), next_one=True)}
    if kind == "initiative":
        first = first_initiative(me, [place], today())
        form = InitiativeForm(offered=choices, initial=first, slot=f"add-{place}", next_one=True)
        return {"adding": f"initiative-{place}", "add_form": form}
    first = first_step(choices, me, place, today())
    form_ = ActivityForm(offered=choices, initial=first, fresh=True, slot=f"add-{place or 'loose'}", next_one=True)
    return {"adding": place or "loose", "add_form": form_}


def render_block(
    request: HttpRequest, account: Account, block: str, *, adding: str = "", head: bool = True
) -> HttpResponse:
    """One block of the plan by its id, and (out of band) the verdict around it; 404 for a block that is not there."""
    found = queries.plan_sheet(reader(request), account, now())
    context = page_context(request, account, found, adding)
    name, more = _block(context, block)
    body = render_to_string(name, {**context, **more}, request)
    if head:
        body += render_to_string("plans/around.html", {**context, "on_plan": _on_plan(request, account)}, request)
    return HttpResponse(body)


def _on_plan(request: HttpRequest, account: Account) -> bool:
    """Whether the page that asks is the plan, which shows the figures and quarters; others show the verdict's name."""
    asking = urlsplit(request.headers.get("HX-Current-URL", "")).path
    return asking in {"", reverse("account-plan", args=[account.pk])}


def _block(context: Mapping[str, Any], block: str) -> tuple[str, dict[str, Any]]:
    if block in {"plan", "loose"}:
        return ("plans/account.html#plan" if block == "plan" else "plans/loose.html"), {}
    kind, _dash, key = block.partition("-")
    goals = [*(goal for section in context["priorities"] for goal in section["goals"]), *context["closed"]]
    if kind == "goal":
        return "plans/goal_block.html", {"goal": _with_key(goals, key)}
    parts = [*(part for goal in goals for part in goal["initiatives"]), *context["loose"]["initiatives"]]
    return "plans/initiative.html", {"part": _with_key(parts, key)}


def _with_key(rows: Iterable[dict[str, Any]], key: str) -> dict[str, Any]:
    for each in rows:
        if str(each["row"].pk) == key:
            return each
    raise Http404


def block_of(activity: Activity) -> str:
    """The block of the plan an activity stands in."""
    if activity.initiative_id:
        return f"initiative-{activity.initiative_id}"
    return f"goal-{activity.goal_id}" if activity.goal_id else "loose"


def head_of(found: PlanSheet) -> dict[str, Any]:
    """The verdict on top, with the figures that open to their rows."""
    counts = Counter(each.severity for each in found.findings.findings)
    return {
        **shown_verdict(found.verdict.verdict),
        "errors": counts[Severity.ERROR],
        "warnings": counts[Severity.WARNING],
        "notes": counts[Severity.NOTE],
        "goals": sum(each.row.state == GoalState.OPEN for each in found.goals),
        "late": sum(each.overdue for each in found.all_activities),
    }


def trend_of(trend: Mapping[str, Verdict], base: str) -> dict[str, Any]:
    """The last quarters as a drawing and as rows; each opens to its activities at `base` and the quarter."""
    last = sorted(trend.items())[-_LAST:]
    columns = [_quarter(name, verdict, f"{base}{name}") for name, verdict in last]
    return {
        "trend": [{"name": name, "verdict": verdict, "href": f"{base}{name}"} for name, verdict in last],
        "trend_svg": quarters(columns, title=_("Activities by quarter")) if columns else "",
    }


def _quarter(name: str, verdict: Verdict, href: str) -> Quarter:
    hint = _("%(quarter)s: %(n)s build the relationship, %(sales)s sell, %(neutral)s neutral") % {
        "quarter": name, "n": verdict.relationship, "sales": verdict.sales, "neutral": verdict.neutral,
    }  # fmt: skip
    return Quarter(name, verdict.relationship, verdict.sales, verdict.neutral, hint, href)


def _priorities(goals: list[dict[str, Any]]) -> list[dict[str, Any]]:
    words = {1: _("Priority 1"), 2: _("Priority 2"), 3: _("Priority 3")}
    found = [
        {"word": word, "goals": [each for each in goals if each["row"].priority == place]}
        for place, word in words.items()
    ]
    return [each for each in found if each["goals"]]


class Shower:
    """The parts of one plan as the templates show them; an initiative for several goals stands under the first."""

    def __init__(self, account: Account, found: PlanSheet) -> None:
        self.account, self.found, self.today = account, found, today()
        self.titles = {view.row.pk: view.row.title for view in found.goals}
        self.placed: set[int] = set()

    def goal(self, view: GoalView) -> dict[str, Any]:
        """One goal with what accomplishes it."""
        here = [each for each in view.initiatives if each.row.pk not in self.placed]
        elsewhere = [each for each in view.initiatives if each.row.pk in self.placed]
        self.placed |= {each.row.pk for each in here}
        row = view.row
        return {
            "row": row,
            "open": row.state == GoalState.OPEN,
            "late": row.state == GoalState.OPEN and row.due is not None and row.due < self.today,
            "way": way_of(view.progress),
            "target_figure": f"{row.target_value.normalize():f} {row.unit}" if row.target_value is not None else "",
            "findings": shown_findings(view.findings),
            "initiatives": [self.initiative(each) for each in here],
            "elsewhere": [(each.row.title, f"#initiative-{each.row.pk}") for each in elsewhere],
            "steps": self.steps(view.activities),
            "place": f"g{row.pk}",
            "adding": f"initiative-{row.pk}",
        }

    def initiative(self, view: InitiativeView) -> dict[str, Any]:
        """One initiative with its steps."""
        also = [key for key in view.goals[1:] if key in self.titles]
        return {
            "row": view.row,
            "open": view.row.state == "open",
            "late": view.overdue,
            "findings": shown_findings(view.findings),
            "steps": self.steps(view.activities),
            "also": [(self.titles[key], f"#goal-{key}") for key in also],
            "place": f"i{view.row.pk}",
        }

    def steps(self, views: Iterable[ActivityView]) -> Any:
        """The activities of a goal or initiative."""
        return [self.step(each) for each in views]

    def step(self, view: ActivityView) -> dict[str, Any]:
        """One activity with its label."""
        return {
            "row": view.row,
            "people": list(view.participants),
            "hours": hours_words(view.row),
            "late": view.overdue,
            "judged": shown_label(view.judgement),
            "findings": shown_findings(view.findings),
        }


class Drawer(Shower):
    """The same with the steps as markup, for the pages that are full of them."""

    def __init__(self, request: HttpRequest, account: Account, found: PlanSheet) -> None:
        super().__init__(account, found)
        self.lines = lines_of(request, found)

    def steps(self, views: Iterable[ActivityView]) -> Any:
        """The lines of a goal or initiative."""
        return self.lines.rows(views)


def lines_of(request: HttpRequest, found: PlanSheet) -> Lines:
    """The steps of a plan as markup, with what this reader may do to each: to all, or to their own."""
    user, every = reader(request).pk, found.may_change
    mine = (view.row for view in found.all_activities if found.may_write or every)
    changes = frozenset(row.pk for row in mine if every or (row.owner is not None and row.owner.user_id == user))
    return Lines(found.account.pk, changes)


def way_of(progress: Progress) -> dict[str, Any]:
    """How far a goal is, for a meter: between nothing and all of the way."""
    share = progress.share
    return {"share": share, "meter": min(1.0, max(0.0, share or 0.0)), "behind": progress.behind}
