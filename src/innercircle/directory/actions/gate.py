"""What every change of the directory asks first: may this person, and is the row still as they saw it?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from innercircle.access.models import AuditEvent, User
from innercircle.access.rules import Conflict, Refused, Role
from innercircle.directory.models import Account, Affiliation, Colleague, Contact, Touched
from innercircle.directory.queries import changeable_accounts, visible_accounts
from innercircle.kit.text import seen

Row = TypeVar("Row", Account, Contact, Colleague)
KEEPS_COLLEAGUES = frozenset({Role.ADMINISTRATOR, Role.MANAGER})
_PARENTS = 20_261_122  # the lock's number in the database; any that is nobody else's


def take(row: Row, version: int | None) -> Row:
    """The row as it is now, locked for this transaction; Conflict when it is no longer the `version` its editor saw."""
    fresh = type(row).objects.select_for_update().filter(pk=row.pk).first()
    if fresh is None:
        raise Conflict(_("“%(name)s” was deleted while you were editing it.") % {"name": row})
    if version is not None and fresh.version != version:
        raise Conflict(_changed_meanwhile(fresh))
    return fresh


def hold_parents() -> None:
    """Let changes of parents come one after the other: two that see not yet each other would close a circle together.

    Asked for before any row is taken, or two could wait for each other. On SQLite all writers queue anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_PARENTS])


def hold_reporting_lines(account_id: int) -> None:
    """Let changes of who reports to whom at one account come one after the other, for the same reason."""
    held = Account.objects.select_for_update(no_key=True).filter(pk=account_id)
    held.order_by().values_list("pk").first()


def _changed_meanwhile(row: Account | Contact | Colleague) -> str:
    mine = AuditEvent.objects.filter(target_kind=row._meta.label, target_id=row.pk)
    last = mine.values_list("by_name", flat=True).first() or _("Somebody")
    return _("%(who)s changed “%(name)s” while you were editing it. Nothing of yours was saved; look at it again.") % {
        "who": last,
        "name": row,
    }


def require_account(by: User | None, account: Account) -> None:
    """Refused unless `by` may change this account; None is the system."""
    if by is not None and not changeable_accounts(by).filter(pk=account.pk).exists():
        raise Refused(_("You may see “%(name)s” but not change it.") % {"name": account})


def require_accounts(by: User | None, account_ids: Iterable[int | None]) -> None:
    """Refused unless `by` may change all of these; names none, for some may be invisible to them."""
    wanted = {pk for pk in account_ids if pk is not None}
    if by is not None and changeable_accounts(by).filter(pk__in=wanted).count() < len(wanted):
        raise Refused(_("This touches an account you may not change."))


def name_for(by: User | None, account: Account) -> str:
    """The account's name where this person may see it."""
    seen = by is None or visible_accounts(by).filter(pk=account.pk).exists()
    return account.name if seen else _("another account")


def require_contact(by: User | None, contact: Contact) -> None:
    """Refused unless `by` may change an account this person works or worked at."""
    if by is None:
        return
    at = Affiliation.objects.filter(contact=contact, account__in=changeable_accounts(by))
    if not at.exists():
        raise Refused(_("You may see “%(name)s” but not change this person.") % {"name": contact})


def require_keeper(by: User | None) -> None:
    """Refused unless `by` keeps the list of colleagues."""
    if by is not None and by.role not in KEEPS_COLLEAGUES:
        raise Refused(_("Only administrators and managers keep the list of colleagues."))


def apply(row: Row, values: Mapping[str, Any], allowed: Iterable[str]) -> None:
    """Set the given fields, only those that are allowed (THREATS T5, mass assignment)."""
    unknown = set(values) - set(allowed)
    if unknown:
        raise TypeError(f"not to be set here: {', '.join(sorted(unknown))}")
    for name, value in values.items():
        setattr(row, name, seen(value).strip() if isinstance(value, str) else value)


def require_free_name(row: Account | Colleague, field: str = "name") -> None:
    """ValidationError when another row bears the name, whatever its case."""
    other = type(row).objects.filter(name__iexact=row.name).exclude(pk=row.pk)
    if other.exists():
        sentence = _("There is already “%(name)s”. Choose another name, or merge the two.") % {"name": row.name}
        raise ValidationError({field: sentence})


def touch(account_ids: Iterable[int | None]) -> None:
    """Mark accounts whose people, addresses or clock changed, so that hours are computed again (`queries.marked`)."""
    Touched.objects.bulk_create(Touched(account_id=pk) for pk in {*account_ids} if pk is not None)


def touch_people(contact_ids: Iterable[int]) -> None:
    """Mark contacts with a new address: only meetings that name it can change, whatever account they are at."""
    Touched.objects.bulk_create(Touched(contact_id=pk) for pk in {*contact_ids})
