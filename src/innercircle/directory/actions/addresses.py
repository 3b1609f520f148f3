"""Domains of accounts and addresses of people: one owner each, never free-mail as a client, never ours as theirs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from innercircle.access.models import User
from innercircle.directory.actions.gate import touch
from innercircle.directory.models import Account, AccountDomain, Colleague, ColleagueEmail, Contact, ContactEmail
from innercircle.directory.queries import visible_accounts, visible_contacts
from innercircle.directory.rules import (
    address_fault,
    domain_fault,
    domain_of,
    normal_address,
    normal_domain,
    own_domains,
    with_parents,
)


def ours() -> frozenset[str]:
    """Our own domains, from the colleagues' addresses."""
    return own_domains(ColleagueEmail.objects.values_list("address", flat=True))


def set_domains(account: Account, domains: Sequence[str], by: User | None) -> list[str]:
    """Make these the account's domains; ValidationError with a sentence per wrong one. Returns what was set."""
    wanted = list(dict.fromkeys(filter(None, map(normal_domain, domains))))
    own = ours()
    faults = [fault for domain in wanted if (fault := domain_fault(domain, own) or _claimed(domain, account, by))]
    if faults:
        raise ValidationError({"domains": faults})
    account.domains.exclude(domain__in=wanted).delete()
    known = set(account.domains.values_list("domain", flat=True))
    AccountDomain.objects.bulk_create(
        AccountDomain(account=account, domain=each) for each in wanted if each not in known
    )
    return wanted


def _claimed(domain: str, account: Account, by: User | None) -> str | None:
    other = AccountDomain.objects.filter(domain=domain).exclude(account=account).values_list("account_id", flat=True)
    if not other:
        return None
    seen = (Account.objects.all() if by is None else visible_accounts(by)).filter(pk__in=other).first()
    if seen is None:
        return _("%(domain)s already belongs to another account.") % {"domain": domain}
    return _("%(domain)s already belongs to “%(account)s”.") % {"domain": domain, "account": seen}


def set_contact_emails(contact: Contact, addresses: Sequence[str], by: User | None) -> list[str]:
    """Make these the person's addresses; ValidationError with a sentence per wrong one."""
    wanted = _wanted(addresses)
    own = ours()
    faults = [fault for each in wanted if (fault := address_fault(each) or _not_theirs(each, contact, own, by))]
    if faults:
        raise ValidationError({"emails": faults})
    contact.emails.exclude(address__in=wanted).delete()
    known = set(contact.emails.values_list("address", flat=True))
    ContactEmail.objects.bulk_create(
        ContactEmail(contact=contact, address=each) for each in wanted if each not in known
    )
    return wanted


def _not_theirs(address: str, contact: Contact, own: frozenset[str], by: User | None) -> str | None:
    if not own.isdisjoint(with_parents(domain_of(address))):
        return _("%(address)s is an address of our own: keep this person as a colleague.") % {"address": address}
    if ColleagueEmail.objects.filter(address=address).exists():
        return _("%(address)s is a colleague's address.") % {"address": address}
    return _used(address, contact, by)


def _used(address: str, contact: Contact, by: User | None) -> str | None:
    other = ContactEmail.objects.filter(address=address).exclude(contact=contact).values_list("contact_id", flat=True)
    if not other:
        return None
    seen = (Contact.objects.all() if by is None else visible_contacts(by)).filter(pk__in=other).first()
    if seen is None:
        return _("%(address)s already belongs to another contact.") % {"address": address}
    return _("%(address)s already belongs to “%(name)s”; if it is the same person, merge the two.") % {
        "address": address,
        "name": seen,
    }


def set_colleague_emails(colleague: Colleague, addresses: Sequence[str]) -> list[str]:
    """Make these the colleague's addresses; ValidationError with a sentence per wrong one."""
    wanted = _wanted(addresses)
    faults = [fault for each in wanted if (fault := address_fault(each) or _not_ours(each, colleague))]
    if faults:
        raise ValidationError({"emails": faults})
    colleague.emails.exclude(address__in=wanted).delete()
    known = set(colleague.emails.values_list("address", flat=True))
    rows = (ColleagueEmail(colleague=colleague, address=each) for each in wanted if each not in known)
    ColleagueEmail.objects.bulk_create(rows)
    return wanted


def touch_where_it_matters(addresses: Iterable[str], known: frozenset[str]) -> None:
    """Mark every account where a colleague's address came or went outside the domains `known` as ours before and after.

    Such an address decides for every meeting it is on whether one of ours was there.
    """
    same = known & ours()
    if any(domain_of(address) not in same for address in addresses):
        touch(Account.objects.values_list("pk", flat=True))


def _not_ours(address: str, colleague: Colleague) -> str | None:
    if ColleagueEmail.objects.filter(address=address).exclude(colleague=colleague).exists():
        return _("%(address)s already belongs to another colleague.") % {"address": address}
    if ContactEmail.objects.filter(address=address).exists():
        return _("%(address)s is a contact's address.") % {"address": address}
    claimed = AccountDomain.objects.filter(domain__in=[*with_parents(domain_of(address))]).first()
    if claimed is not None:
        return _("%(domain)s is a client's domain, so this cannot be a colleague's address.") % {"domain": claimed}
    return None


def _wanted(addresses: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, map(normal_address, addresses))))
