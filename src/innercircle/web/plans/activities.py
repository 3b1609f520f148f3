"""Activities of a plan: added in a row in place, changed, moved, corrected; each also has a page of its own."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from innercircle.access.rules import Refused
from innercircle.directory.models import Account
from innercircle.directory.queries import visible_posts
from innercircle.maps import queries as maps
from innercircle.maps.models import Offer
from innercircle.plans import actions, queries
from innercircle.plans.models import Activity
from innercircle.plans.queries.values import ActivityView, PlanSheet
from innercircle.plans.rules.reading import Label
from innercircle.plans.rules.values import State
from innercircle.web.directory.frame import attempt
from innercircle.web.hours.frame import now
from innercircle.web.plans.forms import ActivityForm, CorrectForm, Offered, OutcomeForm, WhyForm
from innercircle.web.plans.frame import (
    block_answer,
    form_answer,
    is_part,
    may_change,
    number,
    offered,
    own_colleague,
    plan_context,
    reader,
    seen_account,
    seen_row,
    today,
    writing_account,
)
from innercircle.web.plans.sheet import Shower, block_of, head_of, render_block
from innercircle.web.plans.shown import shown_findings, shown_judgement
from innercircle.web.plans.starting import first_step


def activity_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new step; Enter keeps it and opens the next."""
    account = writing_account(request, pk)
    choices = offered(request, account)
    if request.method != "POST":
        place = request.GET.get("place", "").replace("loose", "")
        first = first_step(
            choices,
            own_colleague(request),
            place,
            today(),
            request.GET.getlist("contact"),
            _help(request),
        )  # fmt: skip
        return _add_form(request, account, _fresh(choices, place, initial=first))
    place = request.POST.get("place", "")
    form = _fresh(choices, place, data=request.POST)
    if form.is_valid():
        made = attempt(
            form, lambda: actions.add_activity(by=reader(request), at=now(), account=account, values=form.said)
        )
        if made is not None:
            block = block_of(made)
            return block_answer(
                request, account, block, lambda: render_block(request, account, block, adding=f"activity:{place}")
            )
    return _add_form(request, account, form)


def _help(request: HttpRequest) -> Offer | None:
    """The help of the catalogue that the address names, if it is offered today."""
    key = number(request.GET.get("offer"))
    return maps.offers_on(today()).filter(pk=key).first() if key else None


def help_activity(request: HttpRequest, offer: int, post: int) -> HttpResponse:
    """From a help of the catalogue that answers what somebody needs to a step that is filled in already."""
    found = get_object_or_404(visible_posts(reader(request)), pk=post)
    writing_account(request, found.account_id)
    query = urlencode({"offer": offer, "contact": found.contact_id})
    return redirect(f"{reverse('plan-activity-add', args=[found.account_id])}?{query}")


def _fresh(choices: Offered, place: str, **more: Any) -> ActivityForm:
    return ActivityForm(offered=choices, fresh=True, slot=f"add-{place or 'loose'}", next_one=True, **more)


def _add_form(request: HttpRequest, account: Account, form: ActivityForm) -> HttpResponse:
    context = {
        **plan_context(request, account, "account-plan", _("Add activity")),
        "form": form,
        "action": reverse("plan-activity-add", args=[account.pk]),
        "adds": True,
    }
    return form_answer(request, "plans/activity_form.html", context)


def activity(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """One activity with its tests, findings, correction and form; to htmx the form, or by `?part=findings` those."""
    account = seen_account(request, pk)
    if is_part(request) and request.GET.get("part") == "findings":
        return _findings(request, account, row)
    if request.method != "POST" and not is_part(request):
        return _page(request, account, row)
    found = seen_row(queries.visible_activities(reader(request)), account, row)
    if request.method == "POST":
        return _save(request, account, found)
    if _may(request, account, found):
        return _edit_form(request, account, found, _form(request, account, found))
    return _page(request, account, row)


def _page(request: HttpRequest, account: Account, row: int, correct: CorrectForm | None = None) -> HttpResponse:
    """The page of one activity; with a correction that was refused, open and as it was typed."""
    plan, view = _viewed(request, account, row)
    found = view.row
    context = {
        **plan_context(request, account, "account-plan", found.title, sheet=plan),
        "step": {**Shower(account, plan).step(view), "judged": shown_judgement(view.judgement)},
        "activity": found,
        "corrections": view.corrections,
        "head": head_of(plan),
        "action": reverse("plan-activity", args=[account.pk, found.pk]),
        "here": reverse("plan-activity", args=[account.pk, found.pk]),
        "drop_form": WhyForm(ids="drop"),
    }
    if _may(request, account, found):
        form = _form(request, account, found, sent=correct is None, sheet=plan)
        context |= {"form": form, "outcome_form": OutcomeForm(activity=found)}
    if context["may_change"]:
        context |= {"correct_form": correct or CorrectForm(ids="correct")}
    return render(request, "plans/activity.html", context, status=422 if correct else 200)


def _viewed(request: HttpRequest, account: Account, row: int) -> tuple[PlanSheet, ActivityView]:
    """The plan, and this activity in it; 404 where it holds none such."""
    plan = queries.plan_sheet(reader(request), account, now())
    for each in plan.all_activities:
        if each.row.pk == row:
            return plan, each
    raise Http404


def _findings(request: HttpRequest, account: Account, row: int) -> HttpResponse:
    """What the linter says of one step, for the row of the plan that is opened."""
    _plan, view = _viewed(request, account, row)
    return render(request, "plans/findings.html", {"findings": shown_findings(view.findings)})


def _form(
    request: HttpRequest, account: Account, found: Activity, *, sent: bool = True, sheet: PlanSheet | None = None
) -> ActivityForm:
    people, part = tuple(found.participants.all()), is_part(request)
    return ActivityForm(
        (request.POST or None) if sent else None, offered=offered(request, account, found, people, sheet),
        initial=_initial(found, people), slot=str(found.pk), next_one=part,
    )  # fmt: skip


def _initial(found: Activity, people: tuple[Any, ...]) -> dict[str, Any]:
    names = (
        *("version", "title", "want_to_learn", "useful", "on", "planned_minutes", "billable", "in_paid_scope"),
        *("spent_minutes", "learned"),
    )
    place = f"i{found.initiative_id}" if found.initiative_id else f"g{found.goal_id}" if found.goal_id else ""
    return {
        **{name: getattr(found, name) for name in names},
        "owner": str(found.owner_id or ""),
        "offer": str(found.offer_id or ""),
        "participants": [str(each.pk) for each in people],
        "place": place,
    }


def _may(request: HttpRequest, account: Account, found: Activity) -> bool:
    owner = found.owner
    own = owner is not None and owner.user_id == reader(request).pk
    return may_change(request, account) or (own and queries.may_write(reader(request), account))


def _edit_form(request: HttpRequest, account: Account, found: Activity, form: ActivityForm) -> HttpResponse:
    context = {
        **plan_context(request, account, "account-plan", found.title),
        "form": form,
        "action": reverse("plan-activity", args=[account.pk, found.pk]),
        "activity": found,
        "block": block_of(found),
    }
    return form_answer(request, "plans/activity_form.html", context)


def _save(request: HttpRequest, account: Account, found: Activity) -> HttpResponse:
    if not _may(request, account, found):
        raise Refused(_("You may see “%(name)s” but not change it.") % {"name": found})
    before, form = block_of(found), _form(request, account, found)
    if form.is_valid():
        version = form.cleaned_data["version"]
        done = attempt(
            form,
            lambda: actions.change_activity(
                by=reader(request), at=now(), activity=found, version=version, values=form.said
            ),
        )
        if done is not None:
            block = block_of(done) if block_of(done) == before else "plan"
            return block_answer(request, account, block, lambda: render_block(request, account, block))
    return _edit_form(request, account, found, form)


def outcome(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Done, with what was learned and how long it took."""
    account = seen_account(request, pk)
    found = seen_row(queries.visible_activities(reader(request)), account, row)
    if not _may(request, account, found):
        raise Refused(_("You may see “%(name)s” but not change it.") % {"name": found})
    form = OutcomeForm(request.POST or None, activity=found)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        done = attempt(
            form,
            lambda: actions.record_outcome(
                by=reader(request), at=now(), activity=found, version=said["version"],
                learned=said["learned"], spent_minutes=said["spent_minutes"],
            ),
        )  # fmt: skip
        if done is not None:
            return _after(request, account, found)
    context = {
        **plan_context(request, account, "account-plan", found.title),
        "form": form,
        "activity": found,
        "back": _back(request, account, found),
        "then": request.GET.get("then", ""),
    }
    return form_answer(request, "plans/outcome_form.html", context)


@require_POST
def move(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Plan again, done, or drop with a reason."""
    account = seen_account(request, pk)
    found = seen_row(queries.visible_activities(reader(request)), account, row)
    state = request.POST.get("state", "")
    if state in set(State):
        actions.move_activity(
            by=reader(request), at=now(), activity=found, version=number(request.POST.get("version")),
            state=State(state), why=request.POST.get("reason", "")[:300],
        )  # fmt: skip
    return _after(request, account, found)


@require_POST
def remove(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Written by mistake."""
    account = seen_account(request, pk)
    found = seen_row(queries.visible_activities(reader(request)), account, row)
    actions.remove_activity(by=reader(request), at=now(), activity=found)
    messages.success(request, _("“%(name)s” was deleted.") % {"name": found})
    return redirect("account-plan", account.pk)


@require_POST
def correct(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """The wording means something else: set the label by hand, with a reason."""
    account = seen_account(request, pk)
    found = seen_row(queries.visible_activities(reader(request)), account, row)
    form = CorrectForm(request.POST, ids="correct")
    if form.is_valid():
        said = form.cleaned_data
        attempt(
            form,
            lambda: actions.correct(
                by=reader(request), at=now(), activity=found, label=Label(said["label"]), reason=said["reason"]
            ),
        )
    if form.errors:
        return _page(request, account, found.pk, form)
    return redirect("plan-activity", account.pk, found.pk)


@require_POST
def withdraw(request: HttpRequest, pk: int, row: int, correction: int) -> HttpResponse:
    """Take a correction back: the rules decide again."""
    account = seen_account(request, pk)
    found = seen_row(queries.visible_activities(reader(request)), account, row)
    rows = queries.visible_corrections(reader(request)).filter(activity=found, withdrawn_at=None)
    actions.withdraw(by=reader(request), at=now(), correction=get_object_or_404(rows, pk=correction))
    return redirect("plan-activity", account.pk, found.pk)


def _after(request: HttpRequest, account: Account, found: Activity) -> HttpResponse:
    """Back to where the step was moved: the board, one's own steps, its page, or its place in the plan."""
    then = request.POST.get("then", "")
    if then == "steps":
        return redirect(f"{reverse('my-steps')}#step-{found.pk}")
    if then == "board":
        return redirect(f"{reverse('account-plan-board', args=[account.pk])}#card-{found.pk}")
    if then == "page":
        return redirect("plan-activity", account.pk, found.pk)
    block = block_of(found)
    return block_answer(request, account, block, lambda: render_block(request, account, block))


def _back(request: HttpRequest, account: Account, found: Activity) -> str:
    places = {
        "steps": reverse("my-steps"),
        "board": reverse("account-plan-board", args=[account.pk]),
        "page": reverse("plan-activity", args=[account.pk, found.pk]),
    }
    return places.get(request.GET.get("then", ""), f"{reverse('account-plan', args=[account.pk])}#step-{found.pk}")
