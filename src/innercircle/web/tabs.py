"""The views of one account: every area that has a page for an account adds one line here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from innercircle.directory.models import Account

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Tab:
    """One view as `<c-tabs>` shows it."""

    label: _StrPromise
    href: str
    icon: str
    current: bool


_VIEWS = (
    ("account", _("Overview"), "building-community"),
    ("account-map", _("Map"), "sitemap"),
    ("account-analysis", _("Findings and steps"), "bulb"),
    ("account-plan", _("Plan"), "target"),
    ("account-hours", _("Hours"), "clock"),
    ("account-meetings", _("Meetings"), "calendar-event"),
    ("account-words", _("Words against actions"), "message-2"),
    ("account-closes", _("Month close"), "calendar-check"),
    ("account-asset", _("Asset"), "trending-up"),
    ("account-dependence", _("Dependence"), "link"),
    ("account-document", _("Document"), "file-text"),
)


def account_tabs(account: Account, current: str) -> tuple[Tab, ...]:
    """The tabs of an account's pages; `current` is the name of the address of the view shown."""
    return tuple(Tab(label, reverse(name, args=[account.pk]), icon, name == current) for name, label, icon in _VIEWS)
