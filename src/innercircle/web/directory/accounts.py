"""Pages of accounts: the list, one account's facts, adding, editing, handing over, figures, deleting."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from innercircle.access.queries import teams
from innercircle.access.rules import Refused, Role
from innercircle.directory import actions, queries
from innercircle.directory.models import Account, Kind, Segment, Status
from innercircle.directory.tables import accounts_table
from innercircle.intake.queries import may_import
from innercircle.web.directory.account_forms import (
    AccountForm,
    CareForm,
    NewAccountForm,
    YearForms,
    figures_of,
    years_of,
)
from innercircle.web.directory.fields import Versioned
from innercircle.web.directory.frame import attempt, follow, now, reader, seen_account, today, words_of
from innercircle.web.export import KINDS, answer
from innercircle.web.listing import Filter, Listing, read_listing
from innercircle.web.tabs import account_tabs


def accounts(request: HttpRequest) -> HttpResponse:
    """The accounts this person may see."""
    user, listing = reader(request), _listing(request)
    rows = _rows(request, listing)
    context = {
        "listing": listing,
        "page": listing.page_of(rows),
        "year": today().year,
        "may_add": may_add(request),
        "may_import": may_import(user),
        "query": request.GET.urlencode(),
    }
    return render(request, "directory/accounts.html", context)


def accounts_export(request: HttpRequest, kind: str) -> HttpResponse:
    """The accounts that fit the filter, as a file an import takes back."""
    if kind not in KINDS:
        raise Http404
    user = reader(request)
    records = queries.account_records(_rows(request, _listing(request)))
    names = dict(queries.visible_accounts(user).values_list("pk", "name"))
    people = {each.id: each for each in queries.colleague_records(queries.visible_colleagues(user))}
    header, rows = accounts_table(records, names, people)
    return answer(request, kind, _("accounts"), header, rows)


def _listing(request: HttpRequest) -> Listing:
    user = reader(request)
    none = (queries.NOBODY, _("None"))
    managers = queries.visible_colleagues(user).filter(managed_accounts__in=queries.visible_accounts(user)).distinct()
    return read_listing(
        request.GET,
        sorts=queries.ACCOUNT_SORTS,
        default="name",
        filters=[
            Filter("account_manager", _("Account manager"), [*((str(row.pk), row.name) for row in managers), none]),
            Filter("team", _("Team"), [*((str(row.pk), row.name) for row in teams(user)), none]),
            Filter("segment", _("Segment"), [*words_of(Segment), none]),
            Filter("status", _("Status"), words_of(Status)),
        ],
    )


def _rows(request: HttpRequest, listing: Listing) -> Any:
    return queries.account_list(
        reader(request), words=listing.words, sort=listing.sort, chosen=listing.chosen, year=today().year
    )


def may_add(request: HttpRequest) -> bool:
    """Whether this person may add an account at all."""
    return reader(request).role in {Role.ADMINISTRATOR, Role.MANAGER, Role.ACCOUNT_MANAGER}


def account(request: HttpRequest, pk: int) -> HttpResponse:
    """What is known of one account: facts, who looks after it, figures, people, the organisations below."""
    user = reader(request)
    row = get_object_or_404(queries.visible_accounts(user).select_related("team", "account_manager"), pk=pk)
    parent = queries.visible_accounts(user).filter(pk=row.parent_id or 0).first()
    context = _frame(request, row) | {
        "parent": parent,
        "children": queries.children_of(user, row),
        "posts": queries.people_at(user, row),
        "members": row.members.all(),
        "years": row.years.all(),
        "merges": queries.merges_into(Kind.ACCOUNT, row),
        "dependents": queries.dependents(row),
        "today": today(),
    }
    return render(request, "directory/account.html", context)


def _frame(request: HttpRequest, row: Account, title: str = "") -> dict[str, Any]:
    crumbs = [(_("Accounts"), reverse("accounts")), (row.name, reverse("account", args=[row.pk]) if title else "")]
    mine = queries.changeable_accounts(reader(request)).filter(pk=row.pk).exists()
    return {
        "account": row,
        "may_change": mine,
        "tabs": account_tabs(row, "account"),
        "crumbs": [*crumbs, (title, "")] if title else crumbs,
    }


def _require_may_change(request: HttpRequest, row: Account) -> None:
    """The page of a form is refused as the form itself would be, so that nobody fills it in for nothing."""
    if not queries.changeable_accounts(reader(request)).filter(pk=row.pk).exists():
        raise Refused(_("You may see “%(name)s” but not change it.") % {"name": row})


def add(request: HttpRequest) -> HttpResponse:
    """A new account."""
    user = reader(request)
    if not may_add(request):
        raise Refused(_("Accounts are added by administrators, managers and account managers."))
    form = NewAccountForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form, lambda: actions.add_account(by=user, at=now(), values=form.values, domains=form.domain_list)
        )
        if made is not None:
            follow(request, _("“%(name)s” was added.") % {"name": made})
            return redirect("account", made.pk)
    context = {
        "form": form,
        "title": _("Add account"),
        "back": reverse("accounts"),
        "crumbs": [(_("Accounts"), reverse("accounts")), (_("Add account"), "")],
    }
    return render(request, "directory/form.html", context)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change facts and domains."""
    user, row = reader(request), seen_account(request, pk)
    _require_may_change(request, row)
    form = AccountForm(request.POST or None, user=user, account=row)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        done = attempt(
            form,
            lambda: actions.change_account(
                by=user, at=now(), account=row, version=version, values=form.values, domains=form.domain_list
            ),
        )
        if done is not None:
            follow(request, _("Saved."))
            return redirect("account", pk)
    title = _("Edit")
    context = _frame(request, row, title) | {"form": form, "title": _("Edit account"), "back": _page(row)}
    return render(request, "directory/form.html", context)


def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who looks after the account."""
    user, row = reader(request), seen_account(request, pk)
    _require_may_change(request, row)
    form = CareForm(request.POST or None, user=user, account=row)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        done = attempt(
            form, lambda: actions.assign_account(by=user, at=now(), account=row, version=version, **form.care)
        )
        if done is not None:
            follow(request, _("Saved."))
            seen = queries.visible_accounts(user).filter(pk=pk).exists()  # an account can be handed over
            return redirect("account", pk) if seen else redirect("accounts")
    context = _frame(request, row, _("Account team")) | {"form": form, "back": _page(row)}
    return render(request, "directory/care.html", context)


def years(request: HttpRequest, pk: int) -> HttpResponse:
    """Revenue and profit, year by year."""
    user, row = reader(request), seen_account(request, pk)
    _require_may_change(request, row)
    forms = YearForms(request.POST or None, initial=years_of(row, today().year))
    holder = Versioned(request.POST or None, initial={"version": row.version})
    if request.method == "POST" and forms.is_valid() and holder.is_valid():
        found, version = figures_of(form.cleaned_data for form in forms), holder.cleaned_data["version"]
        done = attempt(holder, lambda: actions.set_years(by=user, at=now(), account=row, version=version, years=found))
        if done is not None:
            follow(request, _("Saved."))
            return redirect("account", pk)
    if forms.is_bound and forms.non_form_errors():
        raise ValidationError(list(forms.non_form_errors()))
    context = _frame(request, row, _("Revenue and profit")) | {"forms": forms, "form": holder, "back": _page(row)}
    return render(request, "directory/years.html", context)


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete an account nothing depends on."""
    row = seen_account(request, pk)
    actions.delete_account(by=reader(request), at=now(), account=row)
    follow(request, _("“%(name)s” was deleted.") % {"name": row})
    return redirect("accounts")


def _page(row: Account) -> str:
    return reverse("account", args=[row.pk])
