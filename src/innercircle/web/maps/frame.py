"""What every page of the map begins with."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from innercircle.access.rules import Refused
from innercircle.directory import queries as directory
from innercircle.directory.models import Account, Affiliation, Colleague
from innercircle.kit.month import Month
from innercircle.maps.rules.evidence import DAY, LONG, Evidence
from innercircle.web.hours.frame import may_change, reader, seen_account


def changeable_account(request: HttpRequest, pk: int) -> Account:
    """The account if this person may change it: 404 unless they see it, a refusal unless they may change it."""
    account = seen_account(request, pk)
    if not may_change(request, account):
        raise Refused(_("You may see “%(name)s” but not change it.") % {"name": account})
    return account


def seen_post(request: HttpRequest, account: Account, pk: int) -> Affiliation:
    """A person's post at this account."""
    posts = directory.visible_posts(reader(request)).filter(account=account)
    return get_object_or_404(posts.select_related("account", "contact"), pk=pk)


def colleagues(request: HttpRequest) -> list[Colleague]:
    """Our people who are still here, to choose from."""
    return list(directory.visible_colleagues(reader(request)).filter(left_on=None))


def say_faults(request: HttpRequest, form: Form) -> None:
    """What is wrong, field by field, above the content."""
    for name, faults in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        words = " ".join(map(str, faults))
        messages.error(request, f"{label}: {words}" if label else words)


def meetings_of_both(account: int, contact: int, colleague: int, found: Evidence, at: datetime) -> str:
    """The page of exactly the meetings that are counted of two people in a year, or of the last; nothing for none."""
    if found.last is None:
        return ""
    now_ = int(at.timestamp())
    first, last = (now_ - LONG * DAY, now_) if found.meetings else (found.last, found.last)
    span = f"from={Month.at(first - DAY, UTC)}&to={Month.at(last + DAY, UTC)}&since={first}&until={last}"
    return f"{reverse('account-meetings', args=[account])}?contact={contact}&colleague={colleague}&{span}"


def crumbs(account: Account, title: str) -> list[tuple[str, str]]:
    """The way to a view of an account."""
    way = [(_("Portfolio"), reverse("portfolio")), (account.name, reverse("account", args=[account.pk]))]
    return [*way, (title, "")]
