"""The directory from three CSV files in a folder: `accounts.csv`, `contacts.csv`, `colleagues.csv`.

Only the accounts' names and domains and the colleagues' e-mails are required. A wrong cell is reported with file, line
and column, and the rest is taken; `UnusableDirectoryError` is raised only where nothing could be counted at all.
Source of the rules: spec 10 (Directory), issue 2 (part 2, Bad input); in plain words `docs/rules/client-hours.md`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, tzinfo
from difflib import get_close_matches
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from innercircle.directory.rules import (
    Account,
    Affiliation,
    Colleague,
    Contact,
    Directory,
    address_fault,
    domain_fault,
    domain_of,
    in_circle,
    is_free_mail,
    normal_address,
    normal_domain,
    own_domains,
    with_parents,
)
from innercircle.kit.table import Column, Fault, Report, Row, UnusableTableError, read_table

ACCOUNTS, CONTACTS, COLLEAGUES = "accounts.csv", "contacts.csv", "colleagues.csv"

ACCOUNT_COLUMNS = (
    Column("name", ("account", "account name", "client", "company"), required=True),
    Column("domains", ("domain", "email domain", "email domains", "website"), required=True),
    Column("time_zone", ("zone", "tz")),
    Column("parent", ("parent account", "parent name")),
)
CONTACT_COLUMNS = (
    Column("account", ("account name", "client", "company")),
    Column("name", ("contact", "full name", "contact name")),
    Column("email", ("emails", "e-mail", "mail", "email address", "email addresses"), required=True),
    Column("title", ("job title", "position")),
    Column(
        "department",
    ),
    Column("level", ("seniority",)),
    Column("from", ("since", "valid from", "start date")),
    Column("to", ("until", "valid to", "end date")),
)
COLLEAGUE_COLUMNS = (
    Column("email", ("emails", "e-mail", "mail", "email address", "email addresses"), required=True),
    Column("name", ("colleague", "full name")),
    Column(
        "team",
    ),
)

_SEVERAL = re.compile(r"[\s,;|]+")


class UnusableDirectoryError(ValueError):
    """Without this nothing can be counted; the message says what is missing and what would be right."""


def read_directory(folder: Path, report: Report, *, zone: tzinfo = UTC) -> Directory:
    """The directory in `folder`; `zone` is the time zone of accounts that name none. Faults go to `report`.

    Raises `UnusableDirectoryError` when the folder, `accounts.csv` or `colleagues.csv` cannot be used.
    """
    reading = _Reading(report)
    reading.colleagues(_table(folder, COLLEAGUES, COLLEAGUE_COLUMNS, report))
    reading.accounts(_table(folder, ACCOUNTS, ACCOUNT_COLUMNS, report), zone)
    reading.contacts(_contact_rows(folder, report))
    return Directory(
        tuple(reading.account_of.values()), tuple(reading.contact_of.values()), tuple(reading.colleague_of.values())
    )


def _table(folder: Path, name: str, columns: tuple[Column, ...], report: Report) -> list[Row]:
    if not folder.is_dir():
        raise UnusableDirectoryError(
            f"{folder} is no folder; --directory names the folder that holds {ACCOUNTS} and {COLLEAGUES}"
        )
    path = _find(folder, name)
    if path is None:
        wanted = ", ".join(column.name for column in columns if column.required)
        raise UnusableDirectoryError(f"{folder} holds no {name}; it needs at least the columns: {wanted}")
    try:
        return read_table(path.read_bytes(), path.name, columns, report)
    except UnusableTableError as fault:
        raise UnusableDirectoryError(str(fault)) from None
    except OSError as fault:
        raise UnusableDirectoryError(f"{path} cannot be read: {fault.strerror or fault}") from None


def _find(folder: Path, name: str) -> Path | None:
    return next((path for path in sorted(folder.iterdir()) if path.name.casefold() == name and path.is_file()), None)


def _contact_rows(folder: Path, report: Report) -> list[Row]:
    """Contacts are not required: without the file, or with one of no use, people are told by their domain alone."""
    if _find(folder, CONTACTS) is None:
        return []
    try:
        return _table(folder, CONTACTS, CONTACT_COLUMNS, report)
    except UnusableDirectoryError as fault:
        report(Fault(CONTACTS, 0, "", f"is not used; people are told by their e-mail domain alone ({fault})"))
        return []


@dataclass(slots=True)
class _Reading:
    """What has been read so far, and what the next row is checked against."""

    report: Report
    colleague_of: dict[str, Colleague] = field(default_factory=dict)  # by first address
    account_of: dict[str, Account] = field(default_factory=dict)  # by case-folded name
    contact_of: dict[str, Contact] = field(default_factory=dict)  # by first address
    first_of: dict[str, str] = field(default_factory=dict)  # a contact's first address by any of the addresses
    account_by_domain: dict[str, Account] = field(default_factory=dict)
    line_of: dict[str, int] = field(default_factory=dict)  # of addresses, account names and domains, for messages
    ours: frozenset[str] = frozenset()

    def fault(self, file: str, row: Row, column: str, message: str, *, note: bool = False) -> None:
        """Report one wrong cell, or with column "" a whole row."""
        self.report(Fault(file, row.line, column, message, note))

    def colleagues(self, rows: Iterable[Row]) -> None:
        """Take the colleagues; their addresses tell our own domains."""
        for row in rows:
            emails = self._emails(COLLEAGUES, row)
            if emails:
                number = len(self.colleague_of) + 1
                name = row["name"] or emails[0]
                self.colleague_of[emails[0]] = Colleague(number, name, emails, row["team"])
        if not self.colleague_of:
            raise UnusableDirectoryError(
                f"{COLLEAGUES} names no colleague with an e-mail address; without one no meeting can be told to be ours"
            )
        self.ours = own_domains(email for each in self.colleague_of.values() for email in each.emails)

    def _emails(self, file: str, row: Row) -> tuple[str, ...]:
        """The row's valid addresses that nobody has yet; the others are reported."""
        cells = [normal_address(text) for text in _SEVERAL.split(row["email"]) if text]
        if not cells:
            self.fault(file, row, "email", "is empty; every person needs an e-mail address to be recognised")
        good = [email for email in dict.fromkeys(cells) if self._good_email(file, row, email)]
        self.line_of.update((f"{file} {email}", row.line) for email in good)
        return tuple(good)

    def _good_email(self, file: str, row: Row, email: str) -> bool:
        wrong = address_fault(email)
        line = self.line_of.get(f"{file} {email}")
        if wrong is None and file == COLLEAGUES and line is not None:
            wrong = f"{email} stands in line {line} already; this one is left out"
        if wrong is None and file == CONTACTS:
            wrong = self._ours_fault(email)
        if wrong:
            self.fault(file, row, "email", wrong)
        return wrong is None

    def _ours_fault(self, email: str) -> str | None:
        line = self.line_of.get(f"{COLLEAGUES} {email}")
        if line is not None:
            return f"{email} is our colleague ({COLLEAGUES}, line {line}), so it cannot be a client's person"
        if not self.ours.isdisjoint(with_parents(domain_of(email))):
            return f"{email} is an address at our own domain, so it cannot be a client's person"
        return None

    def accounts(self, rows: Iterable[Row], zone: tzinfo) -> None:
        """Take the accounts, then their parents (a parent may stand further down)."""
        taken: list[tuple[Row, Account]] = []
        for row in rows:
            account = self._account(row, zone, len(taken) + 1)
            if account:
                taken.append((row, account))
        if not taken:
            raise UnusableDirectoryError(f"{ACCOUNTS} names no account; it needs a name and its e-mail domains a line")
        parents = {account.id: self._parent(row) for row, account in taken}
        for row, account in taken:
            if in_circle(parents, account.id):
                self.fault(ACCOUNTS, row, "parent", f"{row['parent']} has {account.name} above it; left without parent")
                parents[account.id] = None
            settled = replace(account, parent=parents[account.id])
            self.account_of[account.name.casefold()] = settled
            self.account_by_domain.update(dict.fromkeys(account.domains, settled))

    def _account(self, row: Row, zone: tzinfo, number: int) -> Account | None:
        name, known = row["name"], self.line_of.get(f"account {row['name'].casefold()}")
        if not name:
            self.fault(ACCOUNTS, row, "name", "is empty; every account needs a name; the line is left out")
            return None
        if known is not None:
            self.fault(ACCOUNTS, row, "name", f"{name} stands in line {known} already; this line is left out")
            return None
        self.line_of[f"account {name.casefold()}"] = row.line
        account = Account(number, name, self._domains(row), self._zone(row, zone))
        self.account_of[name.casefold()] = account
        return account

    def _domains(self, row: Row) -> tuple[str, ...]:
        cells = [normal_domain(text) for text in _SEVERAL.split(row["domains"]) if text]
        if not cells:
            self.fault(ACCOUNTS, row, "domains", "is empty; only contacts listed by e-mail will be recognised")
        return tuple(domain for domain in dict.fromkeys(cells) if self._good_domain(row, domain))

    def _good_domain(self, row: Row, domain: str) -> bool:
        wrong, line = domain_fault(domain, self.ours), self.line_of.get(f"domain {domain}")
        if wrong is None and line is not None:
            wrong = f"{domain} belongs to the account in line {line} already; a domain can be one account's only"
        if wrong:
            self.fault(ACCOUNTS, row, "domains", wrong)
            return False
        self.line_of[f"domain {domain}"] = row.line
        return True

    def _zone(self, row: Row, default: tzinfo) -> tzinfo:
        text = row["time_zone"]
        if not text:
            return default
        zone = time_zone(text)
        if zone is None:
            self.fault(ACCOUNTS, row, "time_zone", f"{zone_fault(text)}; {default} is used instead")
        return zone or default

    def _parent(self, row: Row) -> int | None:
        name = row["parent"]
        parent = self.account_of.get(name.casefold())
        if name and parent is None:
            self.fault(
                ACCOUNTS, row, "parent", f"there is no account “{name}”{self._nearest(name)}; left without parent"
            )
        return parent.id if parent else None

    def _nearest(self, name: str) -> str:
        names = {key: account.name for key, account in self.account_of.items()}
        near = get_close_matches(name.casefold(), names, n=1)
        return f" (did you mean {names[near[0]]}?)" if near else ""

    def contacts(self, rows: Iterable[Row]) -> None:
        """Take the contacts; a second line with a known address is a second affiliation of the same person."""
        for row in rows:
            affiliation = self._affiliation(row)
            if affiliation:
                self._contact(row, affiliation, self._emails(CONTACTS, row))

    def _affiliation(self, row: Row) -> Affiliation | None:
        account = self.account_of.get(row["account"].casefold()) if row["account"] else self._by_domain(row)
        if account is None:
            self.fault(CONTACTS, row, "account", f"{self._no_account(row['account'])}; the line is left out")
            return None
        since, until = self._day(row, "from"), self._day(row, "to")
        if since and until and until < since:
            self.fault(CONTACTS, row, "to", f"{until} is before {since}; both dates are ignored")
            since = until = None
        return Affiliation(account.id, since, until)

    def _no_account(self, name: str) -> str:
        if not name:
            return "is empty, and no account has the e-mail's domain"
        return f"there is no account “{name}” in {ACCOUNTS}{self._nearest(name)}"

    def _by_domain(self, row: Row) -> Account | None:
        first = normal_address(next((text for text in _SEVERAL.split(row["email"]) if text), ""))
        owners = self.account_by_domain
        return next((owners[domain] for domain in with_parents(domain_of(first)) if domain in owners), None)

    def _day(self, row: Row, column: str) -> date | None:
        if not row[column]:
            return None
        try:
            return date.fromisoformat(row[column])
        except ValueError:
            self.fault(CONTACTS, row, column, f"“{row[column]}” is no date; it reads like 2026-03-31; ignored")
            return None

    def _contact(self, row: Row, affiliation: Affiliation, emails: tuple[str, ...]) -> None:
        known = next((self.first_of[email] for email in emails if email in self.first_of), None)
        if known is not None:
            self._further(row, known, affiliation, emails)
        elif emails:
            contact = Contact(
                id=len(self.contact_of) + 1,
                name=row["name"] or emails[0],
                emails=emails,
                affiliations=(affiliation,),
                department=row["department"],
                level=row["level"],
                title=row["title"],
            )
            self._keep(emails[0], contact)
            self._note_free_mail(row, emails)

    def _keep(self, key: str, contact: Contact) -> None:
        self.contact_of[key] = contact
        self.first_of.update(dict.fromkeys(contact.emails, key))

    def _further(self, row: Row, key: str, affiliation: Affiliation, emails: tuple[str, ...]) -> None:
        contact = self.contact_of[key]
        if affiliation in contact.affiliations and set(emails) <= set(contact.emails):
            self.fault(CONTACTS, row, "email", f"{contact.name} ({key}) is listed above already; the line is left out")
            return
        affiliations = contact.affiliations + ((affiliation,) if affiliation not in contact.affiliations else ())
        if any(_meet(affiliation, other) for other in contact.affiliations if other != affiliation):
            message = (
                f"{contact.name} ({key}) belongs to another account on the same days by an earlier line, which counts"
            )
            self.fault(CONTACTS, row, "from", message)
        further = tuple(dict.fromkeys((*contact.emails, *emails)))
        self._keep(key, replace(contact, affiliations=affiliations, emails=further))

    def _note_free_mail(self, row: Row, emails: tuple[str, ...]) -> None:
        for email in emails:
            if is_free_mail(domain_of(email)):
                message = f"{email} is a free-mail address; it counts because it is listed here"
                self.fault(CONTACTS, row, "email", message, note=True)


def _meet(one: Affiliation, other: Affiliation) -> bool:
    first_ends_before = one.until is not None and other.since is not None and one.until < other.since
    other_ends_before = other.until is not None and one.since is not None and other.until < one.since
    return not first_ends_before and not other_ends_before


def time_zone(name: str) -> tzinfo | None:
    """The time zone of that name (`Europe/Berlin`), None where there is none."""
    if name.upper() in {"UTC", "GMT", "Z"}:
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def zone_fault(name: str) -> str:
    """The sentence that says a time zone is unknown and which one may be meant."""
    names = {zone.casefold(): zone for zone in available_timezones()}
    cities = {zone.rpartition("/")[2].casefold(): zone for zone in sorted(names.values())}
    asked = name.casefold().replace(" ", "_")
    near = cities.get(asked) or next((names[each] for each in get_close_matches(asked, names, n=1)), "")
    hint = f"did you mean {near}?" if near else "a time zone reads like Europe/Berlin"
    return f"“{name}” is no time zone ({hint})"
