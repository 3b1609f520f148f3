"""The directory as records (`directory.records`), whole or as far as somebody may see it; a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import QuerySet

from innercircle.access.models import AuditEvent, Team
from innercircle.directory.models import (
    Account,
    AccountDomain,
    AccountYear,
    Affiliation,
    Colleague,
    ColleagueEmail,
    Contact,
    ContactEmail,
)
from innercircle.directory.records import (
    FIGURES,
    AccountRecord,
    ColleagueRecord,
    ContactRecord,
    PostRecord,
    Records,
)

Value = TypeVar("Value")


def all_records() -> Records:
    """The whole directory: for imports and for the system itself, never for a page of somebody who may see a part."""
    return Records(
        accounts=account_records(Account.objects.all()),
        contacts=contact_records(Contact.objects.all(), Account.objects.all()),
        colleagues=colleague_records(Colleague.objects.all()),
        teams=tuple(Team.objects.values_list("name", flat=True)),
    )


def directory_size() -> int:
    """How many contacts there are, which is what reading the whole directory costs."""
    return Contact.objects.count()


def account_records(rows: QuerySet[Account]) -> tuple[AccountRecord, ...]:
    """These accounts, in the order of `rows`."""
    found = list(rows.select_related("team"))
    ids = [row.pk for row in found]
    domains = _grouped(_of(AccountDomain.objects, "account", ids).values_list("account_id", "domain"))
    years = _years(ids)
    members = _grouped(_of(Account.members.through.objects, "account", ids).values_list("account_id", "colleague_id"))
    return tuple(
        AccountRecord(
            id=row.pk,
            name=row.name,
            external_id=row.external_id,
            parent=row.parent_id,
            industry=row.industry,
            country=row.country,
            time_zone=row.time_zone,
            team=row.team.name if row.team else "",
            account_manager=row.account_manager_id,
            members=tuple(members[row.pk]),
            segment=row.segment,
            status=row.status,
            currency=row.currency,
            focus=row.focus,
            domains=tuple(domains[row.pk]),
            years=dict(years[row.pk]),
            version=row.version,
        )
        for row in found
    )


def contact_records(rows: QuerySet[Contact], accounts: QuerySet[Account]) -> tuple[ContactRecord, ...]:
    """These contacts, with their posts at `accounts` (those the reader may see) and no others."""
    found = list(rows)
    ids = [row.pk for row in found]
    emails = _grouped(_of(ContactEmail.objects, "contact", ids).values_list("contact_id", "address"))
    names = ("pk", "account_id", "since", "until", "title", "department", "level", "reports_to_id")
    at = _of(Affiliation.objects, "contact", ids).filter(account__in=accounts).order_by("since", "pk")
    posts = _grouped((contact, PostRecord(*rest)) for contact, *rest in at.values_list("contact_id", *names))
    return tuple(
        ContactRecord(
            id=row.pk,
            name=row.name,
            external_id=row.external_id,
            phone=row.phone,
            location=row.location,
            placeholder=row.placeholder,
            emails=tuple(emails[row.pk]),
            posts=tuple(posts[row.pk]),
            version=row.version,
        )
        for row in found
    )


def colleague_records(rows: QuerySet[Colleague]) -> tuple[ColleagueRecord, ...]:
    """These colleagues, in the order of `rows`."""
    found = list(rows.select_related("team"))
    ids = [row.pk for row in found]
    emails = _grouped(_of(ColleagueEmail.objects, "colleague", ids).values_list("colleague_id", "address"))
    return tuple(
        ColleagueRecord(
            id=row.pk,
            name=row.name,
            external_id=row.external_id,
            team=row.team.name if row.team else "",
            function=row.function,
            left_on=row.left_on,
            emails=tuple(emails[row.pk]),
            version=row.version,
        )
        for row in found
    )


def directory_revision() -> int:
    """A number that grows with every change of the directory: what was planned at another one must be planned again."""
    changes = AuditEvent.objects.filter(target_kind__startswith="directory.")
    return changes.order_by("-pk").values_list("pk", flat=True).first() or 0  # ends at the first one found


def _years(ids: list[int]) -> defaultdict[int, list[Any]]:
    rows = _of(AccountYear.objects, "account", ids).order_by("year").values_list("account_id", "year", *FIGURES)
    return _grouped((account, (year, tuple(figures))) for account, year, *figures in rows)


_FEW = 500


def _of(manager: Any, name: str, ids: list[int]) -> QuerySet[Any]:
    """The rows of these parents; of all parents where they are many (a list of keys has its limits)."""
    rows: QuerySet[Any] = manager.all()
    return rows.filter(**{f"{name}__in": ids}) if len(ids) <= _FEW else rows


def _grouped(pairs: Iterable[tuple[int, Value]]) -> defaultdict[int, list[Value]]:
    groups: defaultdict[int, list[Value]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups
