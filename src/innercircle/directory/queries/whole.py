"""The whole directory as a value, for rules that match addresses and names (`directory.rules.Matcher`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from innercircle.directory import rules
from innercircle.directory.models import (
    Account,
    AccountDomain,
    Affiliation,
    Colleague,
    ColleagueEmail,
    Contact,
    ContactEmail,
)

Value = TypeVar("Value")


def whole_directory() -> rules.Directory:
    """Everybody and every account, former ones too: calendars tell of the past. Six queries, whatever the size."""
    return rules.Directory(accounts=_accounts(), contacts=_contacts(), colleagues=_colleagues())


def colleagues_by_email(email: str) -> QuerySet[Colleague]:
    """The colleague with this address, whoever asks: for the terminal, which acts for the firm."""
    return Colleague.objects.filter(emails__address=rules.normal_address(email))


def leavers() -> dict[int, date]:
    """The colleagues who left, with their last day."""
    rows = Colleague.objects.filter(left_on__isnull=False).values_list("pk", "left_on")
    return {pk: left_on for pk, left_on in rows if left_on is not None}


def _accounts() -> tuple[rules.Account, ...]:
    domains = _grouped(AccountDomain.objects.values_list("account", "domain"))
    rows = Account.objects.order_by("pk").values_list("pk", "name", "time_zone", "parent")
    return tuple(
        rules.Account(pk, name, tuple(domains[pk]), ZoneInfo(time_zone), parent)
        for pk, name, time_zone, parent in rows.iterator()
    )


def _contacts() -> tuple[rules.Contact, ...]:
    emails = _grouped(ContactEmail.objects.values_list("contact", "address"))
    rows = Affiliation.objects.order_by("pk").values_list("contact", "account", "since", "until")
    affiliations = _grouped(
        (contact, rules.Affiliation(account, since, until)) for contact, account, since, until in rows.iterator()
    )
    return tuple(
        rules.Contact(pk, name, tuple(emails[pk]), tuple(affiliations[pk]))
        for pk, name in Contact.objects.order_by("pk").values_list("pk", "name").iterator()
    )


def _colleagues() -> tuple[rules.Colleague, ...]:
    emails = _grouped(ColleagueEmail.objects.order_by("pk").values_list("colleague", "address"))
    rows = Colleague.objects.order_by("pk").values_list("pk", "name").iterator()
    return tuple(rules.Colleague(pk, name, tuple(emails[pk])) for pk, name in rows)


def _grouped(pairs: Iterable[tuple[int, Value]]) -> defaultdict[int, list[Value]]:
    groups: defaultdict[int, list[Value]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups
