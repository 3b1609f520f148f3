"""Engagements of an account: what the relationship brought (spec 30, The asset; docs/rules/asset.md)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from innercircle.access.actions import record, values_of
from innercircle.access.models import User
from innercircle.plans.actions.gate import apply, require, require_before, save, take
from innercircle.plans.actions.keeping import require_known, require_years
from innercircle.plans.models import Engagement

if TYPE_CHECKING:
    from innercircle.directory.models import Account

FIELDS = ("name", "kind", "start", "end", "value", "currency", "uncontested", "unasked", "sponsor")
_AUDITED = ("name", "kind", "start", "end", "value", "currency", "uncontested", "unasked", "sponsor_id")
_CURRENCY = re.compile("[A-Z]{3}")


@transaction.atomic
def add_engagement(*, by: User | None, at: datetime, account: Account, values: Mapping[str, Any]) -> Engagement:
    """Write down work the client gave us; its value is in the account's currency unless another is said."""
    require(by, account)
    row = Engagement(account=account, at=at)
    _write(row, values)
    after = values_of(row, *_AUDITED)
    record(by=by, at=at, action="plans.engagement.added", target=row, after=after, account_id=account.pk)
    return row


@transaction.atomic
def add_engagements(
    *, by: User | None, at: datetime, account: Account, lines: Sequence[tuple[int, Mapping[str, Any]]]
) -> list[Engagement]:
    """Many at once from a file, all or none; ValidationError names the first line that cannot be."""
    made = []
    for line, values in lines:
        try:
            made.append(add_engagement(by=by, at=at, account=account, values=values))
        except ValidationError as fault:
            words = " ".join(fault.messages)
            raise ValidationError(_("Line %(line)s: %(words)s") % {"line": line, "words": words}) from fault
    return made


@transaction.atomic
def change_engagement(
    *, by: User | None, at: datetime, engagement: Engagement, version: int | None, values: Mapping[str, Any]
) -> Engagement:
    """Mend it, or say how it ended; Conflict when somebody else was faster."""
    require(by, engagement.account)
    row = take(engagement, version)
    before = values_of(row, *_AUDITED)
    _write(row, values)
    after = values_of(row, *_AUDITED)
    record(
        by=by, at=at, action="plans.engagement.changed", target=row, before=before, after=after,
        account_id=row.account_id,
    )  # fmt: skip
    return row


@transaction.atomic
def remove_engagement(*, by: User | None, at: datetime, engagement: Engagement) -> None:
    """Take away what was written down by mistake."""
    require(by, engagement.account)
    row = take(engagement, None)
    before = values_of(row, *_AUDITED)
    record(
        by=by, at=at, action="plans.engagement.removed", target=row, before=before, account_id=row.account_id
    )  # fmt: skip
    row.delete()


def _write(row: Engagement, values: Mapping[str, Any]) -> None:
    apply(row, values, FIELDS)
    _set_currency(row)
    require_years(start=row.start, end=row.end)
    require_before(row.start, row.end, "end")
    if row.sponsor is not None:
        require_known(row.account, row.sponsor, "sponsor")
    save(row)


def _set_currency(row: Engagement) -> None:
    row.currency = (row.currency or row.account.currency).upper() if row.value is not None else ""
    if row.value is not None and not _CURRENCY.fullmatch(row.currency):
        raise ValidationError({"currency": _("A currency has three letters, such as EUR.")})
