"""Changes of colleagues, and of the people who may log in as them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from innercircle.access.actions import add_user, record, values_of
from innercircle.access.models import Team, User
from innercircle.access.rules import Refused, Role, may_administer
from innercircle.directory.actions.addresses import ours, set_colleague_emails, touch_where_it_matters
from innercircle.directory.actions.gate import apply, require_keeper, take
from innercircle.directory.models import Colleague
from innercircle.directory.queries import refusal_to_delete

OWN = ("name", "team", "function", "left_on", "external_id", "user")
_AUDITED = ("name", "team_id", "function", "left_on", "external_id", "user_id")


@transaction.atomic
def add_colleague(*, by: User | None, at: datetime, values: Mapping[str, Any], emails: Sequence[str] = ()) -> Colleague:
    """A new person on our side, with or without a log-in."""
    require_keeper(by)
    colleague = Colleague()
    apply(colleague, values, OWN)
    _check_rights(by, colleague, None)
    colleague.full_clean()
    colleague.save()
    known = ours()
    after = _values(colleague) | {"emails": set_colleague_emails(colleague, emails)}
    touch_where_it_matters(after["emails"], known)
    record(by=by, at=at, action="directory.colleague.added", target=colleague, after=after)
    return colleague


@transaction.atomic
def change_colleague(
    *,
    by: User | None,
    at: datetime,
    colleague: Colleague,
    version: int | None,
    values: Mapping[str, Any],
    emails: Sequence[str] | None = None,
) -> Colleague:
    """Change a colleague; team and log-in decide who sees what, so changing those needs an administrator."""
    require_keeper(by)
    row = take(colleague, version)
    before = _values(row) | {"emails": _emails(row)}
    old, known = Colleague.objects.get(pk=row.pk), ours()
    apply(row, values, OWN)
    _check_rights(by, row, old)
    row.full_clean()
    row.version += 1
    row.save()
    if emails is not None:
        set_colleague_emails(row, emails)
    after = _values(row) | {"emails": _emails(row)}
    touch_where_it_matters(set(before["emails"]) ^ set(after["emails"]), known)
    record(by=by, at=at, action="directory.colleague.changed", target=row, before=before, after=after)
    return row


@transaction.atomic
def delete_colleague(*, by: User | None, at: datetime, colleague: Colleague, version: int | None = None) -> None:
    """Remove a colleague nothing depends on; Refused with what does depend on them otherwise."""
    require_keeper(by)
    row = take(colleague, version)
    if row.user_id and by is not None and not may_administer(by.role):
        raise Refused(_("“%(name)s” has a log-in; only an administrator may delete them.") % {"name": row})
    refusal = refusal_to_delete(row)
    if refusal:
        raise Refused(refusal)
    before, known = _values(row) | {"emails": _emails(row)}, ours()
    record(by=by, at=at, action="directory.colleague.deleted", target=row, before=before)
    row.delete()
    touch_where_it_matters(before["emails"], known)


@transaction.atomic
def add_person(
    *,
    by: User | None,
    at: datetime,
    email: str,
    name: str,
    role: Role,
    password: str | None,
    team: Team | None = None,
    colleague: Colleague | None = None,
) -> User:
    """Somebody who may log in, and the colleague they are: the given one, the one with that address, or new."""
    user = add_user(by=by, at=at, email=email, name=name, role=role, password=password)
    found = colleague or Colleague.objects.filter(emails__address=user.email).first()
    if found is None:
        add_colleague(by=by, at=at, values={"name": name, "team": team, "user": user}, emails=[user.email])
    else:
        link_user(by=by, at=at, colleague=found, user=user)
    return user


@transaction.atomic
def link_user(*, by: User | None, at: datetime, colleague: Colleague, user: User | None) -> Colleague:
    """Say which log-in is this colleague's; None takes it away."""
    return change_colleague(by=by, at=at, colleague=colleague, version=None, values={"user": user})


def _check_rights(by: User | None, row: Colleague, old: Colleague | None) -> None:
    if by is None or may_administer(by.role):
        _check_log_in(row)
        return
    if row.user_id != (old.user_id if old else None):
        raise Refused(_("Only an administrator says who logs in as whom."))
    if row.team_id == (old.team_id if old else None):
        return
    # Whoever manages a team sees its people's accounts, so a manager must not fetch somebody into their own team.
    if old is not None or row.team not in by.managed_teams.all():
        raise Refused(_("Only an administrator moves a colleague to another team."))


def _check_log_in(row: Colleague) -> None:
    taken = Colleague.objects.filter(user_id=row.user_id).exclude(pk=row.pk).first() if row.user_id else None
    if taken is not None:
        raise ValidationError({"user": _("This log-in already belongs to “%(name)s”.") % {"name": taken}})


def _values(row: Colleague) -> dict[str, Any]:
    return values_of(row, *_AUDITED)


def _emails(row: Colleague) -> list[str]:
    return sorted(row.emails.values_list("address", flat=True))
