"""What every page of client hours begins with: who asks, which account, which month, under which policy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from innercircle.access.models import User
from innercircle.directory import queries as directory
from innercircle.directory.models import Account
from innercircle.hours.rules import Policy
from innercircle.kit.month import Month
from innercircle.web.tabs import account_tabs

_FIRST_YEAR, _LAST_YEAR = 1900, 9990


def reader(request: HttpRequest) -> User:
    """The person who asks; the log-in middleware lets nobody else through."""
    user = request.user
    if not isinstance(user, User):
        raise Http404
    return user


def now() -> datetime:
    """The clock, read at the door."""
    return timezone.now()


def seen_account(request: HttpRequest, pk: int) -> Account:
    """The account if this person may see it; 404 otherwise, as if it did not exist. Knows who may change it."""
    user = reader(request)
    changeable = Exists(directory.changeable_accounts(user).filter(pk=OuterRef("pk")))
    rows = directory.visible_accounts(user).select_related("account_manager").annotate(changeable=changeable)
    return get_object_or_404(rows, pk=pk)


def account_zone(account: Account) -> ZoneInfo:
    """The clock on which the account's months begin and end."""
    return ZoneInfo(account.time_zone)


def local_time(epoch: int, account: Account) -> datetime:
    """A moment on the account's clock."""
    return datetime.fromtimestamp(epoch, account_zone(account))


def may_change(request: HttpRequest, account: Account) -> bool:
    """Whether this person may also write to the account; `seen_account` asked that already."""
    known: bool | None = getattr(account, "changeable", None)
    if known is not None:
        return known
    return directory.changeable_accounts(reader(request)).filter(pk=account.pk).exists()


def policy_of(request: HttpRequest) -> Policy:
    """The policy in the address; people who see each other count where nothing is said."""
    try:
        return Policy(request.GET.get("policy", Policy.SEEN))
    except ValueError:
        return Policy.SEEN


def month_of(text: str) -> Month:
    """The month in the address; 404 for what is no month, or none whose neighbours have a clock."""
    try:
        month = Month.parse(text)
    except ValueError as fault:
        raise Http404 from fault
    if not _FIRST_YEAR <= month.year <= _LAST_YEAR:
        raise Http404
    return month


def policy_choices(request: HttpRequest) -> list[dict[str, Any]]:
    """Both policies as one switch that keeps the rest of the address: the other figure is one click away."""
    now_ = policy_of(request)
    words = {Policy.SEEN: _("In person and video"), Policy.IN_PERSON: _("In person only")}
    return [{"label": words[each], "href": _with(request, each), "current": each is now_} for each in Policy]


def _with(request: HttpRequest, policy: Policy) -> str:
    query = request.GET.copy()
    query.pop("policy", None)
    if policy is not Policy.SEEN:
        query["policy"] = policy.value
    return f"{request.path}?{query.urlencode()}" if query else request.path


def query_of(policy: Policy, **more: str) -> str:
    """The part of an address after the path that keeps the policy, `?policy=…` or nothing."""
    parts = ([f"policy={policy.value}"] if policy is not Policy.SEEN else []) + [
        f"{key}={val}" for key, val in more.items()
    ]
    return f"?{'&'.join(parts)}" if parts else ""


def account_context(
    request: HttpRequest, account: Account, view: str, title: str = "", *, change: bool | None = None
) -> Mapping[str, Any]:
    """What every page of an account shows around its content; `change` where it was asked already who may write."""
    crumbs = [
        (_("Portfolio"), reverse("portfolio")),
        (account.name, reverse("account", args=[account.pk]) if title else ""),
    ]
    return {
        "account": account,
        "crumbs": [*crumbs, (title, "")] if title else crumbs,
        "tabs": account_tabs(account, view),
        "policy": policy_of(request),
        "policies": policy_choices(request),
        "query": query_of(policy_of(request)),
        "may_change": may_change(request, account) if change is None else change,
    }
