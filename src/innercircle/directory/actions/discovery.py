"""People whom a calendar names before the directory does: added when an import is applied, and marked as discovered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from innercircle.access.actions import record, record_many
from innercircle.access.models import User
from innercircle.directory.models import Affiliation, Colleague, ColleagueEmail, Contact, ContactEmail
from innercircle.kit.parts import parts

_LONGEST_NAME = 200
_AT_A_TIME = 5_000
_BATCH = 500  # rows in one statement


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody at a known domain whom nobody listed: the name the calendar gives ("" for none) and the account."""

    name: str
    account: int


@transaction.atomic
def discover_contacts(
    *, by: User | None, at: datetime, found: Mapping[str, Found], sample: bool = False
) -> dict[str, int]:
    """Contacts for these addresses (normalised), each with an undated affiliation; returns the contact of each.

    An address that was listed meanwhile keeps its contact. One audit line per person.
    """
    known = _known(ContactEmail, "contact", found)
    fresh = {address: who for address, who in found.items() if address not in known}
    rows = [Contact(name=_name(who.name, address), discovered=True, sample=sample) for address, who in fresh.items()]
    made = Contact.objects.bulk_create(rows, batch_size=_BATCH)  # many at once: nobody else writes meanwhile
    people = list(zip(made, fresh.items(), strict=True))
    emails = (ContactEmail(contact=row, address=address) for row, (address, _who) in people)
    ContactEmail.objects.bulk_create(emails, batch_size=_BATCH)
    posts = (Affiliation(contact=row, account_id=who.account) for row, (_address, who) in people)
    Affiliation.objects.bulk_create(posts, batch_size=_BATCH)
    record_many(
        by=by,
        at=at,
        action="directory.contact.discovered",
        entries=[
            (row, {}, {"name": row.name, "email": address, "discovered": True}) for row, (address, _who) in people
        ],
        accounts={row.pk: who.account for row, (_address, who) in people},
    )
    return known | {address: row.pk for row, (address, _who) in people}


@transaction.atomic
def discover_colleagues(
    *, by: User | None, at: datetime, found: Mapping[str, str], sample: bool = False
) -> dict[str, int]:
    """Colleagues for these addresses at our own domains, by the names calendars give; returns the colleague of each."""
    known = _known(ColleagueEmail, "colleague", found)
    for address, name in found.items():
        if address not in known:
            colleague = Colleague.objects.create(name=_name(name, address), sample=sample)
            ColleagueEmail.objects.create(colleague=colleague, address=address)
            after = {"name": colleague.name, "email": address}
            record(by=by, at=at, action="directory.colleague.discovered", target=colleague, after=after)
            known[address] = colleague.pk
    return known


def _known(model: type[ContactEmail | ColleagueEmail], person: str, found: Mapping[str, object]) -> dict[str, int]:
    return {
        address: pk
        for part in parts(found, _AT_A_TIME)
        for address, pk in model.objects.filter(address__in=part).values_list("address", f"{person}_id")
    }


def _name(name: str, address: str) -> str:
    """The given name; without one, the address's local part read as a name: `new.person@…` is New Person."""
    if name and "@" not in name:
        return name[:_LONGEST_NAME]
    local = address.partition("@")[0].partition("+")[0]
    words = local.replace(".", " ").replace("_", " ").replace("-", " ").split()
    return " ".join(word.capitalize() for word in words)[:_LONGEST_NAME] or address[:_LONGEST_NAME]
