"""Roles, influence, stance of a person at an account, what they value, and the firm's own roles."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from innercircle.access.actions import record, values_of
from innercircle.access.models import User
from innercircle.maps.actions.gate import name_of, require, require_as_seen
from innercircle.maps.actions.history import remember
from innercircle.maps.models import BuyingRole, Standing, Value
from innercircle.maps.rules.seen import STANDING, standing_mark

if TYPE_CHECKING:
    from innercircle.directory.models import Affiliation

_VALUE = ("kind", "words", "day", "source")


@transaction.atomic
def set_standing(
    *, by: User | None, at: datetime, post: Affiliation, values: Mapping[str, Any], seen: str = ""
) -> Standing:
    """Say how a person stands; a stance that changes is dated today. ValidationError for a role nobody knows.

    Conflict where `seen` (`rules.seen.standing_mark`) is given and somebody else was faster.
    """
    require(by, post.account)
    row = Standing.objects.select_for_update().filter(affiliation=post).first() or Standing(affiliation=post)
    require_as_seen(post.contact, seen, standing_mark(row))
    before = values_of(row, *STANDING) if row.pk else {}
    if "stance" in values and values["stance"] != row.stance:
        row.stance_on, row.stance_by = (None, "") if values["stance"] is None else (at.date(), name_of(by))
    for name in values:
        if name not in STANDING:
            raise TypeError(f"not to be set here: {name}")
        setattr(row, name, values[name])
    _require_known(row.roles)
    row.full_clean()
    row.save()
    after = values_of(row, *STANDING)
    record(
        by=by, at=at, action="maps.standing", target=post.contact, before=before, after=after,
        account_id=post.account_id,
    )  # fmt: skip
    remember(at=at, account=post.account)
    return row


def _require_known(keys: list[str]) -> None:
    known = set(BuyingRole.objects.values_list("key", flat=True))
    unknown = [key for key in keys if key not in known]
    if unknown:
        raise ValidationError({"roles": _("No such role: %(names)s.") % {"names": ", ".join(unknown)}})


@transaction.atomic
def add_value(
    *, by: User | None, at: datetime, post: Affiliation, kind: str, words: str, day: date, source: str
) -> Value:
    """Write down what a person tries to achieve, struggles with, or would count as help."""
    require(by, post.account)
    row = Value(affiliation=post, kind=kind, words=words.strip(), day=day, source=source, by=name_of(by))
    if day > at.date():
        raise ValidationError({"day": _("That day is still to come.")})
    row.full_clean()
    row.save()
    after = values_of(row, *_VALUE)
    record(by=by, at=at, action="maps.value.added", target=post.contact, after=after, account_id=post.account_id)
    return row


@transaction.atomic
def remove_value(*, by: User | None, at: datetime, value: Value) -> None:
    """Take such an entry away."""
    post = value.affiliation
    require(by, post.account)
    before = values_of(value, *_VALUE)
    record(by=by, at=at, action="maps.value.removed", target=post.contact, before=before, account_id=post.account_id)
    value.delete()
