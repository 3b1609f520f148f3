"""What every entry about the asset and dependence is asked: known people, colleagues still here, possible days."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from innercircle.directory.queries import contacts_of
from innercircle.plans.models.aims import FIRST, LAST

if TYPE_CHECKING:
    from innercircle.directory.models import Account, Colleague, Contact


def require_known(account: Account, contact: Contact, name: str) -> None:
    """ValidationError for somebody who never worked at the account; who has left since may be named."""
    if not contacts_of(account).filter(pk=contact.pk).exists():
        raise ValidationError({name: _("“%(name)s” does not belong to this account.") % {"name": contact}})


def require_here(colleague: Colleague | None, at: datetime, name: str) -> None:
    """ValidationError for a colleague who has left us."""
    if colleague is not None and colleague.left_on and colleague.left_on < at.date():
        raise ValidationError({name: _("“%(name)s” has left; choose somebody else.") % {"name": colleague}})


def require_years(**days: date | None) -> None:
    """ValidationError for a day outside the years that can be meant."""
    for name, day in days.items():
        if day is not None and not FIRST <= day <= LAST:
            sentence = _("Choose a day between %(first)s and %(last)s.")
            said = {"first": date_format(FIRST, "SHORT_DATE_FORMAT"), "last": date_format(LAST, "SHORT_DATE_FORMAT")}
            raise ValidationError({name: sentence % said})


def require_past(name: str, day: date, at: datetime) -> None:
    """ValidationError for a day that is impossible, or still to come."""
    require_years(**{name: day})
    if day > at.date():
        raise ValidationError({name: _("That day is still to come.")})
