"""Pages of contacts: the list, one person, adding, editing, deleting."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from innercircle.access.rules import Refused
from innercircle.directory import actions, queries
from innercircle.directory.models import Contact, Kind, Level
from innercircle.directory.tables import contacts_table
from innercircle.intake.queries import may_import
from innercircle.web.directory.frame import attempt, follow, now, reader, seen_account, seen_contact, today, words_of
from innercircle.web.directory.needs import needs_and_help
from innercircle.web.directory.people_forms import ContactForm, NewContactForm
from innercircle.web.export import KINDS, answer
from innercircle.web.listing import MOST_CHOICES, Filter, Listing, read_listing

_DIGITS = 18  # of a number the database can hold


def contacts(request: HttpRequest) -> HttpResponse:
    """The contacts at the accounts this person may see."""
    user, listing = reader(request), _listing(request)
    changeable = queries.changeable_accounts(user)
    context = {
        "listing": listing,
        "page": listing.page_of(_rows(request, listing)),
        "accounts": changeable[:200],
        "may_import": may_import(user),
        "query": request.GET.urlencode(),
    }
    return render(request, "directory/contacts.html", context)


def contacts_export(request: HttpRequest, kind: str) -> HttpResponse:
    """The contacts that fit the filter, a line for each post this person may see."""
    if kind not in KINDS:
        raise Http404
    accounts = queries.visible_accounts(reader(request))
    records = queries.contact_records(_rows(request, _listing(request)), accounts)
    header, rows = contacts_table(records, dict(accounts.values_list("pk", "name")))
    return answer(request, kind, _("contacts"), header, rows)


def _listing(request: HttpRequest) -> Listing:
    states = [
        ("here", _("Works there")),
        ("left", _("Left")),
        ("discovered", _("Discovered in a calendar")),
        ("placeholder", _("Name still unknown")),
        ("unaddressed", _("Without an e-mail address")),
    ]
    return read_listing(
        request.GET,
        sorts=queries.CONTACT_SORTS,
        default="name",
        filters=[
            *_account_filter(request),
            Filter("level", _("Level"), [*words_of(Level), (queries.NOBODY, _("None"))]),
            Filter("state", _("State"), states),
        ],
    )


def _account_filter(request: HttpRequest) -> list[Filter]:
    """The account to narrow by; among more than MOST_CHOICES only the one the address names, as links from it do."""
    accounts = queries.visible_accounts(reader(request)).values_list("pk", "name")
    offered, chosen = list(accounts[: MOST_CHOICES + 1]), request.GET.get("account", "")
    if len(offered) > MOST_CHOICES:
        named = chosen.isascii() and chosen.isdigit() and len(chosen) < _DIGITS
        offered = list(accounts.filter(pk=int(chosen))) if named else []
    return [Filter("account", _("Account"), [(str(pk), name) for pk, name in offered])] if offered else []


def _rows(request: HttpRequest, listing: Listing) -> Any:
    return queries.contact_list(reader(request), words=listing.words, sort=listing.sort, chosen=listing.chosen)


def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: addresses, where they work and worked, whom they report to."""
    user, row = reader(request), seen_contact(request, pk)
    changeable = queries.changeable_accounts(user)
    posts = list(queries.posts_of(user, row))
    mine = set(changeable.filter(pk__in=[post.account_id for post in posts]).values_list("pk", flat=True))
    running = [post for post in posts if post.until is None or post.until >= today()]
    context = {
        "contact": row,
        "crumbs": [(_("Contacts"), reverse("contacts")), (row.name, "")],
        "posts": [{"post": post, "may_change": post.account_id in mine, "current": post in running} for post in posts],
        "may_change": bool(mine),
        "current": running[0] if running else None,
        "double": len(running) > 1,
        "merges": queries.merges_into(Kind.CONTACT, row),
        "dependents": queries.dependents(row),
        "other_accounts": changeable[:200] if mine else [],
        **needs_and_help(running, today()),
    }
    return render(request, "directory/contact.html", context)


def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new person at an account."""
    user, account = reader(request), seen_account(request, pk)
    if not queries.changeable_accounts(user).filter(pk=pk).exists():
        raise Refused(_("You may see “%(name)s” but not change it.") % {"name": account})
    form = NewContactForm(request.POST or None, user=user, account=account)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            lambda: actions.add_contact(
                by=user, at=now(), account=account, values=form.values, emails=form.email_list, post=form.post
            ),
        )
        if made is not None:
            follow(request, _("“%(name)s” was added.") % {"name": made})
            return redirect("account", pk)
    crumbs = [
        (_("Accounts"), reverse("accounts")),
        (account.name, reverse("account", args=[pk])),
        (_("Add contact"), ""),
    ]
    context = {"form": form, "title": _("Add contact"), "lead": account.name, "crumbs": crumbs, "back": crumbs[1][1]}
    return render(request, "directory/form.html", context)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the person."""
    user, row = reader(request), seen_contact(request, pk)
    require_may_change(request, row)
    form = ContactForm(request.POST or None, contact=row)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        done = attempt(
            form,
            lambda: actions.change_contact(
                by=user, at=now(), contact=row, version=version, values=form.values, emails=form.email_list
            ),
        )
        if done is not None:
            follow(request, _("Saved."))
            return redirect("contact", pk)
    context = {
        "form": form,
        "title": _("Edit contact"),
        "back": reverse("contact", args=[pk]),
        "crumbs": crumbs(row, _("Edit")),
    }
    return render(request, "directory/form.html", context)


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a person nothing depends on."""
    row = seen_contact(request, pk)
    actions.delete_contact(by=reader(request), at=now(), contact=row)
    follow(request, _("“%(name)s” was deleted.") % {"name": row})
    return redirect("contacts")


def require_may_change(request: HttpRequest, row: Contact) -> None:
    """Refused unless this person may change an account where the contact works or worked."""
    mine = queries.changeable_accounts(reader(request)).filter(affiliations__contact=row)
    if not mine.exists():
        raise Refused(_("You may see “%(name)s” but not change this person.") % {"name": row})


def crumbs(row: Contact, title: str) -> list[tuple[str, str]]:
    """The way to a page about a contact."""
    return [(_("Contacts"), reverse("contacts")), (row.name, reverse("contact", args=[row.pk])), (title, "")]
