"""What every change of a plan asks first: may this person, is the row still as they saw it, can the input be?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from innercircle.access.models import AuditEvent, User
from innercircle.access.rules import Conflict, Refused, Role, may_administer
from innercircle.directory.queries import changeable_accounts, every_post, visible_accounts
from innercircle.plans.models import Activity, Engagement, Goal, Initiative, KnowledgeTopic, Objective
from innercircle.plans.rules.lint.activities import FAR

if TYPE_CHECKING:
    from innercircle.directory.models import Account, Colleague, Contact

Row = TypeVar("Row", Objective, Goal, Initiative, Activity, Engagement, KnowledgeTopic)
KEEPS_OBJECTIVES = frozenset({Role.ADMINISTRATOR, Role.MANAGER})


def require(by: User | None, account: Account) -> None:
    """Refused unless `by` may change this account; None is the system."""
    if by is not None and not changeable_accounts(by).filter(pk=account.pk).exists():
        raise Refused(_("You may see the plan of “%(name)s” but not change it.") % {"name": account})


def require_step(by: User | None, account: Account, *owners: Colleague | None) -> None:
    """Refused unless `by` may change the account, or sees it, is no executive, and owns this step before and after."""
    if by is None or changeable_accounts(by).filter(pk=account.pk).exists():
        return
    own = all(owner is not None and owner.user_id == by.pk for owner in owners)
    if by.role == Role.EXECUTIVE or not own or not visible_accounts(by).filter(pk=account.pk).exists():
        raise Refused(_("In the plan of “%(name)s” you may write steps of your own only.") % {"name": account})


def require_keeper(by: User | None) -> None:
    """Refused unless `by` keeps the firm's business objectives."""
    if by is not None and by.role not in KEEPS_OBJECTIVES:
        raise Refused(_("Only administrators and managers keep the business objectives."))


def require_administrator(by: User | None) -> None:
    """Refused unless `by` decides for the whole firm."""
    if by is not None and not may_administer(by.role):
        raise Refused(_("Only an administrator switches a rule off for the whole firm."))


def take(row: Row, version: int | None) -> Row:
    """The row as it is now, locked for this transaction; Conflict when it is no longer the `version` its editor saw."""
    fresh = type(row).objects.select_for_update().filter(pk=row.pk).first()
    if fresh is None:
        raise Conflict(_("“%(name)s” was deleted while you were editing it.") % {"name": row})
    if version is not None and fresh.version != version:
        mine = AuditEvent.objects.filter(target_kind=fresh._meta.label, target_id=fresh.pk)
        who = mine.values_list("by_name", flat=True).first() or _("Somebody")
        sentence = _(
            "%(who)s changed “%(name)s” while you were editing it. Nothing of yours was saved; look at it again."
        )
        raise Conflict(sentence % {"who": who, "name": fresh})
    return fresh


def apply(row: models.Model, values: Mapping[str, Any], allowed: Collection[str]) -> None:
    """Set the given fields, only those that are allowed (THREATS T5, mass assignment)."""
    unknown = set(values) - set(allowed)
    if unknown:
        raise TypeError(f"not to be set here: {', '.join(sorted(unknown))}")
    for name, value in values.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)


def save(row: Row) -> None:
    """Store a row whose fields were set: its words and figures must fit, its version grows."""
    relations = [field.name for field in row._meta.fields if field.is_relation]
    row.full_clean(exclude=relations, validate_constraints=False)
    if row.pk:
        row.version += 1
    row.save()


def require_days(at: datetime, **days: date | None) -> None:
    """ValidationError for a date that is a slip of the keyboard: more than twenty years from today."""
    for name, day in days.items():
        if day is not None and abs(day.year - at.year) > FAR:
            sentence = _("The %(day)s is more than %(years)s years from today; correct the year.")
            raise ValidationError({name: sentence % {"day": day.isoformat(), "years": FAR}})


def require_before(since: date | None, until: date | None, name: str) -> None:
    """ValidationError where something ends before it begins."""
    if since and until and until < since:
        raise ValidationError({name: _("The end lies before the start.")})


def require_owner(owner: Colleague | None, at: datetime, *, new: bool) -> None:
    """ValidationError where a colleague who left is newly named."""
    if new and owner is not None and owner.left_on and owner.left_on < at.date():
        raise ValidationError({"owner": _("“%(name)s” has left; choose somebody else.") % {"name": owner}})


def require_people(account: Account, contacts: Iterable[Contact], day: date, name: str) -> None:
    """ValidationError where somebody is not, or on that day no longer, at the account."""
    wanted = list(contacts)
    posts = every_post().filter(account=account, contact__in=[contact.pk for contact in wanted])
    known = set(posts.values_list("contact", flat=True))
    here = set(posts.filter(Q(until=None) | Q(until__gte=day)).values_list("contact", flat=True))
    for contact in wanted:
        said = {"name": str(contact), "account": str(account)}
        if contact.pk not in known:
            raise ValidationError({name: _("“%(name)s” does not work at “%(account)s”.") % said})
        if contact.pk not in here:
            last = max(post.until for post in posts.filter(contact=contact) if post.until)
            said["day"] = date_format(last, "SHORT_DATE_FORMAT")
            sentence = _("“%(name)s” left “%(account)s” on %(day)s; choose the successor.")
            raise ValidationError({name: sentence % said})


def require_same_account(account: Account, rows: Iterable[Goal | Initiative | Activity | None], name: str) -> None:
    """ValidationError where something belongs to another account's plan."""
    if any(row is not None and row.account_id != account.pk for row in rows):
        raise ValidationError({name: _("This belongs to the plan of another account.")})


def require_reason(why: str, name: str = "why") -> str:
    """The reason, trimmed; ValidationError without one."""
    if not why.strip():
        raise ValidationError({name: _("Say why, so that others need not ask.")})
    return why.strip()


def name_of(by: User | None) -> str:
    """Who stands beside what was decided."""
    return str(by) if by else "Innercircle"
