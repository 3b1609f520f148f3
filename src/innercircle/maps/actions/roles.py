"""The firm's own buying roles, beside the core three: for administrators."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from innercircle.access.actions import record, values_of
from innercircle.access.models import User
from innercircle.access.rules import Refused, may_administer
from innercircle.maps.models import BuyingRole

_AUDITED = ("key", "name", "retired_on")


@transaction.atomic
def add_role(*, by: User | None, at: datetime, name: str) -> BuyingRole:
    """A role of the firm's own, like Champion; ValidationError for a name that is taken."""
    _require(by)
    row = BuyingRole(key=slugify(name, allow_unicode=True)[:40], name=name.strip())
    _require_free(row)
    row.full_clean()
    row.save()
    record(by=by, at=at, action="maps.role.added", target=row, after=values_of(row, *_AUDITED))
    return row


@transaction.atomic
def rename_role(*, by: User | None, at: datetime, role: BuyingRole, name: str) -> BuyingRole:
    """Call a role differently, for everybody who holds it too; ValidationError for a core role."""
    _require(by)
    _require_own(role)
    before = values_of(role, *_AUDITED)
    role.name = name.strip()
    _require_free(role)
    role.full_clean()
    role.save(update_fields=["name"])
    record(
        by=by, at=at, action="maps.role.renamed", target=role, before=before, after=values_of(role, *_AUDITED)
    )  # fmt: skip
    return role


@transaction.atomic
def retire_role(*, by: User | None, at: datetime, role: BuyingRole) -> BuyingRole:
    """Offer a role no longer; whoever holds it keeps it. ValidationError for a core role."""
    _require(by)
    _require_own(role)
    before = values_of(role, *_AUDITED)
    role.retired_on = role.retired_on or at.date()
    role.save(update_fields=["retired_on"])
    record(
        by=by, at=at, action="maps.role.retired", target=role, before=before, after=values_of(role, *_AUDITED)
    )  # fmt: skip
    return role


@transaction.atomic
def restore_role(*, by: User | None, at: datetime, role: BuyingRole) -> BuyingRole:
    """Offer a retired role again."""
    _require(by)
    before = values_of(role, *_AUDITED)
    role.retired_on = None
    role.save(update_fields=["retired_on"])
    record(
        by=by, at=at, action="maps.role.restored", target=role, before=before, after=values_of(role, *_AUDITED)
    )  # fmt: skip
    return role


def _require(by: User | None) -> None:
    if by is not None and not may_administer(by.role):
        raise Refused(_("Only an administrator changes the roles."))


def _require_own(role: BuyingRole) -> None:
    if role.core:
        raise ValidationError({"name": _("Budget, Gatekeeper and User belong to every map; they stay as they are.")})


def _require_free(role: BuyingRole) -> None:
    """No two roles that read alike, in whichever case."""
    known = BuyingRole.objects.filter(pk=role.pk).exists()
    others = BuyingRole.objects.exclude(pk=role.pk)
    taken = {word.casefold() for pair in others.values_list("key", "name") for word in pair}
    if role.name.casefold() in taken or (not known and role.key in taken):
        raise ValidationError({"name": _("There is a role “%(name)s” already.") % {"name": role.name}})
