"""Changes of accounts: facts, domains, who looks after them, figures per year, deletion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from innercircle.access.actions import record, values_of
from innercircle.access.models import Team, User
from innercircle.access.rules import Refused, Role
from innercircle.directory.actions.addresses import set_domains
from innercircle.directory.actions.gate import apply, hold_parents, require_account, require_free_name, take, touch
from innercircle.directory.models import Account, AccountYear, Colleague
from innercircle.directory.queries import changeable_accounts, refusal_to_delete
from innercircle.directory.rules import in_circle

FACTS = (
    "name",
    "parent",
    "industry",
    "country",
    "time_zone",
    "segment",
    "status",
    "currency",
    "focus",
    "external_id",
)
CARE = ("team", "account_manager")
FIGURES = ("revenue", "revenue_plan", "profit", "profit_plan")
_AUDITED = ("name", "parent_id", "team_id", "account_manager_id", *FACTS[2:])


@dataclass(frozen=True, slots=True)
class YearFigures:
    """Revenue and profit of one year, actual and planned, in the account's currency; None where not known."""

    year: int
    revenue: Decimal | None = None
    revenue_plan: Decimal | None = None
    profit: Decimal | None = None
    profit_plan: Decimal | None = None


@transaction.atomic
def add_account(*, by: User | None, at: datetime, values: Mapping[str, Any], domains: Sequence[str] = ()) -> Account:
    """A new account. An account manager becomes its manager; whoever adds it must be able to change it afterwards."""
    account = Account(account_manager=_self_as_manager(by))
    apply(account, values, (*FACTS, *CARE))
    _check(account)
    account.save()
    after = _values(account) | {"domains": set_domains(account, domains, by)}
    _require_still_mine(by, account)
    touch([account.pk])
    record(by=by, at=at, action="directory.account.added", target=account, after=after, account_id=account.pk)
    return account


@transaction.atomic
def change_account(
    *,
    by: User | None,
    at: datetime,
    account: Account,
    version: int | None,
    values: Mapping[str, Any],
    domains: Sequence[str] | None = None,
) -> Account:
    """Change facts and domains of an account; Conflict when somebody else changed it since `version`."""
    if "parent" in values:
        hold_parents()
    row = take(account, version)
    require_account(by, row)
    before = _values(row) | {"domains": _domains(row)}
    apply(row, values, FACTS)
    _check(row)
    _save(row)
    if domains is not None:
        set_domains(row, domains, by)
    after = _values(row) | {"domains": _domains(row)}
    if any(before[name] != after[name] for name in ("time_zone", "domains", "parent_id")):
        touch([row.pk, before["parent_id"], after["parent_id"]])
    record(by=by, at=at, action="directory.account.changed", target=row, before=before, after=after, account_id=row.pk)
    return row


@transaction.atomic
def assign_account(
    *,
    by: User | None,
    at: datetime,
    account: Account,
    version: int | None,
    team: Team | None,
    account_manager: Colleague | None,
    members: Iterable[Colleague],
) -> Account:
    """Who looks after the account. Its account manager may choose the members; team and manager need a manager."""
    row = take(account, version)
    require_account(by, row)
    _require_may_hand_over(by, row, team, account_manager)
    before = _care(row)
    row.team, row.account_manager = team, account_manager
    _save(row)
    row.members.set(members)
    _require_still_mine(by, row)
    record(
        by=by,
        at=at,
        action="directory.account.assigned",
        target=row,
        before=before,
        after=_care(row),
        account_id=row.pk,
    )
    return row


@transaction.atomic
def set_years(
    *, by: User | None, at: datetime, account: Account, version: int | None, years: Sequence[YearFigures]
) -> Account:
    """Make these the account's years; a year that is left out, or has no figure at all, is removed."""
    row = take(account, version)
    require_account(by, row)
    wanted = {each.year: each for each in years if any(getattr(each, name) is not None for name in FIGURES)}
    if len({each.year for each in years}) < len(years):
        raise ValidationError({"years": _("A year stands here twice.")})
    before = _years(row)
    row.years.exclude(year__in=wanted).delete()
    for each in wanted.values():
        AccountYear.objects.update_or_create(
            account=row, year=each.year, defaults={name: getattr(each, name) for name in FIGURES}
        )
    _save(row)
    after = _years(row)
    record(by=by, at=at, action="directory.account.years", target=row, before=before, after=after, account_id=row.pk)
    return row


@transaction.atomic
def delete_account(*, by: User | None, at: datetime, account: Account, version: int | None = None) -> None:
    """Remove an account nothing depends on; Refused with what does depend on it otherwise."""
    row = take(account, version)
    require_account(by, row)
    refusal = refusal_to_delete(row)
    if refusal:
        raise Refused(refusal)
    before = _values(row) | _care(row) | _years(row) | {"domains": _domains(row)}
    record(by=by, at=at, action="directory.account.deleted", target=row, before=before, account_id=row.pk)
    row.delete()


def _self_as_manager(by: User | None) -> Colleague | None:
    if by is None or by.role != Role.ACCOUNT_MANAGER:
        return None
    return Colleague.objects.filter(user=by).first()


def _require_still_mine(by: User | None, account: Account) -> None:
    if by is not None and not changeable_accounts(by).filter(pk=account.pk).exists():
        raise Refused(
            _("You could not change “%(name)s” afterwards. Choose a team or an account manager of yours.")
            % {"name": account}
        )


def _require_may_hand_over(by: User | None, row: Account, team: Team | None, manager: Colleague | None) -> None:
    if by is None or by.role != Role.ACCOUNT_MANAGER:
        return
    if row.team != team or row.account_manager != manager:
        raise Refused(_("Only a manager or an administrator may hand an account over."))


def _check(account: Account) -> None:
    account.currency = account.currency.upper()
    require_free_name(account)
    account.full_clean()
    if account.time_zone not in available_timezones():
        sentence = _("“%(zone)s” is no time zone; it reads like Europe/Berlin.") % {"zone": account.time_zone}
        raise ValidationError({"time_zone": sentence})
    if len(account.currency) != 3 or not account.currency.isalpha():
        raise ValidationError({"currency": _("A currency is three letters, like EUR.")})
    if account.pk:
        _check_parent(account)


def _check_parent(account: Account) -> None:
    parents = dict(Account.objects.values_list("pk", "parent_id")) | {account.pk: account.parent_id}
    if in_circle(parents, account.pk):
        sentence = _("“%(parent)s” lies below this account already, so it cannot be its parent.")
        raise ValidationError({"parent": sentence % {"parent": account.parent}})


def _save(row: Account) -> None:
    row.version += 1
    row.save()


def _values(row: Account) -> dict[str, Any]:
    return values_of(row, *_AUDITED)


def _domains(row: Account) -> list[str]:
    return sorted(row.domains.values_list("domain", flat=True))


def _care(row: Account) -> dict[str, Any]:
    members = sorted(row.members.values_list("name", flat=True))
    return {"team": row.team, "account_manager": row.account_manager, "members": members}


def _years(row: Account) -> dict[str, Any]:
    figures = row.years.order_by("year").values_list("year", *FIGURES)
    return {str(year): [None if each is None else str(each) for each in rest] for year, *rest in figures}
