"""What every change of a map asks first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from innercircle.access.models import User
from innercircle.access.rules import Refused
from innercircle.directory.queries import changeable_accounts

if TYPE_CHECKING:
    from innercircle.directory.models import Account


def require(by: User | None, account: Account) -> None:
    """Refused unless `by` may change this account; None is the system."""
    if by is not None and not changeable_accounts(by).filter(pk=account.pk).exists():
        raise Refused(_("You may see “%(name)s” but not change it.") % {"name": account})


def name_of(by: User | None) -> str:
    """Who stands beside what was said."""
    return str(by) if by else "Innercircle"
