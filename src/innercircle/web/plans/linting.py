"""The linter on pages: live while somebody writes, per account, over the whole portfolio; rules switched off and on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from innercircle.access.rules import may_administer
from innercircle.directory import queries as directory
from innercircle.directory.models import Account
from innercircle.kit.cells import Cell
from innercircle.plans import actions, queries
from innercircle.plans.models import SwitchedOff
from innercircle.plans.queries.linted import Entry
from innercircle.plans.queries.values import PlanSheet
from innercircle.plans.rules.catalogue import CATALOGUE, Severity
from innercircle.plans.rules.lint import Finding, Place, Silenced
from innercircle.plans.rules.written import Line, found
from innercircle.plans.wording import SEVERITY_WORDS, rule_title
from innercircle.web.directory.frame import attempt
from innercircle.web.export import KINDS, answer
from innercircle.web.hours.frame import now
from innercircle.web.listing import Filter, Listing, read_listing
from innercircle.web.plans.forms import ActivityForm, ReviewForm, WhyForm
from innercircle.web.plans.frame import (
    changeable_account,
    number,
    offered,
    plan_context,
    reader,
    seen_account,
    today,
    writing_account,
)
from innercircle.web.plans.sheet import exports, head_of
from innercircle.web.plans.shown import by_field, place_href, shown_finding, shown_judgement

_KEPT = 2000  # characters of a reason that was refused
_SLOTS = ("title", "want_to_learn", "useful", "on", "planned_minutes", "participants", "learned", "billable")


@require_POST
def lint(request: HttpRequest, pk: int) -> HttpResponse:
    """What the tests and the linter say of the step that is being written; nothing is stored."""
    account = writing_account(request, pk)
    row = number(request.POST.get("activity"))
    known = queries.visible_activities(reader(request)).filter(account=account, pk=row).first() if row else None
    form = ActivityForm(request.POST, offered=offered(request, account, known))
    said = form.half_said | ({"state": known.state} if known else {})
    found = queries.draft(said, now())
    off = _off_here(request, account, str(row or ""))
    begun = bool(said.get("title"))
    slots = by_field(each for each in found.findings if begun and each.code not in off)
    context = {
        "judged": shown_judgement(found.judgement) if begun else None,
        "slots": [(name, slots.get(name, [])) for name in _SLOTS if known or name != "learned"],
        "slot": request.POST.get("slot", "")[:40],
    }
    return render(request, "plans/lint.html", context)


def _off_here(request: HttpRequest, account: Account, key: str) -> set[str]:
    """The rules that do not count for this step."""
    rows = queries.visible_switches(reader(request))
    return {
        row.code
        for row in rows
        if row.account_id is None or (row.account_id == account.pk and (row.kind, row.key) == ("activity", key))
    }


def account_findings(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything the linter says of an account's plan, what was switched off and why, and the reviews."""
    account = seen_account(request, pk)
    return _findings_page(request, account, queries.plan_sheet(reader(request), account, now()))


def _findings_page(
    request: HttpRequest, account: Account, found: PlanSheet, fault: Mapping[str, Any] | None = None
) -> HttpResponse:
    """The page; after a fault with what was typed at the finding it was typed at."""
    context = {
        **plan_context(request, account, "account-plan-findings", sheet=found),
        "head": head_of(found),
        "findings": [_with_fault(_at_place(account.pk, each), fault) for each in found.findings.findings],
        "silenced": [_silenced(account.pk, each) for each in found.findings.silenced],
        "switches": [_switch(each) for each in found.switches],
        "reviews": found.reviews,
        "review_form": ReviewForm(today=today()),
        "exports": exports(account),
        "is_admin": may_administer(reader(request).role),
    }
    return render(request, "plans/account_findings.html", context, status=422 if fault else 200)


def _with_fault(shown: dict[str, Any], fault: Mapping[str, Any] | None) -> dict[str, Any]:
    """A finding with the reason somebody typed and what is wrong with it, where it was this finding."""
    if fault and (shown["code"], shown["kind"], shown["key"]) == fault["at"]:
        return {**shown, "fault": fault}
    return shown


def _at_place(account: int, found: Finding) -> dict[str, Any]:
    return {**shown_finding(found), "place_href": place_href(account, found.place.kind, found.place.key)}


def _silenced(account: int, each: Silenced) -> dict[str, Any]:
    return {**_at_place(account, each.finding), "why": each.reason}


def _switch(row: SwitchedOff) -> dict[str, Any]:
    """A switch with its rule; a rule that is gone keeps its code."""
    return {"row": row, "title": rule_title(row.code) if row.code in CATALOGUE else row.code}


@require_POST
def rule_off(request: HttpRequest, pk: int) -> HttpResponse:
    """A rule does not count at one place, with the reason; a finding that is gone meanwhile needs no switch."""
    account = changeable_account(request, pk)
    form, code = WhyForm(request.POST), request.POST.get("code", "")[:8]
    place = Place(request.POST.get("kind", "")[:20], request.POST.get("key", "")[:40])
    sheet = queries.plan_sheet(reader(request), account, now())
    if not any((each.code, each.place) == (code, place) for each in sheet.findings.findings):
        messages.info(request, _("That finding is gone by now, so nothing was switched off."))
        return redirect("account-plan-findings", account.pk)
    if form.is_valid():
        work = partial(
            actions.switch_off, by=reader(request), at=now(), code=code, account=account, place=place,
            reason=form.cleaned_data["reason"],
        )  # fmt: skip
        if attempt(form, work) is not None:
            messages.success(request, _("Switched off; it stands below with its reason."))
            return redirect("account-plan-findings", account.pk)
    return _findings_page(request, account, sheet, _fault(form, code, place.kind, place.key))


def _fault(form: WhyForm, *at: str) -> dict[str, Any]:
    """What was typed, where, and what is wrong with it."""
    words = [str(each) for faults in form.errors.values() for each in faults]
    return {"at": at, "reason": form.data.get("reason", "")[:_KEPT], "words": " ".join(words)}


@require_POST
def rule_on(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """The rule counts again."""
    account = changeable_account(request, pk)
    rows = queries.visible_switches(reader(request)).filter(account=account)
    actions.switch_on(by=reader(request), at=now(), off=get_object_or_404(rows, pk=row))
    return redirect("account-plan-findings", account.pk)


def portfolio_findings(request: HttpRequest) -> HttpResponse:
    """The findings of every account one may see; by code, severity and account manager."""
    return _portfolio_page(request)


def _portfolio_page(request: HttpRequest, fault: Mapping[str, Any] | None = None) -> HttpResponse:
    """The page; after a fault with what was typed."""
    listing = _listing(request)
    rows = list(_rows(request, listing))
    page = listing.page_of(rows)
    page.object_list = [_shown(*each) for each in page]
    counts = _by_severity(Counter(line[0] for _entry, line in rows))
    context = {
        "listing": listing,
        "page": page,
        "tiles": [
            {"word": SEVERITY_WORDS[each], "tone": each.value, "count": counts[each],
             "href": listing.href(severity=each.value, page=1)}
            for each in Severity
        ],
        "accounts": len({each.account for each, _line in rows}),
        "switches": [_switch(each) for each in queries.visible_switches(reader(request)).filter(account=None)],
        "rules": [(code, f"{code} {rule_title(code)}") for code in CATALOGUE],
        "is_admin": may_administer(reader(request).role),
        "query": request.GET.urlencode(),
        "fault": fault,
    }  # fmt: skip
    return render(request, "plans/findings_page.html", context, status=422 if fault else 200)


def _by_severity(codes: Counter[str]) -> Counter[Severity]:
    counts: Counter[Severity] = Counter()
    for code, number_ in codes.items():
        counts[CATALOGUE[code].severity] += number_
    return counts


def portfolio_findings_export(request: HttpRequest, kind: str) -> HttpResponse:
    """The same as a file."""
    if kind not in KINDS:
        raise Http404
    header = [
        *(_("Account"), _("Account manager"), _("Rule"), _("Severity"), _("Place"), _("What is wrong")),
        *(_("Detail"), _("What would help")),
    ]
    return answer(
        request, kind, _("plan findings"), header, _cells(_shown(*each) for each in _rows(request, _listing(request)))
    )


def _cells(rows: Iterable[dict[str, Any]]) -> Iterator[list[Cell]]:
    for each in rows:
        yield [
            *(each["account_name"], each["manager"], each["code"], str(each["severity"]), each["place"]),
            *(each["wrong"], each["detail"], each["better"]),
        ]


def _listing(request: HttpRequest) -> Listing:
    user = reader(request)
    accounts = directory.visible_accounts(user).order_by().exclude(account_manager=None)
    managers = accounts.values_list("account_manager_id", "account_manager__name").distinct()
    filters = (
        Filter("severity", _("Severity"), [(each.value, str(SEVERITY_WORDS[each])) for each in Severity]),
        Filter("code", _("Rule"), [(code, f"{code} {rule_title(code)}") for code in CATALOGUE]),
        Filter("manager", _("Account manager"), sorted(((str(pk), name) for pk, name in managers), key=lambda x: x[1])),
    )
    return read_listing(request.GET, sorts=("account",), default="account", filters=filters)


def _rows(request: HttpRequest, listing: Listing) -> Iterator[tuple[Entry, Line]]:
    """The findings that fit, each with its account, as they are stored: a page shows fifty of them."""
    chosen, words = listing.chosen, listing.words.casefold().split()
    manager, code, severity = (chosen.get(name) for name in ("manager", "code", "severity"))
    codes = {each for each, rule in CATALOGUE.items() if code in (None, each) and severity in (None, rule.severity)}
    for each in queries.entries(reader(request), now()):
        if manager in (None, str(each.manager)):
            for line in each.written.lines:
                if line[0] in codes and (not words or _says(each, line, words)):
                    yield each, line


def _says(each: Entry, line: Line, words: list[str]) -> bool:
    """Whether account and place hold every word."""
    text = f"{each.name} {line[3]}".casefold()
    return all(word in text for word in words)


def _shown(each: Entry, line: Line) -> dict[str, Any]:
    return {**_at_place(each.account, found(line)), "account": each.account, "account_name": each.name,
            "manager": each.manager_name}  # fmt: skip


@require_POST
def firm_rule_off(request: HttpRequest) -> HttpResponse:
    """A rule does not count in the whole firm; for administrators."""
    form, user = WhyForm(request.POST), reader(request)
    if not may_administer(user.role):
        raise Http404
    code = request.POST.get("code", "")[:8]
    if form.is_valid():
        work = partial(actions.switch_off, by=user, at=now(), code=code, reason=form.cleaned_data["reason"])
        if attempt(form, work) is not None:
            messages.success(request, _("Switched off in the whole firm; it stands below with its reason."))
            return redirect(f"{reverse('plan-findings')}#firm")
    return _portfolio_page(request, _fault(form, code))


@require_POST
def firm_rule_on(request: HttpRequest, row: int) -> HttpResponse:
    """The rule counts again in the whole firm."""
    if not may_administer(reader(request).role):
        raise Http404
    rows = queries.visible_switches(reader(request)).filter(account=None)
    actions.switch_on(by=reader(request), at=now(), off=get_object_or_404(rows, pk=row))
    return redirect(f"{reverse('plan-findings')}#firm")
