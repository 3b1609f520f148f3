"""Who is whom: the directory as a value, and whose an address is on a day.

Source of the rules: spec 10 (Directory), spec 80 (Matching); in plain words `docs/rules/client-hours.md`.
Both the database and `directory.files` build a `Directory`; everything above asks its `Matcher`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from enum import StrEnum
from functools import lru_cache
from importlib import resources

from publicsuffixlist import PublicSuffixList


class Standing(StrEnum):
    """What an address turned out to be."""

    COLLEAGUE = "colleague"  # one of ours: listed, or an address at our own domain
    CONTACT = "contact"  # a listed person of an account, affiliated on that day
    DISCOVERED = "discovered"  # an unlisted address at an account's domain
    NOBODY = "nobody"


class Unmatched(StrEnum):
    """Why an address is nobody's."""

    NO_ADDRESS = "no address"
    FREE_MAIL = "free-mail address"
    UNKNOWN_DOMAIN = "domain of no account"
    NOT_AFFILIATED = "not affiliated on that day"


@dataclass(frozen=True, slots=True)
class Account:
    """A client organisation; `domains` are e-mail domains in lower case, `zone` decides where its months begin."""

    id: int
    name: str
    domains: tuple[str, ...] = ()
    zone: tzinfo = UTC
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class Affiliation:
    """A contact belongs to an account from one day to another, both included; None means without bound."""

    account: int
    since: date | None = None
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the person belongs to the account on `day`."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Contact:
    """A person on the client's side, with every address and every affiliation; `id` is unique among contacts."""

    id: int
    name: str
    emails: tuple[str, ...]
    affiliations: tuple[Affiliation, ...]
    department: str = ""
    level: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person on our side; `id` is unique among colleagues."""

    id: int
    name: str
    emails: tuple[str, ...]
    team: str = ""


@dataclass(frozen=True, slots=True)
class Directory:
    """Everybody and every account that an address can turn out to be."""

    accounts: tuple[Account, ...] = ()
    contacts: tuple[Contact, ...] = ()
    colleagues: tuple[Colleague, ...] = ()

    @property
    def own_domains(self) -> frozenset[str]:
        """Our own domains: those of the colleagues' addresses, free-mail apart."""
        return own_domains(email for colleague in self.colleagues for email in colleague.emails)


@dataclass(frozen=True, slots=True)
class Match:
    """Whose an address is. `person` is a contact's or colleague's id by `standing`.

    For somebody not listed (discovered, or a further address at our own domain) `person` is a negative number that
    one `Matcher` gives to that address and keeps; it means nothing outside of that matcher.
    """

    standing: Standing
    person: int = 0
    account: int | None = None
    why: Unmatched | None = None

    @property
    def listed(self) -> bool:
        """Whether the person stands in the directory."""
        return self.person > 0


def normal_address(text: str) -> str:
    """An e-mail address as it is compared: trimmed, without `mailto:`, in lower case."""
    address = text.strip().lower()
    return address.removeprefix("mailto:").strip()


def normal_domain(text: str) -> str:
    """A domain as it is compared: lower case, in ASCII form, without `@`, scheme, path, port or `www.`."""
    domain = text.strip().lower()
    domain = domain.partition("://")[2] or domain
    domain = domain.rpartition("@")[2].partition("/")[0].partition(":")[0].strip(". ").removeprefix("www.")
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain


def domain_of(address: str) -> str:
    """The part after the `@`, "" where there is none."""
    _, at, domain = address.rpartition("@")
    return domain if at else ""


def with_parents(domain: str) -> Iterator[str]:
    """The domain and the domains it lies in, longest first: `eu.beta.example`, `beta.example`, `example`."""
    while domain:
        yield domain
        domain = domain.partition(".")[2]


@lru_cache(maxsize=1)
def free_mail_domains() -> frozenset[str]:
    """The domains of mailbox providers for anybody, from `free_mail.txt` (its head says where the list is from)."""
    text = resources.files("innercircle.directory").joinpath("free_mail.txt").read_text("utf-8")
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return frozenset(line for line in lines if line)


def is_free_mail(domain: str) -> bool:
    """Whether the domain, or one it lies in, belongs to a mailbox provider for anybody."""
    return not free_mail_domains().isdisjoint(with_parents(domain))


def own_domains(emails: Iterable[str]) -> frozenset[str]:
    """Our own domains, derived from colleagues' addresses; a colleague's free-mail address makes none."""
    domains = {domain_of(normal_address(email)) for email in emails}
    return frozenset(domain for domain in domains if domain and not is_free_mail(domain))


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(only_icann=True)


def domain_fault(domain: str, ours: Iterable[str]) -> str | None:
    """Why `domain` (normalised) cannot be an account's, as a sentence; None when it can (spec 10, Account)."""
    if "." not in domain or any(mark in domain for mark in " ,;/@"):
        return f"“{domain}” is no e-mail domain; it reads like acme.example"
    if is_free_mail(domain):
        return f"{domain} is a free-mail provider: anybody can have an address there, so it cannot stand for a client"
    own = set(ours)
    if not own.isdisjoint(with_parents(domain)):
        return f"{domain} is our own domain (colleagues have addresses there), so it cannot be a client's"
    if _suffixes().publicsuffix(domain, accept_unknown=False) == domain:
        return f"{domain} is open to everybody's domains; write the client's own, like acme.{domain}"
    return None


def address_fault(address: str) -> str | None:
    """Why `address` (normalised) is no e-mail address, as a sentence; None when it is one."""
    local, _, domain = address.rpartition("@")
    if not local or not domain or any(mark.isspace() or mark in ",;<>" for mark in address) or "@" in local:
        return f"“{address}” is no e-mail address; it reads like kim@acme.example"
    return None


def family(accounts: Iterable[Account], root: int) -> tuple[int, ...]:
    """The account and all organisations below it, in the order found; a circle of parents ends the walk."""
    children: dict[int | None, list[int]] = {}
    for account in accounts:
        children.setdefault(account.parent, []).append(account.id)
    found = {root: None}
    waiting = [root]
    while waiting:
        for child in children.get(waiting.pop(), ()):
            if child not in found:
                found[child] = None
                waiting.append(child)
    return tuple(found)


def in_circle(parents: Mapping[int, int | None], account: int) -> bool:
    """Whether following `account`'s parents comes back to it."""
    seen: set[int] = set()
    step = parents.get(account)
    while step is not None and step not in seen:
        if step == account:
            return True
        seen.add(step)
        step = parents.get(step)
    return False


_OURS = -1  # stands for ourselves among the owners of domains
_FREE_MAIL = -2


@dataclass(slots=True)
class Matcher:
    """Answers whose an address is, quickly: every address is looked up once, then remembered.

    Exact address first (a colleague before a contact), then the longest matching domain; never free-mail. What a
    contact with dated affiliations is depends on the day and is asked again each time.
    """

    directory: Directory
    _colleagues: dict[str, int] = field(init=False)
    _contacts: dict[str, Contact] = field(init=False)
    _zones: dict[int, tzinfo] = field(init=False)
    _domains: dict[str, int] = field(init=False)
    _remembered: dict[str, Match | Contact] = field(init=False, default_factory=dict)
    _unlisted: dict[str, int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Turn the directory into look-up tables; of two claims to an address or a domain the first stays."""
        self._colleagues = {}
        for colleague in self.directory.colleagues:
            for email in colleague.emails:
                self._colleagues.setdefault(email, colleague.id)
        self._contacts = {}
        for contact in self.directory.contacts:
            for email in contact.emails:
                self._contacts.setdefault(email, contact)
        self._zones = {account.id: account.zone for account in self.directory.accounts}
        self._domains = dict.fromkeys(free_mail_domains(), _FREE_MAIL)
        self._domains.update(dict.fromkeys(self.directory.own_domains, _OURS))
        for account in self.directory.accounts:
            for domain in account.domains:
                self._domains.setdefault(domain, account.id)

    def resolve(self, address: str, at: int) -> Match:
        """Whose `address` (normalised) is on the day of `at` (epoch seconds), on the clock of the account asked."""
        found = self._found(address)
        return self._on_day(found, at) if isinstance(found, Contact) else found

    def is_ours(self, address: str) -> bool:
        """Whether the address is one of our people's; no day matters for that."""
        found = self._found(address)
        return isinstance(found, Match) and found.standing is Standing.COLLEAGUE

    def is_theirs(self, address: str) -> bool:
        """Whether the address is, on some day, that of an account's person."""
        found = self._found(address)
        return isinstance(found, Contact) or found.account is not None

    def _found(self, address: str) -> Match | Contact:
        found = self._remembered.get(address)
        if found is None:
            found = self._look_up(address)
            self._remembered[address] = found
        return found

    def unlisted(self) -> Mapping[str, int]:
        """The addresses met so far that no list has but whose domain is an account's or our own, with their numbers."""
        return self._unlisted

    def _look_up(self, address: str) -> Match | Contact:
        if not address:
            return Match(Standing.NOBODY, why=Unmatched.NO_ADDRESS)
        if (colleague := self._colleagues.get(address)) is not None:
            return Match(Standing.COLLEAGUE, colleague)
        if (contact := self._contacts.get(address)) is not None:
            return _undated(contact) or contact
        return self._by_domain(address)

    def _by_domain(self, address: str) -> Match:
        for domain in with_parents(domain_of(address)):
            owner = self._domains.get(domain)
            if owner == _FREE_MAIL:
                return Match(Standing.NOBODY, why=Unmatched.FREE_MAIL)
            if owner == _OURS:
                return Match(Standing.COLLEAGUE, self._number(address))
            if owner is not None:
                return Match(Standing.DISCOVERED, self._number(address), owner)
        return Match(Standing.NOBODY, why=Unmatched.UNKNOWN_DOMAIN if "@" in address else Unmatched.NO_ADDRESS)

    def _number(self, address: str) -> int:
        return self._unlisted.setdefault(address, -1 - len(self._unlisted))

    def _on_day(self, contact: Contact, at: int) -> Match:
        for affiliation in contact.affiliations:
            zone = self._zones.get(affiliation.account, UTC)
            if affiliation.covers(datetime.fromtimestamp(at, zone).date()):
                return Match(Standing.CONTACT, contact.id, affiliation.account)
        return Match(Standing.NOBODY, why=Unmatched.NOT_AFFILIATED)


def _undated(contact: Contact) -> Match | None:
    if contact.affiliations and contact.affiliations[0] == Affiliation(contact.affiliations[0].account):
        return Match(Standing.CONTACT, contact.id, contact.affiliations[0].account)
    return None
