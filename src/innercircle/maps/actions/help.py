"""The help catalogue: what our firm can do for a person, kept by administrators and managers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from innercircle.access.actions import record, values_of
from innercircle.access.models import User
from innercircle.access.rules import Conflict, Refused
from innercircle.maps.models import Offer, OfferedBy
from innercircle.maps.queries.help import keeps_the_catalogue

if TYPE_CHECKING:
    from innercircle.directory.models import Colleague

OWN = ("kind", "name", "gives", "tags", "since", "until")
_TAGS, _TAG = 30, 60  # how many, and letters of each


@transaction.atomic
def add_offer(
    *, by: User | None, at: datetime, values: Mapping[str, Any], colleagues: Collection[Colleague] = ()
) -> Offer:
    """A new entry of the catalogue."""
    _require_keeper(by)
    row = Offer()
    _write(row, values, colleagues)
    record(by=by, at=at, action="maps.offer.added", target=row, after=_told(row))
    return row


@transaction.atomic
def change_offer(
    *,
    by: User | None,
    at: datetime,
    offer: Offer,
    version: int | None,
    values: Mapping[str, Any],
    colleagues: Collection[Colleague] | None = None,
) -> Offer:
    """Change an entry; Conflict when somebody else did since `version`. `colleagues` None leaves them."""
    _require_keeper(by)
    row = Offer.objects.select_for_update().get(pk=offer.pk)
    if version is not None and row.version != version:
        raise Conflict(_("Somebody changed “%(name)s” while you were editing it. Look at it again.") % {"name": row})
    before = _told(row)
    row.version += 1
    _write(row, values, colleagues)
    record(by=by, at=at, action="maps.offer.changed", target=row, before=before, after=_told(row))
    return row


def retire_offer(*, by: User | None, at: datetime, offer: Offer, until: date) -> Offer:
    """Take an entry out of the catalogue after its last day; what it was used for stays."""
    return change_offer(by=by, at=at, offer=offer, version=None, values={"until": until})


def _require_keeper(by: User | None) -> None:
    if by is not None and not keeps_the_catalogue(by):
        raise Refused(_("Only administrators and managers keep the help catalogue."))


def _write(row: Offer, values: Mapping[str, Any], colleagues: Collection[Colleague] | None) -> None:
    unknown = set(values) - set(OWN)
    if unknown:
        raise TypeError(f"not to be set here: {', '.join(sorted(unknown))}")
    for name, value in values.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    row.tags = _tags(row.tags)
    _require_order(row)
    row.full_clean(exclude=["colleagues"])
    row.save()
    if colleagues is not None:
        OfferedBy.objects.filter(offer=row).exclude(colleague__in=colleagues).delete()
        rows = [OfferedBy(offer=row, colleague=each) for each in colleagues]
        OfferedBy.objects.bulk_create(rows, ignore_conflicts=True)


def _tags(words: Collection[str]) -> list[str]:
    """Each once, whatever its case, as it was written first; ValidationError for too many or too long ones."""
    plain = [" ".join(str(word).split()) for word in words]
    found = list({word.casefold(): word for word in reversed(plain) if word}.values())[::-1]
    if len(found) > _TAGS or any(len(word) > _TAG for word in found):
        sentence = _("At most %(count)s tags of at most %(letters)s letters.") % {"count": _TAGS, "letters": _TAG}
        raise ValidationError({"tags": sentence})
    return found


def _require_order(row: Offer) -> None:
    if row.since and row.until and row.until < row.since:
        raise ValidationError({"until": _("The last day lies before the first.")})


def _told(row: Offer) -> dict[str, Any]:
    names = OfferedBy.objects.filter(offer=row).order_by("colleague__name").values_list("colleague__name", flat=True)
    return values_of(row, *OWN) | {"colleagues": list(names)}
