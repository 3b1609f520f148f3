"""The analysis of an account: issues, problems, opportunities, a summary, and findings nobody wants to see again."""

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
from innercircle.maps.models import Analysis, Point, SwitchedOff
from innercircle.maps.rules.findings import Matter
from innercircle.maps.rules.seen import point_mark

if TYPE_CHECKING:
    from innercircle.directory.models import Account, Colleague

_POINT = ("matter", "words", "owner_id", "due", "finding", "done_at")
_MAY_LACK = ("owner", "due", "done_at")


@transaction.atomic
def add_point(
    *,
    by: User | None,
    at: datetime,
    account: Account,
    matter: Matter,
    words: str,
    owner: Colleague | None = None,
    due: date | None = None,
    finding: str = "",
) -> Point:
    """An issue, a problem or an opportunity; `finding` is the key of the finding it came from."""
    require(by, account)
    row = Point(account=account, matter=matter.value, words=words.strip(), owner=owner, due=due, finding=finding, at=at)
    row.full_clean(exclude=_MAY_LACK)
    row.save()
    after = values_of(row, *_POINT)
    record(by=by, at=at, action="maps.point.added", target=row, after=after, account_id=account.pk)
    return row


@transaction.atomic
def change_point(*, by: User | None, at: datetime, point: Point, values: Mapping[str, Any], seen: str = "") -> Point:
    """Say a point in other words, or another matter, owner or day; the finding it came from stays.

    Conflict where `seen` (`rules.seen.point_mark`) is given and somebody else was faster.
    """
    require(by, point.account)
    row = Point.objects.select_related("account", "owner").get(pk=point.pk)
    require_as_seen(row, seen, point_mark(row))
    before = values_of(row, *_POINT)
    for name in values:
        if name not in {"matter", "words", "owner", "due"}:
            raise TypeError(f"not to be set here: {name}")
        setattr(row, name, values[name].strip() if name == "words" else values[name])
    row.full_clean(exclude=_MAY_LACK)
    row.save()
    after = values_of(row, *_POINT)
    if after != before:
        record(
            by=by, at=at, action="maps.point.changed", target=row, before=before, after=after,
            account_id=row.account_id,
        )  # fmt: skip
    return row


@transaction.atomic
def finish_point(*, by: User | None, at: datetime, point: Point, done: bool) -> Point:
    """Say that a point is dealt with, or is not after all."""
    require(by, point.account)
    before = values_of(point, *_POINT)
    point.done_at = (point.done_at or at) if done else None
    point.save(update_fields=["done_at"])
    after = values_of(point, *_POINT)
    record(
        by=by, at=at, action="maps.point.finished", target=point, before=before, after=after,
        account_id=point.account_id,
    )  # fmt: skip
    return point


@transaction.atomic
def remove_point(*, by: User | None, at: datetime, point: Point) -> None:
    """Take away a point that was written by mistake."""
    require(by, point.account)
    before = values_of(point, *_POINT)
    record(by=by, at=at, action="maps.point.removed", target=point, before=before, account_id=point.account_id)
    point.delete()


@transaction.atomic
def write_analysis(*, by: User | None, at: datetime, account: Account, words: str) -> Analysis:
    """The summary in words; dates the analysis (step 3)."""
    require(by, account)
    row = Analysis.objects.select_for_update().filter(account=account).first() or Analysis(account=account)
    before = {"words": row.words}
    row.words, row.at, row.by = words.strip(), at, name_of(by)
    row.full_clean()
    row.save()
    after = {"words": row.words, "at": at}
    record(by=by, at=at, action="maps.analysis", target=account, before=before, after=after, account_id=account.pk)
    return row


@transaction.atomic
def switch_off(*, by: User | None, at: datetime, account: Account, key: str, reason: str) -> SwitchedOff:
    """Do not show a finding again; ValidationError without a reason."""
    require(by, account)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, so that others need not ask.")})
    values = {"reason": reason.strip(), "at": at, "by": name_of(by)}
    row, _new = SwitchedOff.objects.update_or_create(account=account, key=key, defaults=values)
    after = values_of(row, "key", "reason")
    record(by=by, at=at, action="maps.finding.off", target=account, after=after, account_id=account.pk)
    return row


@transaction.atomic
def switch_on(*, by: User | None, at: datetime, off: SwitchedOff) -> None:
    """Show a finding again."""
    require(by, off.account)
    before = values_of(off, "key", "reason")
    record(by=by, at=at, action="maps.finding.on", target=off.account, before=before, account_id=off.account_id)
    off.delete()
