"""Proposed duplicates, among what this person may change, and the merges that can be undone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Q, QuerySet

from innercircle.access.models import User
from innercircle.directory.likeness import Organisation, Pair, Person, alike_organisations, alike_people
from innercircle.directory.models import (
    Account,
    AccountDomain,
    Affiliation,
    Apart,
    Contact,
    ContactEmail,
    Kind,
    Merge,
)
from innercircle.directory.queries.visible import changeable_accounts, visible_accounts, visible_contacts

Row = TypeVar("Row", Account, Contact)


@dataclass(frozen=True, slots=True)
class Proposal(Generic[Row]):
    """Two rows that may be one; `keep` is the one with the longer history (the older row)."""

    keep: Row
    other: Row
    pair: Pair


def duplicate_contacts(user: User) -> list[Proposal[Contact]]:
    """People at accounts this user may change that may be one person, the surest first."""
    at = Affiliation.objects.filter(account__in=changeable_accounts(user)).select_related("contact")
    emails: defaultdict[int, list[str]] = defaultdict(list)
    for contact_id, address in ContactEmail.objects.values_list("contact_id", "address"):
        emails[contact_id].append(address)
    rows = {row.contact_id: row.contact for row in at}
    people = (Person(row.contact_id, row.contact.name, row.account_id, tuple(emails[row.contact_id])) for row in at)
    return _proposals(Kind.CONTACT, alike_people(people), rows)


def duplicate_accounts(user: User) -> list[Proposal[Account]]:
    """Accounts this user may change that may be one organisation, the surest first."""
    rows = {row.pk: row for row in changeable_accounts(user)}
    domains: defaultdict[int, list[str]] = defaultdict(list)
    for account_id, domain in AccountDomain.objects.filter(account__in=rows).values_list("account_id", "domain"):
        domains[account_id].append(domain)
    firms = (Organisation(pk, row.name, tuple(domains[pk])) for pk, row in rows.items())
    return _proposals(Kind.ACCOUNT, alike_organisations(firms), rows)


def _proposals(kind: Kind, pairs: list[Pair], rows: dict[int, Row]) -> list[Proposal[Row]]:
    apart = set(Apart.objects.filter(kind=kind).values_list("first_id", "second_id"))
    return [
        Proposal(rows[pair.first], rows[pair.second], pair) for pair in pairs if (pair.first, pair.second) not in apart
    ]


def visible_merges(user: User) -> QuerySet[Merge]:
    """The merges whose kept row this user may see, newest first."""
    contacts = Q(kind=Kind.CONTACT, kept_id__in=visible_contacts(user).values("pk"))
    accounts = Q(kind=Kind.ACCOUNT, kept_id__in=visible_accounts(user).values("pk"))
    return Merge.objects.filter(contacts | accounts)
