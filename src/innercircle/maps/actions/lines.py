"""Coverage: who of ours covers whom of theirs, how strong somebody thinks it is, and what is wanted by when."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from innercircle.access.actions import record, values_of
from innercircle.access.models import User
from innercircle.maps.actions.gate import name_of, require, require_as_seen
from innercircle.maps.actions.history import remember
from innercircle.maps.models import Assessment, Coverage
from innercircle.maps.rules.levels import Part, Strength
from innercircle.maps.rules.seen import line_mark

if TYPE_CHECKING:
    from innercircle.directory.models import Affiliation, Colleague

_AUDITED = ("affiliation_id", "colleague_id", "assessed", "assessed_on", "wanted", "wanted_by", "part")


@transaction.atomic
def cover(
    *,
    by: User | None,
    at: datetime,
    post: Affiliation,
    colleague: Colleague,
    assessed: Strength | None,
    wanted: Strength | None = None,
    wanted_by: date | None = None,
    part: Part | None = None,
    seen: str = "",
) -> Coverage:
    """Draw a line, or change it. An assessment that is given counts as of today, the same level too.

    Conflict where `seen` (`rules.seen.line_mark`) is given and somebody else was faster.
    """
    require(by, post.account)
    row = Coverage.objects.select_for_update().filter(affiliation=post, colleague=colleague).first()
    require_as_seen(row or Coverage(), seen, line_mark(row))
    before = values_of(row, *_AUDITED) if row else {}
    row = row or Coverage(affiliation=post, colleague=colleague)
    if not before:
        _require_here(colleague, at)
    _require_one_lead(row, part)
    row.wanted, row.wanted_by, row.part = wanted, wanted_by, part or ""
    _assess(row, assessed, by, at)
    action = "maps.line.changed" if before else "maps.line.drawn"
    _done(by, at, row, action, before, values_of(row, *_AUDITED))
    return row


@transaction.atomic
def uncover(*, by: User | None, at: datetime, line: Coverage) -> None:
    """Take a line away; what the calendars say of the two stays."""
    require(by, line.affiliation.account)
    before = values_of(line, *_AUDITED)
    account = line.affiliation.account
    record(by=by, at=at, action="maps.line.removed", target=line, before=before, account_id=account.pk)
    line.delete()
    remember(at=at, account=account)


def _assess(row: Coverage, assessed: Strength | None, by: User | None, at: datetime) -> None:
    if assessed is not None:
        row.assessed, row.assessed_on, row.assessed_by = int(assessed), at.date(), name_of(by)
    row.save()
    if assessed is not None:
        Assessment.objects.create(coverage=row, strength=int(assessed), at=at, by=name_of(by))


def _require_here(colleague: Colleague, at: datetime) -> None:
    if colleague.left_on and colleague.left_on < at.date():
        raise ValidationError({"colleague": _("“%(name)s” has left; choose somebody else.") % {"name": colleague}})


def _require_one_lead(row: Coverage, part: Part | None) -> None:
    if part is not Part.LEAD:
        return
    other = Coverage.objects.filter(affiliation=row.affiliation, part=Part.LEAD).exclude(pk=row.pk)
    lead = other.select_related("colleague").first()
    if lead is not None:
        sentence = _("“%(name)s” is the lead already; make them deputy first.") % {"name": lead.colleague}
        raise ValidationError({"part": sentence})


def _done(
    by: User | None, at: datetime, row: Coverage, action: str, before: dict[str, Any], after: dict[str, Any]
) -> None:
    account = row.affiliation.account
    record(by=by, at=at, action=action, target=row, before=before, after=after, account_id=account.pk)
    remember(at=at, account=account)
